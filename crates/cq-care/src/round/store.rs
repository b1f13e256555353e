//! Plans in the database, and what they make of each visit. What holds is read in [`sheet`].

pub mod due;
pub mod hours;
pub mod listed;
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
use cq_registry::task::CampaignId;
use jiff::{Timestamp, civil::Date};

use super::model::{Along, Draft, Facts, Plan, PlanId, Planned, Roads, State, Wanted, Whose};

macro_rules! plans {
    () => {
        "SELECT q.id, q.state, q.campaign_id, q.staff_id, q.from_on, q.until_on, q.settings, q.roads, q.cost, q.bound, q.seen, q.number,
    q.made_at, q.published_at, q.version, COALESCE(c.name, s.name) FROM round_plan q
    LEFT JOIN campaign c ON c.bureau_id = q.bureau_id AND c.id = q.campaign_id
    LEFT JOIN staff s ON s.bureau_id = q.bureau_id AND s.id = q.staff_id WHERE q.bureau_id = $1 "
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
const INSERT_COMPANY: &str = "INSERT INTO round_company (bureau_id, plan_id, task_id, staff_id, on_day, travel_minutes, back_minutes, pause_at)";
const SAVE: &str = "UPDATE round_plan SET state = $4, number = $5, published_at = $6, version = version + 1
    WHERE bureau_id = $1 AND id = $2 AND version = $3 AND state = 'draft'";
const LAST_NUMBER: &str =
    "SELECT COALESCE(MAX(q.number), 0) FROM round_plan q WHERE q.bureau_id = $1 AND q.number IS NOT NULL";
/// Who goes out by a plan, by himself or along.
macro_rules! goes {
    ($plan:literal) => {
        concat!(
            "SELECT r.staff_id FROM round_plan_visit r WHERE r.bureau_id = $1 AND r.plan_id = ",
            $plan,
            " UNION SELECT k.staff_id FROM round_company k WHERE k.bureau_id = $1 AND k.plan_id = ",
            $plan
        )
    };
}
/// What others published meanwhile for the doctors of a plan.
const OVERTAKEN: &str = concat!(
    "SELECT COUNT(*) FROM round_plan q WHERE q.bureau_id = $1 AND q.number > $3 AND EXISTS (SELECT 1 FROM (",
    goes!("q.id"),
    ") o WHERE o.staff_id IN (",
    goes!("$2"),
    "))"
);
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
/// For the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&str] = &[FIND, LIST, INSERT, SAVE, LAST_NUMBER, OVERTAKEN, PUBLISH, WITHDRAW];

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
    tx.insert_many(INSERT_ROWS, 15, &cells)?;
    let along: Vec<_> =
        visits.iter().filter_map(|visit| Some((visit.task, visit.slot?.on, visit.along?))).collect();
    let mut cells: Vec<&dyn Param> = Vec::with_capacity(along.len() * 8);
    for (task, on, along) in &along {
        let Along { staff, travel, back, pause } = along;
        cells.extend([bureau as &dyn Param, id, task, staff, on, travel, back, pause]);
    }
    tx.insert_many(INSERT_COMPANY, 8, &cells)
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
