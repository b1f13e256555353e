//! 接受或婉拒结对: what a doctor says to having been paired, and how far pairs are signed and served.
//!
//! The known failure of such schemes is 只签不约: signed, never served. So two figures stand side by side, and each opens to its names.
//! A doctor answers for his own pairs; clerks and leaders see the answers. A pair holds whatever the answer, until a pairing says otherwise:
//! nobody is left without a doctor by a refusal.

pub mod actions;
pub mod model;
mod pages;
pub mod store;

use cq_platform::{
    messages::Locale,
    policy::{Action, Reach, Role},
    states::{Machine, Transition},
    web::Routes,
};

/// "Is his pair"; the responsibility goes by `r`.
pub const OWN: &str = "r.staff_id = {staff}";

/// Accepts or declines one's own pairs.
pub const GIVE: Action = Action { name: "answer.give", grants: &[(Role::Doctor, Reach::Own)] };
/// Sees what doctors answered, and how far pairs are served.
pub const VIEW: Action =
    Action { name: "answer.view", grants: &[(Role::Clerk, Reach::Bureau), (Role::Leader, Reach::Bureau)] };

/// What may become of an answer.
pub const STATES: Machine = Machine {
    noun: "answer",
    about: "What a doctor says to a pair. It ends with the pair.",
    transitions: &[
        Transition { from: "open", verb: "accept", to: "accepted", action: &GIVE, when: "the pair holds" },
        Transition {
            from: "open",
            verb: "decline",
            to: "declined",
            action: &GIVE,
            when: "the pair holds; with why; the pair holds on until the bureau finds somebody else",
        },
        Transition { from: "declined", verb: "accept", to: "accepted", action: &GIVE, when: "" },
        Transition { from: "accepted", verb: "decline", to: "declined", action: &GIVE, when: "with why" },
    ],
};

/// Texts.
pub const LOCALES: &[Locale] = cq_platform::locales!["answer"];

/// Registers the pages.
pub fn routes(routes: &mut Routes) {
    pages::routes(routes);
}
