//! Who the bureau serves and who answers for whom.

pub mod area;
pub mod person;
pub mod responsibility;
pub mod task;
pub mod unit;
