//! What a death does to applications: nobody is paid who has died. What is under way stops, and what was set aside returns to the budget;
//! with the death undone it goes on exactly where it stood: proposed, approved or in its batch, as far as the budget still has so much and
//! the batch still waits.

use cq_case::case::store::people;
use cq_platform::{
    Error, Result,
    actor::Act,
    db::{Conn, Tx},
    ids::StaffId,
    policy::Scope,
    web::Ui,
};
use cq_registry::life_event::{Case, Consequence, Done, Group, Kept, Said, Undone, model};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{
    STOP,
    actions::write,
    model::{Approved, Course, Paid, Proposed, ReliefId, Stage},
    store::{self, entry::Happened},
};
use crate::{
    batch::{self, BatchId},
    budget::{BudgetId, money},
};

/// See the [module](self).
pub struct Reliefs;

/// An application that stops.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Change {
    id: ReliefId,
    version: i64,
    /// Who had proposed its payment.
    #[serde(default)]
    proposed_by: Option<StaffId>,
    /// What two had approved.
    approved: Option<Approval>,
    /// In which batch it was, and whether the bank had returned it.
    #[serde(default)]
    batch: Option<(BatchId, bool)>,
    /// Who would have had it refused.
    #[serde(default)]
    refusing: Option<StaffId>,
}

/// Who had approved it, when, and from which budget.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
struct Approval {
    proposed_by: StaffId,
    by: StaffId,
    on: Date,
    budget: BudgetId,
}

impl Consequence for Reliefs {
    type Change = Change;
    const NAME: &'static str = "relief";

    fn plan(&self, conn: &Conn<'_>, act: &Act, case: &Case) -> Result<Vec<Change>> {
        if case.event.ends() != Some(model::Ended::Died) {
            return Ok(Vec::new());
        }
        let mut changes = Vec::new();
        for application in store::open_of(conn, act.bureau(), case.person)? {
            let approved = application.stage.approved().map(|approved| Approval {
                proposed_by: approved.proposed.by,
                by: approved.by,
                on: approved.on,
                budget: approved.budget,
            });
            let (stage, is_returned) = (application.stage, matches!(application.stage, Stage::Returned(_)));
            let refusing = match application.course {
                Course::Refusing { by } => Some(by),
                _ => None,
            };
            changes.push(Change {
                id: application.id,
                version: application.version,
                proposed_by: stage.proposed().map(|proposed| proposed.by),
                approved,
                batch: stage.batch().map(|batch| (batch, is_returned)),
                refusing,
            });
        }
        Ok(changes)
    }

    fn say(&self, ui: &Ui, change: &Change) -> Said {
        let key = match change.approved {
            Some(_) => "relief-event-stopped-approved",
            None => "relief-event-stopped",
        };
        Said::new(Group::Next, ui.m(key)).at(format!("/relief/{}", change.id))
    }

    fn apply(&self, tx: &Tx<'_>, act: &Act, _: &Case, change: &Change) -> Result<Done> {
        store::hold(tx, act.bureau(), change.id)?;
        let found = store::find(tx, &Scope::BUREAU, act.bureau(), change.id)?;
        let found = found.filter(|found| found.version == change.version).ok_or(Error::Conflict)?;
        let by = people::me(tx, act)?;
        let (application, approved) = match found.course {
            Course::Open => found.voided()?,
            _ => (found, None),
        };
        if let Some(approved) = approved {
            money::give_back(tx, act, change.id, &approved, by)?;
            batch::store::take_out(tx, act.bureau(), change.id)?;
        }
        write(tx, act, &STOP, &application.stopped()?, (Happened::Stopped, by, ""))?;
        Ok(Done { subject: change.id.0, after_version: Some(change.version + 1) })
    }

    fn undo(&self, tx: &Tx<'_>, act: &Act, change: &Change, done: Done) -> Result<Undone> {
        store::hold(tx, act.bureau(), change.id)?;
        let Some(found) = store::find(tx, &Scope::BUREAU, act.bureau(), change.id)? else {
            return Ok(Undone::Kept(Kept::Gone));
        };
        if done.after_version != Some(found.version) {
            return Ok(Undone::Kept(Kept::Changed));
        }
        let by = people::me(tx, act)?;
        let before = before(tx, act, change, found.stage)?;
        let restored = found.restored(before, change.refusing)?;
        write(tx, act, &STOP, &restored, (Happened::Restored, by, ""))?;
        Ok(Undone::Restored)
    }
}

/// Where it stood beyond its notice, with its money set aside and its place in a batch again. What has been given to others since waits
/// to be approved anew; out of a batch that has gone or was dropped, it waits for another one.
fn before(tx: &Tx<'_>, act: &Act, change: &Change, now: Stage) -> Result<Option<Stage>> {
    let Some(noticed) = now.noticed() else { return Ok(None) };
    let Some(by) = change.proposed_by.or(change.approved.map(|approval| approval.proposed_by)) else {
        return Ok(None);
    };
    let proposed = Proposed { noticed, by };
    let Some(Approval { by, on, budget, .. }) = change.approved else {
        return Ok(Some(Stage::Proposed(proposed)));
    };
    let approved = Approved { proposed, by, on, budget };
    if money::left(tx, act, budget)? < approved.fen() {
        return Ok(Some(Stage::Proposed(proposed)));
    }
    money::reserve(tx, act, change.id, &approved)?;
    Ok(Some(match change.batch {
        Some((batch, true)) => Stage::Returned(Paid { approved, batch, on }),
        Some((batch, false)) if batch::actions::put_back(tx, act, batch, &approved, change.id)? => {
            Stage::Batched(approved, batch)
        }
        _ => Stage::Approved(approved),
    }))
}
