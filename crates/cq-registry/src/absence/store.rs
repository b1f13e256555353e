//! Absences in the database: who is away, who stands in, and what a handover moved.

use cq_platform::{
    Result,
    actor::Act,
    db::{Conn, Param, Tx},
    ids::{AccountId, BureauId, StaffId},
    record,
};
use jiff::{Timestamp, civil::Date};
use uuid::Uuid;

use super::model::{Absence, AbsenceId, Draft, Reason, State};
use crate::{person::PersonId, responsibility::Kind, staff};

macro_rules! absences {
    () => {
        "SELECT v.id, v.staff_id, v.reason, v.from_on, v.until_on, v.substitute_id, v.undone_at, v.undone_by, v.version, s.name, u.name
    FROM absence v JOIN staff s ON s.bureau_id = v.bureau_id AND s.id = v.staff_id
    JOIN staff u ON u.bureau_id = v.bureau_id AND u.id = v.substitute_id WHERE v.bureau_id = $1 "
    };
}

const FIND: &str = concat!(absences!(), "AND v.id = $2");
const LIST: &str = concat!(absences!(), "ORDER BY v.bureau_id, v.from_on DESC, v.id DESC LIMIT 200");
/// Those of somebody that overlap some days.
const OF_STAFF: &str = concat!(
    absences!(),
    "AND v.staff_id = $2 AND v.state = 'holds' AND v.from_on <= $4 AND (v.until_on IS NULL OR v.until_on >= $3)
    ORDER BY v.from_on, v.id LIMIT 1"
);
/// Those in which somebody stands in, and that overlap some days.
const BY_SUBSTITUTE: &str = concat!(
    absences!(),
    "AND v.state = 'holds' AND v.from_on <= $4 AND (v.until_on IS NULL OR v.until_on >= $3)
    AND (v.substitute_id = $2 OR v.id IN (SELECT h.absence_id FROM absence_share h WHERE h.bureau_id = $1 AND h.substitute_id = $2))
    ORDER BY v.from_on, v.id"
);
const INSERT: &str =
    "INSERT INTO absence (bureau_id, id, staff_id, reason, from_on, until_on, substitute_id, state, made_at, made_by, version)
    VALUES ($1, $2, $3, $4, $5, $6, $7, 'holds', $8, $9, 1)";
const SAVE: &str =
    "UPDATE absence SET until_on = $4, state = $5, undone_at = $6, undone_by = $7, version = version + 1
    WHERE bureau_id = $1 AND id = $2 AND version = $3";
const INSERT_SHARES: &str = "INSERT INTO absence_share (bureau_id, absence_id, person_id, substitute_id)";
const SHARES: &str =
    "SELECT h.person_id, h.substitute_id FROM absence_share h WHERE h.bureau_id = $1 AND h.absence_id = $2
    ORDER BY h.bureau_id, h.absence_id, h.person_id";
const INSERT_MOVE: &str = "INSERT INTO absence_move (bureau_id, absence_id, subject_id, kind, successor_id, to_id) VALUES ($1, $2, $3, $4, $5, $6)";
const MOVES: &str = "SELECT m.subject_id, m.kind, m.successor_id, m.to_id FROM absence_move m
    WHERE m.bureau_id = $1 AND m.absence_id = $2 ORDER BY m.bureau_id, m.absence_id, m.subject_id";
/// Whoever enters an absence holds the rows of all it is about, so that two never overlap.
const HOLD: &str = "UPDATE staff SET name = name WHERE bureau_id = $1 AND id = $2";
const WORKERS: &str = "SELECT s.id, s.name, h.name, d.capacity, (SELECT COUNT(*) FROM responsibility r
    WHERE r.bureau_id = s.bureau_id AND r.staff_id = s.id AND r.until IS NULL) FROM staff s
    LEFT JOIN doctor d ON d.bureau_id = s.bureau_id AND d.id = s.id
    LEFT JOIN hospital h ON h.bureau_id = d.bureau_id AND h.id = d.hospital_id
    WHERE s.bureau_id = $1 ORDER BY s.bureau_id, s.pinyin, s.id";
/// Who stands behind somebody's name: those they answer for, and those to whom they owe something.
const PEOPLE: &str = "SELECT p.id, p.name, a.name, (SELECT COUNT(*) FROM task t WHERE t.bureau_id = $1 AND t.owner_id = $2
    AND t.state = 'open' AND t.person_id = p.id), (SELECT COUNT(*) FROM task t WHERE t.bureau_id = $1 AND t.owner_id = $2
    AND t.state = 'open' AND t.person_id = p.id AND t.next_on < $3)
    FROM person p LEFT JOIN area a ON a.bureau_id = p.bureau_id AND a.id = p.area_id
    WHERE p.bureau_id = $1 AND p.id IN (SELECT x.person_id FROM responsibility x WHERE x.bureau_id = $1 AND x.staff_id = $2
    AND x.until IS NULL UNION SELECT y.person_id FROM task y WHERE y.bureau_id = $1 AND y.owner_id = $2 AND y.state = 'open')
    ORDER BY p.pinyin, p.id";
const BONDS: &str = "SELECT r.id, r.person_id, r.kind, r.since, r.reason, r.version FROM responsibility r
    WHERE r.bureau_id = $1 AND r.staff_id = $2 AND r.until IS NULL ORDER BY r.bureau_id, r.staff_id, r.person_id";
const TASKS: &str =
    "SELECT t.id, t.person_id FROM task t WHERE t.bureau_id = $1 AND t.owner_id = $2 AND t.state = 'open'
    ORDER BY t.bureau_id, t.owner_id, t.state, t.next_on, t.id";
/// A task changes hands as long as it is open and its owner's.
const HAND: &str = "UPDATE task SET owner_id = $4, version = version + 1
    WHERE bureau_id = $1 AND id = $2 AND owner_id = $3 AND state = 'open'";
/// Rules that name somebody, as owner or for what finds none.
const RULES: &str = "SELECT u.id, u.name FROM rule u JOIN rule_version w ON w.bureau_id = u.bureau_id AND w.rule_id = u.id AND w.number = u.number
    WHERE u.bureau_id = $1 AND u.state = 'published' AND w.definition LIKE $2 ORDER BY u.bureau_id, u.name";

/// For the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&str] = &[
    FIND,
    LIST,
    OF_STAFF,
    BY_SUBSTITUTE,
    INSERT,
    SAVE,
    SHARES,
    INSERT_MOVE,
    MOVES,
    HOLD,
    WORKERS,
    PEOPLE,
    BONDS,
    TASKS,
    HAND,
    RULES,
];

record! {
    struct Stored {
        id: AbsenceId,
        staff: StaffId,
        reason: Reason,
        from: Date,
        until: Option<Date>,
        substitute: StaffId,
        undone_at: Option<Timestamp>,
        undone_by: Option<AccountId>,
        version: i64,
        name: String,
        substitute_name: String,
    }
}

/// An absence with the names of who is away and who stands in first.
#[derive(Debug, Clone, PartialEq)]
pub struct Named {
    /// The absence.
    pub absence: Absence,
    /// Who is away.
    pub name: String,
    /// Who stands in first.
    pub substitute: String,
}

impl From<Stored> for Named {
    fn from(row: Stored) -> Self {
        let state = row.undone_at.map_or(State::Holds, |at| State::Undone { at, by: row.undone_by });
        let absence = Absence {
            id: row.id,
            staff: row.staff,
            reason: row.reason,
            from: row.from,
            until: row.until,
            substitute: row.substitute,
            state,
            version: row.version,
        };
        Self { absence, name: row.name, substitute: row.substitute_name }
    }
}

record! {
    /// Somebody who works here.
    pub struct Worker {
        /// Identity.
        pub id: StaffId,
        /// The name.
        pub name: String,
        /// A doctor's hospital; none for others.
        pub hospital: Option<String>,
        /// For how many a doctor may answer.
        pub capacity: Option<i64>,
        /// For how many they answer now.
        pub people: i64,
    }
}

record! {
    /// Somebody behind a worker's name.
    pub struct Charge {
        /// Who.
        pub id: PersonId,
        /// The name.
        pub name: String,
        /// 所在镇街.
        pub area: Option<String>,
        /// Open tasks.
        pub open: i64,
        /// Those of them that are overdue.
        pub overdue: i64,
    }
}

record! {
    /// A responsibility as it would be handed over.
    pub struct Held {
        /// Which.
        pub id: crate::responsibility::ResponsibilityId,
        /// For whom.
        pub person: PersonId,
        /// As what.
        pub kind: Kind,
        /// Since when.
        pub since: Date,
        /// Why this one.
        pub reason: String,
        /// Guard.
        pub version: i64,
    }
}

record! {
    /// Something that a handover moved.
    pub struct Moved {
        /// What: the responsibility that ended, or the task.
        pub subject: Uuid,
        /// `responsibility` or `task`.
        pub kind: String,
        /// The responsibility that took its place.
        pub successor: Option<Uuid>,
        /// To whom.
        pub to: StaffId,
    }
}

/// One absence.
pub fn find(conn: &Conn<'_>, bureau: &BureauId, id: AbsenceId) -> Result<Option<Named>> {
    Ok(conn.find::<Stored>(FIND, &[bureau, &id])?.map(Into::into))
}

/// All of them, the latest first.
pub fn list(conn: &Conn<'_>, bureau: &BureauId) -> Result<Vec<Named>> {
    Ok(conn.list::<Stored>(LIST, &[bureau])?.into_iter().map(Into::into).collect())
}

/// The first absence of `staff` that overlaps the days.
pub fn of_staff(
    conn: &Conn<'_>,
    bureau: &BureauId,
    staff: StaffId,
    from: Date,
    until: Option<Date>,
) -> Result<Option<Named>> {
    let last = until.unwrap_or(Date::MAX);
    Ok(conn.find::<Stored>(OF_STAFF, &[bureau, &staff, &from, &last])?.map(Into::into))
}

/// Absences in which `staff` stands in on some of the days.
pub fn by_substitute(
    conn: &Conn<'_>,
    bureau: &BureauId,
    staff: StaffId,
    from: Date,
    until: Option<Date>,
) -> Result<Vec<Named>> {
    let last = until.unwrap_or(Date::MAX);
    let rows = conn.list::<Stored>(BY_SUBSTITUTE, &[bureau, &staff, &from, &last])?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// Who looks after whom where it is not the first who stands in.
pub fn shares(conn: &Conn<'_>, bureau: &BureauId, id: AbsenceId) -> Result<Vec<(PersonId, StaffId)>> {
    conn.list(SHARES, &[bureau, &id])
}

/// A new absence, and who looks after whom.
pub fn insert(
    tx: &Tx<'_>,
    act: &Act,
    id: AbsenceId,
    draft: &Draft,
    substitute: StaffId,
    shares: &[(PersonId, StaffId)],
) -> Result<()> {
    let (bureau, Draft { staff, reason, from, until, .. }) = (act.bureau(), draft);
    tx.execute_one(
        INSERT,
        &[bureau, &id, staff, reason, from, until, &substitute, &act.at, &act.actor.account],
    )?;
    let others = shares.iter().filter(|(_, to)| *to != substitute);
    let cells: Vec<&dyn Param> =
        others.flat_map(|(person, to)| -> [&dyn Param; 4] { [bureau, &id, person, to] }).collect();
    tx.insert_many(INSERT_SHARES, 4, &cells)
}

/// Writes down what a transition made; the absence still has the version it was read with.
pub fn save(tx: &Tx<'_>, bureau: &BureauId, absence: &Absence) -> Result<()> {
    let (word, at, by) = match absence.state {
        State::Holds => ("holds", None, None),
        State::Undone { at, by } => ("undone", Some(at), by),
    };
    tx.execute_one(SAVE, &[bureau, &absence.id, &absence.version, &absence.until, &word, &at, &by])
}

/// Holds somebody's row until the transaction ends.
pub fn hold(tx: &Tx<'_>, bureau: &BureauId, staff: StaffId) -> Result<()> {
    tx.execute_one(HOLD, &[bureau, &staff])
}

/// Everybody who works here, by reading, namesakes told apart.
pub fn workers(conn: &Conn<'_>, bureau: &BureauId) -> Result<Vec<Worker>> {
    let workers: Vec<Worker> = conn.list(WORKERS, &[bureau])?;
    let named = workers.iter().map(|worker| (worker.id, worker.name.clone())).collect();
    let named = staff::told_apart(conn, bureau, named)?;
    Ok(workers.into_iter().zip(named).map(|(worker, (_, name))| Worker { name, ..worker }).collect())
}

/// Who stands behind somebody's name.
pub fn people(conn: &Conn<'_>, bureau: &BureauId, staff: StaffId, today: Date) -> Result<Vec<Charge>> {
    conn.list(PEOPLE, &[bureau, &staff, &today])
}

/// For whom somebody answers.
pub fn bonds(conn: &Conn<'_>, bureau: &BureauId, staff: StaffId) -> Result<Vec<Held>> {
    conn.list(BONDS, &[bureau, &staff])
}

/// What somebody owes: the task, and to whom where it is owed to a person.
pub fn tasks(conn: &Conn<'_>, bureau: &BureauId, staff: StaffId) -> Result<Vec<(Uuid, Option<PersonId>)>> {
    conn.list(TASKS, &[bureau, &staff])
}

/// Gives an open task of `from` to `to`. False: it is no longer so.
pub fn hand(tx: &Tx<'_>, bureau: &BureauId, task: Uuid, from: StaffId, to: StaffId) -> Result<bool> {
    Ok(tx.execute(HAND, &[bureau, &task, &from, &to])? == 1)
}

/// Notes what was moved.
pub fn insert_move(tx: &Tx<'_>, bureau: &BureauId, id: AbsenceId, moved: &Moved) -> Result<()> {
    let Moved { subject, kind, successor, to } = moved;
    tx.execute_one(INSERT_MOVE, &[bureau, &id, subject, kind, successor, to])
}

/// What was moved.
pub fn moves(conn: &Conn<'_>, bureau: &BureauId, id: AbsenceId) -> Result<Vec<Moved>> {
    conn.list(MOVES, &[bureau, &id])
}

/// Rules in force that name somebody.
pub fn rules_naming(conn: &Conn<'_>, bureau: &BureauId, staff: StaffId) -> Result<Vec<(Uuid, String)>> {
    conn.list(RULES, &[bureau, &format!("%{staff}%")])
}
