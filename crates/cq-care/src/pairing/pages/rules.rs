//! The rules a proposal follows.

use askama::Template;
use axum::response::Response;
use cq_platform::{
    Result,
    form::Form,
    web::{Ctx, Posted, Ui, invalid, page, see_other},
};
use jiff::civil::Date;

use crate::pairing::{PROPOSE, Preview, actions, form, store, words};

#[derive(Template)]
#[template(path = "pairing/rules.html")]
struct RulesPage {
    ui: Ui,
    form: Form,
    /// The bureau's own rules hold since then; the shipped ones otherwise.
    since: Option<Date>,
    may_set: bool,
    /// What the rules in the form come to, where that was asked.
    preview: Option<Preview>,
}

impl RulesPage {
    /// What is compared, by today's rules and by those in the form.
    fn figures(&self, preview: &Preview) -> Vec<(&str, String, String)> {
        let (now, then) = (&preview.now, &preview.then);
        let mut figures: Vec<_> = [
            ("pairing-count-paired", now.paired, then.paired),
            ("pairing-count-changed", now.changed, then.changed),
            ("pairing-count-left", now.left, then.left),
            ("pairing-try-suiting", now.suiting, then.suiting),
        ]
        .map(|(key, now, then)| (self.ui.m(key), now.to_string(), then.to_string()))
        .into();
        if let (Some((mean, most)), Some((mean_then, most_then))) = (words::roads(now), words::roads(then)) {
            figures.push((self.ui.m("pairing-try-mean"), mean, mean_then));
            figures.push((self.ui.m("pairing-try-most"), most, most_then));
        }
        figures
    }

    fn doctor<'a>(&'a self, name: &'a Option<String>) -> &'a str {
        name.as_deref().unwrap_or_else(|| self.ui.m("pairing-count-left"))
    }
}

pub(super) async fn show(ctx: Ctx) -> Result<Response> {
    rules_page(&ctx, None, None).await
}

/// What the rules in the form would come to. They are not saved.
pub(super) async fn preview(ctx: Ctx, Posted(raw): Posted) -> Result<Response> {
    let mut form = Form::from(raw);
    let rules = form::rules(&mut form).filter(|_| form.errors().is_empty());
    let Some(rules) = rules else { return rules_page(&ctx, Some(form), None).await };
    let preview = actions::preview(&ctx.app, ctx.act()?, rules).await?;
    rules_page(&ctx, Some(form), Some(preview)).await
}

async fn rules_page(ctx: &Ctx, typed: Option<Form>, preview: Option<Preview>) -> Result<Response> {
    let act = ctx.act()?;
    let (bureau, today) = (*act.bureau(), act.today());
    let (rules, since) = ctx.app.db.read(move |conn| store::rules(conn, &bureau, today)).await?;
    let wrong = typed.is_some() && preview.is_none();
    let form = typed.unwrap_or_else(|| form::of_rules(&rules));
    let template =
        RulesPage { ui: Ui::of(ctx), form, since, may_set: act.actor.may(&PROPOSE).is_ok(), preview };
    if wrong { invalid(&template) } else { page(&template) }
}

pub(super) async fn save(ctx: Ctx, Posted(raw): Posted) -> Result<Response> {
    let mut form = Form::from(raw);
    let rules = form::rules(&mut form).filter(|_| form.errors().is_empty());
    let Some(rules) = rules else { return rules_page(&ctx, Some(form), None).await };
    let act = ctx.act()?;
    ctx.app.db.write(move |tx| actions::save_rules(tx, &act, &rules)).await?;
    Ok(see_other("/pairings", Some("notice-pairing-rules-saved")))
}
