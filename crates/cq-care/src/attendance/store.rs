//! Attendances in the database: one of them, guarded saves, what happened, the bureau's rules. Lists are in [`list`].

pub mod list;
pub mod rule;

use cq_calendar::PartialDate;
use cq_case::case::CaseId;
use cq_platform::{
    Error, Result,
    actor::Act,
    db::{Conn, Param, Tx},
    ids::{BureauId, StaffId},
    policy::Scope,
    record, words,
};
use cq_registry::person::{Category, PersonId, SelfCare};
use jiff::{Timestamp, civil::Date};

use super::{
    model::{Attendance, AttendanceId, Course, Mark, Outcome, State, Step, Ticket},
    priority::{Priority, Reason},
};
pub use rule::{rules, save_rules};

use crate::desk::DeskId;

/// "Of one's own elders", answered for by oneself or in another's stead; for [`Scope`], the table goes by `a`.
pub const OWN_ELDER: &str = "a.person_id IN (SELECT own.person_id FROM responsibility own WHERE own.bureau_id = $1 AND own.staff_id = {staff}
    AND own.until IS NULL UNION ALL SELECT own.person_id FROM absence v CROSS JOIN responsibility own
    LEFT JOIN absence_share h ON h.bureau_id = v.bureau_id AND h.absence_id = v.id AND h.person_id = own.person_id
    WHERE own.bureau_id = v.bureau_id AND own.staff_id = v.staff_id AND own.until IS NULL AND v.bureau_id = $1 AND v.state = 'holds' AND v.from_on <= {today}
    AND (v.until_on IS NULL OR v.until_on >= {today}) AND COALESCE(h.substitute_id, v.substitute_id) = {staff})";

/// What an [`Attendance`] is read from.
macro_rules! course {
    () => {
        "a.id, a.desk_id, a.person_id, a.on_day, a.points, a.reasons, a.stage, a.token, a.arrived_at, a.called_at, a.register_at, a.see_at,
        a.examine_at, a.dispense_at, a.admit_at, a.skipped, a.outcome, a.closed_at, a.version"
    };
}
pub(super) use course;

const FIND: &str =
    concat!("SELECT ", course!(), " FROM attendance a WHERE a.bureau_id = $1 AND a.id = $2 AND {reach}");
/// What of a person's is expected.
const EXPECTED: &str = "SELECT a.id, a.version, a.on_day, h.name FROM attendance a
    JOIN guide_desk d ON d.bureau_id = a.bureau_id AND d.id = a.desk_id JOIN hospital h ON h.bureau_id = d.bureau_id AND h.id = d.hospital_id
    WHERE a.bureau_id = $1 AND a.person_id = $2 AND a.stage = 'announced' ORDER BY a.bureau_id, a.person_id, a.on_day, a.id";
/// Whoever moves an attendance holds its row, so that a second one sees what the first did.
const HOLD: &str = "UPDATE attendance SET version = version WHERE bureau_id = $1 AND id = $2";
const INSERT: &str = "INSERT INTO attendance (bureau_id, id, desk_id, person_id, case_id, on_day, expected, said, points, reasons, stage, token,
    arrived_at, skipped, is_open, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, '', 1, 1)";
const SAVE: &str =
    "UPDATE attendance SET points = $4, reasons = $5, stage = $6, token = $7, arrived_at = $8, called_at = $9,
    register_at = $10, see_at = $11, examine_at = $12, dispense_at = $13, admit_at = $14, skipped = $15, outcome = $16, closed_at = $17,
    is_open = $18, version = version + 1 WHERE bureau_id = $1 AND id = $2 AND version = $3";
const NEXT_TOKEN: &str =
    "SELECT CAST(COALESCE(MAX(a.token), 0) + 1 AS BIGINT) FROM attendance a WHERE a.bureau_id = $1
    AND a.desk_id = $2 AND a.on_day = $3";
/// One is at one desk at a time; who was announced at one can go to another.
const THERE_ALREADY: &str = "SELECT h.name FROM attendance a JOIN guide_desk d ON d.bureau_id = a.bureau_id AND d.id = a.desk_id
    JOIN hospital h ON h.bureau_id = d.bureau_id AND h.id = d.hospital_id
    WHERE a.bureau_id = $1 AND a.person_id = $2 AND a.on_day = $3 AND a.is_open = 1 AND (a.stage <> 'announced' OR a.desk_id = $4)
    AND a.id <> $5 LIMIT 1";
/// Two who receive the same person at two desks wait for one another here.
const HOLD_PERSON: &str = "UPDATE person SET version = version WHERE bureau_id = $1 AND id = $2 AND ended_on IS NULL AND category <> 'relative'";
const ON_RECORD: &str =
    "SELECT p.born, p.category, p.self_care FROM person p WHERE p.bureau_id = $1 AND p.id = $2 AND p.ended_on IS NULL
    AND p.category <> 'relative'";
const NOTE: &str = "INSERT INTO attendance_entry (bureau_id, attendance_id, number, kind, step, at, by_id) VALUES ($1, $2, $3, $4, $5, $6, $7)";
const ENTRIES: &str = "SELECT e.kind, e.step, e.at, s.name FROM attendance_entry e JOIN staff s ON s.bureau_id = e.bureau_id AND s.id = e.by_id
    WHERE e.bureau_id = $1 AND e.attendance_id = $2 ORDER BY e.bureau_id, e.attendance_id, e.number DESC";
const LAST: &str = "SELECT s.name FROM attendance_entry e JOIN staff s ON s.bureau_id = e.bureau_id AND s.id = e.by_id
    WHERE e.bureau_id = $1 AND e.attendance_id = $2 ORDER BY e.bureau_id DESC, e.attendance_id DESC, e.number DESC LIMIT 1";
/// For a merge of two people: where the one that gives way was seen, and how that comes to the other.
pub(super) const HELD: &str = "SELECT a.id, a.version, h.name, '', a.on_day, NULL, NULL, NULL, NULL FROM attendance a
    JOIN guide_desk d ON d.bureau_id = a.bureau_id AND d.id = a.desk_id JOIN hospital h ON h.bureau_id = d.bureau_id AND h.id = d.hospital_id
    WHERE a.bureau_id = $1 AND a.person_id = $2 AND a.person_id <> $3 ORDER BY a.bureau_id, a.person_id, a.on_day, a.id";
pub(super) const TAKE: &str = "UPDATE attendance SET person_id = $3, version = version + 1 WHERE bureau_id = $1 AND id = $2 AND version = $4";

/// For the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&str] = &[
    FIND,
    EXPECTED,
    HOLD,
    INSERT,
    SAVE,
    NEXT_TOKEN,
    THERE_ALREADY,
    HOLD_PERSON,
    ON_RECORD,
    NOTE,
    ENTRIES,
    LAST,
    HELD,
    TAKE,
];

record! {
    /// The columns that the course is read from, in the order of `course!`.
    pub(super) struct Stored {
        id: AttendanceId,
        desk: DeskId,
        person: PersonId,
        on: Date,
        points: u32,
        reasons: String,
        stage: String,
        token: Option<u32>,
        arrived_at: Option<Timestamp>,
        called_at: Option<Timestamp>,
        register_at: Option<Timestamp>,
        see_at: Option<Timestamp>,
        examine_at: Option<Timestamp>,
        dispense_at: Option<Timestamp>,
        admit_at: Option<Timestamp>,
        skipped: String,
        outcome: Option<Outcome>,
        closed_at: Option<Timestamp>,
        version: i64,
    }
}

impl Stored {
    fn course(&self) -> Option<Course> {
        let times = [self.register_at, self.see_at, self.examine_at, self.dispense_at, self.admit_at];
        let mut marks = [Mark::Open; 5];
        for ((mark, at), step) in marks.iter_mut().zip(times).zip(Step::ALL) {
            let is_skipped = self.skipped.split_whitespace().any(|word| word == step.as_str());
            *mark = match at {
                None => Mark::Open,
                Some(at) if is_skipped => Mark::Skipped(at),
                Some(at) => Mark::Done(at),
            };
        }
        Course::of(marks)
    }

    fn state(&self) -> Option<State> {
        let ticket = || Some(Ticket { token: self.token?, arrived_at: self.arrived_at? });
        Some(match self.stage.as_str() {
            "announced" => State::Announced,
            "missed" => State::Missed { at: self.closed_at? },
            "waiting" => State::Waiting { ticket: ticket()? },
            "going" => State::Going { ticket: ticket()?, called_at: self.called_at?, course: self.course()? },
            "closed" => State::Closed {
                ticket: ticket()?,
                called_at: self.called_at?,
                course: self.course()?,
                outcome: self.outcome?,
                at: self.closed_at?,
            },
            _ => {
                let called = match self.called_at {
                    Some(at) => Some((at, self.course()?)),
                    None => None,
                };
                State::Left { ticket: ticket()?, called, at: self.closed_at? }
            }
        })
    }

    pub(super) fn into_attendance(self) -> Result<Attendance> {
        let state = self.state().ok_or_else(|| Error::internal("an attendance in no state"))?;
        let reasons = self.reasons.split_whitespace().filter_map(|word| word.parse::<Reason>().ok());
        let priority = Priority { points: self.points, reasons: reasons.collect() };
        let Self { id, desk, person, on, version, .. } = self;
        Ok(Attendance { id, desk, person, on, priority, state, version })
    }
}

/// An attendance within reach.
pub fn find(
    conn: &Conn<'_>,
    scope: &Scope,
    bureau: &BureauId,
    id: AttendanceId,
) -> Result<Option<Attendance>> {
    conn.find_in::<Stored>(scope, FIND, &[bureau, &id])?.map(Stored::into_attendance).transpose()
}

/// What of a person's is expected: which, as it was read, on which day, and where.
pub fn expected(
    conn: &Conn<'_>,
    bureau: &BureauId,
    person: PersonId,
) -> Result<Vec<(AttendanceId, i64, Date, String)>> {
    conn.list(EXPECTED, &[bureau, &person])
}

/// Holds the attendance's row until the transaction ends; whether there is one is for [`find`] to say.
pub fn hold(tx: &Tx<'_>, bureau: &BureauId, id: AttendanceId) -> Result<()> {
    tx.execute(HOLD, &[bureau, &id]).map(drop)
}

/// What an attendance is, beside its course.
pub struct Facts<'f> {
    /// The case that it was announced from.
    pub case: Option<CaseId>,
    /// About when somebody announced is expected, such as 09:30.
    pub expected: Option<String>,
    /// What for; sealed.
    pub said: &'f [u8],
}

fn reasons(priority: &Priority) -> String {
    let words: Vec<&str> = priority.reasons.iter().map(|reason| reason.as_str()).collect();
    words.join(" ")
}

/// A new attendance.
pub fn insert(tx: &Tx<'_>, act: &Act, attendance: &Attendance, facts: &Facts<'_>) -> Result<()> {
    let Attendance { id, desk, person, on, priority, state, .. } = attendance;
    let Facts { case, expected, said } = facts;
    let (reasons, stage, ticket) = (reasons(priority), state.word(), state.ticket());
    let (token, arrived_at) = (ticket.map(|ticket| ticket.token), ticket.map(|ticket| ticket.arrived_at));
    let cells: [&dyn Param; 13] = [
        act.bureau(),
        id,
        desk,
        person,
        case,
        on,
        expected,
        said,
        &priority.points,
        &reasons,
        &stage,
        &token,
        &arrived_at,
    ];
    tx.execute_one(INSERT, &cells)
}

/// Writes down what a transition made; `attendance` still has the version it was read with.
pub fn save(tx: &Tx<'_>, bureau: &BureauId, attendance: &Attendance) -> Result<()> {
    let Attendance { id, priority, state, version, .. } = attendance;
    let (reasons, stage, ticket) = (reasons(priority), state.word(), state.ticket());
    let (token, arrived_at) = (ticket.map(|ticket| ticket.token), ticket.map(|ticket| ticket.arrived_at));
    let course = state.course();
    let called_at = course.map(|(at, _)| at);
    let marks: Vec<(Step, Mark)> = course.iter().flat_map(|(_, course)| course.each()).collect();
    let at = |step: Step| marks.iter().find(|(each, _)| *each == step).and_then(|(_, mark)| mark.at());
    let times = [Step::Register, Step::See, Step::Examine, Step::Dispense, Step::Admit].map(at);
    let is_skipped = |(_, mark): &&(Step, Mark)| matches!(mark, Mark::Skipped(_));
    let skipped: Vec<&str> = marks.iter().filter(is_skipped).map(|(step, _)| step.as_str()).collect();
    let skipped = skipped.join(" ");
    let (outcome, closed_at) = match *state {
        State::Closed { outcome, at, .. } => (Some(outcome), Some(at)),
        State::Left { at, .. } | State::Missed { at } => (None, Some(at)),
        _ => (None, None),
    };
    let is_open = attendance.is_open();
    let [register_at, see_at, examine_at, dispense_at, admit_at] = &times;
    let cells: [&dyn Param; 18] = [
        bureau,
        id,
        version,
        &priority.points,
        &reasons,
        &stage,
        &token,
        &arrived_at,
        &called_at,
        register_at,
        see_at,
        examine_at,
        dispense_at,
        admit_at,
        &skipped,
        &outcome,
        &closed_at,
        &is_open,
    ];
    tx.execute_one(SAVE, &cells)
}

/// The number that the desk gives out next. Whoever asks holds the desk.
pub fn next_token(tx: &Tx<'_>, bureau: &BureauId, desk: DeskId, day: Date) -> Result<u32> {
    Ok(tx.one::<(u32,)>(NEXT_TOKEN, &[bureau, &desk, &day])?.0)
}

/// In which hospital the person of `attendance` is already that day, or is expected at the same desk.
pub fn there_already(
    conn: &Conn<'_>,
    bureau: &BureauId,
    (id, desk): (AttendanceId, DeskId),
    person: PersonId,
    day: Date,
) -> Result<Option<String>> {
    let found = conn.find::<(String,)>(THERE_ALREADY, &[bureau, &person, &day, &desk, &id])?;
    Ok(found.map(|(name,)| name))
}

record! {
    /// What is on record of somebody served.
    pub struct Known {
        /// Birth.
        pub born: Option<PartialDate>,
        /// Why served.
        pub category: Category,
        /// How far they look after themselves.
        pub self_care: Option<SelfCare>,
    }
}

/// Somebody who is served, held until the transaction ends; nothing for anybody else.
pub fn hold_served(tx: &Tx<'_>, bureau: &BureauId, person: PersonId) -> Result<Option<Known>> {
    tx.execute(HOLD_PERSON, &[bureau, &person])?;
    tx.find(ON_RECORD, &[bureau, &person])
}

words! {
    /// What happened to an attendance.
    pub enum Happened {
        /// It was announced.
        Announced = "announced",
        /// They came.
        Arrived = "arrived",
        /// They were called.
        Called = "called",
        /// A step was taken.
        Stamped = "stamped",
        /// A step was not needed.
        Skipped = "skipped",
        /// The last thing was taken back.
        Undone = "undone",
        /// It is over.
        Closed = "closed",
        /// They left without being seen.
        Left = "left",
        /// They did not come.
        Missed = "missed",
    }
}

/// Notes what happened; `number` is the version that the attendance has since.
pub fn note(
    tx: &Tx<'_>,
    act: &Act,
    (id, number): (AttendanceId, i64),
    (kind, step): (Happened, Option<Step>),
    by: StaffId,
) -> Result<()> {
    tx.execute_one(NOTE, &[act.bureau(), &id, &number, &kind, &step, &act.at, &by])
}

record! {
    /// Something that happened to an attendance.
    pub struct Entry {
        /// What.
        pub kind: Happened,
        /// To which step.
        pub step: Option<Step>,
        /// When.
        pub at: Timestamp,
        /// By whom.
        pub by: String,
    }
}

/// What happened, the latest first.
pub fn entries(conn: &Conn<'_>, bureau: &BureauId, id: AttendanceId) -> Result<Vec<Entry>> {
    conn.list(ENTRIES, &[bureau, &id])
}

/// Who moved it last: told to whoever came second.
pub fn last_hand(conn: &Conn<'_>, bureau: &BureauId, id: AttendanceId) -> Result<String> {
    Ok(conn.find::<(String,)>(LAST, &[bureau, &id])?.map(|(name,)| name).unwrap_or_default())
}
