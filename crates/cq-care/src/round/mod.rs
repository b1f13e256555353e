//! 巡诊: days and routes for what doctors owe at people's homes. A plan is computed from working hours, elders' wishes, the length of each
//! visit and the way between them; it is looked at, then published, and only then each visit has its day, its order and its time.
//!
//! Planning is `cq-planner`'s ([`cq_planner::rounds`]); here stand what goes in, what comes out, and what holds. A task keeps its own window:
//! no plan puts a visit outside. What is overdue has none left and comes as early as can be. A plan made again keeps what it can.
//!
//! Where two have to come, a second doctor comes along at the same time. The visit stays its doctor's; `round_company` names who comes along.
//!
//! Clerks plan for one doctor or a whole campaign, a doctor for himself; leaders look on.

pub mod actions;
mod api;
pub mod compute;
mod form;
pub mod model;
mod pages;
pub mod reference;
pub mod roads;
mod section;
pub mod settings;
pub mod store;
pub mod wish;
mod words;

use cq_platform::{
    messages::Locale,
    policy::{Action, Reach, Role},
    states::{Machine, Transition},
};

pub use pages::routes;
pub use section::of_person;
pub use store::sheet::ALONG;
pub use words::{company, span};

/// "Is this doctor's plan", for [`cq_platform::policy::Scope`]; the plan goes by `q`.
pub const OWN: &str = "q.staff_id = {staff}";

/// Sees who is visited when.
pub const VIEW: Action = Action {
    name: "round.view",
    grants: &[(Role::Clerk, Reach::Bureau), (Role::Leader, Reach::Bureau), (Role::Doctor, Reach::Own)],
};
/// Computes plans, publishes them and puts them away.
pub const PLAN: Action = Action { name: "round.plan", grants: HANDS };
/// Writes down when somebody wishes to be visited, and which visit comes first.
pub const WISH: Action = Action { name: "round.wish", grants: HANDS };
/// Sets the hours in which doctors go out, and how long visits take.
pub const SET: Action = Action { name: "round.set", grants: &[(Role::Clerk, Reach::Bureau)] };

const HANDS: &[(Role, Reach)] = &[(Role::Clerk, Reach::Bureau), (Role::Doctor, Reach::Own)];

/// The states of a plan, as a document.
pub const STATES: Machine = Machine {
    noun: "round plan",
    about: "Days and times for visits. Nothing changes for a doctor before it is published; then each of its visits has one day and time.",
    transitions: &[
        Transition {
            from: "",
            verb: "propose",
            to: "draft",
            action: &PLAN,
            when: "something is owed in its days; each visit gets a time within its window, or why it has none",
        },
        Transition {
            from: "draft",
            verb: "publish",
            to: "published",
            action: &PLAN,
            when: "no other plan of the same doctors was published since it was computed; what was done or moved meanwhile is left out",
        },
        Transition { from: "draft", verb: "discard", to: "discarded", action: &PLAN, when: "" },
    ],
};

/// Texts.
pub const LOCALES: &[Locale] = cq_platform::locales!["round"];
