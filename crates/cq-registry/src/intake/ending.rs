//! What of the rows gone ends with the import: ticked by a person, kept with the check, done when the ledger is taken in.

use std::collections::BTreeSet;

use cq_platform::{
    Error, Result,
    actor::Act,
    db::{Conn, Tx},
    web::App,
};
use jiff::civil::Date;

use super::{
    BRING,
    actions::{detail, known_ledger, record},
    any_ledger::{AnyLedger, Ledgers},
    gone::{Endings, UNTIL, ending},
    model::{Intake, IntakeId, Outcome, Row, State, detail_place},
    store,
};

/// Rows read at a time.
const CHUNK: i64 = 1_000;

/// What a person chose among the rows of a page.
#[derive(Debug, Clone)]
pub(super) struct Choice {
    /// The version of the page that was looked at.
    pub version: i64,
    /// Rows that were to be seen, by number.
    pub seen: BTreeSet<i64>,
    /// Of those, the ticked ones.
    pub ending: BTreeSet<i64>,
    /// Their last day.
    pub on: Date,
}

/// Marks the ticked rows to end with the import on that day, and of those seen the others to stay. What cannot end on that day is
/// refused by name, and nothing is marked.
pub(super) async fn end_gone(
    app: &App,
    act: Act,
    ledgers: Ledgers,
    id: IntakeId,
    choice: Choice,
) -> Result<()> {
    act.actor.may(&BRING)?;
    app.db
        .write(move |tx| {
            let intake = store::get(tx, act.bureau(), id)?;
            let ledger = known_ledger(ledgers, &intake)?;
            if intake.state != State::Checked || !ledger.ends_gone() {
                return Err(Error::refused("intake-not-open"));
            }
            if intake.version != choice.version {
                return Err(Error::Conflict);
            }
            let mut counts = intake.counts();
            // First, so that two who choose at once wait for each other.
            store::save_check(tx, act.bureau(), &intake, &intake.mapping, counts)?;
            for number in &choice.seen {
                let on = choice.ending.contains(number).then_some(choice.on);
                mark(tx, &act, ledger, id, *number, on)?;
            }
            counts.ending = i64::try_from(of(tx, &act, id)?.len()).map_err(Error::internal)?;
            store::save_check(tx, act.bureau(), &intake.clone().later(), &intake.mapping, counts)?;
            record(tx, &act, &BRING, &intake.kind, id, counts)
        })
        .await
}

fn mark(
    tx: &Tx<'_>,
    act: &Act,
    ledger: &dyn AnyLedger,
    id: IntakeId,
    number: i64,
    on: Option<Date>,
) -> Result<()> {
    let rows = store::rows_after(tx, act.bureau(), id, Outcome::Gone, number - 1, 1)?;
    let row = rows.into_iter().find(|row| row.number == number).ok_or(Error::NotFound)?;
    let subject = row.subject_id.ok_or(Error::NotFound)?;
    if let Some(on) = on
        && let Some(why) = ledger.may_end(tx, act, subject, on)?
    {
        return Err(Error::Refused(why));
    }
    let mut kept = detail(act, id, &row)?;
    kept.changes = on.map(ending).into_iter().collect();
    let json = serde_json::to_vec(&kept).map_err(Error::internal)?;
    let sealed = act.secrets.seal_bytes(detail_place(id, number), &json)?;
    store::save_detail(tx, act.bureau(), id, number, &sealed)
}

/// What is to end with a checked import.
pub(super) async fn chosen(app: &App, act: &Act, intake: &Intake) -> Result<Endings> {
    if intake.rows_ending == 0 {
        return Ok(Endings::new());
    }
    let (act, id) = (act.clone(), intake.id);
    app.db.read(move |conn| of(conn, &act, id)).await
}

fn of(conn: &Conn<'_>, act: &Act, id: IntakeId) -> Result<Endings> {
    let (mut endings, mut after) = (Endings::new(), 0);
    loop {
        let rows = store::rows_after(conn, act.bureau(), id, Outcome::Gone, after, CHUNK)?;
        let Some(last) = rows.last() else { return Ok(endings) };
        after = last.number;
        for row in rows {
            endings.extend(row.subject_id.zip(ends_on(act, id, &row)?));
        }
    }
}

/// The last day of what a row ends.
fn ends_on(act: &Act, id: IntakeId, row: &Row) -> Result<Option<Date>> {
    let changes = detail(act, id, row)?.changes;
    let until =
        changes.iter().find(|change| change.field == UNTIL).and_then(|change| change.after.as_deref());
    until.map(str::parse).transpose().map_err(Error::internal)
}
