//! The hours in which doctors go out, and how long visits take.

use askama::Template;
use axum::response::Response;
use cq_platform::{
    Result,
    form::Form,
    web::{Ctx, Posted, Ui, invalid, page, see_other},
};

use crate::round::{actions, form, store};

#[derive(Template)]
#[template(path = "round/settings.html")]
struct SettingsPage {
    ui: Ui,
    form: Form,
    /// The bureau's own hold since then, in words; empty for the shipped ones.
    since: String,
}

pub(super) async fn show(ctx: Ctx) -> Result<Response> {
    settings_page(&ctx, None).await
}

async fn settings_page(ctx: &Ctx, typed: Option<Form>) -> Result<Response> {
    let act = ctx.act()?;
    let (bureau, today) = (*act.bureau(), act.today());
    let (settings, since) = ctx.app.db.read(move |conn| store::hours::find(conn, &bureau, today)).await?;
    let (ui, wrong) = (Ui::of(ctx), typed.is_some());
    let form = typed.unwrap_or_else(|| form::of_settings(&settings, today));
    let since = since.map(|since| ui.a1("round-settings-since", "day", ui.day(&since)).into_owned());
    let template = SettingsPage { ui, form, since: since.unwrap_or_default() };
    if wrong { invalid(&template) } else { page(&template) }
}

pub(super) async fn save(ctx: Ctx, Posted(raw): Posted) -> Result<Response> {
    let (act, mut form) = (ctx.act()?, Form::from(raw));
    let Some((settings, since)) = form::settings(&mut form, act.today()) else {
        return settings_page(&ctx, Some(form)).await;
    };
    ctx.app.db.write(move |tx| actions::set(tx, &act, since, &settings)).await?;
    Ok(see_other("/rounds/settings", Some("notice-round-set")))
}
