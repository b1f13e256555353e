//! Adding several people at once, and ending or taking up again one membership.

use askama::Template;
use axum::{extract::Path, response::Response};
use cq_platform::{
    Error, Result,
    actor::Act,
    db::Conn,
    form::Form,
    web::{Ctx, Posted, Ui, invalid, page, see_other},
};

use super::show::post_name;
use crate::rule::plan;
use crate::{
    group::{
        actions::{self, Ending},
        form,
        model::{Group, GroupId, Left, Membership, MembershipId},
        store::{
            self,
            member::{self, Candidate},
            post,
        },
    },
    person::{self, OWN, PersonId},
};

/// How many a search finds.
const FOUND: usize = 12;
/// Why a clerk ends a membership; a group that is closed ends its own.
const REASONS: [Left; 4] = [Left::Left, Left::Moved, Left::Died, Left::Mistake];

#[derive(Template)]
#[template(path = "group/members.html")]
struct AddPage {
    ui: Ui,
    form: Form,
    group: Group,
    /// Ticked already.
    picked: Vec<Candidate>,
    /// What the search found, without those who are ticked.
    found: Vec<Candidate>,
    /// Nothing was found by what was typed.
    is_vain: bool,
}

impl AddPage {
    fn address(&self) -> String {
        format!("/groups/{}", self.group.id)
    }

    fn about(&self, one: &Candidate) -> String {
        about(&self.ui, one)
    }
}

/// What tells people of one name apart.
pub(super) fn who(ui: &Ui, one: &Candidate) -> String {
    let parts = [
        ui.w("sex", one.sex),
        one.born.map(|born| ui.partial(&born)).unwrap_or_default(),
        one.unit.clone().unwrap_or_default(),
        one.ended_on
            .map(|on| ui.a1("group-candidate-gone", "day", ui.partial(&on)).into_owned())
            .unwrap_or_default(),
    ];
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join(ui.m("group-comma"))
}

/// What tells people of one name apart, and why somebody cannot be added.
fn about(ui: &Ui, one: &Candidate) -> String {
    let state = match (one.ended_on, one.belongs) {
        (Some(on), _) => ui.a1("group-candidate-ended", "day", ui.partial(&on)).into_owned(),
        (None, 0) => String::new(),
        (None, _) => ui.m("group-candidate-belongs").to_owned(),
    };
    let parts = [
        ui.w("sex", one.sex),
        one.born.map(|born| ui.partial(&born)).unwrap_or_default(),
        one.unit.clone().unwrap_or_default(),
        state,
    ];
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join(ui.m("group-comma"))
}

pub(super) async fn new(ctx: Ctx, Path(id): Path<String>) -> Result<Response> {
    let (act, group) = super::load(&ctx, &id).await?;
    let asked = Form::from(ctx.query_fields());
    let since = asked.value("since").to_owned();
    let since = if since.is_empty() { act.today().to_string() } else { since };
    let mut fields = vec![("since", since)];
    fields.extend(asked.values("person").into_iter().map(|person| ("person", person)));
    page(&add_page(&ctx, group, Form::filled(fields)).await?)
}

async fn add_page(ctx: &Ctx, group: Group, form: Form) -> Result<AddPage> {
    let act = ctx.act()?;
    let (people, typed, id) = (form::people(&form), form.value("q").trim().to_owned(), group.id);
    let is_searched = !typed.is_empty();
    let (picked, found) = ctx
        .app
        .db
        .read(move |conn| {
            let picked = candidates(conn, &act, id, people.clone())?;
            let mut found = search(conn, &act, id, &typed)?;
            found.retain(|one| !people.contains(&one.id));
            Ok((picked, found))
        })
        .await?;
    let is_vain = is_searched && found.is_empty();
    Ok(AddPage { ui: Ui::of(ctx), form, group, picked, found, is_vain })
}

pub(super) fn search(conn: &Conn<'_>, act: &Act, group: GroupId, typed: &str) -> Result<Vec<Candidate>> {
    if typed.is_empty() {
        return Ok(Vec::new());
    }
    let found = person::actions::find_anybody(conn, act, typed, FOUND)?;
    candidates(conn, act, group, found.into_iter().map(|listed| listed.id).collect())
}

pub(super) fn candidates(
    conn: &Conn<'_>,
    act: &Act,
    group: GroupId,
    people: Vec<PersonId>,
) -> Result<Vec<Candidate>> {
    let scope = act.actor.scope(&person::LIST, OWN)?;
    let one = |person| member::candidate(conn, &scope, act.bureau(), group, person).transpose();
    people.into_iter().filter_map(one).collect()
}

#[derive(Template)]
#[template(path = "group/_found.html")]
struct Suggestions {
    ui: Ui,
    found: Vec<Candidate>,
}

impl Suggestions {
    fn about(&self, one: &Candidate) -> String {
        about(&self.ui, one)
    }
}

pub(super) async fn suggest(ctx: Ctx, Path(id): Path<String>) -> Result<Response> {
    let (act, group) = super::load(&ctx, &id).await?;
    let (typed, id) = (ctx.query("q").unwrap_or_default(), group.id);
    let found = ctx.app.db.read(move |conn| search(conn, &act, id, typed.trim())).await?;
    page(&Suggestions { ui: Ui::of(&ctx), found })
}

/// One form searches (`step=find`) and adds, so that who is ticked stays ticked without JavaScript.
pub(super) async fn add(ctx: Ctx, Path(id): Path<String>, Posted(raw): Posted) -> Result<Response> {
    let (act, group) = super::load(&ctx, &id).await?;
    let mut form = Form::from(raw);
    if form.value("step") == "find" {
        return page(&add_page(&ctx, group, form).await?);
    }
    let Some((people, since)) = form::joining(&mut form, act.today()) else {
        return invalid(&add_page(&ctx, group, form).await?);
    };
    let id = group.id;
    match ctx.app.db.write(move |tx| actions::add(tx, &act, id, &people, since)).await {
        Ok(_) => {
            plan::follow_up(&ctx.app, &ctx.act()?).await;
            Ok(see_other(&format!("/groups/{id}"), Some("notice-group-added")))
        }
        Err(Error::Invalid(errors)) => invalid(&add_page(&ctx, group, form.with_errors(errors)).await?),
        Err(error) => Err(error),
    }
}

#[derive(Template)]
#[template(path = "group/end_member.html")]
struct EndPage {
    ui: Ui,
    form: Form,
    group: Group,
    membership: MembershipId,
    name: String,
    since: String,
    /// Posts that end with it.
    posts: Vec<String>,
    reasons: [Left; 4],
}

impl EndPage {
    fn address(&self) -> String {
        format!("/groups/{}", self.group.id)
    }
}

/// A membership of the group in the address.
pub(super) async fn membership(ctx: &Ctx, group: &str, id: &str) -> Result<(Act, Group, Membership)> {
    let (act, group) = super::load(ctx, group).await?;
    let (bureau, id): (_, MembershipId) = (*act.bureau(), super::id_of(id)?);
    let found = ctx.app.db.read(move |conn| member::find(conn, &bureau, id)).await?;
    let found = found.filter(|membership| membership.what().group == group.id).ok_or(Error::NotFound)?;
    Ok((act, group, found))
}

async fn end_page(ctx: &Ctx, group: Group, membership: Membership, form: Option<Form>) -> Result<EndPage> {
    let act = ctx.act()?;
    let (bureau, today, what) = (*act.bureau(), act.today(), membership.what().clone());
    let Membership::Open(open) = membership else { return Err(Error::Conflict) };
    let (newcomer, held) = ctx
        .app
        .db
        .read(move |conn| {
            let person = store::member::newcomer(conn, &bureau, what.person)?;
            Ok((person, post::list_open_of_person_in(conn, &bureau, what.person, what.group)?))
        })
        .await?;
    let ui = Ui::of(ctx);
    let version = open.version.to_string();
    let form = form.unwrap_or_else(|| {
        Form::filled([
            ("version", version),
            ("until", today.to_string()),
            ("because", Left::Left.to_string()),
        ])
    });
    let posts = held.iter().map(|held| post_name(&ui, group.facts.kind, held.what.kind)).collect();
    Ok(EndPage {
        since: ui.partial(&open.what.since),
        name: newcomer.map(|person| person.name).unwrap_or_default(),
        membership: open.what.id,
        reasons: REASONS,
        posts,
        group,
        form,
        ui,
    })
}

pub(super) async fn ending(ctx: Ctx, Path((group, id)): Path<(String, String)>) -> Result<Response> {
    let (_, group, membership) = membership(&ctx, &group, &id).await?;
    page(&end_page(&ctx, group, membership, None).await?)
}

pub(super) async fn end(
    ctx: Ctx,
    Path((group, id)): Path<(String, String)>,
    Posted(raw): Posted,
) -> Result<Response> {
    let (act, group, membership) = membership(&ctx, &group, &id).await?;
    let mut form = Form::from(raw);
    let Some((version, until, because)) = form::ending(&mut form, act.today(), Left::Mistake) else {
        return invalid(&end_page(&ctx, group, membership, Some(form)).await?);
    };
    let (of, id, ending) = (group.id, membership.what().id, Ending { version, until, because });
    match ctx.app.db.write(move |tx| actions::end_member(tx, &act, of, id, ending)).await {
        Ok(()) => {
            plan::follow_up(&ctx.app, &ctx.act()?).await;
            Ok(see_other(&format!("/groups/{of}"), Some("notice-group-ended")))
        }
        Err(Error::Invalid(errors)) => {
            invalid(&end_page(&ctx, group, membership, Some(form.with_errors(errors))).await?)
        }
        Err(error) => Err(error),
    }
}

pub(super) async fn reopen(
    ctx: Ctx,
    Path((group, id)): Path<(String, String)>,
    Posted(raw): Posted,
) -> Result<Response> {
    let (act, group, membership) = membership(&ctx, &group, &id).await?;
    let version = raw.get("version").and_then(|version| version.parse().ok()).unwrap_or(0);
    let (of, id) = (group.id, membership.what().id);
    let reopened = ctx.app.db.write(move |tx| actions::reopen_member(tx, &act, of, id, version)).await;
    match reopened {
        Ok(()) => Ok(see_other(&format!("/groups/{of}"), Some("notice-group-reopened"))),
        Err(Error::Invalid(errors)) => match errors.into_iter().next() {
            Some((_, text)) => Err(Error::Refused(text)),
            None => Err(Error::Conflict),
        },
        Err(error) => Err(error),
    }
}
