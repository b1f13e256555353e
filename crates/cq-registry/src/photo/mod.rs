//! The photograph of a person: a small picture beside the name, so that a doctor at the door and a clerk at the desk know
//! whom they have before them.
//!
//! Whoever sees a person sees the picture; clerks put one there and take it away. What is uploaded is never kept as it came:
//! it is drawn anew at a bounded size, so that neither the place where it was taken nor anything else hides in it.

mod actions;
mod merge;
mod pages;
pub mod picture;
pub mod store;

use cq_platform::{
    messages::Locale,
    policy::{Action, Reach, Role},
};

pub(crate) use actions::drawn;
pub use actions::{drawn_within, put, remove, written_within};
pub use merge::Photos;
pub use pages::{of_person, routes};
pub use picture::{Picture, Refused};

use crate::person;

/// Sees the picture: whoever sees the person.
pub const VIEW: Action = Action { name: "photo.view", grants: person::VIEW.grants };
/// Puts a picture there, or another in its place.
pub const PUT: Action = Action { name: "photo.put", grants: CLERKS };
/// Takes it away.
pub const REMOVE: Action = Action { name: "photo.remove", grants: CLERKS };

const CLERKS: &[(Role, Reach)] = person::EDIT.grants;

/// Texts.
pub const LOCALES: &[Locale] = cq_platform::locales!["photo"];
