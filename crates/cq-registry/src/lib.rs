//! Who the bureau serves and who answers for whom.

#[macro_use]
pub mod absence;
pub mod age;
pub mod area;
pub mod assessment;
pub mod calendar;
pub mod digest;
pub mod division;
pub mod duplicate;
pub mod export;
pub mod group;
pub mod intake;
pub mod liaison;
pub mod life_event;
pub mod paper;
pub mod person;
pub mod photo;
pub mod relation;
pub mod report;
pub mod responsibility;
pub mod rule;
pub mod segment;
mod slip;
pub mod staff;
pub mod target;
pub mod task;
pub mod unit;
pub mod watch;
