//! What doctors did and what elders say of it, in the database.

use cq_calendar::PartialDate;
use cq_platform::{
    Result,
    actor::Act,
    db::{Conn, Tx},
    ids::StaffId,
    policy::Scope,
    record,
    secrets::Place,
};
use cq_registry::{
    person::PersonId,
    task::{
        TaskId,
        model::{Form, Service},
    },
};
use jiff::civil::Date;
use uuid::Uuid;

use super::model::{Said, TRIES};

/// A visit by a doctor at somebody's home or bed.
macro_rules! visit {
    ($task:literal) => {
        concat!($task, ".form IN ('home-visit', 'return-visit', 'care-visit', 'hospital-visit')")
    };
}

const LOADS: &str = concat!(
    "SELECT s.id, s.name, h.name, d.capacity, (SELECT COUNT(*) FROM responsibility r WHERE r.bureau_id = d.bureau_id
    AND r.staff_id = d.id AND r.kind = 'doctor' AND r.until IS NULL), COUNT(DISTINCT CASE WHEN ",
    visit!("t"),
    " THEN t.person_id END), COUNT(CASE WHEN t.form = 'home-visit' THEN 1 END), COUNT(CASE WHEN t.form = 'return-visit' THEN 1 END),
    COUNT(CASE WHEN t.form = 'phone-call' THEN 1 END),
    COUNT(CASE WHEN t.form NOT IN ('home-visit', 'return-visit', 'phone-call') THEN 1 END)
    FROM doctor d JOIN staff s ON s.bureau_id = d.bureau_id AND s.id = d.id
    JOIN hospital h ON h.bureau_id = d.bureau_id AND h.id = d.hospital_id
    LEFT JOIN task t ON t.bureau_id = d.bureau_id AND t.owner_id = d.id AND t.state = 'done' AND t.done_on >= $2 AND t.done_on <= $3
    WHERE d.bureau_id = $1 GROUP BY d.bureau_id, d.id, s.id, s.name, s.pinyin, h.name, d.capacity ORDER BY s.pinyin, s.id LIMIT 1000"
);
const KINDS: &str = "SELECT t.owner_id, v.service, COUNT(*) FROM visit_service v
    JOIN task t ON t.bureau_id = v.bureau_id AND t.id = v.task_id
    WHERE v.bureau_id = $1 AND t.state = 'done' AND t.done_on >= $2 AND t.done_on <= $3 GROUP BY t.owner_id, v.service";
const SCORES: &str = "SELECT f.doctor_id, COUNT(*), CAST(SUM(f.score) AS BIGINT) FROM visit_feedback f
    WHERE f.bureau_id = $1 AND f.outcome = 'asked' AND f.asked_on >= $2 AND f.asked_on <= $3 GROUP BY f.doctor_id";
const UNSEEN: &str = concat!(
    "SELECT p.id, p.name, p.pinyin, p.born, a.name, p.phone, s.name, (SELECT MAX(v.done_on) FROM task v
    JOIN doctor k ON k.bureau_id = v.bureau_id AND k.id = v.owner_id
    WHERE v.bureau_id = $1 AND v.person_id = p.id AND v.state = 'done' AND v.done_on < $2 AND ",
    visit!("v"),
    ") FROM person p JOIN responsibility r ON r.bureau_id = p.bureau_id AND r.person_id = p.id AND r.kind = 'doctor' AND r.until IS NULL
    JOIN staff s ON s.bureau_id = r.bureau_id AND s.id = r.staff_id
    LEFT JOIN area a ON a.bureau_id = p.bureau_id AND a.id = p.area_id
    WHERE p.bureau_id = $1 AND p.ended_on IS NULL AND p.category <> 'relative'
    AND NOT EXISTS (SELECT 1 FROM task t JOIN doctor d ON d.bureau_id = t.bureau_id AND d.id = t.owner_id WHERE t.bureau_id = $1
        AND t.person_id = p.id AND t.state = 'done' AND t.done_on >= $2 AND ",
    visit!("t"),
    ") AND ($3 = 'any' OR r.staff_id = $4) AND ($5 = 'any' OR p.area_id = $6) AND {reach} AND (p.pinyin, p.id) > ($7, $8)
    ORDER BY p.bureau_id, p.pinyin, p.id LIMIT $9"
);
const DOCTOR: &str = "SELECT s.name, h.name FROM staff s JOIN doctor d ON d.bureau_id = s.bureau_id AND d.id = s.id
    JOIN hospital h ON h.bureau_id = d.bureau_id AND h.id = d.hospital_id WHERE s.bureau_id = $1 AND s.id = $2 AND {reach}";
const MONTH_KINDS: &str = "SELECT v.task_id, v.service FROM task t JOIN visit_service v ON v.bureau_id = t.bureau_id AND v.task_id = t.id
    WHERE t.bureau_id = $1 AND t.owner_id = $2 AND t.state = 'done' AND t.done_on >= $3 AND t.done_on <= $4";
const MONTH: &str = "SELECT t.id, t.done_on, p.name, a.name, t.form, t.entered_from FROM task t
    JOIN person p ON p.bureau_id = t.bureau_id AND p.id = t.person_id
    LEFT JOIN area a ON a.bureau_id = p.bureau_id AND a.id = p.area_id
    WHERE t.bureau_id = $1 AND t.owner_id = $2 AND t.state = 'done' AND t.done_on >= $3 AND t.done_on <= $4
    ORDER BY t.done_on, p.pinyin, t.id LIMIT 2000";
const AREAS: &str =
    "SELECT a.id, a.name FROM area a WHERE a.bureau_id = $1 ORDER BY a.bureau_id, a.name LIMIT 500";

macro_rules! asked_about {
    () => {
        concat!(
            "SELECT t.id, p.id, p.name, p.born, p.phone, t.done_on, t.owner_id, s.name, t.form, f.tries, f.version FROM task t
    JOIN doctor d ON d.bureau_id = t.bureau_id AND d.id = t.owner_id
    JOIN staff s ON s.bureau_id = t.bureau_id AND s.id = t.owner_id
    JOIN person p ON p.bureau_id = t.bureau_id AND p.id = t.person_id AND p.ended_on IS NULL
    LEFT JOIN visit_feedback f ON f.bureau_id = t.bureau_id AND f.task_id = t.id
    WHERE t.bureau_id = $1 AND t.done_on >= $2 AND t.done_on <= $3 AND t.state = 'done' AND ",
            visit!("t"),
            " AND (f.task_id IS NULL OR (f.outcome = 'not-reached' AND f.tries < $4)) "
        )
    };
}
const TO_ASK: &str =
    concat!(asked_about!(), "AND (f.task_id IS NULL OR f.asked_on < $3) ORDER BY t.done_on, t.id LIMIT 3000");
const FIND: &str = concat!(asked_about!(), "AND t.id = $5");
const ASKED_TODAY: &str =
    "SELECT COUNT(*) FROM visit_feedback f JOIN staff s ON s.bureau_id = f.bureau_id AND s.id = f.doctor_id
    WHERE f.bureau_id = $1 AND f.asked_on = $2";
const SAYS: &str = "SELECT f.task_id, p.id, p.name, s.name, t.done_on, f.asked_on, f.score, f.words, k.name FROM visit_feedback f
    JOIN task t ON t.bureau_id = f.bureau_id AND t.id = f.task_id
    JOIN person p ON p.bureau_id = t.bureau_id AND p.id = t.person_id
    JOIN staff s ON s.bureau_id = f.bureau_id AND s.id = f.doctor_id
    LEFT JOIN account k ON k.bureau_id = f.bureau_id AND k.id = f.asked_by
    WHERE f.bureau_id = $1 AND f.outcome = 'asked' ORDER BY f.asked_on DESC, f.asked_at DESC, f.task_id LIMIT 50";
const INSERT: &str = "INSERT INTO visit_feedback (bureau_id, task_id, doctor_id, outcome, score, words, tries, asked_on, asked_at, asked_by,
    asked_by_staff, version) VALUES ($1, $2, $3, $4, $5, $6, 1, $7, $8, $9, $10, 1) ON CONFLICT DO NOTHING";
const SAVE: &str = "UPDATE visit_feedback SET outcome = $4, score = $5, words = $6, tries = tries + 1, asked_on = $7, asked_at = $8,
    asked_by = $9, asked_by_staff = $10, version = version + 1
    WHERE bureau_id = $1 AND task_id = $2 AND version = $3 AND outcome = 'not-reached'";

/// For the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&str] = &[
    LOADS,
    KINDS,
    SCORES,
    UNSEEN,
    DOCTOR,
    MONTH,
    MONTH_KINDS,
    AREAS,
    TO_ASK,
    FIND,
    ASKED_TODAY,
    SAYS,
    INSERT,
    SAVE,
];

record! {
    /// What a doctor did in a window.
    pub struct Load {
        /// Which.
        pub id: StaffId,
        /// The name.
        pub name: String,
        /// The hospital.
        pub hospital: String,
        /// For how many the doctor may answer.
        pub capacity: i64,
        /// For how many he does.
        pub elders: i64,
        /// How many he visited.
        pub seen: i64,
        /// Home visits.
        pub home: i64,
        /// After a stay in hospital.
        pub after_stay: i64,
        /// Calls.
        pub calls: i64,
        /// Anything else.
        pub other: i64,
    }
}

/// What each doctor did, by the reading of names.
pub fn loads(conn: &Conn<'_>, act: &Act, first: Date, last: Date) -> Result<Vec<Load>> {
    conn.list(LOADS, &[act.bureau(), &first, &last])
}

/// Of each doctor: how many visits were of a kind.
pub fn kinds(conn: &Conn<'_>, act: &Act, first: Date, last: Date) -> Result<Vec<(StaffId, Service, i64)>> {
    conn.list(KINDS, &[act.bureau(), &first, &last])
}

/// Of each doctor: how many elders said something in the window, and the sum of their scores.
pub fn scores(conn: &Conn<'_>, act: &Act, first: Date, last: Date) -> Result<Vec<(StaffId, i64, i64)>> {
    conn.list(SCORES, &[act.bureau(), &first, &last])
}

record! {
    /// Somebody whom no doctor has seen for a while.
    pub struct Unseen {
        /// Who.
        pub person: PersonId,
        /// The name.
        pub name: String,
        /// Its reading.
        pub pinyin: String,
        /// Birth.
        pub born: Option<PartialDate>,
        /// 所在镇街.
        pub area: Option<String>,
        /// Digits.
        pub phone: Option<String>,
        /// The paired doctor.
        pub doctor: String,
        /// The last visit; none ever.
        pub seen_on: Option<Date>,
    }
}

/// Which of them are asked for.
pub struct Wanted {
    /// Not seen from this day on.
    pub since: Date,
    /// Of one doctor.
    pub doctor: Option<StaffId>,
    /// Of one area.
    pub area: Option<Uuid>,
    /// Behind which reading and id.
    pub after: (String, Uuid),
}

/// Elders with a doctor whom no doctor has seen since a day, within reach; at most `limit`.
pub fn unseen(conn: &Conn<'_>, act: &Act, scope: &Scope, wanted: &Wanted, limit: i64) -> Result<Vec<Unseen>> {
    let Wanted { since, doctor, area, after: (pinyin, person) } = wanted;
    let word = |is_one| if is_one { "one" } else { "any" };
    let (of_doctor, of_area) = (word(doctor.is_some()), word(area.is_some()));
    let (doctor, area) = (doctor.unwrap_or(StaffId(Uuid::nil())), area.unwrap_or_default());
    conn.list_in(
        scope,
        UNSEEN,
        &[act.bureau(), since, &of_doctor, &doctor, &of_area, &area, pinyin, person, &limit],
    )
}

/// Every area, by name.
pub fn areas(conn: &Conn<'_>, act: &Act) -> Result<Vec<(Uuid, String)>> {
    conn.list(AREAS, &[act.bureau()])
}

/// A doctor within reach: name and hospital.
pub fn doctor(conn: &Conn<'_>, act: &Act, scope: &Scope, id: StaffId) -> Result<Option<(String, String)>> {
    conn.find_in(scope, DOCTOR, &[act.bureau(), &id])
}

record! {
    /// One thing that a doctor did.
    pub struct Done {
        /// Which.
        pub task: TaskId,
        /// When.
        pub on: Date,
        /// For whom.
        pub name: String,
        /// 所在镇街.
        pub area: Option<String>,
        /// What.
        pub form: Form,
        /// From what it was written down later.
        pub entered_from: Option<String>,
    }
}

/// What kinds of service a doctor's visits of a month were.
pub fn month_kinds(
    conn: &Conn<'_>,
    act: &Act,
    id: StaffId,
    first: Date,
    last: Date,
) -> Result<Vec<(TaskId, Service)>> {
    conn.list(MONTH_KINDS, &[act.bureau(), &id, &first, &last])
}

/// What a doctor did in a month, by day.
pub fn month(conn: &Conn<'_>, act: &Act, id: StaffId, first: Date, last: Date) -> Result<Vec<Done>> {
    conn.list(MONTH, &[act.bureau(), &id, &first, &last])
}

record! {
    /// A visit that an elder can be asked about.
    pub struct Visit {
        /// Which.
        pub task: TaskId,
        /// Whom to ask.
        pub person: PersonId,
        /// The name.
        pub name: String,
        /// Birth.
        pub born: Option<PartialDate>,
        /// Digits.
        pub phone: Option<String>,
        /// When it was.
        pub on: Date,
        /// The doctor who was there.
        pub doctor: StaffId,
        /// The name.
        pub doctor_name: String,
        /// What it was.
        pub form: Form,
        /// How often nobody was reached.
        pub tries: Option<i64>,
        /// Guard; none where nobody tried.
        pub version: Option<i64>,
    }
}

/// Visits since `first` that nobody was asked about, and not tried today.
pub fn to_ask(conn: &Conn<'_>, act: &Act, first: Date) -> Result<Vec<Visit>> {
    conn.list(TO_ASK, &[act.bureau(), &first, &act.today(), &TRIES])
}

/// One of them, tried today or not.
pub fn find(conn: &Conn<'_>, act: &Act, first: Date, task: TaskId) -> Result<Option<Visit>> {
    conn.find(FIND, &[act.bureau(), &first, &act.today(), &TRIES, &task])
}

/// How many were tried today.
pub fn asked_today(conn: &Conn<'_>, act: &Act) -> Result<usize> {
    let (n,) = conn.one::<(i64,)>(ASKED_TODAY, &[act.bureau(), &act.today()])?;
    Ok(usize::try_from(n).unwrap_or(0))
}

record! {
    struct StoredSays {
        task: TaskId,
        person: PersonId,
        name: String,
        doctor: String,
        done_on: Date,
        asked_on: Date,
        score: i64,
        words: Option<Vec<u8>>,
        asked_by: Option<String>,
    }
}

/// What an elder said of a visit.
pub struct Says {
    /// Who.
    pub person: PersonId,
    /// The name.
    pub name: String,
    /// Of which doctor.
    pub doctor: String,
    /// Of the visit on that day.
    pub done_on: Date,
    /// When it was asked.
    pub asked_on: Date,
    /// 1–5.
    pub score: i64,
    /// In their words; may be empty.
    pub words: String,
    /// Who asked.
    pub asked_by: String,
}

fn place(task: TaskId) -> Place {
    Place { table: "visit_feedback", column: "words", row: task.0 }
}

/// What was said last, the latest first.
pub fn says(conn: &Conn<'_>, act: &Act) -> Result<Vec<Says>> {
    let says = |row: StoredSays| {
        let words = row.words.map(|words| act.secrets.open(place(row.task), &words)).transpose()?;
        let StoredSays { person, name, doctor, done_on, asked_on, score, asked_by, .. } = row;
        let (words, asked_by) = (words.unwrap_or_default(), asked_by.unwrap_or_default());
        Ok(Says { person, name, doctor, done_on, asked_on, score, words, asked_by })
    };
    conn.list::<StoredSays>(SAYS, &[act.bureau()])?.into_iter().map(says).collect()
}

/// Writes down what came of a call. Somebody faster is a conflict.
pub fn save(tx: &Tx<'_>, act: &Act, visit: &Visit, said: &Said) -> Result<()> {
    let (score, words) = match said {
        Said::Asked { score, words } => (Some(*score), Some(words).filter(|words| !words.is_empty())),
        Said::NotReached => (None, None),
    };
    let words = words.map(|words| act.secrets.seal(place(visit.task), words)).transpose()?;
    let (bureau, outcome, today) = (act.bureau(), said.outcome(), act.today());
    let (by, staff) = (&act.actor.account, &act.actor.staff);
    match visit.version {
        None => tx.execute_one(
            INSERT,
            &[bureau, &visit.task, &visit.doctor, &outcome, &score, &words, &today, &act.at, by, staff],
        ),
        Some(version) => tx.execute_one(
            SAVE,
            &[bureau, &visit.task, &version, &outcome, &score, &words, &today, &act.at, by, staff],
        ),
    }
}
