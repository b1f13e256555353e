//! Keys of requests in the database.

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use super::{KEPT_HOURS, Once};
use crate::{
    Result,
    db::{Conn, Tx},
    ids::BureauId,
    record,
};

const FORGET_OLD: &str = "DELETE FROM request_key WHERE bureau_id = $1 AND made_at <= $2";
const INSERT: &str = "INSERT INTO request_key (bureau_id, account_id, key_hash, id, fingerprint, made_at)
    VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (bureau_id, account_id, key_hash) DO NOTHING";
const FIND: &str = "SELECT id, fingerprint, answer FROM request_key
    WHERE bureau_id = $1 AND account_id = $2 AND key_hash = $3 AND made_at > $4";
const KEEP: &str = "UPDATE request_key SET answer = $5
    WHERE bureau_id = $1 AND account_id = $2 AND key_hash = $3 AND id = $4";
const RELEASE: &str = "DELETE FROM request_key
    WHERE bureau_id = $1 AND account_id = $2 AND key_hash = $3 AND id = $4 AND answer IS NULL";

/// For the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&str] = &[FORGET_OLD, INSERT, FIND, KEEP, RELEASE];

record! {
    /// Whose a key is.
    pub(super) struct Holder {
        /// Tells one request from another under the same key.
        pub(super) id: Uuid,
        /// Of what was asked.
        pub(super) fingerprint: Vec<u8>,
        /// What was told, sealed; none while it is being told.
        pub(super) answer: Option<Vec<u8>>,
    }
}

fn oldest(at: Timestamp) -> Timestamp {
    at - SignedDuration::from_hours(KEPT_HOURS)
}

/// Lets go of what is older than is kept.
pub(super) fn forget_old(tx: &Tx<'_>, bureau: &BureauId, at: Timestamp) -> Result<()> {
    tx.execute(FORGET_OLD, &[bureau, &oldest(at)]).map(drop)
}

/// Takes the key; false when another request has it.
pub(super) fn insert(tx: &Tx<'_>, once: &Once, at: Timestamp) -> Result<bool> {
    let Once { bureau, account, key_hash, id, fingerprint } = once;
    Ok(tx.execute(INSERT, &[bureau, account, key_hash, id, fingerprint, &at])? == 1)
}

/// Whose the key is.
pub(super) fn find(conn: &Conn<'_>, once: &Once, at: Timestamp) -> Result<Option<Holder>> {
    conn.find(FIND, &[&once.bureau, &once.account, &once.key_hash, &oldest(at)])
}

/// Keeps the answer of the request that has the key.
pub(super) fn keep(tx: &Tx<'_>, once: &Once, sealed: &[u8]) -> Result<()> {
    let sealed = sealed.to_vec();
    tx.execute(KEEP, &[&once.bureau, &once.account, &once.key_hash, &once.id, &sealed]).map(drop)
}

/// Gives the key back: nothing was done under it.
pub(super) fn release(tx: &Tx<'_>, once: &Once) -> Result<()> {
    tx.execute(RELEASE, &[&once.bureau, &once.account, &once.key_hash, &once.id]).map(drop)
}
