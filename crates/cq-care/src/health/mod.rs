//! 健康档案: what a doctor has to know of somebody. Illnesses, ability and hospital stays stand in the registry and are shown; allergies,
//! medicines and measurements are kept here.
//!
//! Read by the paired doctor, by whoever stands in for him, by the clerk who keeps the papers, and, for a stated reason and a short time,
//! by a doctor who opens it in an emergency ([`crate::opening`]). Leaders, auditors and administrators do not read it. Each reading
//! says what it is for and stands in the log.

pub mod actions;
mod form;
pub mod model;
mod pages;
pub mod reference;
mod section;
pub mod store;

use cq_platform::{
    messages::Locale,
    policy::{Action, Reach, Role},
    states::{Machine, Transition},
    web::Routes,
};

pub use section::of_person;
pub use store::{OWN, READ_OWN};

/// Reads a health file, saying what for.
pub const READ: Action = Action { name: "health.read", grants: KEPT_BY };
/// Writes in one.
pub const NOTE: Action = Action { name: "health.note", grants: KEPT_BY };
/// Sees whose medicine runs out.
pub const REFILLS: Action = Action { name: "health.refills", grants: KEPT_BY };

const KEPT_BY: &[(Role, Reach)] = &[(Role::Doctor, Reach::Own), (Role::Clerk, Reach::Bureau)];

/// What may become of an entry.
pub const STATES: Machine = Machine {
    noun: "health entry",
    about: "One thing said in a health file. Nothing is written over: what follows an entry stands beside it.",
    transitions: &[
        Transition {
            from: "",
            verb: "note",
            to: "stands",
            action: &NOTE,
            when: "not after today, not after a death, within what is possible",
        },
        Transition {
            from: "stands",
            verb: "replace",
            to: "replaced",
            action: &NOTE,
            when: "with why, and what stands now; of the same kind",
        },
        Transition { from: "stands", verb: "withdraw", to: "withdrawn", action: &NOTE, when: "with why" },
    ],
};

/// Texts.
pub const LOCALES: &[Locale] = cq_platform::locales!["health"];

/// Registers the pages.
pub fn routes(routes: &mut Routes) {
    pages::routes(routes);
}
