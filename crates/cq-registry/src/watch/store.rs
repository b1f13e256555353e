//! What the watch reads, within reach; and its settings.

use cq_calendar::PartialDate;
use cq_platform::{
    Error, Result,
    actor::Act,
    db::{Conn, Param, Tx},
    ids::{BureauId, StaffId},
    policy::Scope,
    record,
};
use jiff::{Timestamp, ToSpan, civil::Date};

use super::{
    VIEW,
    model::{Idle, Limits},
};
use crate::{
    person::{self, PersonId},
    rule::{RuleId, content::Content},
    segment::{
        self,
        store::{condition_in_order, people},
    },
    task::{
        self, TaskId,
        model::{Form, WEEK_DAYS},
        store::list::After,
    },
};

const SETTING: &str =
    "SELECT value, since FROM setting WHERE bureau_id = $1 AND name = 'watch' AND since <= $2
    ORDER BY bureau_id, name, since DESC LIMIT 1";
const SAVE: &str = "INSERT INTO setting (bureau_id, name, since, value) VALUES ($1, 'watch', $2, $3)
    ON CONFLICT (bureau_id, name, since) DO UPDATE SET value = excluded.value";

const UNHEARD: &str = "SELECT p.id, p.name, p.pinyin, p.born, a.name, s.name, h.name, (SELECT MAX(t.done_on) FROM task t
    WHERE t.bureau_id = $1 AND t.person_id = p.id AND t.done_on IS NOT NULL)
    FROM person p LEFT JOIN area a ON a.bureau_id = p.bureau_id AND a.id = p.area_id
    LEFT JOIN responsibility r ON r.bureau_id = p.bureau_id AND r.person_id = p.id AND r.kind = 'doctor' AND r.until IS NULL
    LEFT JOIN staff s ON s.bureau_id = r.bureau_id AND s.id = r.staff_id
    LEFT JOIN doctor d ON d.bureau_id = r.bureau_id AND d.id = r.staff_id
    LEFT JOIN hospital h ON h.bureau_id = d.bureau_id AND h.id = d.hospital_id
    WHERE p.bureau_id = $1 AND (p.pinyin, p.id) > ($2, $3) AND {reach} /* segment */ ORDER BY p.bureau_id, p.pinyin, p.id LIMIT $4";

macro_rules! loads {
    ($what:literal, $tail:literal) => {
        concat!(
            "SELECT ",
            $what,
            " FROM task t JOIN staff s ON s.bureau_id = t.bureau_id AND s.id = t.owner_id
    LEFT JOIN doctor d ON d.bureau_id = t.bureau_id AND d.id = t.owner_id
    LEFT JOIN hospital h ON h.bureau_id = d.bureau_id AND h.id = d.hospital_id
    WHERE t.bureau_id = $1 AND t.state = 'open' AND t.next_on <= $2 AND {reach}
    GROUP BY t.owner_id, s.name, h.name HAVING COUNT(*) > $3 ",
            $tail
        )
    };
}
const LOADS: &str = concat!(
    "SELECT x.id, x.name, x.hospital, x.open, x.overdue FROM (",
    loads!(
        "t.owner_id AS id, s.name AS name, h.name AS hospital, COUNT(*) AS open, COUNT(CASE WHEN t.next_on < $4 THEN 1 END) AS overdue",
        ""
    ),
    ") x ORDER BY x.open DESC, x.name, x.id LIMIT 500"
);
const COUNT_LOADS: &str = concat!("SELECT COUNT(*) FROM (", loads!("t.owner_id AS id", ""), ") x");

/// In force, and nothing open or done that is promised for a day since `$2`.
const IDLE: &str = "SELECT u.id, u.name, u.planned_at, u.people, w.definition FROM rule u
    JOIN rule_version w ON w.bureau_id = u.bureau_id AND w.rule_id = u.id AND w.number = u.number
    WHERE u.bureau_id = $1 AND u.state = 'published' AND w.from_on <= $3 AND NOT EXISTS (SELECT 1 FROM task t WHERE t.bureau_id = $1
    AND t.rule_id = u.id AND t.state IN ('open', 'done') AND t.next_on >= $2) ORDER BY u.bureau_id, u.name";

macro_rules! owed {
    () => {
        "FROM task t JOIN staff s ON s.bureau_id = t.bureau_id AND s.id = t.owner_id
    LEFT JOIN person p ON p.bureau_id = t.bureau_id AND p.id = t.person_id
    LEFT JOIN person_group g ON g.bureau_id = t.bureau_id AND g.id = t.group_id
    LEFT JOIN rule u ON u.bureau_id = t.bureau_id AND u.id = t.rule_id
    WHERE t.bureau_id = $1 AND t.state = 'open' AND (t.next_on, t.id) > ($2, $3) AND {reach} AND "
    };
}
macro_rules! row {
    () => {
        "SELECT t.id, COALESCE(p.name, g.name, (SELECT b.name FROM bureau b WHERE b.bureau_id = $1)), s.name, t.form, t.next_on, u.name "
    };
}
/// Who has left for good, and whose account is closed while nobody stands in.
macro_rules! left {
    () => {
        concat!(
            "t.owner_id IN (SELECT v.staff_id FROM absence v WHERE v.bureau_id = $1 AND v.state = 'holds' AND v.from_on <= $4
    AND v.until_on IS NULL UNION ALL SELECT k.staff_id FROM account k WHERE k.bureau_id = $1 AND k.closed_at IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM account o WHERE o.bureau_id = $1 AND o.staff_id = k.staff_id AND o.closed_at IS NULL)
    AND NOT EXISTS (SELECT 1 FROM absence v WHERE v.bureau_id = $1 AND v.staff_id = k.staff_id AND v.state = 'holds'
    AND v.from_on <= $4 AND (v.until_on IS NULL OR v.until_on >= $4)))"
        )
    };
}
macro_rules! fallback {
    () => {
        "t.is_fallback = 1"
    };
}
const LEFT: &str =
    concat!(row!(), owed!(), left!(), " ORDER BY t.bureau_id, t.state, t.next_on, t.id LIMIT $5");
const COUNT_LEFT: &str = concat!("SELECT COUNT(*) ", owed!(), left!());
const FALLBACK: &str =
    concat!(row!(), owed!(), fallback!(), " ORDER BY t.bureau_id, t.state, t.next_on, t.id LIMIT $4");
const COUNT_FALLBACK: &str = concat!("SELECT COUNT(*) ", owed!(), fallback!());

/// For the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&str] =
    &[SETTING, SAVE, UNHEARD, LOADS, COUNT_LOADS, IDLE, LEFT, COUNT_LEFT, FALLBACK, COUNT_FALLBACK];

/// The limits that hold on `day`, and since when; those that come with the program where none were set.
pub fn limits(conn: &Conn<'_>, bureau: &BureauId, day: Date) -> Result<(Limits, Option<Date>)> {
    let Some((kept, since)) = conn.find::<(String, Date)>(SETTING, &[bureau, &day])? else {
        return Ok((Limits::default(), None));
    };
    Ok((serde_json::from_str(&kept).map_err(Error::internal)?, Some(since)))
}

/// Sets the limits from a day on.
pub fn save(tx: &Tx<'_>, bureau: &BureauId, since: Date, limits: Limits) -> Result<()> {
    tx.execute_one(SAVE, &[bureau, &since, &serde_json::to_string(&limits).map_err(Error::internal)?])
}

record! {
    /// Somebody who lives alone and has not been heard of.
    pub struct Unheard {
        /// Who.
        pub id: PersonId,
        /// The name.
        pub name: String,
        /// Its reading.
        pub pinyin: String,
        /// Birth.
        pub born: Option<PartialDate>,
        /// 所在镇街.
        pub area: Option<String>,
        /// Their doctor.
        pub doctor: Option<String>,
        /// The doctor's hospital.
        pub hospital: Option<String>,
        /// When anything was done for them the last time; none: never.
        pub last_on: Option<Date>,
    }
}

record! {
    /// Somebody who owes more than can be done.
    pub struct Load {
        /// Who.
        pub owner: StaffId,
        /// The name.
        pub name: String,
        /// A doctor's hospital.
        pub hospital: Option<String>,
        /// What is owed until a week from now.
        pub open: i64,
        /// What of it is overdue.
        pub overdue: i64,
    }
}

record! {
    struct Stored {
        id: RuleId,
        name: String,
        planned_at: Option<Timestamp>,
        people: Option<i64>,
        definition: String,
    }
}

/// A rule that makes nothing.
#[derive(Debug, Clone, PartialEq)]
pub struct IdleRule {
    /// Which.
    pub id: RuleId,
    /// What it is called.
    pub name: String,
    /// Why.
    pub why: Idle,
    /// For how many people it was planned.
    pub people: i64,
    /// When it was planned the last time.
    pub planned_at: Option<Timestamp>,
}

record! {
    /// A promise that somebody should look after.
    pub struct Owed {
        /// Which.
        pub id: TaskId,
        /// To whom or to what.
        pub name: String,
        /// In whose name.
        pub owner: String,
        /// What it is.
        pub form: Form,
        /// For which day.
        pub next_on: Date,
        /// Which rule asks for it.
        pub rule: Option<String>,
    }
}

impl Owed {
    /// Where a page that ends with this row goes on.
    pub fn after(&self) -> After {
        After { day: self.next_on, id: self.id }
    }
}

/// How much of each there is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// People living alone and not heard of.
    pub alone: i64,
    /// Owners with too much.
    pub load: i64,
    /// Promises of whoever has left.
    pub left: i64,
    /// Promises on a fallback.
    pub fallback: i64,
}

fn people_in_reach(act: &Act) -> Result<Scope> {
    act.actor.scope(&VIEW, person::OWN)
}

fn tasks_in_reach(act: &Act) -> Result<Scope> {
    act.actor.scope(&VIEW, task::OWN)
}

fn week_from(today: Date) -> Date {
    today.saturating_add(WEEK_DAYS.days())
}

/// How much of each there is within reach.
pub fn tally(conn: &Conn<'_>, act: &Act, limits: Limits) -> Result<Tally> {
    let (bureau, today) = (act.bureau(), act.today());
    let bound = segment::store::bind(conn, bureau, limits.unheard(), today)?;
    let scope = tasks_in_reach(act)?;
    let from = first();
    Ok(Tally {
        alone: people::count(conn, &people_in_reach(act)?, bureau, &bound)?,
        load: counted(conn, &scope, COUNT_LOADS, &[bureau, &week_from(today), &i64::from(limits.load)])?,
        left: counted(conn, &scope, COUNT_LEFT, &[bureau, &from.day, &from.id, &today])?,
        fallback: counted(conn, &scope, COUNT_FALLBACK, &[bureau, &from.day, &from.id])?,
    })
}

fn counted(conn: &Conn<'_>, scope: &Scope, sql: &str, params: &[&dyn Param]) -> Result<i64> {
    Ok(conn.find_in::<(i64,)>(scope, sql, params)?.map_or(0, |(n,)| n))
}

fn first() -> After {
    After { day: Date::constant(1, 1, 1), id: TaskId(uuid::Uuid::nil()) }
}

/// Who lives alone and has not been heard of, by reading, at most `limit` after `after`.
pub fn unheard(
    conn: &Conn<'_>,
    act: &Act,
    limits: Limits,
    after: &(String, PersonId),
    limit: i64,
) -> Result<Vec<Unheard>> {
    let bound = segment::store::bind_in_order(conn, act.bureau(), limits.unheard(), act.today())?;
    let held = condition_in_order(&bound, 4);
    let own: [&dyn Param; 4] = [act.bureau(), &after.0, &after.1, &limit];
    conn.list_in(&people_in_reach(act)?, &held.within(UNHEARD), &held.behind(&own))
}

/// Who owes more than can be done until a week from now, the most first; at most 500.
pub fn loads(conn: &Conn<'_>, act: &Act, limits: Limits) -> Result<Vec<Load>> {
    let today = act.today();
    conn.list_in(
        &tasks_in_reach(act)?,
        LOADS,
        &[act.bureau(), &week_from(today), &i64::from(limits.load), &today],
    )
}

/// How far back a rule's promises are looked for.
const IDLE_DAYS: i64 = 90;

/// The rules in force that make nothing.
pub fn idle_rules(conn: &Conn<'_>, act: &Act) -> Result<Vec<IdleRule>> {
    let today = act.today();
    let since = today.saturating_sub(IDLE_DAYS.days());
    let rows = conn.list::<Stored>(IDLE, &[act.bureau(), &since, &today])?;
    let idle = |row: Stored| {
        let content = Content::from_kept(&row.definition)
            .map_err(|_| Error::internal(format!("rule {} says what nobody can read", row.id)))?;
        let (id, name, planned_at) = (row.id, row.name, row.planned_at);
        let why = Idle::of(row.people, i64::from(content.cap));
        Ok(IdleRule { id, name, why, people: row.people.unwrap_or(0), planned_at })
    };
    rows.into_iter().map(idle).collect()
}

/// What whoever has left owes, by the day promised, at most `limit` after `after`.
pub fn left(conn: &Conn<'_>, act: &Act, after: Option<After>, limit: i64) -> Result<Vec<Owed>> {
    let from = after.unwrap_or_else(first);
    let today = act.today();
    conn.list_in(&tasks_in_reach(act)?, LEFT, &[act.bureau(), &from.day, &from.id, &today, &limit])
}

/// What landed on a fallback, by the day promised, at most `limit` after `after`.
pub fn fallbacks(conn: &Conn<'_>, act: &Act, after: Option<After>, limit: i64) -> Result<Vec<Owed>> {
    let from = after.unwrap_or_else(first);
    conn.list_in(&tasks_in_reach(act)?, FALLBACK, &[act.bureau(), &from.day, &from.id, &limit])
}
