//! 公示: what a meeting granted hangs on the wall for some working days, with the least that says which decision it is: a number, a surname,
//! where the person worked, a kind under a name that discloses no illness, and how much. Whoever objects is written down and answered.

pub mod actions;
mod pages;
pub mod store;
mod surnames;
pub mod veil;

use cq_platform::{
    messages::Locale,
    policy::{Action, Reach, Role},
    web::Routes,
};

cq_platform::id_type! {
    /// An objection.
    ObjectionId
}

/// Sees what is on notice: as little as hangs on the wall.
pub const VIEW: Action = Action {
    name: "relief.notice",
    grants: &[(Role::Clerk, Reach::Bureau), (Role::Leader, Reach::Bureau), (Role::Doctor, Reach::Bureau)],
};
/// Writes an objection down, or the answer to one.
pub const OBJECT: Action =
    Action { name: "relief.object", grants: &[(Role::Clerk, Reach::Bureau), (Role::Leader, Reach::Bureau)] };

/// Registers the pages.
pub fn routes(routes: &mut Routes) {
    pages::routes(routes);
}

/// Texts.
pub const LOCALES: &[Locale] = cq_platform::locales!["relief_notice"];

/// For the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&str] = store::STATEMENTS;
