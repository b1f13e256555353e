//! Openings on screen: the list, opening a file, the review, and for how long.

use askama::Template;
use axum::{extract::Path, response::Response};
use cq_calendar::PartialDate;
use cq_platform::{
    Error, Result,
    audit::Subject,
    db::{Conn, Tx},
    form::Form,
    web::{Ctx, Posted, Routes, Ui, invalid, page, see_other},
};
use jiff::civil::Date;
use serde_json::json;

use super::{
    OPEN, OWN, REVIEW, SET, SETTINGS, VIEW,
    actions::{self, Opened},
    form,
    model::{OpeningId, State, Verdict},
    store::{self, Named, Namesake},
};

/// Registers the pages.
pub(super) fn routes(routes: &mut Routes) {
    routes
        .get("/health/openings", &VIEW, index)
        .get("/health/openings/new", &OPEN, new)
        .post("/health/openings", &OPEN, create)
        .get("/health/openings/settings", &SETTINGS, settings)
        .post("/health/openings/settings", &SET, set)
        .get("/health/openings/{id}", &VIEW, show)
        .post("/health/openings/{id}/review", &REVIEW, review);
}

/// An opening as a list says it.
struct Row {
    href: String,
    name: String,
    doctor: String,
    at: String,
    until: String,
    /// `wrong`, `coming`, `done`, or empty; with its words.
    kind: &'static str,
    state: String,
}

impl Row {
    fn of(ui: &Ui, named: &Named, today: Date) -> Self {
        let opening = &named.opening;
        let (kind, state) = match &opening.state {
            State::Reviewed { verdict, .. } => (
                if *verdict == Verdict::Justified { "done" } else { "wrong" },
                ui.w("opening-verdict", verdict),
            ),
            State::Unreviewed if opening.is_due(today) => ("changed", ui.m("opening-due").to_owned()),
            State::Unreviewed => ("coming", ui.m("opening-tomorrow").to_owned()),
        };
        let hospital = named.hospital.as_deref().unwrap_or_default();
        Self {
            href: format!("/health/openings/{}", opening.id),
            name: named.name.clone(),
            doctor: format!("{} {hospital}", named.doctor).trim().to_owned(),
            at: ui.instant(&opening.at),
            until: ui.day(&opening.until),
            kind,
            state,
        }
    }
}

#[derive(Template)]
#[template(path = "opening/index.html")]
struct IndexPage {
    ui: Ui,
    rows: Vec<Row>,
    /// To be reviewed now.
    due: usize,
    may_open: bool,
    may_review: bool,
    may_settings: bool,
}

async fn index(ctx: Ctx) -> Result<Response> {
    let act = ctx.act()?;
    let (today, may) = (act.today(), |action| act.actor.may(action).is_ok());
    let (may_open, may_review, may_settings) = (may(&OPEN), may(&REVIEW), may(&SETTINGS));
    let hand = act.clone();
    let read = move |tx: &Tx<'_>| {
        let all = store::list(tx, &hand, &hand.actor.scope(&VIEW, OWN)?)?;
        hand.record(tx, &VIEW, Subject::list("health-opening"), &json!({ "count": all.len() }))?;
        Ok(all)
    };
    let all = ctx.app.db.write(read).await?;
    let ui = Ui::of(&ctx);
    let due = all.iter().filter(|named| named.opening.is_due(today)).count();
    let rows = all.iter().map(|named| Row::of(&ui, named, today)).collect();
    page(&IndexPage { rows, due, may_open, may_review, may_settings, ui })
}

#[derive(Template)]
#[template(path = "opening/new.html")]
struct NewPage {
    ui: Ui,
    form: Form,
    /// Value and words of each of several of that name and month.
    which: Vec<(String, String)>,
    until: String,
}

async fn new(ctx: Ctx) -> Result<Response> {
    new_page(&ctx, Form::default(), &[]).await
}

async fn new_page(ctx: &Ctx, form: Form, which: &[Namesake]) -> Result<Response> {
    let act = ctx.act()?;
    let (bureau, today) = (*act.bureau(), act.today());
    let (days, _) = ctx.app.db.read(move |conn| store::days(conn, &bureau, today)).await?;
    let ui = Ui::of(ctx);
    let until = ui.day(&today.saturating_add(jiff::ToSpan::days(days)));
    let born = |born: Option<PartialDate>| born.map(|born| ui.partial(&born)).unwrap_or_default();
    let said = |one: &Namesake| {
        let area = one.area.clone().unwrap_or_default();
        (one.id.to_string(), format!("{} {} {area}", ui.w("sex", one.sex), born(one.born)).trim().to_owned())
    };
    let which: Vec<_> = which.iter().map(said).collect();
    let wrong = !form.errors().is_empty();
    let template = NewPage { form, which, until, ui };
    if wrong { invalid(&template) } else { page(&template) }
}

async fn create(ctx: Ctx, Posted(raw): Posted) -> Result<Response> {
    let (act, mut form) = (ctx.act()?, Form::from(raw));
    let Some(wanted) = form::wanted(&mut form) else { return new_page(&ctx, form, &[]).await };
    match ctx.app.db.write(move |tx| actions::open(tx, &act, &wanted)).await {
        Ok(Opened::File(person)) => {
            Ok(see_other(&format!("/people/{person}/health"), Some("notice-opening-made")))
        }
        Ok(Opened::Which(which)) => new_page(&ctx, form, &which).await,
        Err(Error::Invalid(errors)) => new_page(&ctx, form.with_errors(errors), &[]).await,
        Err(error) => Err(error),
    }
}

#[derive(Template)]
#[template(path = "opening/show.html")]
struct ShowPage {
    ui: Ui,
    form: Form,
    row: Row,
    reason: String,
    version: i64,
    id: OpeningId,
    /// Verdict, finding, by whom and when.
    reviewed: Option<(String, String, String)>,
    /// The file, for whom it is still open.
    file: String,
    may_review: bool,
    /// Why it cannot be reviewed now, in words.
    not_now: String,
}

impl ShowPage {
    fn of(ctx: &Ctx, named: &Named, form: Form) -> Result<Self> {
        let (act, ui) = (ctx.act()?, Ui::of(ctx));
        let (opening, today) = (&named.opening, act.today());
        let reviewed = match &opening.state {
            State::Reviewed { verdict, finding, at, .. } => Some((
                ui.w("opening-verdict", verdict),
                finding.clone(),
                format!("{} {}", named.reviewer.as_deref().unwrap_or_default(), ui.instant(at)),
            )),
            State::Unreviewed => None,
        };
        let is_own = act.actor.account == Some(opening.by) || act.actor.staff == Some(opening.staff);
        let is_reviewer = act.actor.may(&REVIEW).is_ok() && reviewed.is_none();
        let not_now = match (is_reviewer, is_own) {
            (true, true) => ui.m("opening-own").to_owned(),
            (true, false) if !opening.is_due(today) => ui.m("opening-too-soon").to_owned(),
            _ => String::new(),
        };
        let reads = act.actor.staff == Some(opening.staff) && opening.lasts(today);
        Ok(Self {
            row: Row::of(&ui, named, today),
            reason: opening.reason.clone(),
            version: opening.version,
            id: opening.id,
            reviewed,
            file: if reads { format!("/people/{}/health", opening.person) } else { String::new() },
            may_review: is_reviewer && not_now.is_empty(),
            not_now,
            form,
            ui,
        })
    }
}

async fn show(ctx: Ctx, Path(id): Path<String>) -> Result<Response> {
    let (act, id) = (ctx.act()?, parse(&id)?);
    let named = ctx.app.db.write(move |tx| actions::view(tx, &act, id)).await?;
    page(&ShowPage::of(&ctx, &named, Form::default())?)
}

async fn review(ctx: Ctx, Path(id): Path<String>, Posted(raw): Posted) -> Result<Response> {
    let (act, id, mut form) = (ctx.act()?, parse(&id)?, Form::from(raw));
    let hand = act.clone();
    let named = ctx.app.db.read(move |conn: &Conn<'_>| actions::reviewable(conn, &hand, id)).await?;
    let Some((verdict, finding)) = form::review(&mut form) else {
        return invalid(&ShowPage::of(&ctx, &named, form)?);
    };
    let seen = form.value("version").parse().map_err(|_| Error::Conflict)?;
    ctx.app.db.write(move |tx| actions::review(tx, &act, id, seen, verdict, finding)).await?;
    Ok(see_other("/health/openings", Some("notice-opening-reviewed")))
}

#[derive(Template)]
#[template(path = "opening/settings.html")]
struct SettingsPage {
    ui: Ui,
    form: Form,
    days: i64,
    since: Option<String>,
    may_set: bool,
}

async fn settings(ctx: Ctx) -> Result<Response> {
    settings_page(&ctx, None).await
}

async fn settings_page(ctx: &Ctx, form: Option<Form>) -> Result<Response> {
    let act = ctx.act()?;
    let (bureau, today) = (*act.bureau(), act.today());
    let (days, since) = ctx.app.db.read(move |conn| store::days(conn, &bureau, today)).await?;
    let ui = Ui::of(ctx);
    let since = since.map(|since| ui.day(&since));
    let filled = || Form::filled([("since", today.to_string()), ("days", days.to_string())]);
    let wrong = form.is_some();
    let form = form.unwrap_or_else(filled);
    let template = SettingsPage { form, days, since, may_set: act.actor.may(&SET).is_ok(), ui };
    if wrong { invalid(&template) } else { page(&template) }
}

async fn set(ctx: Ctx, Posted(raw): Posted) -> Result<Response> {
    let (act, mut form) = (ctx.act()?, Form::from(raw));
    let Some((since, days)) = form::days(&mut form) else { return settings_page(&ctx, Some(form)).await };
    ctx.app.db.write(move |tx| actions::set_days(tx, &act, since, days)).await?;
    Ok(see_other("/health/openings/settings", Some("notice-opening-set")))
}

fn parse(id: &str) -> Result<OpeningId> {
    id.parse().map_err(|_| Error::NotFound)
}
