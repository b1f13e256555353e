//! Taking an import back.

use cq_platform::{
    Error, Result,
    actor::Act,
    db::Tx,
    messages::{Lang, Text},
    web::App,
};

use super::{
    UNDO,
    actions::{detail, known_ledger, record},
    any_ledger::{AnyLedger, Ledgers},
    ledger::{Blocked, CHUNK, Done},
    model::{IntakeId, Outcome, Row, State},
    store,
};
use crate::{area, rule::plan, unit};

/// Takes a whole import back, if nothing that it wrote has changed since and nothing depends on it.
pub async fn undo(app: &App, act: Act, ledgers: Ledgers, id: IntakeId, lang: Lang) -> Result<()> {
    act.actor.may(&UNDO)?;
    let texts = app.clone();
    let hand = act.clone();
    let taken_back = app.db.write(move |tx| {
        let intake = store::get(tx, act.bureau(), id)?;
        if intake.state != State::Done {
            return Err(Error::refused("intake-not-done"));
        }
        // First, so that two who press the button at once wait for each other.
        store::save_undone(tx, act.bureau(), &intake, act.at)?;
        // Before its rows are gone.
        plan::of_intake(tx, &act, &intake.kind, id.0)?;
        let blocked = take_back(tx, &act, known_ledger(ledgers, &intake)?, id)?;
        if !blocked.is_empty() {
            // What was put back so far goes with the transaction.
            return Err(Error::Refused(blocked_text(&texts, lang, &blocked)));
        }
        // Units and areas that the rows named for the first time go with them, unless somebody else took them up; so does what
        // the rows taught of units.
        let done_at = intake.done_at.unwrap_or(intake.made_at);
        unit::store::delete_unused(tx, act.bureau(), done_at)?;
        unit::store::forget_kinds(tx, act.bureau(), done_at)?;
        area::store::delete_unused(tx, act.bureau(), done_at)?;
        record(tx, &act, &UNDO, &intake.kind, id, intake.counts())
    });
    taken_back.await?;
    plan::follow_up(app, &hand).await;
    Ok(())
}

/// Takes rows back, the last first; returns what stands in the way.
fn take_back(tx: &Tx<'_>, act: &Act, ledger: &dyn AnyLedger, id: IntakeId) -> Result<Vec<Blocked>> {
    let (mut before, mut blocked) = (i64::MAX, Vec::new());
    loop {
        let rows = store::written_before(tx, act.bureau(), id, before, CHUNK as i64)?;
        let Some(last) = rows.last() else { return Ok(blocked) };
        before = last.number;
        let done = rows.iter().map(|row| done(act, id, row)).collect::<Result<Vec<_>>>()?;
        blocked.extend(ledger.undo(tx, act, &done)?);
    }
}

fn done(act: &Act, id: IntakeId, row: &Row) -> Result<Done> {
    let (Some(subject), Some(version)) = (row.subject_id, row.after_version) else {
        return Err(Error::internal("a row that was written says not what"));
    };
    let changes = detail(act, id, row)?.changes;
    Ok(Done {
        subject,
        version,
        is_new: row.verdict == Outcome::New,
        is_tie: row.verdict == Outcome::Tie,
        changes,
    })
}

/// How many stand in the way, and the first of them.
fn blocked_text(app: &App, lang: Lang, blocked: &[Blocked]) -> Text {
    const FIRST: usize = 3;
    let said: Vec<String> = blocked
        .iter()
        .take(FIRST)
        .map(|blocked| app.messages.tell(lang, &blocked.text).into_owned())
        .collect();
    Text::new("intake-undo-blocked")
        .with("count", blocked.len())
        .with("first", said.join(if lang == Lang::Zh { "；" } else { "; " }))
}
