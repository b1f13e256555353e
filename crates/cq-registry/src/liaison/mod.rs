//! 联络员: who keeps in touch with an elder for the bureau; one at a time, with dates and history. Rules name them as owners
//! (1+1+5亲情服务). Clerks name them one by one, or for everybody of an area who has none, and hand a liaison's people over to another;
//! leaders look.

pub mod actions;
pub mod chosen;
mod columns;
mod export;
mod pages;
mod section;
pub mod store;

use cq_platform::{
    messages::Locale,
    policy::{Action, Reach, Role},
    states::{Machine, Transition},
};

pub use chosen::Chosen;
pub use export::LiaisonExport;
pub use pages::routes;
pub(crate) use section::of_person;

/// Sees who is the liaison of whom.
pub const VIEW: Action =
    Action { name: "liaison.view", grants: &[(Role::Clerk, Reach::Bureau), (Role::Leader, Reach::Bureau)] };
/// Takes the list out as a file.
pub const EXPORT: Action =
    Action { name: "liaison.export", grants: &[(Role::Clerk, Reach::Bureau), (Role::Leader, Reach::Bureau)] };
/// Names liaisons, and hands over from one to another.
pub const ASSIGN: Action = Action { name: "liaison.assign", grants: &[(Role::Clerk, Reach::Bureau)] };

/// What may become of a liaison's tie to a person.
pub const STATES: Machine = Machine {
    noun: "liaison",
    about: "Who keeps in touch with whom, kept as a responsibility; at most one at a time for a person, the former ones with their dates.",
    transitions: &[
        Transition {
            from: "",
            verb: "assign",
            to: "active",
            action: &ASSIGN,
            when: "the person is served; nobody was faster since the page was looked at",
        },
        Transition {
            from: "active",
            verb: "assign",
            to: "past",
            action: &ASSIGN,
            when: "another is named, or nobody",
        },
        Transition {
            from: "active",
            verb: "hand_over",
            to: "past",
            action: &ASSIGN,
            when: "the liaison's people are those that were looked at; another takes them over from today on",
        },
    ],
};

/// Texts of liaisons.
pub const LOCALES: &[Locale] = cq_platform::locales!["liaison"];

/// For the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&[&str]] = &[store::STATEMENTS];
