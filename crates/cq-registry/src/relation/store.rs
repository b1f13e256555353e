//! Relations: rows read from either side, guarded saves, and what a new one is held against.

pub mod many;

use cq_calendar::PartialDate;
use cq_platform::{
    Error, Result,
    actor::Act,
    db::{Conn, Param, Tx},
    ids::BureauId,
    record,
};

use super::model::{Because, Ended, Kind, Refused, Relation, RelationId};
use crate::person::{self, Category, PersonId};

const OF_PERSON: &str = "SELECT r.id, r.kind, 1, o.id, o.name, o.phone, o.born, o.category, o.ended_on, r.is_contact, r.is_proxy, r.since, r.until,
    r.ended_because, r.remark FROM relation r JOIN person o ON o.bureau_id = r.bureau_id AND o.id = r.other_id
    WHERE r.bureau_id = $1 AND r.person_id = $2
    UNION ALL SELECT r.id, r.kind, 0, o.id, o.name, o.phone, o.born, o.category, o.ended_on, r.is_contact_back, r.is_proxy, r.since, r.until,
    r.ended_because, r.remark FROM relation r JOIN person o ON o.bureau_id = r.bureau_id AND o.id = r.person_id
    WHERE r.bureau_id = $1 AND r.other_id = $2";
const FIND: &str =
    "SELECT id, person_id, other_id, kind, is_contact, is_contact_back, is_proxy, since, remark, version FROM relation
    WHERE bureau_id = $1 AND id = $2 AND (person_id = $3 OR other_id = $3) AND until IS NULL";
const INSERT: &str = "INSERT INTO relation (bureau_id, id, person_id, other_id, kind, is_contact, is_contact_back, is_proxy, since, remark, version)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 1)";
const SAVE: &str =
    "UPDATE relation SET is_contact = $4, is_contact_back = $5, is_proxy = $6, since = $7, remark = $8, version = version + 1
    WHERE bureau_id = $1 AND id = $2 AND version = $3 AND until IS NULL";
const END: &str = "UPDATE relation SET until = $4, ended_because = $5, version = version + 1
    WHERE bureau_id = $1 AND id = $2 AND version = $3 AND until IS NULL";
const BETWEEN: &str = "SELECT kind FROM relation WHERE bureau_id = $1 AND person_id = $2 AND other_id = $3 AND until IS NULL
    UNION ALL SELECT kind FROM relation WHERE bureau_id = $1 AND person_id = $3 AND other_id = $2 AND until IS NULL";
const WERE_FAMILY: &str = "SELECT 1 FROM relation WHERE bureau_id = $1 AND kind NOT IN ('carer', 'friend') AND until IS NOT NULL AND ended_because = 'died'
    AND ((person_id = $2 AND other_id = $3) OR (person_id = $3 AND other_id = $2)) LIMIT 1";
const SPOUSE: &str = "SELECT o.name FROM relation r JOIN person o ON o.bureau_id = r.bureau_id AND o.id = r.other_id
    WHERE r.bureau_id = $1 AND r.person_id = $2 AND r.kind = 'spouse' AND r.until IS NULL AND (o.ended_because IS NULL OR o.ended_because <> 'died')
    UNION ALL SELECT o.name FROM relation r JOIN person o ON o.bureau_id = r.bureau_id AND o.id = r.person_id
    WHERE r.bureau_id = $1 AND r.other_id = $2 AND r.kind = 'spouse' AND r.until IS NULL AND (o.ended_because IS NULL OR o.ended_because <> 'died')";
const PARENTS: &str =
    "SELECT other_id FROM relation WHERE bureau_id = $1 AND person_id = $2 AND kind = 'parent'
    AND (ended_because IS NULL OR ended_because <> 'mistake')
    UNION SELECT person_id FROM relation WHERE bureau_id = $1 AND other_id = $2 AND kind = 'child'
    AND (ended_because IS NULL OR ended_because <> 'mistake')";

/// For the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&str] = &[OF_PERSON, FIND, INSERT, SAVE, END, BETWEEN, WERE_FAMILY, SPOUSE, PARENTS];

record! {
    /// A relation as it is shown on one person's page.
    pub struct Related {
        /// Identity.
        pub id: RelationId,
        /// As it is written.
        pub kind: Kind,
        /// Whether it is written as the person's: the kind is what the other is to them.
        pub is_own: bool,
        /// Who.
        pub other: PersonId,
        /// The name.
        pub name: String,
        /// Digits.
        pub phone: Option<String>,
        /// Birth.
        pub born: Option<PartialDate>,
        /// Whether served too.
        pub category: Category,
        /// When they ceased to be.
        pub ended_on: Option<PartialDate>,
        /// The other is to be called first.
        pub is_contact: bool,
        /// The other acts for the person. Says nothing of the way back.
        pub is_proxy: bool,
        /// From when.
        pub since: Option<PartialDate>,
        /// The last day; none while it holds.
        pub until: Option<PartialDate>,
        /// Why it holds no more.
        pub because: Option<Because>,
        /// Anything else.
        pub remark: Option<String>,
    }
}

record! {
    struct Row {
        id: RelationId,
        person: PersonId,
        other: PersonId,
        kind: Kind,
        is_contact: bool,
        is_contact_back: bool,
        is_proxy: bool,
        since: Option<PartialDate>,
        remark: Option<String>,
        version: i64,
    }
}

/// Everybody who is or was related to somebody, contacts first, what holds no more last.
pub fn of_person(conn: &Conn<'_>, bureau: &BureauId, id: PersonId) -> Result<Vec<Related>> {
    let mut all = conn.list::<Related>(OF_PERSON, &[bureau, &id])?;
    all.sort_by_key(|one| (one.until.is_some(), !one.is_contact, one.kind, one.born, one.id));
    Ok(all)
}

/// A relation of `person`, from either side, that holds.
pub fn find(
    conn: &Conn<'_>,
    bureau: &BureauId,
    id: RelationId,
    person: PersonId,
) -> Result<Option<Relation>> {
    let row = conn.find::<Row>(FIND, &[bureau, &id, &person])?;
    Ok(row.map(|row| {
        let Row { id, person, other, kind, is_contact, is_contact_back, is_proxy, since, remark, version } =
            row;
        Relation { id, person, other, kind, is_contact, is_contact_back, is_proxy, since, remark, version }
    }))
}

/// Holds both people fast until the end of the transaction, in one order, so that two cannot enter against one another.
pub(super) fn hold(tx: &Tx<'_>, bureau: &BureauId, one: PersonId, other: PersonId) -> Result<()> {
    hold_all(tx, bureau, [one.min(other), one.max(other)])
}

/// Holds people fast until the end of the transaction, in the order given, which must be theirs.
pub(super) fn hold_all(
    tx: &Tx<'_>,
    bureau: &BureauId,
    ids: impl IntoIterator<Item = PersonId>,
) -> Result<()> {
    // Whoever is not on record is named at their field by those who ask.
    ids.into_iter().try_for_each(|id| match person::store::hold(tx, bureau, id) {
        Err(Error::NotFound) => Ok(()),
        held => held,
    })
}

/// A new relation. The same one entered at the same moment is refused in words.
pub fn insert(tx: &Tx<'_>, act: &Act, relation: &Relation) -> Result<()> {
    let Relation { id, person, other, kind, is_contact, is_contact_back, is_proxy, since, remark, .. } =
        relation;
    let cells: [&dyn Param; 10] =
        [act.bureau(), id, person, other, kind, is_contact, is_contact_back, is_proxy, since, remark];
    tx.execute_one(INSERT, &cells).map_err(|error| match &error {
        Error::Db(cause) if cause.violated().is_some() => Refused::Already.into(),
        _ => error,
    })
}

/// Saves what can be changed of one as it was read.
pub(super) fn save(tx: &Tx<'_>, act: &Act, relation: &Relation) -> Result<()> {
    let Relation { id, version, is_contact, is_contact_back, is_proxy, since, remark, .. } = relation;
    tx.execute_one(SAVE, &[act.bureau(), id, version, is_contact, is_contact_back, is_proxy, since, remark])
}

/// Saves the end of one.
pub fn end(tx: &Tx<'_>, act: &Act, ended: &Ended) -> Result<()> {
    let Relation { id, version, .. } = &ended.relation;
    tx.execute_one(END, &[act.bureau(), id, version, &ended.on, &ended.because])
}

/// What these two are to one another already, whichever way it is written.
pub(crate) fn between(
    conn: &Conn<'_>,
    bureau: &BureauId,
    one: PersonId,
    other: PersonId,
) -> Result<Vec<Kind>> {
    Ok(conn.list::<(Kind,)>(BETWEEN, &[bureau, &one, &other])?.into_iter().map(|(kind,)| kind).collect())
}

/// Whether these two were family until one of them died.
pub(super) fn were_family(
    conn: &Conn<'_>,
    bureau: &BureauId,
    one: PersonId,
    other: PersonId,
) -> Result<bool> {
    Ok(conn.find::<(i64,)>(WERE_FAMILY, &[bureau, &one, &other])?.is_some())
}

/// Whether somebody has a living spouse.
pub(super) fn has_spouse(conn: &Conn<'_>, bureau: &BureauId, id: PersonId) -> Result<bool> {
    Ok(conn.find::<(String,)>(SPOUSE, &[bureau, &id])?.is_some())
}

/// Somebody's parents, whichever way they are written.
pub(super) fn parents(conn: &Conn<'_>, bureau: &BureauId, id: PersonId) -> Result<Vec<PersonId>> {
    let parents = conn.list::<(PersonId,)>(PARENTS, &[bureau, &id])?;
    Ok(parents.into_iter().map(|(parent,)| parent).collect())
}

/// Whether `ancestor` is `id`'s parent, or a parent of one, however far back.
pub(crate) fn is_ancestor(
    conn: &Conn<'_>,
    bureau: &BureauId,
    ancestor: PersonId,
    id: PersonId,
) -> Result<bool> {
    let (mut seen, mut next) = (std::collections::BTreeSet::new(), vec![id]);
    while let Some(person) = next.pop() {
        if person == ancestor {
            return Ok(true);
        }
        if seen.insert(person) {
            next.extend(parents(conn, bureau, person)?);
        }
    }
    Ok(false)
}
