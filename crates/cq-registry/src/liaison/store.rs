//! Liaisons as lists show them; the responsibility itself is kept with the others.

use cq_platform::{
    Result,
    db::Conn,
    ids::{BureauId, StaffId},
    record,
};
use jiff::civil::Date;
use uuid::Uuid;

use crate::person::PersonId;

const BY_STAFF: &str = "SELECT s.id, s.name, COUNT(*) FROM responsibility r JOIN staff s ON s.bureau_id = r.bureau_id AND s.id = r.staff_id
    WHERE r.bureau_id = $1 AND r.kind = 'liaison' AND r.until IS NULL GROUP BY s.id, s.name, s.pinyin ORDER BY s.pinyin, s.id";
const WITHOUT: &str = "SELECT p.area_id, a.name, COUNT(*) FROM person p LEFT JOIN area a ON a.bureau_id = p.bureau_id AND a.id = p.area_id
    WHERE p.bureau_id = $1 AND p.ended_on IS NULL AND p.category <> 'relative' AND NOT EXISTS (SELECT 1 FROM responsibility r
    WHERE r.bureau_id = p.bureau_id AND r.person_id = p.id AND r.kind = 'liaison' AND r.until IS NULL)
    GROUP BY p.area_id, a.name ORDER BY a.name";
const PEOPLE_WITHOUT: &str = "SELECT p.id FROM person p
    WHERE p.bureau_id = $1 AND p.ended_on IS NULL AND p.category <> 'relative' AND ($2 = 'any' OR p.area_id = $3)
    AND NOT EXISTS (SELECT 1 FROM responsibility r
    WHERE r.bureau_id = p.bureau_id AND r.person_id = p.id AND r.kind = 'liaison' AND r.until IS NULL) ORDER BY p.id";
const OF_PERSON: &str = "SELECT r.staff_id, s.name, r.since FROM responsibility r JOIN staff s ON s.bureau_id = r.bureau_id AND s.id = r.staff_id
    WHERE r.bureau_id = $1 AND r.person_id = $2 AND r.kind = 'liaison' AND r.until IS NULL";

/// For the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&str] = &[BY_STAFF, WITHOUT, PEOPLE_WITHOUT, OF_PERSON];

record! {
    /// A liaison.
    pub struct Liaison {
        /// Who.
        pub id: StaffId,
        /// The name.
        pub name: String,
        /// Of how many.
        pub people: i64,
    }
}

record! {
    /// People of an area who have none.
    pub struct Without {
        /// Which; none: whose area is not known.
        pub area: Option<Uuid>,
        /// Its name.
        pub name: Option<String>,
        /// How many.
        pub people: i64,
    }
}

record! {
    /// The liaison of somebody.
    pub struct Named {
        /// Who.
        pub staff: StaffId,
        /// The name.
        pub name: String,
        /// Since when.
        pub since: Date,
    }
}

/// Everybody who is a liaison, by reading.
pub fn list(conn: &Conn<'_>, bureau: &BureauId) -> Result<Vec<Liaison>> {
    conn.list(BY_STAFF, &[bureau])
}

/// How many have none, by area.
pub fn without(conn: &Conn<'_>, bureau: &BureauId) -> Result<Vec<Without>> {
    conn.list(WITHOUT, &[bureau])
}

/// Who has none, in an area or anywhere.
pub fn people_without(conn: &Conn<'_>, bureau: &BureauId, area: Option<Uuid>) -> Result<Vec<PersonId>> {
    let (word, id) = area.map_or(("any", Uuid::nil()), |id| ("one", id));
    Ok(conn.list::<(PersonId,)>(PEOPLE_WITHOUT, &[bureau, &word, &id])?.into_iter().map(|(id,)| id).collect())
}

/// The liaison of a person.
pub fn of_person(conn: &Conn<'_>, bureau: &BureauId, id: PersonId) -> Result<Option<Named>> {
    conn.find(OF_PERSON, &[bureau, &id])
}
