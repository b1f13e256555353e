//! When nobody is disturbed, and what the bureau signs with.

use askama::Template;
use axum::response::Response;
use cq_platform::{
    Result,
    db::Conn,
    form::Form,
    web::{Ctx, Posted, Ui, invalid, page, see_other},
};
use jiff::civil::Date;

use crate::notice::{actions, form as fields, store};

#[derive(Template)]
#[template(path = "notice/settings.html")]
struct SettingsPage {
    ui: Ui,
    form: Form,
    since: Option<Date>,
}

impl SettingsPage {
    async fn of(ctx: &Ctx, form: Option<Form>) -> Result<Self> {
        let act = ctx.act()?;
        let read = move |conn: &Conn<'_>| store::rules(conn, act.bureau(), act.today());
        let (rules, since) = ctx.app.db.read(read).await?;
        Ok(Self { ui: Ui::of(ctx), form: form.unwrap_or_else(|| fields::filled(&rules)), since })
    }
}

pub(super) async fn show(ctx: Ctx) -> Result<Response> {
    page(&SettingsPage::of(&ctx, None).await?)
}

pub(super) async fn save(ctx: Ctx, Posted(raw): Posted) -> Result<Response> {
    let (act, mut form) = (ctx.act()?, Form::from(raw));
    let Some(rules) = fields::rules(&mut form) else {
        return invalid(&SettingsPage::of(&ctx, Some(form)).await?);
    };
    ctx.app.db.write(move |tx| actions::set(tx, &act, &rules)).await?;
    Ok(see_other("/notices", Some("notice-notice-rules")))
}
