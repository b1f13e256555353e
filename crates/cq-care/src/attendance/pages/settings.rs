//! Who goes first and how long a step may take.

use askama::Template;
use axum::response::Response;
use cq_platform::{
    Error, Result,
    db::Conn,
    form::Form,
    web::{Ctx, Posted, Ui, invalid, page, see_other},
};

use crate::attendance::{actions, form as fields, model::Leg, priority::Reason, store};

#[derive(Template)]
#[template(path = "attendance/settings.html")]
struct SettingsPage {
    ui: Ui,
    form: Form,
    /// Each reason's field and name.
    weights: Vec<(String, String)>,
    /// Each step's field and name.
    limits: Vec<(String, String)>,
}

impl SettingsPage {
    fn of(ctx: &Ctx, form: Form) -> Self {
        let ui = Ui::of(ctx);
        let weight = |reason: &Reason| (fields::weight_field(*reason), ui.w("attendance-reason", reason));
        let limit = |leg: &Leg| (fields::limit_field(*leg), ui.w("attendance-wait", leg));
        Self {
            weights: Reason::ALL.iter().map(weight).collect(),
            limits: Leg::ALL.iter().map(limit).collect(),
            form,
            ui,
        }
    }
}

pub(super) async fn show(ctx: Ctx) -> Result<Response> {
    let act = ctx.act()?;
    let read = move |conn: &Conn<'_>| store::rules(conn, act.bureau(), act.today());
    let (rules, _) = ctx.app.db.read(read).await?;
    page(&SettingsPage::of(&ctx, fields::filled(&rules)))
}

pub(super) async fn save(ctx: Ctx, Posted(raw): Posted) -> Result<Response> {
    let (act, mut form) = (ctx.act()?, Form::from(raw));
    let Some(rules) = fields::rules(&mut form) else { return invalid(&SettingsPage::of(&ctx, form)) };
    match ctx.app.db.write(move |tx| actions::set(tx, &act, &rules)).await {
        Ok(()) => Ok(see_other("/settings/green-channel", Some("notice-attendance-set"))),
        Err(Error::Invalid(errors)) => invalid(&SettingsPage::of(&ctx, form.with_errors(errors))),
        Err(error) => Err(error),
    }
}
