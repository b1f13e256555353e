//! Writing down what was done, declined or met nobody; taking a record back; reading a report.

use cq_platform::{
    Error, Result,
    actor::Act,
    audit::Subject,
    clock::day_in_china,
    db::Tx,
    ids::BureauId,
    policy::{Action, Reach},
};
use jiff::civil::Date;
use serde_json::json;

use super::{
    CALL, DECLINE, LAPSE, LIST, OWN, RECORD, SETTLE, TRY, UNDO, VIEW_REPORT,
    brief::Brief,
    model::{Closed, Decliner, NotReached, Refused, Report, Source, State, Task, TaskId},
    store::{self, list::Listed},
};
use crate::{
    absence::{self, store::Named},
    life_event::benefit,
    rule, staff,
};

/// Writes down a visit. `seen` is the version on the page it was filled in on.
pub fn done(tx: &Tx<'_>, act: &Act, id: TaskId, seen: i64, on: Date, report: &Report) -> Result<()> {
    keep(tx, act, id, &Kept { action: &RECORD, seen, on, report, from: None, field: "on" })
}

/// Writes down what the bureau's own people did. A doctor's visit only its doctor writes down.
pub fn settle(tx: &Tx<'_>, act: &Act, id: TaskId, seen: i64, on: Date, report: &Report) -> Result<()> {
    keep(tx, act, id, &Kept { action: &SETTLE, seen, on, report, from: None, field: "settled_on" })
}

/// Writes down a call that reached somebody.
pub fn called(tx: &Tx<'_>, act: &Act, id: TaskId, seen: i64, on: Date, report: &Report) -> Result<()> {
    keep(tx, act, id, &Kept { action: &CALL, seen, on, report, from: None, field: "called_on" })
}

/// What was done, on its way into a task.
pub struct Kept<'k> {
    /// By which right.
    pub action: &'static Action,
    /// The version on the page it was filled in on.
    pub seen: i64,
    /// The day it was really done.
    pub on: Date,
    /// The proof.
    pub report: &'k Report,
    /// From what it is known, where it was long ago or by somebody else.
    pub from: Option<Source>,
    /// The form's field that holds the day.
    pub field: &'k str,
}

/// Writes down that a task was kept.
pub fn keep(tx: &Tx<'_>, act: &Act, id: TaskId, kept: &Kept<'_>) -> Result<()> {
    rule::plan::hold(tx, act)?;
    let &Kept { action, seen, on, report, from, field } = kept;
    let task = load(tx, act, action, id, seen)?;
    let (days_late, sealed) = (days_after(task.next_on(), on), report.seal(&act.secrets, id)?);
    let task = task.done(on, sealed, from, closed(act), act.today()).map_err(|refused| refused.at(field))?;
    store::save(tx, act.bureau(), &task)?;
    if let Report::Visit(visit) = report {
        store::visit::insert(tx, act, id, on, visit)?;
    }
    rule::plan::of_subject(tx, act, task.subject)?;
    act.record(tx, action, subject(id), &json!({ "done": on, "days_late": days_late, "from": from }))
}

/// Writes down that it is not wanted, by whom, and why.
pub fn decline(
    tx: &Tx<'_>,
    act: &Act,
    id: TaskId,
    seen: i64,
    (on, by): (Date, Decliner),
    reason: &Report,
) -> Result<()> {
    rule::plan::hold(tx, act)?;
    let task = load(tx, act, &DECLINE, id, seen)?;
    let reason = reason.seal(&act.secrets, id)?;
    let task = task
        .decline(on, by, reason, closed(act), act.today())
        .map_err(|refused| refused.at("declined_on"))?;
    store::save(tx, act.bureau(), &task)?;
    rule::plan::of_subject(tx, act, task.subject)?;
    act.record(tx, &DECLINE, subject(id), &json!({ "declined": on, "by": by }))
}

/// Notes that nobody was met, and when to try again.
pub fn not_reached(tx: &Tx<'_>, act: &Act, id: TaskId, seen: i64, on: Date, again_on: Date) -> Result<()> {
    rule::plan::hold(tx, act)?;
    let task = load(tx, act, &TRY, id, seen)?;
    let task = task.not_reached(on, again_on, act.today()).map_err(|refused| match refused {
        NotReached::Try(refused) => refused.at("tried_on"),
        NotReached::Again(refused) => refused.at("again_on"),
    })?;
    store::save(tx, act.bureau(), &task)?;
    store::insert_try(tx, act, &task, on)?;
    act.record(tx, &TRY, subject(id), &json!({ "not_reached": on, "again": again_on }))
}

/// Notes the day on which to do it, without a try: agreed on the phone, or simply later today's list.
pub fn put_off(tx: &Tx<'_>, act: &Act, id: TaskId, seen: i64, until: Date) -> Result<()> {
    rule::plan::hold(tx, act)?;
    let task = load(tx, act, &TRY, id, seen)?;
    let task = task.agree(until, act.today()).map_err(|refused| refused.at("again_on"))?;
    store::save(tx, act.bureau(), &task)?;
    act.record(tx, &TRY, subject(id), &json!({ "put_off": until }))
}

/// Takes back what oneself wrote down today.
pub fn undo(tx: &Tx<'_>, act: &Act, id: TaskId) -> Result<()> {
    take_back(tx, act, &UNDO, id)
}

/// Takes back what oneself settled today.
pub fn unsettle(tx: &Tx<'_>, act: &Act, id: TaskId) -> Result<()> {
    take_back(tx, act, &SETTLE, id)
}

fn take_back(tx: &Tx<'_>, act: &Act, action: &'static Action, id: TaskId) -> Result<()> {
    rule::plan::hold(tx, act)?;
    let scope = act.actor.scope(action, OWN)?;
    let task = store::find(tx, &scope, act.bureau(), id)?.ok_or(Error::NotFound)?;
    let task = task.reopen(closed(act), day_in_china).map_err(|refused| refused.at(""))?;
    store::save(tx, act.bureau(), &task)?;
    if !store::visit::remove(tx, act, id)? {
        return Err(Refused::NeedSettled.at(""));
    }
    rule::plan::of_subject(tx, act, task.subject)?;
    act.record(tx, action, subject(id), &json!({ "undone": true }))
}

/// Notes what is past its time where its rule or campaign says that the window ends hard.
pub fn lapse(tx: &Tx<'_>, act: &Act) -> Result<()> {
    rule::plan::hold(tx, act)?;
    act.actor.may(&LAPSE)?;
    let lapsed = store::lapse(tx, act)?;
    if lapsed == 0 {
        return Ok(());
    }
    act.record(tx, &LAPSE, Subject::list("task"), &json!({ "lapsed": lapsed }))
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
    /// Who does it meanwhile, and until when, where its owner is away.
    pub cover: Option<(String, Option<Date>)>,
    /// Its pictures, by number and guard, for whoever may read reports.
    pub photos: Vec<(i64, i64)>,
    /// Illnesses of the elder, by ICD-10, for whoever may read reports.
    pub codes: Vec<String>,
}

/// Opens a task's page; the log has it, and whether the report was read.
pub fn view(tx: &Tx<'_>, act: &Act, id: TaskId) -> Result<Shown> {
    let (scope, bureau) = (act.actor.scope(&LIST, OWN)?, act.bureau());
    let listed = store::list::find(tx, &scope, bureau, id)?.ok_or(Error::NotFound)?;
    let tries = store::list_tries(tx, bureau, id)?;
    let report = report(tx, act, id)?;
    let brief = store::find(tx, &scope, bureau, id)?.and_then(|task| task.brief);
    let mut brief = brief.map(|brief| brief.open(&act.secrets, id)).transpose()?;
    if let Some(brief) = brief.as_mut().filter(|_| listed.closed_at.is_none()) {
        benefit::refresh(tx, act, brief)?;
    }
    let is_a_doctors = store::is_a_doctors(tx, bureau, id)?;
    let may_read = act.actor.may(&VIEW_REPORT).is_ok();
    let codes = match listed.person.filter(|_| may_read) {
        Some(person) => store::list::codes_of(tx, bureau, person)?,
        None => Vec::new(),
    };
    let photos = if may_read { store::photo::list(tx, bureau, id)? } else { Vec::new() };
    let action = if report.is_some() { &VIEW_REPORT } else { &LIST };
    act.record(tx, action, subject(id), &json!({}))?;
    let cover = cover(tx, bureau, &listed, act.today())?;
    Ok(Shown { listed, tries, report, brief, is_a_doctors, cover, photos, codes })
}

/// Who stands in for the owner today where he is away, and until when.
fn cover(
    tx: &Tx<'_>,
    bureau: &BureauId,
    task: &Listed,
    today: Date,
) -> Result<Option<(String, Option<Date>)>> {
    let away = absence::store::of_staff(tx, bureau, task.owner, today, Some(today))?;
    // What is due after the end is done by whoever is back by then.
    let lasts = |away: &Named| away.absence.until.is_none_or(|until| task.next_on <= until);
    let Some(away) = away.filter(lasts) else { return Ok(None) };
    let shares = absence::store::shares(tx, bureau, away.absence.id)?;
    let share = shares.iter().find(|(person, _)| Some(*person) == task.person).map(|(_, to)| *to);
    let name = match share.filter(|to| *to != away.absence.substitute) {
        Some(to) => staff::store::find(tx, bureau, to)?.map_or(away.substitute, |staff| staff.name),
        None => away.substitute,
    };
    Ok(Some((name, away.absence.until)))
}

fn report(tx: &Tx<'_>, act: &Act, id: TaskId) -> Result<Option<Report>> {
    let Ok(scope) = act.actor.scope(&VIEW_REPORT, OWN) else { return Ok(None) };
    let Some(task) = store::find(tx, &scope, act.bureau(), id)? else { return Ok(None) };
    match task.state {
        State::Done { report, .. } | State::Declined { reason: report, .. } => {
            report.open(&act.secrets, id).map(Some)
        }
        _ => Ok(None),
    }
}

/// The task as the page showed it, within reach of `action`. What a doctor owes and did only he himself writes down; that it is not
/// wanted, or what his paper sheet says, anybody in the bureau may.
fn load(tx: &Tx<'_>, act: &Act, action: &'static Action, id: TaskId, seen: i64) -> Result<Task> {
    let scope = act.actor.scope(action, OWN)?;
    let task = store::find(tx, &scope, act.bureau(), id)?.ok_or(Error::NotFound)?;
    let is_his_to_say = [SETTLE.name, CALL.name, TRY.name].contains(&action.name);
    let is_anothers = act.actor.may(action)? == Reach::Bureau && act.actor.staff != Some(task.owner);
    if is_his_to_say && is_anothers && store::is_a_doctors(tx, act.bureau(), id)? {
        return Err(Refused::TheDoctors.at(""));
    }
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
