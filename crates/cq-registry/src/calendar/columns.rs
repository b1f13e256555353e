//! How sheets of a year's notice head their columns, and the words in them.

use super::model::Kind;
use crate::intake::{Column, Shown};

/// The columns.
pub(super) const COLUMNS: &[Column] = &[
    Column::new("day", "calendar-day", Shown::Day, &["日期", "放假日期", "调休日期", "日子", "年月日"])
        .required(),
    Column::new(
        "kind",
        "calendar-kind",
        Shown::Words("calendar-kind"),
        &["类别", "放假上班", "安排", "类型", "放假或上班"],
    )
    .required(),
    Column::new(
        "name",
        "calendar-name",
        Shown::Plain,
        &["名称", "节日", "节日名称", "假期", "假期名称", "备注", "说明"],
    ),
];

/// What stands under 类别.
pub(super) const KINDS: &[(&str, Kind)] = &[
    ("放假", Kind::Holiday),
    ("休", Kind::Holiday),
    ("休息", Kind::Holiday),
    ("休假", Kind::Holiday),
    ("节假日", Kind::Holiday),
    ("法定节假日", Kind::Holiday),
    ("上班", Kind::Workday),
    ("班", Kind::Workday),
    ("补班", Kind::Workday),
    ("调休上班", Kind::Workday),
    ("工作日", Kind::Workday),
];
