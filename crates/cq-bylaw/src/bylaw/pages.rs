//! The library as a list; a version, what changed in it, and who has read it are in files of their own.

mod edit;
mod show;

use askama::Template;
use axum::{extract::Path, response::Response};
use cq_platform::{
    Error, Result,
    web::{Ctx, Routes, Ui, page, see_other},
    words,
};
use jiff::civil::Date;

use super::{
    COVERAGE, PUBLISH, READ, VIEW, WITHDRAW, WRITE,
    actions::{self, Library, to_be_read},
    basis::called,
    model::{BylawId, VersionId, in_force, last_day},
    store::{Document, Listed, Reader},
};

/// Registers the pages.
pub(super) fn routes(routes: &mut Routes) {
    routes
        .get("/bylaws", &VIEW, index)
        .get("/bylaws/new", &WRITE, edit::new)
        .post("/bylaws", &WRITE, edit::create)
        .get("/bylaws/{id}", &VIEW, latest)
        .get("/bylaws/{id}/versions/new", &WRITE, edit::next)
        .post("/bylaws/{id}/versions", &WRITE, edit::draft)
        .get("/bylaws/{id}/versions/{version}", &VIEW, show::show)
        .get("/bylaws/{id}/versions/{version}/edit", &WRITE, edit::edit)
        .post("/bylaws/{id}/versions/{version}", &WRITE, edit::change)
        .post("/bylaws/{id}/versions/{version}/drop", &WRITE, show::discard)
        .post("/bylaws/{id}/versions/{version}/publish", &PUBLISH, show::publish)
        .post("/bylaws/{id}/versions/{version}/withdraw", &WITHDRAW, show::withdraw)
        .post("/bylaws/{id}/versions/{version}/read", &READ, show::read)
        .get("/bylaws/{id}/versions/{version}/changes", &VIEW, show::changes)
        .get("/bylaws/{id}/versions/{version}/readers", &COVERAGE, show::readers);
}

words! {
    /// Which documents the list shows.
    enum Wanted {
        /// In force today, or from a day to come.
        Holds = "holds",
        /// Being written.
        Draft = "draft",
        /// In force no more.
        Past = "past",
    }
}

/// A version in the list.
struct Row {
    href: String,
    name: String,
    number: String,
    since: String,
    governs: String,
    style: &'static str,
    state: String,
    /// Whether the reader has to read it, and has: style and words.
    mine: Option<(&'static str, String)>,
    /// Who has read it, of whom; with the address of the names.
    coverage: Option<(String, String)>,
}

#[derive(Template)]
#[template(path = "bylaw/index.html")]
struct IndexPage {
    ui: Ui,
    wanted: Wanted,
    tabs: Vec<(Wanted, usize)>,
    rows: Vec<Row>,
    may_write: bool,
    sees_readers: bool,
}

async fn index(ctx: Ctx) -> Result<Response> {
    let act = ctx.act()?;
    let wanted = ctx.query("show").and_then(|word| word.parse().ok()).unwrap_or(Wanted::Holds);
    let (hand, ui, today) = (act.clone(), Ui::of(&ctx), act.today());
    let library = ctx.app.db.read(move |conn| actions::library(conn, &hand)).await?;
    let of = |wanted: Wanted| -> Vec<(&Document, &Listed)> {
        let documents = library.documents.iter();
        documents.flat_map(|one| listed(one, wanted, today).map(move |listed| (one, listed))).collect()
    };
    let sees_drafts = actions::sees_drafts(&act);
    let tabs = Wanted::ALL.iter().filter(|one| sees_drafts || **one != Wanted::Draft);
    let tabs = tabs.map(|one| (*one, of(*one).len())).collect();
    let rows = of(wanted);
    let rows = rows.iter().map(|(document, listed)| row(&ui, &act, &library, (document, listed))).collect();
    page(&IndexPage {
        tabs,
        rows,
        wanted,
        may_write: act.actor.may(&WRITE).is_ok(),
        sees_readers: act.actor.may(&COVERAGE).is_ok() && wanted == Wanted::Holds,
        ui,
    })
}

fn listed(document: &Document, wanted: Wanted, today: Date) -> Box<dyn Iterator<Item = &Listed> + '_> {
    match wanted {
        Wanted::Holds => Box::new(to_be_read(document, today)),
        Wanted::Draft => Box::new(document.draft().into_iter()),
        Wanted::Past => {
            let holds = to_be_read(document, today).next().is_some();
            Box::new(
                document.versions.iter().rev().filter(|one| one.span.is_some()).take(usize::from(!holds)),
            )
        }
    }
}

fn row(
    ui: &Ui,
    act: &cq_platform::actor::Act,
    library: &Library,
    (document, listed): (&Document, &Listed),
) -> Row {
    let spans = document.spans();
    let href = format!("/bylaws/{}/versions/{}", document.id, listed.id);
    let (style, state) = state(ui, document, listed, act.today());
    let is_mine = listed.span.is_some() && listed.readers.contains(&act.actor.role);
    let mine = is_mine.then(|| match library.read.contains_key(&listed.id) {
        true => ("done", ui.m("bylaw-read").to_owned()),
        false => ("today", ui.m("bylaw-unread").to_owned()),
    });
    let last = listed.span.and_then(|span| last_day(&spans, &span));
    Row {
        name: called(ui, listed),
        number: listed.number.clone(),
        since: days(ui, listed.from_on, last),
        governs: governs(ui, &listed.governs),
        coverage: library
            .readers
            .get(&listed.id)
            .map(|readers| (figure(readers, listed), format!("{href}/readers"))),
        style,
        state,
        mine,
        href,
    }
}

/// How many of those who have to read it have: 5 / 8.
fn figure(readers: &[Reader], listed: &Listed) -> String {
    let must = readers.iter().filter(|reader| listed.readers.contains(&reader.role));
    let (all, read) =
        must.fold((0, 0), |(all, read), reader| (all + 1, read + i32::from(reader.read_at.is_some())));
    format!("{read} / {all}")
}

/// How it stands today: style and words.
fn state(ui: &Ui, document: &Document, listed: &Listed, today: Date) -> (&'static str, String) {
    let Some(span) = listed.span else { return ("near", ui.m("bylaw-state-draft").to_owned()) };
    let (style, key) = match in_force(&document.spans(), today) {
        Some(now) if now.id == listed.id => ("done", "bylaw-state-holds"),
        _ if span.from_on > today && span.ever_began() => ("coming", "bylaw-state-coming"),
        _ if span.withdrawn_on.is_some() => ("", "bylaw-state-withdrawn"),
        _ => ("", "bylaw-state-replaced"),
    };
    (style, ui.m(key).to_owned())
}

/// From a day, to a day where that is known.
fn days(ui: &Ui, from: Date, last: Option<Date>) -> String {
    match last {
        Some(last) if last < from => ui.m("bylaw-days-never").to_owned(),
        Some(last) => ui.a2("bylaw-days", "from", ui.day(&from), "to", ui.day(&last)).into_owned(),
        None => ui.a1("bylaw-days-on", "from", ui.day(&from)).into_owned(),
    }
}

fn governs(ui: &Ui, workflows: &[super::Workflow]) -> String {
    let named: Vec<String> = workflows.iter().map(|one| ui.w("bylaw-workflow", one)).collect();
    named.join(ui.m("bylaw-comma"))
}

/// The version in force today; where none is, the next, the last, or the draft.
async fn latest(ctx: Ctx, Path(id): Path<String>) -> Result<Response> {
    let (act, id) = (ctx.act()?, parse(&id)?);
    let today = act.today();
    let library = ctx.app.db.read(move |conn| actions::library(conn, &act)).await?;
    let document = library.documents.iter().find(|document| document.id == id).ok_or(Error::NotFound)?;
    let published = document.versions.iter().rev().find(|listed| listed.span.is_some());
    let shown = to_be_read(document, today).next().or(published).or(document.draft());
    let shown = shown.ok_or(Error::NotFound)?;
    Ok(see_other(&format!("/bylaws/{id}/versions/{}", shown.id), None))
}

fn parse(id: &str) -> Result<BylawId> {
    id.parse().map_err(|_| Error::NotFound)
}

fn parse_both((id, version): &(String, String)) -> Result<(BylawId, VersionId)> {
    Ok((parse(id)?, version.parse().map_err(|_| Error::NotFound)?))
}
