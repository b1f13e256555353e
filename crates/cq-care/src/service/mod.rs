//! 服务记录: what doctors did, seen from the bureau: load and mix of each, whom nobody has seen for how long, the month on paper, and
//! what elders say of it.
//!
//! What was done at a visit stands in its task; nothing is written twice. Whether an elder was satisfied is asked by a clerk, on the phone,
//! never by the doctor who was there; which visits are asked about is drawn anew each day, so that nobody knows before.

pub mod actions;
mod form;
pub mod model;
mod pages;
pub mod store;

use cq_platform::{
    messages::Locale,
    policy::{Action, Reach, Role},
    states::{Machine, Transition},
    web::Routes,
};

/// "Is this doctor"; staff goes by `s`.
pub const OWN: &str = "s.id = {staff}";

/// Sees what each doctor did, and what elders say of it.
pub const VIEW: Action =
    Action { name: "service.view", grants: &[(Role::Clerk, Reach::Bureau), (Role::Leader, Reach::Bureau)] };
/// Sees whom no doctor has seen for a while.
pub const UNSEEN: Action = Action { name: "service.unseen", grants: PRINT.grants };
/// Prints a doctor's month.
pub const PRINT: Action = Action {
    name: "service.print",
    grants: &[(Role::Clerk, Reach::Bureau), (Role::Leader, Reach::Bureau), (Role::Doctor, Reach::Own)],
};
/// Asks elders what they say of a visit.
pub const ASK: Action = Action { name: "service.ask", grants: &[(Role::Clerk, Reach::Bureau)] };

/// What may become of asking.
pub const STATES: Machine = Machine {
    noun: "feedback",
    about: "What an elder says of a visit. Asked by somebody else than the doctor who was there.",
    transitions: &[
        Transition {
            from: "",
            verb: "ask",
            to: "asked",
            action: &ASK,
            when: "the visit was done in the last 30 days by a doctor who is not the one who asks",
        },
        Transition { from: "", verb: "not_reached", to: "not-reached", action: &ASK, when: "the same" },
        Transition { from: "not-reached", verb: "ask", to: "asked", action: &ASK, when: "the same" },
        Transition {
            from: "not-reached",
            verb: "not_reached",
            to: "not-reached",
            action: &ASK,
            when: "the same; after three tries it is let be",
        },
    ],
};

/// Texts.
pub const LOCALES: &[Locale] = cq_platform::locales!["service"];

/// Registers the pages.
pub fn routes(routes: &mut Routes) {
    pages::routes(routes);
}
