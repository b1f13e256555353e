//! What dated fields said before: kept with each save and each event, mended, asked for any day. Nothing else writes it.

use std::collections::BTreeMap;

use cq_calendar::PartialDate;
use cq_platform::{
    Error, Result,
    actor::Act,
    db::{Conn, Param, Tx},
    ids::BureauId,
};
use jiff::civil::Date;

use crate::person::{
    FIELDS, Facts, Person, PersonId,
    field::Field,
    past::{Dates, Held, Timeline},
};

const LIST: &str = "SELECT field, held_until, value FROM person_past WHERE bureau_id = $1 AND person_id = $2
    ORDER BY bureau_id, person_id, field, held_until";
const ON: &str =
    "SELECT value FROM person_past WHERE bureau_id = $1 AND person_id = $2 AND field = $3 AND held_until > $4
    ORDER BY bureau_id, person_id, field, held_until LIMIT 1";
const DELETE: &str =
    "DELETE FROM person_past WHERE bureau_id = $1 AND person_id = $2 AND field = $3 AND held_until = $4";
const DELETE_ALL: &str = "DELETE FROM person_past WHERE bureau_id = $1 AND person_id = $2";
const INSERT: &str =
    "INSERT INTO person_past (bureau_id, person_id, field, held_until, value, noted_at, noted_by)";

const TOUCH: &str = "UPDATE person SET updated_at = $4, version = version + 1
    WHERE bureau_id = $1 AND id = $2 AND version = $3";
const FORGET: &str =
    "DELETE FROM person_past WHERE bureau_id = $1 AND person_id = $2 AND field = $3 AND held_until = $4
    AND COALESCE(value, '') = COALESCE($5, '')";
const IS_NOTED: &str =
    "SELECT 1 FROM person_past WHERE bureau_id = $1 AND person_id = $2 AND field = $3 AND held_until = $4";

/// For the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&str] = &[LIST, ON, DELETE, DELETE_ALL, TOUCH, FORGET, IS_NOTED];

/// What a person's fields said before, by field, the earliest first. Fields that never changed are not in it.
pub type Past = BTreeMap<String, Vec<Held>>;

/// What the fields of a person said before.
pub fn list(conn: &Conn<'_>, bureau: &BureauId, id: PersonId) -> Result<Past> {
    let mut past = Past::new();
    for (field, until, value) in conn.list::<(String, PartialDate, Option<String>)>(LIST, &[bureau, &id])? {
        past.entry(field).or_default().push(Held { until, value });
    }
    Ok(past)
}

/// What a dated field of somebody, who says `facts` now, said on `day`: as [`Field::of`] gives it.
pub fn value_on(
    conn: &Conn<'_>,
    bureau: &BureauId,
    id: PersonId,
    facts: &Facts,
    field: &Field,
    day: Date,
) -> Result<Option<String>> {
    match conn.find::<(Option<String>,)>(ON, &[bureau, &id, &field.key, &day])? {
        Some((value,)) => Ok(value),
        None => Ok(field.of(facts)),
    }
}

/// Somebody, who says `facts` now, as they were on `day`: dated fields as they were, the others as they are known.
pub fn facts_on(facts: &Facts, past: &Past, day: Date) -> Result<Facts> {
    let mut then = facts.clone();
    for field in FIELDS.iter().filter(|field| field.is_dated) {
        let value = timeline(facts, past, field).on(day).map(str::to_owned);
        put(field, &mut then, value.as_deref())?;
    }
    Ok(then)
}

/// What a field of somebody, who says `facts` now, says and said.
pub fn timeline(facts: &Facts, past: &Past, field: &Field) -> Timeline {
    Timeline::new(past.get(field.key).cloned().unwrap_or_default(), field.of(facts))
}

/// Keeps what `before` said where `after` says otherwise, from the days of `dates`. The facts that hold now come back: a change
/// entered late may have been followed by others.
pub(super) fn keep(
    tx: &Tx<'_>,
    act: &Act,
    id: PersonId,
    before: &Facts,
    after: &Facts,
    dates: &Dates,
) -> Result<Facts> {
    let changed = FIELDS
        .iter()
        .filter(|field| field.is_dated && (!(field.same)(before, after) || dates.contains_key(field.key)));
    let changed: Vec<&Field> = changed.collect();
    let mut now = after.clone();
    if changed.is_empty() {
        return Ok(now);
    }
    let past = list(tx, act.bureau(), id)?;
    for field in changed {
        let was = timeline(before, &past, field);
        let is = was.clone().taken_up(field.of(after), dates.get(field.key).copied(), act.today());
        rewrite(tx, act, id, field, &was, &is)?;
        put(field, &mut now, is.now())?;
    }
    Ok(now)
}

/// Makes the past of `field` from what it was into what it is.
pub(super) fn rewrite(
    tx: &Tx<'_>,
    act: &Act,
    id: PersonId,
    field: &Field,
    was: &Timeline,
    is: &Timeline,
) -> Result<()> {
    for held in was.past().iter().filter(|held| !is.past().contains(held)) {
        tx.execute_one(DELETE, &[act.bureau(), &id, &field.key, &held.until])?;
    }
    let new = is.past().iter().filter(|held| !was.past().contains(held));
    let cells: Vec<&dyn Param> = new
        .flat_map(|Held { until, value }| {
            [act.bureau() as &dyn Param, &id, &field.key, until, value, &act.at, &act.actor.account]
        })
        .collect();
    tx.insert_many(INSERT, 7, &cells)
}

/// Makes the past of `field` of `person`, as they were read, from what it was into what it is. Somebody faster is a conflict.
pub fn mend(
    tx: &Tx<'_>,
    act: &Act,
    person: &Person,
    field: &Field,
    (was, is): (&Timeline, &Timeline),
) -> Result<()> {
    tx.execute_one(TOUCH, &[act.bureau(), &person.id, &person.version, &act.at])?;
    rewrite(tx, act, person.id, field, was, is)
}

/// A field of a person, until a day, exclusive: what an event ends.
#[derive(Debug, Clone, Copy)]
pub struct Until<'f> {
    /// Whose.
    pub person: PersonId,
    /// Which, by its key.
    pub field: &'f str,
    /// Until when.
    pub day: Date,
}

/// Notes what a field said until an event, which says itself what it is since.
pub fn note(tx: &Tx<'_>, act: &Act, until: Until<'_>, value: Option<&str>) -> Result<()> {
    let Until { person, field, day } = until;
    let value = value.map(str::to_owned);
    tx.insert_many(INSERT, 7, &[act.bureau(), &person, &field, &day, &value, &act.at, &act.actor.account])
}

/// Takes a [`note`] back; what it was mended to since stays.
pub fn forget(tx: &Tx<'_>, act: &Act, until: Until<'_>, value: Option<&str>) -> Result<()> {
    let Until { person, field, day } = until;
    tx.execute(FORGET, &[act.bureau(), &person, &field, &day, &value.map(str::to_owned)]).map(drop)
}

/// Whether something is noted of that day already.
pub fn is_noted(conn: &Conn<'_>, act: &Act, until: Until<'_>) -> Result<bool> {
    let Until { person, field, day } = until;
    Ok(conn.find::<(i64,)>(IS_NOTED, &[act.bureau(), &person, &field, &day])?.is_some())
}

/// Forgets all of it, with the person.
pub(super) fn delete(tx: &Tx<'_>, act: &Act, id: PersonId) -> Result<()> {
    tx.execute(DELETE_ALL, &[act.bureau(), &id]).map(|_| ())
}

fn put(field: &Field, facts: &mut Facts, value: Option<&str>) -> Result<()> {
    field.put(facts, value).ok_or_else(|| Error::internal(format!("the past of {} does not read", field.key)))
}
