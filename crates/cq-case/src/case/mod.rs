//! 首接负责: whatever somebody asks for, by phone, at a desk or on paper, is a case. Whoever receives it first is answerable for it to the
//! end, whoever is at it; its clock runs in working time; it is closed by a call to the asker and by nothing else.
//!
//! Everybody who works here receives cases. Clerks and leaders see the bureau's; a doctor sees those about his own elders that he is
//! on. What was asked, and every reason given, lies sealed: it may tell of an illness or of a neighbour.

pub mod actions;
mod api;
pub mod clock;
mod day;
pub mod draft;
mod event;
mod form;
pub mod model;
mod pages;
mod person;
mod reference;
pub mod rules;
pub mod said;
pub mod store;
mod told;
mod words;

use cq_bylaw::bylaw::Workflow;
use cq_platform::{
    Result,
    actor::Act,
    db::Conn,
    messages::Locale,
    policy::{Action, Reach, Role},
    states::{Machine, Transition},
    web::{Routes, Ui},
};

/// As what of the bureau's bylaws name it.
pub(crate) const GOVERNED_AS: &[Workflow] = &[Workflow::Case, Workflow::Refusal];

pub use actions::sweep::sweep;
pub use day::of_day;
pub use event::Cases;
pub use model::{Case, CaseId, StepId};
pub use person::of_person;
pub use reference::FILES;

/// Sees cases and what was asked.
pub const VIEW: Action = Action { name: "case.view", grants: HANDS };
/// Receives a case.
pub const RECEIVE: Action = Action { name: "case.receive", grants: HANDS };
/// Asks for oneself or for those one speaks for; received by whoever answers for them.
pub const ASK: Action = Action { name: "case.ask", grants: &[(Role::Elder, Reach::Own)] };
/// Works on a case: takes it up, hands it on, gives a part of it to somebody, pauses it, answers it, would refuse it.
pub const HANDLE: Action = Action { name: "case.handle", grants: HANDS };
/// Decides whose an unclear case is, and on refusals.
pub const DECIDE: Action =
    Action { name: "case.decide", grants: &[(Role::Clerk, Reach::Bureau), (Role::Leader, Reach::Bureau)] };
/// Calls the asker back, and closes the case with it.
pub const CALL: Action = Action { name: "case.call", grants: HANDS };
/// Says how long things may take and who is told.
pub const SET: Action = Action { name: "case.set", grants: &[(Role::Clerk, Reach::Bureau)] };
/// Tells the next rung of what is late; done by the program.
pub const ESCALATE: Action = Action { name: "case.escalate", grants: &[(Role::Clerk, Reach::Bureau)] };

const HANDS: &[(Role, Reach)] =
    &[(Role::Clerk, Reach::Bureau), (Role::Leader, Reach::Bureau), (Role::Doctor, Reach::Own)];

const WORKS: &str =
    "by who is at it or received it first, no part of it being with others and no errand made of it open";

/// What may become of a case.
pub const STATES: Machine = Machine {
    noun: "case",
    about: "Whatever somebody asks for. \"Near\" and \"overdue\" are derived from its clock, never stored.",
    transitions: &[
        step("", "received", "waiting", &RECEIVE, "by its first receiver, who never changes"),
        step("", "received", "working", &RECEIVE, "where it is clear who does it"),
        step(
            "",
            "asked",
            "waiting",
            &ASK,
            "on their own page; first received by their liaison, else the head, else a clerk",
        ),
        step("waiting", "take", "working", &HANDLE, "by one; whoever comes second is told who was first"),
        step("working", "take", "working", &HANDLE, "from somebody who is away, by their substitute"),
        step("waiting", "hand", "working", &HANDLE, "by who received it first"),
        step("working", "hand", "working", &HANDLE, "by who is at it or received it first, to somebody else"),
        step("working", "promise", "working", &HANDLE, "a day within the time allowed"),
        step("waiting", "raise", "raised", &HANDLE, "unclear whose it is; its clock runs on"),
        step("working", "raise", "raised", &HANDLE, "unclear whose it is; its clock runs on"),
        step("raised", "decide", "working", &DECIDE, "never by whoever raised it"),
        step("working", "pause", "working", &HANDLE, "with a reason; its clock stands still"),
        step("working", "resume", "working", &HANDLE, "what was left is left"),
        step(
            "working",
            "refuse",
            "refusing",
            &HANDLE,
            "with a reason, no part of it being with others and no errand made of it open",
        ),
        step("refusing", "agree", "answered", &DECIDE, "never by whoever refuses"),
        step("refusing", "disagree", "working", &DECIDE, "never by whoever refuses"),
        step("working", "answer", "answered", &HANDLE, WORKS),
        step("answered", "called", "answered", &CALL, "nobody was reached"),
        step("answered", "called", "working", &CALL, "the asker is not satisfied: another round"),
        step(
            "answered",
            "called",
            "closed",
            &CALL,
            "with the asker's word, or after so many calls; by another than its handler, no errand made of it being open",
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

/// What a pillar makes of cases; the server lists them.
pub struct Pillar {
    /// A section of a case's page, headings included; `None` where there is nothing to say.
    pub section: fn(&Conn<'_>, &Act, &Ui, CaseId) -> Result<Option<String>>,
    /// How much of what was made of a case is still open, whoever may see it.
    pub open: fn(&Conn<'_>, &Act, CaseId) -> Result<u32>,
}

/// Every pillar that makes something of cases.
pub type Pillars = &'static [Pillar];

/// Registers pages and API.
pub fn routes(routes: &mut Routes, pillars: Pillars) {
    pages::routes(routes, pillars);
    api::routes(routes, pillars);
}

/// Texts.
pub const LOCALES: &[Locale] = cq_platform::locales!["case"];

/// For the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&[&str]] = &[
    store::STATEMENTS,
    store::list::STATEMENTS,
    store::part::STATEMENTS,
    store::people::STATEMENTS,
    store::ladder::STATEMENTS,
];
