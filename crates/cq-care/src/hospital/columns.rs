//! How ledgers of hospitals head their columns.

use cq_registry::intake::{Column, Shown};

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
