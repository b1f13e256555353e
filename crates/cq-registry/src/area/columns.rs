//! How ledgers of towns and sub-districts head their columns.

use crate::intake::{Column, Shown};

/// The columns.
pub(super) const COLUMNS: &[Column] = &[
    Column::new(
        "name",
        "intake-field-area-name",
        Shown::Plain,
        &["镇街名称", "镇街", "镇街道", "乡镇街道", "名称", "所在镇街"],
    )
    .required(),
    Column::new(
        "code",
        "intake-field-area-code",
        Shown::Plain,
        &["代码", "行政区划代码", "区划代码", "编码"],
    ),
    Column::new("longitude", "intake-field-longitude", Shown::Plain, &["经度", "东经"]),
    Column::new("latitude", "intake-field-latitude", Shown::Plain, &["纬度", "北纬"]),
];
