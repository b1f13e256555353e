//! Answering for a pair.

use cq_platform::{Error, Result, actor::Act, audit::Subject, db::Tx};
use cq_registry::responsibility::ResponsibilityId;
use serde_json::json;

use super::{GIVE, OWN, model::Answer, store};

/// Accepts or declines a pair that holds; over an answer of version `seen`, 0 where there was none.
pub fn give(tx: &Tx<'_>, act: &Act, id: ResponsibilityId, seen: i64, answer: &Answer) -> Result<()> {
    let scope = act.actor.scope(&GIVE, OWN)?;
    store::find(tx, act, &scope, id)?.ok_or(Error::NotFound)?;
    if !store::hold(tx, act, id)? {
        return Err(Error::NotFound);
    }
    let (person, present) = store::find(tx, act, &scope, id)?.ok_or(Error::NotFound)?;
    if present != seen {
        return Err(Error::Conflict);
    }
    store::save(tx, act, id, seen, answer)?;
    // Why it was declined can speak of the elder: the log says only that it was.
    act.record(tx, &GIVE, Subject::one("person", person.0), &json!({ "pair": id, "answer": answer.said() }))
}
