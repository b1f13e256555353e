//! Errands of one person, and of one case.

use cq_case::case::CaseId;
use cq_platform::{Result, actor::Act, db::Conn, policy::Scope};
use cq_registry::person::PersonId;

use super::{Listed, Stored};

pub(super) const PERSON: &str = rows!("c.person_id = $2 ORDER BY c.taken_at DESC, c.id DESC LIMIT $3");
pub(super) const CASE: &str = rows!("c.case_id = $2 ORDER BY c.taken_at, c.id LIMIT 20");

/// What is done for somebody and what was, the latest first.
pub fn of_person(
    conn: &Conn<'_>,
    act: &Act,
    scope: &Scope,
    person: PersonId,
    limit: i64,
) -> Result<Vec<Listed>> {
    let rows = conn.list_in::<Stored>(scope, PERSON, &[act.bureau(), &person, &limit])?;
    rows.into_iter().map(|row| Listed::of(row, act)).collect()
}

/// What was made of a case, in the order in which it was.
pub fn of_case(conn: &Conn<'_>, act: &Act, scope: &Scope, case: CaseId) -> Result<Vec<Listed>> {
    let rows = conn.list_in::<Stored>(scope, CASE, &[act.bureau(), &case])?;
    rows.into_iter().map(|row| Listed::of(row, act)).collect()
}
