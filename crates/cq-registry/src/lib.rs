//! Who the bureau serves and who answers for whom.

pub mod person;
pub mod responsibility;
