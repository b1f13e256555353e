//! The installation in the database.

use crate::{
    Error, Result,
    db::{Conn, Tx},
};

const KEEP: &str =
    "INSERT INTO installation (one, key_fingerprint) VALUES (1, $1) ON CONFLICT (one) DO NOTHING";
const FIND: &str = "SELECT key_fingerprint FROM installation WHERE one = 1";

/// For the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&str] = &[KEEP, FIND];

/// Keeps the key's fingerprint if none is kept; gives the one that is.
pub(super) fn keep_or_find(tx: &Tx<'_>, fingerprint: &str) -> Result<String> {
    tx.execute(KEEP, &[&fingerprint.to_owned()])?;
    find(tx)?.ok_or_else(|| Error::internal("no fingerprint is kept"))
}

/// The fingerprint kept, if there is one.
pub fn find(conn: &Conn<'_>) -> Result<Option<String>> {
    Ok(conn.find::<(String,)>(FIND, &[])?.map(|(fingerprint,)| fingerprint))
}
