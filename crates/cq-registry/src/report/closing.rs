//! Closing a year: everything that is sealed is read in one view, written in stretches that nobody sees, and counts at once when the
//! last is written.
//!
//! So no other writer waits for more than a stretch, and what is entered meanwhile is late, as if entered after the closing: it shows
//! in the next table's difference. A hand that is cut off leaves a period that is being closed; another takes it in hand,
//! clears what was left and begins anew, as of a later moment. Whoever still writes for the former hand is refused.

use std::{sync::Arc, time::Duration};

use cq_platform::{
    Error, Result,
    actor::{Act, Actor},
    audit::Subject,
    db::{Conn, Tx},
    web::App,
};
use jiff::{SignedDuration, civil::Date};
use serde_json::json;

use super::{
    CLOSE,
    actions::closable,
    model::change::Window,
    store::{self, Closing, Seal, Stretch, UnderWay},
};

/// Rows of one transaction: some 50 ms, for which others wait.
pub const AT_ONCE: usize = 5_000;
/// Whoever has sealed nothing for so long was cut off.
const IDLE: SignedDuration = SignedDuration::from_mins(2);
/// How often a closing that was cut off is looked for.
const LOOK: Duration = Duration::from_secs(60);

/// Begins to close a year; [`work`] does it. A year end that is not over, not after every one closed, or while another is being
/// closed, is refused; of two who close the same at once, one is told ([`Error::Conflict`]).
///
/// Where the year end before was never closed, it is sealed along with this one, since the change is counted from it.
pub fn begin(tx: &Tx<'_>, act: &Act, day: Date) -> Result<()> {
    act.actor.may(&CLOSE)?;
    // In this order: whoever is closed out between the two reads is told of it, not that the day is none to be closed.
    let closable = closable(tx, act)?;
    if store::stands(tx, act.bureau(), day)? {
        return Err(Error::Conflict);
    }
    if !store::list_under_way(tx, act.bureau())?.is_empty() {
        return Err(Error::refused("report-is-closing"));
    }
    if !closable.contains(&day) {
        return Err(Error::refused("report-not-closable"));
    }
    let ids = [act.new_id(), act.new_id()];
    store::begin(tx, act.bureau(), Window::until(day), (act.at, &act.actor.name), ids)?;
    let [period, _] = ids;
    act.record(tx, &CLOSE, Subject::one("report period", period.0), &json!({ "day": day, "step": "begin" }))
}

/// Closes a year from beginning to end.
pub async fn close(app: &App, actor: &Actor, day: Date) -> Result<()> {
    let act = app.act(actor.clone());
    app.db.write(move |tx| begin(tx, &act, day)).await?;
    work(app, actor, day).await
}

/// Carries the closing of `day` to its end. [`Error::Conflict`]: another hand has it; [`Error::NotFound`]: nobody closes it.
pub async fn work(app: &App, actor: &Actor, day: Date) -> Result<()> {
    let act = app.act(actor.clone());
    let mut closing = app.db.write(move |tx| take(tx, &act, day)).await?;
    loop {
        let (act, held) = (app.act(actor.clone()), closing);
        let (held, is_left) = app.db.write(move |tx| clear(tx, &act, held)).await?;
        closing = held;
        if !is_left {
            break;
        }
    }
    let (act, held) = (app.act(actor.clone()), closing.clone());
    let seal = Arc::new(app.db.report(move |conn| look(conn, &act, &held)).await?);
    for stretch in seal.stretches(&closing, AT_ONCE) {
        let (act, seal, held) = (app.act(actor.clone()), seal.clone(), closing);
        closing = app.db.write(move |tx| put(tx, &act, held, &seal, &stretch)).await?;
    }
    let act = app.act(actor.clone());
    app.db.write(move |tx| finish(tx, &act, closing, &seal)).await
}

/// Takes the closing of `day` in hand, unless somebody is at it.
pub fn take(tx: &Tx<'_>, act: &Act, day: Date) -> Result<Closing> {
    let found = store::list_under_way(tx, act.bureau())?.into_iter().find(|found| found.day == day);
    let found = found.ok_or(Error::NotFound)?;
    if !is_idle(act, &found) {
        return Err(Error::Conflict);
    }
    store::take(tx, act.bureau(), &found, act.at)
}

fn is_idle(act: &Act, found: &UnderWay) -> bool {
    act.at.duration_since(found.worked_at) >= IDLE
}

/// Takes away a stretch of what a former hand left; false when nothing is left.
pub fn clear(tx: &Tx<'_>, act: &Act, mut closing: Closing) -> Result<(Closing, bool)> {
    store::go_on(tx, act.bureau(), &mut closing, act.at)?;
    let is_left = store::clear(tx, act.bureau(), &closing, AT_ONCE as i64)?;
    Ok((closing, is_left))
}

/// Reads what is sealed, as of now.
pub fn look(conn: &Conn<'_>, act: &Act, closing: &Closing) -> Result<Seal> {
    store::look(conn, act.bureau(), closing, act.at)
}

/// Writes a stretch of it, or [`Error::Conflict`] if another hand has taken the closing.
pub fn put(tx: &Tx<'_>, act: &Act, mut closing: Closing, seal: &Seal, stretch: &Stretch) -> Result<Closing> {
    store::go_on(tx, act.bureau(), &mut closing, act.at)?;
    seal.put(tx, act.bureau(), stretch)?;
    Ok(closing)
}

/// What was sealed counts from now on, as of the moment it was read.
pub fn finish(tx: &Tx<'_>, act: &Act, closing: Closing, seal: &Seal) -> Result<()> {
    let (id, day) = (closing.id, closing.window.last);
    store::finish(tx, act.bureau(), closing, seal, act.at)?;
    let said = json!({ "day": day, "step": "finish", "moved": seal.moved() });
    act.record(tx, &CLOSE, Subject::one("report period", id.0), &said)
}

/// Takes in hand what was cut off in the bureau of `actor`.
pub async fn resume(app: &App, actor: &Actor) -> Result<()> {
    let act = app.act(actor.clone());
    let idle = move |conn: &Conn<'_>| {
        let mut found = store::list_under_way(conn, act.bureau())?;
        found.retain(|found| is_idle(&act, found));
        Ok(found)
    };
    for found in app.db.read(idle).await? {
        match work(app, actor, found.day).await {
            Ok(()) => tracing::info!(day = %found.day, "a closing that was cut off was carried to its end"),
            // Somebody else was first to take it.
            Err(Error::Conflict | Error::NotFound) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// Looks after closings that were cut off, for the bureaus that `actors` finds, until it is dropped.
pub async fn watch(app: App, actors: impl AsyncFn(&App) -> Result<Vec<Actor>>) {
    loop {
        match actors(&app).await {
            Ok(actors) => {
                for actor in actors {
                    if let Err(error) = resume(&app, &actor).await {
                        tracing::error!(%error, "a closing could not be carried to its end");
                    }
                }
            }
            Err(error) => tracing::error!(%error, "closings could not be looked for"),
        }
        tokio::time::sleep(LOOK).await;
    }
}
