//! 代办: what somebody cannot do for themselves any more (the bank, shopping, cleaning, company) is taken down, done by a worker near by, and
//! closed by a call from a third person. Whoever lives alone, without children near, or without children goes first, and the page says why.
//!
//! Everybody who works here takes errands down. Clerks and leaders see the bureau's; a doctor sees those that he does, and those of his own
//! elders that he took down or that wait for somebody. What is wanted, and every reason given, lies sealed.

pub mod actions;
mod api;
mod day;
pub mod draft;
pub mod event;
pub mod forbidden;
pub(crate) mod form;
pub mod leaver;
pub mod model;
pub mod note;
pub(crate) mod pages;
mod person;
mod reference;
pub mod rules;
pub mod said;
pub mod store;
mod told;
pub(crate) mod words;
pub mod worker;

use cq_platform::{
    messages::Locale,
    policy::{Action, Reach, Role},
    states::{Machine, Transition},
    web::Routes,
};
use cq_registry::life_event;

pub use day::of_day;
pub use model::{Errand, ErrandId};
pub use person::{OF_CASE, of_person};
pub use reference::ERRANDS;
pub use words::kind as called;

/// Sees errands and what is wanted.
pub const VIEW: Action = Action { name: "errand.view", grants: HANDS };
/// Takes an errand down.
pub const TAKE: Action = Action { name: "errand.take", grants: HANDS };
/// Does an errand: takes it up, gives it back, promises a day, says that it is done or cannot be.
pub const DO: Action = Action { name: "errand.do", grants: HANDS };
/// Gives an errand to a worker, or strikes one that is not wanted any more.
pub const ASSIGN: Action = Action { name: "errand.assign", grants: DESK };
/// Calls the elder back, and closes the errand with it.
pub const CALL: Action = Action { name: "errand.call", grants: HANDS };
/// Reads a month's figures.
pub const REPORT: Action = Action { name: "errand.report", grants: DESK };
/// Takes a month's figures out as a file.
pub const EXPORT: Action = Action { name: "errand.export", grants: DESK };
/// Says who does errands, of which kinds, and how much money may be out.
pub const SET: Action = Action { name: "errand.set", grants: &[(Role::Clerk, Reach::Bureau)] };

const HANDS: &[(Role, Reach)] =
    &[(Role::Clerk, Reach::Bureau), (Role::Leader, Reach::Bureau), (Role::Doctor, Reach::Own)];
const DESK: &[(Role, Reach)] = &[(Role::Clerk, Reach::Bureau), (Role::Leader, Reach::Bureau)];

/// What may become of an errand.
pub const STATES: Machine = Machine {
    noun: "errand",
    about: "Something done for who cannot. \"Late\" and who goes first are derived, never stored.",
    transitions: &[
        step(
            "",
            "taken",
            "waiting",
            &TAKE,
            "a kind that is done at present, a day from today on, nothing that is forbidden",
        ),
        step("waiting", "joined", "working", &DO, "by a worker; whoever comes second is told who was first"),
        step("waiting", "joined", "working", &ASSIGN, "to a worker, the nearest who is free being proposed"),
        step("working", "joined", "working", &DO, "a second worker, where it takes two; never the same"),
        step(
            "working",
            "left",
            "waiting",
            &DO,
            "by who is on it, none of its money being with anybody; not once it is halted",
        ),
        step("working", "left", "waiting", &ASSIGN, "taken from a worker, with a reason; the same"),
        step(
            "working",
            "handed",
            "working",
            &ASSIGN,
            "to another worker, with a reason and all the money that is held, nothing waiting for a second one",
        ),
        step("waiting", "promised", "waiting", &DO, "a day from today on"),
        step("working", "promised", "working", &DO, "a day from today on"),
        step(
            "working",
            "done",
            "answered",
            &DO,
            "by who is on it, two where it takes two; by the desk for one of them who signs in nowhere",
        ),
        step("working", "impossible", "answered", &DO, "the same, with a reason"),
        step("waiting", "cancelled", "cancelled", &ASSIGN, "with a reason"),
        step(
            "working",
            "cancelled",
            "cancelled",
            &ASSIGN,
            "with a reason, none of its money being with anybody",
        ),
        step(
            "working",
            "halted",
            "working",
            &life_event::NOTE,
            "the person died or moved away for good while money was out: it is settled and cancelled, and nobody is sent",
        ),
        step(
            "answered",
            "halted",
            "answered",
            &life_event::NOTE,
            "the same once it was done: what is out of its money is settled, it is closed by the call, and not done again",
        ),
        step(
            "waiting",
            "cancelled",
            "cancelled",
            &life_event::NOTE,
            "the person died or moved away for good",
        ),
        step("working", "cancelled", "cancelled", &life_event::NOTE, "the same, none of its money being out"),
        step(
            "cancelled",
            "revived",
            "waiting",
            &life_event::UNDO,
            "that is taken back; or working, as it was",
        ),
        step(
            "working",
            "resumed",
            "working",
            &life_event::UNDO,
            "that is taken back, whatever was settled meanwhile",
        ),
        step("answered", "resumed", "answered", &life_event::UNDO, "the same"),
        step("answered", "called", "answered", &CALL, "nobody was reached"),
        step(
            "answered",
            "called",
            "working",
            &CALL,
            "the elder is not satisfied: it is done again; not once it is halted",
        ),
        step(
            "answered",
            "called",
            "closed",
            &CALL,
            "by a third person, who did not enter it for a worker either, its money at nothing and signed for",
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
pub const LOCALES: &[Locale] = cq_platform::locales!["errand"];

/// For the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&[&str]] = &[
    store::STATEMENTS,
    store::list::STATEMENTS,
    store::entry::STATEMENTS,
    store::month::STATEMENTS,
    store::worker::STATEMENTS,
];
