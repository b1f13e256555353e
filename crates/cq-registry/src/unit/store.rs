//! Units: rows, look-up by name.

use cq_calendar::PartialDate;
use cq_platform::{
    Error, Result,
    actor::Act,
    db::{Conn, Tx},
    ids::{BureauId, ids_of},
    messages::Text,
    policy::Scope,
    record, words,
};
use jiff::Timestamp;
use uuid::Uuid;

use super::UnitId;
use crate::person::{Category, PersonId, Sex};

const FIND: &str = "SELECT id, name, kind, version FROM unit WHERE bureau_id = $1 AND name = $2";
const FIND_BY_ID: &str = "SELECT id, name, kind, version FROM unit WHERE bureau_id = $1 AND id = $2";
const LIST: &str = "SELECT id, name, kind, version FROM unit WHERE bureau_id = $1 ORDER BY bureau_id, name";
const INSERT: &str = "INSERT INTO unit (bureau_id, id, name, version) VALUES ($1, $2, $3, 1)
    ON CONFLICT (bureau_id, name) DO NOTHING";
const SET_KIND: &str =
    "UPDATE unit SET kind = $3, kind_learned_at = $4, version = version + 1 WHERE bureau_id = $1 AND id = $2";
const FORGET_KINDS: &str = "UPDATE unit SET kind = NULL, kind_learned_at = NULL, version = version + 1
    WHERE bureau_id = $1 AND kind_learned_at = $2";
const DELETE_UNUSED: &str =
    "DELETE FROM unit WHERE bureau_id = $1 AND id >= $2 AND id < $3
    AND ((version = 1 AND kind IS NULL) OR (version = 2 AND kind_learned_at = $4))
    AND NOT EXISTS (SELECT 1 FROM person p WHERE p.bureau_id = unit.bureau_id AND p.unit_id = unit.id)
    AND NOT EXISTS (SELECT 1 FROM person p WHERE p.bureau_id = unit.bureau_id AND p.paying_unit_id = unit.id)";
const INSERT_WHOLE: &str = "INSERT INTO unit (bureau_id, id, name, kind, version) VALUES ($1, $2, $3, $4, 1)";
const SAVE: &str = "UPDATE unit SET name = $4, kind = $5, kind_learned_at = NULL, version = version + 1 WHERE bureau_id = $1 AND id = $2 AND version = $3";
const DELETE: &str = "DELETE FROM unit WHERE bureau_id = $1 AND id = $2 AND version = $3";
const NEEDED: &str = "SELECT 1 FROM person WHERE bureau_id = $1 AND unit_id = $2
    UNION ALL SELECT 1 FROM person WHERE bureau_id = $1 AND paying_unit_id = $2 LIMIT 1";
/// What refers to a unit: people, and what is asked of people, where its id stands.
const USES: &str = "SELECT (SELECT COUNT(*) FROM person p WHERE p.bureau_id = $1 AND p.unit_id = $2),
    (SELECT COUNT(*) FROM person p WHERE p.bureau_id = $1 AND p.paying_unit_id = $2),
    (SELECT COUNT(*) FROM segment s WHERE s.bureau_id = $1 AND s.closed_at IS NULL AND s.definition LIKE $3),
    (SELECT COUNT(*) FROM rule r WHERE r.bureau_id = $1 AND r.ended_on IS NULL AND (r.draft LIKE $3 OR EXISTS
        (SELECT 1 FROM rule_version v WHERE v.bureau_id = r.bureau_id AND v.rule_id = r.id AND v.definition LIKE $3))),
    (SELECT COUNT(*) FROM target t WHERE t.bureau_id = $1 AND t.withdrawn_on IS NULL AND t.definition LIKE $3)";
const COUNT: &str = "SELECT COUNT(*) FROM unit WHERE bureau_id = $1";
// Who is paid elsewhere is counted there.
const COUNTED: &str = "SELECT u.id, u.name, u.kind, (SELECT COUNT(*) FROM person p WHERE p.bureau_id = u.bureau_id AND p.unit_id = u.id
        AND p.paying_unit_id IS NULL AND p.ended_on IS NULL)
        + (SELECT COUNT(*) FROM person p WHERE p.bureau_id = u.bureau_id AND p.paying_unit_id = u.id AND p.ended_on IS NULL)
    FROM unit u WHERE u.bureau_id = $1 AND u.name > $4
        AND (CASE WHEN $2 = 'any' THEN 1 WHEN $2 = 'none' AND u.kind IS NULL THEN 1 WHEN u.kind = $2 THEN 1 ELSE 0 END) = 1
    ORDER BY u.bureau_id, u.name LIMIT $3";
const PEOPLE: &str =
    "SELECT p.id, p.name, p.pinyin, p.sex, p.born, p.category, p.unit_id, o.name, p.paying_unit_id, y.name
    FROM person p LEFT JOIN unit o ON o.bureau_id = p.bureau_id AND o.id = p.unit_id
    LEFT JOIN unit y ON y.bureau_id = p.bureau_id AND y.id = p.paying_unit_id
    WHERE p.bureau_id = $1 AND (p.unit_id = $2 OR p.paying_unit_id = $2) AND p.ended_on IS NULL
        AND (p.pinyin, p.id) > ($3, $4) AND {reach} ORDER BY p.pinyin, p.id LIMIT $5";

/// For the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&str] = &[
    FIND,
    FIND_BY_ID,
    LIST,
    INSERT,
    SET_KIND,
    FORGET_KINDS,
    INSERT_WHOLE,
    SAVE,
    DELETE,
    NEEDED,
    USES,
    COUNT,
    COUNTED,
    PEOPLE,
    DELETE_UNUSED,
];

words! {
    /// 单位性质.
    pub enum UnitKind {
        /// 机关.
        Organ = "organ",
        /// 事业.
        Institution = "institution",
        /// 企业.
        Enterprise = "enterprise",
        /// 其他.
        Other = "other",
    }
}

record! {
    /// A unit.
    pub struct Unit {
        /// Identity.
        pub id: UnitId,
        /// Full name.
        pub name: String,
        /// 单位性质.
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

/// Says what kind of unit it is, as learned from somebody who comes from there.
pub fn set_kind(tx: &Tx<'_>, act: &Act, id: UnitId, kind: Option<UnitKind>) -> Result<()> {
    tx.execute_one(SET_KIND, &[act.bureau(), &id, &kind, &act.at])
}

/// A new unit. One of the same name is an error at the name.
pub fn insert(tx: &Tx<'_>, bureau: &BureauId, unit: &Unit) -> Result<()> {
    tx.execute_one(INSERT_WHOLE, &[bureau, &unit.id, &unit.name, &unit.kind]).map_err(name_taken)
}

/// Makes the unit say what `unit` says; its version is the one that was read.
pub fn save(tx: &Tx<'_>, bureau: &BureauId, unit: &Unit) -> Result<()> {
    tx.execute_one(SAVE, &[bureau, &unit.id, &unit.version, &unit.name, &unit.kind]).map_err(name_taken)
}

/// Removes a unit as it was read: only while nobody comes from it or is paid by it.
pub fn delete(tx: &Tx<'_>, bureau: &BureauId, unit: &Unit) -> Result<()> {
    tx.execute_one(DELETE, &[bureau, &unit.id, &unit.version])
}

/// Whether anybody comes from it or is paid by it.
pub fn is_needed(conn: &Conn<'_>, bureau: &BureauId, id: UnitId) -> Result<bool> {
    Ok(conn.find::<(i64,)>(NEEDED, &[bureau, &id])?.is_some())
}

/// What refers to a unit, those who have ended too: for each kind of thing a message of how many (`$n`).
pub fn uses(conn: &Conn<'_>, bureau: &BureauId, id: UnitId) -> Result<Vec<(&'static str, i64)>> {
    let asked = format!("%{id}%");
    let (from, paid, segments, rules, targets) =
        conn.one::<(i64, i64, i64, i64, i64)>(USES, &[bureau, &id, &asked])?;
    let uses = [
        ("unit-used-from", from),
        ("unit-used-paid", paid),
        ("unit-used-segments", segments),
        ("unit-used-rules", rules),
        ("unit-used-targets", targets),
    ];
    Ok(uses.into_iter().filter(|(_, n)| *n > 0).collect())
}

fn name_taken(error: Error) -> Error {
    match &error {
        Error::Db(cause) if cause.violated().is_some() => {
            Error::Invalid(vec![("name".into(), Text::new("unit-name-taken"))])
        }
        _ => error,
    }
}

/// How many units there are.
pub fn count(conn: &Conn<'_>, bureau: &BureauId) -> Result<i64> {
    Ok(conn.one::<(i64,)>(COUNT, &[bureau])?.0)
}

record! {
    /// A unit as the list shows it.
    pub struct Counted {
        /// Which.
        pub id: UnitId,
        /// Full name.
        pub name: String,
        /// 单位性质.
        pub kind: Option<UnitKind>,
        /// How many it pays and counts.
        pub people: i64,
    }
}

/// Which units a list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pick {
    /// All.
    Any,
    /// Those of whose kind nothing is known.
    Unknown,
    /// Those of a kind.
    Of(UnitKind),
}

/// Units by name, at most `limit` after the name `after`, with those whom they pay and count.
pub fn list_counted(
    conn: &Conn<'_>,
    bureau: &BureauId,
    pick: Pick,
    limit: i64,
    after: &str,
) -> Result<Vec<Counted>> {
    let word = match pick {
        Pick::Any => "any",
        Pick::Unknown => "none",
        Pick::Of(kind) => kind.as_str(),
    };
    conn.list(COUNTED, &[bureau, &word, &limit, &after])
}

record! {
    /// Somebody who comes from a unit or is paid by it.
    pub struct OfUnit {
        /// Who.
        pub id: PersonId,
        /// The name.
        pub name: String,
        /// Its reading.
        pub pinyin: String,
        /// Sex.
        pub sex: Sex,
        /// Birth.
        pub born: Option<PartialDate>,
        /// Why served.
        pub category: Category,
        /// 原工作单位.
        pub unit_id: Option<UnitId>,
        /// Its name.
        pub unit: Option<String>,
        /// 现管单位, where it is another one.
        pub paying_id: Option<UnitId>,
        /// Its name.
        pub paying: Option<String>,
    }
}

/// People of a unit by reading, at most `limit` after `after`.
pub fn people(
    conn: &Conn<'_>,
    scope: &Scope,
    bureau: &BureauId,
    unit: UnitId,
    after: &(String, Uuid),
    limit: i64,
) -> Result<Vec<OfUnit>> {
    conn.list_in(scope, PEOPLE, &[bureau, &unit, &after.0, &after.1, &limit])
}

/// Forgets the kinds that were learned from what was written at `at`, unless somebody said since what kind the unit is.
pub fn forget_kinds(tx: &Tx<'_>, bureau: &BureauId, at: Timestamp) -> Result<()> {
    tx.execute(FORGET_KINDS, &[bureau, &at]).map(drop)
}

/// Removes units that came into being with what was written at `at` (see [`ids_of`]), bear nothing but a name and a kind learned
/// then, and are nobody's.
pub fn delete_unused(tx: &Tx<'_>, bureau: &BureauId, at: Timestamp) -> Result<u64> {
    let (from, to) = ids_of(at);
    tx.execute(DELETE_UNUSED, &[bureau, &from, &to, &at])
}
