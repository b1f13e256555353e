//! Hospitals in the database.

use cq_platform::{
    Result,
    actor::Act,
    db::{Conn, Tx},
    ids::BureauId,
};
use cq_registry::area;

use super::model::{Coverage, Hospital, HospitalId};

const LIST: &str = "SELECT h.id, h.name, h.grade, a.name, h.address, h.phone, h.latitude, h.longitude, h.version FROM hospital h
    LEFT JOIN area a ON a.bureau_id = h.bureau_id AND a.id = h.area_id WHERE h.bureau_id = $1 ORDER BY h.bureau_id, h.name";
const COVERAGE: &str =
    "SELECT h.id, h.name, h.grade, a.name, COUNT(d.id), CAST(COALESCE(SUM(d.capacity), 0) AS BIGINT),
    (SELECT COUNT(*) FROM responsibility r JOIN doctor w ON w.bureau_id = r.bureau_id AND w.id = r.staff_id
        WHERE r.bureau_id = $1 AND w.hospital_id = h.id AND r.kind = 'doctor' AND r.until IS NULL)
    FROM hospital h LEFT JOIN area a ON a.bureau_id = h.bureau_id AND a.id = h.area_id
    LEFT JOIN doctor d ON d.bureau_id = h.bureau_id AND d.hospital_id = h.id
    WHERE h.bureau_id = $1 GROUP BY h.bureau_id, h.id, h.name, h.grade, a.name ORDER BY h.name";
const INSERT: &str =
    "INSERT INTO hospital (bureau_id, id, name, grade, area_id, address, phone, latitude, longitude, version)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1)";
const SAVE: &str = "UPDATE hospital SET name = $3, grade = $4, area_id = $5, address = $6, phone = $7, latitude = $8, longitude = $9,
    version = version + 1 WHERE bureau_id = $1 AND id = $2 AND version = $10";
const DELETE: &str = "DELETE FROM hospital WHERE bureau_id = $1 AND id = $2 AND version = $3";
const WORKED_AT: &str = "SELECT 1 FROM doctor WHERE bureau_id = $1 AND hospital_id = $2 LIMIT 1";

/// For the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&str] = &[LIST, COVERAGE, INSERT, SAVE, DELETE, WORKED_AT];

/// Every hospital, by name.
pub fn list(conn: &Conn<'_>, bureau: &BureauId) -> Result<Vec<Hospital>> {
    conn.list(LIST, &[bureau])
}

/// Every hospital with its doctors, their places and their elders.
pub fn coverage(conn: &Conn<'_>, bureau: &BureauId) -> Result<Vec<Coverage>> {
    conn.list(COVERAGE, &[bureau])
}

/// A new hospital; its area is made if there is none of that name.
pub fn insert(tx: &Tx<'_>, act: &Act, hospital: &Hospital) -> Result<()> {
    let Hospital { id, name, grade, area, address, phone, latitude, longitude, .. } = hospital;
    let area = area.as_ref().map(|area| area::find_or_insert(tx, act, area)).transpose()?;
    tx.execute_one(INSERT, &[act.bureau(), id, name, grade, &area, address, phone, latitude, longitude])
}

/// Saves a hospital as it was read. Somebody faster is a conflict.
pub fn save(tx: &Tx<'_>, act: &Act, hospital: &Hospital) -> Result<()> {
    let Hospital { id, name, grade, area, address, phone, latitude, longitude, version } = hospital;
    let area = area.as_ref().map(|area| area::find_or_insert(tx, act, area)).transpose()?;
    tx.execute_one(
        SAVE,
        &[act.bureau(), id, name, grade, &area, address, phone, latitude, longitude, version],
    )
}

/// Takes an [`insert`] back.
pub fn delete(tx: &Tx<'_>, bureau: &BureauId, id: HospitalId, version: i64) -> Result<()> {
    tx.execute_one(DELETE, &[bureau, &id, &version])
}

/// Whether any doctor works there.
pub fn is_worked_at(conn: &Conn<'_>, bureau: &BureauId, id: HospitalId) -> Result<bool> {
    Ok(conn.find::<(i64,)>(WORKED_AT, &[bureau, &id])?.is_some())
}
