//! 请假与交接: who is away from when to when, and who stands in.
//!
//! While somebody is away, nothing changes hands: what is owed stays theirs, and whoever stands in sees and does it as long as the
//! absence lasts, what is made meanwhile included. The end brings everything back by itself. Who leaves for good hands people and
//! open tasks over at once, and what still comes to their name by a rule goes to the first who stands in. Clerks enter, end and undo
//! absences; leaders read them.

pub mod actions;
pub mod burden;
mod form;
pub mod model;
mod pages;
pub mod store;

use cq_platform::{
    messages::Locale,
    policy::{Action, Reach, Role},
    states::{Machine, Transition},
};

pub use model::{Absence, AbsenceId, Reason};
pub use pages::routes;

/// Reads who is away.
pub const VIEW: Action =
    Action { name: "absence.view", grants: &[(Role::Clerk, Reach::Bureau), (Role::Leader, Reach::Bureau)] };
/// Enters an absence, ends it early, undoes it.
pub const MAKE: Action = Action { name: "absence.make", grants: &[(Role::Clerk, Reach::Bureau)] };

/// An absence `v` that lasts on `{today}`: for the scopes of tasks and of people, who stands in.
macro_rules! lasting {
    () => {
        "v.bureau_id = $1 AND v.state = 'holds' AND v.from_on <= {today} AND (v.until_on IS NULL OR v.until_on >= {today})"
    };
}
pub(crate) use lasting;

/// What may become of an absence.
pub const STATES: Machine = Machine {
    noun: "absence",
    about: "Somebody is away, and who stands in. Whether it is to come, lasts or is over is derived from its days, never stored.",
    transitions: &[
        Transition {
            from: "",
            verb: "make",
            to: "holds",
            action: &MAKE,
            when: "none of theirs overlaps it, nobody who stands in is away then, and they stand in for nobody",
        },
        Transition {
            from: "holds",
            verb: "end",
            to: "holds",
            action: &MAKE,
            when: "it lasts and has an end: the day before yesterday's work is theirs again, from today on",
        },
        Transition {
            from: "holds",
            verb: "undo",
            to: "undone",
            action: &MAKE,
            when: "what a handover moved goes back as far as it is still as it left it; the rest is named",
        },
    ],
};

/// Texts.
pub const LOCALES: &[Locale] = cq_platform::locales!["absence"];
