//! The hours that plans are computed with, in the database: a dated setting.

use cq_platform::{
    Error, Result,
    db::{Conn, Tx},
    ids::BureauId,
};
use jiff::civil::Date;

use crate::round::settings::Settings;

const FIND: &str = "SELECT value, since FROM setting WHERE bureau_id = $1 AND name = 'rounds' AND since <= $2
    ORDER BY bureau_id, name, since DESC LIMIT 1";
const SAVE: &str = "INSERT INTO setting (bureau_id, name, since, value) VALUES ($1, 'rounds', $2, $3)
    ON CONFLICT (bureau_id, name, since) DO UPDATE SET value = excluded.value";

/// For the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&str] = &[FIND, SAVE];

/// The hours that hold on `day` and since when; the shipped ones where the bureau never set any.
pub fn find(conn: &Conn<'_>, bureau: &BureauId, day: Date) -> Result<(Settings, Option<Date>)> {
    match conn.find::<(String, Date)>(FIND, &[bureau, &day])? {
        Some((value, since)) => Ok((serde_json::from_str(&value).map_err(Error::internal)?, Some(since))),
        None => Ok((Settings::default(), None)),
    }
}

/// Sets the hours from `since` on.
pub fn save(tx: &Tx<'_>, bureau: &BureauId, since: Date, settings: &Settings) -> Result<()> {
    let value = serde_json::to_string(settings).map_err(Error::internal)?;
    tx.execute_one(SAVE, &[bureau, &since, &value])
}
