//! The ladder climbs by itself: asked for every minute, it touches what is due and nothing else.

use cq_platform::{Result, actor::Act, audit::Subject, db::Tx};
use serde_json::json;

use crate::case::{ESCALATE, store};

/// Tells the next rung of every case whose time has run that far; returns how many. Two at once do nothing twice.
pub fn sweep(tx: &Tx<'_>, act: &Act) -> Result<usize> {
    act.actor.may(&ESCALATE)?;
    let rules = store::rules(tx, act.bureau(), act.today())?.0;
    let told = store::escalate(tx, act.bureau(), act.at, &rules)?;
    if told > 0 {
        act.record(tx, &ESCALATE, Subject::list("case"), &json!({ "count": told }))?;
    }
    Ok(told)
}
