//! Writing down afterwards who belonged and who held a post, and putting right what was written, also of what still lasts.

use cq_calendar::PartialDate;
use cq_platform::{
    Error, Result,
    actor::Act,
    audit::Subject,
    db::{Conn, Tx},
};
use jiff::civil::Date;
use serde_json::json;

use crate::{
    group::{
        MEMBER, POST,
        model::{
            self, Belonging, Group, GroupId, Held, Left, Member, Membership, MembershipId, Office, Post,
            PostId, PostKind, Resigned, Was, Whose,
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
    person::store::hold(tx, act.bureau(), person).map_err(super::unknown_person)?;
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
    person::store::hold(tx, act.bureau(), person)?;
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
    let Was { since, until, because } = was;
    let what = Belonging { since, ..before.what().clone() };
    model::covers(before, &Membership::Ended { what, until, because, version }, &others, &posts)?;
    store::member::save_past(tx, act.bureau(), id, version, &was)?;
    plan::of_people(tx, act, &[person])?;
    let detail = json!({ "changed": person, "since": was.since, "until": was.until, "because": was.because });
    act.record(tx, &MEMBER, Subject::one("group", group.0), &detail)
}

/// Puts right since when somebody belongs who still does, as it was read in `version`.
pub fn correct_since(
    tx: &Tx<'_>,
    act: &Act,
    group: GroupId,
    id: MembershipId,
    version: i64,
    since: PartialDate,
) -> Result<()> {
    act.actor.may(&MEMBER)?;
    plan::hold(tx, act)?;
    let person = super::member_of(tx, act, group, id)?.what().person;
    person::store::hold(tx, act.bureau(), person)?;
    store::hold(tx, act.bureau(), group)?;
    let whole = store::get(tx, act.bureau(), group)?;
    let whose = whose(tx, act, person)?.ok_or(Error::NotFound)?;
    let (this, others): (Vec<_>, Vec<_>) = store::member::history(tx, act.bureau(), person, group)?
        .into_iter()
        .partition(|membership| membership.what().id == id);
    let Some(before @ Membership::Open(member)) = this.first() else { return Err(Error::Conflict) };
    if member.version != version {
        return Err(Error::Conflict);
    }
    model::may_belong_since(&whole, &whose, &others, since, act.today())?;
    let posts = store::post::list_of_group(tx, act.bureau(), group)?;
    let posts: Vec<&Post> =
        posts.iter().map(|(post, _)| post).filter(|post| post.what().person == person).collect();
    let was = member.what.since;
    let after = Membership::Open(Member { what: Belonging { since, ..member.what.clone() }, version });
    model::covers(before, &after, &others, &posts)?;
    store::member::save_since(tx, act.bureau(), id, version, since)?;
    plan::of_people(tx, act, &[person])?;
    let detail = json!({ "changed": person, "since": since, "was": was });
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
    whose(tx, act, person)?.ok_or_else(|| super::unknown_person(Error::NotFound))?;
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

/// Puts right since when, and until which end of the term, somebody holds a post who still does, as it was read in `version`.
pub fn correct_held(
    tx: &Tx<'_>,
    act: &Act,
    group: GroupId,
    id: PostId,
    version: i64,
    (since, term_ends_on): (PartialDate, Option<Date>),
) -> Result<()> {
    act.actor.may(&POST)?;
    plan::hold(tx, act)?;
    store::hold(tx, act.bureau(), group)?;
    let found = store::post::find(tx, act.bureau(), id)?.filter(|(post, _)| post.what().group == group);
    let (Post::Held(held), _) = found.ok_or(Error::NotFound)? else { return Err(Error::Conflict) };
    if held.version != version {
        return Err(Error::Conflict);
    }
    let (person, was) = (held.what.person, held.what.since);
    let what = Office { since, term_ends_on, ..held.what };
    let (whole, members, posts) = beside(tx, act, &what)?;
    model::may_hold_since(&whole, &what, &members, &posts, act.today())?;
    store::post::save_since(tx, act.bureau(), &Held { what, version })?;
    plan::of_group(tx, act, group, &[person])?;
    let detail =
        json!({ "changed": id, "of": person, "since": since, "was": was, "term_ends_on": term_ends_on });
    act.record(tx, &POST, Subject::one("group", group.0), &detail)
}

/// Whether the office can have been held then, beside the group's other posts.
fn may_have_held(conn: &Conn<'_>, act: &Act, office: &Office, was: &Was<Resigned>) -> Result<()> {
    let (whole, members, posts) = beside(conn, act, office)?;
    Ok(model::may_have_held(&whole, office, was, &members, &posts, act.today())?)
}

/// The group, the memberships of the office's holder in it, and its other posts.
fn beside(conn: &Conn<'_>, act: &Act, office: &Office) -> Result<Beside> {
    let members = store::member::history(conn, act.bureau(), office.person, office.group)?;
    let mut posts = store::post::list_of_group(conn, act.bureau(), office.group)?;
    posts.retain(|(post, _)| post.what().id != office.id);
    Ok((store::get(conn, act.bureau(), office.group)?, members, posts))
}

type Beside = (Group, Vec<Membership>, Vec<(Post, String)>);
