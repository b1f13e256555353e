//! How the names behind a figure of an official table head their columns when they are taken out.

use crate::intake::{Column, Shown};

/// What somebody counts as, and what brought them there.
pub(super) const COLUMNS: &[Column] = &[
    Column::new("name", "report-name", Shown::Plain, &["姓名"]),
    Column::new("category", "report-category", Shown::Words("report-category"), &["类别"]),
    Column::new("unit", "report-unit", Shown::Plain, &["单位"]),
    Column::new("unit_kind", "report-unit-kind", Shown::Words("report-unit"), &["单位性质"]),
    Column::new("rank", "report-rank", Shown::Words("report-rank"), &["职级"]),
    Column::new("band", "report-band", Shown::Words("report-band"), &["年龄段"]),
    Column::new("flow", "report-flow", Shown::Words("report-change"), &["增减"]),
    Column::new("on", "report-flow-on", Shown::Day, &["离退休或去世、转出时间"]),
    Column::new("adds", "report-adds", Shown::Words("report-adds"), &["差额增减"]),
    Column::new("reason", "report-reason", Shown::Words("report-reason"), &["差额原因"]),
];
