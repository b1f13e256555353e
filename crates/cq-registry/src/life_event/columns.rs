//! How lists of deaths head their columns.

use crate::intake::{Column, Shown};

pub(super) const COLUMNS: &[Column] = &[
    Column::new(
        "name",
        "person-field-name",
        Shown::Plain,
        &["姓名", "名字", "逝者姓名", "死者姓名", "死亡人员姓名"],
    )
    .required(),
    Column::new(
        "citizen_id",
        "person-field-citizen_id",
        Shown::Masked,
        &["身份证号码", "身份证号", "身份证", "公民身份号码", "证件号码", "死者身份证号"],
    ),
    Column::new(
        "unit",
        "person-field-unit",
        Shown::Plain,
        &["原工作单位", "工作单位", "单位名称", "单位", "原单位"],
    ),
    Column::new(
        "on",
        "life-day-death",
        Shown::Day,
        &["离世时间", "去世时间", "死亡时间", "去世日期", "离世日期", "死亡日期", "逝世时间", "逝世日期"],
    )
    .required(),
    Column::new("cause", "life-cause", Shown::Plain, &["离世原因", "去世原因", "死亡原因", "死因"]),
    Column::new("farewell", "life-farewell", Shown::Plain, &["送别方式", "送别形式", "丧事办理方式"]),
    Column::new("follows", "life-ledger-follows", Shown::Plain, &[]),
];
