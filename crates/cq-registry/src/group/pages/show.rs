//! A group: where it stands, its posts, who belongs to it now, did once, or did on a day.

use askama::Template;
use axum::{extract::Path, response::Response};
use cq_platform::{
    Result,
    actor::Act,
    db::Conn,
    form::Form,
    web::{Ctx, Ui, page},
};
use jiff::civil::Date;
use uuid::Uuid;

use super::{Line, Standing};
use crate::{
    area::{self, Area},
    group::{
        CLOSE, EDIT, MEMBER, POST, REOPEN,
        model::{Group, GroupId, GroupKind, Life, Post},
        store::{
            self,
            member::{self, Listed},
            post,
        },
    },
    person::{self, OWN, PersonId},
};

/// Members on a page, and of those who left as many as are shown.
const PER_PAGE: usize = 200;
const FORMER_MAX: i64 = 200;

#[derive(Template)]
#[template(path = "group/show.html")]
struct ShowPage {
    ui: Ui,
    form: Form,
    group: Group,
    above: Vec<Group>,
    below: Vec<Line>,
    area: Option<Area>,
    posts: Vec<PostLine>,
    past_posts: Vec<PostLine>,
    /// How many belong now.
    count: i64,
    members: Vec<MemberLine>,
    former: Vec<MemberLine>,
    /// Who belonged is asked for this day.
    on: Option<Date>,
    next: String,
    first: String,
    /// The kind that can stand below it.
    kind_below: Option<GroupKind>,
    may_edit: bool,
    may_close: bool,
    may_reopen: bool,
    may_add: bool,
    may_give: bool,
    /// What was can be written down of a closed group too.
    may_note: bool,
}

impl ShowPage {
    fn address(&self) -> String {
        format!("/groups/{}", self.group.id)
    }

    fn sub(&self) -> String {
        let kind = self.ui.w("group-kind", self.group.facts.kind);
        match self.group.life {
            Life::Open => self.ui.a2("group-sub", "kind", kind, "n", self.count).into_owned(),
            Life::Closed { on } => {
                self.ui.a2("group-sub-closed", "kind", kind, "day", self.ui.day(&on)).into_owned()
            }
        }
    }
}

/// A post, said.
struct PostLine {
    id: String,
    what: String,
    person: PersonId,
    name: String,
    since: String,
    /// When the term ends, or why and when the post ended.
    until: String,
    term: Option<Standing>,
}

impl PostLine {
    fn is_overdue(&self) -> bool {
        Standing::is_overdue(&self.term)
    }
}

/// A member, said.
struct MemberLine {
    id: String,
    person: PersonId,
    name: String,
    sex: String,
    born: String,
    unit: String,
    posts: String,
    since: String,
    until: String,
    version: i64,
}

/// What the page reads.
struct Read {
    group: Group,
    above: Vec<Group>,
    below: Vec<store::Listed>,
    areas: Vec<Area>,
    posts: Vec<(Post, String)>,
    count: i64,
    members: Vec<Listed>,
    former: Vec<Listed>,
    ahead: i64,
}

pub(super) async fn show(ctx: Ctx, Path(id): Path<String>) -> Result<Response> {
    let act = ctx.act()?;
    let id: GroupId = super::id_of(&id)?;
    let mut form = Form::from(ctx.query_fields());
    let on = if form.value("on").trim().is_empty() { None } else { form.day("on") };
    let after =
        (form.value("after").to_owned(), PersonId(form.value("person").parse().unwrap_or(Uuid::nil())));
    let begins = after.0.is_empty();
    let read = {
        let act = act.clone();
        ctx.app.db.read(move |conn| read(conn, &act, id, on, &after)).await?
    };
    page(&shown(Ui::of(&ctx), &act, form, read, on, begins))
}

fn read(
    conn: &Conn<'_>,
    act: &Act,
    id: GroupId,
    on: Option<Date>,
    after: &(String, PersonId),
) -> Result<Read> {
    let bureau = act.bureau();
    // Who may see a group sees of its members those whom lists of people show.
    let scope = act.actor.scope(&person::LIST, OWN)?;
    let group = store::get(conn, bureau, id)?;
    Ok(Read {
        above: store::above(conn, bureau, &group)?,
        below: store::list_below(conn, bureau, id)?,
        areas: area::list(conn, bureau)?,
        posts: post::list_of_group(conn, bureau, id)?,
        count: member::count(conn, bureau, id)?,
        members: match on {
            Some(day) => member::list_on(conn, &scope, bureau, id, day)?,
            None => member::list(conn, &scope, bureau, id, after, PER_PAGE as i64 + 1)?,
        },
        former: member::list_former(conn, &scope, bureau, id, FORMER_MAX)?,
        ahead: store::term_ahead_days(conn, bureau, act.today())?,
        group,
    })
}

fn shown(ui: Ui, act: &Act, form: Form, read: Read, on: Option<Date>, begins: bool) -> ShowPage {
    let (today, open) = (act.today(), read.group.is_open());
    let Read { group, mut members, ahead, .. } = read;
    let more = on.is_none() && members.len() > PER_PAGE;
    if more {
        members.truncate(PER_PAGE);
    }
    let address = format!("/groups/{}", group.id);
    let next = members.last().filter(|_| more).map(|last| {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.append_pair("after", &last.pinyin).append_pair("person", &last.person.to_string());
        format!("{address}?{}#members", query.finish())
    });
    let posts_on = |day: Option<Date>| {
        let holds = move |post: &Post| match day {
            Some(day) => post.days().is_some_and(|days| days.contains(day)),
            None => matches!(post, Post::Held(_)),
        };
        read.posts.iter().map(|(post, _)| post).filter(move |post| holds(post)).collect::<Vec<_>>()
    };
    let (held, past): (Vec<_>, Vec<_>) =
        read.posts.iter().partition(|(post, _)| matches!(post, Post::Held(_)));
    let mut held: Vec<_> = held.into_iter().collect();
    held.sort_by_key(|(post, _)| post.what().kind);
    let kind = group.facts.kind;
    let post_line = |(post, name): &(Post, String)| post_line(&ui, kind, post, name, today, ahead);
    let may = |action| open && act.actor.may(action).is_ok();
    ShowPage {
        posts: held.into_iter().map(post_line).collect(),
        past_posts: past.into_iter().rev().map(post_line).collect(),
        members: members.iter().map(|one| member_line(&ui, kind, one, &posts_on(on))).collect(),
        former: read.former.iter().map(|one| member_line(&ui, kind, one, &[])).collect(),
        below: read.below.into_iter().map(|group| Line::of(&ui, group, today, ahead)).collect(),
        area: group.facts.area.and_then(|id| read.areas.into_iter().find(|area| area.id == id)),
        first: if begins { String::new() } else { address },
        next: next.unwrap_or_default(),
        kind_below: GroupKind::ALL.iter().copied().find(|below| below.above() == Some(kind)),
        may_edit: may(&EDIT),
        may_close: may(&CLOSE),
        may_reopen: !open && act.actor.may(&REOPEN).is_ok(),
        may_add: may(&MEMBER),
        may_give: may(&POST),
        may_note: act.actor.may(&MEMBER).is_ok() && act.actor.may(&POST).is_ok(),
        above: read.above,
        count: read.count,
        group,
        form,
        on,
        ui,
    }
}

pub(super) fn post_name(ui: &Ui, kind: GroupKind, post: impl std::fmt::Display) -> String {
    ui.w("group-post", format!("{kind}-{post}"))
}

fn post_line(ui: &Ui, kind: GroupKind, post: &Post, name: &str, today: Date, ahead: i64) -> PostLine {
    let what = post.what();
    let (until, term) = match post {
        Post::Held(_) => (
            what.term_ends_on.map(|day| ui.day(&day)).unwrap_or_default(),
            Standing::of(ui, what.term_ends_on, today, ahead),
        ),
        Post::Past { until, because, .. } => {
            (format!("{} {}", ui.day(until), ui.w("group-resigned", because)), None)
        }
    };
    PostLine {
        id: what.id.to_string(),
        what: post_name(ui, kind, what.kind),
        person: what.person,
        name: name.to_owned(),
        since: ui.partial(&what.since),
        until,
        term,
    }
}

fn member_line(ui: &Ui, kind: GroupKind, one: &Listed, posts: &[&Post]) -> MemberLine {
    let own = posts.iter().filter(|post| post.what().person == one.person);
    let held: Vec<String> = own.map(|post| post_name(ui, kind, post.what().kind)).collect();
    let until = one.until.map(|until| {
        let because = one.because.map(|because| ui.w("group-left", because)).unwrap_or_default();
        format!("{} {because}", ui.day(&until))
    });
    MemberLine {
        id: one.id.to_string(),
        person: one.person,
        name: one.name.clone(),
        sex: ui.w("sex", one.sex),
        born: one.born.map(|born| ui.partial(&born)).unwrap_or_default(),
        unit: one.unit.clone().unwrap_or_default(),
        posts: held.join(ui.m("group-comma")),
        since: ui.partial(&one.since),
        until: until.unwrap_or_default(),
        version: one.version,
    }
}
