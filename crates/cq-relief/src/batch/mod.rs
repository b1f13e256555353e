//! 发放批次: what two have approved is put together for the bank, released by another one, sent as a sheet, and the bank's answer is read back:
//! row by row against what was sent, and all of it or nothing.

pub mod actions;
pub mod answer;
mod columns;
pub mod model;
mod pages;
mod sheet;
pub mod store;

use cq_platform::{
    messages::Locale,
    policy::{Action, Reach, Role},
    states::{Machine, Transition},
    web::Routes,
};

cq_platform::id_type! {
    /// A batch.
    BatchId
}

/// Sees batches.
pub const VIEW: Action =
    Action { name: "relief.batches", grants: &[(Role::Clerk, Reach::Bureau), (Role::Leader, Reach::Bureau)] };
/// Puts a batch together, drops it, takes its sheet to the bank, reads the bank's answer.
pub const MAKE: Action = Action { name: "relief.batch", grants: &[(Role::Clerk, Reach::Bureau)] };
/// Releases a batch that another one put together.
pub const RELEASE: Action =
    Action { name: "relief.release", grants: &[(Role::Leader, Reach::Bureau), (Role::Clerk, Reach::Bureau)] };

/// What may become of a batch.
pub const STATES: Machine = Machine {
    noun: "batch for the bank",
    about: "Its sheet is there once it is released. A line that the bank returned can go into another batch.",
    transitions: &[
        step("", "make", "made", &MAKE, "of what is approved, or was returned by the bank"),
        step("made", "drop_it", "dropped", &MAKE, "its applications are approved as before"),
        step(
            "made",
            "release",
            "released",
            &RELEASE,
            "never by who made it; every line still as it was put in, nobody of them dead",
        ),
        step(
            "released",
            "answer",
            "answered",
            &MAKE,
            "every line in the bank's sheet, by reference, account and amount; nothing half",
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
pub const LOCALES: &[Locale] = cq_platform::locales!["relief_batch"];

/// For the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&str] = store::STATEMENTS;
