//! 制度: a document by which the bureau works, in versions. One person writes a draft, another publishes it; what is published is never
//! changed, only replaced from a day or withdrawn. It names the workflows that it governs, and their pages name the version that was in
//! force on the day on which something was taken ([`basis`]). Whoever has to read it says that they have, once.
//!
//! Everybody who works here reads; clerks and the administrator write; leaders publish too, and see by name who has read what.

pub mod actions;
mod basis;
pub mod difference;
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

pub use basis::{basis, of_day};
pub use model::{BylawId, VersionId, Workflow};

/// Reads what is published, its history and what changed.
pub const VIEW: Action = Action { name: "bylaw.view", grants: STAFF };
/// Says that one has read a version.
pub const READ: Action = Action { name: "bylaw.read", grants: STAFF };
/// Writes a draft, changes it, throws it away.
pub const WRITE: Action =
    Action { name: "bylaw.write", grants: &[(Role::Clerk, Reach::Bureau), (Role::Admin, Reach::Bureau)] };
/// Publishes what another one wrote.
pub const PUBLISH: Action = Action { name: "bylaw.publish", grants: DESK };
/// Withdraws what is published.
pub const WITHDRAW: Action = Action { name: "bylaw.withdraw", grants: DESK };
/// Sees by name who has read a version and who has not.
pub const COVERAGE: Action = Action { name: "bylaw.coverage", grants: DESK };

const STAFF: &[(Role, Reach)] = &[
    (Role::Clerk, Reach::Bureau),
    (Role::Doctor, Reach::Bureau),
    (Role::Leader, Reach::Bureau),
    (Role::Auditor, Reach::Bureau),
    (Role::Admin, Reach::Bureau),
    (Role::Guide, Reach::Bureau),
];
const DESK: &[(Role, Reach)] =
    &[(Role::Clerk, Reach::Bureau), (Role::Leader, Reach::Bureau), (Role::Admin, Reach::Bureau)];

/// What may become of a version.
pub const STATES: Machine = Machine {
    noun: "version of a bylaw",
    about: "Whether it is in force is derived from the day: from its first day until the next version's, or until it is withdrawn.",
    transitions: &[
        step("", "draft", "draft", &WRITE, "one draft of a document at a time"),
        step("draft", "change", "draft", &WRITE, "whoever changes it is its writer"),
        step("draft", "drop", "dropped", &WRITE, "by anybody who writes"),
        step(
            "draft",
            "publish",
            "published",
            &PUBLISH,
            "never by its writer; what replaces a version begins after it, and tomorrow at the earliest",
        ),
        step(
            "published",
            "withdraw",
            "withdrawn",
            &WITHDRAW,
            "with a reason, from tomorrow; not once replaced",
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
pub const LOCALES: &[Locale] = cq_platform::locales!["bylaw"];

/// For the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&str] = store::STATEMENTS;
