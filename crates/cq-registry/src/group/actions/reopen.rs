//! Taking the closing of a group back.

use std::collections::HashSet;

use cq_platform::{Error, Result, actor::Act, audit::Subject, db::Tx};
use serde_json::json;

use crate::{
    group::{
        REOPEN,
        model::{self, GroupId, Left, Life, Membership, Post, Resigned},
        store,
    },
    person::{self, PersonId},
    rule::plan,
};

/// Opens a closed group again, as it was read in `version`, with the memberships and posts that ended with it and nothing else.
/// Returns how many of them stay ended, since their people are served no longer or belong otherwise by now.
pub fn reopen(tx: &Tx<'_>, act: &Act, id: GroupId, version: i64) -> Result<usize> {
    act.actor.may(&REOPEN)?;
    plan::hold(tx, act)?;
    let bureau = act.bureau();
    store::hold(tx, bureau, id)?;
    let group = store::get(tx, bureau, id)?;
    let Life::Closed { on: closed_on } = group.life else { return Err(Error::Conflict) };
    if group.version != version {
        return Err(Error::Conflict);
    }
    let above = group.facts.above.map(|above| store::find(tx, bureau, above)).transpose()?.flatten();
    let opened = group.reopen(above.as_ref())?;
    store::save(tx, bureau, &opened)?;

    let (mut belong, mut left) = (HashSet::<PersonId>::new(), 0);
    for membership in store::member::list_of_group(tx, bureau, id)? {
        let Membership::Ended { what, until, because: Left::Closed, version } = membership else { continue };
        if until != closed_on {
            continue;
        }
        person::store::hold(tx, bureau, what.person)?;
        let newcomer = store::member::newcomer(tx, bureau, what.person)?.ok_or(Error::NotFound)?;
        let mut others = store::member::history(tx, bureau, what.person, id)?;
        others.retain(|other| other.what().id != what.id);
        if model::may_join(&opened, &newcomer, &others, what.since, act.today()).is_err() {
            left += 1;
            continue;
        }
        store::member::reopen(tx, bureau, what.id, version)?;
        belong.insert(what.person);
    }
    for (post, _) in store::post::list_of_group(tx, bureau, id)? {
        let Post::Past { what, until, because: Resigned::Closed, version } = post else { continue };
        if until != closed_on {
            continue;
        }
        if belong.contains(&what.person) {
            store::post::reopen(tx, bureau, what.id, version)?;
        } else {
            left += 1;
        }
    }
    let people: Vec<PersonId> = belong.into_iter().collect();
    plan::of_group(tx, act, id, &people)?;
    let detail = json!({ "restored": people.len(), "not_restored": left });
    act.record(tx, &REOPEN, Subject::one("group", id.0), &detail)?;
    Ok(left)
}
