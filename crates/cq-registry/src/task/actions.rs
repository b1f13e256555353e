//! Recording a visit, noting that nobody was met, taking a record back, reading a report.

use cq_platform::{Error, Result, actor::Act, audit::Subject, clock::day_in_china, db::Tx};
use jiff::civil::Date;
use serde_json::json;

use super::{
    LIST, OWN, RECORD, SETTLE, VIEW_REPORT,
    brief::Brief,
    model::{Closed, NotReached, Refused, Report, State, Task, TaskId},
    store::{self, list::Listed},
};
use crate::rule;

/// Writes down a visit. `seen` is the version on the page it was filled in on.
pub fn done(tx: &Tx<'_>, act: &Act, id: TaskId, seen: i64, on: Date, report: &Report) -> Result<()> {
    let task = load(tx, act, id, seen)?;
    let (days_late, report) = (days_after(task.next_on(), on), report.seal(&act.secrets, id)?);
    let task = task.done(on, report, closed(act), act.today()).map_err(|refused| refused.at("on"))?;
    store::save(tx, act.bureau(), &task)?;
    rule::plan::of_subject(tx, act, task.subject)?;
    act.record(tx, &RECORD, subject(id), &json!({ "done": on, "days_late": days_late }))
}

/// Notes that nobody was met, and when to go again.
pub fn not_reached(tx: &Tx<'_>, act: &Act, id: TaskId, seen: i64, on: Date, again_on: Date) -> Result<()> {
    let task = load(tx, act, id, seen)?;
    let task = task.not_reached(on, again_on, act.today()).map_err(|refused| match refused {
        NotReached::Try(refused) => refused.at("tried_on"),
        NotReached::Again(refused) => refused.at("again_on"),
    })?;
    store::save(tx, act.bureau(), &task)?;
    store::insert_try(tx, act, &task, on)?;
    act.record(tx, &RECORD, subject(id), &json!({ "not_reached": on, "again": again_on }))
}

/// Takes back what oneself wrote down today.
pub fn undo(tx: &Tx<'_>, act: &Act, id: TaskId) -> Result<()> {
    let scope = act.actor.scope(&RECORD, OWN)?;
    let task = store::find(tx, &scope, act.bureau(), id)?.ok_or(Error::NotFound)?;
    let task = task.reopen(closed(act), day_in_china).map_err(|refused| refused.at(""))?;
    store::save(tx, act.bureau(), &task)?;
    rule::plan::of_subject(tx, act, task.subject)?;
    act.record(tx, &RECORD, subject(id), &json!({ "undone": true }))
}

/// Writes down what the bureau's own people did. A doctor's visit only its doctor writes down.
pub fn settle(tx: &Tx<'_>, act: &Act, id: TaskId, seen: i64, on: Date, report: &Report) -> Result<()> {
    let task = load_own(tx, act, id)?;
    if task.version != seen {
        return Err(Error::Conflict);
    }
    let (days_late, report) = (days_after(task.next_on(), on), report.seal(&act.secrets, id)?);
    let task = task.done(on, report, closed(act), act.today()).map_err(|refused| refused.at("settled_on"))?;
    store::save(tx, act.bureau(), &task)?;
    rule::plan::of_subject(tx, act, task.subject)?;
    act.record(tx, &SETTLE, subject(id), &json!({ "settled": on, "days_late": days_late }))
}

/// Takes back what oneself settled today.
pub fn unsettle(tx: &Tx<'_>, act: &Act, id: TaskId) -> Result<()> {
    let task = load_own(tx, act, id)?;
    let task = task.reopen(closed(act), day_in_china).map_err(|refused| refused.at(""))?;
    store::save(tx, act.bureau(), &task)?;
    rule::plan::of_subject(tx, act, task.subject)?;
    act.record(tx, &SETTLE, subject(id), &json!({ "undone": true }))
}

fn load_own(tx: &Tx<'_>, act: &Act, id: TaskId) -> Result<Task> {
    let scope = act.actor.scope(&SETTLE, OWN)?;
    let task = store::find(tx, &scope, act.bureau(), id)?.ok_or(Error::NotFound)?;
    if store::is_a_doctors(tx, act.bureau(), id)? { Err(Refused::TheDoctors.at("")) } else { Ok(task) }
}

/// A task as its page shows it.
pub struct Shown {
    /// The row.
    pub listed: Listed,
    /// Tries that met nobody.
    pub tries: Vec<store::Try>,
    /// What was written down, for whoever may read it.
    pub report: Option<Report>,
    /// What has to be known to do it.
    pub brief: Option<Brief>,
    /// A doctor owes it.
    pub is_a_doctors: bool,
}

/// Opens a task's page; the log has it, and whether the report was read.
pub fn view(tx: &Tx<'_>, act: &Act, id: TaskId) -> Result<Shown> {
    let (scope, bureau) = (act.actor.scope(&LIST, OWN)?, act.bureau());
    let listed = store::list::find(tx, &scope, bureau, id)?.ok_or(Error::NotFound)?;
    let tries = store::list_tries(tx, bureau, id)?;
    let report = report(tx, act, id)?;
    let brief = store::find(tx, &scope, bureau, id)?.and_then(|task| task.brief);
    let brief = brief.map(|brief| brief.open(&act.secrets, id)).transpose()?;
    let is_a_doctors = store::is_a_doctors(tx, bureau, id)?;
    let action = if report.is_some() { &VIEW_REPORT } else { &LIST };
    act.record(tx, action, subject(id), &json!({}))?;
    Ok(Shown { listed, tries, report, brief, is_a_doctors })
}

fn report(tx: &Tx<'_>, act: &Act, id: TaskId) -> Result<Option<Report>> {
    let Ok(scope) = act.actor.scope(&VIEW_REPORT, OWN) else { return Ok(None) };
    let Some(task) = store::find(tx, &scope, act.bureau(), id)? else { return Ok(None) };
    match task.state {
        State::Done { report, .. } => report.open(&act.secrets, id).map(Some),
        _ => Ok(None),
    }
}

fn load(tx: &Tx<'_>, act: &Act, id: TaskId, seen: i64) -> Result<Task> {
    let scope = act.actor.scope(&RECORD, OWN)?;
    let task = store::find(tx, &scope, act.bureau(), id)?.ok_or(Error::NotFound)?;
    if task.version == seen { Ok(task) } else { Err(Error::Conflict) }
}

fn closed(act: &Act) -> Closed {
    Closed { at: act.at, by: act.actor.account }
}

fn subject(id: TaskId) -> Subject {
    Subject::one("task", id.0)
}

fn days_after(promised: Date, on: Date) -> i64 {
    promised.until(on).map_or(0, |span| i64::from(span.get_days()).max(0))
}
