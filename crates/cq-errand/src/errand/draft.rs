//! What is filled in: an errand to be taken down.

use cq_case::case::{CaseId, model::Channel};
use cq_registry::person::PersonId;
use jiff::civil::Date;

use super::said::Said;

/// An errand to be taken down.
#[derive(Debug, Clone)]
pub struct Draft {
    /// For whom.
    pub person: PersonId,
    /// The case it comes from.
    pub case: Option<CaseId>,
    /// A word of the bureau's kinds.
    pub kind: String,
    /// How it came in.
    pub channel: Channel,
    /// What is wanted, and whom to call.
    pub said: Said,
    /// By when it is needed.
    pub needed_on: Date,
    /// The day that is promised, where one is already.
    pub promised_on: Option<Date>,
}
