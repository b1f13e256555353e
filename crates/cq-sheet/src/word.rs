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

/// Whether a row is a line that stands above the head of a form: a few cells, each a date or the like of 填报单位：…, 单位：人.
/// Several dates beside one another head groups of columns.
pub(crate) fn is_form_line<S: AsRef<str>>(cells: &[S]) -> bool {
    const MOST: usize = 4;
    let texts: Vec<String> =
        cells.iter().map(|cell| squeezed(cell.as_ref())).filter(|text| !text.is_empty()).collect();
    let dates = texts.iter().filter(|text| is_date(text)).count();
    let is_said = |(at, text): (usize, &String)| {
        let before = at.checked_sub(1).and_then(|before| texts.get(before));
        is_date(text) || is_label(text) || before.is_some_and(|label| label.ends_with(':') && is_label(label))
    };
    (1..=MOST).contains(&texts.len()) && dates <= 1 && texts.iter().enumerate().all(is_said)
}

/// A day or month, as forms write it: 2026年10月, 截至2026年10月31日, 2026-10, 2026.10.31.
fn is_date(text: &str) -> bool {
    let text = text.trim_start_matches(['截', '至', '止', '到']).trim_end_matches(['止', '制', '填']);
    let mut numbers = text.split(|c: char| !c.is_ascii_digit()).filter(|digits| !digits.is_empty());
    let is_year = numbers.next().is_some_and(|year| year.len() == 4);
    let rest = numbers.map(str::len).collect::<Vec<_>>();
    is_year
        && (1..=2).contains(&rest.len())
        && rest.iter().all(|digits| *digits <= 2)
        && text.chars().all(|c| c.is_ascii_digit() || matches!(c, '年' | '月' | '日' | '-' | '.' | '/'))
}

/// What a form says of itself: a word of its own and a colon, or a word that needs none.
fn is_label(text: &str) -> bool {
    const WORDS: [&str; 16] = [
        "填报", "填表", "制表", "上报", "报送", "编制", "单位", "日期", "时间", "截至", "截止", "页", "人数",
        "盖章", "部门", "表号",
    ];
    const ALONE: [&str; 4] = ["填报单位", "填表单位", "填报日期", "填报时间"];
    let (word, said) = text.split_once(':').unwrap_or((text, ""));
    let has_colon = word.len() < text.len();
    let word = without_brackets(word);
    (has_colon && WORDS.iter().any(|known| word.contains(known)))
        || (!said.is_empty() && is_date(said))
        || ALONE.iter().any(|known| text.starts_with(known))
        || (text.starts_with('共') && text.ends_with(['人', '页']))
        || (text.starts_with('第') && text.ends_with('页'))
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
    fn lines_above_a_head_are_told_from_heads() {
        for cells in [
            &["2026年10月", "", "填报单位：县财政局"][..],
            &["填报单位：县财政局", "", "", "2026年10月31日"],
            &["截至2026-10-31", "", "单位：人"],
            &["填报单位（盖章）：", "填报人：张三", "填报日期：2026年10月5日"],
            &["填报单位：", "", "县财政局", "", "2026年10月"],
        ] {
            assert!(is_form_line(cells), "{cells:?}");
        }
        for cells in [
            &["基本情况", "", "联系方式"][..],
            &["2026年9月", "", "2026年10月"],
            &["2026年", "", "2025年"],
            &["序号", "姓名", "单位"],
            &["单位", "人数"],
            &["姓名：", "电话："],
            &["", ""],
        ] {
            assert!(!is_form_line(cells), "{cells:?}");
        }
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
