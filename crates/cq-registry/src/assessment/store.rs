//! Assessments: rows with what was scored sealed, and the dated setting of where levels begin.

use cq_platform::{
    Error, Result,
    actor::Act,
    db::{Conn, Tx},
    ids::BureauId,
    record,
    secrets::{Place, Secrets},
};
use jiff::civil::Date;

use super::model::{Assessment, AssessmentId, Findings, Level, Thresholds};
use crate::person::PersonId;

const INSERT: &str = "INSERT INTO assessment (bureau_id, id, person_id, assessed_on, scores, total, level, assessor, noted_at, noted_by, version)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 1)";
const FIND: &str = "SELECT id, person_id, assessed_on, scores, assessor FROM assessment
    WHERE bureau_id = $1 AND id = $2 AND person_id = $3";
const OF_PERSON: &str =
    "SELECT id, assessed_on, total, level, assessor FROM assessment WHERE bureau_id = $1 AND person_id = $2
    ORDER BY bureau_id DESC, person_id DESC, assessed_on DESC, id DESC LIMIT 30";
const THRESHOLDS: &str = "SELECT value, since FROM setting WHERE bureau_id = $1 AND name = $2 AND since <= $3
    ORDER BY bureau_id, name, since DESC LIMIT 1";
const SET_THRESHOLDS: &str = "INSERT INTO setting (bureau_id, name, since, value) VALUES ($1, $2, $3, $4)
    ON CONFLICT (bureau_id, name, since) DO UPDATE SET value = excluded.value";

/// For the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&str] = &[INSERT, FIND, OF_PERSON, THRESHOLDS, SET_THRESHOLDS];

/// Under this name the thresholds stand among the settings.
const THRESHOLDS_NAME: &str = "assessment.thresholds";

record! {
    struct Row {
        id: AssessmentId,
        person: PersonId,
        on: Date,
        sealed: Vec<u8>,
        assessor: Option<String>,
    }
}

record! {
    /// An assessment in a list.
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

fn place(id: AssessmentId) -> Place {
    Place { table: "assessment", column: "scores", row: id.0 }
}

/// A new one.
pub fn insert(tx: &Tx<'_>, act: &Act, assessment: &Assessment) -> Result<()> {
    let Assessment { id, person, on, findings, assessor } = assessment;
    let scores = serde_json::to_string(findings).map_err(Error::internal)?;
    let sealed = act.secrets.seal(place(*id), &scores)?;
    let (total, level) = (i64::from(findings.scores.total()), findings.level().number());
    tx.execute_one(
        INSERT,
        &[act.bureau(), id, person, on, &sealed, &total, &level, assessor, &act.at, &act.actor.account],
    )
}

/// One of somebody's, opened.
pub fn find(
    conn: &Conn<'_>,
    bureau: &BureauId,
    secrets: &Secrets,
    id: AssessmentId,
    person: PersonId,
) -> Result<Option<Assessment>> {
    let Some(Row { id, person, on, sealed, assessor }) = conn.find::<Row>(FIND, &[bureau, &id, &person])?
    else {
        return Ok(None);
    };
    let findings: Findings =
        serde_json::from_str(&secrets.open(place(id), &sealed)?).map_err(Error::internal)?;
    Ok(Some(Assessment { id, person, on, findings, assessor }))
}

/// Somebody's, the latest first.
pub fn of_person(conn: &Conn<'_>, bureau: &BureauId, person: PersonId) -> Result<Vec<Listed>> {
    conn.list(OF_PERSON, &[bureau, &person])
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
