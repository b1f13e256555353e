//! Making a campaign: the list, the form, the plan before anything is made. How far one has come is in
//! [`progress`], what it came to in [`paper`].

mod names_out;
mod paper;
mod progress;

use askama::Template;
use axum::response::Response;
use cq_platform::{
    Result,
    actor::Act,
    audit::Subject,
    db::Tx,
    form::Form,
    web::{
        Ctx, Routes, Ui, invalid,
        look::{self, Looked},
        page,
    },
};
use cq_registry::person::model::Illness;
use jiff::civil::Date;
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
        .post("/campaigns/preview", &MAKE, look::preview::<NewPage>)
        .post("/campaigns", &MAKE, look::create::<NewPage>);
    progress::routes(routes);
    names_out::routes(routes);
    paper::routes(routes);
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

impl Looked for NewPage {
    type Draft = Draft;
    type Preview = Preview;
    const MADE: &'static str = "notice-campaign-made";

    fn draft(form: &mut Form, today: Date) -> Option<Draft> {
        form::draft(form, today)
    }

    fn look(tx: &Tx<'_>, act: &Act, draft: &Draft) -> Result<Preview> {
        let preview = actions::preview(tx, act, draft)?;
        let (visits, uncovered) = (preview.plan.visits.len(), preview.plan.uncovered.len());
        let detail = json!({ "preview": true, "visits": visits, "uncovered": uncovered });
        act.record(tx, &MAKE, Subject::list("campaign"), &detail)?;
        Ok(preview)
    }

    fn make(tx: &Tx<'_>, act: &Act, draft: &Draft, seen: &str) -> Result<String> {
        Ok(format!("/campaigns/{}", actions::create(tx, act, draft, seen)?))
    }

    async fn form_page(ctx: &Ctx, form: Form) -> Result<Response> {
        new_page(ctx, form).await
    }

    fn preview_page(
        ctx: &Ctx,
        form: Form,
        draft: Draft,
        preview: Preview,
        changed: bool,
    ) -> Result<Response> {
        let Preview { plan, seen } = preview;
        let first = draft.days.first.max(ctx.act()?.today());
        let days_left = first.until(draft.days.last).map_or(0, |span| i64::from(span.get_days())) + 1;
        let elders = plan.visits.len() + plan.uncovered.len();
        page(&PreviewPage { ui: Ui::of(ctx), form, draft, plan, seen, elders, days_left, changed })
    }
}
