//! Closing a period of a target: everything is read in one view, written in stretches that nobody sees, and counts at once when the last
//! is written. A closed period stays closed: there is no way back. What is entered afterwards for a day in it is shown beside its
//! figure, never added.
//!
//! A hand that is cut off leaves a period that is being closed; whoever closes it next takes it over and begins anew. Whoever still
//! writes for the former hand is refused.

use cq_calendar::Span;
use cq_platform::{
    Error, Result,
    actor::{Act, Actor},
    audit::Subject,
    db::{Conn, Tx},
    web::App,
};
use jiff::SignedDuration;
use serde_json::json;
use uuid::Uuid;

use super::{
    CLOSE,
    model::{Actual, MeasureKind, Number, State, TargetId},
    store::{
        self, Named,
        figure::{Asked, Behind, By, Name, Which},
        sealed::{self, Closing, UnderWay},
    },
};
use crate::task::store::list::Pick;

/// Names of one transaction: some 50 ms, for which others wait.
pub const AT_ONCE: usize = 5_000;
/// Whoever has sealed nothing for so long was cut off.
const IDLE: SignedDuration = SignedDuration::from_mins(2);

/// A period in somebody's hand.
pub struct Hand {
    id: TargetId,
    number: Number,
    span: Span,
    under_way: UnderWay,
}

/// Closes a period from beginning to end. One that is not over is refused; of two who close the same at once, one is told
/// ([`Error::Conflict`]), and so is whoever comes later.
pub async fn close(app: &App, actor: &Actor, id: TargetId, nth: i8) -> Result<()> {
    let act = app.act(actor.clone());
    let mut hand = app.db.write(move |tx| begin(tx, &act, id, nth)).await?;
    let act = app.act(actor.clone());
    let read_at = act.at;
    let (number, span) = (hand.number.clone(), hand.span);
    let (actual, names) = app.db.report(move |conn| look(conn, &act, &number, span)).await?;
    let mut names = names.into_iter();
    loop {
        let stretch: Vec<Name> = names.by_ref().take(AT_ONCE).collect();
        if stretch.is_empty() {
            break;
        }
        let act = app.act(actor.clone());
        hand = app.db.write(move |tx| put(tx, &act, hand, &stretch)).await?;
    }
    let act = app.act(actor.clone());
    app.db.write(move |tx| finish(tx, &act, &hand, actual, read_at)).await
}

/// Takes a period in hand.
pub fn begin(tx: &Tx<'_>, act: &Act, id: TargetId, nth: i8) -> Result<Hand> {
    act.actor.may(&CLOSE)?;
    let Named { target, owner } = store::find(tx, act.bureau(), id)?;
    let number = target.number().cloned().ok_or_else(|| Error::refused("target-no-number"))?;
    let span = number.period.span(target.year, nth).ok_or(Error::NotFound)?;
    if span.last >= act.today() {
        return Err(Error::refused("target-refused-not-over"));
    }
    let under_way = match sealed::find(tx, act.bureau(), id, nth)? {
        None if target.state != State::Standing => return Err(Error::refused("target-withdrawn-text")),
        None => sealed::begin(tx, act, &target, &number, &owner, nth)?,
        Some(Closing::UnderWay(left)) if act.at.duration_since(left.worked_at) >= IDLE => {
            sealed::take(tx, act, &left, &target, &number, &owner)?
        }
        Some(_) => return Err(Error::Conflict),
    };
    act.record(tx, &CLOSE, Subject::one("target", id.0), &json!({ "period": nth, "step": "begin" }))?;
    Ok(Hand { id, number, span, under_way })
}

/// Reads the figure and every name, as of now.
pub fn look(conn: &Conn<'_>, act: &Act, number: &Number, span: Span) -> Result<(Actual, Vec<Name>)> {
    let asked = Asked::of(conn, act, number, span)?;
    let actual = asked.actual(conn, act)?;
    let everybody = Behind { which: Which::All, by: By::Area, part: Pick::Any };
    let limit = i64::try_from(AT_ONCE).unwrap_or(i64::MAX);
    let (mut names, mut after) = (Vec::new(), (String::new(), Uuid::nil()));
    loop {
        let found = asked.names(conn, act, everybody, &after, limit)?;
        let Some(last) = found.last() else { break };
        after = (last.sorted.clone(), last.id);
        names.extend(found);
    }
    let hit = names.iter().filter(|name| name.is_hit).count();
    let is_mean = number.measure.kind() == MeasureKind::DaysLate;
    let agrees = |count: usize, figure: i64| i64::try_from(count) == Ok(figure);
    if !agrees(names.len(), actual.of) || !(is_mean || agrees(hit, actual.hit)) {
        return Err(Error::internal(format!("{} names for {actual:?}", names.len())));
    }
    Ok((actual, names))
}

/// Writes a stretch, or [`Error::Conflict`] if another hand has taken the period.
pub fn put(tx: &Tx<'_>, act: &Act, hand: Hand, names: &[Name]) -> Result<Hand> {
    let Hand { id, number, span, under_way } = hand;
    let under_way = sealed::put(tx, act, &under_way, names)?;
    Ok(Hand { id, number, span, under_way })
}

/// What was sealed counts from now on, as of the moment it was read.
pub fn finish(tx: &Tx<'_>, act: &Act, hand: &Hand, actual: Actual, read_at: jiff::Timestamp) -> Result<()> {
    sealed::finish(tx, act, &hand.under_way, actual, read_at)?;
    let said = json!({ "period": hand.under_way.nth, "step": "finish", "hit": actual.hit, "of": actual.of });
    act.record(tx, &CLOSE, Subject::one("target", hand.id.0), &said)
}
