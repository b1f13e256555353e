//! What came of a case, and how the asker took it.

use cq_platform::ids::StaffId;
use jiff::Timestamp;

use super::Verdict;

/// What came of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It was done.
    Done,
    /// It was refused, by two.
    Refused(Refusal),
}

/// A refusal that a second person agreed to: never one and the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refusal {
    by: StaffId,
    agreed: StaffId,
}

impl Refusal {
    /// By whom, and who agreed; nothing where that is one person.
    pub fn of(by: StaffId, agreed: StaffId) -> Option<Self> {
        (by != agreed).then_some(Self { by, agreed })
    }

    /// Who refused.
    pub fn by(self) -> StaffId {
        self.by
    }

    /// Who agreed.
    pub fn agreed(self) -> StaffId {
        self.agreed
    }
}

/// The call that closed a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Call {
    /// Who called.
    pub by: StaffId,
    /// When.
    pub at: Timestamp,
    /// How the asker took it.
    pub verdict: Verdict,
    /// Calls that had reached nobody.
    pub tries: u32,
}
