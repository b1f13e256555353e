//! How sheets of divisions head their columns.

use crate::intake::{Column, Shown};

/// The columns.
pub(super) const COLUMNS: &[Column] = &[
    Column::new(
        "code",
        "division-code",
        Shown::Plain,
        &["代码", "行政区划代码", "区划代码", "编码", "六位代码"],
    )
    .required(),
    Column::new(
        "name",
        "division-name",
        Shown::Plain,
        &["名称", "行政区划名称", "区划名称", "地名", "单位名称"],
    )
    .required(),
    Column::new(
        "since",
        "division-since",
        Shown::Day,
        &["启用", "启用日期", "启用时间", "启用年份", "设立时间"],
    ),
    Column::new(
        "until",
        "division-until",
        Shown::Day,
        &["停用", "停用日期", "停用时间", "停用年份", "撤销时间"],
    ),
    Column::new(
        "successor",
        "division-successor",
        Shown::Plain,
        &["现代码", "变更后代码", "新代码", "改为", "现行代码"],
    ),
];
