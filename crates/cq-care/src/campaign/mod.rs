//! Campaigns: within a window of the solar year, one visit by the paired doctor to each elder with certain illnesses
//! (春风行动, 冬日送温暖).
//!
//! A clerk looks at the whole plan before anything is made; then there is one task for each elder who has a doctor, and
//! the others are named. Clerks and leaders see how far it has come, by hospital, doctor and area; behind every figure
//! stand its names.

pub mod actions;
mod api;
mod columns;
mod form;
pub mod model;
mod pages;
pub mod store;

use cq_platform::{
    messages::Locale,
    policy::{Action, Reach, Role},
    web::Routes,
};

pub use actions::follow_pairings;

/// Sees campaigns, their figures and the names behind them; prints them.
pub const VIEW: Action =
    Action { name: "campaign.view", grants: &[(Role::Clerk, Reach::Bureau), (Role::Leader, Reach::Bureau)] };
/// Takes the names of those to whom nothing is owed out as a file.
pub const EXPORT: Action = Action {
    name: "campaign.export",
    grants: &[(Role::Clerk, Reach::Bureau), (Role::Leader, Reach::Bureau)],
};
/// Makes campaigns.
pub const MAKE: Action = Action { name: "campaign.make", grants: &[(Role::Clerk, Reach::Bureau)] };
/// Registers pages and API.
pub fn routes(routes: &mut Routes) {
    pages::routes(routes);
    api::routes(routes);
}

/// Texts of campaigns.
pub const LOCALES: &[Locale] = cq_platform::locales!["campaign"];
