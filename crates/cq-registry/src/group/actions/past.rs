//! Writing down afterwards who belonged and who held a post, and putting right what was written.

use cq_platform::{
    Error, Result,
    actor::Act,
    audit::Subject,
    db::{Conn, Tx},
};
use serde_json::json;

use crate::{
    group::{
        MEMBER, POST,
        model::{
            self, Belonging, GroupId, Left, Membership, MembershipId, Office, Post, PostId, PostKind,
            Resigned, Was, Whose,
        },
        store,
    },
    person::{self, EndedBecause, OWN, PersonId},
    rule::plan,
};

/// Notes that somebody belonged.
pub fn add_member(
    tx: &Tx<'_>,
    act: &Act,
    group: GroupId,
    person: PersonId,
    was: Was<Left>,
) -> Result<MembershipId> {
    act.actor.may(&MEMBER)?;
    plan::hold(tx, act)?;
    store::member::hold_person(tx, act.bureau(), person).map_err(super::unknown_person)?;
    store::hold(tx, act.bureau(), group)?;
    let whole = store::get(tx, act.bureau(), group)?;
    let whose = whose(tx, act, person)?.ok_or_else(|| super::unknown_person(Error::NotFound))?;
    let history = store::member::history(tx, act.bureau(), person, group)?;
    model::may_have_belonged(&whole, &whose, &history, &was, act.today())?;
    let Was { since, until, because } = was;
    let what = Belonging { id: act.new_id(), group, person, since };
    let id = what.id;
    let membership = Membership::Ended { what, until, because, version: 1 };
    store::member::insert_past(tx, act.bureau(), &membership)?;
    plan::of_people(tx, act, &[person])?;
    let detail = json!({ "added": person, "since": since, "until": until });
    act.record(tx, &MEMBER, Subject::one("group", group.0), &detail)?;
    Ok(id)
}

/// Puts right a membership that has ended, as it was read in `version`.
pub fn correct_member(
    tx: &Tx<'_>,
    act: &Act,
    group: GroupId,
    id: MembershipId,
    version: i64,
    was: Was<Left>,
) -> Result<()> {
    act.actor.may(&MEMBER)?;
    plan::hold(tx, act)?;
    let person = super::member_of(tx, act, group, id)?.what().person;
    store::member::hold_person(tx, act.bureau(), person)?;
    store::hold(tx, act.bureau(), group)?;
    let whole = store::get(tx, act.bureau(), group)?;
    let whose = whose(tx, act, person)?.ok_or(Error::NotFound)?;
    let (this, others): (Vec<_>, Vec<_>) = store::member::history(tx, act.bureau(), person, group)?
        .into_iter()
        .partition(|membership| membership.what().id == id);
    let Some(before @ Membership::Ended { version: now, .. }) = this.first() else {
        return Err(Error::Conflict);
    };
    if *now != version {
        return Err(Error::Conflict);
    }
    model::may_have_belonged(&whole, &whose, &others, &was, act.today())?;
    let posts = store::post::list_of_group(tx, act.bureau(), group)?;
    let posts: Vec<&Post> =
        posts.iter().map(|(post, _)| post).filter(|post| post.what().person == person).collect();
    model::covers(before, &was, &others, &posts)?;
    store::member::save_past(tx, act.bureau(), id, version, &was)?;
    plan::of_people(tx, act, &[person])?;
    let detail = json!({ "changed": person, "since": was.since, "until": was.until, "because": was.because });
    act.record(tx, &MEMBER, Subject::one("group", group.0), &detail)
}

/// Somebody on record; nobody where the record gave way to another.
fn whose(conn: &Conn<'_>, act: &Act, person: PersonId) -> Result<Option<Whose>> {
    let scope = act.actor.scope(&person::LIST, OWN)?;
    let Some(found) = person::store::find(conn, &scope, act.bureau(), person)? else { return Ok(None) };
    let ended = found.ended();
    if ended.is_some_and(|ended| ended.because == EndedBecause::Merged) {
        return Ok(None);
    }
    let (born, ended_on) = (found.born(), ended.map(|ended| ended.on));
    Ok(Some(Whose { name: found.name, born, ended_on }))
}

/// Notes that somebody held a post.
pub fn add_post(
    tx: &Tx<'_>,
    act: &Act,
    group: GroupId,
    (person, kind): (PersonId, PostKind),
    was: Was<Resigned>,
) -> Result<PostId> {
    act.actor.may(&POST)?;
    plan::hold(tx, act)?;
    store::hold(tx, act.bureau(), group)?;
    let Was { since, until, because } = was;
    let office = Office { id: act.new_id(), group, person, kind, since, term_ends_on: None };
    may_have_held(tx, act, &office, &was)?;
    let id = office.id;
    store::post::insert_past(tx, act.bureau(), &Post::Past { what: office, until, because, version: 1 })?;
    plan::of_group(tx, act, group, &[person])?;
    let detail = json!({ "given": kind, "to": person, "since": since, "until": until });
    act.record(tx, &POST, Subject::one("group", group.0), &detail)?;
    Ok(id)
}

/// Puts right a post that is held no longer, as it was read in `version`.
pub fn correct_post(
    tx: &Tx<'_>,
    act: &Act,
    group: GroupId,
    id: PostId,
    version: i64,
    was: Was<Resigned>,
) -> Result<()> {
    act.actor.may(&POST)?;
    plan::hold(tx, act)?;
    store::hold(tx, act.bureau(), group)?;
    let found = store::post::find(tx, act.bureau(), id)?.filter(|(post, _)| post.what().group == group);
    let (post, _) = found.ok_or(Error::NotFound)?;
    let Post::Past { what, version: now, .. } = post else { return Err(Error::Conflict) };
    if now != version {
        return Err(Error::Conflict);
    }
    let person = what.person;
    may_have_held(tx, act, &Office { since: was.since, ..what }, &was)?;
    store::post::save_past(tx, act.bureau(), id, version, &was)?;
    plan::of_group(tx, act, group, &[person])?;
    let detail = json!({ "changed": id, "of": person, "since": was.since, "until": was.until, "because": was.because });
    act.record(tx, &POST, Subject::one("group", group.0), &detail)
}

/// Whether the office can have been held then, beside the group's other posts.
fn may_have_held(conn: &Conn<'_>, act: &Act, office: &Office, was: &Was<Resigned>) -> Result<()> {
    let whole = store::get(conn, act.bureau(), office.group)?;
    let members = store::member::history(conn, act.bureau(), office.person, office.group)?;
    let mut posts = store::post::list_of_group(conn, act.bureau(), office.group)?;
    posts.retain(|(post, _)| post.what().id != office.id);
    Ok(model::may_have_held(&whole, office, was, &members, &posts, act.today())?)
}
