//! One person registered twice: found, shown, merged, and taken apart again.
//!
//! Nothing is decided by the program. It says who looks like whom and why, when somebody is entered, when a ledger is taken
//! in, and on a page of its own. A clerk compares the two records, chooses field by field, sees what moves, and merges: one
//! record is kept, the other ends as merged and leads to it. Every feature that refers to people joins by one [`Reference`] in
//! the server's list; what each of them moved or closed is kept, so that a merge can be undone: both records are as they
//! were, and what happened since stays with the one that was kept. Pairs found to be two people are not shown again.

pub mod actions;
pub mod candidate;
pub mod field;
pub mod likeness;
pub mod model;
mod pages;
pub mod past;
pub mod reference;
mod section;
pub mod store;

use cq_platform::{
    messages::Locale,
    policy::{Action, Reach, Role},
    states::{Machine, Transition},
};

pub use likeness::{Likeness, Probe, Reason};
pub use model::{MergeId, Side};
pub use pages::{LOOKED_AT, holder, routes, warning};
pub use reference::{Case, Held, Lapsed, Reference, References, Step};
pub use section::section;

const CLERKS: &[(Role, Reach)] = &[(Role::Clerk, Reach::Bureau)];

/// Sees who may be registered twice, compares two records, sees what a merge did.
pub const VIEW: Action = Action { name: "duplicate.view", grants: CLERKS };
/// Notes that two records are two people.
pub const DISMISS: Action = Action { name: "duplicate.dismiss", grants: CLERKS };
/// Makes one record of two.
pub const MERGE: Action = Action { name: "duplicate.merge", grants: CLERKS };
/// Takes a merge apart.
pub const UNDO: Action = Action { name: "duplicate.undo", grants: CLERKS };

/// Texts.
pub const LOCALES: &[Locale] = cq_platform::locales!["duplicate"];

/// A merge as a document.
pub const STATES: Machine = Machine {
    noun: "merge",
    about: "Two records found to be one person. The record that gave way leads to the other.",
    transitions: &[
        Transition {
            from: "",
            verb: "merge",
            to: "holds",
            action: &MERGE,
            when: "both records are as they were looked at, neither is merged into another",
        },
        Transition {
            from: "holds",
            verb: "undo",
            to: "undone",
            action: &UNDO,
            when: "the kept record is not itself merged into another; what changed since stays with it",
        },
    ],
};
