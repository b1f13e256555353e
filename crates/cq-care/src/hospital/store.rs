//! Hospitals in the database.

use cq_platform::{
    Error, Result,
    actor::Act,
    db::{Conn, Tx},
    ids::BureauId,
    messages::Text,
};
use cq_registry::area;

use super::model::{Coverage, Hospital, HospitalId};

const LIST: &str = "SELECT h.id, h.name, h.grade, a.name, h.address, h.phone, h.latitude, h.longitude, h.version FROM hospital h
    LEFT JOIN area a ON a.bureau_id = h.bureau_id AND a.id = h.area_id WHERE h.bureau_id = $1 ORDER BY h.bureau_id, h.name";
const FIND: &str = "SELECT h.id, h.name, h.grade, a.name, h.address, h.phone, h.latitude, h.longitude, h.version FROM hospital h
    LEFT JOIN area a ON a.bureau_id = h.bureau_id AND a.id = h.area_id WHERE h.bureau_id = $1 AND h.id = $2";
const COVERAGE: &str =
    "SELECT h.id, h.name, h.grade, a.name, COUNT(d.id), CAST(COALESCE(SUM(d.capacity), 0) AS BIGINT),
    (SELECT COUNT(*) FROM responsibility r JOIN doctor w ON w.bureau_id = r.bureau_id AND w.id = r.staff_id
        WHERE r.bureau_id = $1 AND w.hospital_id = h.id AND r.kind = 'doctor' AND r.until IS NULL)
    FROM hospital h LEFT JOIN area a ON a.bureau_id = h.bureau_id AND a.id = h.area_id
    LEFT JOIN doctor d ON d.bureau_id = h.bureau_id AND d.hospital_id = h.id
        AND NOT EXISTS (SELECT 1 FROM absence v WHERE v.bureau_id = d.bureau_id AND v.staff_id = d.id AND v.state = 'holds'
        AND v.until_on IS NULL)
    WHERE h.bureau_id = $1 GROUP BY h.bureau_id, h.id, h.name, h.grade, a.name ORDER BY h.name";
const INSERT: &str =
    "INSERT INTO hospital (bureau_id, id, name, grade, area_id, address, phone, latitude, longitude, version)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1)";
const SAVE: &str = "UPDATE hospital SET name = $3, grade = $4, area_id = $5, address = $6, phone = $7, latitude = $8, longitude = $9,
    version = version + 1 WHERE bureau_id = $1 AND id = $2 AND version = $10";
const DELETE: &str = "DELETE FROM hospital WHERE bureau_id = $1 AND id = $2 AND version = $3";
const WORKED_AT: &str = "SELECT 1 FROM doctor WHERE bureau_id = $1 AND hospital_id = $2 LIMIT 1";
const DOCTORS: &str = "SELECT COUNT(*) FROM doctor WHERE bureau_id = $1 AND hospital_id = $2";
/// Whoever writes to the row first is waited for: nobody else changes the hospital's doctors meanwhile.
const HOLD: &str = "UPDATE hospital SET version = version WHERE bureau_id = $1 AND id = $2";

/// For the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&str] = &[LIST, FIND, COVERAGE, INSERT, SAVE, DELETE, WORKED_AT, DOCTORS, HOLD];

/// Every hospital, by name.
pub fn list(conn: &Conn<'_>, bureau: &BureauId) -> Result<Vec<Hospital>> {
    conn.list(LIST, &[bureau])
}

/// One hospital.
pub fn find(conn: &Conn<'_>, bureau: &BureauId, id: HospitalId) -> Result<Option<Hospital>> {
    conn.find(FIND, &[bureau, &id])
}

/// How many doctors work there.
pub fn doctors(conn: &Conn<'_>, bureau: &BureauId, id: HospitalId) -> Result<i64> {
    Ok(conn.one::<(i64,)>(DOCTORS, &[bureau, &id])?.0)
}

/// Holds a hospital until the transaction ends, so that two do not enter the same doctor; not found where there is none.
pub fn hold(tx: &Tx<'_>, bureau: &BureauId, id: HospitalId) -> Result<()> {
    if tx.execute(HOLD, &[bureau, &id])? == 1 { Ok(()) } else { Err(Error::NotFound) }
}

fn violated(error: Error, at: &str, text: &'static str) -> Error {
    match &error {
        Error::Db(cause) if cause.violated().is_some() => {
            Error::Invalid(vec![(at.to_owned(), Text::new(text))])
        }
        _ => error,
    }
}

/// Every hospital with its doctors, their places and their elders.
pub fn coverage(conn: &Conn<'_>, bureau: &BureauId) -> Result<Vec<Coverage>> {
    conn.list(COVERAGE, &[bureau])
}

/// A new hospital; its area is made if there is none of that name. Another of the same name is an error at the name.
pub fn insert(tx: &Tx<'_>, act: &Act, hospital: &Hospital) -> Result<()> {
    let Hospital { id, name, grade, area, address, phone, latitude, longitude, .. } = hospital;
    let area = area.as_ref().map(|area| area::find_or_insert(tx, act, area)).transpose()?;
    tx.execute_one(INSERT, &[act.bureau(), id, name, grade, &area, address, phone, latitude, longitude])
        .map_err(|error| violated(error, "name", "hospital-name-taken"))
}

/// Saves a hospital as it was read. Somebody faster is a conflict.
pub fn save(tx: &Tx<'_>, act: &Act, hospital: &Hospital) -> Result<()> {
    let Hospital { id, name, grade, area, address, phone, latitude, longitude, version } = hospital;
    let area = area.as_ref().map(|area| area::find_or_insert(tx, act, area)).transpose()?;
    tx.execute_one(
        SAVE,
        &[act.bureau(), id, name, grade, &area, address, phone, latitude, longitude, version],
    )
    .map_err(|error| violated(error, "name", "hospital-name-taken"))
}

/// Removes a hospital as it was read. One where somebody works by now is an error.
pub fn delete(tx: &Tx<'_>, bureau: &BureauId, id: HospitalId, version: i64) -> Result<()> {
    tx.execute_one(DELETE, &[bureau, &id, &version])
        .map_err(|error| violated(error, "delete", "hospital-used"))
}

/// Whether any doctor works there.
pub fn is_worked_at(conn: &Conn<'_>, bureau: &BureauId, id: HospitalId) -> Result<bool> {
    Ok(conn.find::<(i64,)>(WORKED_AT, &[bureau, &id])?.is_some())
}
