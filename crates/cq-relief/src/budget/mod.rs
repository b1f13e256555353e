//! 救助预算: what may be spent in a year, on one kind or on whatever has no budget of its own. It is changed by two, and never overdrawn: what
//! is approved is set aside from it in the ledger, what the bank sends back or nobody wants any more returns to it.

pub mod actions;
pub(crate) mod money;
mod pages;
pub mod store;

use cq_platform::{
    messages::Locale,
    policy::{Action, Reach, Role},
    states::{Machine, Transition},
    web::Routes,
};

cq_platform::id_type! {
    /// The budget of a year, of one kind or the whole.
    BudgetId
    /// A change of it; also of the posting it has in the ledger.
    GrantId
}

/// Sees the budget.
pub const VIEW: Action = Action { name: "relief.budget", grants: DESK };
/// Proposes a change of the budget, or takes it back.
pub const GRANT: Action = Action { name: "relief.grant", grants: DESK };
/// Agrees to a change that another one proposed.
pub const AGREE: Action = Action { name: "relief.grant-agree", grants: DESK };

const DESK: &[(Role, Reach)] = &[(Role::Clerk, Reach::Bureau), (Role::Leader, Reach::Bureau)];

/// What may become of a change of the budget.
pub const STATES: Machine = Machine {
    noun: "change of a relief budget",
    about: "Posted, it stands in the ledger for ever; a correction is another one.",
    transitions: &[
        step("", "propose", "proposed", &GRANT, "an amount, and the document by which it came"),
        step("proposed", "agree", "posted", &AGREE, "never by who proposed; no more leaves than there is"),
        step("proposed", "withdraw", "withdrawn", &GRANT, "by anybody at the desk"),
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
pub const LOCALES: &[Locale] = cq_platform::locales!["relief_budget"];

/// For the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&str] = store::STATEMENTS;
