//! What a person belongs to, on the person's page.

use askama::Template;
use cq_platform::{Error, Result, actor::Act, db::Conn, web::Ui};

use super::{
    MEMBER, VIEW,
    model::Resigned,
    store::{
        member::{self, OfPerson},
        post,
    },
};
use crate::person::PersonId;

#[derive(Template)]
#[template(path = "group/_of_person.html")]
struct Section {
    ui: Ui,
    now: Vec<Line>,
    past: Vec<Line>,
    /// Posts held no longer, each with its group and days.
    past_posts: Vec<Line>,
    may_view: bool,
    may_add: bool,
}

/// One membership, said.
struct Line {
    href: String,
    name: String,
    kind: String,
    posts: String,
    since: String,
    until: String,
}

/// 所在组织: what the person belongs to and belonged to.
pub fn of_person(conn: &Conn<'_>, act: &Act, ui: &Ui, person: PersonId) -> Result<Option<String>> {
    let memberships = member::list_of_person(conn, act.bureau(), person)?;
    let posts = post::list_of_person(conn, act.bureau(), person)?;
    let (now, past): (Vec<_>, Vec<_>) = memberships.iter().partition(|membership| membership.until.is_none());
    let said = |of: Vec<&OfPerson>| of.into_iter().map(|one| line(ui, one, &posts)).collect::<Vec<_>>();
    let section = Section {
        now: said(now),
        past: said(past),
        past_posts: past_posts(ui, &memberships, &posts),
        may_view: act.actor.may(&VIEW).is_ok(),
        may_add: act.actor.may(&MEMBER).is_ok(),
        ui: ui.clone(),
    };
    section.render().map(Some).map_err(Error::internal)
}

/// What the person was, the oldest first; what was entered by mistake never was.
fn past_posts(ui: &Ui, memberships: &[OfPerson], posts: &[post::OfPerson]) -> Vec<Line> {
    let was = |post: &post::OfPerson| {
        let (until, because) = (post.until?, post.because.filter(|why| *why != Resigned::Mistake)?);
        let group = memberships.iter().find(|membership| membership.group == post.group);
        Some(Line {
            href: format!("/groups/{}", post.group),
            name: group.map(|group| group.name.clone()).unwrap_or_default(),
            kind: ui.w("group-kind", post.group_kind),
            posts: ui.w("group-post", format!("{}-{}", post.group_kind, post.kind)),
            since: ui.partial(&post.since),
            until: format!("{} {}", ui.day(&until), ui.w("group-resigned", because)),
        })
    };
    posts.iter().filter_map(was).collect()
}

fn line(ui: &Ui, membership: &OfPerson, posts: &[post::OfPerson]) -> Line {
    let of_group = posts.iter().filter(|post| post.group == membership.group);
    let said = of_group.filter(|post| post.until.is_none() == membership.until.is_none());
    let said: Vec<String> =
        said.map(|post| ui.m(&format!("group-post-{}-{}", post.group_kind, post.kind)).to_owned()).collect();
    let until = membership.until.map(|until| {
        let because = membership.because.map(|because| ui.w("group-left", because)).unwrap_or_default();
        format!("{} {because}", ui.day(&until))
    });
    Line {
        href: format!("/groups/{}", membership.group),
        name: membership.name.clone(),
        kind: ui.w("group-kind", membership.kind),
        posts: said.join(ui.m("group-comma")),
        since: ui.partial(&membership.since),
        until: until.unwrap_or_default(),
    }
}
