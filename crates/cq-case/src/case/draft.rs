//! What is filled in: a case to be received, and a part of one for somebody else.

use cq_registry::person::PersonId;
use jiff::civil::Date;

use super::{
    model::{Asker, Channel, Kind, Urgency},
    said::Said,
};

/// Stands for whoever fills the form in.
pub const ME: &str = "me";

/// Who is at a case from the beginning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Way {
    /// Whoever receives it.
    Mine,
    /// Somebody else, by their value among the choices.
    Given(String),
    /// Unclear: the head decides.
    Unclear,
    /// Whoever takes it up.
    Waiting,
}

/// A case to be received.
#[derive(Debug, Clone)]
pub struct Draft {
    /// About whom.
    pub person: PersonId,
    /// What it is about.
    pub kind: Kind,
    /// How soon.
    pub urgency: Urgency,
    /// How it came in.
    pub channel: Channel,
    /// Who asked.
    pub asker: Asker,
    /// Who, how to reach them, and what.
    pub said: Said,
    /// Who is at it.
    pub way: Way,
}

/// A part of a case for somebody else.
#[derive(Debug, Clone)]
pub struct NewPart {
    /// For whom, by their value among the choices.
    pub to: String,
    /// What.
    pub what: String,
    /// By when.
    pub due_on: Date,
}
