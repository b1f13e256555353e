//! Digests in the database, and what they are made from.

use std::collections::BTreeMap;

use cq_platform::{
    Error, Result,
    actor::Act,
    db::{Conn, Param, Tx},
    ids::{BureauId, StaffId},
    policy::Scope,
    record,
};
use jiff::{Timestamp, ToSpan, civil::Date};
use uuid::Uuid;

use super::model::{Alone, Counts, Heap, Names, Owed, Part};
use crate::{
    person::PersonId,
    segment::{self, store::condition_in_order},
    task::{
        TaskId,
        model::{Form, WEEK_DAYS},
    },
    watch,
};

/// "Is about what they owe"; a part goes by `x`.
pub const OWN: &str = "x.owner_id = {staff}";

const CLAIM: &str = "INSERT INTO digest (bureau_id, day, made_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
const FIND: &str = "SELECT made_at FROM digest WHERE bureau_id = $1 AND day = $2";
const DAYS: &str =
    "SELECT day FROM digest WHERE bureau_id = $1 AND day < $2 ORDER BY bureau_id, day DESC LIMIT 1";
const INSERT: &str =
    "INSERT INTO digest_part (bureau_id, day, owner_id, owner, sorted, overdue, today, week, alone, names)";
const LIST: &str =
    "SELECT x.owner_id, x.owner, x.sorted, x.overdue, x.today, x.week, x.alone, x.names FROM digest_part x
    WHERE x.bureau_id = $1 AND x.day = $2 AND {reach} ORDER BY x.bureau_id, x.day, x.sorted, x.owner_id";
const OWED: &str = "SELECT t.owner_id, s.name, s.pinyin, t.id, COALESCE(p.name, g.name, (SELECT b.name FROM bureau b WHERE b.bureau_id = $1)),
    t.form, t.next_on FROM task t JOIN staff s ON s.bureau_id = t.bureau_id AND s.id = t.owner_id
    LEFT JOIN person p ON p.bureau_id = t.bureau_id AND p.id = t.person_id
    LEFT JOIN person_group g ON g.bureau_id = t.bureau_id AND g.id = t.group_id
    WHERE t.bureau_id = $1 AND t.state = 'open' AND t.next_on <= $2 ORDER BY t.bureau_id, t.state, t.next_on, t.id";
const ALONE: &str = "SELECT r.staff_id, s.name, s.pinyin, p.id, p.name, (SELECT MAX(t.done_on) FROM task t
    WHERE t.bureau_id = $1 AND t.person_id = p.id AND t.done_on IS NOT NULL) FROM person p
    LEFT JOIN responsibility r ON r.bureau_id = p.bureau_id AND r.person_id = p.id AND r.kind = 'doctor' AND r.until IS NULL
    LEFT JOIN staff s ON s.bureau_id = r.bureau_id AND s.id = r.staff_id
    WHERE p.bureau_id = $1 /* segment */ ORDER BY p.bureau_id, p.pinyin, p.id";

/// For the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&str] = &[CLAIM, FIND, DAYS, LIST, OWED, ALONE];

record! {
    struct Stored {
        owner: StaffId,
        name: String,
        sorted: String,
        overdue: i64,
        today: i64,
        week: i64,
        alone: i64,
        names: String,
    }
}

record! {
    struct Due {
        owner: StaffId,
        owner_name: String,
        sorted: String,
        task: TaskId,
        name: String,
        form: Form,
        on: Date,
    }
}

record! {
    struct Missed {
        owner: Option<StaffId>,
        owner_name: Option<String>,
        sorted: Option<String>,
        person: PersonId,
        name: String,
        last: Option<Date>,
    }
}

/// Claims the day; false: somebody was first.
pub(super) fn claim(tx: &Tx<'_>, act: &Act, day: Date) -> Result<bool> {
    Ok(tx.execute(CLAIM, &[act.bureau(), &day, &act.at])? == 1)
}

/// When the day's was written; none: it was not.
pub fn find(conn: &Conn<'_>, bureau: &BureauId, day: Date) -> Result<Option<Timestamp>> {
    Ok(conn.find::<(Timestamp,)>(FIND, &[bureau, &day])?.map(|(at,)| at))
}

/// The last day before `day` that has one.
pub fn before(conn: &Conn<'_>, bureau: &BureauId, day: Date) -> Result<Option<Date>> {
    Ok(conn.find::<(Date,)>(DAYS, &[bureau, &day])?.map(|(day,)| day))
}

/// What is written of a day, within reach.
pub(super) fn list(conn: &Conn<'_>, scope: &Scope, bureau: &BureauId, day: Date) -> Result<Vec<Part>> {
    let part = |row: Stored| {
        let Stored { owner, name, sorted, overdue, today, week, alone, names } = row;
        let names: Names = serde_json::from_str(&names).map_err(Error::internal)?;
        Ok(Part { owner, name, sorted, counts: Counts { overdue, today, week, alone }, names })
    };
    conn.list_in::<Stored>(scope, LIST, &[bureau, &day])?.into_iter().map(part).collect()
}

/// Writes a day's parts down.
pub(super) fn insert(tx: &Tx<'_>, bureau: &BureauId, day: Date, parts: &[Part]) -> Result<()> {
    let names: Vec<String> = parts
        .iter()
        .map(|part| serde_json::to_string(&part.names).map_err(Error::internal))
        .collect::<Result<_>>()?;
    let cells: Vec<&dyn Param> = parts
        .iter()
        .zip(&names)
        .flat_map(|(part, names)| -> [&dyn Param; 10] {
            let Counts { overdue, today, week, alone } = &part.counts;
            [bureau, &day, &part.owner, &part.name, &part.sorted, overdue, today, week, alone, names]
        })
        .collect();
    tx.insert_many(INSERT, 10, &cells)
}

/// What everybody has before them now, in the order of their readings.
pub(super) fn compute(conn: &Conn<'_>, act: &Act) -> Result<Vec<Part>> {
    let (bureau, today) = (act.bureau(), act.today());
    let mut parts: BTreeMap<StaffId, Part> = BTreeMap::new();
    let week = today.saturating_add(WEEK_DAYS.days());
    conn.each(OWED, &[bureau, &week], |row| {
        let due = <Due as cq_platform::db::Record>::read(row)?;
        let Some(heap) = Heap::of(due.on, today) else { return Ok(()) };
        let part = parts.entry(due.owner).or_insert_with(|| Part::new(due.owner, due.owner_name, due.sorted));
        part.owe(Owed { task: due.task, name: due.name, form: due.form, on: due.on, heap });
        Ok(())
    })?;
    let (limits, _) = watch::store::limits(conn, bureau, today)?;
    let bound = segment::store::bind_in_order(conn, bureau, limits.unheard(), today)?;
    let held = condition_in_order(&bound, 1);
    conn.each(&held.within(ALONE), &held.behind(&[bureau]), |row| {
        let missed = <Missed as cq_platform::db::Record>::read(row)?;
        let owner = missed.owner.unwrap_or(StaffId(Uuid::nil()));
        let (name, sorted) = (missed.owner_name.unwrap_or_default(), missed.sorted.unwrap_or_default());
        let part = parts.entry(owner).or_insert_with(|| Part::new(owner, name, sorted));
        part.miss(Alone { person: missed.person, name: missed.name, last: missed.last });
        Ok(())
    })?;
    let mut parts: Vec<Part> = parts.into_values().collect();
    parts.sort_by(|a, b| (&a.sorted, a.owner).cmp(&(&b.sorted, b.owner)));
    Ok(parts)
}
