//! When somebody wishes to be visited, and which visit comes first.

use askama::Template;
use axum::{extract::Path, response::Response};
use cq_platform::{
    Error, Result,
    db::Conn,
    form::Form,
    web::{Ctx, Posted, Ui, invalid, page, see_other},
};
use cq_registry::{
    person::{self, Person, PersonId},
    task::TaskId,
};

use crate::round::{
    WISH, actions, form, store,
    wish::{Part, Wish},
};

#[derive(Template)]
#[template(path = "round/wish.html")]
struct WishPage {
    ui: Ui,
    form: Form,
    person: Person,
    parts: &'static [Part],
}

pub(super) async fn edit(ctx: Ctx, Path(id): Path<String>) -> Result<Response> {
    wish_page(&ctx, parse(&id)?, None).await
}

async fn wish_page(ctx: &Ctx, id: PersonId, typed: Option<Form>) -> Result<Response> {
    let act = ctx.act()?;
    let read = move |conn: &Conn<'_>| {
        let scope = act.actor.scope(&WISH, person::OWN)?;
        let person = person::store::find(conn, &scope, act.bureau(), id)?.ok_or(Error::NotFound)?;
        Ok((person, store::wish::find(conn, act.bureau(), id)?))
    };
    let (person, kept) = ctx.app.db.read(read).await?;
    let wrong = typed.is_some();
    let (wish, version) = kept.map_or((Wish::default(), 0), |kept| (kept.wish, kept.version));
    let form = typed.unwrap_or_else(|| form::of_wish(&wish, version));
    let template = WishPage { ui: Ui::of(ctx), form, person, parts: Part::ALL };
    if wrong { invalid(&template) } else { page(&template) }
}

pub(super) async fn save(ctx: Ctx, Path(id): Path<String>, Posted(raw): Posted) -> Result<Response> {
    let (act, id, mut form) = (ctx.act()?, parse(&id)?, Form::from(raw));
    let Some((wish, seen)) = form::wish(&mut form) else { return wish_page(&ctx, id, Some(form)).await };
    ctx.app.db.write(move |tx| actions::note_wish(tx, &act, id, wish, seen)).await?;
    Ok(see_other(&format!("/people/{id}"), Some("notice-round-wish")))
}

/// A visit comes first, or not any more; leads back to whose it is.
pub(super) async fn urge(ctx: Ctx, Path(id): Path<String>, Posted(raw): Posted) -> Result<Response> {
    let (act, form) = (ctx.act()?, Form::from(raw));
    let id: TaskId = id.parse().map_err(|_| Error::NotFound)?;
    let is_urgent = form.value("urgent") != "no";
    ctx.app.db.write(move |tx| actions::urge(tx, &act, id, is_urgent)).await?;
    let back = form.value("doctor").parse::<cq_platform::ids::StaffId>();
    let back = back.map_or_else(|_| "/rounds".to_owned(), |doctor| format!("/rounds/doctors/{doctor}"));
    Ok(see_other(&back, Some(if is_urgent { "notice-round-urgent" } else { "notice-round-calm" })))
}

fn parse(id: &str) -> Result<PersonId> {
    id.parse().map_err(|_| Error::NotFound)
}
