//! Towns and sub-districts, known by name.

mod columns;
mod ledger;
pub mod store;

pub use crate::person::model::AreaId;
pub use ledger::AreaLedger;
pub use store::{Area, find, find_or_insert, list, save};
