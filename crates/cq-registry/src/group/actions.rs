//! Making, changing and closing groups; adding members, giving posts, and ending both.

pub mod past;
pub mod reopen;

use cq_calendar::PartialDate;
use cq_platform::{
    Error, Result,
    actor::Act,
    audit::Subject,
    db::{Conn, Tx},
    messages::Text,
};
use jiff::civil::Date;
use serde_json::json;

use super::{
    CLOSE, EDIT, MEMBER, POST,
    model::{
        self, Belonging, Facts, Group, GroupId, Held, Left, Member, Membership, MembershipId, Office, Post,
        PostId, PostKind, Refused, Resigned,
    },
    store,
};
use crate::{
    area,
    person::{self, PersonId},
    rule::plan,
};

/// Makes a group.
pub fn create(tx: &Tx<'_>, act: &Act, facts: &Facts) -> Result<GroupId> {
    act.actor.may(&EDIT)?;
    plan::hold(tx, act)?;
    let above = around(tx, act, facts)?;
    model::stands(facts, above.as_ref())?;
    let id = act.new_id();
    store::insert(tx, act.bureau(), id, facts)?;
    plan::of_group(tx, act, id, &[])?;
    act.record(tx, &EDIT, Subject::one("group", id.0), &json!({ "made": true, "kind": facts.kind }))?;
    Ok(id)
}

/// Makes `id`, as it was read in `version`, say `facts`.
pub fn change(tx: &Tx<'_>, act: &Act, id: GroupId, version: i64, facts: Facts) -> Result<()> {
    act.actor.may(&EDIT)?;
    plan::hold(tx, act)?;
    let group = store::get(tx, act.bureau(), id)?;
    if group.version != version {
        return Err(Error::Conflict);
    }
    let (before, above) = (group.facts.clone(), around(tx, act, &facts)?);
    let group = group.described(facts, above.as_ref())?;
    let fields = differing(&before, &group.facts);
    if fields.is_empty() {
        return Ok(());
    }
    store::save(tx, act.bureau(), &group)?;
    plan::of_group(tx, act, id, &[])?;
    act.record(tx, &EDIT, Subject::one("group", id.0), &json!({ "fields": fields }))
}

/// The group that `facts` put theirs under, if there is such a one. Where they put it must be on record.
fn around(conn: &Conn<'_>, act: &Act, facts: &Facts) -> Result<Option<Group>> {
    if let Some(area) = facts.area
        && area::store::find_by_id(conn, act.bureau(), area)?.is_none()
    {
        return Err(Error::Invalid(vec![("area".into(), Text::new("form-choice"))]));
    }
    let found = facts.above.map(|id| store::find(conn, act.bureau(), id)).transpose()?;
    Ok(found.flatten())
}

fn differing(before: &Facts, after: &Facts) -> Vec<&'static str> {
    let fields = [
        ("name", before.name != after.name),
        ("parent", before.above != after.above),
        ("area", before.area != after.area),
        ("founded_on", before.founded_on != after.founded_on),
        ("term_months", before.term_months != after.term_months),
        ("category", before.category != after.category),
        ("remark", before.remark != after.remark),
    ];
    fields.into_iter().filter(|(_, differs)| *differs).map(|(field, _)| field).collect()
}

/// Adds people from `since` on, all of them or none. Returns how many.
pub fn add(tx: &Tx<'_>, act: &Act, id: GroupId, people: &[PersonId], since: PartialDate) -> Result<usize> {
    act.actor.may(&MEMBER)?;
    plan::hold(tx, act)?;
    // In one order, so that two who add the same people do not wait for each other.
    let mut people = people.to_vec();
    people.sort();
    people.dedup();
    if people.is_empty() {
        return Err(Error::Invalid(vec![("person".into(), Text::new("group-choose-somebody"))]));
    }
    for person in &people {
        person::store::hold(tx, act.bureau(), *person).map_err(unknown_person)?;
    }
    store::hold(tx, act.bureau(), id)?;
    let group = store::get(tx, act.bureau(), id)?;
    let new = people.iter().map(|person| belonging(tx, act, &group, *person, since));
    let new = new.collect::<Result<Vec<_>>>()?;
    store::member::insert_many(tx, act.bureau(), &new)?;
    for member in &new {
        let detail = json!({ "added": member.person, "since": since });
        act.record(tx, &MEMBER, Subject::one("group", id.0), &detail)?;
    }
    plan::of_people(tx, act, &people)?;
    Ok(new.len())
}

fn belonging(
    conn: &Conn<'_>,
    act: &Act,
    group: &Group,
    person: PersonId,
    since: PartialDate,
) -> Result<Belonging> {
    let newcomer = store::member::newcomer(conn, act.bureau(), person)?.ok_or(Error::NotFound)?;
    let history = store::member::history(conn, act.bureau(), person, group.id)?;
    model::may_join(group, &newcomer, &history, since, act.today())?;
    Ok(Belonging { id: act.new_id(), group: group.id, person, since })
}

fn unknown_person(error: Error) -> Error {
    match error {
        Error::NotFound => Error::Invalid(vec![("person".into(), Text::new("group-choose-somebody"))]),
        error => error,
    }
}

/// What a clerk says when ending a membership or a post.
#[derive(Debug, Clone, Copy)]
pub struct Ending<Why> {
    /// The version that was looked at.
    pub version: i64,
    /// The last day.
    pub until: Date,
    /// Why.
    pub because: Why,
}

/// Ends a membership, and with it the posts of its member in the group.
pub fn end_member(
    tx: &Tx<'_>,
    act: &Act,
    group: GroupId,
    id: MembershipId,
    ending: Ending<Left>,
) -> Result<()> {
    act.actor.may(&MEMBER)?;
    plan::hold(tx, act)?;
    store::hold(tx, act.bureau(), group)?;
    let Membership::Open(member) = member_of(tx, act, group, id)? else { return Err(Error::Conflict) };
    if member.version != ending.version {
        return Err(Error::Conflict);
    }
    let posts = store::post::list_open_of_person_in(tx, act.bureau(), member.what.person, group)?;
    if ending.because != Left::Mistake
        && let Some(later) = posts.iter().find(|post| post.what.since.first_day() > ending.until)
    {
        return Err(Refused::EndsBeforeItBegan { since: later.what.since }.into());
    }
    let had_posts = !posts.is_empty();
    let ended = leave(tx, act, member, posts, ending.until, ending.because)?;
    let person = ended.what().person;
    if had_posts {
        plan::of_group(tx, act, group, &[person])?;
    } else {
        plan::of_people(tx, act, &[person])?;
    }
    let detail = json!({ "ended": ended.what().person, "because": ending.because });
    act.record(tx, &MEMBER, Subject::one("group", group.0), &detail)
}

pub(super) fn leave(
    tx: &Tx<'_>,
    act: &Act,
    member: Member,
    posts: Vec<Held>,
    until: Date,
    because: Left,
) -> Result<Membership> {
    let ended = member.end(until, because, act.today())?;
    for post in posts {
        store::post::save_end(tx, act.bureau(), &post.end_with(until, because))?;
    }
    store::member::save_end(tx, act.bureau(), &ended)?;
    Ok(ended)
}

fn member_of(conn: &Conn<'_>, act: &Act, group: GroupId, id: MembershipId) -> Result<Membership> {
    let found = store::member::find(conn, act.bureau(), id)?;
    found.filter(|membership| membership.what().group == group).ok_or(Error::NotFound)
}

/// Takes the end of a membership back, as it was read in `version`.
pub fn reopen_member(tx: &Tx<'_>, act: &Act, group: GroupId, id: MembershipId, version: i64) -> Result<()> {
    act.actor.may(&MEMBER)?;
    plan::hold(tx, act)?;
    let person = member_of(tx, act, group, id)?.what().person;
    person::store::hold(tx, act.bureau(), person)?;
    store::hold(tx, act.bureau(), group)?;
    let whole = store::get(tx, act.bureau(), group)?;
    let newcomer = store::member::newcomer(tx, act.bureau(), person)?.ok_or(Error::NotFound)?;
    let (this, others): (Vec<_>, Vec<_>) = store::member::history(tx, act.bureau(), person, group)?
        .into_iter()
        .partition(|membership| membership.what().id == id);
    let Some(Membership::Ended { what, version: now, .. }) = this.into_iter().next() else {
        return Err(Error::Conflict);
    };
    if now != version {
        return Err(Error::Conflict);
    }
    model::may_join(&whole, &newcomer, &others, what.since, act.today())?;
    store::member::reopen(tx, act.bureau(), id, version)?;
    plan::of_people(tx, act, &[person])?;
    act.record(tx, &MEMBER, Subject::one("group", group.0), &json!({ "reopened": person }))
}

/// A post to be given.
#[derive(Debug, Clone, Copy)]
pub struct Giving {
    /// To whom.
    pub person: PersonId,
    /// Which.
    pub kind: PostKind,
    /// From when on.
    pub since: PartialDate,
    /// When the term ends; by itself after as many months as the group's terms last.
    pub term_ends_on: Option<Date>,
    /// The present head resigns the day before (换届).
    pub replaces: bool,
}

/// Gives a post.
pub fn give(tx: &Tx<'_>, act: &Act, group: GroupId, giving: Giving) -> Result<PostId> {
    act.actor.may(&POST)?;
    plan::hold(tx, act)?;
    store::hold(tx, act.bureau(), group)?;
    let whole = store::get(tx, act.bureau(), group)?;
    let Giving { person, kind, since, .. } = giving;
    if giving.replaces && kind == PostKind::Head {
        replace_head(tx, act, group, person, since)?;
    }
    let term_ends_on = giving.term_ends_on.or_else(|| whole.term_ends(since.first_day()));
    let office = Office { id: act.new_id(), group, person, kind, since, term_ends_on };
    let members = store::member::history(tx, act.bureau(), person, group)?;
    let posts = store::post::list_of_group(tx, act.bureau(), group)?;
    model::may_hold(&whole, &office, &members, &posts, act.today())?;
    store::post::insert_many(tx, act.bureau(), std::slice::from_ref(&office))?;
    plan::of_group(tx, act, group, &[person])?;
    let detail = json!({ "given": kind, "to": person, "since": since });
    act.record(tx, &POST, Subject::one("group", group.0), &detail)?;
    Ok(office.id)
}

/// The present head, unless it is `person`, resigns on the day before `since`.
fn replace_head(tx: &Tx<'_>, act: &Act, group: GroupId, person: PersonId, since: PartialDate) -> Result<()> {
    let posts = store::post::list_of_group(tx, act.bureau(), group)?;
    let head = posts.into_iter().find_map(|(post, _)| match post {
        Post::Held(held) if held.what.kind == PostKind::Head && held.what.person != person => Some(held),
        _ => None,
    });
    let Some(head) = head else { return Ok(()) };
    let last = since.first_day().yesterday().map_err(Error::internal)?;
    let (id, before) = (head.what.id, head.what.person);
    let past = head.end(last, Resigned::Term, act.today())?;
    store::post::save_end(tx, act.bureau(), &past)?;
    let detail = json!({ "ended": id, "of": before, "because": Resigned::Term });
    act.record(tx, &POST, Subject::one("group", group.0), &detail)
}

/// Ends a post.
pub fn end_post(tx: &Tx<'_>, act: &Act, group: GroupId, id: PostId, ending: Ending<Resigned>) -> Result<()> {
    act.actor.may(&POST)?;
    plan::hold(tx, act)?;
    let found = store::post::find(tx, act.bureau(), id)?.filter(|(post, _)| post.what().group == group);
    let (post, _) = found.ok_or(Error::NotFound)?;
    let Post::Held(held) = post else { return Err(Error::Conflict) };
    if held.version != ending.version {
        return Err(Error::Conflict);
    }
    let person = held.what.person;
    let past = held.end(ending.until, ending.because, act.today())?;
    store::post::save_end(tx, act.bureau(), &past)?;
    plan::of_group(tx, act, group, &[person])?;
    let detail = json!({ "ended": id, "of": person, "because": ending.because });
    act.record(tx, &POST, Subject::one("group", group.0), &detail)
}

/// What closing a group would end.
#[derive(Debug, Clone)]
pub struct Closing {
    /// The group.
    pub group: Group,
    /// Who would leave.
    pub members: Vec<Member>,
    /// Which posts would end.
    pub posts: Vec<Held>,
    /// Groups below it that have to be closed before.
    pub below: Vec<store::Listed>,
    /// Stands for exactly this: closed later, it must still be the same.
    pub seen: String,
}

/// What [`close`] would do now. Writes nothing.
pub fn closing(conn: &Conn<'_>, act: &Act, id: GroupId) -> Result<Closing> {
    act.actor.may(&CLOSE)?;
    let group = store::get(conn, act.bureau(), id)?;
    let members = store::member::list_open_of_group(conn, act.bureau(), id)?;
    let posts = store::post::list_of_group(conn, act.bureau(), id)?.into_iter();
    let posts: Vec<Held> =
        posts.filter_map(|(post, _)| if let Post::Held(held) = post { Some(held) } else { None }).collect();
    let below = store::list_below(conn, act.bureau(), id)?;
    let mut text = format!("{} {}\n", group.id, group.version);
    for (id, version) in members
        .iter()
        .map(|member| (member.what.id.0, member.version))
        .chain(posts.iter().map(|post| (post.what.id.0, post.version)))
    {
        text.push_str(&format!("{id} {version}\n"));
    }
    let seen = act.secrets.index("group-close", &text).iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(Closing { group, members, posts, below, seen })
}

/// Closes a group with `on` as its last day; whoever belongs leaves, posts end. If that is no longer what was `seen`, it is an
/// [`Error::Conflict`] and nothing changes.
pub fn close(tx: &Tx<'_>, act: &Act, id: GroupId, on: Date, seen: &str) -> Result<()> {
    plan::hold(tx, act)?;
    store::hold(tx, act.bureau(), id)?;
    let closing = closing(tx, act, id)?;
    let (members, posts) = (closing.members.len(), closing.posts.len());
    let left: Vec<PersonId> = closing.members.iter().map(|member| member.what.person).collect();
    let closed = closing.group.close(on, act.today(), closing.below.len())?;
    if closing.seen != seen {
        return Err(Error::Conflict);
    }
    for post in closing.posts {
        if post.what.since.first_day() > on {
            return Err(Refused::EndsBeforeItBegan { since: post.what.since }.into());
        }
        store::post::save_end(tx, act.bureau(), &post.end_with(on, Left::Closed))?;
    }
    for member in closing.members {
        store::member::save_end(tx, act.bureau(), &member.end(on, Left::Closed, act.today())?)?;
    }
    store::save(tx, act.bureau(), &closed)?;
    plan::of_group(tx, act, id, &left)?;
    let detail = json!({ "on": on, "members": members, "posts": posts });
    act.record(tx, &CLOSE, Subject::one("group", id.0), &detail)
}
