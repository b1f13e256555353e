//! An attendance in words.

use cq_platform::{
    clock::{CHINA, day_in_china},
    web::Ui,
};
use jiff::Timestamp;

use super::{
    model::{Leg, Mark, State, Step},
    priority::{Priority, Reason},
    rules::Rules,
};

/// 急，行动不便.
pub(super) fn reasons(ui: &Ui, reasons: &[Reason]) -> String {
    let words: Vec<String> = reasons.iter().map(|reason| ui.w("attendance-reason", reason)).collect();
    words.join(ui.m("person-comma"))
}

/// The same of a priority.
pub(super) fn priority(ui: &Ui, priority: &Priority) -> String {
    reasons(ui, &priority.reasons)
}

/// 09:30, in China.
pub(super) fn clock(at: Timestamp) -> String {
    let at = CHINA.to_datetime(at);
    format!("{:02}:{:02}", at.hour(), at.minute())
}

/// 5 分钟, 1 小时 5 分钟.
pub(super) fn minutes(ui: &Ui, minutes: i64) -> String {
    match (minutes / 60, minutes % 60) {
        (0, minutes) => ui.a1("attendance-minutes", "n", minutes).into_owned(),
        (hours, 0) => ui.a1("attendance-whole-hours", "h", hours).into_owned(),
        (hours, minutes) => ui.a2("attendance-hours", "h", hours, "n", minutes).into_owned(),
    }
}

/// How somebody stands now: the style of it, the words, and whether it takes longer than the bureau wants.
pub(super) fn standing(ui: &Ui, state: &State, rules: &Rules, now: Timestamp) -> (&'static str, String) {
    let stage = match *state {
        State::Closed { outcome, .. } => ui.w("attendance-outcome", outcome),
        state => ui.w("attendance-stage", state.word()),
    };
    let Some(wait) = state.wait() else {
        let style = match state {
            State::Announced => "coming",
            State::Going { .. } => "today",
            _ => "done",
        };
        return (style, stage);
    };
    let waited = now.duration_since(wait.since).as_mins().max(0);
    let what = ui.w("attendance-wait", wait.leg);
    let said = ui.a2("attendance-waits", "what", what, "time", minutes(ui, waited)).into_owned();
    match rules.limit(wait.leg).filter(|limit| waited > *limit) {
        Some(limit) => {
            let over = minutes(ui, waited - limit);
            ("overdue", ui.a2("attendance-waits-too-long", "waits", said, "over", over).into_owned())
        }
        None if wait.leg == Leg::Call => ("coming", said),
        None => ("today", said),
    }
}

/// A step with what became of it.
pub(super) struct StepRow {
    pub name: String,
    /// When it was taken, that it was not needed, or nothing.
    pub said: String,
    /// `done`, `skipped`, `now` or empty.
    pub state: &'static str,
}

/// The steps in order.
pub(super) fn steps(ui: &Ui, state: &State) -> Vec<StepRow> {
    let course = state.course().map(|(_, course)| course).unwrap_or_default();
    let next = course.next().filter(|_| matches!(state, State::Going { .. }));
    let day = state.ticket().map(|ticket| day_in_china(ticket.arrived_at));
    let row = |(step, mark): (Step, Mark)| {
        let (said, state) = match mark {
            Mark::Open if next == Some(step) => (String::new(), "now"),
            Mark::Open => (String::new(), ""),
            Mark::Done(at) if day != Some(day_in_china(at)) => (ui.instant(&at), "done"),
            Mark::Done(at) => (clock(at), "done"),
            Mark::Skipped(_) => (ui.m("attendance-not-needed").to_owned(), "skipped"),
        };
        StepRow { name: ui.w("attendance-step", step), said, state }
    };
    course.each().map(row).collect()
}
