//! Needs on screen: the list, one, and how it was seen to.

use askama::Template;
use axum::{extract::Path, response::Response};
use cq_platform::{
    Error, Result,
    audit::Subject,
    db::{Conn, Tx},
    form::Form,
    web::{Ctx, Posted, Routes, Ui, invalid, page, see_other},
};
use cq_registry::task::{NeedId, model::Need};
use jiff::civil::Date;
use serde_json::json;

use super::{
    SETTLE, VIEW, actions,
    day::style,
    form,
    model::{Outcome, State},
    store::{self, Named, OWN, Wanted},
};

/// Rows of a list.
const ON_A_PAGE: usize = 200;

/// Registers the pages.
pub(super) fn routes(routes: &mut Routes) {
    routes
        .get("/needs", &VIEW, index)
        .get("/needs/{id}", &VIEW, show)
        .post("/needs/{id}/settle", &SETTLE, settle)
        .post("/needs/{id}/reopen", &SETTLE, reopen);
}

#[derive(Template)]
#[template(path = "need/index.html")]
struct IndexPage {
    ui: Ui,
    form: Form,
    needs: Vec<Named>,
    /// What is open is asked for.
    is_open: bool,
    /// There is more than is shown.
    more: bool,
    today: Date,
}

impl IndexPage {
    fn tab(&self, state: &str) -> String {
        format!("/needs?state={state}&need={}", self.form.value("need"))
    }

    fn style(&self, days: &i64) -> &'static str {
        style(*days)
    }
}

async fn index(ctx: Ctx) -> Result<Response> {
    let (act, form) = (ctx.act()?, Form::from(ctx.query_fields()));
    let is_open = form.value("state") != "settled";
    let wanted = if is_open { Wanted::Open } else { Wanted::Settled };
    let (today, need) = (act.today(), form.value("need").parse::<Need>().ok());
    let read = move |tx: &Tx<'_>| {
        let scope = act.actor.scope(&VIEW, OWN)?;
        let needs = store::list(tx, &act, &scope, wanted, need, ON_A_PAGE as i64 + 1)?;
        act.record(tx, &VIEW, Subject::list("need"), &json!({ "count": needs.len() }))?;
        Ok(needs)
    };
    let mut needs = ctx.app.db.write(read).await?;
    let more = needs.len() > ON_A_PAGE;
    needs.truncate(ON_A_PAGE);
    page(&IndexPage { ui: Ui::of(&ctx), form, needs, is_open, more, today })
}

#[derive(Template)]
#[template(path = "need/show.html")]
struct ShowPage {
    ui: Ui,
    form: Form,
    need: Named,
    may_settle: bool,
}

async fn show(ctx: Ctx, Path(id): Path<String>) -> Result<Response> {
    show_with(&ctx, parse(&id)?, Form::default()).await
}

async fn show_with(ctx: &Ctx, id: NeedId, form: Form) -> Result<Response> {
    let act = ctx.act()?;
    let may_settle = act.actor.may(&SETTLE).is_ok();
    let read = move |tx: &Tx<'_>| {
        let need = store::find(tx, &act, &act.actor.scope(&VIEW, OWN)?, id)?.ok_or(Error::NotFound)?;
        act.record(tx, &VIEW, Subject::one("need", id.0), &json!({}))?;
        Ok(need)
    };
    let need = ctx.app.db.write(read).await?;
    let is_wrong = !form.errors().is_empty();
    let template = ShowPage { ui: Ui::of(ctx), form, need, may_settle };
    if is_wrong { invalid(&template) } else { page(&template) }
}

async fn settle(ctx: Ctx, Path(id): Path<String>, Posted(raw): Posted) -> Result<Response> {
    let (act, id, mut form) = (ctx.act()?, parse(&id)?, Form::from(raw));
    within_reach(&ctx, id).await?;
    let Some(settled) = form::settled(&mut form) else { return show_with(&ctx, id, form).await };
    let seen = form.value("version").parse().map_err(|_| Error::Conflict)?;
    ctx.app.db.write(move |tx| actions::settle(tx, &act, id, seen, settled)).await?;
    Ok(see_other("/needs", Some("notice-need-settled")))
}

async fn reopen(ctx: Ctx, Path(id): Path<String>, Posted(raw): Posted) -> Result<Response> {
    let (act, id, form) = (ctx.act()?, parse(&id)?, Form::from(raw));
    within_reach(&ctx, id).await?;
    let seen = form.value("version").parse().map_err(|_| Error::Conflict)?;
    ctx.app.db.write(move |tx| actions::reopen(tx, &act, id, seen)).await?;
    Ok(see_other(&format!("/needs/{id}"), Some("notice-need-reopened")))
}

/// Whether there is such a need is answered before whether what was sent makes sense.
async fn within_reach(ctx: &Ctx, id: NeedId) -> Result<()> {
    let act = ctx.act()?;
    ctx.app.db.read(move |conn: &Conn<'_>| actions::load(conn, &act, id)).await.map(|_| ())
}

fn parse(id: &str) -> Result<NeedId> {
    id.parse().map_err(|_| Error::NotFound)
}
