//! The units people retired from, known by name.

pub mod store;

pub use crate::person::model::UnitId;
pub use store::{Unit, find, find_by_id, find_or_insert, list};
