//! 我的: an elder's own page, for themselves or for those of the family who speak for them.
//!
//! A clerk opens it on the person's page and hands over a slip with the first password. An account may be let in to several people (a
//! daughter with both parents), and a person may let in several. Nothing is seen but what was promised to those people: never a word of
//! the health file, nor what others said of them. Whoever is served no longer is seen no longer.

pub mod actions;
mod death;
mod form;
mod model;
mod pages;
mod reference;
mod section;
pub mod store;

use cq_platform::{
    messages::Locale,
    policy::{Action, Reach, Role},
    web::Routes,
};

pub use death::Accounts;
pub use model::AsWho;
pub use reference::ACCESSES;
pub use section::of_person;

/// Sees what is promised to oneself, or to those one speaks for.
pub const VIEW: Action = Action { name: "portal.view", grants: &[(Role::Elder, Reach::Own)] };
/// Lets somebody in to a person's page, gives them a new password, and ends it.
pub const LET_IN: Action = Action { name: "portal.let-in", grants: &[(Role::Clerk, Reach::Bureau)] };

/// Texts.
pub const LOCALES: &[Locale] = cq_platform::locales!["portal"];

/// Registers the pages.
pub fn routes(routes: &mut Routes) {
    pages::routes(routes);
}
