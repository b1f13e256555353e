//! 通知: what somebody is told of what happened, written in the transaction of its cause ([`write`]) and carried out afterwards:
//! sent by the program ([`sending`]), printed, pasted or told by phone.
//!
//! Clerks carry notices out and decide on what went wrong; leaders read. What is said, and to which address, lies sealed; the log
//! names neither. The same cause is told to the same addressee once, whoever writes it.

pub mod actions;
mod api;
mod consequence;
pub mod content;
mod form;
pub mod model;
mod pages;
mod reference;
pub mod rules;
mod section;
pub mod sending;
pub mod store;
mod voice;
pub(crate) mod words;
mod writing;

use cq_platform::{
    messages::Locale,
    policy::{Action, Reach, Role},
    states::{Machine, Transition},
    web::Routes,
};

pub use consequence::Withdrawals;
pub use model::{Addressee, Cause, Channel, Kind, Notice, NoticeId};
pub use reference::NOTICES;
pub use section::of_person;
pub(crate) use writing::placeholders;
pub use writing::{Fact, Told, compose, take_back, write};

/// Reads notices: what was said, to whom, and what became of it.
pub const VIEW: Action =
    Action { name: "notice.view", grants: &[(Role::Clerk, Reach::Bureau), (Role::Leader, Reach::Bureau)] };
/// Carries notices out by hand, and decides on those that went wrong.
pub const HANDLE: Action = Action { name: "notice.handle", grants: &[(Role::Clerk, Reach::Bureau)] };
/// Says when nobody is disturbed, and what the bureau signs with.
pub const SET: Action = Action { name: "notice.set", grants: &[(Role::Clerk, Reach::Bureau)] };
/// Sends what is due; done by the program.
pub const SEND: Action = Action { name: "notice.send", grants: &[(Role::Clerk, Reach::Bureau)] };

const NO_ANSWER: &str = "mail whose answer was lost, or whose sender was cut off";

/// What may become of a notice.
pub const STATES: Machine = Machine {
    noun: "notice",
    about: "What somebody is told. Text messages and mail are sent by the program; letters, calls and what is pasted wait for a hand.",
    transitions: &[
        step(
            "",
            "write",
            "waiting",
            &SEND,
            "in the transaction of its cause, once for each cause and addressee",
        ),
        step("", "write", "given-up", &SEND, "there is no address"),
        step("waiting", "lease", "sending", &SEND, "by one program, outside quiet hours, not paused"),
        step("sending", "settled", "sent", &SEND, "the other side has it"),
        step(
            "sending",
            "settled",
            "waiting",
            &SEND,
            "it certainly has not, or takes the same key once; after a longer wait each time",
        ),
        step("sending", "settled", "given-up", &SEND, "it will not, or it was tried often enough"),
        step(
            "sending",
            "settled",
            "waiting",
            &SEND,
            "the house itself is refused: nothing more goes this way until that is mended, and no try is counted",
        ),
        step("sending", "lost", "unclear", &SEND, NO_ANSWER),
        step("sending", "lost", "waiting", &SEND, "a text message: the gateway takes the same key once"),
        step("unclear", "settled", "sent", &SEND, "the answer came after all"),
        step("unclear", "arrived", "sent", &HANDLE, "a clerk knows that it has arrived"),
        step("unclear", "again", "waiting", &HANDLE, "a clerk would rather send it twice than not at all"),
        step("given-up", "again", "waiting", &HANDLE, "unless there is no address"),
        step("waiting", "printed", "printed", &HANDLE, "a letter"),
        step("waiting", "pasted", "pasted", &HANDLE, "a text to paste"),
        step("waiting", "called", "told", &HANDLE, "a call that reached somebody"),
        step("waiting", "called", "waiting", &HANDLE, "a call that did not: again later"),
        step("waiting", "called", "given-up", &HANDLE, "called often enough"),
        step(
            "waiting",
            "withdraw",
            "withdrawn",
            &HANDLE,
            "by a clerk, for another way, or because the addressee has died",
        ),
        step("unclear", "withdraw", "withdrawn", &HANDLE, "by a clerk, or for another way"),
        step("given-up", "withdraw", "withdrawn", &HANDLE, "by a clerk, or for another way"),
        step("withdrawn", "restored", "waiting", &SEND, "the death was taken back"),
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

/// Texts on screen.
pub const LOCALES: &[Locale] = cq_platform::locales!["notice"];

/// For the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&[&str]] =
    &[store::STATEMENTS, store::list::STATEMENTS, store::call::STATEMENTS, store::hold::STATEMENTS];
