//! Which kinds of relief are given, how much, on which evidence, and for how long a decision is on notice: from a day on.

use askama::Template;
use axum::response::Response;
use cq_bylaw::bylaw::{self, Workflow};
use cq_platform::{
    Result,
    db::Tx,
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
    /// By which bylaws it is decided.
    basis: String,
    since: Option<Date>,
    /// Since when the latest rules hold, which are the ones on the page, where that is still to come.
    ahead: Option<Date>,
    /// Word and name; the last is one to be added.
    kinds: Vec<(String, String)>,
    gives: &'static [Gives],
    /// The first day from which the rules can hold.
    earliest: String,
    /// How often they were set: whoever saves has seen that many.
    version: String,
}

impl SettingsPage {
    fn field(&self, name: &str, code: &str) -> String {
        format!("{name}-{code}")
    }
}

async fn shown(ctx: &Ctx, form: Option<Form>) -> Result<SettingsPage> {
    let (ui, act) = (Ui::of(ctx), ctx.act()?);
    let today = act.today();
    let read = move |conn: &cq_platform::db::Conn<'_>| {
        Ok((store::versions(conn, act.bureau())?, store::times_set(conn, act.bureau())?))
    };
    let (mut versions, set) = ctx.app.db.read(read).await?;
    // What was typed is sent again with what it was typed over.
    let version = form.as_ref().map_or_else(|| set.to_string(), |form| form.value("version").to_owned());
    let since = versions.iter().rev().map(|(_, since)| *since).find(|since| *since <= today);
    let (rules, latest) =
        versions.pop().map_or_else(|| (Rules::default(), None), |(rules, latest)| (rules, Some(latest)));
    let earliest = latest.map_or(today, |latest| latest.max(today));
    let kinds = rules.kinds.iter().map(|kind| (kind.code.clone(), words::kind(&ui, &rules, &kind.code)));
    Ok(SettingsPage {
        basis: bylaw::basis(ctx, &[Workflow::Relief], today).await?,
        kinds: kinds.collect(),
        form: form.unwrap_or_else(|| fields::filled(&rules, earliest)),
        gives: Gives::ALL,
        earliest: earliest.to_string(),
        version,
        since,
        ahead: latest.filter(|latest| *latest > today),
        ui,
    })
}

pub(super) async fn show(ctx: Ctx) -> Result<Response> {
    page(&shown(&ctx, None).await?)
}

pub(super) async fn save(ctx: Ctx, Posted(raw): Posted) -> Result<Response> {
    let (act, form) = (ctx.act()?, Form::from(raw));
    let work = move |tx: &Tx<'_>| {
        let mut form = form.clone();
        let seen = form.value("version").parse().unwrap_or(0);
        let old = store::versions(tx, act.bureau())?;
        match fields::rules(&mut form, &old, act.today()) {
            Some((rules, since)) => actions::set(tx, &act, &rules, since, seen).map(|()| None),
            None => Ok(Some(form)),
        }
    };
    match ctx.app.db.write(work).await? {
        Some(form) => invalid(&shown(&ctx, Some(form)).await?),
        None => Ok(see_other("/settings/relief", Some("notice-relief-rules"))),
    }
}
