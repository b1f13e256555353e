//! What other pages say of the library: by which version something is done, and what somebody has yet to read.

use askama::Template;
use cq_platform::{
    Error, Result,
    actor::Act,
    db::Conn,
    web::{Ctx, Ui},
};
use jiff::civil::Date;

use super::{
    VIEW,
    actions::unread,
    model::{Workflow, in_force},
    store::{self, Document, Listed},
};

/// A version to be named.
struct Named {
    href: String,
    text: String,
    /// Another one holds today.
    is_past: bool,
}

#[derive(Template)]
#[template(path = "bylaw/_basis.html")]
struct Basis {
    ui: Ui,
    named: Vec<Named>,
}

/// By which versions something of `workflows` is done that was taken on `day`: those in force on that day, whatever holds today. Empty where
/// nothing governs it, and for who sees no bylaws.
pub async fn basis(ctx: &Ctx, workflows: &'static [Workflow], day: Date) -> Result<String> {
    let (act, ui) = (ctx.act()?, Ui::of(ctx));
    ctx.app.db.read(move |conn| said(conn, &act, &ui, workflows, day)).await
}

fn said(conn: &Conn<'_>, act: &Act, ui: &Ui, workflows: &[Workflow], day: Date) -> Result<String> {
    if act.actor.may(&VIEW).is_err() {
        return Ok(String::new());
    }
    let documents = store::list(conn, act.bureau())?;
    let governing = |listed: &&Listed| listed.governs.iter().any(|one| workflows.contains(one));
    let named = documents.iter().filter_map(|document| {
        let listed = on(document, day).filter(governing)?;
        let is_past = on(document, act.today()).map(|now| now.id) != Some(listed.id) && day <= act.today();
        Some(Named { href: address(document, listed), text: called(ui, listed), is_past })
    });
    let named: Vec<Named> = named.collect();
    match named.is_empty() {
        true => Ok(String::new()),
        false => Basis { ui: ui.clone(), named }.render().map_err(Error::internal),
    }
}

/// The version in force on a day.
fn on(document: &Document, day: Date) -> Option<&Listed> {
    document.version(in_force(&document.spans(), day)?.id)
}

fn address(document: &Document, listed: &Listed) -> String {
    format!("/bylaws/{}/versions/{}", document.id, listed.id)
}

/// 《…》第 2 版
pub(super) fn called(ui: &Ui, listed: &Listed) -> String {
    match listed.span {
        Some(span) => ui.a2("bylaw-called", "title", listed.title.as_str(), "n", span.edition).into_owned(),
        None => ui.a1("bylaw-called-draft", "title", listed.title.as_str()).into_owned(),
    }
}

#[derive(Template)]
#[template(path = "bylaw/_of_day.html")]
struct OfDay {
    ui: Ui,
    /// Address and name.
    unread: Vec<(String, String)>,
}

/// What whoever reads the page has to read and has not; nothing where that is nothing.
pub fn of_day(conn: &Conn<'_>, act: &Act, ui: &Ui) -> Result<Option<String>> {
    let unread = unread(conn, act)?;
    if unread.is_empty() {
        return Ok(None);
    }
    let said = |(bylaw, listed): &(super::BylawId, Listed)| {
        (format!("/bylaws/{bylaw}/versions/{}", listed.id), called(ui, listed))
    };
    let unread = unread.iter().map(said).collect();
    OfDay { ui: ui.clone(), unread }.render().map(Some).map_err(Error::internal)
}
