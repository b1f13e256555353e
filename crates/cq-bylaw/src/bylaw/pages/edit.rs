//! Writing a draft: of a new document, of the next version of one, or another wording.

use askama::Template;
use axum::{extract::Path, response::Response};
use cq_platform::{
    Error, Result,
    form::Form,
    policy::Role,
    web::{Ctx, Posted, Ui, invalid, page, see_other},
};
use jiff::ToSpan;

use super::{parse, parse_both};
use crate::bylaw::{
    actions::{self, Shown},
    basis::called,
    form::{filled, wording},
    model::{BylawId, Kind, READERS, State, VersionId, Workflow},
    store::Found,
};

#[derive(Template)]
#[template(path = "bylaw/edit.html")]
struct EditPage {
    ui: Ui,
    form: Form,
    title: String,
    /// Where the form goes, and where the reader came from.
    action: String,
    back: String,
    kinds: &'static [Kind],
    workflows: &'static [Workflow],
    roles: &'static [Role],
}

impl EditPage {
    fn new(ctx: &Ctx, form: Form) -> Self {
        let ui = Ui::of(ctx);
        let title = ui.m("bylaw-new").to_owned();
        Self::at(ui, form, title, ("/bylaws".to_owned(), "/bylaws".to_owned()))
    }

    fn next(ctx: &Ctx, form: Form, last: &Shown) -> Self {
        let (ui, bylaw) = (Ui::of(ctx), last.found.version.bylaw);
        let title = ui.a1("bylaw-next-of", "title", last.found.wording.title.as_str()).into_owned();
        Self::at(ui, form, title, (format!("/bylaws/{bylaw}/versions"), format!("/bylaws/{bylaw}")))
    }

    fn edit(ctx: &Ctx, form: Form, shown: &Shown) -> Self {
        let (ui, version) = (Ui::of(ctx), &shown.found.version);
        let title = shown.document.version(version.id).map(|listed| called(&ui, listed)).unwrap_or_default();
        let at = format!("/bylaws/{}/versions/{}", version.bylaw, version.id);
        Self::at(ui, form, title, (at.clone(), at))
    }

    fn at(ui: Ui, form: Form, title: String, (action, back): (String, String)) -> Self {
        Self { title, action, back, kinds: Kind::ALL, workflows: Workflow::ALL, roles: &READERS, form, ui }
    }
}

pub(super) async fn new(ctx: Ctx) -> Result<Response> {
    let mut form =
        Form::filled([("readers", Role::Clerk.to_string()), ("readers", Role::Leader.to_string())]);
    form.set("kind", Kind::Measure.as_str());
    form.set("from_on", &ctx.act()?.today().to_string());
    page(&EditPage::new(&ctx, form))
}

pub(super) async fn create(ctx: Ctx, Posted(raw): Posted) -> Result<Response> {
    let (act, mut form) = (ctx.act()?, Form::from(raw));
    let Some(wording) = wording(&mut form) else {
        return invalid(&EditPage::new(&ctx, form));
    };
    let (bylaw, id) = ctx.app.db.write(move |tx| actions::create(tx, &act, &wording)).await?;
    Ok(drafted(bylaw, id))
}

fn drafted(bylaw: BylawId, id: VersionId) -> Response {
    see_other(&format!("/bylaws/{bylaw}/versions/{id}"), Some("notice-bylaw-drafted"))
}

/// The last version of a document, which the next begins from.
async fn last(ctx: &Ctx, bylaw: BylawId) -> Result<Shown> {
    let act = ctx.act()?;
    let read = move |conn: &cq_platform::db::Conn<'_>| {
        let documents = actions::library(conn, &act)?.documents;
        let document = documents.into_iter().find(|document| document.id == bylaw).ok_or(Error::NotFound)?;
        let last = document.versions.iter().max_by_key(|listed| listed.span.map(|span| span.edition));
        actions::view(conn, &act, bylaw, last.ok_or(Error::NotFound)?.id)
    };
    ctx.app.db.read(read).await
}

pub(super) async fn next(ctx: Ctx, Path(id): Path<String>) -> Result<Response> {
    let shown = last(&ctx, parse(&id)?).await?;
    if let Some(draft) = shown.document.draft() {
        return Ok(see_other(&format!("/bylaws/{}/versions/{}", shown.document.id, draft.id), None));
    }
    let tomorrow = ctx.act()?.today().saturating_add(1.day());
    let mut form = filled(&shown.found.wording);
    form.set("from_on", &tomorrow.to_string());
    page(&EditPage::next(&ctx, form, &shown))
}

pub(super) async fn draft(ctx: Ctx, Path(id): Path<String>, Posted(raw): Posted) -> Result<Response> {
    let bylaw = parse(&id)?;
    let shown = last(&ctx, bylaw).await?;
    let (act, mut form) = (ctx.act()?, Form::from(raw));
    let Some(wording) = wording(&mut form) else {
        return invalid(&EditPage::next(&ctx, form, &shown));
    };
    let id = ctx.app.db.write(move |tx| actions::draft(tx, &act, bylaw, &wording)).await?;
    Ok(drafted(bylaw, id))
}

/// A draft that can be changed.
async fn open(ctx: &Ctx, (bylaw, id): (BylawId, VersionId)) -> Result<Shown> {
    let act = ctx.act()?;
    let shown = ctx.app.db.read(move |conn| actions::view(conn, &act, bylaw, id)).await?;
    match shown.found.version.state {
        State::Draft => Ok(shown),
        _ => Err(Error::Conflict),
    }
}

fn with_version(found: &Found) -> Form {
    let mut form = filled(&found.wording);
    form.set("version", &found.version.version.to_string());
    form
}

pub(super) async fn edit(ctx: Ctx, Path(path): Path<(String, String)>) -> Result<Response> {
    let shown = open(&ctx, parse_both(&path)?).await?;
    page(&EditPage::edit(&ctx, with_version(&shown.found), &shown))
}

pub(super) async fn change(
    ctx: Ctx,
    Path(path): Path<(String, String)>,
    Posted(raw): Posted,
) -> Result<Response> {
    let (bylaw, id) = parse_both(&path)?;
    let (act, mut form) = (ctx.act()?, Form::from(raw));
    let hand = act.clone();
    let shown = ctx.app.db.read(move |conn| actions::view(conn, &hand, bylaw, id)).await?;
    let seen = form.value("version").parse().unwrap_or(0);
    let Some(wording) = wording(&mut form) else {
        return invalid(&EditPage::edit(&ctx, form, &shown));
    };
    ctx.app.db.write(move |tx| actions::change(tx, &act, id, seen, &wording)).await?;
    Ok(drafted(bylaw, id))
}
