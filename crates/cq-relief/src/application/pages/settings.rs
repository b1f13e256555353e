//! Which kinds of relief are given, how much, on which evidence, and for how long a decision is on notice: from a day on.

use askama::Template;
use axum::response::Response;
use cq_platform::{
    Result,
    form::Form,
    web::{Ctx, Posted, Ui, invalid, page, see_other},
};
use jiff::civil::Date;

use crate::application::{
    actions, form as fields,
    rules::{Gives, Rules},
    store, words,
};

#[derive(Template)]
#[template(path = "relief/settings.html")]
struct SettingsPage {
    ui: Ui,
    form: Form,
    since: Option<Date>,
    ahead: Option<Date>,
    /// Word and name; the last is one to be added.
    kinds: Vec<(String, String)>,
    gives: &'static [Gives],
    today: String,
}

impl SettingsPage {
    fn field(&self, name: &str, code: &str) -> String {
        format!("{name}-{code}")
    }
}

async fn held(ctx: &Ctx) -> Result<(Rules, Option<Date>, Option<Date>)> {
    let act = ctx.act()?;
    let read = move |conn: &cq_platform::db::Conn<'_>| {
        let (rules, since) = store::rules(conn, act.bureau(), act.today())?;
        Ok((rules, since, store::rules_ahead(conn, act.bureau(), act.today())?))
    };
    ctx.app.db.read(read).await
}

async fn shown(ctx: &Ctx, form: Option<Form>) -> Result<SettingsPage> {
    let (rules, since, ahead) = held(ctx).await?;
    let (ui, today) = (Ui::of(ctx), ctx.act()?.today());
    let kinds = rules.kinds.iter().map(|kind| (kind.code.clone(), words::kind(&ui, &rules, &kind.code)));
    Ok(SettingsPage {
        kinds: kinds.collect(),
        form: form.unwrap_or_else(|| fields::filled(&rules, today)),
        gives: Gives::ALL,
        today: today.to_string(),
        since,
        ahead,
        ui,
    })
}

pub(super) async fn show(ctx: Ctx) -> Result<Response> {
    page(&shown(&ctx, None).await?)
}

pub(super) async fn save(ctx: Ctx, Posted(raw): Posted) -> Result<Response> {
    let (act, mut form) = (ctx.act()?, Form::from(raw));
    let (old, ..) = held(&ctx).await?;
    let Some((rules, since)) = fields::rules(&mut form, &old, act.today()) else {
        return invalid(&shown(&ctx, Some(form)).await?);
    };
    ctx.app.db.write(move |tx| actions::set(tx, &act, &rules, since)).await?;
    Ok(see_other("/settings/relief", Some("notice-relief-rules")))
}
