//! Areas: rows, look-up by name.

use cq_platform::{
    Result,
    actor::Act,
    db::{Conn, Tx},
    ids::{BureauId, ids_of},
    record,
};

use jiff::Timestamp;

use super::AreaId;

const FIND: &str =
    "SELECT id, code, name, latitude, longitude, version FROM area WHERE bureau_id = $1 AND name = $2";
const LIST: &str = "SELECT id, code, name, latitude, longitude, version FROM area WHERE bureau_id = $1 ORDER BY bureau_id, name";
const INSERT: &str = "INSERT INTO area (bureau_id, id, code, name, version) VALUES ($1, $2, '', $3, 1)
    ON CONFLICT (bureau_id, name) DO NOTHING";
const SAVE_PLACE: &str = "UPDATE area SET code = $3, latitude = $4, longitude = $5, version = version + 1
    WHERE bureau_id = $1 AND id = $2 AND version = $6";

const INSERT_WHOLE: &str = "INSERT INTO area (bureau_id, id, code, name, latitude, longitude, version) VALUES ($1, $2, $3, $4, $5, $6, $7)";
const LIVED_IN: &str = "SELECT 1 FROM person WHERE bureau_id = $1 AND area_id = $2 LIMIT 1";
const DELETE: &str = "DELETE FROM area WHERE bureau_id = $1 AND id = $2 AND version = $3";
const DELETE_UNUSED: &str =
    "DELETE FROM area WHERE bureau_id = $1 AND id >= $2 AND id < $3 AND version = 1 AND code = '' AND latitude IS NULL
    AND NOT EXISTS (SELECT 1 FROM person p WHERE p.bureau_id = area.bureau_id AND p.area_id = area.id)
    AND NOT EXISTS (SELECT 1 FROM hospital h WHERE h.bureau_id = area.bureau_id AND h.area_id = area.id)
    AND NOT EXISTS (SELECT 1 FROM person_group g WHERE g.bureau_id = area.bureau_id AND g.area_id = area.id)";

/// For the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&str] =
    &[FIND, LIST, INSERT, SAVE_PLACE, INSERT_WHOLE, LIVED_IN, DELETE, DELETE_UNUSED];

record! {
    /// A town or sub-district.
    pub struct Area {
        /// Identity.
        pub id: AreaId,
        /// GB/T 2260 or 10114 code; empty where not known.
        pub code: String,
        /// Name.
        pub name: String,
        /// Degrees north of its middle.
        pub latitude: Option<f64>,
        /// Degrees east of its middle.
        pub longitude: Option<f64>,
        /// Counts changes.
        pub version: i64,
    }
}

/// The area of this name.
pub fn find(conn: &Conn<'_>, bureau: &BureauId, name: &str) -> Result<Option<Area>> {
    conn.find(FIND, &[bureau, &name])
}

/// Every area, by name.
pub fn list(conn: &Conn<'_>, bureau: &BureauId) -> Result<Vec<Area>> {
    conn.list(LIST, &[bureau])
}

/// The area of this name, made if there is none. Two that ask at once get the same.
pub fn find_or_insert(tx: &Tx<'_>, act: &Act, name: &str) -> Result<AreaId> {
    if let Some(area) = find(tx, act.bureau(), name)? {
        return Ok(area.id);
    }
    tx.execute(INSERT, &[act.bureau(), &act.new_id::<AreaId>(), &name])?;
    find(tx, act.bureau(), name)?.map(|area| area.id).ok_or(cq_platform::Error::Conflict)
}

/// Saves code and middle of an area as it was read.
pub fn save(tx: &Tx<'_>, act: &Act, area: &Area) -> Result<()> {
    let Area { id, code, latitude, longitude, version, .. } = area;
    tx.execute_one(SAVE_PLACE, &[act.bureau(), id, code, latitude, longitude, version])
}

/// A new area with everything known of it.
pub(super) fn insert(tx: &Tx<'_>, bureau: &BureauId, area: &Area) -> Result<()> {
    let Area { id, code, name, latitude, longitude, version } = area;
    tx.execute_one(INSERT_WHOLE, &[bureau, id, code, name, latitude, longitude, version])
}

/// Whether anybody's home is there.
pub(super) fn is_lived_in(conn: &Conn<'_>, bureau: &BureauId, id: AreaId) -> Result<bool> {
    Ok(conn.find::<(i64,)>(LIVED_IN, &[bureau, &id])?.is_some())
}

/// Takes back an insert.
pub(super) fn delete(tx: &Tx<'_>, bureau: &BureauId, area: &Area) -> Result<()> {
    tx.execute_one(DELETE, &[bureau, &area.id, &area.version])
}

/// Removes areas that came into being with what was written at `at` (see [`ids_of`]), bear nothing but a name, and are
/// nobody's.
pub fn delete_unused(tx: &Tx<'_>, bureau: &BureauId, at: Timestamp) -> Result<u64> {
    let (from, to) = ids_of(at);
    tx.execute(DELETE_UNUSED, &[bureau, &from, &to])
}
