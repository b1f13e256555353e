//! What a death does to what was asked about the person: nothing is dropped. Whoever received it stays answerable, a family may still wait
//! for it; the preview names each open case, and its course says that the person has died, so that nobody calls the dead back.

use cq_platform::{
    Error, Result,
    actor::Act,
    db::{Conn, Tx},
    policy::Scope,
    web::Ui,
};
use cq_registry::life_event::{self, Consequence, Done, Group, Kept, Said, Undone, model::Ended};
use serde::{Deserialize, Serialize};

use super::{
    model::{Case, CaseId, Kind, State},
    store::{
        self,
        part::{self, Happened, Noted},
        people,
    },
};

/// See the [module](self).
pub struct Cases;

/// A case whose course says it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    id: CaseId,
    version: i64,
    kind: Kind,
    /// Who is at it, else who received it.
    by: String,
}

impl Consequence for Cases {
    type Change = Change;
    const NAME: &'static str = "case";

    fn plan(&self, conn: &Conn<'_>, act: &Act, case: &life_event::Case) -> Result<Vec<Change>> {
        if case.event.ends() != Some(Ended::Died) {
            return Ok(Vec::new());
        }
        let open = store::open_of(conn, act.bureau(), case.person)?.into_iter();
        Ok(open.map(|(id, version, kind, by)| Change { id, version, kind, by }).collect())
    }

    fn say(&self, ui: &Ui, change: &Change) -> Said {
        let kind = ui.w("case-kind", change.kind);
        let text = ui.a2("case-event-died", "kind", kind, "by", &change.by).into_owned();
        Said::new(Group::Tasks, text).at(format!("/cases/{}", change.id))
    }

    fn apply(&self, tx: &Tx<'_>, act: &Act, _: &life_event::Case, change: &Change) -> Result<Done> {
        let case = held(tx, act, change.id)?.filter(|case| case.version == change.version);
        let after = note(tx, act, &case.ok_or(Error::Conflict)?, Happened::Died)?;
        Ok(Done { subject: change.id.0, after_version: Some(after) })
    }

    fn undo(&self, tx: &Tx<'_>, act: &Act, change: &Change, _: Done) -> Result<Undone> {
        let Some(case) = held(tx, act, change.id)? else { return Ok(Undone::Kept(Kept::Gone)) };
        if matches!(case.state, State::Open { .. }) {
            note(tx, act, &case, Happened::Alive)?;
        }
        Ok(Undone::Restored)
    }
}

fn held(tx: &Tx<'_>, act: &Act, id: CaseId) -> Result<Option<Case>> {
    store::hold(tx, act.bureau(), id)?;
    store::find(tx, &Scope::BUREAU, act.bureau(), id)
}

/// Writes it into the course of a case that is open; the version it has since.
fn note(tx: &Tx<'_>, act: &Act, case: &Case, kind: Happened) -> Result<i64> {
    store::save(tx, act.bureau(), case, false)?;
    let after = case.version + 1;
    part::note(tx, act, case.id, after, &Noted { kind, by: people::me(tx, act)?, to: None, note: "" })?;
    Ok(after)
}
