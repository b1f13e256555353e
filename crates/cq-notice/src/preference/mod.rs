//! 通知方式: how somebody wishes to be told, and which way is taken when they have not said or it cannot be had.
//!
//! A clerk writes it down for anybody, a doctor for his own elders, and everybody who works here for themselves. Mail addresses lie sealed.

mod actions;
mod api;
mod form;
pub mod model;
mod pages;
mod reference;
pub mod store;

use cq_platform::{
    policy::{Action, Reach, Role},
    web::Routes,
};

pub use actions::put;
pub use model::{Contact, Preference, Way};
pub use reference::PREFERENCES;

/// Writes down how somebody wishes to be told.
pub const PREFER: Action =
    Action { name: "notice.prefer", grants: &[(Role::Clerk, Reach::Bureau), (Role::Doctor, Reach::Own)] };
/// Says how one wishes to be told oneself.
pub const MINE: Action = Action {
    name: "notice.mine",
    grants: &[(Role::Clerk, Reach::Bureau), (Role::Doctor, Reach::Bureau), (Role::Leader, Reach::Bureau)],
};

/// Registers the pages.
pub fn routes(routes: &mut Routes) {
    pages::routes(routes);
    api::routes(routes);
}
