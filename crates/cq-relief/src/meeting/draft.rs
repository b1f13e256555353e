//! What is filled in: a meeting, and what it decided.

use cq_platform::words;
use jiff::civil::Date;

use crate::application::model::ReliefId;

words! {
    /// What a meeting says of an application.
    pub enum Verdict {
        /// 同意.
        Agreed = "agreed",
        /// 不同意.
        Refused = "refused",
        /// 暂缓.
        Postponed = "postponed",
    }
}

/// A meeting as it is filled in.
pub struct Draft {
    /// The day.
    pub held_on: Date,
    /// Where.
    pub place: String,
    /// Who was in the chair: a value of [`cq_case::case::store::people::choices`].
    pub chair: String,
    /// Who was there.
    pub attendees: String,
    /// What was said.
    pub minutes: String,
    /// What was decided of each.
    pub decisions: Vec<Decided>,
}

/// What was decided of one application.
pub struct Decided {
    /// Which.
    pub application: ReliefId,
    /// As the form showed it.
    pub seen: i64,
    /// What was said.
    pub verdict: Verdict,
    /// How much, in fen.
    pub fen: Option<i64>,
    /// Why.
    pub note: String,
}
