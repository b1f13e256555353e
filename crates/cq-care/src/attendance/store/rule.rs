//! The bureau's rules: a dated setting.

use cq_platform::{
    Error, Result,
    db::{Conn, Tx},
    ids::BureauId,
};
use jiff::civil::Date;

use crate::attendance::rules::Rules;

const RULES: &str =
    "SELECT value, since FROM setting WHERE bureau_id = $1 AND name = 'green-channel' AND since <= $2
    ORDER BY bureau_id, name, since DESC LIMIT 1";
const SAVE_RULES: &str =
    "INSERT INTO setting (bureau_id, name, since, value) VALUES ($1, 'green-channel', $2, $3)
    ON CONFLICT (bureau_id, name, since) DO UPDATE SET value = excluded.value";

/// For the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&str] = &[RULES, SAVE_RULES];

/// The rules that hold on `day`, and since when; the shipped ones where none were set.
pub fn rules(conn: &Conn<'_>, bureau: &BureauId, day: Date) -> Result<(Rules, Option<Date>)> {
    match conn.find::<(String, Date)>(RULES, &[bureau, &day])? {
        Some((text, since)) => Ok((serde_json::from_str(&text).map_err(Error::internal)?, Some(since))),
        None => Ok((Rules::default(), None)),
    }
}

/// Sets the rules from a day on.
pub fn save_rules(tx: &Tx<'_>, bureau: &BureauId, since: Date, rules: &Rules) -> Result<()> {
    let text = serde_json::to_string(rules).map_err(Error::internal)?;
    tx.execute_one(SAVE_RULES, &[bureau, &since, &text])
}
