//! Units: rows, look-up by name.

use cq_platform::{
    Result,
    actor::Act,
    db::{Conn, Tx},
    ids::{BureauId, ids_of},
    record,
};

use jiff::Timestamp;

use super::UnitId;

const FIND: &str = "SELECT id, name, version FROM unit WHERE bureau_id = $1 AND name = $2";
const FIND_BY_ID: &str = "SELECT id, name, version FROM unit WHERE bureau_id = $1 AND id = $2";
const LIST: &str = "SELECT id, name, version FROM unit WHERE bureau_id = $1 ORDER BY bureau_id, name";
const INSERT: &str = "INSERT INTO unit (bureau_id, id, name, version) VALUES ($1, $2, $3, 1)
    ON CONFLICT (bureau_id, name) DO NOTHING";
const DELETE_UNUSED: &str =
    "DELETE FROM unit WHERE bureau_id = $1 AND id >= $2 AND id < $3 AND version = 1 AND kind IS NULL
    AND NOT EXISTS (SELECT 1 FROM person p WHERE p.bureau_id = unit.bureau_id AND p.unit_id = unit.id)
    AND NOT EXISTS (SELECT 1 FROM person p WHERE p.bureau_id = unit.bureau_id AND p.paying_unit_id = unit.id)";

/// For the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&str] = &[FIND, FIND_BY_ID, LIST, INSERT, DELETE_UNUSED];

record! {
    /// A unit.
    pub struct Unit {
        /// Identity.
        pub id: UnitId,
        /// Full name.
        pub name: String,
        /// Counts changes.
        pub version: i64,
    }
}

/// The unit of this name.
pub fn find(conn: &Conn<'_>, bureau: &BureauId, name: &str) -> Result<Option<Unit>> {
    conn.find(FIND, &[bureau, &name])
}

/// The unit of this identity.
pub fn find_by_id(conn: &Conn<'_>, bureau: &BureauId, id: UnitId) -> Result<Option<Unit>> {
    conn.find(FIND_BY_ID, &[bureau, &id])
}

/// Every unit, by name.
pub fn list(conn: &Conn<'_>, bureau: &BureauId) -> Result<Vec<Unit>> {
    conn.list(LIST, &[bureau])
}

/// The unit of this name, made if there is none. Two that ask at once get the same.
pub fn find_or_insert(tx: &Tx<'_>, act: &Act, name: &str) -> Result<UnitId> {
    if let Some(unit) = find(tx, act.bureau(), name)? {
        return Ok(unit.id);
    }
    tx.execute(INSERT, &[act.bureau(), &act.new_id::<UnitId>(), &name])?;
    find(tx, act.bureau(), name)?.map(|unit| unit.id).ok_or(cq_platform::Error::Conflict)
}

/// Removes units that came into being with what was written at `at` (see [`ids_of`]), bear nothing but a name, and are
/// nobody's.
pub fn delete_unused(tx: &Tx<'_>, bureau: &BureauId, at: Timestamp) -> Result<u64> {
    let (from, to) = ids_of(at);
    tx.execute(DELETE_UNUSED, &[bureau, &from, &to])
}
