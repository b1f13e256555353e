//! Parts of a case that others do, and what happened to it.

use cq_platform::{
    Result,
    actor::Act,
    db::{Conn, Tx},
    ids::{BureauId, StaffId},
    record, words,
};
use jiff::{Timestamp, civil::Date};
use uuid::Uuid;

use crate::case::{
    model::{CaseId, StepId},
    said,
};

const PARTS: &str =
    "SELECT k.id, k.handler_id, s.name, k.due_on, k.what, k.state, k.ended_at, k.version FROM case_step k
    JOIN staff s ON s.bureau_id = k.bureau_id AND s.id = k.handler_id
    WHERE k.bureau_id = $1 AND k.case_id = $2 ORDER BY k.bureau_id, k.case_id, k.made_at, k.id";
const INSERT: &str = "INSERT INTO case_step (bureau_id, id, case_id, handler_id, due_on, what, state, made_at, made_by, version)
    VALUES ($1, $2, $3, $4, $5, $6, 'open', $7, $8, 1)";
const END: &str = "UPDATE case_step SET state = $4, ended_at = $5, ended_by = $6, version = version + 1
    WHERE bureau_id = $1 AND id = $2 AND case_id = $3 AND state = 'open'";
const INSERT_ENTRY: &str =
    "INSERT INTO case_entry (bureau_id, case_id, number, id, kind, at, by_id, to_id, note)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
const ENTRIES: &str = "SELECT e.id, e.kind, e.at, b.name, t.name, e.note FROM case_entry e
    JOIN staff b ON b.bureau_id = e.bureau_id AND b.id = e.by_id
    LEFT JOIN staff t ON t.bureau_id = e.bureau_id AND t.id = e.to_id
    WHERE e.bureau_id = $1 AND e.case_id = $2 ORDER BY e.bureau_id, e.case_id, e.number DESC";
const LAST: &str = "SELECT b.name, e.by_id FROM case_entry e JOIN staff b ON b.bureau_id = e.bureau_id AND b.id = e.by_id
    WHERE e.bureau_id = $1 AND e.case_id = $2 ORDER BY e.bureau_id DESC, e.case_id DESC, e.number DESC LIMIT 1";

/// For the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&str] = &[PARTS, INSERT, END, INSERT_ENTRY, ENTRIES, LAST];

words! {
    /// How far a part has come.
    pub enum Progress {
        /// Not done yet.
        Open = "open",
        /// Done.
        Done = "done",
        /// Not needed any more.
        Withdrawn = "withdrawn",
    }
}

words! {
    /// What happened to a case.
    pub enum Happened {
        /// It was received.
        Received = "received",
        /// Somebody took it up.
        Taken = "taken",
        /// It was given to somebody.
        Handed = "handed",
        /// A part of it was given to somebody.
        Part = "part",
        /// A part was done.
        PartDone = "part-done",
        /// A part is not needed any more.
        PartWithdrawn = "part-withdrawn",
        /// A day was promised.
        Promised = "promised",
        /// It was put before the head.
        Raised = "raised",
        /// The head said who does it.
        Decided = "decided",
        /// Its clock was stopped.
        Paused = "paused",
        /// Its clock runs again.
        Resumed = "resumed",
        /// Somebody would refuse it.
        Refused = "refused",
        /// A second one agreed.
        Agreed = "agreed",
        /// A second one did not.
        Disagreed = "disagreed",
        /// It was done.
        Answered = "answered",
        /// A call reached nobody.
        NotReached = "not-reached",
        /// The asker was not satisfied, and it is taken up anew.
        Again = "again",
        /// It was closed by a call.
        Closed = "closed",
        /// The person it is about has died.
        Died = "died",
        /// That they had died was taken back.
        Alive = "alive",
    }
}

record! {
    struct StoredPart {
        id: StepId,
        handler: StaffId,
        name: String,
        due_on: Date,
        what: Vec<u8>,
        state: Progress,
        ended_at: Option<Timestamp>,
        version: i64,
    }
}

/// A part of a case.
pub struct Part {
    /// Identity.
    pub id: StepId,
    /// Who does it.
    pub handler: StaffId,
    /// Their name.
    pub name: String,
    /// By when.
    pub due_on: Date,
    /// What it is.
    pub what: String,
    /// How far it has come.
    pub state: Progress,
    /// When it was done or withdrawn.
    pub ended_at: Option<Timestamp>,
    /// Guard.
    pub version: i64,
}

/// The parts of a case, the first first.
pub fn list(conn: &Conn<'_>, act: &Act, id: CaseId) -> Result<Vec<Part>> {
    let rows = conn.list::<StoredPart>(PARTS, &[act.bureau(), &id])?.into_iter();
    let open = |row: StoredPart| {
        let StoredPart { id, handler, name, due_on, what, state, ended_at, version } = row;
        let what = act.secrets.open(said::what(id.0), &what)?;
        Ok(Part { id, handler, name, due_on, what, state, ended_at, version })
    };
    rows.map(open).collect()
}

/// A new part.
pub fn insert(
    tx: &Tx<'_>,
    act: &Act,
    case: CaseId,
    (handler, due_on, what): (StaffId, Date, &str),
    by: StaffId,
) -> Result<StepId> {
    let id: StepId = act.new_id();
    let what = act.secrets.seal(said::what(id.0), what)?;
    tx.execute_one(INSERT, &[act.bureau(), &id, &case, &handler, &due_on, &what, &act.at, &by])?;
    Ok(id)
}

/// Ends an open part; one that is not open any more is a conflict.
pub fn end(tx: &Tx<'_>, act: &Act, case: CaseId, id: StepId, state: Progress, by: StaffId) -> Result<()> {
    tx.execute_one(END, &[act.bureau(), &id, &case, &state, &act.at, &by])
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

/// Notes what happened; `number` is the version that the case has since.
pub fn note(tx: &Tx<'_>, act: &Act, case: CaseId, number: i64, noted: &Noted<'_>) -> Result<()> {
    let id: Uuid = act.new_id();
    let words = match noted.note {
        "" => None,
        words => Some(act.secrets.seal(said::note(id), words)?),
    };
    let Noted { kind, by, to, .. } = noted;
    tx.execute_one(INSERT_ENTRY, &[act.bureau(), &case, &number, &id, kind, &act.at, by, to, &words])
}

record! {
    struct StoredEntry {
        id: Uuid,
        kind: Happened,
        at: Timestamp,
        by: String,
        to: Option<String>,
        note: Option<Vec<u8>>,
    }
}

/// Something that happened to a case.
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

/// What happened to a case, the latest first.
pub fn entries(conn: &Conn<'_>, act: &Act, id: CaseId) -> Result<Vec<Entry>> {
    let rows = conn.list::<StoredEntry>(ENTRIES, &[act.bureau(), &id])?.into_iter();
    let open = |row: StoredEntry| {
        let note = row.note.map(|note| act.secrets.open(said::note(row.id), &note)).transpose()?;
        Ok(Entry { kind: row.kind, at: row.at, by: row.by, to: row.to, note: note.unwrap_or_default() })
    };
    rows.map(open).collect()
}

/// Who moved the case last, their name before their id: told to whoever came second.
pub fn last_hand(conn: &Conn<'_>, bureau: &BureauId, id: CaseId) -> Result<Option<(String, StaffId)>> {
    conn.find(LAST, &[bureau, &id])
}
