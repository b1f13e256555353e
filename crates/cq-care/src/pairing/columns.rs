//! How ledgers of pairs head their columns.

use cq_registry::intake::{Column, Shown};

/// The columns.
pub(super) const COLUMNS: &[Column] = &[
    Column::new("name", "pairing-field-name", Shown::Plain, &["老干部姓名", "姓名", "老干部", "联系对象"])
        .required(),
    Column::new(
        "citizen_id",
        "pairing-field-citizen-id",
        Shown::Masked,
        &["身份证号码", "身份证", "身份证号", "公民身份号码"],
    ),
    Column::new(
        "doctor",
        "pairing-field-doctor",
        Shown::Plain,
        &["责任医生", "医生", "医生姓名", "结对医生"],
    )
    .required(),
    Column::new("hospital", "pairing-field-hospital", Shown::Plain, &["所在医院", "医院", "医院名称"]),
    Column::new(
        "since",
        "pairing-field-since",
        Shown::Day,
        &["结对时间", "结对日期", "开始时间", "起始时间"],
    ),
];
