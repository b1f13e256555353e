//! What the ledger asks of the people's tables: always for many rows at once.

use std::collections::{BTreeSet, HashMap, HashSet};

use cq_calendar::PartialDate;
use cq_platform::{
    Result,
    db::{Conn, Param, Record},
    ids::BureauId,
    record,
};

use jiff::civil::Date;

use crate::{
    group::model::GroupKind,
    person::{Category, Person, PersonId},
    responsibility::Kind,
};

/// Values asked for at once; a list that is shorter repeats its last.
const AT_ONCE: usize = 64;

/// A statement over a list of [`AT_ONCE`] values, for [`each_list`].
macro_rules! in_64 {
    ($head:expr) => {
        concat!(
            $head,
            " IN ($2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16,$17,$18,$19,$20,$21,$22,$23,$24,$25,$26,$27,$28,$29,$30,$31,
            $32,$33,$34,$35,$36,$37,$38,$39,$40,$41,$42,$43,$44,$45,$46,$47,$48,$49,$50,$51,$52,$53,$54,$55,$56,$57,$58,$59,$60,
            $61,$62,$63,$64,$65)"
        )
    };
}

pub(crate) use in_64;

const BY_CITIZEN_ID: &str =
    in_64!(concat!(whole!("person p"), " WHERE p.bureau_id = $1 AND p.citizen_id_index"));
const BY_ID: &str = in_64!(concat!(whole!("person p"), " WHERE p.bureau_id = $1 AND p.id"));
const CONDITIONS: &str =
    in_64!("SELECT person_id, code FROM person_condition WHERE bureau_id = $1 AND person_id");
const NAMESAKES: &str = in_64!(
    "SELECT p.id, p.name, p.born, u.name, CASE WHEN p.citizen_id_index IS NULL THEN 0 ELSE 1 END, p.category, p.phone FROM person p
    LEFT JOIN unit u ON u.bureau_id = p.bureau_id AND u.id = p.unit_id WHERE p.bureau_id = $1
    AND (p.ended_because IS NULL OR p.ended_because <> 'merged') AND p.pinyin"
);
const SERVED: &str = in_64!(
    "SELECT p.id, p.name, u.name FROM person p LEFT JOIN unit u ON u.bureau_id = p.bureau_id AND u.id = p.unit_id
    WHERE p.bureau_id = $1 AND p.ended_on IS NULL AND p.category <> 'relative' AND p.id"
);
const PAST: &str =
    in_64!("SELECT person_id, field, held_until FROM person_past WHERE bureau_id = $1 AND person_id");
const ANSWERING: &str = in_64!(
    "SELECT r.person_id, r.kind, s.name, h.name FROM responsibility r
    JOIN staff s ON s.bureau_id = r.bureau_id AND s.id = r.staff_id
    LEFT JOIN doctor d ON d.bureau_id = r.bureau_id AND d.id = r.staff_id
    LEFT JOIN hospital h ON h.bureau_id = d.bureau_id AND h.id = d.hospital_id
    WHERE r.bureau_id = $1 AND r.until IS NULL AND r.person_id"
);
const GROUPS: &str = in_64!(
    "SELECT m.person_id, g.kind, g.name FROM membership m
    JOIN person_group g ON g.bureau_id = m.bureau_id AND g.id = m.group_id
    WHERE m.bureau_id = $1 AND m.until IS NULL AND m.person_id"
);
const WITHOUT_CITIZEN_ID: &str =
    "SELECT 1 FROM person WHERE bureau_id = $1 AND citizen_id_index IS NULL LIMIT 1";
const ANYBODY: &str = "SELECT 1 FROM person WHERE bureau_id = $1 LIMIT 1";
const DEPENDED_ON: &str = concat!(
    in_64!("SELECT person_id FROM responsibility WHERE bureau_id = $1 AND person_id"),
    in_64!(" UNION SELECT person_id FROM task WHERE bureau_id = $1 AND person_id"),
    in_64!(" UNION SELECT person_id FROM proposal_row WHERE bureau_id = $1 AND person_id"),
    in_64!(" UNION SELECT person_id FROM relation WHERE bureau_id = $1 AND person_id"),
    in_64!(" UNION SELECT other_id FROM relation WHERE bureau_id = $1 AND other_id"),
    in_64!(" UNION SELECT person_id FROM assessment WHERE bureau_id = $1 AND person_id"),
    in_64!(" UNION SELECT person_id FROM person_photo WHERE bureau_id = $1 AND person_id"),
    in_64!(" UNION SELECT person_id FROM membership WHERE bureau_id = $1 AND person_id"),
    in_64!(" UNION SELECT person_id FROM post WHERE bureau_id = $1 AND person_id"),
    in_64!(" UNION SELECT person_id FROM life_event WHERE bureau_id = $1 AND person_id"),
    in_64!(" UNION SELECT person_id FROM case_file WHERE bureau_id = $1 AND person_id"),
    in_64!(" UNION SELECT person_id FROM errand WHERE bureau_id = $1 AND person_id"),
    in_64!(" UNION SELECT person_id FROM errand_mandate WHERE bureau_id = $1 AND person_id"),
    in_64!(" UNION SELECT kept_id FROM person_merge WHERE bureau_id = $1 AND kept_id"),
    in_64!(" UNION SELECT gone_id FROM person_merge WHERE bureau_id = $1 AND gone_id")
);

/// For the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&str] = &[
    BY_CITIZEN_ID,
    BY_ID,
    CONDITIONS,
    NAMESAKES,
    SERVED,
    PAST,
    ANSWERING,
    GROUPS,
    WITHOUT_CITIZEN_ID,
    ANYBODY,
    DEPENDED_ON,
];

record! {
    /// Somebody who answers for a person today.
    pub(super) struct Answering {
        pub person: PersonId,
        pub kind: Kind,
        pub name: String,
        pub hospital: Option<String>,
    }
}

record! {
    /// A group that a person is in today.
    pub(super) struct Belonging {
        pub person: PersonId,
        pub kind: GroupKind,
        pub name: String,
    }
}

record! {
    struct Changed {
        person: PersonId,
        field: String,
        on: PartialDate,
    }
}

record! {
    /// Somebody of that name.
    pub struct Namesake {
        /// Identity.
        pub id: PersonId,
        /// The name.
        pub name: String,
        /// Birth.
        pub born: Option<PartialDate>,
        /// 原工作单位.
        pub unit: Option<String>,
        /// Whether the citizen id is known.
        pub has_citizen_id: bool,
        /// Whether served or only known.
        pub category: Category,
        /// Digits.
        pub phone: Option<String>,
    }
}

/// Every row that any of `values` finds, asked in lists of [`AT_ONCE`].
pub(crate) fn each_list<R: Record>(
    conn: &Conn<'_>,
    sql: &str,
    bureau: &BureauId,
    values: &[&dyn Param],
) -> Result<Vec<R>> {
    let mut rows = Vec::new();
    for part in values.chunks(AT_ONCE) {
        let mut params: Vec<&dyn Param> = vec![bureau];
        params.extend(part);
        if let Some(last) = part.last() {
            params.resize(AT_ONCE + 1, last);
        }
        rows.extend(conn.list::<R>(sql, &params)?);
    }
    Ok(rows)
}

/// People by the keyed index of their citizen id.
pub(super) fn by_citizen_id(conn: &Conn<'_>, bureau: &BureauId, indexes: &[[u8; 32]]) -> Result<Vec<Person>> {
    let slices: Vec<&[u8]> = indexes.iter().map(<[u8; 32]>::as_slice).collect();
    let values: Vec<&dyn Param> = slices.iter().map(|index| index as &dyn Param).collect();
    each_list(conn, BY_CITIZEN_ID, bureau, &values)
}

/// People by identity.
pub(crate) fn by_id(conn: &Conn<'_>, bureau: &BureauId, ids: &[PersonId]) -> Result<Vec<Person>> {
    each_list(conn, BY_ID, bureau, &params(ids))
}

/// Illnesses of each.
pub(super) fn conditions(
    conn: &Conn<'_>,
    bureau: &BureauId,
    ids: &[PersonId],
) -> Result<HashMap<PersonId, BTreeSet<String>>> {
    let mut conditions: HashMap<PersonId, BTreeSet<String>> = HashMap::new();
    for (id, code) in each_list::<(PersonId, String)>(conn, CONDITIONS, bureau, &params(ids))? {
        conditions.entry(id).or_default().insert(code);
    }
    Ok(conditions)
}

/// People whose name reads as one of these.
pub(super) fn namesakes(conn: &Conn<'_>, bureau: &BureauId, readings: &[String]) -> Result<Vec<Namesake>> {
    let values: Vec<&dyn Param> = readings.iter().map(|reading| reading as &dyn Param).collect();
    each_list(conn, NAMESAKES, bureau, &values)
}

/// Of these, those served, each with name and unit.
pub(super) fn served(
    conn: &Conn<'_>,
    bureau: &BureauId,
    ids: &[PersonId],
) -> Result<Vec<(PersonId, String, Option<String>)>> {
    each_list(conn, SERVED, bureau, &params(ids))
}

/// Whether the registry has nobody.
pub(super) fn is_empty(conn: &Conn<'_>, bureau: &BureauId) -> Result<bool> {
    Ok(conn.find::<(i64,)>(ANYBODY, &[bureau])?.is_none())
}

/// Whether anybody's citizen id is unknown.
pub(super) fn lacks_citizen_ids(conn: &Conn<'_>, bureau: &BureauId) -> Result<bool> {
    Ok(conn.find::<(i64,)>(WITHOUT_CITIZEN_ID, &[bureau])?.is_some())
}

/// Those whom something else in the registry speaks of: who answers for them, what is owed, relatives, groups, events.
pub(crate) fn depended_on(conn: &Conn<'_>, bureau: &BureauId, ids: &[PersonId]) -> Result<HashSet<PersonId>> {
    let found = each_list::<(PersonId,)>(conn, DEPENDED_ON, bureau, &params(ids))?;
    Ok(found.into_iter().map(|(id,)| id).collect())
}

fn params(ids: &[PersonId]) -> Vec<&dyn Param> {
    ids.iter().map(|id| id as &dyn Param).collect()
}

/// Which fields of these people changed after `day`.
pub(super) fn changed_after(
    conn: &Conn<'_>,
    bureau: &BureauId,
    ids: &[PersonId],
    day: Date,
) -> Result<HashSet<(PersonId, String)>> {
    let values: Vec<&dyn Param> = ids.iter().map(|id| id as &dyn Param).collect();
    let changes = each_list::<Changed>(conn, PAST, bureau, &values)?.into_iter();
    let later = changes.filter(|change| change.on.first_day() > day);
    Ok(later.map(|change| (change.person, change.field)).collect())
}

/// Who answers for these people today.
pub(super) fn answering(conn: &Conn<'_>, bureau: &BureauId, ids: &[PersonId]) -> Result<Vec<Answering>> {
    let values: Vec<&dyn Param> = ids.iter().map(|id| id as &dyn Param).collect();
    each_list(conn, ANSWERING, bureau, &values)
}

/// In which groups these people are today.
pub(super) fn belonging(conn: &Conn<'_>, bureau: &BureauId, ids: &[PersonId]) -> Result<Vec<Belonging>> {
    let values: Vec<&dyn Param> = ids.iter().map(|id| id as &dyn Param).collect();
    each_list(conn, GROUPS, bureau, &values)
}
