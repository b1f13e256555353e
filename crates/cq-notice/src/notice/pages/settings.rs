//! When nobody is disturbed, and what the bureau signs with.

use askama::Template;
use axum::{extract::Path, response::Response};
use cq_platform::{
    Error, Result,
    db::Conn,
    form::Form,
    web::{Ctx, Posted, Ui, invalid, page, see_other},
};
use jiff::civil::Date;

use crate::notice::{Channel, actions, form as fields, store, words};

#[derive(Template)]
#[template(path = "notice/settings.html")]
struct SettingsPage {
    ui: Ui,
    form: Form,
    since: Option<Date>,
    /// Ways on which everything waits.
    held: Vec<(Channel, String)>,
}

impl SettingsPage {
    async fn of(ctx: &Ctx, form: Option<Form>) -> Result<Self> {
        let act = ctx.act()?;
        let read = move |conn: &Conn<'_>| {
            Ok((store::rules(conn, act.bureau(), act.today())?, store::hold::list(conn, act.bureau())?))
        };
        let ((rules, since), holds) = ctx.app.db.read(read).await?;
        let ui = Ui::of(ctx);
        let held = holds.iter().map(|hold| (hold.channel, words::held(&ui, hold))).collect();
        Ok(Self { ui, held, form: form.unwrap_or_else(|| fields::filled(&rules)), since })
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

/// What the house was refused for is mended: nobody waits for the next try.
pub(super) async fn end_hold(ctx: Ctx, Path(channel): Path<String>) -> Result<Response> {
    let act = ctx.act()?;
    let channel: Channel = channel.parse().map_err(|_| Error::NotFound)?;
    ctx.app.db.write(move |tx| actions::end_hold(tx, &act, channel)).await?;
    Ok(see_other("/settings/notices", Some("notice-notice-hold-ended")))
}
