//! 联络员: who keeps in touch with an elder for the bureau; one at a time, with dates and history. Rules name them as owners
//! (1+1+5亲情服务). Clerks name them, one by one or for everybody of an area who has none; leaders look.

pub mod actions;
mod pages;
mod section;
pub mod store;

use cq_platform::{
    messages::Locale,
    policy::{Action, Reach, Role},
};

pub use pages::routes;
pub(crate) use section::of_person;

/// Sees who is the liaison of how many.
pub const VIEW: Action =
    Action { name: "liaison.view", grants: &[(Role::Clerk, Reach::Bureau), (Role::Leader, Reach::Bureau)] };
/// Names liaisons.
pub const ASSIGN: Action = Action { name: "liaison.assign", grants: &[(Role::Clerk, Reach::Bureau)] };

/// Texts of liaisons.
pub const LOCALES: &[Locale] = cq_platform::locales!["liaison"];

/// For the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&[&str]] = &[store::STATEMENTS];
