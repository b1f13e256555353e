//! What holds: a doctor's day, his week, what has no time, and everybody's figures.

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
use uuid::Uuid;

use crate::round::wish::Part;

/// Whoever is to make a visit (`v`) still has to: it is owed by him, or he stands in for whoever owes it.
macro_rules! still_made {
    () => {
        " AND (v.staff_id = t.owner_id OR EXISTS (SELECT 1 FROM absence o WHERE o.bureau_id = v.bureau_id AND o.staff_id = t.owner_id
        AND o.state = 'holds' AND o.from_on <= v.on_day AND (o.until_on IS NULL OR o.until_on >= v.on_day)))"
    };
}
pub(super) use still_made;

/// A time that cannot be kept: its day is over, another was agreed, its doctor or who comes along is away, or it is owed by somebody else now.
macro_rules! stale {
    () => {
        "(v.on_day < $2 OR (t.again_on IS NOT NULL AND t.again_on <> v.on_day) OR v.on_day < t.opens_on
    OR EXISTS (SELECT 1 FROM round_company k JOIN absence e ON e.bureau_id = k.bureau_id AND e.staff_id = k.staff_id AND e.state = 'holds'
        AND e.from_on <= v.on_day AND (e.until_on IS NULL OR e.until_on >= v.on_day)
        WHERE k.bureau_id = v.bureau_id AND k.plan_id = v.plan_id AND k.task_id = v.task_id)
    OR EXISTS (SELECT 1 FROM absence e WHERE e.bureau_id = v.bureau_id AND e.staff_id = v.staff_id AND e.state = 'holds'
        AND e.from_on <= v.on_day AND (e.until_on IS NULL OR e.until_on >= v.on_day))
    OR (v.staff_id <> t.owner_id AND NOT EXISTS (SELECT 1 FROM absence o WHERE o.bureau_id = v.bureau_id AND o.staff_id = t.owner_id
        AND o.state = 'holds' AND o.from_on <= v.on_day AND (o.until_on IS NULL OR o.until_on >= v.on_day))))"
    };
}

/// A visit of a day, with the minutes of the doctor's own round (`$mine`) and who else is there; `$along` says whether he comes along only,
/// and `$kept` is what else has to be so.
macro_rules! visits {
    ($mine:literal, $other:literal, $along:literal, $kept:expr) => {
        concat!(
            "SELECT v.task_id, v.starts, v.ends, ",
            $mine,
            ".travel_minutes, ",
            $mine,
            ".back_minutes, ",
            $mine,
            ".pause_at, v.reason, t.state, t.again_on, p.id, COALESCE(p.latitude, a.latitude), COALESCE(p.longitude, a.longitude),
    w.part, w.weekdays, w.needs_two, u.task_id, o.name, CAST(",
            $along,
            " AS BIGINT), CAST(CASE WHEN EXISTS (SELECT 1 FROM absence e WHERE e.bureau_id = o.bureau_id AND e.staff_id = o.id
        AND e.state = 'holds' AND e.from_on <= v.on_day AND (e.until_on IS NULL OR e.until_on >= v.on_day)) THEN 1 ELSE 0 END AS BIGINT) FROM round_visit v
    LEFT JOIN round_company k ON k.bureau_id = v.bureau_id AND k.plan_id = v.plan_id AND k.task_id = v.task_id
    LEFT JOIN staff o ON o.bureau_id = v.bureau_id AND o.id = ",
            $other,
            ".staff_id
    JOIN task t ON t.bureau_id = v.bureau_id AND t.id = v.task_id AND t.state IN ('open', 'done')
    JOIN person p ON p.bureau_id = t.bureau_id AND p.id = t.person_id AND p.ended_on IS NULL
    LEFT JOIN area a ON a.bureau_id = p.bureau_id AND a.id = p.area_id
    LEFT JOIN visit_wish w ON w.bureau_id = p.bureau_id AND w.person_id = p.id AND w.until IS NULL
    LEFT JOIN visit_urgency u ON u.bureau_id = v.bureau_id AND u.task_id = v.task_id
    WHERE v.bureau_id = $1 AND ",
            $mine,
            ".bureau_id = $1 AND ",
            $mine,
            ".staff_id = $2 AND ",
            $mine,
            ".on_day = $3",
            $kept,
            " ORDER BY v.bureau_id, v.on_day, v.starts, v.task_id"
        )
    };
}

const DAY: &str = visits!("v", "k", "0", "");
const DAY_ALONG: &str = visits!("k", "v", "1", still_made!());
const WEEK: &str = "SELECT x.on_day, COUNT(*), COUNT(CASE WHEN x.state = 'done' THEN 1 END), MIN(x.starts), MAX(x.ends),
    CAST(COALESCE(SUM(x.travel_minutes), 0) + COALESCE(SUM(x.back_minutes), 0) AS BIGINT) FROM (
        SELECT v.on_day, v.task_id, v.starts, v.ends, v.travel_minutes, v.back_minutes, t.state FROM round_visit v
        JOIN task t ON t.bureau_id = v.bureau_id AND t.id = v.task_id AND t.state IN ('open', 'done')
        JOIN person p ON p.bureau_id = t.bureau_id AND p.id = t.person_id AND p.ended_on IS NULL
        WHERE v.bureau_id = $1 AND v.staff_id = $2 AND v.on_day >= $3 AND v.on_day <= $4
        UNION ALL SELECT v.on_day, v.task_id, v.starts, v.ends, k.travel_minutes, k.back_minutes, t.state FROM round_company k
        JOIN round_visit v ON v.bureau_id = k.bureau_id AND v.task_id = k.task_id AND v.plan_id = k.plan_id
        JOIN task t ON t.bureau_id = v.bureau_id AND t.id = v.task_id AND t.state IN ('open', 'done')
        JOIN person p ON p.bureau_id = t.bureau_id AND p.id = t.person_id AND p.ended_on IS NULL
        WHERE k.bureau_id = $1 AND k.staff_id = $2 AND k.on_day >= $3 AND k.on_day <= $4) x
    GROUP BY x.on_day ORDER BY x.on_day";
const UNPLANNED: &str = concat!(
    "SELECT t.id, p.id, p.name, t.form, t.opens_on, t.next_on, v.on_day, u.task_id FROM task t
    JOIN person p ON p.bureau_id = t.bureau_id AND p.id = t.person_id AND p.ended_on IS NULL
    LEFT JOIN round_visit v ON v.bureau_id = t.bureau_id AND v.task_id = t.id
    LEFT JOIN visit_urgency u ON u.bureau_id = t.bureau_id AND u.task_id = t.id
    WHERE t.bureau_id = $1 AND t.owner_id = $3 AND t.state = 'open' AND t.form IN ('home-visit', 'return-visit', 'care-visit')
    AND (v.task_id IS NULL OR ",
    stale!(),
    ") ORDER BY t.bureau_id, t.owner_id, t.state, t.next_on, t.id LIMIT $4"
);
const BY_DOCTOR: &str = concat!(
    "SELECT s.id, s.name, h.name, COUNT(t.id), COUNT(CASE WHEN v.task_id IS NOT NULL AND NOT ",
    stale!(),
    " THEN 1 END), COUNT(CASE WHEN v.task_id IS NOT NULL AND ",
    stale!(),
    " THEN 1 END), MIN(CASE WHEN v.on_day >= $2 THEN v.on_day END), (SELECT CAST(COALESCE(SUM(x.travel_minutes), 0)
        + COALESCE(SUM(x.back_minutes), 0) AS BIGINT) FROM round_visit x WHERE x.bureau_id = d.bureau_id AND x.staff_id = d.id
        AND x.on_day >= $2 AND x.on_day < $3)
    FROM doctor d JOIN staff s ON s.bureau_id = d.bureau_id AND s.id = d.id
    JOIN hospital h ON h.bureau_id = d.bureau_id AND h.id = d.hospital_id
    LEFT JOIN task t ON t.bureau_id = d.bureau_id AND t.owner_id = d.id AND t.state = 'open'
    AND t.form IN ('home-visit', 'return-visit', 'care-visit')
    LEFT JOIN round_visit v ON v.bureau_id = t.bureau_id AND v.task_id = t.id
    WHERE d.bureau_id = $1 GROUP BY d.bureau_id, d.id, s.id, s.name, s.pinyin, h.name ORDER BY s.pinyin, s.id LIMIT 2000"
);
const LATER: &str =
    "SELECT v.task_id FROM round_visit v WHERE v.bureau_id = $1 AND v.staff_id = $2 AND v.on_day > $3";
const NEXT_OF_PERSON: &str = "SELECT v.on_day, v.starts, s.name FROM task t
    JOIN round_visit v ON v.bureau_id = t.bureau_id AND v.task_id = t.id AND v.on_day >= $3
    JOIN staff s ON s.bureau_id = v.bureau_id AND s.id = v.staff_id
    WHERE t.bureau_id = $1 AND t.person_id = $2 AND t.state = 'open' ORDER BY v.on_day, v.starts, t.id LIMIT 1";
const HOSPITAL: &str =
    "SELECT h.name, COALESCE(h.latitude, a.latitude), COALESCE(h.longitude, a.longitude) FROM doctor d
    JOIN hospital h ON h.bureau_id = d.bureau_id AND h.id = d.hospital_id
    LEFT JOIN area a ON a.bureau_id = h.bureau_id AND a.id = h.area_id WHERE d.bureau_id = $1 AND d.id = $2";

/// "Comes along to it", for [`cq_platform::policy::Scope`]; the task goes by `t`. Whoever does sees whom he visits, and writes nothing down.
pub const ALONG: &str = "EXISTS (SELECT 1 FROM round_visit y JOIN round_company k ON k.bureau_id = y.bureau_id AND k.plan_id = y.plan_id
    AND k.task_id = y.task_id WHERE y.bureau_id = t.bureau_id AND y.task_id = t.id AND k.staff_id = {staff})";

/// For the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&str] =
    &[DAY, DAY_ALONG, WEEK, UNPLANNED, BY_DOCTOR, LATER, NEXT_OF_PERSON, HOSPITAL];

record! {
    /// A visit of a day.
    pub struct Visit {
        /// Which.
        pub task: TaskId,
        /// Minutes since midnight.
        pub starts: i64,
        /// Minutes since midnight.
        pub ends: i64,
        /// Minutes on the way there.
        pub travel: i64,
        /// Minutes back, after the last.
        pub back: Option<i64>,
        /// The break that follows.
        pub pause: Option<i64>,
        /// Why then, as it is kept.
        pub reason: String,
        state: String,
        /// Another day was agreed.
        pub again_on: Option<Date>,
        /// To whom.
        pub person: PersonId,
        /// Degrees north.
        pub north: Option<f64>,
        /// Degrees east.
        pub east: Option<f64>,
        /// At what time of the day the elder wishes it.
        pub part: Option<Part>,
        /// Weekdays that suit, as bits.
        pub weekdays: Option<i64>,
        /// Two have to come.
        pub needs_two: Option<bool>,
        /// Somebody said that it comes first.
        pub urgent: Option<Uuid>,
        /// Who else is there.
        pub other: Option<String>,
        /// The other makes the visit; this doctor comes along.
        pub is_along: bool,
        /// Who else should be there is away on that day.
        pub is_other_away: bool,
    }
}

impl Visit {
    /// It was made already.
    pub fn is_done(&self) -> bool {
        self.state == "done"
    }

    /// Another day than `on` was agreed meanwhile.
    pub fn is_elsewhere(&self, on: Date) -> bool {
        self.again_on.is_some_and(|again| again != on) && !self.is_done()
    }
}

record! {
    /// A day in figures.
    pub struct DaySum {
        /// Which.
        pub on: Date,
        /// Visits.
        pub visits: i64,
        /// Those made.
        pub done: i64,
        /// The first begins.
        pub starts: i64,
        /// The last is over.
        pub ends: i64,
        /// Minutes on the way.
        pub travel: i64,
    }
}

record! {
    /// A visit that is owed and has no time that can be kept.
    pub struct Unplanned {
        /// Which.
        pub task: TaskId,
        /// To whom.
        pub person: PersonId,
        /// The name.
        pub name: String,
        /// What it is.
        pub form: Form,
        /// Not before.
        pub opens_on: Date,
        /// The day it is promised for now.
        pub next_on: Date,
        /// The day that cannot be kept.
        pub on: Option<Date>,
        /// Somebody said that it comes first.
        pub urgent: Option<Uuid>,
    }
}

record! {
    /// A doctor in figures.
    pub struct Load {
        /// Who.
        pub staff: StaffId,
        /// The name.
        pub name: String,
        /// The hospital.
        pub hospital: String,
        /// Visits owed at homes.
        pub owed: i64,
        /// Those that have a time.
        pub planned: i64,
        /// Those whose time cannot be kept.
        pub stale: i64,
        /// The next day on which he goes out.
        pub next_on: Option<Date>,
        /// Minutes on the way in the coming week.
        pub travel: i64,
    }
}

record! {
    /// Where a doctor sets out.
    pub struct Start {
        /// The hospital.
        pub name: String,
        /// Degrees north.
        pub north: Option<f64>,
        /// Degrees east.
        pub east: Option<f64>,
    }
}

/// A doctor's visits of a day, his own and those he comes along to, in their order.
pub fn day(conn: &Conn<'_>, bureau: &BureauId, staff: StaffId, on: Date) -> Result<Vec<Visit>> {
    let mut visits: Vec<Visit> = conn.list(DAY, &[bureau, &staff, &on])?;
    visits.extend(conn.list::<Visit>(DAY_ALONG, &[bureau, &staff, &on])?);
    visits.sort_by_key(|visit| (visit.starts, visit.task));
    Ok(visits)
}

/// The days on which a doctor goes out.
pub fn days(
    conn: &Conn<'_>,
    bureau: &BureauId,
    staff: StaffId,
    from: Date,
    until: Date,
) -> Result<Vec<DaySum>> {
    conn.list(WEEK, &[bureau, &staff, &from, &until])
}

/// What a doctor owes at homes and has no time that can be kept, by promised day, at most `limit`.
pub fn unplanned(
    conn: &Conn<'_>,
    bureau: &BureauId,
    today: Date,
    staff: StaffId,
    limit: i64,
) -> Result<Vec<Unplanned>> {
    conn.list(UNPLANNED, &[bureau, &today, &staff, &limit])
}

/// Every doctor, by reading; ways are summed until `before`.
pub fn loads(conn: &Conn<'_>, bureau: &BureauId, today: Date, before: Date) -> Result<Vec<Load>> {
    conn.list(BY_DOCTOR, &[bureau, &today, &before])
}

/// Where a doctor sets out.
pub fn start(conn: &Conn<'_>, bureau: &BureauId, staff: StaffId) -> Result<Option<Start>> {
    conn.find(HOSPITAL, &[bureau, &staff])
}

/// What a doctor does on a later day.
pub fn later(conn: &Conn<'_>, bureau: &BureauId, staff: StaffId, on: Date) -> Result<Vec<TaskId>> {
    Ok(conn.list::<(TaskId,)>(LATER, &[bureau, &staff, &on])?.into_iter().map(|(id,)| id).collect())
}

/// When somebody comes to a person next, from `today` on: the day, minutes since midnight, and who.
pub fn next_of_person(
    conn: &Conn<'_>,
    bureau: &BureauId,
    today: Date,
    person: PersonId,
) -> Result<Option<(Date, i64, String)>> {
    conn.find(NEXT_OF_PERSON, &[bureau, &person, &today])
}
