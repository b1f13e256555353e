//! Asking elders what they say of a visit.

use cq_platform::{
    Error, Result,
    actor::Act,
    audit::Subject,
    db::{Conn, Tx},
};
use cq_registry::task::TaskId;
use jiff::{ToSpan, civil::Date};
use serde_json::json;

use super::{
    ASK,
    model::{ASKED_DAYS, Said, draw},
    store::{self, Visit},
};

/// Whom to call today: drawn, the same all day; what the asker did himself is not among them.
pub fn list(conn: &Conn<'_>, act: &Act) -> Result<Vec<Visit>> {
    act.actor.may(&ASK)?;
    let mut visits = store::to_ask(conn, act, first(act))?;
    visits.retain(|visit| act.actor.staff != Some(visit.doctor));
    let visits = visits.into_iter().map(|visit| (visit.task, visit)).collect();
    Ok(draw(&act.secrets, act.today(), visits, store::asked_today(conn, act)?))
}

/// The visit, as long as it can be asked about.
pub fn load(conn: &Conn<'_>, act: &Act, task: TaskId) -> Result<Visit> {
    act.actor.may(&ASK)?;
    store::find(conn, act, first(act), task)?.ok_or(Error::NotFound)
}

/// Writes down what came of a call; over the try of version `seen`, 0 where there was none.
pub fn ask(tx: &Tx<'_>, act: &Act, task: TaskId, seen: i64, said: &Said) -> Result<()> {
    let visit = load(tx, act, task)?;
    if act.actor.staff == Some(visit.doctor) {
        return Err(Error::refused("service-own"));
    }
    if act.actor.account.is_none() {
        return Err(Error::Forbidden);
    }
    if visit.version.unwrap_or(0) != seen {
        return Err(Error::Conflict);
    }
    store::save(tx, act, &visit, said)?;
    act.record(tx, &ASK, Subject::one("task", task.0), &json!({ "outcome": said.outcome() }))
}

fn first(act: &Act) -> Date {
    act.today().saturating_sub(ASKED_DAYS.days())
}
