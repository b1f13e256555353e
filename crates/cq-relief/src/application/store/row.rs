//! A row as an application.

use cq_platform::{Error, Result, ids::StaffId, record};
use cq_registry::person::PersonId;
use jiff::civil::Date;

use crate::{
    application::model::{
        Application, Approved, Course, Met, Noticed, Paid, Proposed, ReliefId, Reviewed, Stage, Verified,
    },
    batch::BatchId,
    budget::BudgetId,
    meeting::MeetingId,
};

/// The columns of [`Stored`]; the table goes by `c`.
macro_rules! columns {
    () => {
        "c.id, c.person_id, c.kind, c.stage, c.course, c.filed_on, c.verified_by, c.verified_on, c.reviewed_by, c.reviewed_on, c.meeting_id,
    c.fen, c.noticed_from, c.noticed_until, c.objections, c.proposed_by, c.approved_by, c.approved_on, c.budget_id, c.batch_id, c.paid_on,
    c.receipted_on, c.archived_on, c.refused_by, c.refused_second, c.version"
    };
}
pub(super) use columns;

record! {
    pub(super) struct Stored {
        id: ReliefId,
        person: PersonId,
        kind: String,
        stage: String,
        course: String,
        filed_on: Option<Date>,
        verified_by: Option<StaffId>,
        verified_on: Option<Date>,
        reviewed_by: Option<StaffId>,
        reviewed_on: Option<Date>,
        meeting: Option<MeetingId>,
        fen: Option<i64>,
        noticed_from: Option<Date>,
        noticed_until: Option<Date>,
        objections: u32,
        proposed_by: Option<StaffId>,
        approved_by: Option<StaffId>,
        approved_on: Option<Date>,
        budget: Option<BudgetId>,
        batch: Option<BatchId>,
        paid_on: Option<Date>,
        receipted_on: Option<Date>,
        archived_on: Option<Date>,
        refused_by: Option<StaffId>,
        refused_second: Option<StaffId>,
        version: i64,
    }
}

/// When the bank answered, when it was signed for, when it went into the archive.
pub(super) fn ended(stage: Stage) -> (Option<Date>, Option<Date>, Option<Date>) {
    match stage {
        Stage::Paid(paid) => (Some(paid.on), None, None),
        Stage::Receipted(paid, signed) => (Some(paid.on), Some(signed), None),
        Stage::Archived(paid, signed, on) => (Some(paid.on), Some(signed), Some(on)),
        _ => (None, None, None),
    }
}

impl Stored {
    fn verified(&self) -> Option<Verified> {
        Some(Verified { filed_on: self.filed_on?, by: self.verified_by?, on: self.verified_on? })
    }

    fn met(&self) -> Option<Met> {
        let reviewed = Reviewed { verified: self.verified()?, by: self.reviewed_by?, on: self.reviewed_on? };
        Some(Met { reviewed, meeting: self.meeting?, fen: self.fen? })
    }

    fn noticed(&self) -> Option<Noticed> {
        let (from, until) = (self.noticed_from?, self.noticed_until?);
        Some(Noticed { met: self.met()?, from, until, objections: self.objections })
    }

    fn approved(&self) -> Option<Approved> {
        let proposed = Proposed { noticed: self.noticed()?, by: self.proposed_by? };
        Some(Approved { proposed, by: self.approved_by?, on: self.approved_on?, budget: self.budget? })
    }

    /// What came back has no day of its own: the one that two approved it on is not after it.
    fn paid(&self) -> Option<Paid> {
        let approved = self.approved()?;
        Some(Paid { approved, batch: self.batch?, on: self.paid_on.unwrap_or(approved.on) })
    }

    fn stage(&self) -> Option<Stage> {
        Some(match self.stage.as_str() {
            "drafted" => Stage::Drafted,
            "filed" => Stage::Filed { on: self.filed_on? },
            "verified" => Stage::Verified(self.verified()?),
            "reviewed" => {
                let verified = self.verified()?;
                Stage::Reviewed(Reviewed { verified, by: self.reviewed_by?, on: self.reviewed_on? })
            }
            "met" => Stage::Met(self.met()?),
            "noticed" => Stage::Noticed(self.noticed()?),
            "proposed" => Stage::Proposed(Proposed { noticed: self.noticed()?, by: self.proposed_by? }),
            "approved" => Stage::Approved(self.approved()?),
            "batched" => Stage::Batched(self.approved()?, self.batch?),
            "sent" => Stage::Sent(self.approved()?, self.batch?),
            "returned" => Stage::Returned(self.paid()?),
            "paid" => Stage::Paid(self.paid()?),
            "receipted" => Stage::Receipted(self.paid()?, self.receipted_on?),
            "archived" => Stage::Archived(self.paid()?, self.receipted_on?, self.archived_on?),
            _ => return None,
        })
    }

    fn course(&self) -> Option<Course> {
        Some(match self.course.as_str() {
            "open" => Course::Open,
            "refusing" => Course::Refusing { by: self.refused_by? },
            "refused" => Course::Refused { by: self.refused_by?, second: self.refused_second? },
            "withdrawn" => Course::Withdrawn,
            "stopped" => Course::Stopped,
            "done" => Course::Done,
            _ => return None,
        })
    }

    pub(super) fn into_application(self) -> Result<Application> {
        let stage = self.stage().ok_or_else(|| Error::internal("an application at no stage"))?;
        let course = self.course().ok_or_else(|| Error::internal("an application on no course"))?;
        let Self { id, person, kind, version, .. } = self;
        Ok(Application { id, person, kind, stage, course, version })
    }
}
