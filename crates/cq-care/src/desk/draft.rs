//! What is filled in about who is to stand at a desk.

use cq_calendar::DeskHours;
use cq_platform::ids::StaffId;
use jiff::civil::Date;

use super::hours::Weekdays;

/// Who is to stand at a desk.
#[derive(Debug, Clone)]
pub enum Who {
    /// Somebody who is on the staff.
    Known(StaffId),
    /// Somebody new, with their phone's digits.
    New(String, Option<String>),
}

/// When somebody is to stand there.
#[derive(Debug, Clone)]
pub struct Shift {
    /// On which days.
    pub days: Weekdays,
    /// At which hours; as long as the desk is open where none are said.
    pub hours: Option<DeskHours>,
    /// The first day.
    pub from: Date,
    /// The last day.
    pub until: Option<Date>,
}
