//! The ladder climbs by itself: asked for every minute, it touches what is due and nothing else.

use cq_platform::{Result, actor::Act, audit::Subject, db::Tx};
use serde_json::json;

use crate::case::{ESCALATE, store, told};

/// Tells the next rung of every case whose time has run that far; returns how many. Two at once do nothing twice.
pub fn sweep(tx: &Tx<'_>, act: &Act) -> Result<usize> {
    act.actor.may(&ESCALATE)?;
    let rules = store::rules(tx, act.bureau(), act.today())?.0;
    let (count, climbed) = store::ladder::escalate(tx, act.bureau(), act.at, &rules)?;
    if count > 0 {
        told::late(tx, act, &climbed)?;
        act.record(tx, &ESCALATE, Subject::list("case"), &json!({ "count": count }))?;
    }
    Ok(count)
}
