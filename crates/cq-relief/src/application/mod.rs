//! 救助: somebody in need asks for money, or somebody asks for them. One goes and looks, another reads it through, a meeting decides, the
//! decision is on notice, one proposes and another approves the payment, the bank pays, it is signed for, and the file is closed.
//!
//! Clerks write down and look; leaders approve; both see the bureau's. Why somebody is in need and to which account it is paid lie sealed,
//! are masked on every page, and whoever has them shown stands in the log.

pub mod account;
pub mod actions;
mod api;
mod day;
pub mod death;
pub mod draft;
pub(crate) mod earlier;
pub(crate) mod form;
pub mod model;
pub(crate) mod pages;
pub(crate) mod payee;
mod person;
mod reference;
pub mod rules;
pub mod said;
pub mod store;
pub(crate) mod words;

use cq_platform::{
    messages::Locale,
    policy::{Action, Reach, Role},
    states::{Machine, Transition},
    web::Routes,
};

pub use day::of_day;
pub use death::Reliefs;
pub use model::{Application, ReliefId};
pub use person::of_person;
pub use reference::APPLICATIONS;

/// Sees applications.
pub const VIEW: Action = Action { name: "relief.view", grants: DESK };
/// Writes an application down, hands it in, changes to whom it is paid, withdraws it.
pub const FILE: Action = Action { name: "relief.file", grants: CLERKS };
/// Goes and looks.
pub const VERIFY: Action = Action { name: "relief.verify", grants: CLERKS };
/// Reads through what another one found.
pub const REVIEW: Action = Action { name: "relief.review", grants: DESK };
/// Would refuse an application, or agrees that it is refused.
pub const REFUSE: Action = Action { name: "relief.refuse", grants: DESK };
/// Proposes a payment.
pub const PROPOSE: Action = Action { name: "relief.propose", grants: DESK };
/// Approves a payment that another one proposed.
pub const APPROVE: Action = Action { name: "relief.approve", grants: &[(Role::Leader, Reach::Bureau)] };
/// Keeps the receipt that was signed.
pub const RECEIPT: Action = Action { name: "relief.receipt", grants: CLERKS };
/// Puts a file into the archive, and prints it.
pub const ARCHIVE: Action = Action { name: "relief.archive", grants: DESK };
/// Sees why, the account and the papers in full.
pub const UNMASK: Action = Action { name: "relief.unmask", grants: DESK };
/// Reads a year's figures.
pub const REPORT: Action = Action { name: "relief.report", grants: DESK };
/// Says which kinds are given, how much, and for how long a decision is on notice.
pub const SET: Action = Action { name: "relief.set", grants: CLERKS };
/// Stops what is under way for somebody who has died; done by whoever notes the death.
pub const STOP: Action = Action { name: "relief.stop", grants: CLERKS };

const CLERKS: &[(Role, Reach)] = &[(Role::Clerk, Reach::Bureau)];
const DESK: &[(Role, Reach)] = &[(Role::Clerk, Reach::Bureau), (Role::Leader, Reach::Bureau)];

/// What may become of an application.
pub const STATES: Machine = Machine {
    noun: "application for relief",
    about: "How far it has come. Beside that it is open, waits for a second person to refuse it, was refused, withdrawn or stopped, or is done.",
    transitions: &[
        step(
            "",
            "drafted",
            "drafted",
            &FILE,
            "for somebody who is served, a kind that is given, no more than it gives",
        ),
        step(
            "drafted",
            "filed",
            "filed",
            &FILE,
            "with as many papers as its kind asked for on the day it was taken",
        ),
        step("filed", "verified", "verified", &VERIFY, "with what was seen and heard"),
        step("verified", "reviewed", "reviewed", &REVIEW, "never by who looked"),
        step("verified", "sent_back", "filed", &REVIEW, "with what is missing"),
        step(
            "reviewed",
            "met",
            "met",
            &crate::meeting::CONFIRM,
            "by a meeting whose chair is not its recorder; within what its kind gave on the day it was taken",
        ),
        step("reviewed", "postponed", "reviewed", &crate::meeting::CONFIRM, "by a meeting"),
        step(
            "reviewed",
            "refused_by_meeting",
            "refused",
            &crate::meeting::CONFIRM,
            "by a meeting, with a reason",
        ),
        step(
            "met",
            "noticed",
            "noticed",
            &crate::meeting::PUBLISH,
            "for the bureau's number of working days",
        ),
        step(
            "noticed",
            "objected",
            "noticed",
            &crate::notice::OBJECT,
            "what was proposed is proposed no more",
        ),
        step(
            "proposed",
            "objected",
            "noticed",
            &crate::notice::OBJECT,
            "what was proposed is proposed no more",
        ),
        step("noticed", "answered", "noticed", &crate::notice::OBJECT, "the decision stands"),
        step("noticed", "upheld", "reviewed", &crate::notice::OBJECT, "the objection was right"),
        step(
            "noticed",
            "proposed",
            "proposed",
            &PROPOSE,
            "after the notice, no objection unanswered, the person alive",
        ),
        step(
            "proposed",
            "approved",
            "approved",
            &APPROVE,
            "never by who proposed; the person alive; so much of the year's budget is left, and set aside",
        ),
        step("proposed", "voided", "noticed", &FILE, "it is paid to somebody else"),
        step(
            "approved",
            "voided",
            "noticed",
            &FILE,
            "it is paid to somebody else; what was set aside returns to the budget",
        ),
        step("batched", "voided", "noticed", &FILE, "the same, and it leaves its batch"),
        step("returned", "voided", "noticed", &FILE, "the same"),
        step("approved", "batched", "batched", &crate::batch::MAKE, "the person alive"),
        step("returned", "batched", "batched", &crate::batch::MAKE, "the person alive"),
        step("batched", "unbatched", "approved", &crate::batch::MAKE, "its batch is dropped"),
        step(
            "batched",
            "sent",
            "sent",
            &crate::batch::RELEASE,
            "its batch is released, never by who made it",
        ),
        step(
            "sent",
            "paid",
            "paid",
            &crate::batch::MAKE,
            "the bank says so, of this reference, account and amount",
        ),
        step("sent", "returned", "returned", &crate::batch::MAKE, "the bank says so; it is set aside again"),
        step(
            "paid, receipted, archived",
            "reversed",
            "returned",
            &crate::reversal::AGREE,
            "the bank gave it back: never by who noted that; the ledger has the same steps the other way",
        ),
        step("paid", "receipted", "receipted", &RECEIPT, "a signature on the screen or on a slip"),
        step("receipted", "archived", "archived", &ARCHIVE, ""),
        step("filed, verified, reviewed", "refusing", "refusing", &REFUSE, "with a reason"),
        step("refusing", "refused", "refused", &REFUSE, "never by who would have it refused"),
        step("refusing", "kept", "as before", &REFUSE, "by a second one"),
        step(
            "before it is sent",
            "withdrawn",
            "withdrawn",
            &FILE,
            "with a reason; what was set aside returns to the budget",
        ),
        step(
            "before it is sent",
            "stopped",
            "stopped",
            &STOP,
            "the person has died; undone with the death, approval included while the budget has it",
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
pub const LOCALES: &[Locale] = cq_platform::locales!["relief"];

/// For the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&[&str]] =
    &[store::STATEMENTS, store::list::STATEMENTS, store::entry::STATEMENTS, store::paper::STATEMENTS];
