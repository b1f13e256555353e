//! The words of headers and footers, freed from the ways people type them.

use std::borrow::Cow;

/// A header text freed from spaces, line breaks, punctuation, width and case: `身 份 证\n号码*` is `身份证号码`.
pub fn normalise(text: &str) -> String {
    half_width(text).chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The text outside brackets: `出生年月（公历）` is `出生年月`.
pub(crate) fn without_brackets(text: &str) -> String {
    let mut depth = 0_u32;
    let mut outside = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '(' | '（' | '[' | '【' | '〔' | '［' => depth += 1,
            ')' | '）' | ']' | '】' | '〕' | '］' => depth = depth.saturating_sub(1),
            _ if depth == 0 => outside.push(c),
            _ => (),
        }
    }
    outside
}

/// Full-width letters, digits, signs and spaces as their half-width twins.
pub(crate) fn half_width(text: &str) -> Cow<'_, str> {
    let full = |c: char| matches!(c, '\u{ff01}'..='\u{ff5e}' | '\u{3000}');
    if !text.contains(full) {
        return Cow::Borrowed(text);
    }
    let half = |c: char| match c {
        '\u{3000}' => ' ',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        _ => c,
    };
    Cow::Owned(text.chars().map(half).collect())
}

/// Whether a row belongs to the foot of a form (填报人：…, 合计, 单位负责人, 备注：…), told by the first cell that
/// shows anything.
pub fn is_footer<S: AsRef<str>>(cells: impl IntoIterator<Item = S>) -> bool {
    /// Words that end the table by themselves, or before a colon or a number.
    const ALONE: [&str; 6] = ["合计", "总计", "小计", "共计", "总人数", "合计人数"];
    /// Words that need something after them, since a column or a person could hold them alone.
    const SIGNED: [&str; 32] = [
        "填报人",
        "填表人",
        "制表人",
        "制表",
        "经办人",
        "审核人",
        "审核",
        "审批人",
        "复核人",
        "复核",
        "负责人",
        "单位负责人",
        "主要负责人",
        "分管领导",
        "主管领导",
        "联系人",
        "联系电话",
        "电话",
        "填报单位",
        "填表单位",
        "单位盖章",
        "填报时间",
        "填报日期",
        "填表日期",
        "填表时间",
        "制表时间",
        "制表日期",
        "备注",
        "注",
        "说明",
        "填表说明",
        "填报说明",
    ];
    const ALWAYS: [&str; 12] = [
        "填报人",
        "填表人",
        "制表人",
        "审核人",
        "复核人",
        "单位负责人",
        "填报单位",
        "填报日期",
        "填表日期",
        "填报时间",
        "制表日期",
        "经办人",
    ];
    let first = cells.into_iter().map(|cell| squeezed(cell.as_ref())).find(|text| !text.is_empty());
    let Some(first) = first else { return false };
    let outside = without_brackets(&first);
    let word = outside.split([':', '：']).next().unwrap_or_default();
    let colon = word.len() < outside.len();
    let counted = word.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '人' | '名' | '.' | '-'));
    ALONE.contains(&counted) || (colon && SIGNED.contains(&word)) || ALWAYS.contains(&word)
}

fn squeezed(text: &str) -> String {
    half_width(text).chars().filter(|c| !c.is_whitespace()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_lose_spaces_breaks_width_and_marks() {
        for text in ["身份证号码", "身 份 证\n号码", "*身份证号码：", "　身份证号码 "] {
            assert_eq!(normalise(text), "身份证号码", "{text}");
        }
        assert_eq!(normalise("ＩＤ No."), "idno");
        assert_eq!(without_brackets("出生年月（公历）"), "出生年月");
    }

    #[test]
    fn feet_of_forms_and_rows_that_only_look_like_them() {
        for text in [
            "填报人：张三",
            "填 报 人 ：",
            "合计",
            "合 计",
            "合计：",
            "总计12人",
            "审核人",
            "备注：以上数据截至12月",
            "单位负责人(签字)：",
            "注: 含遗属",
            "填报日期：2026年1月5日",
            "单位(盖章):",
        ] {
            let expected = text != "单位(盖章):";
            assert_eq!(is_footer(["", " ", text, "x"]), expected, "{text}");
        }
        for text in ["1", "张合计", "备注", "注", "联系电话", "电话", "王晓明", "负责人", ""]
        {
            assert!(!is_footer([text, "合计"]) || text.is_empty(), "{text}");
        }
    }
}
