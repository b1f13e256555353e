//! How ledgers of hospitals head their columns.

use cq_registry::intake::{Column, Shown, cells::narrow};

/// The columns.
pub(super) const COLUMNS: &[Column] = &[
    Column::new(
        "name",
        "hospital-field-name",
        Shown::Plain,
        &["医院名称", "医院", "单位名称", "医疗机构", "机构名称", "名称"],
    )
    .required(),
    Column::new("grade", "hospital-field-grade", Shown::Plain, &["等级", "医院等级", "级别"]),
    Column::new("area", "hospital-field-area", Shown::Plain, &["所在镇街", "镇街", "所属镇街"]),
    Column::new("address", "hospital-field-address", Shown::Plain, &["地址", "医院地址", "详细地址"]),
    Column::new("phone", "hospital-field-phone", Shown::Plain, &["电话", "联系电话", "值班电话"]),
    Column::new("longitude", "hospital-field-longitude", Shown::Plain, &["经度", "东经"]),
    Column::new("latitude", "hospital-field-latitude", Shown::Plain, &["纬度", "北纬"]),
];

/// The grades that hospitals are given (医院评审), and what those have that are not.
const GRADES: &[&str] = &[
    "三级特等",
    "三级甲等",
    "三级乙等",
    "三级丙等",
    "三级",
    "二级甲等",
    "二级乙等",
    "二级丙等",
    "二级",
    "一级甲等",
    "一级乙等",
    "一级丙等",
    "一级",
    "未定级",
];
const NONE: &[&str] = &["未定级", "未定等", "未评级", "未评", "未定", "无", "无等级"];

/// A grade as hospitals are given it, by any of its spellings (三甲, 3级甲等, 二级甲); what is none of them stays as it is.
pub(super) fn grade_of(said: &str) -> String {
    let bare: String = narrow(said).chars().filter(|c| !c.is_whitespace()).collect();
    if NONE.contains(&bare.as_str()) {
        return "未定级".to_owned();
    }
    let bare = bare.replace(['3', 'Ⅲ'], "三").replace(['2', 'Ⅱ'], "二").replace(['1', 'Ⅰ'], "一");
    let short = |grade: &str| grade.chars().filter(|c| !matches!(c, '级' | '等')).collect::<String>();
    let meant = GRADES.iter().find(|grade| short(grade) == short(&bare));
    meant.map_or_else(|| said.to_owned(), |grade| (*grade).to_owned())
}

/// Whether it is one of them.
pub(super) fn is_grade(grade: &str) -> bool {
    GRADES.contains(&grade)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grades_are_known_by_their_spellings() {
        for (said, meant) in [
            ("三甲", "三级甲等"),
            ("3级甲等", "三级甲等"),
            ("二级 甲", "二级甲等"),
            ("一级", "一级"),
            ("未评级", "未定级"),
        ] {
            assert_eq!(grade_of(said), meant);
            assert!(is_grade(meant));
        }
        for other in ["五级", "社区", "甲等"] {
            assert_eq!(grade_of(other), other);
            assert!(!is_grade(other), "{other}");
        }
    }
}
