//! Which kinds of errands the bureau does, and how much of its money may be out.

use askama::Template;
use axum::response::Response;
use cq_platform::{
    Result,
    form::Form,
    web::{Ctx, Posted, Ui, invalid, page, see_other},
};
use jiff::civil::Date;

use crate::errand::{
    actions, form as fields,
    rules::{BANKING, Rules},
    store, words,
};

/// A kind in the form.
struct KindRow {
    code: String,
    name: String,
    /// A bank takes two whatever is set.
    is_fixed: bool,
}

#[derive(Template)]
#[template(path = "errand/settings.html")]
struct SettingsPage {
    ui: Ui,
    form: Form,
    since: Option<Date>,
    kinds: Vec<KindRow>,
}

async fn held(ctx: &Ctx) -> Result<(Rules, Option<Date>)> {
    let act = ctx.act()?;
    ctx.app.db.read(move |conn| store::rules(conn, act.bureau(), act.today())).await
}

async fn shown(ctx: &Ctx, form: Option<Form>) -> Result<SettingsPage> {
    let (rules, since) = held(ctx).await?;
    let ui = Ui::of(ctx);
    let row = |kind: &crate::errand::rules::KindOf| KindRow {
        code: kind.code.clone(),
        name: words::kind(&ui, &rules, &kind.code),
        is_fixed: kind.code == BANKING,
    };
    Ok(SettingsPage {
        kinds: rules.kinds.iter().map(row).collect(),
        form: form.unwrap_or_else(|| fields::filled(&rules)),
        since,
        ui,
    })
}

pub(super) async fn show(ctx: Ctx) -> Result<Response> {
    page(&shown(&ctx, None).await?)
}

pub(super) async fn save(ctx: Ctx, Posted(raw): Posted) -> Result<Response> {
    let (act, mut form) = (ctx.act()?, Form::from(raw));
    let (old, _) = held(&ctx).await?;
    let Some(rules) = fields::rules(&mut form, &old) else {
        return invalid(&shown(&ctx, Some(form)).await?);
    };
    ctx.app.db.write(move |tx| actions::set(tx, &act, &rules)).await?;
    Ok(see_other("/settings/errands", Some("notice-errand-rules")))
}
