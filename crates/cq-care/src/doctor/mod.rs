//! Responsible doctors: staff with a hospital, a specialty and a number of elders each can answer for.
//!
//! Clerks and leaders see who works where, with how many elders; clerks keep the list; a clerk or the administrator makes the account
//! a doctor signs in with.

pub mod actions;
mod api;
mod columns;
mod form;
mod ledger;
pub mod model;
pub(crate) mod pages;
pub mod store;

pub use columns::treats;
pub use ledger::DoctorLedger;
pub use model::Doctor;

use cq_platform::{
    messages::Locale,
    policy::{Action, Reach, Role},
    web::Routes,
};

/// Lists doctors; shows one with his elders.
pub const LIST: Action =
    Action { name: "doctor.list", grants: &[(Role::Clerk, Reach::Bureau), (Role::Leader, Reach::Bureau)] };

/// Makes a doctor and changes what is known of him.
pub const EDIT: Action = Action { name: "doctor.edit", grants: &[(Role::Clerk, Reach::Bureau)] };
/// Removes a doctor that nothing refers to.
pub const DELETE: Action = Action { name: "doctor.delete", grants: &[(Role::Clerk, Reach::Bureau)] };

/// Takes the list of doctors out as a file.
pub const EXPORT: Action =
    Action { name: "doctor.export", grants: &[(Role::Clerk, Reach::Bureau), (Role::Leader, Reach::Bureau)] };
/// Registers pages and API.
pub fn routes(routes: &mut Routes) {
    pages::routes(routes);
    api::routes(routes);
}

/// Texts.
pub const LOCALES: &[Locale] = cq_platform::locales!["doctor"];
