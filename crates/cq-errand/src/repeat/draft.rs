//! What is filled in: a repeat to be taken down.

use cq_case::case::model::Channel;
use cq_registry::person::PersonId;

use super::model::Plan;
use crate::errand::said::Said;

/// A repeat to be taken down.
#[derive(Debug, Clone)]
pub struct Draft {
    /// For whom.
    pub person: PersonId,
    /// A word of the bureau's kinds.
    pub kind: String,
    /// How it came in.
    pub channel: Channel,
    /// What is wanted, and whom to call.
    pub said: Said,
    /// On which days.
    pub plan: Plan,
}
