//! What a plan makes of each visit, as its page lists and sums it.

use cq_platform::{
    Result,
    db::Conn,
    ids::{BureauId, StaffId},
    record,
};
use cq_registry::{
    person::PersonId,
    task::{TaskId, model::Form},
};
use jiff::civil::Date;

use crate::round::model::PlanId;

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
    r.pause_at, r.reason, r.before_staff_id, b.name, r.before_on, r.before_starts, t.form, t.opens_on, t.next_on, u.task_id, w.needs_two,
    k.staff_id, ks.name, k.travel_minutes, k.back_minutes, k.pause_at FROM round_plan_visit r JOIN task t ON t.bureau_id = r.bureau_id AND t.id = r.task_id
    JOIN person p ON p.bureau_id = t.bureau_id AND p.id = t.person_id AND p.ended_on IS NULL
    LEFT JOIN area a ON a.bureau_id = p.bureau_id AND a.id = p.area_id
    JOIN staff s ON s.bureau_id = r.bureau_id AND s.id = r.staff_id
    LEFT JOIN staff b ON b.bureau_id = r.bureau_id AND b.id = r.before_staff_id
    LEFT JOIN visit_urgency u ON u.bureau_id = r.bureau_id AND u.task_id = r.task_id
    LEFT JOIN visit_wish w ON w.bureau_id = p.bureau_id AND w.person_id = p.id AND w.until IS NULL
    LEFT JOIN round_company k ON k.bureau_id = r.bureau_id AND k.plan_id = r.plan_id AND k.task_id = r.task_id
    LEFT JOIN staff ks ON ks.bureau_id = k.bureau_id AND ks.id = k.staff_id
    WHERE r.bureau_id = $1 AND r.plan_id = $2 "
    };
}

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
const ROWS: &str = concat!(
    rows!(),
    "AND (r.staff_id = $3 OR k.staff_id = $3) AND r.on_day IS NOT NULL ORDER BY r.on_day, r.starts, r.task_id"
);
const LEFT: &str = concat!(rows!(), "AND r.on_day IS NULL ORDER BY t.next_on, p.pinyin, r.task_id LIMIT $3");
const MOVED: &str = concat!(
    rows!(),
    "AND ",
    moved!(),
    " ORDER BY s.pinyin, r.staff_id, r.on_day, r.starts, r.task_id LIMIT $3"
);

/// For the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&str] = &[SUMS, ROWS, LEFT, MOVED];

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
        /// Who comes along.
        pub with_staff: Option<StaffId>,
        /// The name.
        pub with_doctor: Option<String>,
        /// Minutes on the way there, of who comes along.
        pub with_travel: Option<i64>,
        /// Minutes back.
        pub with_back: Option<i64>,
        /// The break that follows.
        pub with_pause: Option<i64>,
    }
}

/// A plan by doctor.
pub fn sums(conn: &Conn<'_>, bureau: &BureauId, id: PlanId) -> Result<Vec<Sum>> {
    conn.list(SUMS, &[bureau, &id])
}

/// One doctor's visits of a plan, his own and those he comes along to, in their order.
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
