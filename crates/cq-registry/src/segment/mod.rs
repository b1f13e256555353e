//! Segments (人群): any combination of conditions on people, as a value with a name.
//!
//! The same [`Segment`] gives the SQL of a list ([`store::condition`]), the test of one person in memory ([`Bound::admits`]) and
//! its own sentence ([`sentence::Voice::say`]); a property test holds the first two against each other on both engines. Whoever sees
//! lists of people uses what is shared in the bureau, each on the people within reach; clerks make them. A clerk's own are hers.

pub mod actions;
pub mod address;
mod api;
pub mod bar;
pub mod bound;
pub mod condition;
mod form;
pub mod model;
pub(crate) mod pages;
pub mod quick;
pub mod sentence;
pub mod store;
mod words;

use cq_platform::{
    messages::Locale,
    policy::{Action, Reach, Role},
    web::Routes,
};

pub use bound::{Bound, Profile};
pub use condition::Condition;
pub use model::{Clause, Flaw, Segment, SegmentId, SharedWith, Whom};

/// Uses saved segments.
pub const VIEW: Action = Action {
    name: "segment.view",
    grants: &[(Role::Clerk, Reach::Bureau), (Role::Doctor, Reach::Bureau), (Role::Leader, Reach::Bureau)],
};
/// Saves segments, changes them, takes them out of use.
pub const MAKE: Action = Action { name: "segment.make", grants: &[(Role::Clerk, Reach::Bureau)] };

/// Texts of segments.
pub const LOCALES: &[Locale] = cq_platform::locales!["segment"];

/// Registers pages and API.
pub fn routes(routes: &mut Routes) {
    pages::routes(routes);
    api::routes(routes);
}
