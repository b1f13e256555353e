//! Towns and sub-districts, known by name: where people live, and what counts for those whose home is not on the map.
//!
//! Clerks keep them; leaders read.

pub mod actions;
mod columns;
mod form;
mod ledger;
mod pages;
pub mod store;

use cq_platform::{
    messages::Locale,
    policy::{Action, Reach, Role},
};

pub use crate::person::model::AreaId;
pub use form::place;
pub use ledger::AreaLedger;
pub use pages::routes;
pub use store::{Area, find, find_or_insert, list, save};

/// Sees the list of areas.
pub const VIEW: Action =
    Action { name: "area.view", grants: &[(Role::Clerk, Reach::Bureau), (Role::Leader, Reach::Bureau)] };
/// Makes an area and changes what is known of it.
pub const EDIT: Action = Action { name: "area.edit", grants: &[(Role::Clerk, Reach::Bureau)] };
/// Removes an area that nothing refers to.
pub const DELETE: Action = Action { name: "area.delete", grants: &[(Role::Clerk, Reach::Bureau)] };
/// Takes the list of areas out as a file.
pub const EXPORT: Action =
    Action { name: "area.export", grants: &[(Role::Clerk, Reach::Bureau), (Role::Leader, Reach::Bureau)] };

/// Texts of areas.
pub const LOCALES: &[Locale] = cq_platform::locales!["area"];
