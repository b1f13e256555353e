//! Responsibilities in the database. The unique index on active rows is the last word on "at most one".

use cq_platform::{
    Error, Result,
    db::{Conn, Param, Tx},
    ids::{BureauId, StaffId},
    record,
};
use jiff::civil::Date;

use super::{Active, Ended, Kind, Responsibility, ResponsibilityId, model::Bond};
use crate::person::PersonId;

const LIST_OF_PERSON: &str =
    "SELECT id, person_id, kind, staff_id, since, reason, until, ended_because, version FROM responsibility
    WHERE bureau_id = $1 AND person_id = $2 ORDER BY bureau_id, person_id, since";
const LIST_ACTIVE: &str =
    "SELECT id, person_id, kind, staff_id, since, reason, until, ended_because, version FROM responsibility
    WHERE bureau_id = $1 AND kind = $2 AND until IS NULL ORDER BY bureau_id, person_id";
const FIND_ACTIVE: &str =
    "SELECT id, person_id, kind, staff_id, since, reason, until, ended_because, version FROM responsibility
    WHERE bureau_id = $1 AND person_id = $2 AND kind = $3 AND until IS NULL";
const ANSWERING: &str = "SELECT p.id, p.name, p.pinyin, s.name, h.name, a.name, r.since FROM person p
    JOIN responsibility r ON r.bureau_id = p.bureau_id AND r.person_id = p.id AND r.kind = $2 AND r.until IS NULL
    JOIN staff s ON s.bureau_id = r.bureau_id AND s.id = r.staff_id
    LEFT JOIN doctor d ON d.bureau_id = r.bureau_id AND d.id = r.staff_id
    LEFT JOIN hospital h ON h.bureau_id = d.bureau_id AND h.id = d.hospital_id
    LEFT JOIN area a ON a.bureau_id = p.bureau_id AND a.id = p.area_id
    WHERE p.bureau_id = $1 AND (p.pinyin, p.id) > ($3, $4) AND ($5 = 'any' OR r.staff_id = $6)
    ORDER BY p.bureau_id, p.pinyin, p.id LIMIT $7";
const COUNT_ACTIVE: &str = "SELECT COUNT(*) FROM responsibility WHERE bureau_id = $1 AND staff_id = $2 AND kind = $3 AND until IS NULL";
const INSERT: &str = "INSERT INTO responsibility (bureau_id, id, person_id, kind, staff_id, since, until, ended_because, reason, version)";
const END: &str = "UPDATE responsibility SET until = $4, ended_because = $5, version = version + 1
    WHERE bureau_id = $1 AND id = $2 AND version = $3 AND until IS NULL";
const FIND: &str =
    "SELECT id, person_id, kind, staff_id, since, reason, until, ended_because, version FROM responsibility
    WHERE bureau_id = $1 AND id = $2";
const REOPEN: &str = "UPDATE responsibility SET until = NULL, ended_because = NULL, version = version - 1
    WHERE bureau_id = $1 AND id = $2 AND until = $3 AND ended_because = $4";
const HOLD: &str = "UPDATE bureau SET name = name WHERE bureau_id = $1";
const REMOVE: &str = "DELETE FROM responsibility WHERE bureau_id = $1 AND id = $2 AND version = $3";

/// For the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&str] =
    &[LIST_OF_PERSON, LIST_ACTIVE, FIND_ACTIVE, ANSWERING, COUNT_ACTIVE, FIND, END, REOPEN, HOLD, REMOVE];

record! {
    struct Stored {
        id: ResponsibilityId,
        person: PersonId,
        kind: Kind,
        staff: StaffId,
        since: Date,
        reason: String,
        until: Option<Date>,
        because: Option<Ended>,
        version: i64,
    }
}

record! {
    /// Who answers for whom, in words.
    pub struct Answering {
        /// For whom.
        pub person: PersonId,
        /// What they are called.
        pub name: String,
        /// The reading of that.
        pub pinyin: String,
        /// Who answers.
        pub staff: String,
        /// A doctor's hospital.
        pub hospital: Option<String>,
        /// Where the person lives.
        pub area: Option<String>,
        /// Since when.
        pub since: Date,
    }
}

impl From<Stored> for Responsibility {
    fn from(row: Stored) -> Self {
        let bond = Bond {
            id: row.id,
            person: row.person,
            kind: row.kind,
            staff: row.staff,
            since: row.since,
            reason: row.reason,
        };
        match (row.until, row.because) {
            (Some(until), Some(because)) => Responsibility::Past { bond, until, because },
            _ => Responsibility::Active(Active { bond, version: row.version }),
        }
    }
}

/// All that anybody ever answered for `person`, oldest first.
pub fn list_of_person(conn: &Conn<'_>, bureau: &BureauId, person: PersonId) -> Result<Vec<Responsibility>> {
    Ok(conn.list::<Stored>(LIST_OF_PERSON, &[bureau, &person])?.into_iter().map(Into::into).collect())
}

/// Everybody who answers now, by person.
pub fn list_active(conn: &Conn<'_>, bureau: &BureauId, kind: Kind) -> Result<Vec<Active>> {
    Ok(conn
        .list::<Stored>(LIST_ACTIVE, &[bureau, &kind])?
        .into_iter()
        .filter_map(|row| active(row.into()))
        .collect())
}

/// Everybody for whom somebody answers, or `staff` does, by reading after `after`, at most `limit`.
pub fn answering(
    conn: &Conn<'_>,
    bureau: &BureauId,
    kind: Kind,
    staff: Option<StaffId>,
    after: &(String, PersonId),
    limit: i64,
) -> Result<Vec<Answering>> {
    let (word, id) = staff.map_or(("any", StaffId(uuid::Uuid::nil())), |id| ("one", id));
    conn.list(ANSWERING, &[bureau, &kind, &after.0, &after.1, &word, &id, &limit])
}

/// One of them.
pub fn find(conn: &Conn<'_>, bureau: &BureauId, id: ResponsibilityId) -> Result<Option<Responsibility>> {
    Ok(conn.find::<Stored>(FIND, &[bureau, &id])?.map(Into::into))
}

/// Who answers for `person` now.
pub fn find_active(
    conn: &Conn<'_>,
    bureau: &BureauId,
    person: PersonId,
    kind: Kind,
) -> Result<Option<Active>> {
    Ok(conn.find::<Stored>(FIND_ACTIVE, &[bureau, &person, &kind])?.and_then(|row| active(row.into())))
}

/// For how many `staff` answers now.
pub fn count_active(conn: &Conn<'_>, bureau: &BureauId, staff: StaffId, kind: Kind) -> Result<i64> {
    Ok(conn.one::<(i64,)>(COUNT_ACTIVE, &[bureau, &staff, &kind])?.0)
}

/// New ones, of either state. Somebody already answering for one of the persons is a [`Error::Conflict`].
pub fn insert_many(tx: &Tx<'_>, bureau: &BureauId, new: &[Responsibility]) -> Result<()> {
    let rows: Vec<_> = new
        .iter()
        .map(|new| match new {
            Responsibility::Active(active) => (&active.bond, None, None),
            Responsibility::Past { bond, until, because } => (bond, Some(*until), Some(*because)),
        })
        .collect();
    let cells: Vec<&dyn Param> = rows
        .iter()
        .flat_map(|(bond, until, because)| -> [&dyn Param; 10] {
            [
                bureau,
                &bond.id,
                &bond.person,
                &bond.kind,
                &bond.staff,
                &bond.since,
                until,
                because,
                &bond.reason,
                &1i64,
            ]
        })
        .collect();
    tx.insert_many(INSERT, 10, &cells).map_err(taken)
}

/// Writes an end down; `version` is that of the active one.
pub fn save_end(tx: &Tx<'_>, bureau: &BureauId, version: i64, ended: &Responsibility) -> Result<()> {
    let Responsibility::Past { bond, until, because } = ended else { return Ok(()) };
    tx.execute_one(END, &[bureau, &bond.id, &version, until, because])
}

/// Takes an end back: the responsibility is as it was before [`save_end`], its version too. Somebody else answering since is a
/// [`Error::Conflict`].
pub fn reopen(tx: &Tx<'_>, bureau: &BureauId, ended: &Responsibility) -> Result<()> {
    let Responsibility::Past { bond, until, because } = ended else { return Ok(()) };
    tx.execute_one(REOPEN, &[bureau, &bond.id, until, because]).map_err(taken)
}

/// Whoever gives out places waits here until the one before is done, so that what was counted still holds when it is written.
pub fn hold(tx: &Tx<'_>, bureau: &BureauId) -> Result<()> {
    tx.execute_one(HOLD, &[bureau])
}

/// Takes one back that an undone ledger brought.
pub fn remove(tx: &Tx<'_>, bureau: &BureauId, id: ResponsibilityId, version: i64) -> Result<()> {
    tx.execute_one(REMOVE, &[bureau, &id, &version])
}

fn active(responsibility: Responsibility) -> Option<Active> {
    match responsibility {
        Responsibility::Active(active) => Some(active),
        Responsibility::Past { .. } => None,
    }
}

/// A violated key here means that somebody else was paired first.
fn taken(error: Error) -> Error {
    match &error {
        Error::Db(db) if db.violated().is_some() => Error::Conflict,
        _ => error,
    }
}
