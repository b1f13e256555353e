//! Who belongs to whom: spouses, children, parents, contacts and proxies, each a person of the registry with a relation,
//! entered once and read both ways.
//!
//! Clerks keep relations; whoever sees a person sees theirs, the doctor too: whom to call is part of care.

mod actions;
mod form;
pub(crate) mod ledger;
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

pub use actions::{add, end};
pub use model::{Because, Kind, New, Other, Refused, RelationId};
pub use section::of_person;

/// Enters relations, changes and ends them.
pub const EDIT: Action = Action { name: "relation.edit", grants: &[(Role::Clerk, Reach::Bureau)] };

/// How relations go, as the document of states has it.
pub const STATES: Machine = Machine {
    noun: "relation",
    about: "Two people of the registry, one the other's spouse, child, … from a day on.",
    transitions: &[
        Transition {
            from: "",
            verb: "add",
            to: "holds",
            action: &EDIT,
            when: "two different people, no second spouse, no circle of parents, not entered already",
        },
        Transition {
            from: "holds",
            verb: "ended",
            to: "ended",
            action: &EDIT,
            when: "not before it began, not in the future",
        },
    ],
};

/// Texts of relations.
pub const LOCALES: &[Locale] = cq_platform::locales!["relation"];

/// Registers the pages.
pub fn routes(routes: &mut Routes) {
    pages::routes(routes);
}
