//! The rules a proposal follows.

use askama::Template;
use axum::response::Response;
use cq_platform::{
    Result,
    form::Form,
    web::{Ctx, Posted, Ui, invalid, page, see_other},
};
use jiff::civil::Date;

use crate::pairing::{PROPOSE, actions, form, store};

#[derive(Template)]
#[template(path = "pairing/rules.html")]
struct RulesPage {
    ui: Ui,
    form: Form,
    /// The bureau's own rules hold since then; the shipped ones otherwise.
    since: Option<Date>,
    may_set: bool,
}

pub(super) async fn show(ctx: Ctx) -> Result<Response> {
    rules_page(&ctx, None).await
}

async fn rules_page(ctx: &Ctx, typed: Option<Form>) -> Result<Response> {
    let act = ctx.act()?;
    let (bureau, today) = (*act.bureau(), act.today());
    let (rules, since) = ctx.app.db.read(move |conn| store::rules(conn, &bureau, today)).await?;
    let wrong = typed.is_some();
    let form = typed.unwrap_or_else(|| form::of_rules(&rules));
    let template = RulesPage { ui: Ui::of(ctx), form, since, may_set: act.actor.may(&PROPOSE).is_ok() };
    if wrong { invalid(&template) } else { page(&template) }
}

pub(super) async fn save(ctx: Ctx, Posted(raw): Posted) -> Result<Response> {
    let mut form = Form::from(raw);
    let rules = form::rules(&mut form).filter(|_| form.errors().is_empty());
    let Some(rules) = rules else { return rules_page(&ctx, Some(form)).await };
    let act = ctx.act()?;
    ctx.app.db.write(move |tx| actions::save_rules(tx, &act, &rules)).await?;
    Ok(see_other("/pairings", Some("notice-pairing-rules-saved")))
}
