//! Memberships that a ledger lists no more, ended with it and taken up again with its undoing.

use cq_platform::{
    Error, Result,
    actor::Act,
    audit::Subject,
    db::{Conn, Tx},
    messages::Text,
};
use jiff::civil::Date;
use serde_json::json;
use uuid::Uuid;

use crate::{
    group::{
        MEMBER,
        actions::leave,
        model::{Held, Left, Member, Membership, MembershipId, Post, PostId, PostKind, Refused},
        store::{member, post},
    },
    intake::{Applied, Done, FieldChange, gone::UNTIL},
};

/// Why a membership cannot end on a day, with the member's name.
pub(super) fn may_end(conn: &Conn<'_>, act: &Act, id: MembershipId, on: Date) -> Result<Option<Text>> {
    let (member, posts) = open(conn, act, id)?;
    let name = member::newcomer(conn, act.bureau(), member.what.person)?.map(|one| one.name);
    let key = if on > act.today() {
        "group-gone-not-yet"
    } else if began_later(&member, &posts, on) {
        "group-gone-too-early"
    } else {
        return Ok(None);
    };
    Ok(Some(Text::new(key).with("name", name.unwrap_or_default())))
}

fn began_later(member: &Member, posts: &[Held], on: Date) -> bool {
    let begins = posts.iter().map(|post| post.what.since).chain([member.what.since]);
    begins.into_iter().any(|since| since.first_day() > on)
}

/// Ends a membership, and the member's posts in the group with it.
pub(super) fn end(tx: &Tx<'_>, act: &Act, id: MembershipId, on: Date) -> Result<(Applied, Vec<FieldChange>)> {
    let (member, posts) = open(tx, act, id)?;
    if let Some(post) = posts.iter().find(|post| post.what.since.first_day() > on) {
        return Err(Refused::EndsBeforeItBegan { since: post.what.since }.into());
    }
    let ids: Vec<String> = posts.iter().map(|post| post.what.id.to_string()).collect();
    let (version, group, person) = (member.version + 1, member.what.group, member.what.person);
    leave(tx, act, member, posts, on, Left::Left)?;
    let detail = json!({ "ended": person, "because": Left::Left });
    act.record(tx, &MEMBER, Subject::one("group", group.0), &detail)?;
    let change =
        |field: &str, after| FieldChange { field: field.to_owned(), before: None, after: Some(after) };
    let mut changes = vec![change(UNTIL, on.to_string())];
    if !ids.is_empty() {
        changes.push(change(POSTS_ENDED, ids.join(" ")));
    }
    Ok((Applied { subject: id.0, version }, changes))
}

/// Key of the change that says which posts ended with a membership.
pub(super) const POSTS_ENDED: &str = "posts-ended";

/// Takes an end back with the posts that ended with it, or says why not.
pub(super) fn take_back(tx: &Tx<'_>, act: &Act, done: &Done) -> Result<Option<Text>> {
    let bureau = act.bureau();
    let found = member::find(tx, bureau, MembershipId(done.subject))?;
    let Some(Membership::Ended { what, version, .. }) = found else {
        return Ok(Some(Text::new("intake-undo-changed")));
    };
    let newcomer = member::newcomer(tx, bureau, what.person)?;
    let name = newcomer.as_ref().map(|one| one.name.clone()).unwrap_or_default();
    let belongs_again = member::history(tx, bureau, what.person, what.group)?
        .iter()
        .any(|membership| matches!(membership, Membership::Open(_)));
    let is_served = newcomer.is_some_and(|one| one.ended_on.is_none());
    if version != done.version || belongs_again || !is_served {
        return Ok(Some(Text::new("intake-undo-changed").with("name", name)));
    }
    member::reopen(tx, bureau, what.id, version)?;
    let ended = done.changes.iter().find(|change| change.field == POSTS_ENDED);
    for id in ended.and_then(|change| change.after.as_deref()).unwrap_or_default().split_whitespace() {
        let id = PostId(id.parse::<Uuid>().map_err(Error::internal)?);
        let Some((Post::Past { what, version, .. }, _)) = post::find(tx, bureau, id)? else {
            return Ok(Some(Text::new("intake-undo-changed").with("name", name)));
        };
        let is_held_again = post::list_of_group(tx, bureau, what.group)?.iter().any(|(post, _)| {
            matches!(post, Post::Held(held) if held.what.kind == what.kind && what.kind == PostKind::Head)
        });
        if is_held_again {
            return Ok(Some(Text::new("intake-undo-changed").with("name", name)));
        }
        post::reopen(tx, bureau, id, version)?;
    }
    let detail = json!({ "reopened": what.person });
    act.record(tx, &MEMBER, Subject::one("group", what.group.0), &detail)?;
    Ok(None)
}

fn open(conn: &Conn<'_>, act: &Act, id: MembershipId) -> Result<(Member, Vec<Held>)> {
    let Some(Membership::Open(member)) = member::find(conn, act.bureau(), id)? else {
        return Err(Error::Conflict);
    };
    let posts = post::list_open_of_person_in(conn, act.bureau(), member.what.person, member.what.group)?;
    Ok((member, posts))
}
