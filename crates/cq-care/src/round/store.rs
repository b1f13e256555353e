//! Plans in the database, and what they make of each visit. What holds is read in [`sheet`].

pub mod due;
pub mod hours;
pub mod sheet;
pub mod wish;

use cq_platform::{
    Error, Result,
    actor::Act,
    db::{Conn, Param, Tx},
    ids::{BureauId, StaffId},
    policy::Scope,
    record,
};
use cq_registry::{
    person::PersonId,
    task::{CampaignId, TaskId, model::Form},
};
use jiff::{Timestamp, civil::Date};

use super::model::{Draft, Facts, Plan, PlanId, Planned, Roads, State, Wanted, Whose};

macro_rules! plans {
    () => {
        "SELECT q.id, q.state, q.campaign_id, q.staff_id, q.from_on, q.until_on, q.settings, q.roads, q.cost, q.bound, q.seen, q.number,
    q.made_at, q.published_at, q.version, COALESCE(c.name, s.name) FROM round_plan q
    LEFT JOIN campaign c ON c.bureau_id = q.bureau_id AND c.id = q.campaign_id
    LEFT JOIN staff s ON s.bureau_id = q.bureau_id AND s.id = q.staff_id WHERE q.bureau_id = $1 "
    };
}

/// Placed before and now, on another day, more than half an hour off, or with somebody else.
macro_rules! moved {
    () => {
        "r.on_day IS NOT NULL AND r.before_on IS NOT NULL
    AND (r.on_day <> r.before_on OR ABS(r.starts - r.before_starts) > 30 OR r.staff_id <> r.before_staff_id)"
    };
}

macro_rules! rows {
    () => {
        "SELECT r.task_id, p.id, p.name, p.address, a.name, r.staff_id, s.name, r.on_day, r.starts, r.ends, r.travel_minutes, r.back_minutes,
    r.pause_at, r.reason, r.before_staff_id, b.name, r.before_on, r.before_starts, t.form, t.opens_on, t.next_on, u.task_id, w.needs_two
    FROM round_plan_visit r JOIN task t ON t.bureau_id = r.bureau_id AND t.id = r.task_id
    JOIN person p ON p.bureau_id = t.bureau_id AND p.id = t.person_id AND p.ended_on IS NULL
    LEFT JOIN area a ON a.bureau_id = p.bureau_id AND a.id = p.area_id
    JOIN staff s ON s.bureau_id = r.bureau_id AND s.id = r.staff_id
    LEFT JOIN staff b ON b.bureau_id = r.bureau_id AND b.id = r.before_staff_id
    LEFT JOIN visit_urgency u ON u.bureau_id = r.bureau_id AND u.task_id = r.task_id
    LEFT JOIN visit_wish w ON w.bureau_id = p.bureau_id AND w.person_id = p.id AND w.until IS NULL
    WHERE r.bureau_id = $1 AND r.plan_id = $2 "
    };
}

const FIND: &str = concat!(plans!(), "AND q.id = $2 AND {reach}");
const LIST: &str = concat!(
    plans!(),
    "AND q.state <> 'discarded' AND {reach} ORDER BY q.bureau_id DESC, q.made_at DESC, q.id DESC LIMIT $2"
);
const INSERT: &str = "INSERT INTO round_plan (bureau_id, id, state, campaign_id, staff_id, from_on, until_on, settings, roads, cost, bound, seen,
    made_at, made_by, version) VALUES ($1, $2, 'draft', $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 1)";
const INSERT_ROWS: &str = "INSERT INTO round_plan_visit (bureau_id, plan_id, task_id, staff_id, on_day, starts, ends, travel_minutes, back_minutes,
    pause_at, reason, task_version, before_staff_id, before_on, before_starts)";
const SAVE: &str = "UPDATE round_plan SET state = $4, number = $5, published_at = $6, version = version + 1
    WHERE bureau_id = $1 AND id = $2 AND version = $3 AND state = 'draft'";
const LAST_NUMBER: &str =
    "SELECT COALESCE(MAX(q.number), 0) FROM round_plan q WHERE q.bureau_id = $1 AND q.number IS NOT NULL";
/// What others published meanwhile for the doctors of a plan.
const OVERTAKEN: &str = "SELECT COUNT(*) FROM round_plan q JOIN round_plan_visit o ON o.bureau_id = q.bureau_id AND o.plan_id = q.id
    WHERE q.bureau_id = $1 AND q.number > $3
    AND o.staff_id IN (SELECT r.staff_id FROM round_plan_visit r WHERE r.bureau_id = $1 AND r.plan_id = $2)";
/// What a plan gives a time takes it, as long as it is owed as it was when the plan was computed.
const PUBLISH: &str =
    "INSERT INTO round_visit (bureau_id, task_id, plan_id, staff_id, on_day, starts, ends, travel_minutes,
    back_minutes, pause_at, reason) SELECT r.bureau_id, r.task_id, r.plan_id, r.staff_id, r.on_day, r.starts, r.ends,
    r.travel_minutes, r.back_minutes, r.pause_at, r.reason FROM round_plan_visit r
    JOIN task t ON t.bureau_id = r.bureau_id AND t.id = r.task_id AND t.version = r.task_version
    WHERE r.bureau_id = $1 AND r.plan_id = $2 AND r.on_day IS NOT NULL AND t.state = 'open'
    ON CONFLICT (bureau_id, task_id) DO UPDATE SET plan_id = excluded.plan_id, staff_id = excluded.staff_id,
    on_day = excluded.on_day, starts = excluded.starts, ends = excluded.ends,
    travel_minutes = excluded.travel_minutes, back_minutes = excluded.back_minutes, pause_at = excluded.pause_at,
    reason = excluded.reason";
/// What a plan leaves without a time loses the one it had with the same doctor; what somebody else has taken over stays.
const WITHDRAW: &str =
    "DELETE FROM round_visit WHERE bureau_id = $1 AND task_id IN (SELECT r.task_id FROM round_plan_visit r
    WHERE r.bureau_id = $1 AND r.plan_id = $2 AND r.on_day IS NULL) AND staff_id = (SELECT r.staff_id FROM round_plan_visit r
    WHERE r.bureau_id = $1 AND r.plan_id = $2 AND r.task_id = round_visit.task_id)";
const SUMS: &str = concat!(
    "SELECT s.id, s.name, COALESCE(h.name, ''), COUNT(*), COUNT(r.on_day), COUNT(DISTINCT r.on_day),
    CAST(COALESCE(SUM(r.travel_minutes), 0) + COALESCE(SUM(r.back_minutes), 0) AS BIGINT), COUNT(CASE WHEN ",
    moved!(),
    " THEN 1 END), COUNT(CASE WHEN r.on_day IS NOT NULL AND r.before_on IS NULL THEN 1 END),
    COUNT(CASE WHEN r.on_day IS NULL AND r.before_staff_id = r.staff_id THEN 1 END)
    FROM round_plan_visit r JOIN staff s ON s.bureau_id = r.bureau_id AND s.id = r.staff_id
    LEFT JOIN doctor d ON d.bureau_id = r.bureau_id AND d.id = r.staff_id
    LEFT JOIN hospital h ON h.bureau_id = d.bureau_id AND h.id = d.hospital_id
    WHERE r.bureau_id = $1 AND r.plan_id = $2 GROUP BY s.id, s.name, s.pinyin, h.name ORDER BY s.pinyin, s.id"
);
const ROWS: &str =
    concat!(rows!(), "AND r.staff_id = $3 AND r.on_day IS NOT NULL ORDER BY r.on_day, r.starts, r.task_id");
const LEFT: &str = concat!(rows!(), "AND r.on_day IS NULL ORDER BY t.next_on, p.pinyin, r.task_id LIMIT $3");
const MOVED: &str = concat!(
    rows!(),
    "AND ",
    moved!(),
    " ORDER BY s.pinyin, r.staff_id, r.on_day, r.starts, r.task_id LIMIT $3"
);

/// For the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&str] =
    &[FIND, LIST, INSERT, SAVE, LAST_NUMBER, OVERTAKEN, PUBLISH, WITHDRAW, SUMS, ROWS, LEFT, MOVED];

record! {
    struct Stored {
        id: PlanId,
        state: State,
        campaign: Option<CampaignId>,
        staff: Option<StaffId>,
        from: Date,
        until: Date,
        settings: String,
        roads: Roads,
        cost: i64,
        bound: i64,
        seen: i64,
        number: Option<i64>,
        made_at: Timestamp,
        published_at: Option<Timestamp>,
        version: i64,
        name: String,
    }
}

impl Stored {
    /// The plan, and what it is called after: the campaign or the doctor.
    fn named(self) -> Result<(Plan, String)> {
        let whose = match (self.campaign, self.staff) {
            (Some(campaign), None) => Whose::Campaign(campaign),
            (None, Some(staff)) => Whose::Doctor(staff),
            _ => return Err(Error::internal("a plan of nobody's visits")),
        };
        let facts = Facts {
            id: self.id,
            wanted: Wanted { whose, from: self.from, until: self.until },
            settings: serde_json::from_str(&self.settings).map_err(Error::internal)?,
            roads: self.roads,
            cost: self.cost,
            bound: self.bound,
            seen: self.seen,
            made_at: self.made_at,
        };
        let plan = match (self.state, self.number, self.published_at) {
            (State::Draft, ..) => Plan::Draft(Draft { facts, version: self.version }),
            (State::Published, Some(number), Some(at)) => Plan::Published { facts, number, at },
            (State::Published, ..) => return Err(Error::internal("a published plan without its day")),
            (State::Discarded, ..) => Plan::Discarded { facts },
        };
        Ok((plan, self.name))
    }
}

/// A plan within reach, and what it is called after.
pub fn find(conn: &Conn<'_>, scope: &Scope, bureau: &BureauId, id: PlanId) -> Result<(Plan, String)> {
    conn.find_in::<Stored>(scope, FIND, &[bureau, &id])?.ok_or(Error::NotFound)?.named()
}

/// The newest plans within reach that were not put away.
pub fn list(conn: &Conn<'_>, scope: &Scope, bureau: &BureauId, limit: i64) -> Result<Vec<(Plan, String)>> {
    conn.list_in::<Stored>(scope, LIST, &[bureau, &limit])?.into_iter().map(Stored::named).collect()
}

/// A new draft with what it makes of each visit.
pub fn insert(tx: &Tx<'_>, act: &Act, draft: &Draft, visits: &[Planned]) -> Result<()> {
    let (bureau, account) = (act.bureau(), act.actor.account);
    let Facts { id, wanted, settings, roads, cost, bound, seen, made_at } = &draft.facts;
    let (campaign, staff) = match wanted.whose {
        Whose::Campaign(campaign) => (Some(campaign), None),
        Whose::Doctor(staff) => (None, Some(staff)),
    };
    let settings = serde_json::to_string(settings).map_err(Error::internal)?;
    let cells: [&dyn Param; 13] = [
        bureau,
        id,
        &campaign,
        &staff,
        &wanted.from,
        &wanted.until,
        &settings,
        roads,
        cost,
        bound,
        seen,
        made_at,
        &account,
    ];
    tx.execute_one(INSERT, &cells)?;
    let rows: Vec<Row> = visits.iter().map(Row::of).collect();
    let mut cells: Vec<&dyn Param> = Vec::with_capacity(rows.len() * 15);
    for (visit, row) in visits.iter().zip(&rows) {
        cells.extend([
            bureau as &dyn Param,
            id,
            &visit.task,
            &visit.staff,
            &row.on,
            &row.starts,
            &row.ends,
            &row.travel,
            &row.back,
            &row.pause,
            &row.reason,
            &visit.version,
            &row.before_staff,
            &row.before_on,
            &row.before_starts,
        ]);
    }
    tx.insert_many(INSERT_ROWS, 15, &cells)
}

/// A visit as its columns hold it.
struct Row {
    on: Option<Date>,
    starts: Option<i64>,
    ends: Option<i64>,
    travel: Option<i64>,
    back: Option<i64>,
    pause: Option<i64>,
    reason: String,
    before_staff: Option<StaffId>,
    before_on: Option<Date>,
    before_starts: Option<i64>,
}

impl Row {
    fn of(visit: &Planned) -> Self {
        let (slot, before) = (visit.slot, visit.before);
        Self {
            on: slot.map(|slot| slot.on),
            starts: slot.map(|slot| slot.starts),
            ends: slot.map(|slot| slot.ends),
            travel: slot.map(|slot| slot.travel),
            back: slot.and_then(|slot| slot.back),
            pause: slot.and_then(|slot| slot.pause),
            reason: visit.reason.as_text(),
            before_staff: before.map(|before| before.staff),
            before_on: before.map(|before| before.on),
            before_starts: before.map(|before| before.starts),
        }
    }
}

/// Writes down what became of a draft; `version` is the draft's. Somebody faster is a conflict.
pub fn save(tx: &Tx<'_>, bureau: &BureauId, version: i64, plan: &Plan) -> Result<()> {
    let (number, at) = match plan {
        Plan::Published { number, at, .. } => (Some(*number), Some(*at)),
        Plan::Draft(_) | Plan::Discarded { .. } => (None, None),
    };
    tx.execute_one(SAVE, &[bureau, &plan.facts().id, &version, &plan.state(), &number, &at])
}

/// The number of the last plan published.
pub fn last_number(conn: &Conn<'_>, bureau: &BureauId) -> Result<i64> {
    Ok(conn.one::<(i64,)>(LAST_NUMBER, &[bureau])?.0)
}

/// Whether another plan of the same doctors was published after the `seen`th.
pub fn is_overtaken(conn: &Conn<'_>, bureau: &BureauId, id: PlanId, seen: i64) -> Result<bool> {
    Ok(conn.one::<(i64,)>(OVERTAKEN, &[bureau, &id, &seen])?.0 > 0)
}

/// Gives each visit of a plan its day and time, and takes the time of those that have none in it. Returns how many have one.
pub fn publish(tx: &Tx<'_>, bureau: &BureauId, id: PlanId) -> Result<u64> {
    tx.execute(WITHDRAW, &[bureau, &id])?;
    tx.execute(PUBLISH, &[bureau, &id])
}

record! {
    /// A doctor's part of a plan, in figures.
    pub struct Sum {
        /// Who.
        pub staff: StaffId,
        /// The name.
        pub name: String,
        /// The hospital.
        pub hospital: String,
        /// Visits in the plan.
        pub all: i64,
        /// Those that have a time.
        pub placed: i64,
        /// Days on which he goes out.
        pub days: i64,
        /// Minutes on the way.
        pub travel: i64,
        /// Had another time before.
        pub moved: i64,
        /// Had none before.
        pub new: i64,
        /// Had one before and has none now.
        pub lost: i64,
    }
}

record! {
    /// What a plan makes of a visit, as a page says it.
    pub struct Listed {
        /// Which.
        pub task: TaskId,
        /// To whom.
        pub person: PersonId,
        /// The name.
        pub name: String,
        /// The home.
        pub address: Option<String>,
        /// 所在镇街.
        pub area: Option<String>,
        /// By whom.
        pub staff: StaffId,
        /// The name.
        pub doctor: String,
        /// The day.
        pub on: Option<Date>,
        /// Minutes since midnight.
        pub starts: Option<i64>,
        /// Minutes since midnight.
        pub ends: Option<i64>,
        /// Minutes on the way there.
        pub travel: Option<i64>,
        /// Minutes back.
        pub back: Option<i64>,
        /// The break that follows.
        pub pause: Option<i64>,
        /// Why, as it is kept.
        pub reason: String,
        /// With whom it stood.
        pub before_staff: Option<StaffId>,
        /// The name.
        pub before_doctor: Option<String>,
        /// On which day.
        pub before_on: Option<Date>,
        /// From when.
        pub before_starts: Option<i64>,
        /// What it is.
        pub form: Form,
        /// Not before.
        pub opens_on: Date,
        /// The day it is promised for now.
        pub next_on: Date,
        /// Somebody said that it comes first.
        pub urgent: Option<uuid::Uuid>,
        /// Two have to come.
        pub needs_two: Option<bool>,
    }
}

/// A plan by doctor.
pub fn sums(conn: &Conn<'_>, bureau: &BureauId, id: PlanId) -> Result<Vec<Sum>> {
    conn.list(SUMS, &[bureau, &id])
}

/// One doctor's visits of a plan, in their order.
pub fn rows(conn: &Conn<'_>, bureau: &BureauId, id: PlanId, staff: StaffId) -> Result<Vec<Listed>> {
    conn.list(ROWS, &[bureau, &id, &staff])
}

/// What has no time in a plan, by promised day, at most `limit`.
pub fn left(conn: &Conn<'_>, bureau: &BureauId, id: PlanId, limit: i64) -> Result<Vec<Listed>> {
    conn.list(LEFT, &[bureau, &id, &limit])
}

/// What has another time than before, at most `limit`.
pub fn moved(conn: &Conn<'_>, bureau: &BureauId, id: PlanId, limit: i64) -> Result<Vec<Listed>> {
    conn.list(MOVED, &[bureau, &id, &limit])
}
