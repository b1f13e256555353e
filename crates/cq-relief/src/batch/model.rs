//! A batch and what may become of it.

use cq_platform::{Error, ids::StaffId};

use super::BatchId;
use crate::application::model::Refused;

/// What goes to the bank at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Batch {
    /// Identity.
    pub id: BatchId,
    /// Who put it together.
    pub made_by: StaffId,
    /// Where it stands.
    pub state: State,
    /// Guard.
    pub version: i64,
}

/// Where a batch stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Put together.
    Made,
    /// Put together, and not sent.
    Dropped,
    /// The bank has been asked to pay.
    Released {
        /// Who released it: never who made it.
        by: StaffId,
    },
    /// The bank has answered.
    Answered {
        /// Who released it.
        by: StaffId,
        /// Who read the answer.
        read_by: StaffId,
    },
}

impl Batch {
    /// Another one lets it go to the bank.
    pub fn released(self, by: StaffId) -> Result<Self, Error> {
        match self.state {
            State::Made if by == self.made_by => Err(Refused::Same.into()),
            State::Made => Ok(Self { state: State::Released { by }, ..self }),
            _ => Err(Error::refused("relief-batch-refused-stage")),
        }
    }

    /// It is not sent.
    pub fn dropped(self) -> Result<Self, Error> {
        match self.state {
            State::Made => Ok(Self { state: State::Dropped, ..self }),
            _ => Err(Error::refused("relief-batch-refused-stage")),
        }
    }

    /// The bank has answered.
    pub fn answered(self, read_by: StaffId) -> Result<Self, Error> {
        match self.state {
            State::Released { by } => Ok(Self { state: State::Answered { by, read_by }, ..self }),
            _ => Err(Error::refused("relief-batch-refused-stage")),
        }
    }

    /// The word it is kept under.
    pub fn word(self) -> &'static str {
        match self.state {
            State::Made => "made",
            State::Dropped => "dropped",
            State::Released { .. } => "released",
            State::Answered { .. } => "answered",
        }
    }

    /// Whether it is at the bank, or was.
    pub fn is_released(self) -> bool {
        matches!(self.state, State::Released { .. } | State::Answered { .. })
    }
}
