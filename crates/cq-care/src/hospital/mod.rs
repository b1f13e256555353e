//! Hospitals: where the responsible doctors work, and so where a doctor's way begins.
//!
//! Clerks and leaders see the list with how many elders each answers for; clerks keep it.

pub mod actions;
mod api;
mod columns;
pub(crate) mod form;
mod ledger;
pub mod model;
mod pages;
pub mod store;

pub use ledger::HospitalLedger;
pub use model::{Hospital, HospitalId};

use cq_platform::{
    messages::Locale,
    policy::{Action, Reach, Role},
    web::Routes,
};

/// Lists hospitals with how many elders each answers for.
pub const LIST: Action =
    Action { name: "hospital.list", grants: &[(Role::Clerk, Reach::Bureau), (Role::Leader, Reach::Bureau)] };
/// Makes a hospital and changes what is known of it.
pub const EDIT: Action = Action { name: "hospital.edit", grants: &[(Role::Clerk, Reach::Bureau)] };
/// Removes a hospital where no doctor works.
pub const DELETE: Action = Action { name: "hospital.delete", grants: &[(Role::Clerk, Reach::Bureau)] };

/// Takes the list of hospitals out as a file.
pub const EXPORT: Action = Action {
    name: "hospital.export",
    grants: &[(Role::Clerk, Reach::Bureau), (Role::Leader, Reach::Bureau)],
};

/// Registers pages and API.
pub fn routes(routes: &mut Routes) {
    pages::routes(routes);
    api::routes(routes);
}

/// Texts.
pub const LOCALES: &[Locale] = cq_platform::locales!["hospital"];
