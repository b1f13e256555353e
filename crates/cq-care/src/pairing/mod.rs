//! Pairing: every elder one responsible doctor, at the least cost that the bureau's rules allow.
//!
//! A proposal is computed with its proof, mended by hand, and published or put away; nobody's doctor changes before it is
//! published. Clerks do all of it, leaders look on.

mod actions;
mod columns;
pub mod compute;
mod form;
mod ledger;
pub mod model;
mod pages;
pub mod store;
mod words;

pub use actions::{change, discard, propose, publish, save_rules};
pub use ledger::PairingLedger;
pub use model::{Draft, Proposal, ProposalId, Reason, Rules};
pub use pages::routes;
pub use words::say;

use cq_platform::{
    messages::Locale,
    policy::{Action, Reach, Role},
};

/// Sees who is paired, and proposals.
pub const VIEW: Action =
    Action { name: "pairing.view", grants: &[(Role::Clerk, Reach::Bureau), (Role::Leader, Reach::Bureau)] };
/// Computes a proposal; sets the rules it follows.
pub const PROPOSE: Action = Action { name: "pairing.propose", grants: &[(Role::Clerk, Reach::Bureau)] };
/// Changes a proposal by hand, or puts it away.
pub const EDIT: Action = Action { name: "pairing.edit", grants: &[(Role::Clerk, Reach::Bureau)] };
/// Makes a proposal hold.
pub const PUBLISH: Action = Action { name: "pairing.publish", grants: &[(Role::Clerk, Reach::Bureau)] };

/// Texts.
pub const LOCALES: &[Locale] = cq_platform::locales!["pairing"];
