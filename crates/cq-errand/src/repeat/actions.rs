//! Taking a repeat down, changing and stopping it, and making the errands that fall due.

use cq_case::case::store::people;
use cq_platform::{Error, Result, actor::Act, audit::Subject, db::Tx, messages::Text};
use cq_registry::person;
use jiff::ToSpan;
use serde_json::json;

pub use super::draft::Draft;
use super::{
    KEEP, MAKE, VIEW,
    model::{LEAD_MAX, Plan, Repeat, RepeatId},
    store::{self, Kept},
};
use crate::errand::{
    self, ErrandId,
    model::{By, Errand},
    store::{
        Facts,
        entry::{self, Happened, Noted},
    },
};

/// Takes a repeat down, and makes the errand that falls due already.
pub fn begin(tx: &Tx<'_>, act: &Act, draft: &Draft) -> Result<RepeatId> {
    act.actor.may(&KEEP)?;
    let wrong = |field: &str, key| Error::Invalid(vec![(field.to_owned(), Text::new(key))]);
    let reach = act.actor.scope(&person::VIEW, person::OWN)?;
    let person = person::store::find(tx, &reach, act.bureau(), draft.person)?;
    let person = person.ok_or_else(|| wrong("person", "form-choice"))?;
    if person.ended().is_some() {
        return Err(wrong("person", "errand-person-ended"));
    }
    let rules = errand::store::rules(tx, act.bureau(), act.today())?.0;
    let kind = rules.kind(&draft.kind).filter(|kind| kind.open);
    let kind = kind.ok_or_else(|| wrong("kind", "form-choice"))?;
    let repeat = Repeat::begun(act.new_id(), draft.person, kind.code.clone(), draft.plan, act.today())?;
    let by = people::me(tx, act)?;
    store::insert(tx, act, &repeat, (draft.channel, &draft.said), by)?;
    act.record(tx, &KEEP, subject(repeat.id), &json!({ "kind": draft.kind, "made": true }))?;
    make_one(tx, act, repeat.id)?;
    Ok(repeat.id)
}

/// A repeat as its page shows it; the log has it.
pub fn view(tx: &Tx<'_>, act: &Act, id: RepeatId) -> Result<Kept> {
    act.actor.may(&VIEW)?;
    let kept = store::find(tx, act, id)?.ok_or(Error::NotFound)?;
    act.record(tx, &VIEW, subject(id), &json!({}))?;
    Ok(kept)
}

/// Another rhythm or end, from the next time on.
pub fn change(tx: &Tx<'_>, act: &Act, id: RepeatId, seen: i64, plan: Plan) -> Result<()> {
    act.actor.may(&KEEP)?;
    let kept = held(tx, act, id, seen)?;
    let from = kept.repeat.plan.from;
    let repeat = kept.repeat.changed(Plan { from, ..plan }, act.today())?;
    store::save(tx, act, &repeat, kept.made_by)?;
    act.record(tx, &KEEP, subject(id), &json!({ "changed": ["rhythm"] }))?;
    make_one(tx, act, id).map(drop)
}

/// Not wanted any more. What was made stays.
pub fn stop(tx: &Tx<'_>, act: &Act, id: RepeatId, seen: i64) -> Result<()> {
    act.actor.may(&KEEP)?;
    stop_for(tx, act, id, seen)?;
    act.record(tx, &KEEP, subject(id), &json!({ "ended": true }))
}

/// [`stop`] by an event of the person's, which has its own entry in the log.
pub(crate) fn stop_for(tx: &Tx<'_>, act: &Act, id: RepeatId, seen: i64) -> Result<()> {
    let kept = held(tx, act, id, seen)?;
    let by = people::me(tx, act)?;
    store::save(tx, act, &kept.repeat.stopped()?, by)
}

/// The event was taken back. What fell due meanwhile is made.
pub(crate) fn resume(tx: &Tx<'_>, act: &Act, id: RepeatId, seen: i64) -> Result<()> {
    let kept = held(tx, act, id, seen)?;
    let repeat = kept.repeat.resumed(act.today()).map_err(|_| Error::Conflict)?;
    store::save(tx, act, &repeat, kept.made_by)?;
    make_one(tx, act, id).map(drop)
}

fn held(tx: &Tx<'_>, act: &Act, id: RepeatId, seen: i64) -> Result<Kept> {
    store::hold(tx, act.bureau(), id)?;
    let kept = store::find(tx, act, id)?.ok_or(Error::NotFound)?;
    if kept.repeat.version == seen { Ok(kept) } else { Err(Error::Conflict) }
}

/// Makes every errand of the bureau that falls due, each once, whoever else does the same; returns how many. For the daily job.
pub fn make_due(tx: &Tx<'_>, act: &Act) -> Result<usize> {
    act.actor.may(&MAKE)?;
    let last = act.today().saturating_add(i64::from(LEAD_MAX).days());
    let mut made = 0;
    for id in store::due(tx, act.bureau(), last)? {
        made += usize::from(make_one(tx, act, id)?.is_some());
    }
    Ok(made)
}

/// Makes the errand of a repeat that falls due; nothing where none does.
fn make_one(tx: &Tx<'_>, act: &Act, id: RepeatId) -> Result<Option<ErrandId>> {
    store::hold(tx, act.bureau(), id)?;
    let Kept { repeat, channel, said, made_by, .. } = store::find(tx, act, id)?.ok_or(Error::NotFound)?;
    if !repeat.is_due(act.today()) {
        return Ok(None);
    }
    let (kind, person) = (repeat.kind.clone(), repeat.person);
    let (due, repeat) = repeat.made(act.today())?;
    let rules = errand::store::rules(tx, act.bureau(), act.today())?.0;
    let hands = rules.kind(&kind).map(errand::rules::KindOf::hands).unwrap_or(errand::model::Hands::One);
    let by = By { staff: made_by, at: act.at, today: act.today(), tries: rules.tries, acts_for: None };
    let errand = Errand::taken(act.new_id(), person, (kind, hands), due.needed_on, by)?;
    let sealed = said.seal(&act.secrets, errand.id.0)?;
    let facts = Facts { channel, case: None, said: &sealed, taken_by: made_by };
    errand::store::insert(tx, act, &errand, &facts)?;
    errand::store::put_repeat(tx, act.bureau(), errand.id, id.0, due.of)?;
    let noted = Noted { kind: Happened::Taken, by: made_by, to: None, note: "" };
    entry::note(tx, act, errand.id, 1, &noted)?;
    store::save(tx, act, &repeat, made_by)?;
    act.record(tx, &MAKE, subject(id), &json!({ "on": due.of }))?;
    Ok(Some(errand.id))
}

fn subject(id: RepeatId) -> Subject {
    Subject::one("errand-repeat", id.0)
}
