//! Areas: rows, look-up by name.

use cq_platform::{
    Error, Result,
    actor::Act,
    db::{Conn, Tx},
    ids::{BureauId, ids_of},
    messages::Text,
    record,
};
use jiff::Timestamp;

use super::AreaId;

const FIND: &str =
    "SELECT id, code, name, latitude, longitude, version FROM area WHERE bureau_id = $1 AND name = $2";
const FIND_BY_ID: &str =
    "SELECT id, code, name, latitude, longitude, version FROM area WHERE bureau_id = $1 AND id = $2";
const LIST: &str = "SELECT id, code, name, latitude, longitude, version FROM area WHERE bureau_id = $1 ORDER BY bureau_id, name";
const INSERT: &str = "INSERT INTO area (bureau_id, id, code, name, version) VALUES ($1, $2, '', $3, 1)
    ON CONFLICT (bureau_id, name) DO NOTHING";
const SAVE: &str =
    "UPDATE area SET code = $3, latitude = $4, longitude = $5, name = $7, version = version + 1
    WHERE bureau_id = $1 AND id = $2 AND version = $6";
const COUNTED: &str = "SELECT a.id, a.name, a.code, CASE WHEN a.latitude IS NULL THEN 0 ELSE 1 END,
    (SELECT COUNT(*) FROM person p WHERE p.bureau_id = a.bureau_id AND p.area_id = a.id AND p.ended_on IS NULL),
    (SELECT COUNT(*) FROM hospital h WHERE h.bureau_id = a.bureau_id AND h.area_id = a.id),
    (SELECT COUNT(*) FROM person_group g WHERE g.bureau_id = a.bureau_id AND g.area_id = a.id AND g.closed_on IS NULL)
    FROM area a WHERE a.bureau_id = $1 ORDER BY a.bureau_id, a.name";
/// What refers to an area: people, hospitals, groups, and what is asked of people, where its id stands.
const USES: &str = "SELECT (SELECT COUNT(*) FROM person p WHERE p.bureau_id = $1 AND p.area_id = $2),
    (SELECT COUNT(*) FROM hospital h WHERE h.bureau_id = $1 AND h.area_id = $2),
    (SELECT COUNT(*) FROM person_group g WHERE g.bureau_id = $1 AND g.area_id = $2),
    (SELECT COUNT(*) FROM segment s WHERE s.bureau_id = $1 AND s.closed_at IS NULL AND s.definition LIKE $3),
    (SELECT COUNT(*) FROM rule r WHERE r.bureau_id = $1 AND r.ended_on IS NULL AND (r.draft LIKE $3 OR EXISTS
        (SELECT 1 FROM rule_version v WHERE v.bureau_id = r.bureau_id AND v.rule_id = r.id AND v.definition LIKE $3))),
    (SELECT COUNT(*) FROM target t WHERE t.bureau_id = $1 AND t.withdrawn_on IS NULL AND t.definition LIKE $3)";
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
    &[FIND, FIND_BY_ID, LIST, COUNTED, USES, INSERT, SAVE, INSERT_WHOLE, LIVED_IN, DELETE, DELETE_UNUSED];

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

/// The area of this identity.
pub fn find_by_id(conn: &Conn<'_>, bureau: &BureauId, id: AreaId) -> Result<Option<Area>> {
    conn.find(FIND_BY_ID, &[bureau, &id])
}

record! {
    /// An area as the list shows it.
    pub struct Counted {
        /// Which.
        pub id: AreaId,
        /// Name.
        pub name: String,
        /// Empty where not known.
        pub code: String,
        is_on_map: i64,
        /// Who is served and lives there.
        pub people: i64,
        /// Hospitals there.
        pub hospitals: i64,
        /// Groups there that are not closed.
        pub groups: i64,
    }
}

impl Counted {
    /// Whether it is known where its middle lies.
    pub fn is_on_map(&self) -> bool {
        self.is_on_map == 1
    }
}

/// Every area with what is there, by name.
pub fn list_counted(conn: &Conn<'_>, bureau: &BureauId) -> Result<Vec<Counted>> {
    conn.list(COUNTED, &[bureau])
}

/// What refers to an area: for each kind of thing a message of how many (`$n`).
pub fn uses(conn: &Conn<'_>, bureau: &BureauId, id: AreaId) -> Result<Vec<(&'static str, i64)>> {
    let asked = format!("%{id}%");
    let (people, hospitals, groups, segments, rules, targets) =
        conn.one::<(i64, i64, i64, i64, i64, i64)>(USES, &[bureau, &id, &asked])?;
    let uses = [
        ("area-used-people", people),
        ("area-used-hospitals", hospitals),
        ("area-used-groups", groups),
        ("area-used-segments", segments),
        ("area-used-rules", rules),
        ("area-used-targets", targets),
    ];
    Ok(uses.into_iter().filter(|(_, n)| *n > 0).collect())
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

/// Saves an area as it was read. Another of the same name is an error at the name.
pub fn save(tx: &Tx<'_>, act: &Act, area: &Area) -> Result<()> {
    let Area { id, code, name, latitude, longitude, version } = area;
    tx.execute_one(SAVE, &[act.bureau(), id, code, latitude, longitude, version, name]).map_err(name_taken)
}

fn name_taken(error: Error) -> Error {
    match &error {
        Error::Db(cause) if cause.violated().is_some() => {
            Error::Invalid(vec![("name".into(), Text::new("area-name-taken"))])
        }
        _ => error,
    }
}

/// A new area with everything known of it. Another of the same name is an error at the name.
pub(super) fn insert(tx: &Tx<'_>, bureau: &BureauId, area: &Area) -> Result<()> {
    let Area { id, code, name, latitude, longitude, version } = area;
    tx.execute_one(INSERT_WHOLE, &[bureau, id, code, name, latitude, longitude, version]).map_err(name_taken)
}

/// Whether anybody's home is there.
pub(super) fn is_lived_in(conn: &Conn<'_>, bureau: &BureauId, id: AreaId) -> Result<bool> {
    Ok(conn.find::<(i64,)>(LIVED_IN, &[bureau, &id])?.is_some())
}

/// Removes an area as it was read. One that something refers to by now is an error.
pub(super) fn delete(tx: &Tx<'_>, bureau: &BureauId, area: &Area) -> Result<()> {
    tx.execute_one(DELETE, &[bureau, &area.id, &area.version]).map_err(|error| match &error {
        Error::Db(cause) if cause.violated().is_some() => {
            Error::Invalid(vec![("delete".into(), Text::new("area-used"))])
        }
        _ => error,
    })
}

/// Removes areas that came into being with what was written at `at` (see [`ids_of`]), bear nothing but a name, and are
/// nobody's.
pub fn delete_unused(tx: &Tx<'_>, bureau: &BureauId, at: Timestamp) -> Result<u64> {
    let (from, to) = ids_of(at);
    tx.execute(DELETE_UNUSED, &[bureau, &from, &to])
}
