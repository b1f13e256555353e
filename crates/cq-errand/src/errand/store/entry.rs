//! What happened to an errand.

use cq_platform::{
    Result,
    actor::Act,
    db::{Conn, Tx},
    ids::{BureauId, StaffId},
    record, words,
};
use jiff::Timestamp;
use uuid::Uuid;

use crate::errand::{model::ErrandId, said};

const INSERT: &str =
    "INSERT INTO errand_entry (bureau_id, errand_id, number, id, kind, at, by_id, to_id, note)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
const LIST: &str = "SELECT e.id, e.kind, e.at, b.name, t.name, e.note FROM errand_entry e
    JOIN staff b ON b.bureau_id = e.bureau_id AND b.id = e.by_id
    LEFT JOIN staff t ON t.bureau_id = e.bureau_id AND t.id = e.to_id
    WHERE e.bureau_id = $1 AND e.errand_id = $2 ORDER BY e.bureau_id, e.errand_id, e.number DESC";
const LAST: &str = "SELECT b.name, e.by_id, e.kind FROM errand_entry e JOIN staff b ON b.bureau_id = e.bureau_id AND b.id = e.by_id
    WHERE e.bureau_id = $1 AND e.errand_id = $2 ORDER BY e.bureau_id DESC, e.errand_id DESC, e.number DESC LIMIT 1";

/// Whether somebody had a hand in it: said what became of it, moved its money, or agreed to a movement in place of a worker.
const HAD_A_HAND: &str =
    "SELECT COUNT(*) FROM errand_entry e WHERE e.bureau_id = $1 AND e.errand_id = $2 AND e.by_id = $3
    AND (e.kind IN ('done', 'impossible', 'money', 'signed') OR (e.kind = 'agreed' AND e.to_id IS NOT NULL))";

/// For the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&str] = &[INSERT, LIST, LAST, HAD_A_HAND];

words! {
    /// What happened to an errand.
    pub enum Happened {
        /// It was taken down.
        Taken = "taken",
        /// Somebody took it up.
        Claimed = "claimed",
        /// It was given to somebody.
        Assigned = "assigned",
        /// Somebody gave it back.
        Left = "left",
        /// A day was promised.
        Promised = "promised",
        /// It was done.
        Done = "done",
        /// It could not be done.
        Impossible = "impossible",
        /// It is not wanted any more.
        Cancelled = "cancelled",
        /// A call reached nobody.
        NotReached = "not-reached",
        /// The elder was not satisfied, and it is taken up anew.
        Again = "again",
        /// It was closed by a call.
        Closed = "closed",
        /// Money was moved, or is to be.
        Money = "money",
        /// A second person agreed.
        Agreed = "agreed",
        /// A movement was not agreed to.
        Withdrawn = "withdrawn",
        /// The elder signed.
        Signed = "signed",
        /// The person is served no more: it is only settled.
        Halted = "halted",
        /// It goes on after all.
        Resumed = "resumed",
    }
}

/// What is to be noted beside a change.
pub struct Noted<'n> {
    /// What happened.
    pub kind: Happened,
    /// By whom.
    pub by: StaffId,
    /// To whom it was given.
    pub to: Option<StaffId>,
    /// Why, or in whose words; may be empty.
    pub note: &'n str,
}

/// Notes what happened; `number` is the version that the errand has since.
pub fn note(tx: &Tx<'_>, act: &Act, errand: ErrandId, number: i64, noted: &Noted<'_>) -> Result<()> {
    let id: Uuid = act.new_id();
    let words = match noted.note {
        "" => None,
        words => Some(act.secrets.seal(said::note(id), words)?),
    };
    let Noted { kind, by, to, .. } = noted;
    tx.execute_one(INSERT, &[act.bureau(), &errand, &number, &id, kind, &act.at, by, to, &words])
}

record! {
    struct Stored {
        id: Uuid,
        kind: Happened,
        at: Timestamp,
        by: String,
        to: Option<String>,
        note: Option<Vec<u8>>,
    }
}

/// Something that happened to an errand.
pub struct Entry {
    /// What.
    pub kind: Happened,
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: String,
    /// To whom it was given.
    pub to: Option<String>,
    /// Why, or in whose words.
    pub note: String,
}

/// What happened to an errand, the latest first.
pub fn list(conn: &Conn<'_>, act: &Act, id: ErrandId) -> Result<Vec<Entry>> {
    let rows = conn.list::<Stored>(LIST, &[act.bureau(), &id])?.into_iter();
    let open = |row: Stored| {
        let note = row.note.map(|note| act.secrets.open(said::note(row.id), &note)).transpose()?;
        Ok(Entry { kind: row.kind, at: row.at, by: row.by, to: row.to, note: note.unwrap_or_default() })
    };
    rows.map(open).collect()
}

/// Whether somebody said what became of it or moved its money, as one of its workers or for one of them.
pub fn had_a_hand(conn: &Conn<'_>, bureau: &BureauId, id: ErrandId, staff: StaffId) -> Result<bool> {
    Ok(conn.one::<(i64,)>(HAD_A_HAND, &[bureau, &id, &staff])?.0 > 0)
}

/// Who moved the errand last, their name before their id, and what they did: told to whoever came second.
pub fn last_hand(
    conn: &Conn<'_>,
    bureau: &BureauId,
    id: ErrandId,
) -> Result<Option<(String, StaffId, Happened)>> {
    conn.find(LAST, &[bureau, &id])
}
