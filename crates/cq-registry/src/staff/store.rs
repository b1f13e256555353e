//! Staff: rows and guarded saves.

use cq_platform::{
    Result,
    db::{Conn, Param, Tx},
    ids::{BureauId, StaffId},
    record,
};

use super::apart::{APART, tail};
use crate::person::pinyin;

const FIND: &str = "SELECT id, name, pinyin, phone, version FROM staff WHERE bureau_id = $1 AND id = $2";
const FIND_BY_NAME: &str = "SELECT id, name, pinyin, phone, version FROM staff WHERE bureau_id = $1 AND name = $2 ORDER BY bureau_id, id LIMIT 1";
const INSERT: &str =
    "INSERT INTO staff (bureau_id, id, name, pinyin, phone, version) VALUES ($1, $2, $3, $4, $5, 1)";
const SAVE: &str = "UPDATE staff SET name = $3, pinyin = $4, phone = $5, version = version + 1
    WHERE bureau_id = $1 AND id = $2 AND version = $6";
const DELETE: &str = "DELETE FROM staff WHERE bureau_id = $1 AND id = $2 AND version = $3";
const NEEDED: &str = "SELECT 1 FROM responsibility WHERE bureau_id = $1 AND staff_id = $2
    UNION ALL SELECT 1 FROM task WHERE bureau_id = $1 AND owner_id = $2
    UNION ALL SELECT 1 FROM proposal_row WHERE bureau_id = $1 AND staff_id = $2
    UNION ALL SELECT 1 FROM rule WHERE bureau_id = $1 AND (fallback_id = $2 OR substitute_id = $2)
    UNION ALL SELECT 1 FROM absence WHERE bureau_id = $1 AND (staff_id = $2 OR substitute_id = $2)
    UNION ALL SELECT 1 FROM absence_share WHERE bureau_id = $1 AND substitute_id = $2
    UNION ALL SELECT 1 FROM target WHERE bureau_id = $1 AND owner_id = $2
    UNION ALL SELECT 1 FROM case_file WHERE bureau_id = $1 AND (first_id = $2 OR handler_id = $2)
    UNION ALL SELECT 1 FROM case_step WHERE bureau_id = $1 AND handler_id = $2
    UNION ALL SELECT 1 FROM errand_worker WHERE bureau_id = $1 AND staff_id = $2
    UNION ALL SELECT 1 FROM errand WHERE bureau_id = $1 AND (taken_by = $2 OR worker_id = $2 OR second_id = $2)
    UNION ALL SELECT 1 FROM guide_duty WHERE bureau_id = $1 AND staff_id = $2
    UNION ALL SELECT 1 FROM attendance_entry WHERE bureau_id = $1 AND by_id = $2
    UNION ALL SELECT 1 FROM account WHERE bureau_id = $1 AND staff_id = $2 LIMIT 1";

const TOLD_BY: &str =
    "SELECT COALESCE(h.name, (SELECT MIN(o.name) FROM guide_duty g JOIN guide_desk k ON k.bureau_id = g.bureau_id AND k.id = g.desk_id
    JOIN hospital o ON o.bureau_id = k.bureau_id AND o.id = k.hospital_id WHERE g.bureau_id = s.bureau_id AND g.staff_id = s.id)), s.phone,
    (SELECT MIN(a.login) FROM account a WHERE a.bureau_id = s.bureau_id AND a.staff_id = s.id) FROM staff s
    LEFT JOIN doctor d ON d.bureau_id = s.bureau_id AND d.id = s.id
    LEFT JOIN hospital h ON h.bureau_id = d.bureau_id AND h.id = d.hospital_id WHERE s.bureau_id = $1 AND s.id = $2";

/// For the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&str] = &[FIND, FIND_BY_NAME, INSERT, SAVE, DELETE, NEEDED, TOLD_BY];

record! {
    /// Somebody who owns promises.
    pub struct Staff {
        /// Identity.
        pub id: StaffId,
        /// Full name.
        pub name: String,
        /// Its reading; lists are sorted by it.
        pub pinyin: String,
        /// Digits.
        pub phone: Option<String>,
        /// Counts changes; guards the next one.
        pub version: i64,
    }
}

impl Staff {
    /// Somebody new.
    pub fn new(id: StaffId, name: String, phone: Option<String>) -> Self {
        let pinyin = pinyin::sort_key(&name);
        Self { id, name, pinyin, phone, version: 1 }
    }
}

/// One of them.
pub fn find(conn: &Conn<'_>, bureau: &BureauId, id: StaffId) -> Result<Option<Staff>> {
    conn.find(FIND, &[bureau, &id])
}

/// A new one.
pub fn insert(tx: &Tx<'_>, bureau: &BureauId, staff: &Staff) -> Result<()> {
    let Staff { id, name, pinyin, phone, .. } = staff;
    tx.execute_one(INSERT, &[bureau, id, name, pinyin, phone])
}

/// Saves one as it was read. Somebody faster is a conflict.
pub fn save(tx: &Tx<'_>, bureau: &BureauId, staff: &Staff) -> Result<()> {
    let Staff { id, name, pinyin, phone, version } = staff;
    tx.execute_one(SAVE, &[bureau, id, name, pinyin, phone, version])
}

/// Takes an [`insert`] back.
pub fn delete(tx: &Tx<'_>, bureau: &BureauId, id: StaffId, version: i64) -> Result<()> {
    tx.execute_one(DELETE, &[bureau, &id, &version])
}

/// Whether somebody answers to, signs in as, or is proposed with this one.
pub fn is_needed(conn: &Conn<'_>, bureau: &BureauId, id: StaffId) -> Result<bool> {
    Ok(conn.find::<(i64,)>(NEEDED, &[bureau, &id])?.is_some())
}

/// The first of that name.
pub fn find_by_name(conn: &Conn<'_>, bureau: &BureauId, name: &str) -> Result<Option<Staff>> {
    conn.find(FIND_BY_NAME, &[bureau, &name])
}

/// What tells somebody from a namesake: the hospital that a doctor or a guide belongs to and the end of the phone number, or else the name they sign in with.
pub fn told_by(conn: &Conn<'_>, bureau: &BureauId, id: &dyn Param) -> Result<String> {
    let told = conn.find::<(Option<String>, Option<String>, Option<String>)>(TOLD_BY, &[bureau, id])?;
    let (hospital, phone, login) = told.unwrap_or_default();
    let login = login.filter(|_| hospital.is_none() && phone.is_none());
    let told: Vec<String> = [hospital, phone.as_deref().map(tail), login].into_iter().flatten().collect();
    Ok(told.join(APART))
}
