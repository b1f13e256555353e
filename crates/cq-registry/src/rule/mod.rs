//! 服务规则: whom × when × window × owner × form × season × cap. A clerk writes a rule on screen, sees what it would do, and publishes
//! it; from then on the planner keeps the tasks equal to what the rules say of the facts, save what people have already done.
//!
//! What a rule says is a value ([`Content`]); when it falls due is a pure function of it and of the facts ([`occurrence`]); what is
//! to be changed in the table is a pure comparison ([`plan::reconcile`]). Clerks write, publish and end rules; leaders read them.

pub mod actions;
pub mod content;
mod form;
pub mod model;
mod need;
pub mod occurrence;
pub mod pages;
pub mod plan;
pub mod preview;
pub mod sentence;
pub mod shipped;
pub mod store;

use cq_platform::{
    messages::Locale,
    policy::{Action, Reach, Role},
    states::{Machine, Transition},
};

pub use content::Content;
pub use model::{Rule, RuleId, Version};
pub use pages::routes;

/// Reads rules.
pub const VIEW: Action =
    Action { name: "rule.view", grants: &[(Role::Clerk, Reach::Bureau), (Role::Leader, Reach::Bureau)] };
/// Writes rules, looks at what they would do, publishes and ends them.
pub const MAKE: Action = Action { name: "rule.make", grants: &[(Role::Clerk, Reach::Bureau)] };
/// Keeps the tasks in step with the rules; done by the program, and by whoever changes what a rule asks about.
pub const PLAN: Action = Action { name: "rule.plan", grants: &[(Role::Clerk, Reach::Bureau)] };

/// What may become of a rule.
pub const STATES: Machine = Machine {
    noun: "rule",
    about: "Whom the bureau owes what, and when. What is in force stays in force while the next version is being written.",
    transitions: &[
        Transition { from: "", verb: "new", to: "draft", action: &MAKE, when: "its name is free" },
        Transition { from: "draft", verb: "revise", to: "draft", action: &MAKE, when: "" },
        Transition {
            from: "draft",
            verb: "publish",
            to: "published",
            action: &MAKE,
            when: "from today or later, for no more people than its cap",
        },
        Transition {
            from: "published",
            verb: "revise",
            to: "published",
            action: &MAKE,
            when: "the version in force stays until the next is published",
        },
        Transition {
            from: "published",
            verb: "publish",
            to: "published",
            action: &MAKE,
            when: "a next version is written; not from before the last one's day",
        },
        Transition {
            from: "published",
            verb: "end",
            to: "ended",
            action: &MAKE,
            when: "what is open is taken back",
        },
    ],
};

/// Texts of rules.
pub const LOCALES: &[Locale] = cq_platform::locales!["rule"];

/// For the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&[&str]] = &[
    store::STATEMENTS,
    store::account::STATEMENTS,
    store::member::STATEMENTS,
    store::plan::STATEMENTS,
    store::queue::STATEMENTS,
];
