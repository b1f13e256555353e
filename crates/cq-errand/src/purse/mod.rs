//! 代办的钱: a written mandate before any money; each movement by who is on the errand, by two where it takes two; receipts as photographs;
//! what the bureau advances capped for each errand and each elder; the elder's signature at a balance of nothing.
//!
//! What an errand holds stands in the errand and in the ledger, and changes in both at once. Papers lie sealed, drawn anew, so that neither
//! the place where they were taken nor anything else hides in them.

pub mod actions;
mod api;
mod pages;
pub mod store;

use cq_platform::{
    messages::Locale,
    policy::Action,
    states::{Machine, Transition},
    web::Routes,
};

use crate::errand;

/// Moves money of an errand, keeps its papers, lets the elder sign.
pub const MOVE: Action = Action { name: "errand.move", grants: errand::DO.grants };
/// Agrees to what another one moved, or does not.
pub const AGREE: Action = Action { name: "errand.agree", grants: errand::DO.grants };
/// Looks at an errand's papers.
pub const PAPERS: Action = Action { name: "errand.papers", grants: errand::DO.grants };

/// What may become of a movement.
pub const STATES: Machine = Machine {
    noun: "movement of an errand's money",
    about: "Posted, it stands in the ledger for ever; a correction is another one.",
    transitions: &[
        step(
            "",
            "move_money",
            "posted",
            &MOVE,
            "by who is on an errand that takes one, under a mandate; what is paid with its receipt",
        ),
        step("", "move_money", "proposed", &MOVE, "the same, where it takes two or the bureau advances"),
        step(
            "proposed",
            "agree",
            "posted",
            &AGREE,
            "by the other one on it; of an advance by the desk; never by who made it",
        ),
        step("proposed", "withdraw", "withdrawn", &AGREE, "by either"),
        step(
            "posted",
            "take_back",
            "posted",
            &MOVE,
            "within ten minutes, as another movement; by two where it was by two",
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

/// Registers pages and API.
pub fn routes(routes: &mut Routes) {
    pages::routes(routes);
    api::routes(routes);
}

/// Texts.
pub const LOCALES: &[Locale] = cq_platform::locales!["purse"];

/// For the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&str] = store::STATEMENTS;
