//! Who is at a stage, and its word.

use cq_platform::ids::StaffId;

use super::Stage;

impl Stage {
    /// Who is at it.
    pub fn handler(self) -> Option<StaffId> {
        match self {
            Stage::Waiting => None,
            Stage::Raised { handler, .. } => handler,
            Stage::Working { handler }
            | Stage::Refusing { handler, .. }
            | Stage::Answered { handler, .. } => Some(handler),
        }
    }

    /// The word it is stored and said as.
    pub fn word(self) -> &'static str {
        match self {
            Stage::Waiting => "waiting",
            Stage::Working { .. } => "working",
            Stage::Raised { .. } => "raised",
            Stage::Refusing { .. } => "refusing",
            Stage::Answered { .. } => "answered",
        }
    }
}
