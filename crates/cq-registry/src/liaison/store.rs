//! Liaisons as lists show them; the responsibility itself is kept with the others.

use cq_platform::{
    Error, Result,
    db::{Conn, Param, Tx},
    ids::{AccountId, BureauId, StaffId},
    record,
};
use jiff::civil::Date;
use uuid::Uuid;

use crate::{person::PersonId, responsibility::Ended};

const BY_STAFF: &str = "SELECT s.id, s.name, COUNT(*), (SELECT COUNT(*) FROM task t WHERE t.bureau_id = $1 AND t.owner_id = s.id
    AND t.state = 'open' AND t.opens_on <= $2), (SELECT COUNT(*) FROM task t WHERE t.bureau_id = $1 AND t.owner_id = s.id AND t.state = 'open'
    AND t.next_on < $2) FROM responsibility r JOIN staff s ON s.bureau_id = r.bureau_id AND s.id = r.staff_id
    WHERE r.bureau_id = $1 AND r.kind = 'liaison' AND r.until IS NULL GROUP BY s.id, s.name, s.pinyin ORDER BY s.pinyin, s.id";
macro_rules! without {
    ($head:literal, $tail:literal) => {
        concat!(
            $head,
            " WHERE p.bureau_id = $1 AND p.ended_on IS NULL AND p.category <> 'relative' AND NOT EXISTS (SELECT 1 FROM responsibility r
            WHERE r.bureau_id = p.bureau_id AND r.person_id = p.id AND r.kind = 'liaison' AND r.until IS NULL) ",
            $tail
        )
    };
}
const WITHOUT: &str = without!(
    "SELECT p.area_id, a.name, COUNT(*) FROM person p LEFT JOIN area a ON a.bureau_id = p.bureau_id AND a.id = p.area_id",
    "GROUP BY p.area_id, a.name ORDER BY a.name"
);
const PEOPLE_WITHOUT: &str =
    without!("SELECT p.id FROM person p", "AND ($2 = 'any' OR p.area_id = $3) ORDER BY p.id");
const PEOPLE: &str = "SELECT p.id, p.name, p.area_id, a.name, r.since FROM responsibility r
    JOIN person p ON p.bureau_id = r.bureau_id AND p.id = r.person_id
    LEFT JOIN area a ON a.bureau_id = p.bureau_id AND a.id = p.area_id
    WHERE r.bureau_id = $1 AND r.staff_id = $2 AND r.kind = 'liaison' AND r.until IS NULL ORDER BY a.name, p.pinyin, p.id";
const OF_PERSON: &str = "SELECT r.staff_id, s.name, r.since, r.until FROM responsibility r
    JOIN staff s ON s.bureau_id = r.bureau_id AND s.id = r.staff_id
    WHERE r.bureau_id = $1 AND r.person_id = $2 AND r.kind = 'liaison' ORDER BY r.until IS NOT NULL, r.since DESC, r.id DESC LIMIT 20";
const END: &str = "UPDATE responsibility SET until = CASE WHEN since > $4 THEN since ELSE $4 END, ended_because = $5, version = version + 1
    WHERE bureau_id = $1 AND staff_id = $2 AND person_id = $3 AND kind = 'liaison' AND until IS NULL";
const IS_SERVED: &str = "SELECT 1 FROM person p WHERE p.bureau_id = $1 AND p.id = $2 AND p.ended_on IS NULL AND p.category <> 'relative'";
/// Doctors have their own way to people, and whoever holds a post in a branch is an elder; who has left for good is none either.
const OFFICERS: &str = "SELECT s.id, s.name FROM staff s WHERE s.bureau_id = $1
    AND NOT EXISTS (SELECT 1 FROM doctor d WHERE d.bureau_id = s.bureau_id AND d.id = s.id)
    AND NOT EXISTS (SELECT 1 FROM person p WHERE p.bureau_id = s.bureau_id AND p.id = s.id)
    AND NOT EXISTS (SELECT 1 FROM absence v WHERE v.bureau_id = s.bureau_id AND v.staff_id = s.id AND v.state = 'holds' AND v.until_on IS NULL)
    ORDER BY s.pinyin, s.id LIMIT 500";
/// Clerks who never owed anything.
const COLLEAGUES: &str =
    "SELECT a.id, a.name, a.login FROM account a WHERE a.bureau_id = $1 AND a.role = 'clerk' AND a.staff_id IS NULL
    AND a.closed_at IS NULL ORDER BY a.name, a.id LIMIT 200";
const NAME: &str = "SELECT s.name FROM staff s WHERE s.bureau_id = $1 AND s.id = $2
    AND NOT EXISTS (SELECT 1 FROM doctor d WHERE d.bureau_id = s.bureau_id AND d.id = s.id)";

/// For the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&str] =
    &[BY_STAFF, WITHOUT, PEOPLE_WITHOUT, PEOPLE, OF_PERSON, END, IS_SERVED, OFFICERS, COLLEAGUES, NAME];

record! {
    /// A liaison.
    pub struct Liaison {
        /// Who.
        pub id: StaffId,
        /// The name.
        pub name: String,
        /// Of how many.
        pub people: i64,
        /// What they owe and could do today.
        pub open: i64,
        /// What of it is overdue.
        pub overdue: i64,
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
    /// Somebody whose liaison somebody is.
    pub struct Charge {
        /// Who.
        pub id: PersonId,
        /// The name.
        pub name: String,
        /// 所在镇街.
        pub area: Option<Uuid>,
        /// What that is called.
        pub area_name: Option<String>,
        /// Since when.
        pub since: Date,
    }
}

record! {
    /// The liaison of somebody, now or before.
    pub struct Named {
        /// Who.
        pub staff: StaffId,
        /// The name.
        pub name: String,
        /// Since when.
        pub since: Date,
        /// The last day; none while it holds.
        pub until: Option<Date>,
    }
}

/// Everybody who is a liaison, by reading.
pub fn list(conn: &Conn<'_>, bureau: &BureauId, today: Date) -> Result<Vec<Liaison>> {
    conn.list(BY_STAFF, &[bureau, &today])
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

/// Whose liaison `staff` is, by area and reading.
pub fn people(conn: &Conn<'_>, bureau: &BureauId, staff: StaffId) -> Result<Vec<Charge>> {
    conn.list(PEOPLE, &[bureau, &staff])
}

/// The liaisons of a person: the present one first, then those before, the latest first.
pub fn of_person(conn: &Conn<'_>, bureau: &BureauId, id: PersonId) -> Result<Vec<Named>> {
    conn.list(OF_PERSON, &[bureau, &id])
}

/// `staff` is no longer the liaison of any of `people` after `until`. Of whom that is not so any more, it is [`Error::Conflict`].
pub fn end_each(
    tx: &Tx<'_>,
    bureau: &BureauId,
    staff: StaffId,
    people: &[PersonId],
    until: Date,
    because: Ended,
) -> Result<()> {
    let cells: Vec<&dyn Param> =
        people.iter().flat_map(|id| -> [&dyn Param; 5] { [bureau, &staff, id, &until, &because] }).collect();
    let ended = tx.execute_each(END, 5, &cells)?;
    if usize::try_from(ended).is_ok_and(|ended| ended == people.len()) {
        Ok(())
    } else {
        Err(Error::Conflict)
    }
}

/// Whether the bureau serves the person.
pub fn is_served(conn: &Conn<'_>, bureau: &BureauId, id: PersonId) -> Result<bool> {
    Ok(conn.find::<(i64,)>(IS_SERVED, &[bureau, &id])?.is_some())
}

/// Who on the staff can be a liaison, by reading.
pub fn officers(conn: &Conn<'_>, bureau: &BureauId) -> Result<Vec<(StaffId, String)>> {
    conn.list(OFFICERS, &[bureau])
}

/// Who signs in as a clerk and is not on the staff yet, with the name they sign in with.
pub fn colleagues(conn: &Conn<'_>, bureau: &BureauId) -> Result<Vec<(AccountId, String, String)>> {
    conn.list(COLLEAGUES, &[bureau])
}

/// What somebody on the staff who is no doctor is called.
pub fn name(conn: &Conn<'_>, bureau: &BureauId, id: StaffId) -> Result<Option<String>> {
    Ok(conn.find::<(String,)>(NAME, &[bureau, &id])?.map(|(name,)| name))
}
