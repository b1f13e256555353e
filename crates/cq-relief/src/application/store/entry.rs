//! What happened to an application.

use cq_platform::{
    Result,
    actor::Act,
    db::{Conn, Tx},
    ids::{BureauId, StaffId},
    record, words,
};
use jiff::Timestamp;
use uuid::Uuid;

use crate::application::{
    model::ReliefId,
    said::{open_words, place, seal_words},
};

const INSERT: &str = "INSERT INTO relief_entry (bureau_id, application_id, number, id, kind, at, by_id, note)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
const LIST: &str = "SELECT e.id, e.kind, e.at, b.name, e.note FROM relief_entry e
    JOIN staff b ON b.bureau_id = e.bureau_id AND b.id = e.by_id
    WHERE e.bureau_id = $1 AND e.application_id = $2 ORDER BY e.bureau_id, e.application_id, e.number DESC";
const LAST: &str = "SELECT b.name FROM relief_entry e JOIN staff b ON b.bureau_id = e.bureau_id AND b.id = e.by_id
    WHERE e.bureau_id = $1 AND e.application_id = $2 ORDER BY e.bureau_id DESC, e.application_id DESC, e.number DESC LIMIT 1";

/// For the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&str] = &[INSERT, LIST, LAST];

words! {
    /// What happened to an application.
    pub enum Happened {
        /// It was written down.
        Drafted = "drafted",
        /// Its words or its payee were changed.
        Changed = "changed",
        /// It was handed in.
        Filed = "filed",
        /// Somebody went and looked.
        Verified = "verified",
        /// Somebody else read it through.
        Reviewed = "reviewed",
        /// It is to be looked into once more.
        SentBack = "sent-back",
        /// One would refuse it.
        Refusing = "refusing",
        /// A second one would not.
        Kept = "kept",
        /// It was refused.
        Refused = "refused",
        /// A meeting granted it.
        Agreed = "agreed",
        /// A meeting put it off.
        Postponed = "postponed",
        /// The decision went on notice.
        Noticed = "noticed",
        /// Somebody objected.
        Objected = "objected",
        /// An objection was answered.
        Answered = "answered",
        /// An objection was right.
        Upheld = "upheld",
        /// Its payment was proposed.
        Proposed = "proposed",
        /// Its payment was approved.
        Approved = "approved",
        /// The approval is void.
        Voided = "voided",
        /// It went into a batch.
        Batched = "batched",
        /// Its batch was dropped.
        Unbatched = "unbatched",
        /// The bank was asked to pay.
        Released = "released",
        /// The bank paid.
        Paid = "paid",
        /// The bank did not.
        Returned = "returned",
        /// Somebody notes that the bank gives the money back after all.
        Reversing = "reversing",
        /// A second one has found it so: it is to be paid again.
        Reversed = "reversed",
        /// A second one has found it otherwise.
        NotReversed = "not-reversed",
        /// It was signed for.
        Receipted = "receipted",
        /// It went into the archive.
        Archived = "archived",
        /// Who asked asks no more.
        Withdrawn = "withdrawn",
        /// The person died.
        Stopped = "stopped",
        /// The death was noted wrongly.
        Restored = "restored",
    }
}

/// Notes what happened; `number` is the version that the application has since.
pub fn note(
    tx: &Tx<'_>,
    act: &Act,
    application: ReliefId,
    number: i64,
    (kind, by, words): (Happened, StaffId, &str),
) -> Result<()> {
    let id: Uuid = act.new_id();
    let words = seal_words(&act.secrets, place("relief_entry", "note", id), words)?;
    tx.execute_one(INSERT, &[act.bureau(), &application, &number, &id, &kind, &act.at, &by, &words])
}

record! {
    struct Stored {
        id: Uuid,
        kind: Happened,
        at: Timestamp,
        by: String,
        note: Option<Vec<u8>>,
    }
}

/// Something that happened to an application.
pub struct Entry {
    /// What.
    pub kind: Happened,
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: String,
    /// Why, or in whose words.
    pub note: String,
}

/// What happened to an application, the latest first.
pub fn list(conn: &Conn<'_>, act: &Act, id: ReliefId) -> Result<Vec<Entry>> {
    let rows = conn.list::<Stored>(LIST, &[act.bureau(), &id])?.into_iter();
    let open = |row: Stored| {
        let note = open_words(&act.secrets, place("relief_entry", "note", row.id), row.note)?;
        Ok(Entry { kind: row.kind, at: row.at, by: row.by, note })
    };
    rows.map(open).collect()
}

/// Who moved the application last: told to whoever came second.
pub fn last_hand(conn: &Conn<'_>, bureau: &BureauId, id: ReliefId) -> Result<String> {
    Ok(conn.find::<(String,)>(LAST, &[bureau, &id])?.map(|(name,)| name).unwrap_or_default())
}
