//! Who answers for whom: one person, one kind, one active staff member at a time, with dates and history.
//!
//! Later kinds (liaison, branch secretary, station manager) join as another word of [`Kind`].

pub mod model;
pub mod store;

pub use model::{Active, Ended, Kind, Responsibility, ResponsibilityId};

/// Texts of responsibilities.
pub const LOCALES: &[cq_platform::messages::Locale] = cq_platform::locales!["responsibility"];
