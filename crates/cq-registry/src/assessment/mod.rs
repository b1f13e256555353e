//! 老年人能力评估 by GB/T 42195-2022: 26 items, their sum, the level it comes to, and two rules that override it.
//!
//! Clerks and the elder's own doctor assess; whoever sees the elder sees the level. Where the levels begin is a dated setting.

mod actions;
mod form;
pub mod model;
mod pages;
mod section;
pub mod store;

use cq_platform::{
    messages::Locale,
    policy::{Action, Reach, Role},
    states::{Machine, Transition},
    web::Routes,
};

pub use actions::{assess, withdraw};
pub use form::Answers;
pub use model::{Assessment, AssessmentId, Findings, Level, Scores, State, Thresholds};
pub use section::of_person;

/// Assesses an elder, and reads what was scored.
pub const ASSESS: Action =
    Action { name: "assessment.assess", grants: &[(Role::Clerk, Reach::Bureau), (Role::Doctor, Reach::Own)] };
/// Takes back an assessment that was wrong.
pub const WITHDRAW: Action = Action { name: "assessment.withdraw", grants: ASSESS.grants };
/// Sees where the levels begin.
pub const SETTINGS: Action = Action {
    name: "assessment.settings",
    grants: &[(Role::Clerk, Reach::Bureau), (Role::Admin, Reach::Bureau)],
};
/// Says where the levels begin from a day on.
pub const SET: Action = Action { name: "assessment.set", grants: &[(Role::Admin, Reach::Bureau)] };

/// What may become of an assessment.
pub const STATES: Machine = Machine {
    noun: "assessment",
    about: "What was found of somebody's ability on a day. Nothing is written over: a wrong one is taken back, and another is made.",
    transitions: &[
        Transition {
            from: "",
            verb: "assess",
            to: "stands",
            action: &ASSESS,
            when: "not after today, not before the birth, not after the death",
        },
        Transition {
            from: "stands",
            verb: "withdraw",
            to: "withdrawn",
            action: &WITHDRAW,
            when: "with why; the level is that of the latest that stands",
        },
    ],
};

/// Texts of assessments.
pub const LOCALES: &[Locale] = cq_platform::locales!["assessment"];

/// Registers the pages.
pub fn routes(routes: &mut Routes) {
    pages::routes(routes);
}
