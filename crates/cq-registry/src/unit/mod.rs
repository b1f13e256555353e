//! The units people retired from and are paid by, known by name. A unit is a group for reading: its people stand in their own
//! rows, nothing is entered twice.
//!
//! Clerks keep a unit's name and kind (机关, 事业, 企业); leaders read.

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

pub use crate::person::model::UnitId;
pub use ledger::UnitLedger;
pub use pages::routes;
pub use store::{Unit, UnitKind, find, find_by_id, find_or_insert, list};

/// Sees units and their people.
pub const VIEW: Action =
    Action { name: "unit.view", grants: &[(Role::Clerk, Reach::Bureau), (Role::Leader, Reach::Bureau)] };
/// Makes a unit, changes its name and kind.
pub const EDIT: Action = Action { name: "unit.edit", grants: &[(Role::Clerk, Reach::Bureau)] };
/// Removes a unit that nothing refers to.
pub const DELETE: Action = Action { name: "unit.delete", grants: &[(Role::Clerk, Reach::Bureau)] };

/// Takes the list of units out as a file.
pub const EXPORT: Action =
    Action { name: "unit.export", grants: &[(Role::Clerk, Reach::Bureau), (Role::Leader, Reach::Bureau)] };

/// Texts of units.
pub const LOCALES: &[Locale] = cq_platform::locales!["unit"];
