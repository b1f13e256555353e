//! People: rows, look-up, guarded saves, and the search terms that follow each change.

#[macro_use]
mod column;
mod ended;
mod held;
pub mod list;
pub mod past;
pub mod search;
pub mod surroundings;
mod terms;
mod written;

use std::collections::BTreeSet;

use cq_calendar::PartialDate;
use cq_platform::{
    Error, Result,
    actor::Act,
    db::{Conn, DbError, Param, Record, Row, Tx},
    ids::BureauId,
    messages::Text,
    policy::Scope,
    secrets::{Place, Secrets},
};
use jiff::Timestamp;

use super::{
    Category, CitizenId, Facts, PersonId,
    model::{AreaId, UnitId},
    past::Dates,
    term,
};
use crate::unit;
pub(super) use written::Written;
pub use {held::hold, terms::Terms, written::Newcomer};

/// "Answers for this person", for [`cq_platform::policy::Scope`]; the person's table goes by `p`, and `$1` is the bureau. A cross join
/// begins with who is away, who are few.
pub const OWN: &str = concat!(
    "p.id IN (SELECT own.person_id FROM responsibility own WHERE own.bureau_id = $1 AND own.staff_id = {staff} AND own.until IS NULL
    UNION ALL SELECT own.person_id FROM absence v CROSS JOIN responsibility own
    LEFT JOIN absence_share h ON h.bureau_id = v.bureau_id AND h.absence_id = v.id AND h.person_id = own.person_id
    WHERE own.bureau_id = v.bureau_id AND own.staff_id = v.staff_id AND own.until IS NULL AND ",
    crate::absence::lasting!(),
    " AND COALESCE(h.substitute_id, v.substitute_id) = {staff})"
);

/// Every column of a [`Person`], and where they come from.
macro_rules! whole {
    ($from:literal) => {
        concat!(
            "SELECT ",
            selected!(),
            "p.id, p.pinyin, p.unit_id, p.area_id, p.paying_unit_id, p.created_at, p.updated_at, p.version FROM ",
            $from
        )
    };
}

const FIND: &str = concat!(whole!("person p"), " WHERE p.bureau_id = $1 AND p.id = $2 AND {reach}");
const FIND_BY_CITIZEN_ID: &str =
    concat!(whole!("person p"), " WHERE p.bureau_id = $1 AND p.citizen_id_index = $2");
const FIND_LIKELY: &str = concat!(
    whole!("search_term t JOIN person p ON p.bureau_id = t.bureau_id AND p.id = t.person_id"),
    " WHERE t.bureau_id = $1 AND t.term = $2 AND p.name = $3 AND (p.ended_because IS NULL OR p.ended_because <> 'merged')
    ORDER BY t.bureau_id, t.term, t.person_id"
);
const CONDITIONS: &str = "SELECT code FROM person_condition WHERE bureau_id = $1 AND person_id = $2 ORDER BY bureau_id, person_id, code";
const SAVE: &str = concat!(
    "UPDATE person SET (",
    columns!(),
    "pinyin, illness_marks, updated_at) = ($3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27,
    $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38, $39, $40, $41, $42, $43, $44, $45, $46, $47, $48, $49, $50,
    $51, $52, $53, $54, $55, $56, $57, $58, $59, $60, $61, $62), version = version + 1 WHERE bureau_id = $1 AND id = $2 AND version = $63"
);
const DELETE: &str = "DELETE FROM person WHERE bureau_id = $1 AND id = $2 AND version = $3";
const GONE: &str = "INSERT INTO person_gone (bureau_id, id) VALUES ($1, $2)";
const DELETE_CONDITION: &str =
    "DELETE FROM person_condition WHERE bureau_id = $1 AND person_id = $2 AND code = $3";
const DELETE_TERM: &str = "DELETE FROM search_term WHERE bureau_id = $1 AND term = $2 AND person_id = $3";

const INSERT: &str = concat!(
    "INSERT INTO person (bureau_id, id, ",
    columns!(),
    "pinyin, illness_marks, created_at, updated_at, version)"
);
const INSERT_CONDITION: &str = "INSERT INTO person_condition (bureau_id, person_id, code)";
const TALLY: &str = "INSERT INTO person_tally (bureau_id, category, people) VALUES ($1, $2, $3)
    ON CONFLICT (bureau_id, category) DO UPDATE SET people = person_tally.people + $3";

/// For the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&str] = &[
    FIND,
    FIND_BY_CITIZEN_ID,
    FIND_LIKELY,
    CONDITIONS,
    SAVE,
    DELETE,
    GONE,
    DELETE_CONDITION,
    DELETE_TERM,
    held::HOLD,
    TALLY,
];

/// A person as the row holds one: what is sensitive stays sealed until asked for.
#[derive(Debug, Clone)]
pub struct Person {
    /// Identity.
    pub id: PersonId,
    /// Full name.
    pub name: String,
    /// Its reading, syllables a space apart; lists are sorted by it.
    pub pinyin: String,
    /// 原工作单位.
    pub unit_id: Option<UnitId>,
    /// 所在镇街.
    pub area_id: Option<AreaId>,
    /// 现管单位.
    pub paying_unit_id: Option<UnitId>,
    /// First known.
    pub created_at: Timestamp,
    /// Last changed.
    pub updated_at: Timestamp,
    /// Counts changes; guards the next one.
    pub version: i64,
    /// What lies open; the sealed fields and the illnesses are empty here.
    open: Facts,
    sealed: Sealed,
}

/// The sealed fields of a row.
#[derive(Debug, Clone, Default)]
pub(super) struct Sealed {
    pub(super) citizen_id: Option<Vec<u8>>,
    pub(super) health_note: Option<Vec<u8>>,
    pub(super) allergies: Option<Vec<u8>>,
    pub(super) death_cause: Option<Vec<u8>>,
}

impl Record for Person {
    fn read(row: &Row<'_>) -> Result<Self, DbError> {
        let (mut at, mut sealed) = (0.., Sealed::default());
        let open = Facts::read(row, &mut at, &mut sealed)?;
        let mut next = || at.next().unwrap_or_default();
        Ok(Self {
            id: row.get(next())?,
            name: open.name.clone(),
            pinyin: row.get(next())?,
            unit_id: row.get(next())?,
            area_id: row.get(next())?,
            paying_unit_id: row.get(next())?,
            created_at: row.get(next())?,
            updated_at: row.get(next())?,
            version: row.get(next())?,
            open,
            sealed,
        })
    }
}

impl Person {
    /// Why served.
    pub fn category(&self) -> Category {
        self.open.category
    }

    /// Birth.
    pub fn born(&self) -> Option<PartialDate> {
        self.open.born
    }

    /// 原工作单位, by name.
    pub fn unit(&self) -> Option<&str> {
        self.open.unit.as_deref()
    }

    /// Telephone, digits only.
    pub fn phone(&self) -> Option<&str> {
        self.open.phone.as_deref()
    }

    /// The citizen id, opened. Whoever shows more of it than [`CitizenId::masked`] logs it.
    pub fn citizen_id(&self, secrets: &Secrets) -> Result<Option<CitizenId>> {
        let Some(text) = self.opened(secrets, "citizen_id", self.sealed.citizen_id.as_ref())? else {
            return Ok(None);
        };
        CitizenId::parse(&text)
            .map(Some)
            .map_err(|_| Error::internal("person.citizen_id holds no citizen id"))
    }

    /// Everything the bureau knows, opened, with the illnesses of `conditions`. Whoever shows what was sealed logs it.
    pub(crate) fn facts(&self, secrets: &Secrets, conditions: BTreeSet<String>) -> Result<Facts> {
        Ok(Facts {
            citizen_id: self.citizen_id(secrets)?,
            health_note: self.opened(secrets, "health_note", self.sealed.health_note.as_ref())?,
            allergies: self.opened(secrets, "allergies", self.sealed.allergies.as_ref())?,
            death_cause: self.opened(secrets, "death_cause", self.sealed.death_cause.as_ref())?,
            conditions,
            ..self.open.clone()
        })
    }

    /// Whether a citizen id is known.
    pub fn has_citizen_id(&self) -> bool {
        self.sealed.citizen_id.is_some()
    }

    fn opened(
        &self,
        secrets: &Secrets,
        column: &'static str,
        sealed: Option<&Vec<u8>>,
    ) -> Result<Option<String>> {
        sealed.map(|sealed| secrets.open(place(column, self.id), sealed)).transpose()
    }
}

/// Where a sealed field lies.
fn place(column: &'static str, id: PersonId) -> Place {
    Place { table: "person", column, row: id.0 }
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
    Ok(people.into_iter().filter(|person| may_be_same(person.born(), born)).collect())
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
    let (mut places, mut terms) = (written::Places::default(), Terms::default());
    let written = |(id, facts): &(PersonId, &Facts)| -> Result<Written> {
        let mut row = Written::of(act, *id, facts)?;
        row.place(tx, act, &mut places, facts)?;
        Ok(row)
    };
    let rows = people.iter().map(written).collect::<Result<Vec<_>>>()?;
    let rows: Vec<_> = people.iter().zip(&rows).map(|((id, facts), row)| (*id, *facts, row)).collect();
    insert_rows(tx, act, &rows, &mut terms)?;
    terms.write(tx, act)
}

/// New people of whom there are more to come; their search terms are gathered, for the caller to write.
pub fn load(tx: &Tx<'_>, act: &Act, people: &mut [Newcomer], terms: &mut Terms) -> Result<()> {
    let mut places = written::Places::default();
    for newcomer in &mut *people {
        newcomer.written.place(tx, act, &mut places, &newcomer.facts)?;
    }
    let rows: Vec<_> = people.iter().map(|one| (one.id, &one.facts, &one.written)).collect();
    insert_rows(tx, act, &rows, terms)
}

fn insert_rows(
    tx: &Tx<'_>,
    act: &Act,
    people: &[(PersonId, &Facts, &Written)],
    terms: &mut Terms,
) -> Result<()> {
    if people.is_empty() {
        return Ok(());
    }
    let (mut cells, mut condition_cells): (Vec<&dyn Param>, Vec<&dyn Param>) = Default::default();
    for (id, facts, row) in people {
        cells.extend([act.bureau() as &dyn Param, id]);
        row.cells(facts, &mut cells);
        cells.extend([&act.at as &dyn Param, &act.at, &1_i64]);
        condition_cells
            .extend(facts.conditions.iter().flat_map(|code| [act.bureau() as &dyn Param, id, code]));
        terms.add(*id, &row.terms);
    }
    tx.insert_many(INSERT, cells.len() / people.len(), &cells).map_err(taken)?;
    tx.insert_many(INSERT_CONDITION, 3, &condition_cells)?;
    for category in Category::ALL {
        let served = people.iter().filter(|(_, facts, _)| facts.is_served() && facts.category == *category);
        tally(tx, act, *category, served.count() as i64)?;
    }
    Ok(())
}

/// Makes `old`, as it was read, say `facts` from today on. Somebody faster is a conflict.
pub fn save(tx: &Tx<'_>, act: &Act, old: &Person, facts: &Facts) -> Result<()> {
    save_since(tx, act, old, facts, &Dates::new())
}

/// [`save`], where dated fields say otherwise from the days of `dates` on. What they said before is kept, and what they come
/// to say now is what holds after all changes known.
pub fn save_since(tx: &Tx<'_>, act: &Act, old: &Person, facts: &Facts, dates: &Dates) -> Result<()> {
    let before = self::facts(tx, act.bureau(), &act.secrets, old)?;
    let facts = &past::keep(tx, act, old.id, &before, facts, dates)?;
    let mut row = Written::of(act, old.id, facts)?;
    row.place(tx, act, &mut written::Places::default(), facts)?;
    if let Some(unit) = row.unit.filter(|_| facts.unit_kind != before.unit_kind && facts.unit == before.unit)
    {
        unit::store::set_kind(tx, act, unit, facts.unit_kind)?;
    }
    let mut cells: Vec<&dyn Param> = vec![act.bureau(), &old.id];
    row.cells(facts, &mut cells);
    cells.extend([&act.at as &dyn Param, &old.version]);
    tx.execute_one(SAVE, &cells).map_err(taken)?;
    for code in before.conditions.difference(&facts.conditions) {
        tx.execute(DELETE_CONDITION, &[act.bureau(), &old.id, code])?;
    }
    let added = facts.conditions.difference(&before.conditions);
    let cells: Vec<&dyn Param> = added.flat_map(|code| [act.bureau() as &dyn Param, &old.id, code]).collect();
    tx.insert_many(INSERT_CONDITION, 3, &cells)?;
    move_terms(tx, act, old.id, &term::terms(&act.secrets, &before), &row.terms)?;
    if (before.category, before.is_served()) != (facts.category, facts.is_served()) {
        tally(tx, act, before.category, -i64::from(before.is_served()))?;
        tally(tx, act, facts.category, i64::from(facts.is_served()))?;
    }
    Ok(())
}

/// Makes somebody be found by other terms; both lists are in order.
fn move_terms(tx: &Tx<'_>, act: &Act, id: PersonId, old: &[String], new: &[String]) -> Result<()> {
    for term in old.iter().filter(|term| new.binary_search(term).is_err()) {
        tx.execute(DELETE_TERM, &[act.bureau(), term, &id])?;
    }
    let added: Vec<String> = new.iter().filter(|term| old.binary_search(term).is_err()).cloned().collect();
    let mut terms = Terms::default();
    terms.add(id, &added);
    terms.write(tx, act)
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
    past::delete(tx, act, person.id)?;
    tx.execute_one(DELETE, &[act.bureau(), &person.id, &person.version])?;
    tx.execute_one(GONE, &[act.bureau(), &person.id])?;
    tally(tx, act, facts.category, -i64::from(facts.is_served()))
}

/// Counting a million rows for each page's heading would take longer than the page: the count is kept.
pub(crate) fn tally(tx: &Tx<'_>, act: &Act, category: Category, by: i64) -> Result<()> {
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
