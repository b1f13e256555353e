//! 绿色通道: somebody comes to a hospital's guide desk, gets a number of the day, is called, and is seen through the steps of the green
//! channel (register, see, examine, dispense, admit), each stamped with its time.
//!
//! A guide sees and moves the attendances of today at the desk where she is on duty, and no others. Clerks move any, announce, and read the figures; leaders
//! read. A doctor sees those of his own elders: he is told on his day's page. What somebody comes for lies sealed. The board in the hall
//! is open to anybody and shows numbers alone.

pub mod actions;
mod api;
mod card;
pub mod draft;
mod expected;
pub mod figures;
pub(crate) mod form;
pub mod model;
mod pages;
mod person;
pub mod priority;
mod reach;
pub mod reference;
pub mod rules;
pub mod said;
pub mod store;
mod told;
mod words;

use cq_platform::{
    messages::Locale,
    policy::{Action, Reach, Role},
    states::{Machine, Transition},
    web::Routes,
};
use cq_registry::life_event;

pub use model::{Attendance, AttendanceId};
pub use person::of_person;
pub use reference::ATTENDANCES;
pub use told::of_day;

/// Sees the day's queue of a desk.
pub const QUEUE: Action = Action {
    name: "attendance.queue",
    grants: &[(Role::Clerk, Reach::Bureau), (Role::Leader, Reach::Bureau), (Role::Guide, Reach::Own)],
};
/// Finds who has come, among those whom the bureau serves, and gives them a number.
pub const RECEIVE: Action = Action { name: "attendance.receive", grants: DESK };
/// Calls, stamps a step, takes that back, and ends an attendance.
pub const MARK: Action = Action { name: "attendance.mark", grants: DESK };
/// Sees one attendance.
pub const VIEW: Action = Action {
    name: "attendance.view",
    grants: &[
        (Role::Clerk, Reach::Bureau),
        (Role::Leader, Reach::Bureau),
        (Role::Doctor, Reach::Own),
        (Role::Guide, Reach::Own),
    ],
};
/// Announces somebody who will come.
pub const ANNOUNCE: Action = Action {
    name: "attendance.announce",
    grants: &[(Role::Clerk, Reach::Bureau), (Role::Leader, Reach::Bureau), (Role::Doctor, Reach::Own)],
};
/// Reads figures and the names behind them.
pub const REPORT: Action = Action {
    name: "attendance.report",
    grants: &[(Role::Clerk, Reach::Bureau), (Role::Leader, Reach::Bureau)],
};
/// Is told which of one's own elders are at a hospital.
pub const TOLD: Action = Action { name: "attendance.told", grants: &[(Role::Doctor, Reach::Own)] };
/// Says who goes first and how long a step may take.
pub const SET: Action = Action { name: "attendance.set", grants: &[(Role::Clerk, Reach::Bureau)] };

const DESK: &[(Role, Reach)] = &[(Role::Clerk, Reach::Bureau), (Role::Guide, Reach::Own)];

/// What may become of an attendance.
pub const STATES: Machine = Machine {
    noun: "attendance",
    about: "Somebody at a guide desk on one day. Whether a step takes too long is derived, never stored.",
    transitions: &[
        step("", "announced", "announced", &ANNOUNCE, "somebody served, a day from today on, once a day"),
        step("", "arrived", "waiting", &RECEIVE, "somebody served, with the desk's next number of the day"),
        step("announced", "arrived", "waiting", &MARK, "on the day, with the desk's next number"),
        step("announced", "missed", "missed", &MARK, "did not come"),
        step("announced", "missed", "missed", &life_event::NOTE, "the person died or moved away for good"),
        step("missed", "expected_again", "announced", &life_event::UNDO, "that is taken back"),
        step("missed", "undone", "announced", &MARK, "within minutes of it"),
        step("waiting", "called", "going", &MARK, "on the day"),
        step("waiting", "left", "left", &MARK, "left without being seen"),
        step(
            "going",
            "stamped",
            "going",
            &MARK,
            "the next step that is neither taken nor left out; on the day",
        ),
        step("going", "skipped", "going", &MARK, "the same: not needed"),
        step("going", "undone", "going", &MARK, "the last step, within minutes of it"),
        step("going", "undone", "waiting", &MARK, "the call, within minutes of it"),
        step("going", "left", "left", &MARK, "before a doctor has seen them"),
        step(
            "going",
            "closed",
            "closed",
            &MARK,
            "registered and seen, or not needed; admitted just when that is stamped; what is left was not needed; once its day has passed, however far it came",
        ),
        step("closed", "undone", "going", &MARK, "within minutes of it"),
        step(
            "left",
            "undone",
            "going",
            &MARK,
            "within minutes of it, where they had been called; else waiting",
        ),
    ],
};

const fn step(
    from: &'static str,
    verb: &'static str,
    to: &'static str,
    action: &'static Action,
    when: &'static str,
) -> Transition {
    Transition { from, verb, to, action, when }
}

/// Registers pages and API.
pub fn routes(routes: &mut Routes) {
    pages::routes(routes);
    api::routes(routes);
}

/// Texts.
pub const LOCALES: &[Locale] = cq_platform::locales!["attendance"];

/// For the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&[&str]] = &[store::STATEMENTS, store::list::STATEMENTS, store::rule::STATEMENTS];
