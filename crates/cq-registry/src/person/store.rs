//! People: rows, look-up, guarded saves, and the search terms that follow each change.

pub mod list;
pub mod search;
pub mod surroundings;
mod terms;
mod written;

use std::collections::BTreeSet;

use cq_calendar::PartialDate;
use cq_platform::{
    Error, Result,
    actor::Act,
    db::{Conn, Param, Tx},
    ids::BureauId,
    messages::Text,
    policy::Scope,
    record,
    secrets::{Place, Secrets},
};
use jiff::Timestamp;

use super::{
    Category, CitizenId, Facts, PersonId, Rank, Sex,
    model::{AreaId, Household, UnitId},
    term,
};
pub use terms::Terms;
use written::{Places, Written};

/// "Answers for this person", for [`cq_platform::policy::Scope`]; the person's table goes by `p`, and `$1` is the bureau.
pub const OWN: &str = "p.id IN (SELECT own.person_id FROM responsibility own WHERE own.bureau_id = $1 AND own.staff_id = {staff}
    AND own.until IS NULL)";

/// Every column of a [`Person`], and where they come from.
macro_rules! whole {
    ($from:literal) => {
        concat!(
            "SELECT p.id, p.name, p.pinyin, p.sex, p.born, p.citizen_id, p.category, p.rank, p.treatment, p.ethnicity, p.politics,
                p.joined_work, p.retired, p.unit_id, u.name, p.area_id, a.name, p.address, p.phone, p.latitude, p.longitude,
                p.living, p.health_note, p.remark, p.created_at, p.updated_at, p.version FROM ",
            $from,
            " LEFT JOIN unit u ON u.bureau_id = p.bureau_id AND u.id = p.unit_id
            LEFT JOIN area a ON a.bureau_id = p.bureau_id AND a.id = p.area_id"
        )
    };
}

const FIND: &str = concat!(whole!("person p"), " WHERE p.bureau_id = $1 AND p.id = $2 AND {reach}");
const FIND_BY_CITIZEN_ID: &str =
    concat!(whole!("person p"), " WHERE p.bureau_id = $1 AND p.citizen_id_index = $2");
const FIND_LIKELY: &str = concat!(
    whole!("search_term t JOIN person p ON p.bureau_id = t.bureau_id AND p.id = t.person_id"),
    " WHERE t.bureau_id = $1 AND t.term = $2 AND p.name = $3 ORDER BY t.bureau_id, t.term, t.person_id"
);
const CONDITIONS: &str = "SELECT code FROM person_condition WHERE bureau_id = $1 AND person_id = $2 ORDER BY bureau_id, person_id, code";
const SAVE: &str = "UPDATE person SET name = $3, pinyin = $4, sex = $5, born = $6, citizen_id = $7, citizen_id_index = $8,
    category = $9, rank = $10, treatment = $11, ethnicity = $12, politics = $13, joined_work = $14, retired = $15, unit_id = $16,
    area_id = $17, address = $18, phone = $19, latitude = $20, longitude = $21, living = $22, health_note = $23, remark = $24,
    updated_at = $25, version = version + 1 WHERE bureau_id = $1 AND id = $2 AND version = $26";
const DELETE: &str = "DELETE FROM person WHERE bureau_id = $1 AND id = $2 AND version = $3";
const DELETE_CONDITION: &str =
    "DELETE FROM person_condition WHERE bureau_id = $1 AND person_id = $2 AND code = $3";
const DELETE_TERM: &str = "DELETE FROM search_term WHERE bureau_id = $1 AND term = $2 AND person_id = $3";

const INSERT: &str = "INSERT INTO person (bureau_id, id, name, pinyin, sex, born, citizen_id, citizen_id_index, category, rank,
    treatment, ethnicity, politics, joined_work, retired, unit_id, area_id, address, phone, latitude, longitude, living,
    health_note, remark, created_at, updated_at, version)";
const INSERT_CONDITION: &str = "INSERT INTO person_condition (bureau_id, person_id, code)";
const TALLY: &str = "INSERT INTO person_tally (bureau_id, category, people) VALUES ($1, $2, $3)
    ON CONFLICT (bureau_id, category) DO UPDATE SET people = person_tally.people + $3";

/// For the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&str] =
    &[FIND, FIND_BY_CITIZEN_ID, FIND_LIKELY, CONDITIONS, SAVE, DELETE, DELETE_CONDITION, DELETE_TERM, TALLY];

record! {
    /// A person as the row holds one: what is sensitive stays sealed until asked for.
    pub struct Person {
        /// Identity.
        pub id: PersonId,
        /// Full name.
        pub name: String,
        /// Its reading, syllables a space apart; lists are sorted by it.
        pub pinyin: String,
        /// Sex.
        pub sex: Sex,
        /// Birth.
        pub born: Option<PartialDate>,
        sealed_citizen_id: Option<Vec<u8>>,
        /// Why served.
        pub category: Category,
        /// 职级.
        pub rank: Option<Rank>,
        /// 享受待遇.
        pub treatment: Option<Rank>,
        /// GB/T 3304.
        pub ethnicity: Option<String>,
        /// GB/T 4762.
        pub politics: Option<String>,
        /// 参加工作时间.
        pub joined_work: Option<PartialDate>,
        /// 离退休时间.
        pub retired: Option<PartialDate>,
        /// 原工作单位.
        pub unit_id: Option<UnitId>,
        /// Its name.
        pub unit: Option<String>,
        /// 所在镇街.
        pub area_id: Option<AreaId>,
        /// Its name.
        pub area: Option<String>,
        /// Home.
        pub address: Option<String>,
        /// Digits.
        pub phone: Option<String>,
        /// Degrees north.
        pub latitude: Option<f64>,
        /// Degrees east.
        pub longitude: Option<f64>,
        /// With whom.
        pub living: Household,
        sealed_health_note: Option<Vec<u8>>,
        /// Anything else.
        pub remark: Option<String>,
        /// First known.
        pub created_at: Timestamp,
        /// Last changed.
        pub updated_at: Timestamp,
        /// Counts changes; guards the next one.
        pub version: i64,
    }
}

impl Person {
    /// The citizen id, opened. Whoever shows more of it than [`CitizenId::masked`] logs it.
    pub fn citizen_id(&self, secrets: &Secrets) -> Result<Option<CitizenId>> {
        let Some(sealed) = &self.sealed_citizen_id else { return Ok(None) };
        let text = secrets.open(citizen_id_place(self.id), sealed)?;
        CitizenId::parse(&text)
            .map(Some)
            .map_err(|_| Error::internal("person.citizen_id holds no citizen id"))
    }

    /// The health note, opened. Whoever shows it logs it.
    pub fn health_note(&self, secrets: &Secrets) -> Result<Option<String>> {
        self.sealed_health_note
            .as_ref()
            .map(|sealed| secrets.open(health_note_place(self.id), sealed))
            .transpose()
    }

    /// Everything the bureau knows, opened, with the illnesses of `conditions`.
    pub(crate) fn facts(&self, secrets: &Secrets, conditions: BTreeSet<String>) -> Result<Facts> {
        let person = self.clone();
        Ok(Facts {
            citizen_id: self.citizen_id(secrets)?,
            health_note: self.health_note(secrets)?,
            conditions,
            name: person.name,
            sex: person.sex,
            born: person.born,
            category: person.category,
            rank: person.rank,
            treatment: person.treatment,
            ethnicity: person.ethnicity,
            politics: person.politics,
            joined_work: person.joined_work,
            retired: person.retired,
            unit: person.unit,
            area: person.area,
            address: person.address,
            phone: person.phone,
            latitude: person.latitude,
            longitude: person.longitude,
            living: person.living.0,
            remark: person.remark,
        })
    }

    /// Whether a citizen id is known.
    pub fn has_citizen_id(&self) -> bool {
        self.sealed_citizen_id.is_some()
    }

    /// Whether there is a health note.
    pub fn has_health_note(&self) -> bool {
        self.sealed_health_note.is_some()
    }
}

fn citizen_id_place(id: PersonId) -> Place {
    Place { table: "person", column: "citizen_id", row: id.0 }
}

fn health_note_place(id: PersonId) -> Place {
    Place { table: "person", column: "health_note", row: id.0 }
}

/// A person within reach.
pub fn find(conn: &Conn<'_>, scope: &Scope, bureau: &BureauId, id: PersonId) -> Result<Option<Person>> {
    conn.find_in(scope, FIND, &[bureau, &id])
}

/// The one person with this citizen id.
pub fn find_by_citizen_id(
    conn: &Conn<'_>,
    bureau: &BureauId,
    secrets: &Secrets,
    id: &CitizenId,
) -> Result<Option<Person>> {
    conn.find(FIND_BY_CITIZEN_ID, &[bureau, &term::id_index(secrets, id).as_slice()])
}

/// People of the same name whose birth may be the same day: year, month and day agree as far as both are known.
pub fn find_likely(
    conn: &Conn<'_>,
    bureau: &BureauId,
    name: &str,
    born: Option<PartialDate>,
) -> Result<Vec<Person>> {
    let people = conn.list::<Person>(FIND_LIKELY, &[bureau, &term::fold(name), &name])?;
    Ok(people.into_iter().filter(|person| may_be_same(person.born, born)).collect())
}

fn may_be_same(one: Option<PartialDate>, other: Option<PartialDate>) -> bool {
    let (Some(one), Some(other)) = (one, other) else { return true };
    one.first_day() <= other.last_day() && other.first_day() <= one.last_day()
}

/// Illnesses by ICD-10 code.
pub fn conditions(conn: &Conn<'_>, bureau: &BureauId, id: PersonId) -> Result<BTreeSet<String>> {
    Ok(conn.list::<(String,)>(CONDITIONS, &[bureau, &id])?.into_iter().map(|(code,)| code).collect())
}

/// What the bureau knows of `person`, opened: the inverse of [`insert`].
pub fn facts(conn: &Conn<'_>, bureau: &BureauId, secrets: &Secrets, person: &Person) -> Result<Facts> {
    person.facts(secrets, conditions(conn, bureau, person.id)?)
}

/// A new person.
pub fn insert(tx: &Tx<'_>, act: &Act, id: PersonId, facts: &Facts) -> Result<()> {
    insert_all(tx, act, &[(id, facts)])
}

/// New people, many at once: several times as fast as one by one.
pub fn insert_all(tx: &Tx<'_>, act: &Act, people: &[(PersonId, &Facts)]) -> Result<()> {
    let mut terms = Terms::default();
    load(tx, act, people, &mut terms)?;
    terms.write(tx, act)
}

/// New people of whom there are more to come; their search terms are gathered, for the caller to write.
pub fn load(tx: &Tx<'_>, act: &Act, people: &[(PersonId, &Facts)], terms: &mut Terms) -> Result<()> {
    let mut places = Places::default();
    let rows = people
        .iter()
        .map(|(id, facts)| Written::of(tx, act, &mut places, *id, facts))
        .collect::<Result<Vec<_>>>()?;
    let mut cells: Vec<&dyn Param> = Vec::with_capacity(people.len() * 27);
    let mut condition_cells: Vec<&dyn Param> = Vec::new();
    for ((id, facts), row) in people.iter().zip(&rows) {
        cells.extend([act.bureau() as &dyn Param, id]);
        cells.extend(row.cells(facts));
        cells.extend([&act.at as &dyn Param, &act.at, &1_i64]);
        condition_cells
            .extend(facts.conditions.iter().flat_map(|code| [act.bureau() as &dyn Param, id, code]));
        terms.add(*id, &row.terms);
    }
    tx.insert_many(INSERT, 27, &cells).map_err(taken)?;
    tx.insert_many(INSERT_CONDITION, 3, &condition_cells)?;
    for category in Category::ALL {
        tally(
            tx,
            act,
            *category,
            people.iter().filter(|(_, facts)| facts.category == *category).count() as i64,
        )?;
    }
    Ok(())
}

/// Makes `old`, as it was read, say `facts`. Somebody faster is a conflict.
pub fn save(tx: &Tx<'_>, act: &Act, old: &Person, facts: &Facts) -> Result<()> {
    let before = self::facts(tx, act.bureau(), &act.secrets, old)?;
    let old_terms = term::terms(&act.secrets, &before);
    let row = Written::of(tx, act, &mut Places::default(), old.id, facts)?;
    let mut cells: Vec<&dyn Param> = vec![act.bureau(), &old.id];
    cells.extend(row.cells(facts));
    cells.extend([&act.at as &dyn Param, &old.version]);
    tx.execute_one(SAVE, &cells).map_err(taken)?;
    for code in before.conditions.difference(&facts.conditions) {
        tx.execute(DELETE_CONDITION, &[act.bureau(), &old.id, code])?;
    }
    let added = facts.conditions.difference(&before.conditions);
    let cells: Vec<&dyn Param> = added.flat_map(|code| [act.bureau() as &dyn Param, &old.id, code]).collect();
    tx.insert_many(INSERT_CONDITION, 3, &cells)?;
    for term in old_terms.iter().filter(|term| row.terms.binary_search(term).is_err()) {
        tx.execute(DELETE_TERM, &[act.bureau(), term, &old.id])?;
    }
    let added = row.terms.iter().filter(|term| old_terms.binary_search(term).is_err());
    let mut terms = Terms::default();
    terms.add(old.id, &added.cloned().collect::<Vec<_>>());
    terms.write(tx, act)?;
    if facts.category != old.category {
        tally(tx, act, old.category, -1)?;
        tally(tx, act, facts.category, 1)?;
    }
    Ok(())
}

/// Takes back an [`insert`]: only while nothing else refers to the person.
pub fn delete(tx: &Tx<'_>, act: &Act, person: &Person) -> Result<()> {
    let facts = facts(tx, act.bureau(), &act.secrets, person)?;
    for term in term::terms(&act.secrets, &facts) {
        tx.execute(DELETE_TERM, &[act.bureau(), &term, &person.id])?;
    }
    for code in &facts.conditions {
        tx.execute(DELETE_CONDITION, &[act.bureau(), &person.id, code])?;
    }
    tx.execute_one(DELETE, &[act.bureau(), &person.id, &person.version])?;
    tally(tx, act, person.category, -1)
}

/// Counting a million rows for each page's heading would take longer than the page: the count is kept.
fn tally(tx: &Tx<'_>, act: &Act, category: Category, by: i64) -> Result<()> {
    if by == 0 { Ok(()) } else { tx.execute_one(TALLY, &[act.bureau(), &category, &by]) }
}

/// Two people cannot have one citizen id: the field says so.
fn taken(error: Error) -> Error {
    match &error {
        Error::Db(cause) if cause.violated().is_some_and(|name| name.contains("citizen_id")) => {
            Error::Invalid(vec![("citizen_id".into(), Text::new("person-citizen-id-taken"))])
        }
        _ => error,
    }
}
