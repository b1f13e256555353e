//! Targets (目标): what the bureau wants to have done in a year, broken down until each number has a period and somebody who answers.
//!
//! A number is never typed in. It is a named measure ([`model::Measure`]) over the registry and the tasks, and the names behind it and
//! the names missing come from the same condition as the figure. Clerks write targets; leaders and clerks read them.

pub mod actions;
pub mod closing;
mod columns;
mod form;
pub mod model;
mod pages;
mod sentence;
pub mod shipped;
pub mod store;

use cq_platform::{
    messages::Locale,
    policy::{Action, Reach, Role},
    states::{Machine, Transition},
};

pub use model::{Target, TargetId};
pub use pages::routes;

/// Sees targets, their figures and the names behind them.
pub const VIEW: Action =
    Action { name: "target.view", grants: &[(Role::Clerk, Reach::Bureau), (Role::Leader, Reach::Bureau)] };
/// Takes the names behind a figure out as a file.
pub const EXPORT: Action =
    Action { name: "target.export", grants: &[(Role::Clerk, Reach::Bureau), (Role::Leader, Reach::Bureau)] };
/// Writes targets, changes them, takes them back.
pub const MAKE: Action = Action { name: "target.make", grants: &[(Role::Clerk, Reach::Bureau)] };

/// Closes a period: its figure and names never change again.
pub const CLOSE: Action = Action { name: "target.close", grants: &[(Role::Clerk, Reach::Bureau)] };

/// Texts.
pub const LOCALES: &[Locale] = cq_platform::locales!["target"];

/// What may become of a target.
pub const STATES: Machine = Machine {
    noun: "target",
    about: "A goal of a year. How it stands (kept, behind, missed) is derived from records, never stored.",
    transitions: &[
        Transition {
            from: "",
            verb: "create",
            to: "standing",
            action: &MAKE,
            when: "it stands under another target of the same year, or under none, and somebody answers for it",
        },
        Transition {
            from: "standing",
            verb: "revise",
            to: "standing",
            action: &MAKE,
            when: "it does not come to stand under itself",
        },
        Transition {
            from: "standing",
            verb: "withdraw",
            to: "withdrawn",
            action: &MAKE,
            when: "nothing that stands is under it",
        },
    ],
};

/// What becomes of the figure of a period.
pub const PERIOD_STATES: Machine = Machine {
    noun: "target period",
    about: "The figure of one period of a target. Until closed it follows the records; closed, it and its names never change.",
    transitions: &[
        Transition {
            from: "open",
            verb: "begin",
            to: "closing",
            action: &CLOSE,
            when: "its last day is over and the target stands",
        },
        Transition {
            from: "closing",
            verb: "take",
            to: "closing",
            action: &CLOSE,
            when: "nobody has sealed anything for two minutes; what was sealed is cleared",
        },
        Transition {
            from: "closing",
            verb: "finish",
            to: "closed",
            action: &CLOSE,
            when: "all of it is sealed, as it was at one moment; there is no way back",
        },
    ],
};
