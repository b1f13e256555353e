//! Marriages in the registry: who is whose spouse, and the end and beginning of one.

use cq_calendar::PartialDate;
use cq_platform::{
    Result,
    actor::Act,
    db::{Conn, Tx},
    policy::Scope,
    record, words,
};
use jiff::civil::Date;
use uuid::Uuid;

use super::held::{self, Held};
use crate::person::PersonId;

const OF: &str = "SELECT r.id, r.version, CASE WHEN r.person_id = $2 THEN r.other_id ELSE r.person_id END FROM relation r
    WHERE r.bureau_id = $1 AND r.kind = 'spouse' AND r.until IS NULL AND (r.person_id = $2 OR r.other_id = $2) ORDER BY r.id";
const ENDED: &str =
    "SELECT r.until FROM relation r WHERE r.bureau_id = $1 AND r.kind = 'spouse' AND r.until IS NOT NULL
    AND r.ended_because <> 'mistake' AND (r.person_id = $2 OR r.other_id = $2) ORDER BY r.until DESC, r.id LIMIT 1";
const FIND: &str = "SELECT r.id, r.person_id, r.other_id, r.until, r.ended_because, r.version,
    CASE WHEN p.ended_because = 'died' THEN p.ended_on ELSE p.died_on END, CASE WHEN o.ended_because = 'died' THEN o.ended_on ELSE o.died_on END FROM relation r
    JOIN person p ON p.bureau_id = r.bureau_id AND p.id = r.person_id
    JOIN person o ON o.bureau_id = r.bureau_id AND o.id = r.other_id
    WHERE r.bureau_id = $1 AND r.id = $2";
const INSERT: &str =
    "INSERT INTO relation (bureau_id, id, person_id, other_id, kind, is_contact, is_proxy, since, version)
    VALUES ($1, $2, $3, $4, 'spouse', 0, 0, $5, 1)";
const END: &str = "UPDATE relation SET until = $4, ended_because = 'died', version = version + 1
    WHERE bureau_id = $1 AND id = $2 AND version = $3 AND until IS NULL";
const REOPEN: &str = "UPDATE relation SET until = NULL, ended_because = NULL, version = version + 1
    WHERE bureau_id = $1 AND id = $2 AND until = $3 AND ended_because = 'died'";
const DELETE: &str =
    "DELETE FROM relation WHERE bureau_id = $1 AND id = $2 AND version = $3 AND until IS NULL";

/// For the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&str] = &[OF, ENDED, FIND, INSERT, END, REOPEN, DELETE];

words! {
    /// Why a relation ended.
    pub enum RelationEnded {
        /// 去世.
        Died = "died",
        /// 离婚.
        Divorced = "divorced",
        /// Entered by mistake.
        Mistake = "mistake",
        /// Anything else.
        Other = "other",
    }
}

/// A spouse, by a marriage that holds.
#[derive(Debug, Clone, PartialEq)]
pub struct Spouse {
    /// The marriage.
    pub relation: Uuid,
    /// Its guard.
    pub version: i64,
    /// The other.
    pub held: Held,
}

record! {
    /// A marriage, whether it holds or not.
    pub struct Marriage {
        /// Identity.
        pub id: Uuid,
        /// The one.
        pub person: PersonId,
        /// The other.
        pub other: PersonId,
        /// The last day.
        pub until: Option<PartialDate>,
        /// Why it ended.
        pub because: Option<RelationEnded>,
        /// Guard.
        pub version: i64,
        /// When the one died. Whoever only moved away is married all the same.
        pub person_died: Option<PartialDate>,
        /// When the other died.
        pub other_died: Option<PartialDate>,
    }
}

/// Everybody to whom `person` is married.
pub fn spouses(conn: &Conn<'_>, act: &Act, person: PersonId) -> Result<Vec<Spouse>> {
    let marriages = conn.list::<(Uuid, i64, PersonId)>(OF, &[act.bureau(), &person])?;
    let mut spouses = Vec::with_capacity(marriages.len());
    for (relation, version, id) in marriages {
        if let Some(held) = held::find(conn, act, &Scope::BUREAU, id)? {
            spouses.push(Spouse { relation, version, held });
        }
    }
    Ok(spouses)
}

/// The last day of the marriage of `person` that ended last.
pub fn married_until(conn: &Conn<'_>, act: &Act, person: PersonId) -> Result<Option<PartialDate>> {
    Ok(conn.find::<(PartialDate,)>(ENDED, &[act.bureau(), &person])?.map(|(until,)| until))
}

/// One marriage.
pub fn find(conn: &Conn<'_>, act: &Act, id: Uuid) -> Result<Option<Marriage>> {
    conn.find(FIND, &[act.bureau(), &id])
}

/// A new marriage.
pub fn insert(
    tx: &Tx<'_>,
    act: &Act,
    id: Uuid,
    person: PersonId,
    other: PersonId,
    since: Date,
) -> Result<()> {
    tx.execute_one(INSERT, &[act.bureau(), &id, &person, &other, &since])
}

/// Ends one by death, with `until` as its last day.
pub fn end(tx: &Tx<'_>, act: &Act, id: Uuid, version: i64, until: Date) -> Result<()> {
    tx.execute_one(END, &[act.bureau(), &id, &version, &until])
}

/// Takes an [`end`] back.
pub fn reopen(tx: &Tx<'_>, act: &Act, id: Uuid, until: Date) -> Result<()> {
    tx.execute_one(REOPEN, &[act.bureau(), &id, &until])
}

/// Takes an [`insert`] back, while nothing became of it.
pub fn delete(tx: &Tx<'_>, act: &Act, id: Uuid, version: i64) -> Result<()> {
    tx.execute_one(DELETE, &[act.bureau(), &id, &version])
}
