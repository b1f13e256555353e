//! Making a campaign: the list, the form, the plan before anything is made. How far one has come is in [`progress`].

mod progress;

use askama::Template;
use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use cq_platform::{
    Error, Result,
    audit::Subject,
    form::Form,
    web::{Ctx, Posted, Routes, Ui, invalid, page, see_other},
};
use cq_registry::person::model::Illness;
use serde_json::json;

use super::{
    MAKE, VIEW,
    actions::{self, Preview},
    form,
    model::{Draft, Load, Plan, Season},
    store::{self, Progress},
};

/// Registers the pages.
pub fn routes(routes: &mut Routes) {
    routes
        .get("/campaigns", &VIEW, index)
        .get("/campaigns/new", &MAKE, new)
        .post("/campaigns/preview", &MAKE, preview)
        .post("/campaigns", &MAKE, create);
    progress::routes(routes);
}

#[derive(Template)]
#[template(path = "campaign/index.html")]
struct IndexPage {
    ui: Ui,
    campaigns: Vec<Progress>,
    may_make: bool,
}

async fn index(ctx: Ctx) -> Result<Response> {
    let act = ctx.act()?;
    let (bureau, today) = (*act.bureau(), act.today());
    let campaigns = ctx.app.db.report(move |conn| store::list(conn, &bureau, today)).await?;
    page(&IndexPage { ui: Ui::of(&ctx), campaigns, may_make: act.actor.may(&MAKE).is_ok() })
}

#[derive(Template)]
#[template(path = "campaign/new.html")]
struct NewPage {
    ui: Ui,
    form: Form,
    /// Each season with its days.
    seasons: Vec<(Season, String)>,
    /// Each illness with how many have it.
    illnesses: Vec<(Illness, i64)>,
    /// Of how many no illness is known.
    unknown: i64,
}

async fn new(ctx: Ctx) -> Result<Response> {
    let act = ctx.act()?;
    let asked = Form::from(ctx.query_fields());
    // The form comes back from the preview as it was; else it is filled in for the season at hand.
    if !asked.value("name").is_empty() {
        return new_page(&ctx, asked).await;
    }
    let season = asked.value("season").parse().unwrap_or_else(|_| Season::nearest(act.today()));
    let name = Ui::of(&ctx).w("campaign-name", season);
    new_page(&ctx, Form::filled([("name", name), ("season", season.to_string())])).await
}

async fn new_page(ctx: &Ctx, form: Form) -> Result<Response> {
    let act = ctx.act()?;
    let (bureau, today) = (*act.bureau(), act.today());
    let (illnesses, unknown) = ctx.app.db.report(move |conn| store::count_ill(conn, &bureau)).await?;
    let ui = Ui::of(ctx);
    let days = |season: &Season| match season.days(today) {
        Some(span) => {
            ui.a2("campaign-days", "from", ui.day(&span.first), "to", ui.day(&span.last)).into_owned()
        }
        None => String::new(),
    };
    let seasons = Season::ALL.iter().map(|season| (*season, days(season))).collect();
    let wrong = !form.errors().is_empty();
    let template = NewPage { form, seasons, illnesses, unknown, ui };
    if wrong { invalid(&template) } else { page(&template) }
}

#[derive(Template)]
#[template(path = "campaign/preview.html")]
struct PreviewPage {
    ui: Ui,
    form: Form,
    draft: Draft,
    plan: Plan,
    seen: String,
    /// Elders, doctors, days left.
    elders: usize,
    days_left: i64,
    /// The plan has changed since it was looked at.
    changed: bool,
}

impl PreviewPage {
    fn loads(&self) -> Vec<Load<'_>> {
        self.plan.loads()
    }

    fn illnesses(&self) -> String {
        let words: Vec<String> =
            self.draft.illnesses.0.iter().map(|illness| self.ui.w("illness", illness)).collect();
        words.join(self.ui.m("campaign-comma"))
    }
}

async fn preview(ctx: Ctx, Posted(raw): Posted) -> Result<Response> {
    let mut form = Form::from(raw);
    let Some(draft) = form::draft(&mut form, ctx.act()?.today()) else { return new_page(&ctx, form).await };
    preview_page(&ctx, form, draft, false).await
}

async fn preview_page(ctx: &Ctx, form: Form, draft: Draft, changed: bool) -> Result<Response> {
    let act = ctx.act()?;
    let today = act.today();
    let read = {
        let draft = draft.clone();
        move |tx: &cq_platform::db::Tx<'_>| {
            let preview = actions::preview(tx, &act, &draft)?;
            let detail = json!({ "preview": true, "visits": preview.plan.visits.len(), "uncovered": preview.plan.uncovered.len() });
            act.record(tx, &MAKE, Subject::list("campaign"), &detail)?;
            Ok(preview)
        }
    };
    let Preview { plan, seen } = match ctx.app.db.write(read).await {
        Err(Error::Invalid(errors)) => return new_page(ctx, form.with_errors(errors)).await,
        read => read?,
    };
    let first = draft.days.first.max(today);
    let days_left = first.until(draft.days.last).map_or(0, |span| i64::from(span.get_days())) + 1;
    let elders = plan.visits.len() + plan.uncovered.len();
    let template = PreviewPage { ui: Ui::of(ctx), form, draft, plan, seen, elders, days_left, changed };
    let shown = page(&template)?;
    Ok(if changed { (StatusCode::CONFLICT, shown).into_response() } else { shown })
}

async fn create(ctx: Ctx, Posted(raw): Posted) -> Result<Response> {
    let act = ctx.act()?;
    let mut form = Form::from(raw);
    let Some(draft) = form::draft(&mut form, act.today()) else { return new_page(&ctx, form).await };
    let (seen, made) = (form.value("seen").to_owned(), draft.clone());
    match ctx.app.db.write(move |tx| actions::create(tx, &act, &made, &seen)).await {
        Ok(id) => Ok(see_other(&format!("/campaigns/{id}"), Some("notice-campaign-made"))),
        Err(Error::Invalid(errors)) => new_page(&ctx, form.with_errors(errors)).await,
        Err(Error::Conflict) => preview_page(&ctx, form, draft, true).await,
        Err(error) => Err(error),
    }
}
