//! Who issues a sheet.

use cq_platform::{Error, Result, db::Conn, ids::BureauId};

const BUREAU_NAME: &str = "SELECT name FROM bureau WHERE bureau_id = $1";

/// For the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&str] = &[BUREAU_NAME];

/// The bureau's name.
pub fn bureau_name(conn: &Conn<'_>, bureau: &BureauId) -> Result<String> {
    conn.find::<(String,)>(BUREAU_NAME, &[bureau])?.map(|(name,)| name).ok_or(Error::NotFound)
}
