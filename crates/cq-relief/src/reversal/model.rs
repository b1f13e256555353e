//! A payment that the bank gives back: one notes it, another finds it so, or not.

use cq_platform::{ids::StaffId, words};
use jiff::Timestamp;

use super::ReversalId;
use crate::{
    application::model::Refused,
    batch::{BatchId, store::Said},
};

words! {
    /// How far it has come.
    pub enum State {
        /// Somebody says so.
        Noted = "noted",
        /// Another one has found it so.
        Agreed = "agreed",
        /// Another one has found that nothing came back.
        Denied = "denied",
    }
}

/// A payment that the bank gives back.
pub struct Reversal {
    /// Identity.
    pub id: ReversalId,
    /// In which batch it had been paid.
    pub batch: BatchId,
    /// What the bank says.
    pub said: Said,
    /// How far it has come.
    pub state: State,
    /// Who noted it.
    pub noted_by: StaffId,
    /// Their name.
    pub name: String,
    /// When.
    pub noted_at: Timestamp,
}

impl Reversal {
    /// Another one has found it so.
    pub fn agreed(self, by: StaffId) -> Result<Self, Refused> {
        self.ended(State::Agreed, by)
    }

    /// Another one has found that nothing came back.
    pub fn denied(self, by: StaffId) -> Result<Self, Refused> {
        self.ended(State::Denied, by)
    }

    fn ended(self, state: State, by: StaffId) -> Result<Self, Refused> {
        if self.state != State::Noted {
            return Err(Refused::Stage);
        }
        if self.noted_by == by {
            return Err(Refused::Same);
        }
        Ok(Self { state, ..self })
    }
}
