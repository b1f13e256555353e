//! Visits to hospital that were announced: whoever has died or moved away for good does not come.

use cq_case::case::store::people;
use cq_platform::{
    Error, Result,
    actor::Act,
    db::{Conn, Tx},
    policy::Scope,
    web::Ui,
};
use cq_registry::life_event::{Case, Consequence, Done, Group, Kept, Said, Undone};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::attendance::{
    Attendance, AttendanceId,
    model::{By, Refused},
    store::{self, Happened},
};

/// See the [module](self).
pub struct Announcements;

/// Somebody who is not expected any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    id: AttendanceId,
    version: i64,
    on: Date,
    hospital: String,
}

impl Consequence for Announcements {
    type Change = Change;
    const NAME: &'static str = "attendance";

    fn plan(&self, conn: &Conn<'_>, act: &Act, case: &Case) -> Result<Vec<Change>> {
        if case.event.ends().is_none() {
            return Ok(Vec::new());
        }
        let expected = store::expected(conn, act.bureau(), case.person)?.into_iter();
        Ok(expected.map(|(id, version, on, hospital)| Change { id, version, on, hospital }).collect())
    }

    fn say(&self, ui: &Ui, change: &Change) -> Said {
        let text = ui.a2("care-event-announced", "hospital", &change.hospital, "day", ui.day(&change.on));
        Said::new(Group::Tasks, text).at(format!("/attendances/{}", change.id))
    }

    fn apply(&self, tx: &Tx<'_>, act: &Act, _: &Case, change: &Change) -> Result<Done> {
        let by = By { at: act.at, today: act.today(), undo_minutes: 0 };
        turned(tx, act, (change.id, change.version), Happened::Missed, |attendance| attendance.missed(by))?;
        Ok(Done { subject: change.id.0, after_version: Some(change.version + 1) })
    }

    fn undo(&self, tx: &Tx<'_>, act: &Act, change: &Change, done: Done) -> Result<Undone> {
        let version = done.after_version.unwrap_or_default();
        match turned(tx, act, (change.id, version), Happened::Undone, Attendance::expected_again) {
            Ok(()) => Ok(Undone::Restored),
            Err(Error::Conflict) => Ok(Undone::Kept(Kept::Changed)),
            Err(Error::NotFound) => Ok(Undone::Kept(Kept::Gone)),
            Err(error) => Err(error),
        }
    }
}

/// Makes a turn of an attendance that is still as it was found; anything else is a conflict.
fn turned(
    tx: &Tx<'_>,
    act: &Act,
    (id, version): (AttendanceId, i64),
    kind: Happened,
    to: impl FnOnce(Attendance) -> Result<Attendance, Refused>,
) -> Result<()> {
    store::hold(tx, act.bureau(), id)?;
    let attendance = store::find(tx, &Scope::BUREAU, act.bureau(), id)?.ok_or(Error::NotFound)?;
    if attendance.version != version {
        return Err(Error::Conflict);
    }
    let attendance = to(attendance).map_err(|_| Error::Conflict)?;
    store::save(tx, act.bureau(), &attendance)?;
    store::note(tx, act, (id, version + 1), (kind, None), people::me(tx, act)?)
}
