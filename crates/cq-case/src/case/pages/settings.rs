//! How long things may take, and who is told when they take longer.

use askama::Template;
use axum::response::Response;
use cq_bylaw::bylaw;
use cq_platform::{
    Error, Result,
    db::{Conn, Tx},
    form::Form,
    ids::StaffId,
    web::{Ctx, Posted, Ui, invalid, page, see_other},
};
use jiff::civil::Date;

use super::new::said;
use crate::case::{
    GOVERNED_AS, actions,
    draft::ME,
    form as fields,
    rules::Rules,
    store::{self, people},
};

#[derive(Template)]
#[template(path = "case/settings.html")]
struct SettingsPage {
    ui: Ui,
    form: Form,
    /// By which bylaws it is done.
    basis: String,
    since: Option<Date>,
    choices: Vec<(String, String)>,
}

impl SettingsPage {
    async fn of(ctx: &Ctx, form: Option<Form>) -> Result<Self> {
        let act = ctx.act()?;
        let read = move |conn: &Conn<'_>| {
            let (rules, since) = store::rules(conn, act.bureau(), act.today())?;
            Ok((rules, since, people::choices(conn, &act, None)?, people::known(conn, &act)?))
        };
        let (rules, since, choices, me) = ctx.app.db.read(read).await?;
        let ui = Ui::of(ctx);
        let value = |staff: Option<StaffId>| match staff {
            Some(staff) if Some(staff) == me => ME.to_owned(),
            Some(staff) => staff.to_string(),
            None => String::new(),
        };
        let own = (ME.to_owned(), ui.m("case-way-mine").to_owned());
        let others = choices.iter().map(|choice| (choice.value.clone(), said(&ui, choice)));
        Ok(Self {
            basis: bylaw::basis(ctx, GOVERNED_AS, ctx.act()?.today()).await?,
            choices: [own].into_iter().chain(others).collect(),
            form: form.unwrap_or_else(|| fields::filled(&rules, value)),
            since,
            ui,
        })
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
    let (head, leader) = (form.value("head").to_owned(), form.value("leader").to_owned());
    let set = move |tx: &Tx<'_>| {
        let named = |field, value: &str| match value {
            "" => Ok(None),
            ME => people::me(tx, &act).map(Some),
            value => people::chosen(tx, &act, None, field, value).map(Some),
        };
        let rules = Rules { head: named("head", &head)?, leader: named("leader", &leader)?, ..rules };
        actions::set(tx, &act, &rules)
    };
    match ctx.app.db.write(set).await {
        Ok(()) => Ok(see_other("/cases", Some("notice-case-rules"))),
        Err(Error::Invalid(errors)) => {
            invalid(&SettingsPage::of(&ctx, Some(form.with_errors(errors))).await?)
        }
        Err(error) => Err(error),
    }
}
