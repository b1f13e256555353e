//! 救助会议: a meeting decides on several applications at once: who was there, what was said, and of each whether and how much. What it grants
//! goes on notice together.

pub mod actions;
pub mod draft;
mod form;
mod pages;
pub mod store;

use cq_platform::{
    messages::Locale,
    policy::{Action, Reach, Role},
    states::{Machine, Transition},
    web::Routes,
};

cq_platform::id_type! {
    /// A meeting.
    MeetingId
}

/// Sees meetings and what they decided.
pub const VIEW: Action = Action { name: "relief.meetings", grants: DESK };
/// Writes down what a meeting decided.
pub const MEET: Action = Action { name: "relief.meet", grants: DESK };
/// Confirms the minutes as who was in the chair, or sends them back.
pub const CONFIRM: Action = Action { name: "relief.meeting-confirm", grants: DESK };
/// Puts what a meeting granted on notice.
pub const PUBLISH: Action = Action { name: "relief.publish", grants: DESK };

const DESK: &[(Role, Reach)] = &[(Role::Clerk, Reach::Bureau), (Role::Leader, Reach::Bureau)];

/// What may become of the minutes of a meeting.
pub const STATES: Machine = Machine {
    noun: "minutes of a relief meeting",
    about: "What was decided moves no application before who was in the chair has confirmed it.",
    transitions: &[
        step("", "meet", "waiting", &MEET, "never by who was in the chair"),
        step("waiting", "confirm", "confirmed", &CONFIRM, "by who was in the chair; all of it or nothing"),
        step(
            "waiting",
            "send_back",
            "returned",
            &CONFIRM,
            "by who was in the chair, with a reason; written anew",
        ),
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
pub const LOCALES: &[Locale] = cq_platform::locales!["relief_meeting"];

/// For the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&str] = store::STATEMENTS;
