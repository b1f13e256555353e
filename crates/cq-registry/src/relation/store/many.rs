//! What ledgers ask of relations and of those who may be meant: always for many at once.

use cq_calendar::PartialDate;
use cq_platform::{
    Error, Result,
    actor::Act,
    db::{Conn, Param, Tx},
    ids::BureauId,
    record,
};

use crate::{
    person::{
        Category, EndedBecause, PersonId,
        ledger::store::{each_list, in_64},
    },
    relation::model::{Because, Kind, Relation, RelationId},
};

const OWN: &str = in_64!(
    "SELECT r.person_id, 1, r.id, r.version, r.kind, r.is_contact, r.is_contact_back, r.until, o.id, o.name, o.phone, o.born, o.category, o.ended_because, o.ended_on,
    o.citizen_id_index FROM relation r JOIN person o ON o.bureau_id = r.bureau_id AND o.id = r.other_id
    WHERE r.bureau_id = $1 AND r.person_id"
);
const BACK: &str = in_64!(
    "SELECT r.other_id, 0, r.id, r.version, r.kind, r.is_contact_back, r.is_contact, r.until, o.id, o.name, o.phone, o.born, o.category, o.ended_because, o.ended_on,
    o.citizen_id_index FROM relation r JOIN person o ON o.bureau_id = r.bureau_id AND o.id = r.person_id
    WHERE r.bureau_id = $1 AND r.other_id"
);
macro_rules! registered {
    ($by:literal) => {
        in_64!(concat!(
            "SELECT p.id, p.name, p.born, u.name, p.phone, p.category, p.ended_because, p.ended_on, p.citizen_id_index FROM person p
            LEFT JOIN unit u ON u.bureau_id = p.bureau_id AND u.id = p.unit_id WHERE p.bureau_id = $1
            AND (p.ended_because IS NULL OR p.ended_because <> 'merged') AND ",
            $by
        ))
    };
}
const BY_READING: &str = registered!("p.pinyin");
const BY_NUMBER: &str = registered!("p.citizen_id_index");
const INSERT: &str = "INSERT INTO relation (bureau_id, id, person_id, other_id, kind, is_contact, is_contact_back, is_proxy, version, until, ended_because)";
const DELETE: &str = "DELETE FROM relation WHERE bureau_id = $1 AND id = $2 AND version = $3";
const CALL: &str = "UPDATE relation SET is_contact = $4, is_contact_back = $5, version = version + 1
    WHERE bureau_id = $1 AND id = $2 AND version = $3 AND until IS NULL";

const CALL_NO_MORE: &str = "UPDATE relation SET is_contact = $4, is_contact_back = $5, version = version - 1
    WHERE bureau_id = $1 AND id = $2 AND version = $3 AND until IS NULL";

/// For the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&str] = &[OWN, BACK, BY_READING, BY_NUMBER, DELETE, CALL, CALL_NO_MORE];

record! {
    /// A relation as one of the two has it.
    pub struct Held {
        /// Whose side this is.
        pub of: PersonId,
        /// Whether it is written as theirs.
        pub is_own: bool,
        /// Which.
        pub id: RelationId,
        /// Its guard.
        pub version: i64,
        /// As it is written.
        pub written: Kind,
        /// Whether the other is to be called for them.
        pub is_contact: bool,
        /// Whether they are to be called for the other.
        pub is_contact_back: bool,
        /// Its last day; none while it holds.
        pub until: Option<PartialDate>,
        /// The other.
        pub other: PersonId,
        /// The other's name.
        pub name: String,
        /// Digits.
        pub phone: Option<String>,
        /// Birth.
        pub born: Option<PartialDate>,
        /// Whether served too.
        pub category: Category,
        /// Why they are served no more.
        pub ended: Option<EndedBecause>,
        /// Since when they are not.
        pub ended_on: Option<PartialDate>,
        /// The keyed index of the citizen id.
        pub number: Option<Vec<u8>>,
    }
}

impl Held {
    /// What the other is to them; none where that has no word of its own.
    pub fn kind(&self) -> Option<Kind> {
        if self.is_own { Some(self.written) } else { self.written.back() }
    }

    /// Whether it holds.
    pub fn holds(&self) -> bool {
        self.until.is_none()
    }

    /// A marriage that keeps from another.
    pub fn is_marriage(&self) -> bool {
        self.holds() && self.written == Kind::Spouse && self.ended != Some(EndedBecause::Died)
    }
}

record! {
    /// Somebody of the registry who may be meant.
    pub struct Registered {
        /// Who.
        pub id: PersonId,
        /// The name.
        pub name: String,
        /// Birth.
        pub born: Option<PartialDate>,
        /// 原工作单位.
        pub unit: Option<String>,
        /// Digits.
        pub phone: Option<String>,
        /// Whether served.
        pub category: Category,
        /// Why served no more.
        pub ended: Option<EndedBecause>,
        /// Since when not.
        pub ended_on: Option<PartialDate>,
        /// The keyed index of the citizen id.
        pub number: Option<Vec<u8>>,
    }
}

/// Every relation of these people, from their side, in the order in which a page shows them.
pub fn of_people(conn: &Conn<'_>, bureau: &BureauId, ids: &[PersonId]) -> Result<Vec<Held>> {
    let params: Vec<&dyn Param> = ids.iter().map(|id| id as &dyn Param).collect();
    let mut held = each_list::<Held>(conn, OWN, bureau, &params)?;
    held.extend(each_list::<Held>(conn, BACK, bureau, &params)?);
    held.sort_by_key(|one| (one.of, one.until.is_some(), one.written, one.born, one.id));
    Ok(held)
}

/// People whose name reads as one of these.
pub(in crate::relation) fn by_reading(
    conn: &Conn<'_>,
    bureau: &BureauId,
    readings: &[String],
) -> Result<Vec<Registered>> {
    let params: Vec<&dyn Param> = readings.iter().map(|reading| reading as &dyn Param).collect();
    each_list(conn, BY_READING, bureau, &params)
}

/// People by the keyed index of their citizen id.
pub(in crate::relation) fn by_number(
    conn: &Conn<'_>,
    bureau: &BureauId,
    numbers: &[[u8; 32]],
) -> Result<Vec<Registered>> {
    let slices: Vec<&[u8]> = numbers.iter().map(<[u8; 32]>::as_slice).collect();
    let params: Vec<&dyn Param> = slices.iter().map(|number| number as &dyn Param).collect();
    each_list(conn, BY_NUMBER, bureau, &params)
}

/// New relations, each with the day of the death that ended it, if one did. The same one entered at the same moment is a conflict.
pub(in crate::relation) fn insert_all(
    tx: &Tx<'_>,
    act: &Act,
    relations: &[(Relation, Option<PartialDate>)],
) -> Result<()> {
    const DIED: &Option<Because> = &Some(Because::Died);
    const HOLDS: &Option<Because> = &None;
    let cells: Vec<&dyn Param> = relations
        .iter()
        .flat_map(|(relation, until)| {
            let Relation { id, person, other, kind, is_contact, is_contact_back, is_proxy, version, .. } =
                relation;
            [
                act.bureau() as &dyn Param,
                id,
                person,
                other,
                kind,
                is_contact,
                is_contact_back,
                is_proxy,
                version,
                until,
                if until.is_some() { DIED } else { HOLDS },
            ]
        })
        .collect();
    tx.insert_many(INSERT, 11, &cells).map_err(|error| match &error {
        Error::Db(cause) if cause.violated().is_some() => Error::Conflict,
        _ => error,
    })
}

/// Takes back an insert that nobody touched since; false where somebody did.
pub(in crate::relation) fn delete(tx: &Tx<'_>, act: &Act, id: RelationId, version: i64) -> Result<bool> {
    Ok(tx.execute(DELETE, &[act.bureau(), &id, &version])? == 1)
}

/// Says of a relation as it was read whether the other is to be called, and whether the person is; false where somebody was first.
pub(in crate::relation) fn call(
    tx: &Tx<'_>,
    act: &Act,
    (id, version): (RelationId, i64),
    (is_contact, is_contact_back): (bool, bool),
) -> Result<bool> {
    Ok(tx.execute(CALL, &[act.bureau(), &id, &version, &is_contact, &is_contact_back])? == 1)
}

/// Takes back a [`call`] that nobody touched since, as if it had not been; `version` is the one since.
pub(in crate::relation) fn call_no_more(
    tx: &Tx<'_>,
    act: &Act,
    (id, version): (RelationId, i64),
    (is_contact, is_contact_back): (bool, bool),
) -> Result<bool> {
    Ok(tx.execute(CALL_NO_MORE, &[act.bureau(), &id, &version, &is_contact, &is_contact_back])? == 1)
}
