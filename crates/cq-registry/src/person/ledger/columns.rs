//! How lists of people head what stands around them.

use crate::intake::{Column, OfAll, Shown};

/// The columns, behind all others.
pub(super) static AROUND: &[Column] = &[
    Column::new("age", "person-out-age", Shown::Plain, &["年龄"]),
    Column::new("doctor", "person-out-doctor", Shown::Plain, &["责任医生"]),
    Column::new("doctor_hospital", "person-out-doctor-hospital", Shown::Plain, &["责任医生医院"]),
    Column::new("liaison", "person-out-liaison", Shown::Plain, &["联络员"]),
    Column::new("branch", "person-out-branch", Shown::Plain, &["所在支部"]),
    Column::new("clubs", "person-out-clubs", Shown::Plain, &["参加的社团"]),
];

/// A roll that has no column of categories says once what its people are.
pub(super) static CATEGORY_OF_ALL: OfAll = OfAll {
    column: "category",
    words: &["honoured", "retired", "survivor"],
    family: "category",
    read: category_of,
};

/// The one category that a title names. 离退休 names two.
fn category_of(title: &str) -> Option<&'static str> {
    const TITLES: [(&str, &str); 3] = [("离休", "honoured"), ("退休", "retired"), ("遗属", "survivor")];
    let title: String = title.chars().filter(|c| !c.is_whitespace()).collect();
    let mut named = TITLES.iter().filter(|(word, _)| title.contains(word));
    let only = named.next().map(|(_, category)| *category);
    only.filter(|_| named.next().is_none() && !title.contains("离退"))
}

#[cfg(test)]
mod tests {
    use super::category_of;

    #[test]
    fn a_title_says_a_category_only_where_it_can_mean_nothing_else() {
        for (title, category) in [
            ("退休干部花名册", Some("retired")),
            ("县财政局 退 休 人员名册 Sheet1", Some("retired")),
            ("离休干部", Some("honoured")),
            ("遗属补助发放表", Some("survivor")),
            ("离退休干部及遗属台账", None),
            ("离退休干部花名册", None),
            ("退休干部遗属名册", None),
            ("离休、退休人员", None),
            ("教育局", None),
        ] {
            assert_eq!(category_of(title), category, "{title}");
        }
    }
}
