//! Errands of one person, and of one case.

use cq_case::case::CaseId;
use cq_platform::{Result, actor::Act, db::Conn, ids::StaffId, policy::Scope};
use cq_registry::person::PersonId;

use super::{Listed, Stored};

pub(super) const PERSON: &str = rows!("c.person_id = $2 ORDER BY c.taken_at DESC, c.id DESC LIMIT $3");
pub(super) const CASE: &str = rows!("c.case_id = $2 ORDER BY c.taken_at, c.id LIMIT 20");

/// What somebody works on, the most pressing first.
pub(super) const HELD_BY: &str = rows!(
    "c.stage = 'working' AND c.id IN (SELECT o.id FROM errand o WHERE o.bureau_id = $1 AND o.worker_id = $2 AND o.is_open = 1
    UNION SELECT o.id FROM errand o WHERE o.bureau_id = $1 AND o.second_id = $2 AND o.is_open = 1)
    ORDER BY COALESCE(c.promised_on, c.needed_on), c.id LIMIT 500"
);
/// What stands at a stage, the most pressing first.
pub(super) const AT_STAGE: &str =
    rows!("c.is_open = 1 AND c.stage = $2 ORDER BY COALESCE(c.promised_on, c.needed_on), c.id LIMIT 500");
/// How much made of a case is not at its end.
pub(super) const OPEN_OF_CASE: &str =
    "SELECT COUNT(*) FROM errand c WHERE c.bureau_id = $1 AND c.case_id = $2 AND c.is_open = 1";

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

/// How much made of a case is not at its end, whoever may see it.
pub fn open_of_case(conn: &Conn<'_>, act: &Act, case: CaseId) -> Result<u32> {
    let (n,): (i64,) = conn.one(OPEN_OF_CASE, &[act.bureau(), &case])?;
    Ok(u32::try_from(n).unwrap_or(u32::MAX))
}

/// What somebody works on, the most pressing first.
pub fn held_by(conn: &Conn<'_>, act: &Act, scope: &Scope, worker: StaffId) -> Result<Vec<Listed>> {
    let rows = conn.list_in::<Stored>(scope, HELD_BY, &[act.bureau(), &worker])?;
    rows.into_iter().map(|row| Listed::of(row, act)).collect()
}

/// What is under way and stands at that stage, the most pressing first.
pub fn at_stage(conn: &Conn<'_>, act: &Act, scope: &Scope, stage: &str) -> Result<Vec<Listed>> {
    let rows = conn.list_in::<Stored>(scope, AT_STAGE, &[act.bureau(), &stage])?;
    rows.into_iter().map(|row| Listed::of(row, act)).collect()
}
