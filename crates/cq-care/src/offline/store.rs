//! Illnesses to be known at the door.

use cq_platform::{Result, db::Conn, ids::BureauId, policy::Scope};
use cq_registry::person::PersonId;
use jiff::civil::Date;

const CODES: &str = "SELECT DISTINCT c.person_id, c.code FROM task t
    JOIN person_condition c ON c.bureau_id = t.bureau_id AND c.person_id = t.person_id
    WHERE t.bureau_id = $1 AND t.state = 'open' AND t.next_on <= $2 AND {reach} ORDER BY c.person_id, c.code";

/// For the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&str] = &[CODES];

/// Illnesses, by ICD-10, of everybody within reach to whom something is owed until `last`.
pub fn codes(
    conn: &Conn<'_>,
    scope: &Scope,
    bureau: &BureauId,
    last: Date,
) -> Result<Vec<(PersonId, String)>> {
    conn.list_in(scope, CODES, &[bureau, &last])
}
