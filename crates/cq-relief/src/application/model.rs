//! An application, how far it has come, and what may become of it.
//!
//! Each step's facts hold those of the steps before it, so nothing is on notice that no meeting decided, and nothing is paid that two have
//! not approved.

mod refused;
mod stage;
#[cfg(test)]
mod tests;
mod words;

use cq_platform::ids::StaffId;
use cq_registry::person::PersonId;
use jiff::civil::Date;

pub use self::{
    refused::Refused,
    stage::{Approved, Met, Noticed, Paid, Proposed, Reviewed, Stage, Verified},
    words::{PaperKind, Relation, Source},
};
use crate::{batch::BatchId, budget::BudgetId, meeting::MeetingId};

cq_platform::id_type! {
    /// An application.
    ReliefId
    /// One of its papers.
    PaperId
}

/// Somebody asks for relief.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Application {
    /// Identity.
    pub id: ReliefId,
    /// For whom.
    pub person: PersonId,
    /// A word of the bureau's kinds.
    pub kind: String,
    /// How far it has come.
    pub stage: Stage,
    /// Whether it is still on its way.
    pub course: Course,
    /// Guard.
    pub version: i64,
}

/// Whether an application is still on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Course {
    /// It is.
    Open,
    /// One would refuse it; a second one is asked.
    Refusing {
        /// Who would.
        by: StaffId,
    },
    /// Refused by two.
    Refused {
        /// Who would have it refused.
        by: StaffId,
        /// Who agreed.
        second: StaffId,
    },
    /// Who asked asks no more.
    Withdrawn,
    /// The person has died.
    Stopped,
    /// Paid, signed for and put into the archive.
    Done,
}

/// Who moves it, and on which day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct By {
    /// Who.
    pub staff: StaffId,
    /// The day.
    pub today: Date,
}

impl Application {
    /// Filled in, not yet handed in.
    pub fn drafted(id: ReliefId, person: PersonId, kind: String) -> Self {
        Self { id, person, kind, stage: Stage::Drafted, course: Course::Open, version: 1 }
    }

    /// Handed in, with as many papers as its kind asks for.
    pub fn filed(self, papers: i64, needed: i64, by: By) -> Result<Self, Refused> {
        match self.open()? {
            Stage::Drafted if papers < needed => Err(Refused::Papers),
            Stage::Drafted => Ok(self.at(Stage::Filed { on: by.today })),
            _ => Err(Refused::Stage),
        }
    }

    /// Somebody went and looked.
    pub fn verified(self, by: By) -> Result<Self, Refused> {
        match self.open()? {
            Stage::Filed { on } => {
                let verified = Verified { filed_on: on, by: by.staff, on: by.today };
                Ok(self.at(Stage::Verified(verified)))
            }
            _ => Err(Refused::Stage),
        }
    }

    /// Somebody else has read it through.
    pub fn reviewed(self, by: By) -> Result<Self, Refused> {
        match self.open()? {
            Stage::Verified(verified) if verified.by == by.staff => Err(Refused::Same),
            Stage::Verified(verified) => {
                Ok(self.at(Stage::Reviewed(Reviewed { verified, by: by.staff, on: by.today })))
            }
            _ => Err(Refused::Stage),
        }
    }

    /// It is to be looked into once more.
    pub fn sent_back(self) -> Result<Self, Refused> {
        match self.open()? {
            Stage::Verified(Verified { filed_on, .. }) => Ok(self.at(Stage::Filed { on: filed_on })),
            _ => Err(Refused::Stage),
        }
    }

    /// A meeting grants it so much.
    pub fn met(self, meeting: MeetingId, fen: i64) -> Result<Self, Refused> {
        match self.open()? {
            Stage::Reviewed(reviewed) if fen > 0 => Ok(self.at(Stage::Met(Met { reviewed, meeting, fen }))),
            _ => Err(Refused::Stage),
        }
    }

    /// A meeting refuses it: its recorder with its chair.
    pub fn refused_by_meeting(self, recorder: StaffId, chair: StaffId) -> Result<Self, Refused> {
        match self.open()? {
            Stage::Reviewed(_) if recorder == chair => Err(Refused::Same),
            Stage::Reviewed(_) => Ok(self.on(Course::Refused { by: recorder, second: chair })),
            _ => Err(Refused::Stage),
        }
    }

    /// A meeting puts it off.
    pub fn postponed(self) -> Result<Self, Refused> {
        match self.open()? {
            Stage::Reviewed(_) => Ok(self),
            _ => Err(Refused::Stage),
        }
    }

    /// The decision hangs on the wall.
    pub fn noticed(self, from: Date, until: Date) -> Result<Self, Refused> {
        match self.open()? {
            Stage::Met(met) if from <= until => {
                Ok(self.at(Stage::Noticed(Noticed { met, from, until, objections: 0 })))
            }
            _ => Err(Refused::Stage),
        }
    }

    /// Somebody objects; what was proposed is proposed no more.
    pub fn objected(self) -> Result<Self, Refused> {
        let noticed = match self.open()? {
            Stage::Noticed(noticed) | Stage::Proposed(Proposed { noticed, .. }) => noticed,
            _ => return Err(Refused::Stage),
        };
        Ok(self.at(Stage::Noticed(Noticed { objections: noticed.objections + 1, ..noticed })))
    }

    /// An objection was looked into, and the decision stands.
    pub fn answered(self) -> Result<Self, Refused> {
        match self.open()? {
            Stage::Noticed(noticed) if noticed.objections > 0 => {
                Ok(self.at(Stage::Noticed(Noticed { objections: noticed.objections - 1, ..noticed })))
            }
            _ => Err(Refused::Stage),
        }
    }

    /// An objection was right: a meeting decides anew.
    pub fn upheld(self) -> Result<Self, Refused> {
        match self.open()? {
            Stage::Noticed(noticed) if noticed.objections > 0 => {
                Ok(self.at(Stage::Reviewed(noticed.met.reviewed)))
            }
            _ => Err(Refused::Stage),
        }
    }

    /// The notice is over and nobody objects any more: its payment is proposed.
    pub fn proposed(self, by: By) -> Result<Self, Refused> {
        match self.open()? {
            Stage::Noticed(noticed) if by.today <= noticed.until => Err(Refused::OnNotice),
            Stage::Noticed(noticed) if noticed.objections > 0 => Err(Refused::Objected),
            Stage::Noticed(noticed) => Ok(self.at(Stage::Proposed(Proposed { noticed, by: by.staff }))),
            _ => Err(Refused::Stage),
        }
    }

    /// Another one approves, from that budget.
    pub fn approved(self, budget: BudgetId, by: By) -> Result<Self, Refused> {
        match self.open()? {
            Stage::Proposed(proposed) if proposed.by == by.staff => Err(Refused::Same),
            Stage::Proposed(proposed) if by.today <= proposed.noticed.until => Err(Refused::OnNotice),
            Stage::Proposed(proposed) => {
                let approved = Approved { proposed, by: by.staff, on: by.today, budget };
                Ok(self.at(Stage::Approved(approved)))
            }
            _ => Err(Refused::Stage),
        }
    }

    /// To whom it is paid has changed, or it ends before it is paid: what was approved is approved no more. Returns what is free again.
    pub fn voided(self) -> Result<(Self, Option<Approved>), Refused> {
        let (noticed, approved) = match self.open()? {
            Stage::Proposed(proposed) => (proposed.noticed, None),
            Stage::Approved(approved)
            | Stage::Batched(approved, _)
            | Stage::Returned(Paid { approved, .. }) => (approved.proposed.noticed, Some(approved)),
            Stage::Sent(..) | Stage::Paid(_) | Stage::Receipted(..) | Stage::Archived(..) => {
                return Err(Refused::Sent);
            }
            _ => return Ok((self, None)),
        };
        Ok((self.at(Stage::Noticed(noticed)), approved))
    }

    /// It goes into a batch for the bank.
    pub fn batched(self, batch: BatchId) -> Result<Self, Refused> {
        match self.open()? {
            Stage::Approved(approved) | Stage::Returned(Paid { approved, .. }) => {
                Ok(self.at(Stage::Batched(approved, batch)))
            }
            _ => Err(Refused::Stage),
        }
    }

    /// Its batch is dropped.
    pub fn unbatched(self) -> Result<Self, Refused> {
        match self.open()? {
            Stage::Batched(approved, _) => Ok(self.at(Stage::Approved(approved))),
            _ => Err(Refused::Stage),
        }
    }

    /// Its batch is released.
    pub fn sent(self) -> Result<Self, Refused> {
        match self.open()? {
            Stage::Batched(approved, batch) => Ok(self.at(Stage::Sent(approved, batch))),
            _ => Err(Refused::Stage),
        }
    }

    /// The bank has paid.
    pub fn paid(self, on: Date) -> Result<Self, Refused> {
        match self.open()? {
            Stage::Sent(approved, batch) => Ok(self.at(Stage::Paid(Paid { approved, batch, on }))),
            _ => Err(Refused::Stage),
        }
    }

    /// The bank has not.
    pub fn returned(self, on: Date) -> Result<Self, Refused> {
        match self.open()? {
            Stage::Sent(approved, batch) => Ok(self.at(Stage::Returned(Paid { approved, batch, on }))),
            _ => Err(Refused::Stage),
        }
    }

    /// The bank said that it had paid, and gives the money back after all: it is to be paid again, whatever has come since.
    pub fn reversed(self, on: Date) -> Result<Self, Refused> {
        match (self.course, self.stage) {
            (Course::Open | Course::Done, stage) if stage.is_paid() => match stage.answered() {
                Some(paid) => Ok(self.at(Stage::Returned(Paid { on, ..paid })).on(Course::Open)),
                None => Err(Refused::Stage),
            },
            _ => Err(Refused::Stage),
        }
    }

    /// Who was paid has signed.
    pub fn receipted(self, on: Date) -> Result<Self, Refused> {
        match self.open()? {
            Stage::Paid(paid) => Ok(self.at(Stage::Receipted(paid, on))),
            _ => Err(Refused::Stage),
        }
    }

    /// It is put into the archive.
    pub fn archived(self, on: Date) -> Result<Self, Refused> {
        match self.open()? {
            Stage::Receipted(paid, signed_on) => {
                Ok(self.at(Stage::Archived(paid, signed_on, on)).on(Course::Done))
            }
            _ => Err(Refused::Stage),
        }
    }

    /// One would refuse it, before a meeting has decided.
    pub fn refusing(self, by: StaffId) -> Result<Self, Refused> {
        match self.open()? {
            Stage::Filed { .. } | Stage::Verified(_) | Stage::Reviewed(_) => {
                Ok(self.on(Course::Refusing { by }))
            }
            _ => Err(Refused::Stage),
        }
    }

    /// A second one agrees that it is refused.
    pub fn refused(self, second: StaffId) -> Result<Self, Refused> {
        match self.course {
            Course::Refusing { by } if by == second => Err(Refused::Same),
            Course::Refusing { by } => Ok(self.on(Course::Refused { by, second })),
            _ => Err(Refused::Stage),
        }
    }

    /// A second one would not have it refused.
    pub fn kept(self) -> Result<Self, Refused> {
        match self.course {
            Course::Refusing { .. } => Ok(self.on(Course::Open)),
            _ => Err(Refused::Stage),
        }
    }

    /// Who asked asks no more; what was approved has been [voided](Self::voided).
    pub fn withdrawn(self) -> Result<Self, Refused> {
        self.ended(Course::Withdrawn)
    }

    /// The person has died; what was approved has been [voided](Self::voided).
    pub fn stopped(self) -> Result<Self, Refused> {
        self.ended(Course::Stopped)
    }

    fn ended(self, course: Course) -> Result<Self, Refused> {
        match (self.course, self.stage) {
            (Course::Open, stage) if stage.is_approved() => Err(Refused::Sent),
            (Course::Open | Course::Refusing { .. }, _) => Ok(self.on(course)),
            _ => Err(Refused::Ended),
        }
    }

    /// The death was noted wrongly: it goes on where it stood. What was voided with the death is as it was: `stage`, where it had gone
    /// beyond its notice, and `refusing`, who would have had it refused.
    pub fn restored(self, stage: Option<Stage>, refusing: Option<StaffId>) -> Result<Self, Refused> {
        if self.course != Course::Stopped {
            return Err(Refused::Stage);
        }
        let course = refusing.map_or(Course::Open, |by| Course::Refusing { by });
        let stage = stage.unwrap_or(self.stage);
        Ok(self.at(stage).on(course))
    }

    fn open(&self) -> Result<Stage, Refused> {
        match self.course {
            Course::Open => Ok(self.stage),
            Course::Refusing { .. } => Err(Refused::Refusing),
            _ => Err(Refused::Ended),
        }
    }

    fn at(self, stage: Stage) -> Self {
        Self { stage, ..self }
    }

    fn on(self, course: Course) -> Self {
        Self { course, ..self }
    }
}

impl Course {
    /// The word it is kept under.
    pub fn word(self) -> &'static str {
        match self {
            Course::Open => "open",
            Course::Refusing { .. } => "refusing",
            Course::Refused { .. } => "refused",
            Course::Withdrawn => "withdrawn",
            Course::Stopped => "stopped",
            Course::Done => "done",
        }
    }
}
