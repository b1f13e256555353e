//! How a list of tasks heads its columns when it is taken out.

use crate::intake::{Column, Shown};

/// What a list says of a task.
pub(super) const COLUMNS: &[Column] = &[
    Column::new("name", "task-subject", Shown::Plain, &["姓名"]),
    Column::new("form", "task-what", Shown::Words("task-form"), &["任务"]),
    Column::new("reason", "task-reason", Shown::Plain, &["事项"]),
    Column::new("area", "task-area", Shown::Plain, &["所在镇街"]),
    Column::new("owner", "task-out-owner", Shown::Plain, &["责任人"]),
    Column::new("hospital", "task-hospital", Shown::Plain, &["医院"]),
    Column::new("opens_on", "task-out-opens-on", Shown::Day, &["开始日期"]),
    Column::new("due_on", "task-out-due-on", Shown::Day, &["截止日期"]),
    Column::new("next_on", "task-out-next-on", Shown::Day, &["约定日期"]),
    Column::new("tries", "task-out-tries", Shown::Plain, &["未遇次数"]),
    Column::new("standing", "task-state", Shown::Words("task-wanted"), &["状态"]),
    Column::new("done_on", "task-out-done-on", Shown::Day, &["完成日期"]),
    Column::new("last_done_on", "task-out-last", Shown::Day, &["上次上门"]),
    Column::new("entered_from", "task-out-entered", Shown::Words("task-source"), &["补记依据"]),
    Column::new("declined_by", "task-out-declined", Shown::Words("task-decliner"), &["谁谢绝的"]),
    Column::new("ended_on", "task-out-ended-on", Shown::Day, &["谢绝或作罢日期"]),
    Column::new("because", "task-out-because", Shown::Words("task-because"), &["取消原因"]),
];
