//! An attendance as a card: number, name, why they go ahead, how they stand, and what can be noted next.

use cq_platform::{clock::day_in_china, web::Ui};
use cq_registry::task;
use jiff::Timestamp;

use super::{
    model::{Attendance, AttendanceId, Mark, Outcome, State, Step},
    rules::Rules,
    store::list::Listed,
    words::{self, StepRow},
};

/// A button of a card: what it notes, its words, and its kind.
pub(super) struct Button {
    pub mark: String,
    pub text: String,
    /// Empty for the main one, `secondary`, `quiet` or `careful`.
    pub kind: &'static str,
}

/// An attendance in words.
pub(super) struct Card {
    pub id: AttendanceId,
    /// The number; empty before there is one.
    pub token: String,
    pub name: String,
    /// How old.
    pub about: String,
    /// Why they go ahead; empty where they do not.
    pub reasons: String,
    /// Names a style.
    pub kind: &'static str,
    pub state: String,
    pub hospital: String,
    pub place: String,
    /// About when they are expected.
    pub expected: String,
    pub arrived: String,
    pub what: String,
    pub company: String,
    pub doctor: String,
    pub doctor_phone: String,
    pub on: String,
    pub steps: Vec<StepRow>,
    pub buttons: Vec<Button>,
    pub version: i64,
    /// How the card is grouped: `going`, `waiting`, `announced` or `over`.
    pub group: &'static str,
}

impl Card {
    /// As it stands at `now`; with buttons where `may` move it.
    pub fn of(ui: &Ui, listed: &Listed, rules: &Rules, now: Timestamp, may: bool) -> Self {
        let attendance = &listed.attendance;
        let (state, on) = (&attendance.state, attendance.on);
        let (kind, standing) = words::standing(ui, state, rules, now);
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        Self {
            id: attendance.id,
            token: state.ticket().map(|ticket| ticket.token.to_string()).unwrap_or_default(),
            name: listed.name.clone(),
            about: task::age(ui, listed.born, on),
            reasons: words::priority(ui, &attendance.priority),
            kind,
            state: standing,
            hospital: listed.hospital.clone(),
            place: listed.place.clone(),
            expected: text(&listed.expected),
            arrived: state.ticket().map(|ticket| words::clock(ticket.arrived_at)).unwrap_or_default(),
            what: listed.said.what.clone(),
            company: listed.said.company.clone(),
            doctor: text(&listed.doctor),
            doctor_phone: text(&listed.doctor_phone),
            on: ui.day(&on),
            steps: words::steps(ui, state),
            buttons: if may { buttons(ui, attendance, rules, now) } else { Vec::new() },
            version: attendance.version,
            group: group(state),
        }
    }

    /// Whether any of the steps was begun.
    pub fn is_under_way(&self) -> bool {
        self.group == "going"
    }
}

fn group(state: &State) -> &'static str {
    match state {
        State::Announced => "announced",
        State::Waiting { .. } => "waiting",
        State::Going { .. } => "going",
        State::Closed { .. } | State::Left { .. } | State::Missed { .. } => "over",
    }
}

fn plain(ui: &Ui, mark: &str, kind: &'static str) -> Button {
    Button { mark: mark.to_owned(), text: ui.w("attendance-do", mark), kind }
}

fn closing(ui: &Ui, outcome: Outcome, kind: &'static str) -> Button {
    Button { mark: format!("close:{outcome}"), text: ui.w("attendance-close", outcome), kind }
}

/// What can be noted next, the likeliest first.
fn buttons(ui: &Ui, attendance: &Attendance, rules: &Rules, now: Timestamp) -> Vec<Button> {
    let state = &attendance.state;
    let mut buttons = match attendance.on == day_in_china(now) {
        true => next(ui, state),
        false => endings(ui, state),
    };
    if is_fresh(state, rules, now) {
        buttons.push(plain(ui, "undo", "quiet"));
    }
    buttons
}

/// On another day no step can be taken any more: it is only ended.
fn endings(ui: &Ui, state: &State) -> Vec<Button> {
    match *state {
        State::Announced => vec![plain(ui, "miss", "")],
        State::Waiting { .. } => vec![plain(ui, "leave", "")],
        State::Going { course, .. } => {
            let outcomes: &[Outcome] = match course.mark(Step::Admit) {
                Mark::Open => &[Outcome::Home, Outcome::Admitted, Outcome::Referred, Outcome::Return],
                Mark::Done(_) => &[Outcome::Admitted],
                Mark::Skipped(_) => &[Outcome::Home, Outcome::Referred, Outcome::Return],
            };
            let kind = |at: usize| if at == 0 { "" } else { "secondary" };
            let closings = outcomes.iter().enumerate();
            let mut buttons: Vec<Button> =
                closings.map(|(at, outcome)| closing(ui, *outcome, kind(at))).collect();
            if course.mark(Step::See) == Mark::Open {
                buttons.push(plain(ui, "leave", "secondary"));
            }
            buttons
        }
        State::Closed { .. } | State::Left { .. } | State::Missed { .. } => Vec::new(),
    }
}

/// What can be noted on the day itself.
fn next(ui: &Ui, state: &State) -> Vec<Button> {
    let button = |mark: String, text: String, kind| Button { mark, text, kind };
    let plain = |mark: &str, kind| plain(ui, mark, kind);
    let close = |outcome: Outcome, kind| closing(ui, outcome, kind);
    match *state {
        State::Announced => vec![plain("arrive", ""), plain("miss", "secondary")],
        State::Waiting { .. } => vec![plain("call", ""), plain("leave", "secondary")],
        State::Going { course, .. } => {
            let stamp =
                |step: Step, kind| button(format!("stamp:{step}"), ui.w("attendance-stamp", step), kind);
            let skip = |step: Step| {
                let text = ui.a1("attendance-skip", "step", ui.w("attendance-step", step)).into_owned();
                button(format!("skip:{step}"), text, "secondary")
            };
            let is_seen = course.mark(Step::See) != Mark::Open;
            match course.next() {
                Some(Step::Admit) => {
                    vec![
                        close(Outcome::Home, ""),
                        stamp(Step::Admit, "secondary"),
                        close(Outcome::Referred, "secondary"),
                        close(Outcome::Return, "secondary"),
                    ]
                }
                Some(step) if is_seen => {
                    vec![stamp(step, ""), skip(step), close(Outcome::Home, "quiet")]
                }
                Some(step) => vec![stamp(step, ""), skip(step), plain("leave", "quiet")],
                None => match course.mark(Step::Admit) {
                    Mark::Done(_) => vec![close(Outcome::Admitted, "")],
                    _ => vec![close(Outcome::Home, ""), close(Outcome::Referred, "secondary")],
                },
            }
        }
        State::Closed { .. } | State::Left { .. } | State::Missed { .. } => Vec::new(),
    }
}

/// Whether the last thing can still be taken back.
fn is_fresh(state: &State, rules: &Rules, now: Timestamp) -> bool {
    let last = match *state {
        State::Announced | State::Waiting { .. } => None,
        State::Going { called_at, course, .. } => Some(course.last().map_or(called_at, |(_, at)| at)),
        State::Closed { at, .. } | State::Left { at, .. } | State::Missed { at } => Some(at),
    };
    last.is_some_and(|at| now.duration_since(at).as_mins() <= i64::from(rules.undo_minutes))
}
