//! How ledgers of units head their columns, and the words that stand in them. Words are written as
//! [`cq_sheet::normalise`] leaves them.

use super::UnitKind;
use crate::intake::{Column, Shown};

/// 单位台账.
pub(super) const COLUMNS: &[Column] = &[
    Column::new(
        "name",
        "unit-name",
        Shown::Plain,
        &["单位名称", "单位", "原工作单位", "工作单位", "填报单位", "名称"],
    )
    .required(),
    Column::new(
        "kind",
        "unit-kind",
        Shown::Words("unit-kind"),
        &["单位性质", "性质", "单位类别", "单位类型"],
    ),
];

/// 单位性质.
pub(super) const KINDS: &[(&str, UnitKind)] = &[
    ("机关", UnitKind::Organ),
    ("行政", UnitKind::Organ),
    ("机关单位", UnitKind::Organ),
    ("行政机关", UnitKind::Organ),
    ("党政机关", UnitKind::Organ),
    ("事业", UnitKind::Institution),
    ("事业单位", UnitKind::Institution),
    ("企业", UnitKind::Enterprise),
    ("国企", UnitKind::Enterprise),
    ("国有企业", UnitKind::Enterprise),
    ("企业单位", UnitKind::Enterprise),
    ("其他", UnitKind::Other),
];
