//! What a death does to applications: nobody is paid who has died. What is under way stops, and what was set aside returns to the budget;
//! with the death undone it goes on where it stood, approved again by the two who had approved it while the budget still has so much.

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
    model::{Approved, Course, Proposed, ReliefId},
    store::{self, entry::Happened},
};
use crate::{
    batch,
    budget::{BudgetId, money},
};

/// See the [module](self).
pub struct Reliefs;

/// An application that stops.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Change {
    id: ReliefId,
    version: i64,
    /// What two had approved.
    approved: Option<Approval>,
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
            changes.push(Change { id: application.id, version: application.version, approved });
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
        let approved = match (change.approved, found.stage.noticed()) {
            (Some(Approval { proposed_by, by, on, budget }), Some(noticed)) => {
                let proposed = Proposed { noticed, by: proposed_by };
                Some(Approved { proposed, by, on, budget })
            }
            _ => None,
        };
        // What was set aside may have been given to others since; then it waits to be approved anew.
        let approved = match approved {
            Some(approved) if money::left(tx, act, approved.budget)? >= approved.fen() => Some(approved),
            _ => None,
        };
        if let Some(approved) = &approved {
            money::reserve(tx, act, change.id, approved)?;
        }
        let by = people::me(tx, act)?;
        write(tx, act, &STOP, &found.restored(approved)?, (Happened::Restored, by, ""))?;
        Ok(Undone::Restored)
    }
}
