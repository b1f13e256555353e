//! What a clerk fills in to write to many.

use cq_registry::{person::PersonId, segment::SegmentId};

/// A circular as it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// To whom: a saved segment.
    pub segment: Option<SegmentId>,
    /// To whom besides.
    pub picked: Vec<PersonId>,
    /// What it is about.
    pub subject: String,
    /// The text; placeholders stand for who reads it.
    pub text: String,
}
