//! 退汇: the bank said that it had paid, and gives the money back days later. One notes it, from the bank's later sheet or by form,
//! another finds it so; the ledger has the same steps the other way, and the application is to be paid again.

pub mod actions;
pub mod model;
mod pages;
pub mod store;

use cq_platform::{
    policy::{Action, Reach, Role},
    states::{Machine, Transition},
    web::Routes,
};

cq_platform::id_type! {
    /// A reversal.
    ReversalId
}

const DESK: &[(Role, Reach)] = &[(Role::Clerk, Reach::Bureau), (Role::Leader, Reach::Bureau)];

/// Notes that the bank gives back what it had paid.
pub const NOTE: Action = Action { name: "relief.reverse", grants: &[(Role::Clerk, Reach::Bureau)] };
/// Finds that it is so, or not.
pub const AGREE: Action = Action { name: "relief.reverse-agree", grants: DESK };

/// What may become of a payment that the bank gives back.
pub const STATES: Machine = Machine {
    noun: "payment given back",
    about: "One at most is noted of an application at a time; while it is, nobody signs for the money and nothing is archived.",
    transitions: &[
        step(
            "",
            "noted",
            "noted",
            &NOTE,
            "of what the bank has paid; by form, or from the bank's later sheet",
        ),
        step(
            "noted",
            "agreed",
            "agreed",
            &AGREE,
            "never by who noted it; the application is to be paid again",
        ),
        step("noted", "denied", "denied", &AGREE, "never by who noted it; the application stays as it was"),
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

/// For the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&str] = store::STATEMENTS;
