//! How far an application has come, each step with the facts of those before it.

use cq_platform::ids::StaffId;
use jiff::civil::Date;

use crate::{batch::BatchId, budget::BudgetId, meeting::MeetingId};

/// How far an application has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Filled in.
    Drafted,
    /// Handed in.
    Filed {
        /// The day.
        on: Date,
    },
    /// Somebody went and looked.
    Verified(Verified),
    /// Somebody else has read it through.
    Reviewed(Reviewed),
    /// A meeting grants it.
    Met(Met),
    /// The decision is on notice.
    Noticed(Noticed),
    /// Its payment is proposed.
    Proposed(Proposed),
    /// Its payment is approved.
    Approved(Approved),
    /// It is in a batch that nobody has released.
    Batched(Approved, BatchId),
    /// The bank has been asked to pay.
    Sent(Approved, BatchId),
    /// The bank could not pay.
    Returned(Paid),
    /// The bank has paid.
    Paid(Paid),
    /// It was signed for; the day.
    Receipted(Paid, Date),
    /// It is in the archive; the day it was signed for, and this one.
    Archived(Paid, Date, Date),
}

/// Somebody went and looked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verified {
    /// The day it was handed in.
    pub filed_on: Date,
    /// Who looked.
    pub by: StaffId,
    /// The day.
    pub on: Date,
}

/// Somebody else has read it through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reviewed {
    /// What came before.
    pub verified: Verified,
    /// Who: never who looked.
    pub by: StaffId,
    /// The day.
    pub on: Date,
}

/// A meeting grants it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Met {
    /// What came before.
    pub reviewed: Reviewed,
    /// Which meeting.
    pub meeting: MeetingId,
    /// How much, in fen.
    pub fen: i64,
}

/// The decision is on notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Noticed {
    /// What came before.
    pub met: Met,
    /// The first day.
    pub from: Date,
    /// The last day.
    pub until: Date,
    /// Objections that nobody has answered.
    pub objections: u32,
}

/// Its payment is proposed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Proposed {
    /// What came before.
    pub noticed: Noticed,
    /// Who.
    pub by: StaffId,
}

/// Its payment is approved, and so much of the budget set aside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Approved {
    /// What came before.
    pub proposed: Proposed,
    /// Who: never who proposed.
    pub by: StaffId,
    /// The day.
    pub on: Date,
    /// From which budget.
    pub budget: BudgetId,
}

/// What the bank says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Paid {
    /// What came before.
    pub approved: Approved,
    /// In which batch.
    pub batch: BatchId,
    /// The day.
    pub on: Date,
}

impl Approved {
    /// How much, in fen.
    pub fn fen(&self) -> i64 {
        self.proposed.noticed.met.fen
    }
}

impl Stage {
    /// The word it is kept under.
    pub fn word(self) -> &'static str {
        match self {
            Stage::Drafted => "drafted",
            Stage::Filed { .. } => "filed",
            Stage::Verified(_) => "verified",
            Stage::Reviewed(_) => "reviewed",
            Stage::Met(_) => "met",
            Stage::Noticed(_) => "noticed",
            Stage::Proposed(_) => "proposed",
            Stage::Approved(_) => "approved",
            Stage::Batched(..) => "batched",
            Stage::Sent(..) => "sent",
            Stage::Returned(_) => "returned",
            Stage::Paid(_) => "paid",
            Stage::Receipted(..) => "receipted",
            Stage::Archived(..) => "archived",
        }
    }

    /// The day it was handed in.
    pub fn filed_on(self) -> Option<Date> {
        match self {
            Stage::Filed { on } => Some(on),
            _ => self.verified().map(|verified| verified.filed_on),
        }
    }

    /// Who looked, once somebody has.
    pub fn verified(self) -> Option<Verified> {
        match self {
            Stage::Verified(verified) => Some(verified),
            _ => self.reviewed().map(|reviewed| reviewed.verified),
        }
    }

    /// Who read it through, once somebody has.
    pub fn reviewed(self) -> Option<Reviewed> {
        match self {
            Stage::Reviewed(reviewed) => Some(reviewed),
            _ => self.met().map(|met| met.reviewed),
        }
    }

    /// What a meeting granted, once one has.
    pub fn met(self) -> Option<Met> {
        match self {
            Stage::Met(met) => Some(met),
            _ => self.noticed().map(|noticed| noticed.met),
        }
    }

    /// The notice, once there is one.
    pub fn noticed(self) -> Option<Noticed> {
        match self {
            Stage::Noticed(noticed) => Some(noticed),
            _ => self.proposed().map(|proposed| proposed.noticed),
        }
    }

    /// Who proposed its payment, once somebody has.
    pub fn proposed(self) -> Option<Proposed> {
        match self {
            Stage::Proposed(proposed) => Some(proposed),
            _ => self.approved().map(|approved| approved.proposed),
        }
    }

    /// Who approved its payment, once somebody has.
    pub fn approved(self) -> Option<Approved> {
        match self {
            Stage::Approved(approved) | Stage::Batched(approved, _) | Stage::Sent(approved, _) => {
                Some(approved)
            }
            _ => self.answered().map(|paid| paid.approved),
        }
    }

    /// What the bank said, once it has.
    pub fn answered(self) -> Option<Paid> {
        match self {
            Stage::Returned(paid)
            | Stage::Paid(paid)
            | Stage::Receipted(paid, _)
            | Stage::Archived(paid, ..) => Some(paid),
            _ => None,
        }
    }

    /// The batch it is or was in.
    pub fn batch(self) -> Option<BatchId> {
        match self {
            Stage::Batched(_, batch) | Stage::Sent(_, batch) => Some(batch),
            _ => self.answered().map(|paid| paid.batch),
        }
    }

    /// Whether the bank has said that it paid.
    pub fn is_paid(self) -> bool {
        matches!(self, Stage::Paid(_) | Stage::Receipted(..) | Stage::Archived(..))
    }

    /// Whether money is set aside for it, or gone.
    pub fn is_approved(self) -> bool {
        self.approved().is_some()
    }
}
