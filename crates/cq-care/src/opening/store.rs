//! Openings in the database: reasons and findings lie sealed.

use cq_calendar::PartialDate;
use cq_platform::{
    Error, Result,
    actor::Act,
    db::{Conn, Tx},
    ids::{AccountId, BureauId, StaffId},
    policy::Scope,
    record,
    secrets::{Place, Secrets},
};
use cq_registry::person::{PersonId, Sex};
use jiff::{Timestamp, civil::Date};

use super::model::{Opening, OpeningId, State, Verdict};

macro_rules! openings {
    () => {
        "SELECT o.id, o.person_id, o.staff_id, o.opened_by, o.opened_at, o.opened_on, o.until_on, o.reason, o.verdict, o.finding,
    o.reviewed_at, o.reviewed_by, o.version, p.name, s.name, h.name, k.name FROM health_opening o
    JOIN person p ON p.bureau_id = o.bureau_id AND p.id = o.person_id
    JOIN staff s ON s.bureau_id = o.bureau_id AND s.id = o.staff_id
    LEFT JOIN doctor d ON d.bureau_id = o.bureau_id AND d.id = o.staff_id
    LEFT JOIN hospital h ON h.bureau_id = d.bureau_id AND h.id = d.hospital_id
    LEFT JOIN account k ON k.bureau_id = o.bureau_id AND k.id = o.reviewed_by WHERE o.bureau_id = $1 "
    };
}

const FIND: &str = concat!(openings!(), "AND o.id = $2 AND {reach}");
const LIST: &str =
    concat!(openings!(), "AND {reach} ORDER BY o.bureau_id DESC, o.opened_at DESC, o.id DESC LIMIT 200");
/// What of somebody's is open to that doctor: the one that lasts longest.
const LASTING: &str = "SELECT o.id, o.until_on FROM health_opening o WHERE o.bureau_id = $1 AND o.staff_id = $2 AND o.until_on >= $3
    AND o.person_id = $4 ORDER BY o.until_on DESC, o.id DESC LIMIT 1";
const INSERT: &str = "INSERT INTO health_opening (bureau_id, id, person_id, staff_id, opened_by, opened_at, opened_on, until_on, reason, version)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1)";
const SAVE: &str = "UPDATE health_opening SET verdict = $4, finding = $5, reviewed_at = $6, reviewed_by = $7, version = version + 1
    WHERE bureau_id = $1 AND id = $2 AND version = $3 AND reviewed_by IS NULL";
/// Holds the doctor's row, so that two clicks open a file once.
const HOLD: &str = "UPDATE staff SET name = name WHERE bureau_id = $1 AND id = $2";
/// Everybody served of exactly that name.
const NAMED: &str = "SELECT p.id, p.sex, p.born, a.name FROM person p
    LEFT JOIN area a ON a.bureau_id = p.bureau_id AND a.id = p.area_id
    WHERE p.bureau_id = $1 AND p.pinyin = $2 AND p.name = $3 AND p.ended_on IS NULL AND p.category <> 'relative'
    ORDER BY p.bureau_id, p.pinyin, p.id LIMIT 100";
const SETTING: &str = "SELECT value, since FROM setting WHERE bureau_id = $1 AND name = $2 AND since <= $3
    ORDER BY bureau_id, name, since DESC LIMIT 1";
const SET: &str = "INSERT INTO setting (bureau_id, name, since, value) VALUES ($1, $2, $3, $4)
    ON CONFLICT (bureau_id, name, since) DO UPDATE SET value = excluded.value";
/// Everything of somebody's, for a merge of two records.
pub(super) const HELD: &str =
    "SELECT o.id, o.version, s.name, '', o.opened_on, o.until_on, NULL, NULL, NULL FROM health_opening o
    JOIN staff s ON s.bureau_id = o.bureau_id AND s.id = o.staff_id
    WHERE o.bureau_id = $1 AND o.person_id = $2 AND o.person_id <> $3 ORDER BY o.bureau_id, o.person_id, o.id";
/// Gives an opening to another record of the same person.
pub(super) const TAKE: &str = "UPDATE health_opening SET person_id = $3, version = version + 1 WHERE bureau_id = $1 AND id = $2 AND version = $4";

/// For the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&str] = &[FIND, LIST, LASTING, INSERT, SAVE, HOLD, NAMED, SETTING, SET, HELD, TAKE];

/// Under this name it stands among the settings for how many days after its own an opening lasts.
const DAYS_NAME: &str = "health.opening-days";
/// Until the end of the next day.
const DAYS: i64 = 1;

record! {
    struct Stored {
        id: OpeningId,
        person: PersonId,
        staff: StaffId,
        by: AccountId,
        at: Timestamp,
        on: Date,
        until: Date,
        reason: Vec<u8>,
        verdict: Option<Verdict>,
        finding: Option<Vec<u8>>,
        reviewed_at: Option<Timestamp>,
        reviewed_by: Option<AccountId>,
        version: i64,
        name: String,
        doctor: String,
        hospital: Option<String>,
        reviewer: Option<String>,
    }
}

/// An opening with the names in it.
#[derive(Debug, Clone)]
pub struct Named {
    /// The opening.
    pub opening: Opening,
    /// Whose file.
    pub name: String,
    /// Which doctor.
    pub doctor: String,
    /// The doctor's hospital.
    pub hospital: Option<String>,
    /// Who reviewed it.
    pub reviewer: Option<String>,
}

fn place(column: &'static str, id: OpeningId) -> Place {
    Place { table: "health_opening", column, row: id.0 }
}

impl Stored {
    fn named(self, secrets: &Secrets) -> Result<Named> {
        let state = match (self.verdict, self.finding, self.reviewed_at, self.reviewed_by) {
            (Some(verdict), Some(finding), Some(at), Some(by)) => State::Reviewed {
                verdict,
                finding: secrets.open(place("finding", self.id), &finding)?,
                at,
                by,
            },
            _ => State::Unreviewed,
        };
        let opening = Opening {
            id: self.id,
            person: self.person,
            staff: self.staff,
            by: self.by,
            at: self.at,
            on: self.on,
            until: self.until,
            reason: secrets.open(place("reason", self.id), &self.reason)?,
            state,
            version: self.version,
        };
        Ok(Named {
            opening,
            name: self.name,
            doctor: self.doctor,
            hospital: self.hospital,
            reviewer: self.reviewer,
        })
    }
}

/// One opening within reach.
pub fn find(conn: &Conn<'_>, act: &Act, scope: &Scope, id: OpeningId) -> Result<Option<Named>> {
    let stored = conn.find_in::<Stored>(scope, FIND, &[act.bureau(), &id])?;
    stored.map(|stored| stored.named(&act.secrets)).transpose()
}

/// The openings within reach, the newest first.
pub fn list(conn: &Conn<'_>, act: &Act, scope: &Scope) -> Result<Vec<Named>> {
    let stored = conn.list_in::<Stored>(scope, LIST, &[act.bureau()])?;
    stored.into_iter().map(|stored| stored.named(&act.secrets)).collect()
}

record! {
    /// What is open to a doctor.
    pub struct Lasting {
        /// Which opening.
        pub id: OpeningId,
        /// Its last day.
        pub until: Date,
    }
}

/// The opening by which `staff` may read somebody's file on `day`.
pub fn lasting(
    conn: &Conn<'_>,
    bureau: &BureauId,
    person: PersonId,
    staff: StaffId,
    day: Date,
) -> Result<Option<Lasting>> {
    conn.find(LASTING, &[bureau, &staff, &day, &person])
}

/// A new opening.
pub fn insert(tx: &Tx<'_>, act: &Act, opening: &Opening) -> Result<()> {
    let Opening { id, person, staff, by, at, on, until, reason, .. } = opening;
    let reason = act.secrets.seal(place("reason", *id), reason)?;
    tx.execute_one(INSERT, &[act.bureau(), id, person, staff, by, at, on, until, &reason])
}

/// Writes down what the review came to. Somebody faster is a conflict.
pub fn save(tx: &Tx<'_>, act: &Act, opening: &Opening) -> Result<()> {
    let State::Reviewed { verdict, finding, at, by } = &opening.state else {
        return Err(Error::internal("nothing to save of an opening that nobody reviewed"));
    };
    let finding = act.secrets.seal(place("finding", opening.id), finding)?;
    tx.execute_one(SAVE, &[act.bureau(), &opening.id, &opening.version, verdict, &finding, at, by])
}

/// Holds the doctor's row until the transaction ends.
pub fn hold(tx: &Tx<'_>, bureau: &BureauId, staff: StaffId) -> Result<()> {
    tx.execute_one(HOLD, &[bureau, &staff])
}

record! {
    /// Somebody of a name.
    pub struct Namesake {
        /// Who.
        pub id: PersonId,
        /// Sex.
        pub sex: Sex,
        /// Birth.
        pub born: Option<PartialDate>,
        /// 所在镇街.
        pub area: Option<String>,
    }
}

/// Everybody served of exactly that name and reading.
pub fn namesakes(conn: &Conn<'_>, bureau: &BureauId, name: &str, pinyin: &str) -> Result<Vec<Namesake>> {
    conn.list(NAMED, &[bureau, &pinyin, &name])
}

/// For how many days after its own an opening lasts on `day`, and since when that holds.
pub fn days(conn: &Conn<'_>, bureau: &BureauId, day: Date) -> Result<(i64, Option<Date>)> {
    match conn.find::<(String, Date)>(SETTING, &[bureau, &DAYS_NAME, &day])? {
        Some((value, since)) => Ok((value.parse().map_err(Error::internal)?, Some(since))),
        None => Ok((DAYS, None)),
    }
}

/// Says so from `since` on.
pub fn set_days(tx: &Tx<'_>, bureau: &BureauId, since: Date, days: i64) -> Result<()> {
    tx.execute_one(SET, &[bureau, &DAYS_NAME, &since, &days.to_string()])
}
