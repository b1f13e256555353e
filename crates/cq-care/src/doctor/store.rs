//! Doctors in the database.

use cq_platform::{
    Result,
    db::{Conn, Tx},
    ids::{BureauId, StaffId},
    record,
};
use cq_registry::staff::{self, Staff};

use super::model::{Doctor, Elder};
use crate::hospital::HospitalId;

const ALL: &str = "SELECT s.id, s.name, s.pinyin, s.phone, d.hospital_id, h.name, d.sex, d.department, d.specialty, d.capacity, d.remark,
    s.version, (SELECT COUNT(*) FROM responsibility r WHERE r.bureau_id = d.bureau_id AND r.staff_id = d.id AND r.kind = 'doctor'
        AND r.until IS NULL), (SELECT MIN(v.from_on) FROM absence v WHERE v.bureau_id = d.bureau_id AND v.staff_id = d.id
        AND v.state = 'holds' AND v.until_on IS NULL)
    FROM doctor d JOIN staff s ON s.bureau_id = d.bureau_id AND s.id = d.id
    JOIN hospital h ON h.bureau_id = d.bureau_id AND h.id = d.hospital_id
    WHERE d.bureau_id = $1 ORDER BY s.pinyin, s.id";
const PAGE: &str = "SELECT s.id, s.name, s.pinyin, s.phone, d.hospital_id, h.name, d.sex, d.department, d.specialty, d.capacity, d.remark,
    s.version, (SELECT COUNT(*) FROM responsibility r WHERE r.bureau_id = d.bureau_id AND r.staff_id = d.id AND r.kind = 'doctor'
        AND r.until IS NULL), (SELECT MIN(v.from_on) FROM absence v WHERE v.bureau_id = d.bureau_id AND v.staff_id = d.id
        AND v.state = 'holds' AND v.until_on IS NULL)
    FROM staff s JOIN doctor d ON d.bureau_id = s.bureau_id AND d.id = s.id
    JOIN hospital h ON h.bureau_id = d.bureau_id AND h.id = d.hospital_id
    WHERE s.bureau_id = $1 AND (s.pinyin, s.id) > ($2, $3) ORDER BY s.bureau_id, s.pinyin, s.id LIMIT $4";
const PAGE_OF_HOSPITAL: &str = "SELECT s.id, s.name, s.pinyin, s.phone, d.hospital_id, h.name, d.sex, d.department, d.specialty,
    d.capacity, d.remark, s.version, (SELECT COUNT(*) FROM responsibility r WHERE r.bureau_id = d.bureau_id AND r.staff_id = d.id
        AND r.kind = 'doctor' AND r.until IS NULL), (SELECT MIN(v.from_on) FROM absence v WHERE v.bureau_id = d.bureau_id
        AND v.staff_id = d.id AND v.state = 'holds' AND v.until_on IS NULL)
    FROM staff s JOIN doctor d ON d.bureau_id = s.bureau_id AND d.id = s.id
    JOIN hospital h ON h.bureau_id = d.bureau_id AND h.id = d.hospital_id
    WHERE s.bureau_id = $1 AND d.hospital_id = $5 AND (s.pinyin, s.id) > ($2, $3) ORDER BY s.bureau_id, s.pinyin, s.id LIMIT $4";
const FIND: &str = "SELECT s.id, s.name, s.pinyin, s.phone, d.hospital_id, h.name, d.sex, d.department, d.specialty, d.capacity, d.remark,
    s.version, (SELECT COUNT(*) FROM responsibility r WHERE r.bureau_id = d.bureau_id AND r.staff_id = d.id AND r.kind = 'doctor'
        AND r.until IS NULL), (SELECT MIN(v.from_on) FROM absence v WHERE v.bureau_id = d.bureau_id AND v.staff_id = d.id
        AND v.state = 'holds' AND v.until_on IS NULL)
    FROM doctor d JOIN staff s ON s.bureau_id = d.bureau_id AND s.id = d.id
    JOIN hospital h ON h.bureau_id = d.bureau_id AND h.id = d.hospital_id
    WHERE d.bureau_id = $1 AND d.id = $2";
/// Places and hospitals are those of who has not left.
const TOTALS: &str =
    "SELECT COUNT(*), CAST(COALESCE(SUM(CASE WHEN v.staff_id IS NULL THEN d.capacity END), 0) AS BIGINT),
    COUNT(DISTINCT CASE WHEN v.staff_id IS NULL THEN d.hospital_id END)
    FROM doctor d LEFT JOIN (SELECT DISTINCT a.staff_id FROM absence a WHERE a.bureau_id = $1 AND a.state = 'holds'
        AND a.until_on IS NULL) v ON v.staff_id = d.id WHERE d.bureau_id = $1";
const ELDERS: &str = "SELECT p.id, p.name, a.name, r.since, r.reason FROM responsibility r
    JOIN person p ON p.bureau_id = r.bureau_id AND p.id = r.person_id
    LEFT JOIN area a ON a.bureau_id = p.bureau_id AND a.id = p.area_id
    WHERE r.bureau_id = $1 AND r.staff_id = $2 AND r.kind = 'doctor' AND r.until IS NULL ORDER BY p.pinyin, p.id";
const INSERT: &str =
    "INSERT INTO doctor (bureau_id, id, hospital_id, sex, department, specialty, capacity, remark)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
const SAVE: &str = "UPDATE doctor SET hospital_id = $3, sex = $4, department = $5, specialty = $6, capacity = $7, remark = $8
    WHERE bureau_id = $1 AND id = $2";
const DELETE: &str = "DELETE FROM doctor WHERE bureau_id = $1 AND id = $2";
const NAMESAKE: &str = "SELECT 1 FROM doctor d JOIN staff s ON s.bureau_id = d.bureau_id AND s.id = d.id
    WHERE d.bureau_id = $1 AND d.hospital_id = $2 AND s.name = $3 AND d.id <> $4 LIMIT 1";
/// What refers to a doctor. Whatever else does, a later feature's table perhaps, is caught by its foreign key.
const USES: &str =
    "SELECT (SELECT COUNT(*) FROM responsibility r WHERE r.bureau_id = $1 AND r.staff_id = $2),
    (SELECT COUNT(*) FROM task t WHERE t.bureau_id = $1 AND t.owner_id = $2),
    (SELECT COUNT(*) FROM proposal_row w WHERE w.bureau_id = $1 AND w.staff_id = $2),
    (SELECT COUNT(*) FROM rule u WHERE u.bureau_id = $1 AND (u.fallback_id = $2 OR u.substitute_id = $2)),
    (SELECT COUNT(*) FROM absence v WHERE v.bureau_id = $1 AND (v.staff_id = $2 OR v.substitute_id = $2))
        + (SELECT COUNT(*) FROM absence_share h WHERE h.bureau_id = $1 AND h.substitute_id = $2),
    (SELECT COUNT(*) FROM target g WHERE g.bureau_id = $1 AND g.owner_id = $2),
    (SELECT COUNT(*) FROM case_file c WHERE c.bureau_id = $1 AND (c.first_id = $2 OR c.handler_id = $2))
        + (SELECT COUNT(*) FROM case_step e WHERE e.bureau_id = $1 AND e.handler_id = $2),
    (SELECT COUNT(*) FROM account a WHERE a.bureau_id = $1 AND a.staff_id = $2)";

/// For the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&str] =
    &[ALL, PAGE, PAGE_OF_HOSPITAL, FIND, TOTALS, ELDERS, INSERT, SAVE, DELETE, NAMESAKE, USES];

record! {
    struct Used {
        elders: i64,
        tasks: i64,
        proposed: i64,
        rules: i64,
        absences: i64,
        targets: i64,
        cases: i64,
        accounts: i64,
    }
}

/// Where a page of a list begins: behind this reading and id.
pub type After = (String, uuid::Uuid);

/// Every doctor, by reading.
pub fn list(conn: &Conn<'_>, bureau: &BureauId) -> Result<Vec<Doctor>> {
    conn.list(ALL, &[bureau])
}

/// At most `limit` doctors behind `after`, of one hospital or of all.
pub fn page(
    conn: &Conn<'_>,
    bureau: &BureauId,
    hospital: Option<HospitalId>,
    after: &After,
    limit: i64,
) -> Result<Vec<Doctor>> {
    let (pinyin, id) = after;
    match hospital {
        Some(hospital) => conn.list(PAGE_OF_HOSPITAL, &[bureau, pinyin, id, &limit, &hospital]),
        None => conn.list(PAGE, &[bureau, pinyin, id, &limit]),
    }
}

/// One doctor.
pub fn find(conn: &Conn<'_>, bureau: &BureauId, id: StaffId) -> Result<Option<Doctor>> {
    conn.find(FIND, &[bureau, &id])
}

/// Doctors, their places, their hospitals.
pub fn totals(conn: &Conn<'_>, bureau: &BureauId) -> Result<(i64, i64, i64)> {
    conn.one(TOTALS, &[bureau])
}

/// Whom the doctor answers for, by reading.
pub fn elders(conn: &Conn<'_>, bureau: &BureauId, id: StaffId) -> Result<Vec<Elder>> {
    conn.list(ELDERS, &[bureau, &id])
}

/// Whether somebody else in the hospital has the doctor's name.
pub fn has_namesake(conn: &Conn<'_>, bureau: &BureauId, doctor: &Doctor) -> Result<bool> {
    let Doctor { id, name, hospital, .. } = doctor;
    Ok(conn.find::<(i64,)>(NAMESAKE, &[bureau, hospital, name, id])?.is_some())
}

/// What refers to a doctor, what has ended too: for each kind of thing a message of how many (`$n`).
pub fn uses(conn: &Conn<'_>, bureau: &BureauId, id: StaffId) -> Result<Vec<(&'static str, i64)>> {
    let used = conn.one::<Used>(USES, &[bureau, &id])?;
    let uses = [
        ("doctor-used-elders", used.elders),
        ("doctor-used-tasks", used.tasks),
        ("doctor-used-proposed", used.proposed),
        ("doctor-used-rules", used.rules),
        ("doctor-used-absences", used.absences),
        ("doctor-used-targets", used.targets),
        ("doctor-used-cases", used.cases),
        ("doctor-used-accounts", used.accounts),
    ];
    Ok(uses.into_iter().filter(|(_, n)| *n > 0).collect())
}

/// A new doctor.
pub fn insert(tx: &Tx<'_>, bureau: &BureauId, doctor: &Doctor) -> Result<()> {
    staff::store::insert(tx, bureau, &staff_of(doctor))?;
    let Doctor { id, hospital, sex, department, specialty, capacity, remark, .. } = doctor;
    tx.execute_one(INSERT, &[bureau, id, hospital, sex, department, specialty, capacity, remark])
}

/// Saves a doctor as it was read. Somebody faster is a conflict.
pub fn save(tx: &Tx<'_>, bureau: &BureauId, doctor: &Doctor) -> Result<()> {
    staff::store::save(tx, bureau, &staff_of(doctor))?;
    let Doctor { id, hospital, sex, department, specialty, capacity, remark, .. } = doctor;
    tx.execute_one(SAVE, &[bureau, id, hospital, sex, department, specialty, capacity, remark])
}

/// Removes a doctor as he was read.
pub fn delete(tx: &Tx<'_>, bureau: &BureauId, id: StaffId, version: i64) -> Result<()> {
    tx.execute_one(DELETE, &[bureau, &id])?;
    staff::store::delete(tx, bureau, id, version)
}

fn staff_of(doctor: &Doctor) -> Staff {
    let Doctor { id, name, pinyin, phone, version, .. } = doctor.clone();
    Staff { id, name, pinyin, phone, version }
}
