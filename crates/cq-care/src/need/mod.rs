//! 需求: what elders turned out to need at a doctor's visit, each until somebody has seen to it and said how.
//!
//! The doctor only ticks it at the door, as part of his report; clerks see to it, most often by receiving a case. A doctor sees what came
//! of his own.

pub mod actions;
mod day;
mod form;
pub mod model;
mod pages;
mod person;
pub mod store;

use cq_platform::{
    messages::Locale,
    policy::{Action, Reach, Role},
    states::{Machine, Transition},
    web::Routes,
};
use cq_registry::task;

pub use day::of_day;
pub use person::of_person;

/// Sees what is needed, and what came of it: a doctor of whom he visits.
pub const VIEW: Action = Action {
    name: "need.view",
    grants: &[(Role::Clerk, Reach::Bureau), (Role::Leader, Reach::Bureau), (Role::Doctor, Reach::Own)],
};
/// Says how it was seen to, and takes that back.
pub const SETTLE: Action = Action { name: "need.settle", grants: &[(Role::Clerk, Reach::Bureau)] };

/// What may become of a need.
pub const STATES: Machine = Machine {
    noun: "need",
    about: "What an elder turned out to need at a doctor's visit. Goes with the report when that is taken back, unless it was seen to.",
    transitions: &[
        Transition {
            from: "",
            verb: "say",
            to: "open",
            action: &task::RECORD,
            when: "the doctor ticked it in the report of a visit",
        },
        Transition {
            from: "open",
            verb: "settle",
            to: "settled",
            action: &SETTLE,
            when: "with who saw to it and how in words",
        },
        Transition {
            from: "settled",
            verb: "reopen",
            to: "open",
            action: &SETTLE,
            when: "it was said by mistake, or it did not last",
        },
    ],
};

/// Texts.
pub const LOCALES: &[Locale] = cq_platform::locales!["need"];

/// Registers the pages.
pub fn routes(routes: &mut Routes) {
    pages::routes(routes);
}
