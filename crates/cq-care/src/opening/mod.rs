//! 紧急查阅: a doctor who does not answer for somebody reads the health file for a stated reason, until the end of the next day.
//!
//! The opening is what his scope is made of, so that its end ends his reading without anybody doing anything. Leaders and auditors list
//! the openings and say of each whether it was justified; never whoever opened it, which the table refuses, too.

pub mod actions;
mod form;
pub mod model;
mod pages;
pub mod reference;
pub mod store;

use cq_platform::{
    messages::Locale,
    policy::{Action, Reach, Role},
    states::{Machine, Transition},
    web::Routes,
};

pub use model::{Opening, OpeningId};
pub use store::Lasting;

/// "Opened it"; the opening goes by `o`.
pub const OWN: &str = "o.staff_id = {staff}";

/// Sees openings: a doctor his own.
pub const VIEW: Action = Action {
    name: "opening.view",
    grants: &[(Role::Leader, Reach::Bureau), (Role::Auditor, Reach::Bureau), (Role::Doctor, Reach::Own)],
};
/// Opens a file in an emergency.
pub const OPEN: Action = Action { name: "opening.open", grants: &[(Role::Doctor, Reach::Bureau)] };
/// Says whether an opening was justified.
pub const REVIEW: Action = Action {
    name: "opening.review",
    grants: &[(Role::Leader, Reach::Bureau), (Role::Auditor, Reach::Bureau)],
};
/// Sees how long an opening lasts.
pub const SETTINGS: Action = Action {
    name: "opening.settings",
    grants: &[(Role::Admin, Reach::Bureau), (Role::Auditor, Reach::Bureau)],
};
/// Says how long.
pub const SET: Action = Action { name: "opening.set", grants: &[(Role::Admin, Reach::Bureau)] };

/// What may become of an opening.
pub const STATES: Machine = Machine {
    noun: "opening",
    about: "A health file read in an emergency. Whether it still lasts follows from its last day, never stored.",
    transitions: &[
        Transition {
            from: "",
            verb: "open",
            to: "unreviewed",
            action: &OPEN,
            when: "with a reason; the doctor does not answer for the person",
        },
        Transition {
            from: "unreviewed",
            verb: "review",
            to: "reviewed",
            action: &REVIEW,
            when: "by somebody else, with a sentence; from the next day on",
        },
    ],
};

/// Texts.
pub const LOCALES: &[Locale] = cq_platform::locales!["opening"];

/// Registers the pages.
pub fn routes(routes: &mut Routes) {
    pages::routes(routes);
}
