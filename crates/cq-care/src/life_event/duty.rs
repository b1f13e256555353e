//! Responsibilities, of doctors and of liaisons: they end with the day of a death, or of a move to where the bureau does not serve.

use cq_platform::{
    Error, Result,
    actor::Act,
    db::{Conn, Tx},
    ids::StaffId,
    web::Ui,
};
use cq_registry::{
    life_event::{Case, Consequence, Done, Group, Kept, Said, Undone, model},
    responsibility::{
        Ended, Kind, Responsibility, ResponsibilityId,
        store::{find, find_active, hold, list_of_person, reopen, save_end},
    },
    staff,
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::doctor;

/// See the [module](self).
pub struct Duties;

/// A responsibility that ends.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Change {
    id: ResponsibilityId,
    #[serde(default = "doctor")]
    kind: Kind,
    version: i64,
    staff: StaffId,
    name: String,
    until: Date,
    because: Ended,
}

/// Kept before there were others.
fn doctor() -> Kind {
    Kind::Doctor
}

impl Consequence for Duties {
    type Change = Change;
    const NAME: &'static str = "duty";

    fn plan(&self, conn: &Conn<'_>, act: &Act, case: &Case) -> Result<Vec<Change>> {
        let because = match case.event.ends() {
            Some(model::Ended::Died) => Ended::Died,
            Some(_) => Ended::Moved,
            None => return Ok(Vec::new()),
        };
        let mut changes = Vec::new();
        for responsibility in list_of_person(conn, act.bureau(), case.person)? {
            let Responsibility::Active(active) = responsibility else { continue };
            let (version, bond) = (active.version, active.bond);
            let name = staff::store::find(conn, act.bureau(), bond.staff)?.map(|staff| staff.name);
            // What began after the day, noted late, ends on the day it began.
            let until = case.on().max(bond.since);
            let (id, kind, staff, name) = (bond.id, bond.kind, bond.staff, name.unwrap_or_default());
            changes.push(Change { id, kind, version, staff, name, until, because });
        }
        Ok(changes)
    }

    fn say(&self, ui: &Ui, change: &Change) -> Said {
        let (key, place) = match change.kind {
            Kind::Doctor => ("care-event-duty", "doctors"),
            Kind::Liaison => ("care-event-liaison", "liaisons"),
        };
        let text = ui.a2(key, "name", &change.name, "day", ui.day(&change.until));
        Said::new(Group::Duties, text).at(format!("/{place}/{}", change.staff))
    }

    fn apply(&self, tx: &Tx<'_>, act: &Act, _: &Case, change: &Change) -> Result<Done> {
        let Some(Responsibility::Active(active)) = find(tx, act.bureau(), change.id)? else {
            return Err(Error::Conflict);
        };
        if active.version != change.version {
            return Err(Error::Conflict);
        }
        let ended = active.end(change.until, change.because)?;
        save_end(tx, act.bureau(), change.version, &ended)?;
        Ok(Done { subject: change.id.0, after_version: Some(change.version + 1) })
    }

    fn undo(&self, tx: &Tx<'_>, act: &Act, change: &Change, _: Done) -> Result<Undone> {
        let Some(ended) = find(tx, act.bureau(), change.id)? else { return Ok(Undone::Kept(Kept::Gone)) };
        let Responsibility::Past { bond, until, because } = &ended else {
            return Ok(Undone::Kept(Kept::Changed));
        };
        if (*until, *because) != (change.until, change.because) {
            return Ok(Undone::Kept(Kept::Changed));
        }
        // Whoever gives out places waits here, so that the one that is free now is free when it is taken.
        hold(tx, act.bureau())?;
        if find_active(tx, act.bureau(), bond.person, bond.kind)?.is_some() {
            return Ok(Undone::Kept(Kept::Another));
        }
        // Only a doctor answers for so many at most.
        if bond.kind == Kind::Doctor {
            let doctor = doctor::store::find(tx, act.bureau(), bond.staff)?;
            if doctor.is_none_or(|doctor| doctor.free() <= 0) {
                return Ok(Undone::Kept(Kept::Full));
            }
        }
        reopen(tx, act.bureau(), &ended)?;
        Ok(Undone::Restored)
    }
}
