//! 离线使用: today's and tomorrow's visits on the phone, for the villages without network.
//!
//! The page is a shell that holds nobody's data, so that a browser may keep it; what is personal comes by the API, is kept by the
//! page's own scripts sealed on the phone (`web/js/offline`), and is gone after [`KEPT_HOURS`] or with signing out. What is
//! written down at the door is sent by the addresses that every program uses, under a key of its own, so that it arrives once.

mod api;
mod pages;
pub mod store;

use cq_platform::{messages::Locale, policy::Action, web::Routes};
use cq_registry::task;

/// Takes one's own visits along on the phone: whoever has a day of his own.
pub const TAKE: Action = Action { name: "offline.take", grants: task::TODAY.grants };

/// How long a phone may keep personal data, in hours, sent or not.
pub const KEPT_HOURS: i64 = 72;

/// Texts of the pages.
pub const LOCALES: &[Locale] = cq_platform::locales!["offline"];

/// Registers pages and API.
pub fn routes(routes: &mut Routes) {
    pages::routes(routes);
    api::routes(routes);
}
