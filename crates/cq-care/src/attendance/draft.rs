//! What is filled in: who has come, who will come, and a mark.

use cq_case::case::CaseId;
use cq_registry::person::PersonId;
use jiff::civil::Date;

use super::{
    model::{Outcome, Step},
    priority::Reason,
    said::Said,
};
use crate::desk::DeskId;

/// Somebody at a desk, as it is told there.
#[derive(Debug, Clone)]
pub struct Arrival {
    /// Who.
    pub person: PersonId,
    /// What is told of them.
    pub told: Vec<Reason>,
    /// What for, and with whom.
    pub said: Said,
}

/// Somebody who will come.
#[derive(Debug, Clone)]
pub struct Announcement {
    /// Who.
    pub person: PersonId,
    /// To which desk.
    pub desk: DeskId,
    /// On which day.
    pub on: Date,
    /// About when, such as 09:30.
    pub expected: Option<String>,
    /// Whether they come although nobody is on duty then.
    pub unmanned: bool,
    /// The case that it comes from.
    pub case: Option<CaseId>,
    /// What is told of them.
    pub told: Vec<Reason>,
    /// What for, and with whom.
    pub said: Said,
}

/// What may be noted of an attendance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// Who was announced has come.
    Arrive,
    /// Called to the desk.
    Call,
    /// A step is taken.
    Stamp(Step),
    /// A step is not needed.
    Skip(Step),
    /// The last thing is taken back.
    Undo,
    /// It is over.
    Close(Outcome),
    /// Left without being seen.
    Leave,
    /// Did not come.
    Miss,
}
