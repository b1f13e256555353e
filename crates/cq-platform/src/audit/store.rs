//! The log's rows.

use jiff::Timestamp;
use uuid::Uuid;

use crate::{
    Result,
    db::{Conn, Tx},
    ids::{AccountId, BureauId},
    record,
};

record! {
    /// One entry as it stands.
    pub struct Entry {
        /// Position in the bureau's chain, from 1 without gaps.
        pub seq: i64,
        /// When.
        pub at: Timestamp,
        /// Who; none when the program itself.
        pub account: Option<AccountId>,
        /// Who, as shown at the time.
        pub name: String,
        /// `noun.verb`.
        pub action: String,
        /// Kind of thing.
        pub kind: String,
        /// Which one, if one.
        pub subject: Option<Uuid>,
        /// Facts, as JSON text exactly as hashed.
        pub detail: String,
        /// The chain's link.
        pub hash: Vec<u8>,
    }
}

const NEXT: &str = "INSERT INTO audit_head (bureau_id, seq, hash) VALUES ($1, 1, $2)
    ON CONFLICT (bureau_id) DO UPDATE SET seq = audit_head.seq + 1 RETURNING seq, hash";
const APPEND: &str =
    "INSERT INTO audit_entry (bureau_id, seq, at, account_id, name, action, kind, subject_id, detail, hash)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
const ADVANCE: &str = "UPDATE audit_head SET hash = $2 WHERE bureau_id = $1";
const HEAD: &str = "SELECT seq, hash FROM audit_head WHERE bureau_id = $1";
const AFTER: &str =
    "SELECT seq, at, account_id, name, action, kind, subject_id, detail, hash FROM audit_entry
    WHERE bureau_id = $1 AND seq > $2 ORDER BY bureau_id, seq LIMIT $3";
const BEFORE: &str =
    "SELECT seq, at, account_id, name, action, kind, subject_id, detail, hash FROM audit_entry
    WHERE bureau_id = $1 AND seq < $2 ORDER BY bureau_id, seq DESC LIMIT $3";
const AT: &str = "SELECT at FROM audit_entry WHERE bureau_id = $1 AND seq = $2";
const ABOUT_BEFORE: &str =
    "SELECT seq, at, account_id, name, action, kind, subject_id, detail, hash FROM audit_entry
    WHERE bureau_id = $1 AND kind = $2 AND subject_id = $3 AND seq < $4
    ORDER BY bureau_id DESC, kind DESC, subject_id DESC, seq DESC LIMIT $5";
const ABOUT: &str = "SELECT seq, at, account_id, name, action, kind, subject_id, detail, hash FROM audit_entry
    WHERE bureau_id = $1 AND kind = $2 AND subject_id = $3 ORDER BY bureau_id, kind, subject_id, seq DESC LIMIT $4";
const BUREAUS: &str = "SELECT bureau_id FROM audit_head ORDER BY bureau_id";

/// The statements above, for the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&str] =
    &[NEXT, APPEND, ADVANCE, HEAD, AFTER, BEFORE, AT, ABOUT, ABOUT_BEFORE, BUREAUS];

/// Takes the next position; returns it with the hash before it. Locks the chain until the transaction ends.
pub(super) fn next(tx: &Tx<'_>, bureau: &BureauId, start: &[u8]) -> Result<(i64, Vec<u8>)> {
    tx.one(NEXT, &[bureau, &start])
}

pub(super) fn append(tx: &Tx<'_>, bureau: &BureauId, entry: &Entry) -> Result<()> {
    tx.execute_one(
        APPEND,
        &[
            bureau,
            &entry.seq,
            &entry.at,
            &entry.account,
            &entry.name,
            &entry.action,
            &entry.kind,
            &entry.subject,
            &entry.detail,
            &entry.hash,
        ],
    )?;
    tx.execute_one(ADVANCE, &[bureau, &entry.hash])
}

/// The chain's last position and hash.
pub fn head(conn: &Conn<'_>, bureau: &BureauId) -> Result<Option<(i64, Vec<u8>)>> {
    conn.find(HEAD, &[bureau])
}

/// Entries after `seq`, oldest first.
pub fn list_after(conn: &Conn<'_>, bureau: &BureauId, seq: i64, limit: i64) -> Result<Vec<Entry>> {
    conn.list(AFTER, &[bureau, &seq, &limit])
}

/// Entries before `seq`, newest first.
pub fn list_before(conn: &Conn<'_>, bureau: &BureauId, seq: i64, limit: i64) -> Result<Vec<Entry>> {
    conn.list(BEFORE, &[bureau, &seq, &limit])
}

/// The newest entries about one thing.
pub fn list_about(
    conn: &Conn<'_>,
    bureau: &BureauId,
    kind: &str,
    subject: Uuid,
    limit: i64,
) -> Result<Vec<Entry>> {
    conn.list(ABOUT, &[bureau, &kind, &subject, &limit])
}

/// Entries about one thing before `seq`, newest first.
pub fn list_about_before(
    conn: &Conn<'_>,
    bureau: &BureauId,
    (kind, subject): (&str, Uuid),
    seq: i64,
    limit: i64,
) -> Result<Vec<Entry>> {
    conn.list(ABOUT_BEFORE, &[bureau, &kind, &subject, &seq, &limit])
}

/// The position of the first entry not before `at`, or the one after the last. Entries stand in the order of their time, so
/// some twenty looks find it among a million, and no write has to keep an index for it.
pub fn seq_at(conn: &Conn<'_>, bureau: &BureauId, at: Timestamp) -> Result<i64> {
    let (mut from, mut to) = (1, head(conn, bureau)?.map_or(0, |(seq, _)| seq) + 1);
    while from < to {
        let middle = from + (to - from) / 2;
        let is_before = conn.find::<(Timestamp,)>(AT, &[bureau, &middle])?.is_some_and(|(then,)| then < at);
        if is_before {
            from = middle + 1;
        } else {
            to = middle;
        }
    }
    Ok(from)
}

/// Every bureau that has a log.
pub fn bureaus(conn: &Conn<'_>) -> Result<Vec<BureauId>> {
    Ok(conn.list::<(BureauId,)>(BUREAUS, &[])?.into_iter().map(|(id,)| id).collect())
}
