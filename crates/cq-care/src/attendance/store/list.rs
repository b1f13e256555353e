//! Attendances as pages list them: a desk's day, a doctor's elders, a person's, a month's.

use cq_calendar::PartialDate;
use cq_case::case::CaseId;
use cq_platform::{
    Result,
    actor::Act,
    db::{Conn, Record, Row},
    ids::BureauId,
    policy::Scope,
    record,
};
use cq_registry::person::{PersonId, Sex};
use jiff::{Timestamp, civil::Date};

use super::{Stored, course};
use crate::{
    attendance::{
        model::{Attendance, AttendanceId},
        said::Said,
    },
    desk::DeskId,
};

/// What a [`Listed`] is read from.
macro_rules! listed {
    ($rest:literal) => {
        concat!(
            "SELECT ",
            course!(),
            ", p.name, p.sex, p.born, p.phone, h.name, d.place, a.expected, a.case_id, a.said, s.name, s.phone FROM attendance a
            JOIN person p ON p.bureau_id = a.bureau_id AND p.id = a.person_id
            JOIN guide_desk d ON d.bureau_id = a.bureau_id AND d.id = a.desk_id
            JOIN hospital h ON h.bureau_id = d.bureau_id AND h.id = d.hospital_id
            LEFT JOIN responsibility r ON r.bureau_id = a.bureau_id AND r.person_id = a.person_id AND r.kind = 'doctor' AND r.until IS NULL
            LEFT JOIN staff s ON s.bureau_id = r.bureau_id AND s.id = r.staff_id WHERE a.bureau_id = $1",
            $rest
        )
    };
}

const FIND: &str = listed!(" AND a.id = $2 AND {reach}");
const QUEUE: &str = listed!(" AND a.desk_id = $2 AND a.on_day = $3 ORDER BY a.on_day, a.id LIMIT 1000");
const OF_DAY: &str =
    listed!(" AND a.on_day = $2 AND a.stage <> 'missed' AND {reach} ORDER BY a.on_day, a.id LIMIT 200");
const OF_PERSON: &str =
    listed!(" AND a.person_id = $2 AND {reach} ORDER BY a.on_day DESC, a.id DESC LIMIT $3");
const BETWEEN: &str =
    listed!(" AND a.on_day >= $2 AND a.on_day <= $3 AND {reach} ORDER BY a.on_day, a.id LIMIT 20000");
/// What nobody ended on its day.
const LEFT_OVER: &str =
    listed!(" AND a.is_open = 1 AND a.on_day < $2 AND {reach} ORDER BY a.on_day, a.id LIMIT 200");
/// Admitted, and no stay in hospital is noted from that day on.
const TO_NOTE: &str = listed!(
    " AND a.admit_at IS NOT NULL AND a.skipped NOT LIKE '%admit%' AND a.on_day >= $2 AND p.ended_on IS NULL AND {reach}
    AND NOT EXISTS (SELECT 1 FROM life_event e WHERE e.bureau_id = a.bureau_id AND e.person_id = a.person_id AND e.kind = 'admission'
        AND e.undone_at IS NULL AND e.happened_on >= a.on_day) ORDER BY a.on_day, a.id LIMIT 100"
);
/// For the board: numbers and where they stand, no names.
const NUMBERS: &str = "SELECT a.token, a.stage, a.points, a.called_at FROM attendance a WHERE a.bureau_id = $1 AND a.desk_id = $2
    AND a.on_day = $3 AND a.is_open = 1 AND a.token IS NOT NULL AND a.register_at IS NULL ORDER BY a.token LIMIT 300";

/// For the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&str] = &[FIND, QUEUE, OF_DAY, OF_PERSON, BETWEEN, LEFT_OVER, TO_NOTE, NUMBERS];

record! {
    struct Around {
        name: String,
        sex: Sex,
        born: Option<PartialDate>,
        phone: Option<String>,
        hospital: String,
        place: String,
        expected: Option<String>,
        case: Option<CaseId>,
        said: Vec<u8>,
        doctor: Option<String>,
        doctor_phone: Option<String>,
    }
}

/// A row as it is read, with what lies sealed.
struct Sealed {
    stored: Stored,
    around: Around,
}

/// How many columns `course!` has.
const COURSE: usize = 19;

impl Record for Sealed {
    fn read(row: &Row<'_>) -> Result<Self, cq_platform::db::DbError> {
        let mut at = COURSE..;
        let mut next = || at.next().unwrap_or_default();
        let around = Around {
            name: row.get(next())?,
            sex: row.get(next())?,
            born: row.get(next())?,
            phone: row.get(next())?,
            hospital: row.get(next())?,
            place: row.get(next())?,
            expected: row.get(next())?,
            case: row.get(next())?,
            said: row.get(next())?,
            doctor: row.get(next())?,
            doctor_phone: row.get(next())?,
        };
        Ok(Self { stored: Stored::read(row)?, around })
    }
}

/// An attendance as pages show it.
pub struct Listed {
    /// Its course.
    pub attendance: Attendance,
    /// Of whom.
    pub name: String,
    /// Sex.
    pub sex: Sex,
    /// Birth.
    pub born: Option<PartialDate>,
    /// Their own phone's digits.
    pub phone: Option<String>,
    /// Where.
    pub hospital: String,
    /// Where in it.
    pub place: String,
    /// About when somebody announced is expected.
    pub expected: Option<String>,
    /// The case that it was announced from.
    pub case: Option<CaseId>,
    /// What for, and with whom.
    pub said: Said,
    /// Their doctor.
    pub doctor: Option<String>,
    /// The doctor's phone.
    pub doctor_phone: Option<String>,
}

impl Sealed {
    fn open(self, act: &Act) -> Result<Listed> {
        let Self { stored, around } = self;
        let attendance = stored.into_attendance()?;
        let said = Said::open(&act.secrets, attendance.id.0, &around.said)?;
        let Around { name, sex, born, phone, hospital, place, expected, case, doctor, doctor_phone, .. } =
            around;
        Ok(Listed {
            attendance,
            name,
            sex,
            born,
            phone,
            hospital,
            place,
            expected,
            case,
            said,
            doctor,
            doctor_phone,
        })
    }
}

fn open(rows: Vec<Sealed>, act: &Act) -> Result<Vec<Listed>> {
    rows.into_iter().map(|row| row.open(act)).collect()
}

/// One within reach.
pub fn find(conn: &Conn<'_>, act: &Act, scope: &Scope, id: AttendanceId) -> Result<Option<Listed>> {
    conn.find_in::<Sealed>(scope, FIND, &[act.bureau(), &id])?.map(|row| row.open(act)).transpose()
}

/// A desk's day. Who goes first stands first: by points, then by number; then who is expected; then what is over.
pub fn queue(conn: &Conn<'_>, act: &Act, desk: DeskId, day: Date) -> Result<Vec<Listed>> {
    let mut rows = open(conn.list(QUEUE, &[act.bureau(), &desk, &day])?, act)?;
    rows.sort_by_key(|listed| {
        let Attendance { priority, state, .. } = &listed.attendance;
        let token = state.ticket().map_or(u32::MAX, |ticket| ticket.token);
        (std::cmp::Reverse(priority.points), token, listed.expected.clone())
    });
    Ok(rows)
}

/// Everybody within reach who is or was expected at a hospital on `day`.
pub fn of_day(conn: &Conn<'_>, act: &Act, scope: &Scope, day: Date) -> Result<Vec<Listed>> {
    open(conn.list_in(scope, OF_DAY, &[act.bureau(), &day])?, act)
}

/// Where somebody was, the latest first.
pub fn of_person(
    conn: &Conn<'_>,
    act: &Act,
    scope: &Scope,
    person: PersonId,
    most: i64,
) -> Result<Vec<Listed>> {
    open(conn.list_in(scope, OF_PERSON, &[act.bureau(), &person, &most])?, act)
}

/// Everybody within reach from a day to a day.
pub fn between(conn: &Conn<'_>, act: &Act, scope: &Scope, from: Date, to: Date) -> Result<Vec<Listed>> {
    open(conn.list_in(scope, BETWEEN, &[act.bureau(), &from, &to])?, act)
}

/// What nobody ended on its day.
pub fn left_over(conn: &Conn<'_>, act: &Act, scope: &Scope) -> Result<Vec<Listed>> {
    open(conn.list_in(scope, LEFT_OVER, &[act.bureau(), &act.today()])?, act)
}

/// Who was admitted from `from` on without a stay in hospital being noted.
pub fn to_note(conn: &Conn<'_>, act: &Act, scope: &Scope, from: Date) -> Result<Vec<Listed>> {
    open(conn.list_in(scope, TO_NOTE, &[act.bureau(), &from])?, act)
}

record! {
    /// A number on the board.
    pub struct Number {
        /// The number.
        pub token: u32,
        /// `waiting` or `going`.
        pub stage: String,
        /// How far ahead it stands.
        pub points: u32,
        /// When it was called.
        pub called_at: Option<Timestamp>,
    }
}

/// The numbers of a desk's day: those called and not at the desk yet, the latest first, then those that wait, in the order in which they will
/// be called. Whoever is registered, or need not be, has come and is called no more.
pub fn numbers(conn: &Conn<'_>, bureau: &BureauId, desk: DeskId, day: Date) -> Result<Vec<Number>> {
    let mut numbers: Vec<Number> = conn.list(NUMBERS, &[bureau, &desk, &day])?;
    numbers.sort_by_key(|number| {
        (
            number.called_at.is_none(),
            std::cmp::Reverse(number.called_at),
            std::cmp::Reverse(number.points),
            number.token,
        )
    });
    Ok(numbers)
}
