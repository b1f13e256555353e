//! How the list of those to whom a campaign owes nothing heads its columns when it is taken out.

use cq_registry::intake::{Column, Shown};

/// Who, where, and who answers by now.
pub(super) const COLUMNS: &[Column] = &[
    Column::new("name", "campaign-elder", Shown::Plain, &["姓名"]),
    Column::new("area", "campaign-area", Shown::Plain, &["所在镇街"]),
    Column::new("doctor", "campaign-doctor", Shown::Plain, &["责任医生"]),
    Column::new("hospital", "campaign-hospital", Shown::Plain, &["医院"]),
];
