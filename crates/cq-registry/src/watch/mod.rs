//! The watch (值守): what goes wrong quietly. Who lives alone and has not been heard of, who has more to do than can be done, which rules
//! make nothing, and what is owed by somebody who is gone or by nobody.
//!
//! Nothing of it is stored: it follows from the registry, the tasks and two settings of the bureau. A doctor sees what concerns those
//! he answers for and what he owes; clerks and leaders see the bureau's.

pub mod model;
mod pages;
pub mod store;

use cq_platform::{
    messages::Locale,
    policy::{Action, Reach, Role},
};

pub use pages::routes;

/// Sees the watch and the names behind its figures.
pub const VIEW: Action = Action {
    name: "watch.view",
    grants: &[(Role::Clerk, Reach::Bureau), (Role::Leader, Reach::Bureau), (Role::Doctor, Reach::Own)],
};
/// Says from when on it is too long, and from how much on it is too much.
pub const SET: Action = Action { name: "watch.set", grants: &[(Role::Clerk, Reach::Bureau)] };

/// Texts.
pub const LOCALES: &[Locale] = cq_platform::locales!["watch"];
