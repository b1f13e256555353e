//! 导医台: the bureau's desk in a hospital: where it is, when it is open, whom to phone, who stands there, and what is missing.
//!
//! Clerks keep desks and say who stands at them; leaders see them with their gaps. A guide (导医员) sees the desk at which she is on
//! duty today, by a duty of her own or in another's stead, and no other.

pub mod actions;
mod api;
pub mod draft;
pub(crate) mod form;
pub mod gap;
pub mod hours;
pub mod model;
pub(crate) mod pages;
pub mod person;
pub mod roster;
pub mod store;

use cq_platform::{
    messages::Locale,
    policy::{Action, Reach, Role},
    web::Routes,
};

pub use model::{Desk, DeskId, Duty, DutyId};
pub use person::of_person;

/// Sees every desk, with what is missing.
pub const LIST: Action =
    Action { name: "desk.list", grants: &[(Role::Clerk, Reach::Bureau), (Role::Leader, Reach::Bureau)] };
/// Makes a desk, changes it, says who stands at it, and removes it.
pub const EDIT: Action = Action { name: "desk.edit", grants: &[(Role::Clerk, Reach::Bureau)] };

/// Registers pages and API.
pub fn routes(routes: &mut Routes) {
    pages::routes(routes);
    api::routes(routes);
}

/// Texts.
pub const LOCALES: &[Locale] = cq_platform::locales!["desk"];
