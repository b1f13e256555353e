//! Words of ledgers that belong to no kind in particular.

use super::cells::narrow;

/// Words of sheet names that name no unit, longer ones before those they hold.
const NO_UNIT: &[&str] = &[
    "sheet",
    "工作表",
    "工作簿",
    "情况表",
    "花名册",
    "老干部",
    "离退休",
    "台账",
    "台帐",
    "名册",
    "名单",
    "汇总",
    "人员",
    "统计",
    "登记",
    "离休",
    "退休",
    "遗属",
    "全部",
    "所有",
    "新增",
    "附件",
    "最新",
    "信息",
    "数据",
    "基本",
    "情况",
    "全县",
    "全市",
    "全区",
    "干部",
    "表",
    "年",
    "月",
    "日",
    "版",
];

/// The unit that a sheet is named after, if it is: one sheet per unit is how ledgers are kept.
pub fn unit_of_sheet(sheet: &str) -> Option<&str> {
    let mut rest = narrow(sheet).to_lowercase();
    for word in NO_UNIT {
        rest = rest.replace(word, "");
    }
    rest.chars().any(|c| c.is_alphabetic()).then_some(sheet.trim())
}

/// The digits of the first number in `text`: `138 0000 0000（女儿）`, `0531-8000000转12`, `13800000000/8000000`.
pub(crate) fn first_phone(text: &str) -> String {
    next_phone(&mut text.chars())
}

/// The digits of the second number in `text`: `13800000000/8000000`; empty where there is none.
pub(crate) fn second_phone(text: &str) -> String {
    let mut rest = text.chars();
    next_phone(&mut rest);
    next_phone(&mut rest)
}

/// The digits of the first number of `rest`, and what stands behind it left in there.
fn next_phone(rest: &mut std::str::Chars<'_>) -> String {
    let mut digits = String::new();
    for c in rest {
        match c {
            '0'..='9' => digits.push(c),
            ' ' | '-' | '(' | ')' | '+' | '—' | '－' => {}
            _ if digits.len() >= 7 => break,
            _ => digits.clear(),
        }
        if digits.len() == 11 && digits.starts_with('1') {
            break;
        }
    }
    digits
}
