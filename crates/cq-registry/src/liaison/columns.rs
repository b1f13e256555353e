//! How the list of liaisons heads its columns when it is taken out.

use crate::intake::{Column, Shown};

/// Who keeps in touch with whom.
pub(super) const COLUMNS: &[Column] = &[
    Column::new("liaison", "liaison-who", Shown::Plain, &["联络员"]),
    Column::new("name", "liaison-elder", Shown::Plain, &["姓名"]),
    Column::new("area", "liaison-town", Shown::Plain, &["所在镇街"]),
    Column::new("since", "liaison-from", Shown::Day, &["联系时间"]),
];
