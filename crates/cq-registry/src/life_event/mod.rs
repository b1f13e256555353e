//! What happens in a life: retirement, move, hospital, death, loss, re-marriage, going away and coming back.
//!
//! One entry cascades. Every feature that must follow says what it would do as a [`Consequence`]; the clerk sees all of it in
//! one preview, and exactly that is done, in one transaction. What each of them did is kept with what was before, so that the
//! entry can be undone, also months later: what nobody has touched since is put back as it was, the rest stays and is named.
//! A new pillar joins by one more line in the server's list of consequences.
//!
//! Clerks note and undo events; leaders see them, doctors those of the people they answer for. Causes of death and reasons
//! for hospital lie sealed with all other details, and whoever has them shown stands in the log.

pub mod actions;
pub mod benefit;
mod columns;
pub mod consequence;
pub mod effect;
mod form;
mod ledger;
pub mod model;
mod notice;
mod pages;
pub mod rules;
pub mod store;

use cq_platform::{
    messages::Locale,
    policy::{Action, Reach, Role},
    states::{Machine, Transition},
};

pub use consequence::{AnyConsequence, Case, Consequence, Consequences, Done, Group, Kept, Said, Undone};
pub use ledger::DeathLedger;
pub use model::{Event, EventId, Kind};
pub use pages::{routes, section};

/// Sees an event and what it did.
pub const VIEW: Action = Action {
    name: "life-event.view",
    grants: &[(Role::Clerk, Reach::Bureau), (Role::Leader, Reach::Bureau), (Role::Doctor, Reach::Own)],
};
/// Notes that something happened; all that follows is done.
pub const NOTE: Action = Action { name: "life-event.note", grants: &[(Role::Clerk, Reach::Bureau)] };
/// Takes an event back.
pub const UNDO: Action = Action { name: "life-event.undo", grants: &[(Role::Clerk, Reach::Bureau)] };
/// Sees a cause of death or a reason for hospital.
pub const UNMASK: Action =
    Action { name: "life-event.unmask", grants: &[(Role::Clerk, Reach::Bureau), (Role::Doctor, Reach::Own)] };
/// Enters benefit rates, and what follows an event.
pub const SETTINGS: Action = Action {
    name: "life-event.settings",
    grants: &[(Role::Clerk, Reach::Bureau), (Role::Admin, Reach::Bureau)],
};

/// An event as a document.
pub const STATES: Machine = Machine {
    noun: "life event",
    about: "Something that happened to a person, with everything that it did elsewhere.",
    transitions: &[
        Transition {
            from: "",
            verb: "note",
            to: "holds",
            action: &NOTE,
            when: "not in the future, not before birth, not after death; what it does is still what the preview showed",
        },
        Transition {
            from: "holds",
            verb: "undo",
            to: "undone",
            action: &UNDO,
            when: "with a reason; what was changed since stays and is named",
        },
    ],
};

/// Texts of life events.
pub const LOCALES: &[Locale] = cq_platform::locales!["life_event"];
