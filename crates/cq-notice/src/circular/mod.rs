//! 群发: one text to a segment, or to people picked one by one. A clerk writes it, sees who gets it by which way and who cannot be reached,
//! and confirms. Its id is given with the preview: confirmed twice, by whomever, it is made once.

mod actions;
mod draft;
mod form;
mod pages;
pub mod store;

use cq_platform::{
    policy::{Action, Reach, Role},
    web::Routes,
};

pub use actions::{Made, Plan, make, plan};
pub use draft::Draft;

cq_platform::id_type! {
    /// A circular.
    CircularId
}

/// Writes to many.
pub const WRITE: Action = Action { name: "notice.write", grants: &[(Role::Clerk, Reach::Bureau)] };

/// Registers the pages.
pub fn routes(routes: &mut Routes) {
    pages::routes(routes);
}
