//! How the names behind a target's figure head their columns when they are taken out.

use crate::intake::{Column, Shown};

/// Who, where, by whom and when.
pub(super) const COLUMNS: &[Column] = &[
    Column::new("name", "target-who", Shown::Plain, &["姓名"]),
    Column::new("area", "target-area", Shown::Plain, &["所在镇街"]),
    Column::new("staff", "target-out-staff", Shown::Plain, &["责任人"]),
    Column::new("hospital", "target-hospital", Shown::Plain, &["医院"]),
    Column::new("due_on", "target-due", Shown::Day, &["约定日期"]),
    Column::new("done", "target-out-done", Shown::Day, &["完成日期"]),
    Column::new("counts", "target-out-counts", Shown::Words("target-counts"), &["是否计入"]),
];
