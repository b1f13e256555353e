//! 定期代办: what somebody has done for them again and again (shopping every Tuesday, a bill on the 5th) is taken down once. The daily
//! job makes an errand for each day of the rhythm, some days ahead, and one only, whoever runs it.
//!
//! Clerks and leaders keep repeats; what they make are errands like all others.

pub mod actions;
pub mod draft;
pub(crate) mod form;
pub mod model;
mod pages;
pub mod store;

use cq_platform::{
    messages::Locale,
    policy::{Action, Reach, Role},
    states::{Machine, Transition},
    web::Routes,
};

pub use model::{Repeat, RepeatId};
pub use store::REPEATS;

/// Sees what is done again and again, and for whom.
pub const VIEW: Action = Action { name: "errand-repeat.view", grants: DESK };
/// Takes it down, changes it from the next time on, and stops it.
pub const KEEP: Action = Action { name: "errand-repeat.keep", grants: DESK };
/// Makes the errands that fall due; done by the program.
pub const MAKE: Action = Action { name: "errand-repeat.make", grants: &[(Role::Clerk, Reach::Bureau)] };

const DESK: &[(Role, Reach)] = &[(Role::Clerk, Reach::Bureau), (Role::Leader, Reach::Bureau)];

/// What may become of a repeat.
pub const STATES: Machine = Machine {
    noun: "repeat of an errand",
    about: "Something done again and again. Each day of its rhythm has one errand.",
    transitions: &[
        step("", "begun", "runs", &KEEP, "its rhythm comes to a day within its first and last"),
        step(
            "runs",
            "made",
            "runs",
            &MAKE,
            "its next day is as near as it says; of days missed only the last",
        ),
        step("runs", "made", "over", &MAKE, "no day of the rhythm is left"),
        step("runs", "changed", "runs", &KEEP, "from the next time on; what was made stays"),
        step("runs", "stopped", "stopped", &KEEP, "also when the person dies or moves away for good"),
        step("stopped", "resumed", "runs", &KEEP, "an event that stopped it is taken back"),
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

/// Registers the pages.
pub fn routes(routes: &mut Routes) {
    pages::routes(routes);
}

/// Texts.
pub const LOCALES: &[Locale] = cq_platform::locales!["repeat"];
