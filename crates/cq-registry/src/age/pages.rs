//! The setting.

use askama::Template;
use axum::response::Response;
use cq_calendar::{AgeRule, PartialDate};
use cq_platform::{
    Result,
    audit::Subject,
    db::Tx,
    form::Form,
    messages::Text,
    web::{Ctx, Posted, Routes, Ui, invalid, page, see_other},
};
use jiff::civil::Date;
use serde_json::json;

use super::{SET, both, store, word};

const ADDRESS: &str = "/settings/ages";
const RULES: [AgeRule; 2] = [AgeRule::Completed, AgeRule::Nominal];
/// Somebody by whom the page shows what each choice looks like.
const EXAMPLE: &str = "1938-05-12";

/// Registers the pages.
pub fn routes(routes: &mut Routes) {
    routes.get(ADDRESS, &SET, show).post(ADDRESS, &SET, save);
}

#[derive(Template)]
#[template(path = "age/settings.html")]
struct SettingPage {
    ui: Ui,
    form: Form,
    /// Word, name and example of each rule.
    rules: Vec<(&'static str, String, String)>,
    since: Option<Date>,
}

impl SettingPage {
    async fn of(ctx: &Ctx, form: Option<Form>) -> Result<Self> {
        let act = ctx.act()?;
        let (bureau, today, ui) = (*act.bureau(), act.today(), Ui::of(ctx));
        let (rule, since) = ctx.app.db.read(move |conn| store::rule(conn, &bureau, today)).await?;
        let born = EXAMPLE.parse::<PartialDate>().ok();
        let said = |rule: AgeRule| {
            let example = both(&ui, rule, born, today);
            let day = born.map(|born| ui.partial(&born)).unwrap_or_default();
            let example = ui.a2("age-example", "day", day, "age", example).into_owned();
            (word(rule), ui.w("age-rule", word(rule)), example)
        };
        let rules = RULES.into_iter().map(said).collect();
        let form = form.unwrap_or_else(|| Form::filled([("rule", word(rule).to_owned())]));
        Ok(Self { form, rules, since, ui })
    }
}

async fn show(ctx: Ctx) -> Result<Response> {
    page(&SettingPage::of(&ctx, None).await?)
}

async fn save(ctx: Ctx, Posted(raw): Posted) -> Result<Response> {
    let (act, mut form) = (ctx.act()?, Form::from(raw));
    let Some(rule) = RULES.into_iter().find(|rule| form.has("rule", word(*rule))) else {
        form.reject("rule", Text::new("form-choice"));
        return invalid(&SettingPage::of(&ctx, Some(form)).await?);
    };
    let save = move |tx: &Tx<'_>| {
        act.actor.may(&SET)?;
        store::save(tx, act.bureau(), act.today(), rule)?;
        act.record(tx, &SET, Subject::list("setting"), &json!({ "rule": word(rule) }))
    };
    ctx.app.db.write(save).await?;
    Ok(see_other(ADDRESS, Some("notice-age-set")))
}
