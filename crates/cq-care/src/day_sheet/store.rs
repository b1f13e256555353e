//! Whose day it is.

use cq_platform::{
    Error, Result,
    db::Conn,
    ids::{BureauId, StaffId},
    policy::Scope,
    record,
};

const FIND: &str = "SELECT s.name, s.phone, h.name FROM staff s
    JOIN doctor d ON d.bureau_id = s.bureau_id AND d.id = s.id
    JOIN hospital h ON h.bureau_id = d.bureau_id AND h.id = d.hospital_id
    WHERE s.bureau_id = $1 AND s.id = $2 AND {reach}";

/// For the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&str] = &[FIND];

record! {
    /// The head of the sheet.
    pub struct Doctor {
        /// The name.
        pub name: String,
        /// Digits.
        pub phone: Option<String>,
        /// The hospital.
        pub hospital: String,
    }
}

/// The doctor within reach.
pub fn find(conn: &Conn<'_>, scope: &Scope, bureau: &BureauId, id: StaffId) -> Result<Doctor> {
    conn.find_in(scope, FIND, &[bureau, &id])?.ok_or(Error::NotFound)
}
