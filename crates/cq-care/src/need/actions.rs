//! Seeing to what is needed.

use cq_platform::{
    Error, Result,
    actor::Act,
    audit::Subject,
    db::{Conn, Tx},
};
use cq_registry::task::NeedId;
use serde_json::json;

use super::{
    SETTLE,
    model::{Outcome, Settled},
    store::{self, Named, OWN},
};

/// One that may be seen to.
pub fn load(conn: &Conn<'_>, act: &Act, id: NeedId) -> Result<Named> {
    store::find(conn, act, &act.actor.scope(&SETTLE, OWN)?, id)?.ok_or(Error::NotFound)
}

/// Says how it was seen to; `seen` is the version on the page.
pub fn settle(
    tx: &Tx<'_>,
    act: &Act,
    id: NeedId,
    seen: i64,
    (outcome, words): (Outcome, String),
) -> Result<()> {
    let said = load(tx, act, id)?.said;
    if said.version != seen {
        return Err(Error::Conflict);
    }
    let settled = Settled { outcome, words, on: act.today(), at: act.at, by: act.actor.account };
    store::save(tx, act, &said.settle(settled)?)?;
    act.record(tx, &SETTLE, Subject::one("need", id.0), &json!({ "outcome": outcome }))
}

/// Takes that back: it is needed still.
pub fn reopen(tx: &Tx<'_>, act: &Act, id: NeedId, seen: i64) -> Result<()> {
    let said = load(tx, act, id)?.said;
    if said.version != seen {
        return Err(Error::Conflict);
    }
    store::save(tx, act, &said.reopen()?)?;
    act.record(tx, &SETTLE, Subject::one("need", id.0), &json!({ "reopened": true }))
}
