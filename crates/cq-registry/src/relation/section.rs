//! 家庭和联系人, on the person's page.

use askama::Template;
use cq_platform::{
    Error, Result,
    actor::Act,
    db::Conn,
    policy::{Reach, Scope},
    web::Ui,
};

use super::{EDIT, model::Because, store, store::Related};
use crate::person::{self, Category, PersonId, VIEW};

#[derive(Template)]
#[template(path = "relation/_of_person.html")]
struct Section {
    ui: Ui,
    person: PersonId,
    now: Vec<Line>,
    past: Vec<Line>,
    may_edit: bool,
    /// Whether the others' own pages may be seen.
    may_follow: bool,
}

/// One relation, said.
struct Line {
    id: String,
    href: String,
    name: String,
    kind: String,
    phone: Option<String>,
    /// Contact, proxy, served too, died.
    notes: Vec<String>,
    since: String,
    until: String,
}

/// Who is and was related to the person.
pub fn of_person(conn: &Conn<'_>, act: &Act, ui: &Ui, person: PersonId) -> Result<Option<String>> {
    let all = store::of_person(conn, act.bureau(), person)?;
    let (now, past): (Vec<_>, Vec<_>) = all.iter().partition(|one| one.until.is_none());
    let own = person::store::find(conn, &Scope::BUREAU, act.bureau(), person)?;
    let has_died = own.is_some_and(|one| one.died().is_some());
    let section = Section {
        person,
        now: now.into_iter().map(|one| line(ui, one, has_died)).collect(),
        past: past.into_iter().map(|one| line(ui, one, has_died)).collect(),
        may_edit: act.actor.may(&EDIT).is_ok(),
        may_follow: act.actor.may(&VIEW)? == Reach::Bureau,
        ui: ui.clone(),
    };
    section.render().map(Some).map_err(Error::internal)
}

fn line(ui: &Ui, one: &Related, has_died: bool) -> Line {
    let notes = [
        (one.is_contact, "relation-is-contact"),
        (one.is_own && one.is_proxy, "relation-is-proxy"),
        (one.category != Category::Relative && one.ended_on.is_none(), "relation-served-too"),
        (one.ended_on.is_some(), "relation-other-ended"),
    ];
    let until = one.until.map(|until| {
        // Whose death it was that ended it: the other's, unless they lived on.
        let lived_on = one.ended_on.is_none_or(|on| on.first_day() > until.last_day());
        let because = match one.because {
            Some(Because::Died) if has_died && lived_on => ui.m("relation-own-death").to_owned(),
            because => because.map(|because| ui.w("relation-because", because)).unwrap_or_default(),
        };
        format!("{} {because}", ui.partial(&until))
    });
    Line {
        id: one.id.to_string(),
        href: format!("/people/{}", one.other),
        name: one.name.clone(),
        kind: said(ui, one),
        phone: one.phone.clone(),
        notes: notes.into_iter().filter(|(holds, _)| *holds).map(|(_, key)| ui.m(key).to_owned()).collect(),
        since: one.since.map(|since| ui.partial(&since)).unwrap_or_default(),
        until: until.unwrap_or_default(),
    }
}

/// What the other is to the person, whichever way it is written.
fn said(ui: &Ui, one: &Related) -> String {
    match (one.is_own, one.kind.back()) {
        (true, _) => ui.w("relation-kind", one.kind),
        (false, Some(back)) => ui.w("relation-kind", back),
        (false, None) => ui.m("relation-cared-for").to_owned(),
    }
}
