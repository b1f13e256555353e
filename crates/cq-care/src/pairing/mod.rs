//! Pairing: every elder one responsible doctor, at the least cost that the bureau's rules allow.
//!
//! A proposal is computed with its proof, mended by hand, and published or put away; nobody's doctor changes before it is
//! published. Clerks do all of it, leaders look on.

mod actions;
mod columns;
pub mod compute;
mod export;
mod form;
mod ledger;
pub mod model;
mod pages;
pub mod store;
mod words;

pub use actions::{Preview, change, discard, preview, propose, publish, save_rules};
pub use export::PairingExport;
pub use ledger::PairingLedger;
pub use model::{Draft, Proposal, ProposalId, Reason, Rules};
pub use pages::routes;
pub use words::say;

use cq_platform::{
    messages::Locale,
    policy::{Action, Reach, Role},
    states::{Machine, Transition},
};

/// Sees who is paired, and proposals.
pub const VIEW: Action =
    Action { name: "pairing.view", grants: &[(Role::Clerk, Reach::Bureau), (Role::Leader, Reach::Bureau)] };
/// Takes out who is paired, as a file.
pub const EXPORT: Action =
    Action { name: "pairing.export", grants: &[(Role::Clerk, Reach::Bureau), (Role::Leader, Reach::Bureau)] };
/// Computes a proposal; sets the rules it follows.
pub const PROPOSE: Action = Action { name: "pairing.propose", grants: &[(Role::Clerk, Reach::Bureau)] };
/// Changes a proposal by hand, or puts it away.
pub const EDIT: Action = Action { name: "pairing.edit", grants: &[(Role::Clerk, Reach::Bureau)] };
/// Makes a proposal hold.
pub const PUBLISH: Action = Action { name: "pairing.publish", grants: &[(Role::Clerk, Reach::Bureau)] };

/// Texts.
pub const LOCALES: &[Locale] = cq_platform::locales!["pairing"];

/// The states of a proposal, as a document.
pub const STATES: Machine = Machine {
    noun: "proposal",
    about: "A pairing on the table. Nobody's doctor changes before it is published.",
    transitions: &[
        Transition {
            from: "",
            verb: "propose",
            to: "draft",
            action: &PROPOSE,
            when: "there are elders and doctors; the answer carries its proof",
        },
        Transition {
            from: "draft",
            verb: "change",
            to: "draft",
            action: &EDIT,
            when: "the doctor chosen has a free place",
        },
        Transition {
            from: "draft",
            verb: "publish",
            to: "published",
            action: &PUBLISH,
            when: "nobody got another doctor since it was computed; no doctor is above capacity",
        },
        Transition { from: "draft", verb: "discard", to: "discarded", action: &EDIT, when: "" },
    ],
};

/// The states of the responsibilities that a pairing makes, as a document.
pub const BOND_STATES: Machine = Machine {
    noun: "responsibility",
    about: "Who answers for whom; at most one active of a kind for a person.",
    transitions: &[
        Transition {
            from: "",
            verb: "publish",
            to: "active",
            action: &PUBLISH,
            when: "the person has no other active one",
        },
        Transition {
            from: "active",
            verb: "end",
            to: "past",
            action: &PUBLISH,
            when: "the last day is not before the first",
        },
    ],
};
