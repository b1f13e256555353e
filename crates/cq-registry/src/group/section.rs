//! What a person belongs to, on the person's page.

use askama::Template;
use cq_platform::{Error, Result, actor::Act, db::Conn, web::Ui};

use super::{
    MEMBER, VIEW,
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
        may_view: act.actor.may(&VIEW).is_ok(),
        may_add: act.actor.may(&MEMBER).is_ok(),
        ui: ui.clone(),
    };
    section.render().map(Some).map_err(Error::internal)
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
