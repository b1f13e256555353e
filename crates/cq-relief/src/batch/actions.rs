//! Putting a batch together, releasing it, and writing down what the bank answers: each in one transaction that holds the batch.

use cq_case::case::store::people;
use cq_platform::{
    Error, Result,
    actor::Act,
    audit::Subject,
    db::{Conn, Tx},
    ids::StaffId,
    messages::Text,
    policy::{Action, Scope},
};
use serde_json::json;

use super::{
    BatchId, MAKE, RELEASE, VIEW,
    answer::Answered,
    model::{Batch, State},
    store::{self, Line, Listed, Outcome},
};
use crate::{
    application::{
        actions::{overtaken, write},
        model::{Application, ReliefId},
        payee::payable,
        store::{
            self as applications, OWN,
            entry::Happened,
            list::{self, Filter, Listed as Approved, Wanted},
        },
    },
    budget::money,
    reversal,
};

/// How many go to the bank at once.
const LINES_MAX: i64 = 500;

/// What can go to the bank: approved, or returned by it.
pub fn ready(conn: &Conn<'_>, act: &Act) -> Result<Vec<Approved>> {
    let scope = act.actor.scope(&VIEW, OWN)?;
    let mut ready = list::list(conn, act, &scope, &Filter::by(Wanted::Approved), None, LINES_MAX)?;
    ready.extend(list::list(conn, act, &scope, &Filter::by(Wanted::Returned), None, LINES_MAX)?);
    ready.sort_by(|one, other| one.number.cmp(&other.number));
    Ok(ready)
}

/// Puts a batch together.
pub fn make(tx: &Tx<'_>, act: &Act, ids: &[ReliefId]) -> Result<BatchId> {
    act.actor.may(&MAKE)?;
    let mut ids = ids.to_vec();
    ids.sort();
    ids.dedup();
    if ids.is_empty() {
        return Err(Error::Invalid(vec![("of".to_owned(), Text::new("relief-batch-nothing"))]));
    }
    let by = people::me(tx, act)?;
    let id: BatchId = act.new_id();
    store::insert(tx, act, id, by)?;
    let scope = act.actor.scope(&MAKE, OWN)?;
    for (application, number) in ids.into_iter().zip(1..) {
        let found = held(tx, act, application)?;
        payable(tx, act, &found)?;
        let listed = list::find(tx, act, &scope, application)?.ok_or(Error::NotFound)?;
        let (_, payee) = listed.opened(act)?;
        let moved = match found.clone().batched(id) {
            Ok(moved) => moved,
            Err(_) => return Err(overtaken(tx, act, &found)?),
        };
        let fen = listed.fen.ok_or_else(|| Error::internal("approved without an amount"))?;
        store::insert_line(tx, act, (id, number), (application, fen), &payee)?;
        write(tx, act, &MAKE, &moved, (Happened::Batched, by, ""))?;
    }
    act.record(tx, &MAKE, subject(id), &json!({ "happened": "made" }))?;
    Ok(id)
}

/// Puts an application that was taken out back into its batch, where that still waits to be released.
pub(crate) fn put_back(
    tx: &Tx<'_>,
    act: &Act,
    id: BatchId,
    approved: &crate::application::model::Approved,
    application: ReliefId,
) -> Result<bool> {
    store::hold(tx, act.bureau(), id)?;
    if store::find(tx, act.bureau(), id)?.state != State::Made {
        return Ok(false);
    }
    let listed = list::find(tx, act, &Scope::BUREAU, application)?.ok_or(Error::NotFound)?;
    let number = store::free_number(tx, act.bureau(), id)?;
    store::insert_line(tx, act, (id, number), (application, approved.fen()), &listed.opened(act)?.1)?;
    Ok(true)
}

fn held(tx: &Tx<'_>, act: &Act, id: ReliefId) -> Result<Application> {
    let scope = act.actor.scope(&VIEW, OWN)?;
    applications::hold(tx, act.bureau(), id)?;
    applications::find(tx, &scope, act.bureau(), id)?.ok_or(Error::NotFound)
}

/// Drops a batch that nobody has released.
pub fn drop_it(tx: &Tx<'_>, act: &Act, id: BatchId, seen: i64) -> Result<()> {
    changed(tx, act, &MAKE, (id, seen), |batch, by| {
        let batch = batch.dropped()?;
        for line in in_order(tx, act, id)? {
            let moved = held(tx, act, line.application)?.unbatched()?;
            write(tx, act, &MAKE, &moved, (Happened::Unbatched, by, ""))?;
        }
        Ok(batch)
    })
}

/// Releases a batch that another one made: the money is on its way.
pub fn release(tx: &Tx<'_>, act: &Act, id: BatchId, seen: i64) -> Result<()> {
    changed(tx, act, &RELEASE, (id, seen), |batch, by| {
        let batch = batch.released(by)?;
        let signed = money::two(batch.made_by, by)?;
        let lines = in_order(tx, act, id)?;
        if lines.is_empty() {
            return Err(Error::refused("relief-batch-nothing"));
        }
        for line in lines {
            let application = held(tx, act, line.application)?;
            payable(tx, act, &application)?;
            money::release(tx, act, line.application, id, line.fen, signed)?;
            write(tx, act, &RELEASE, &application.sent()?, (Happened::Released, by, ""))?;
        }
        Ok(batch)
    })
}

/// What became of the bank's answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Read {
    /// It is written down: so many paid, so many not.
    Done(usize, usize),
    /// The same was written down before; nothing changed.
    Same,
    /// So much of what it had paid it gives back: noted, for a second one to find it so.
    Back(usize),
}

/// The lines that the bank was asked to pay, against which its answer is read.
pub fn asked(conn: &Conn<'_>, act: &Act, id: BatchId) -> Result<Vec<Line>> {
    act.actor.may(&MAKE)?;
    match store::find(conn, act.bureau(), id)?.is_released() {
        true => store::lines(conn, act, id),
        false => Err(Error::refused("relief-batch-refused-stage")),
    }
}

/// Writes down what the bank answers to every line: all of it or nothing. The same a second time changes nothing.
pub fn answer(tx: &Tx<'_>, act: &Act, id: BatchId, answers: &[Answered]) -> Result<Read> {
    act.actor.may(&MAKE)?;
    store::hold(tx, act.bureau(), id)?;
    let batch = store::find(tx, act.bureau(), id)?;
    if let State::Answered { .. } = batch.state {
        return answered_later(tx, act, id, answers);
    }
    let by = people::me(tx, act)?;
    let answered = batch.answered(by)?;
    let mut in_order: Vec<&Answered> = answers.iter().collect();
    in_order.sort_by_key(|one| one.application);
    for one in in_order {
        settled(tx, act, (id, by), one)?;
    }
    store::save(tx, act, &answered)?;
    act.record(tx, &MAKE, subject(id), &json!({ "happened": "answered" }))?;
    let paid = answers.iter().filter(|one| one.outcome == Outcome::Paid).count();
    Ok(Read::Done(paid, answers.len() - paid))
}

/// The bank answers once more. What it says as before changes nothing; what it had paid and gives back is noted, for a second one to find
/// it so; that it has paid after all what it had not is for the next batch to say.
fn answered_later(tx: &Tx<'_>, act: &Act, id: BatchId, answers: &[Answered]) -> Result<Read> {
    let lines = store::lines(tx, act, id)?;
    let before = |one: &Answered| {
        let line = lines.iter().find(|line| line.application == one.application);
        line.and_then(|line| line.answer.as_ref()).map(|(outcome, _)| *outcome)
    };
    let mut back = Vec::new();
    for one in answers {
        match (before(one), one.outcome) {
            (Some(then), now) if then == now => {}
            (Some(Outcome::Paid), Outcome::Returned) => back.push(one),
            _ => return Err(Error::refused("relief-answer-another")),
        }
    }
    back.sort_by_key(|one| one.application);
    let (by, mut noted) = (people::me(tx, act)?, 0);
    for one in back {
        let application = held(tx, act, one.application)?;
        // The same sheet a second time, or one that another batch has paid anew since.
        let is_here = application.stage.is_paid() && application.stage.batch() == Some(id);
        if !is_here || reversal::store::open_of(tx, act, one.application)?.is_some() {
            continue;
        }
        reversal::actions::noted(tx, act, &application, &one.said, by)?;
        write(tx, act, &MAKE, &application, (Happened::Reversing, by, &one.said.why))?;
        noted += 1;
    }
    Ok(if noted == 0 { Read::Same } else { Read::Back(noted) })
}

fn settled(tx: &Tx<'_>, act: &Act, (id, by): (BatchId, StaffId), one: &Answered) -> Result<()> {
    let application = held(tx, act, one.application)?;
    let fen = application.stage.approved().map_or(0, |approved| approved.fen());
    store::save_line(tx, act, id, one.application, (one.outcome, &one.said))?;
    match one.outcome {
        Outcome::Paid => {
            money::paid(tx, act, one.application, id, fen, by)?;
            let moved = application.paid(act.today())?;
            write(tx, act, &MAKE, &moved, (Happened::Paid, by, &one.said.reference))
        }
        Outcome::Returned => {
            money::sent_back(tx, act, one.application, id, fen, by)?;
            let moved = application.returned(act.today())?;
            write(tx, act, &MAKE, &moved, (Happened::Returned, by, &one.said.why))
        }
    }
}

/// The lines by the ids of their applications, in which order everybody holds them.
fn in_order(conn: &Conn<'_>, act: &Act, id: BatchId) -> Result<Vec<Line>> {
    let mut lines = store::lines(conn, act, id)?;
    lines.sort_by_key(|line| line.application);
    Ok(lines)
}

fn changed(
    tx: &Tx<'_>,
    act: &Act,
    action: &'static Action,
    (id, seen): (BatchId, i64),
    to: impl FnOnce(Batch, StaffId) -> Result<Batch>,
) -> Result<()> {
    act.actor.may(action)?;
    store::hold(tx, act.bureau(), id)?;
    let batch = store::find(tx, act.bureau(), id)?;
    if batch.version != seen {
        let name = match batch.state {
            State::Released { by } | State::Answered { by, .. } => people::name(tx, act.bureau(), by)?,
            _ => people::name(tx, act.bureau(), batch.made_by)?,
        };
        return Err(Error::Overtaken(Text::new("relief-batch-overtaken").with("name", name)));
    }
    let by = people::me(tx, act)?;
    let batch = to(batch, by)?;
    store::save(tx, act, &batch)?;
    act.record(tx, action, subject(id), &json!({ "happened": batch.word() }))
}

/// A batch with everything its page shows.
pub struct Shown {
    /// As lists have it.
    pub listed: Listed,
    /// Where it stands.
    pub batch: Batch,
    /// Its lines.
    pub lines: Vec<Line>,
    /// As whom the reader acts.
    pub me: Option<StaffId>,
}

/// Opens a batch's page, or takes its sheet: the log has it.
pub fn view(tx: &Tx<'_>, act: &Act, id: BatchId, action: &'static Action) -> Result<Shown> {
    act.actor.may(action)?;
    let batch = store::find(tx, act.bureau(), id)?;
    let listed = store::list(tx, act.bureau(), Some(id))?.pop().ok_or(Error::NotFound)?;
    act.record(tx, action, subject(id), &json!({ "happened": "seen" }))?;
    Ok(Shown { listed, batch, lines: store::lines(tx, act, id)?, me: people::known(tx, act)? })
}

fn subject(id: BatchId) -> Subject {
    Subject::one("relief-batch", id.0)
}
