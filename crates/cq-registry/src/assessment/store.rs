//! Assessments: rows with what was scored sealed, and the dated setting of where levels begin.

use cq_platform::{
    Error, Result,
    actor::Act,
    db::{Conn, Tx},
    ids::{AccountId, BureauId},
    record,
    secrets::{Place, Secrets},
};
use jiff::{Timestamp, civil::Date};

use super::model::{Assessment, AssessmentId, Findings, Level, State, Thresholds};
use crate::person::PersonId;

const INSERT: &str = "INSERT INTO assessment (bureau_id, id, person_id, assessed_on, scores, total, level, assessor, noted_at, noted_by, version)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 1)";
const WITHDRAW: &str =
    "UPDATE assessment SET withdrawn_at = $4, withdrawn_by = $5, because = $6, version = version + 1
    WHERE bureau_id = $1 AND id = $2 AND version = $3 AND withdrawn_at IS NULL";
/// One, whether it stands or not.
const FIND: &str = "SELECT s.id, s.person_id, s.assessed_on, s.scores, s.assessor, s.withdrawn_at, s.withdrawn_by, s.because, s.version, c.name
    FROM assessment s LEFT JOIN account c ON c.bureau_id = s.bureau_id AND c.id = s.withdrawn_by
    WHERE s.bureau_id = $1 AND s.id = $2 AND s.person_id = $3";
const OF_PERSON: &str = "SELECT id, assessed_on, total, level, assessor FROM assessment
    WHERE bureau_id = $1 AND person_id = $2 AND withdrawn_at IS NULL
    ORDER BY bureau_id DESC, person_id DESC, assessed_on DESC, id DESC LIMIT 30";
/// Those taken back, to be read.
const WITHDRAWN: &str = "SELECT s.id, s.assessed_on, s.total, s.level, s.assessor, s.withdrawn_at, c.name
    FROM assessment s LEFT JOIN account c ON c.bureau_id = s.bureau_id AND c.id = s.withdrawn_by
    WHERE s.bureau_id = $1 AND s.person_id = $2 AND s.withdrawn_at IS NOT NULL
    ORDER BY s.bureau_id DESC, s.person_id DESC, s.assessed_on DESC, s.id DESC LIMIT 30";
const THRESHOLDS: &str = "SELECT value, since FROM setting WHERE bureau_id = $1 AND name = $2 AND since <= $3
    ORDER BY bureau_id, name, since DESC LIMIT 1";
const SET_THRESHOLDS: &str = "INSERT INTO setting (bureau_id, name, since, value) VALUES ($1, $2, $3, $4)
    ON CONFLICT (bureau_id, name, since) DO UPDATE SET value = excluded.value";

/// For the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&str] = &[INSERT, WITHDRAW, FIND, OF_PERSON, WITHDRAWN, THRESHOLDS, SET_THRESHOLDS];

/// Under this name the thresholds stand among the settings.
const THRESHOLDS_NAME: &str = "assessment.thresholds";

record! {
    struct Row {
        id: AssessmentId,
        person: PersonId,
        on: Date,
        sealed: Vec<u8>,
        assessor: Option<String>,
        withdrawn_at: Option<Timestamp>,
        withdrawn_by: Option<AccountId>,
        because: Option<Vec<u8>>,
        version: i64,
        by: Option<String>,
    }
}

record! {
    /// An assessment that stands, in a list.
    pub struct Listed {
        /// Identity.
        pub id: AssessmentId,
        /// When.
        pub on: Date,
        /// Of 90.
        pub total: i64,
        level: i64,
        /// By whom.
        pub assessor: Option<String>,
    }
}

impl Listed {
    /// What it came to.
    pub fn level(&self) -> Level {
        Level::of(self.level).unwrap_or(Level::Total)
    }
}

record! {
    /// An assessment that was taken back, in a list.
    pub struct Withdrawn {
        /// Identity.
        pub id: AssessmentId,
        /// When it was made.
        pub on: Date,
        /// Of 90.
        pub total: i64,
        level: i64,
        /// By whom it was made.
        pub assessor: Option<String>,
        /// When it was taken back.
        pub at: Timestamp,
        /// The name of who took it back.
        pub by: Option<String>,
    }
}

impl Withdrawn {
    /// What it had come to.
    pub fn level(&self) -> Level {
        Level::of(self.level).unwrap_or(Level::Total)
    }
}

fn place(column: &'static str, id: AssessmentId) -> Place {
    Place { table: "assessment", column, row: id.0 }
}

/// A new one.
pub fn insert(tx: &Tx<'_>, act: &Act, assessment: &Assessment) -> Result<()> {
    let Assessment { id, person, on, findings, assessor, .. } = assessment;
    let scores = serde_json::to_string(findings).map_err(Error::internal)?;
    let sealed = act.secrets.seal(place("scores", *id), &scores)?;
    let (total, level) = (i64::from(findings.scores.total()), findings.level().number());
    tx.execute_one(
        INSERT,
        &[act.bureau(), id, person, on, &sealed, &total, &level, assessor, &act.at, &act.actor.account],
    )
}

/// Says that it was taken back. Somebody faster is a conflict.
pub fn withdraw(tx: &Tx<'_>, act: &Act, assessment: &Assessment) -> Result<()> {
    let Assessment { id, version, state: State::Withdrawn { at, by, because }, .. } = assessment else {
        return Err(Error::internal("an assessment that stands is not withdrawn"));
    };
    let because = act.secrets.seal(place("because", *id), because)?;
    tx.execute_one(WITHDRAW, &[act.bureau(), id, version, at, by, &because])
}

/// One of somebody's, opened, and the name of who took it back.
pub fn find(
    conn: &Conn<'_>,
    bureau: &BureauId,
    secrets: &Secrets,
    id: AssessmentId,
    person: PersonId,
) -> Result<Option<(Assessment, Option<String>)>> {
    let Some(row) = conn.find::<Row>(FIND, &[bureau, &id, &person])? else { return Ok(None) };
    let findings: Findings =
        serde_json::from_str(&secrets.open(place("scores", id), &row.sealed)?).map_err(Error::internal)?;
    let state = match (row.withdrawn_at, row.because) {
        (Some(at), Some(sealed)) => {
            let because = secrets.open(place("because", id), &sealed)?;
            State::Withdrawn { at, by: row.withdrawn_by, because }
        }
        _ => State::Stands,
    };
    let Row { id, person, on, assessor, version, .. } = row;
    Ok(Some((Assessment { id, person, on, findings, assessor, state, version }, row.by)))
}

/// Somebody's that stand, the latest first; the first says the level.
pub fn of_person(conn: &Conn<'_>, bureau: &BureauId, person: PersonId) -> Result<Vec<Listed>> {
    conn.list(OF_PERSON, &[bureau, &person])
}

/// Somebody's that were taken back, the latest first.
pub fn withdrawn(conn: &Conn<'_>, bureau: &BureauId, person: PersonId) -> Result<Vec<Withdrawn>> {
    conn.list(WITHDRAWN, &[bureau, &person])
}

/// Where levels begin on `day`, and since when; the standard's where the bureau never said.
pub fn thresholds(conn: &Conn<'_>, bureau: &BureauId, day: Date) -> Result<(Thresholds, Option<Date>)> {
    match conn.find::<(String, Date)>(THRESHOLDS, &[bureau, &THRESHOLDS_NAME, &day])? {
        Some((value, since)) => Ok((serde_json::from_str(&value).map_err(Error::internal)?, Some(since))),
        None => Ok((Thresholds::default(), None)),
    }
}

/// Says where levels begin from `since` on.
pub fn set_thresholds(tx: &Tx<'_>, bureau: &BureauId, since: Date, thresholds: Thresholds) -> Result<()> {
    let value = serde_json::to_string(&thresholds).map_err(Error::internal)?;
    tx.execute_one(SET_THRESHOLDS, &[bureau, &THRESHOLDS_NAME, &since, &value])
}
