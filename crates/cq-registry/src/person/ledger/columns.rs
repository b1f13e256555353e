//! How lists of people head what stands around them.

use crate::intake::{Column, Shown};

/// The columns, behind all others.
pub(super) static AROUND: &[Column] = &[
    Column::new("age", "person-out-age", Shown::Plain, &["年龄"]),
    Column::new("doctor", "person-out-doctor", Shown::Plain, &["责任医生"]),
    Column::new("doctor_hospital", "person-out-doctor-hospital", Shown::Plain, &["责任医生医院"]),
    Column::new("liaison", "person-out-liaison", Shown::Plain, &["联络员"]),
    Column::new("branch", "person-out-branch", Shown::Plain, &["所在支部"]),
    Column::new("clubs", "person-out-clubs", Shown::Plain, &["参加的社团"]),
];
