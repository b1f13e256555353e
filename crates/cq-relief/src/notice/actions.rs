//! Objections to what is on notice, and their answers.

use cq_platform::{Error, Result, actor::Act, audit::Subject, db::Tx};
use serde_json::json;

use super::{
    OBJECT, ObjectionId, VIEW,
    store::{self, Outcome, Words},
};
use crate::application::{
    actions::change,
    model::ReliefId,
    rules::Rules,
    store::{
        self as applications, OWN,
        entry::Happened,
        list::{self, Listed},
    },
};

/// Writes an objection down. What was proposed is proposed no more.
pub fn object(tx: &Tx<'_>, act: &Act, id: ReliefId, seen: i64, said: &Words) -> Result<()> {
    change(tx, act, &OBJECT, (id, seen), |application, by| {
        store::insert(tx, act, id, said, by.staff)?;
        Ok((application.objected()?, Happened::Objected, said.text.clone()))
    })
}

/// Answers an objection: the decision stands, or a meeting decides anew.
pub fn answer(
    tx: &Tx<'_>,
    act: &Act,
    (id, objection): (ReliefId, ObjectionId),
    seen: i64,
    (outcome, words): (Outcome, &str),
) -> Result<()> {
    change(tx, act, &OBJECT, (id, seen), |application, by| {
        let known = store::list(tx, act, id)?;
        let known = known.iter().find(|one| one.id == objection).ok_or(Error::NotFound)?;
        if known.outcome.is_some() {
            return Err(Error::refused("relief-objection-answered"));
        }
        store::answer(tx, act, (id, objection), (outcome, words), by.staff)?;
        match outcome {
            Outcome::Kept => Ok((application.answered()?, Happened::Answered, words.to_owned())),
            Outcome::Upheld => {
                store::close(tx, act, id, words, by.staff)?;
                Ok((application.upheld()?, Happened::Upheld, words.to_owned()))
            }
        }
    })
}

/// What is on notice today, with the rules that say under which names.
pub fn view(tx: &Tx<'_>, act: &Act) -> Result<(Vec<Listed>, Rules)> {
    let scope = act.actor.scope(&VIEW, OWN)?;
    let listed = list::on_notice(tx, act, &scope, act.today())?;
    act.record(tx, &VIEW, Subject::list("relief"), &json!({ "count": listed.len() }))?;
    Ok((listed, applications::rules(tx, act.bureau(), act.today())?.0))
}
