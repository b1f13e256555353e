//! Towns and sub-districts, known by name.

pub mod store;

pub use crate::person::model::AreaId;
pub use store::{Area, find, find_or_insert, list, save};
