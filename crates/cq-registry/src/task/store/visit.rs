//! What a doctor's visit was and what it found to be needed, a row each, beside the sealed report.

use cq_platform::{
    Result,
    actor::Act,
    db::{Conn, Param, Tx},
};
use jiff::civil::Date;

use crate::task::{NeedId, TaskId, report::VisitReport};

const INSERT_SERVICE: &str = "INSERT INTO visit_service (bureau_id, task_id, service)";
const INSERT_NEED: &str = "INSERT INTO visit_need (bureau_id, id, task_id, need, said_on, state, version)";
const REMOVE_SERVICES: &str = "DELETE FROM visit_service WHERE bureau_id = $1 AND task_id = $2";
const REMOVE_NEEDS: &str = "DELETE FROM visit_need WHERE bureau_id = $1 AND task_id = $2 AND state = 'open'";
const SETTLED: &str = "SELECT COUNT(*) FROM visit_need WHERE bureau_id = $1 AND task_id = $2";

/// For the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&str] = &[REMOVE_SERVICES, REMOVE_NEEDS, SETTLED];

/// Notes what the visit of `task` on `on` was, and what it found to be needed.
pub fn insert(tx: &Tx<'_>, act: &Act, task: TaskId, on: Date, visit: &VisitReport) -> Result<()> {
    let (bureau, open) = (act.bureau(), "open");
    let services: Vec<&dyn Param> =
        visit.services.iter().flat_map(|service| [bureau as &dyn Param, &task, service]).collect();
    tx.insert_many(INSERT_SERVICE, 3, &services)?;
    let needs: Vec<(NeedId, _)> = visit.needs.iter().map(|need| (act.new_id(), need)).collect();
    let needs: Vec<&dyn Param> = needs
        .iter()
        .flat_map(|(id, need)| [bureau as &dyn Param, id, &task, *need, &on, &open, &1i64])
        .collect();
    tx.insert_many(INSERT_NEED, 7, &needs)
}

/// Takes [`insert`] back, save what somebody has seen to; whether nothing is left.
pub fn remove(tx: &Tx<'_>, act: &Act, task: TaskId) -> Result<bool> {
    let of: [&dyn Param; 2] = [act.bureau(), &task];
    tx.execute(REMOVE_SERVICES, &of)?;
    tx.execute(REMOVE_NEEDS, &of)?;
    has_none(tx, act, task)
}

fn has_none(conn: &Conn<'_>, act: &Act, task: TaskId) -> Result<bool> {
    Ok(conn.one::<(i64,)>(SETTLED, &[act.bureau(), &task])?.0 == 0)
}
