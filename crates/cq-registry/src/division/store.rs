//! Divisions that the bureau entered.

use cq_platform::{
    Result,
    db::{Conn, Tx},
    ids::BureauId,
};
use jiff::civil::Date;

use super::model::{self, Division, Place};
use crate::person::CitizenId;

const LIST: &str =
    "SELECT id, code, name, since, until, successor, version FROM division WHERE bureau_id = $1
    ORDER BY bureau_id, code, name";
const OF_CODES: &str = "SELECT id, code, name, since, until, successor, version FROM division
    WHERE bureau_id = $1 AND code IN ($2, $3, $4) ORDER BY bureau_id, code, name";
const INSERT: &str = "INSERT INTO division (bureau_id, id, code, name, since, until, successor, version)
    VALUES ($1, $2, $3, $4, $5, $6, $7, 1) ON CONFLICT (bureau_id, code, name) DO NOTHING";
const SAVE: &str = "UPDATE division SET since = $3, until = $4, successor = $5, version = version + 1
    WHERE bureau_id = $1 AND id = $2 AND version = $6";
const DELETE: &str = "DELETE FROM division WHERE bureau_id = $1 AND id = $2 AND version = $3";

/// For the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&str] = &[LIST, OF_CODES, INSERT, SAVE, DELETE];

/// All of them, by code: some hundreds at most.
pub fn list(conn: &Conn<'_>, bureau: &BureauId) -> Result<Vec<Division>> {
    conn.list(LIST, &[bureau])
}

/// What `code` (six digits) names to somebody born on `born`.
pub fn place(conn: &Conn<'_>, bureau: &BureauId, code: &str, born: Date) -> Result<Place> {
    let under = |digits: usize| format!("{:0<6}", code.get(..digits).unwrap_or(code));
    let mut own = conn.list::<Division>(OF_CODES, &[bureau, &code, &under(4), &under(2)])?;
    own.sort_by_key(|division| division.since);
    let became: Vec<String> = own.iter().filter_map(|division| division.successor.clone()).collect();
    for code in became {
        own.extend(conn.list::<Division>(OF_CODES, &[bureau, &code, &code, &code])?);
    }
    own.dedup_by_key(|division| division.id);
    Ok(model::place(code, born, &own))
}

/// What the first six digits of a citizen id name.
pub fn place_of(conn: &Conn<'_>, bureau: &BureauId, id: &CitizenId) -> Result<Place> {
    place(conn, bureau, id.place(), id.born())
}

/// One more. Somebody faster is a conflict.
pub(super) fn insert(tx: &Tx<'_>, bureau: &BureauId, division: &Division) -> Result<()> {
    let Division { id, code, name, since, until, successor, .. } = division;
    tx.execute_one(INSERT, &[bureau, id, code, name, since, until, successor])
}

/// Saves when it was in force and what it became, as they were read at `version`.
pub(super) fn save(tx: &Tx<'_>, bureau: &BureauId, division: &Division) -> Result<()> {
    let Division { id, since, until, successor, version, .. } = division;
    tx.execute_one(SAVE, &[bureau, id, since, until, successor, version])
}

/// Takes an [`insert`] back.
pub(super) fn delete(tx: &Tx<'_>, bureau: &BureauId, division: &Division) -> Result<()> {
    tx.execute_one(DELETE, &[bureau, &division.id, &division.version])
}
