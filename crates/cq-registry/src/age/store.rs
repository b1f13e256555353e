//! By which rule the bureau says ages: a dated setting.

use cq_calendar::AgeRule;
use cq_platform::{
    Error, Result,
    db::{Conn, Tx},
    ids::BureauId,
};
use jiff::civil::Date;

use super::word;

const RULE: &str =
    "SELECT value, since FROM setting WHERE bureau_id = $1 AND name = 'age-rule' AND since <= $2
    ORDER BY bureau_id, name, since DESC LIMIT 1";
const SAVE: &str = "INSERT INTO setting (bureau_id, name, since, value) VALUES ($1, 'age-rule', $2, $3)
    ON CONFLICT (bureau_id, name, since) DO UPDATE SET value = excluded.value";

/// For the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&str] = &[RULE, SAVE];

/// The rule that holds on `day`, and since when; completed years where none was set.
pub fn rule(conn: &Conn<'_>, bureau: &BureauId, day: Date) -> Result<(AgeRule, Option<Date>)> {
    let Some((kept, since)) = conn.find::<(String, Date)>(RULE, &[bureau, &day])? else {
        return Ok((AgeRule::default(), None));
    };
    let rule = [AgeRule::Completed, AgeRule::Nominal].into_iter().find(|rule| word(*rule) == kept);
    let rule = rule.ok_or_else(|| Error::internal("the setting age-rule holds no rule"))?;
    Ok((rule, Some(since)))
}

/// Sets the rule from a day on.
pub(super) fn save(tx: &Tx<'_>, bureau: &BureauId, since: Date, rule: AgeRule) -> Result<()> {
    tx.execute_one(SAVE, &[bureau, &since, &word(rule)])
}
