//! Which columns somebody took out last time.

use cq_platform::{
    Result,
    db::{Conn, Tx},
    ids::{AccountId, BureauId},
};

const FIND: &str = "SELECT columns FROM export_choice WHERE bureau_id = $1 AND account_id = $2 AND kind = $3";
const SAVE: &str = "INSERT INTO export_choice (bureau_id, account_id, kind, columns) VALUES ($1, $2, $3, $4)
    ON CONFLICT (bureau_id, account_id, kind) DO UPDATE SET columns = $4";

/// For the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&str] = &[FIND, SAVE];

/// The keys chosen last time; none if there was no last time.
pub fn find(
    conn: &Conn<'_>,
    bureau: &BureauId,
    account: AccountId,
    kind: &str,
) -> Result<Option<Vec<String>>> {
    let found = conn.find::<(String,)>(FIND, &[bureau, &account, &kind])?;
    Ok(found.map(|(keys,)| keys.split_whitespace().map(str::to_owned).collect()))
}

/// Keeps what was chosen.
pub fn save(tx: &Tx<'_>, bureau: &BureauId, account: AccountId, kind: &str, keys: &[&str]) -> Result<()> {
    tx.execute(SAVE, &[bureau, &account, &kind, &keys.join(" ")]).map(drop)
}
