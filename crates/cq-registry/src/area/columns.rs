//! How ledgers of towns and sub-districts head their columns.

use crate::intake::{Column, Shown};

/// The columns.
pub(super) const COLUMNS: &[Column] = &[
    Column::new("name", "area-field-name", Shown::Plain, &["镇街名称", "镇街", "镇街道", "乡镇街道", "名称", "所在镇街"]).required(),
    Column::new("code", "area-field-code", Shown::Plain, &["代码", "行政区划代码", "区划代码", "编码"]),
    Column::new("longitude", "area-field-longitude", Shown::Plain, &["经度", "东经"]),
    Column::new("latitude", "area-field-latitude", Shown::Plain, &["纬度", "北纬"]),
];
