//! Units: rows, look-up by name.

use cq_platform::{
    Result,
    actor::Act,
    db::{Conn, Tx},
    ids::BureauId,
    record,
};

use super::{UnitId, UnitKind};

const FIND: &str = "SELECT id, name, kind, version FROM unit WHERE bureau_id = $1 AND name = $2";
const FIND_BY_ID: &str = "SELECT id, name, kind, version FROM unit WHERE bureau_id = $1 AND id = $2";
const LIST: &str = "SELECT id, name, kind, version FROM unit WHERE bureau_id = $1 ORDER BY bureau_id, name";
const INSERT: &str = "INSERT INTO unit (bureau_id, id, name, version) VALUES ($1, $2, $3, 1)
    ON CONFLICT (bureau_id, name) DO NOTHING";
const SET_KIND: &str = "UPDATE unit SET kind = $3, version = version + 1 WHERE bureau_id = $1 AND id = $2";

/// For the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&str] = &[FIND, FIND_BY_ID, LIST, INSERT, SET_KIND];

record! {
    /// A unit.
    pub struct Unit {
        /// Identity.
        pub id: UnitId,
        /// Full name.
        pub name: String,
        /// 单位性质, where known.
        pub kind: Option<UnitKind>,
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
pub fn find_or_insert(tx: &Tx<'_>, act: &Act, name: &str) -> Result<Unit> {
    if let Some(unit) = find(tx, act.bureau(), name)? {
        return Ok(unit);
    }
    tx.execute(INSERT, &[act.bureau(), &act.new_id::<UnitId>(), &name])?;
    find(tx, act.bureau(), name)?.ok_or(cq_platform::Error::Conflict)
}

/// Says what kind of unit it is.
pub fn set_kind(tx: &Tx<'_>, act: &Act, id: UnitId, kind: Option<UnitKind>) -> Result<()> {
    tx.execute_one(SET_KIND, &[act.bureau(), &id, &kind])
}
