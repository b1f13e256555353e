//! The day's calls, one call, and what elders said.

use askama::Template;
use axum::{extract::Path, response::Response};
use cq_platform::{
    Error, Result,
    audit::Subject,
    db::{Conn, Tx},
    form::Form,
    web::{Ctx, Posted, Ui, invalid, page, see_other},
};
use cq_registry::task::{self, TaskId};
use jiff::civil::Date;
use serde_json::json;

use crate::service::{
    ASK, VIEW, actions, form,
    model::Outcome,
    store::{self, Says, Visit},
};

#[derive(Template)]
#[template(path = "service/feedback.html")]
struct IndexPage {
    ui: Ui,
    visits: Vec<Visit>,
    says: Vec<Says>,
    may_ask: bool,
}

pub(super) async fn index(ctx: Ctx) -> Result<Response> {
    let act = ctx.act()?;
    let may_ask = act.actor.may(&ASK).is_ok();
    let read = move |tx: &Tx<'_>| {
        let visits = if may_ask { actions::list(tx, &act)? } else { Vec::new() };
        let says = store::says(tx, &act)?;
        let detail = json!({ "to_ask": visits.len(), "said": says.len() });
        act.record(tx, &VIEW, Subject::list("feedback"), &detail)?;
        Ok((visits, says))
    };
    let (visits, says) = ctx.app.db.write(read).await?;
    page(&IndexPage { ui: Ui::of(&ctx), visits, says, may_ask })
}

#[derive(Template)]
#[template(path = "service/ask.html")]
struct AskPage {
    ui: Ui,
    form: Form,
    visit: Visit,
    today: Date,
}

impl AskPage {
    fn about(&self) -> String {
        let what = self.ui.w("task-form", self.visit.form);
        let day = self.ui.day(&self.visit.on);
        format!("{} {day} {what}", task::age(&self.ui, self.visit.born, self.today)).trim().to_owned()
    }
}

pub(super) async fn edit(ctx: Ctx, Path(id): Path<String>) -> Result<Response> {
    let (visit, today) = load(&ctx, &id).await?;
    page(&AskPage { ui: Ui::of(&ctx), form: Form::default(), visit, today })
}

pub(super) async fn save(ctx: Ctx, Path(id): Path<String>, Posted(raw): Posted) -> Result<Response> {
    let (act, mut form) = (ctx.act()?, Form::from(raw));
    let (visit, today) = load(&ctx, &id).await?;
    let Some(said) = form::said(&mut form) else {
        return invalid(&AskPage { ui: Ui::of(&ctx), form, visit, today });
    };
    let seen = form.value("version").parse().map_err(|_| Error::Conflict)?;
    let notice = match said.outcome() {
        Outcome::Asked => "notice-service-asked",
        Outcome::NotReached => "notice-service-not-reached",
    };
    ctx.app.db.write(move |tx| actions::ask(tx, &act, visit.task, seen, &said)).await?;
    Ok(see_other("/feedback", Some(notice)))
}

async fn load(ctx: &Ctx, id: &str) -> Result<(Visit, Date)> {
    let act = ctx.act()?;
    let id: TaskId = id.parse().map_err(|_| Error::NotFound)?;
    let today = act.today();
    let visit = ctx.app.db.read(move |conn: &Conn<'_>| actions::load(conn, &act, id)).await?;
    Ok((visit, today))
}
