//! The form, the result in plain words, and where levels begin.

use askama::Template;
use axum::{extract::Path, response::Response};
use cq_platform::{
    Error, Result,
    form::Form,
    messages::Text,
    web::{Ctx, Posted, Routes, Ui, invalid, page, see_other},
};
use jiff::civil::Date;

use super::{
    ASSESS, SET, SETTINGS, WITHDRAW, actions, form,
    model::{Assessment, ITEMS, Item, Level, Part, State, Thresholds},
    store,
};
use crate::person::{Person, PersonId};

pub(super) fn routes(routes: &mut Routes) {
    routes
        .get("/people/{id}/assessments/new", &ASSESS, new)
        .post("/people/{id}/assessments", &ASSESS, create)
        .get("/people/{id}/assessments/{assessment}", &ASSESS, show)
        .post("/people/{id}/assessments/{assessment}/withdraw", &WITHDRAW, withdraw)
        .get("/assessments/thresholds", &SETTINGS, thresholds)
        .post("/assessments/thresholds", &SET, set_thresholds);
}

#[derive(Template)]
#[template(path = "assessment/new.html")]
struct NewPage {
    ui: Ui,
    form: Form,
    person: Person,
    today: String,
}

impl NewPage {
    fn items(&self, part: &Part) -> Vec<Item> {
        ITEMS.into_iter().filter(|item| item.part == *part).collect()
    }

    /// What can be scored, the most first, each with its words.
    fn points(&self, item: &Item) -> Vec<(String, String)> {
        let said = |points: u8| {
            let key = format!("assessment-points-{}-{points}", item.key);
            let own = self.ui.m(&key);
            if own == key {
                self.ui.w("assessment-points", format!("{}-{points}", item.most))
            } else {
                own.to_owned()
            }
        };
        (0..=item.most).rev().map(|points| (points.to_string(), said(points))).collect()
    }
}

fn id_of<T: std::str::FromStr>(text: &str) -> Result<T> {
    text.parse().map_err(|_| Error::NotFound)
}

async fn new(ctx: Ctx, Path(id): Path<String>) -> Result<Response> {
    let act = ctx.act()?;
    let (person, facts) = actions::load(&ctx.app, &act, id_of(&id)?).await?;
    let form = form::empty(&facts, act.today());
    page(&NewPage { ui: Ui::of(&ctx), form, person, today: act.today().to_string() })
}

async fn create(ctx: Ctx, Path(id): Path<String>, Posted(raw): Posted) -> Result<Response> {
    let (id, act) = (id_of::<PersonId>(&id)?, ctx.act()?);
    let (person, _) = actions::load(&ctx.app, &act, id).await?;
    let (mut form, today) = (Form::from(raw), act.today().to_string());
    let Some(answers) = form::answers(&mut form, act.today()) else {
        return invalid(&NewPage { ui: Ui::of(&ctx), form, person, today });
    };
    match actions::assess(&ctx.app, &act, id, answers).await {
        Ok(made) => {
            Ok(see_other(&format!("/people/{id}/assessments/{made}"), Some("notice-assessment-made")))
        }
        Err(Error::Invalid(errors)) => {
            invalid(&NewPage { ui: Ui::of(&ctx), form: form.with_errors(errors), person, today })
        }
        Err(error) => Err(error),
    }
}

#[derive(Template)]
#[template(path = "assessment/show.html")]
struct ShowPage {
    ui: Ui,
    form: Form,
    person: Person,
    assessment: Assessment,
    /// When it was taken back and by whom, and why; none while it stands.
    gone: Option<(String, String)>,
    /// Each part's sum, said.
    parts: Vec<String>,
    /// How the level came about, sentence by sentence.
    reasons: Vec<String>,
}

impl ShowPage {
    async fn of(ctx: &Ctx, (id, assessment): (String, String), form: Form) -> Result<Self> {
        let (id, assessment) = (id_of(&id)?, id_of(&assessment)?);
        let (person, assessment, by) = actions::read(&ctx.app, &ctx.act()?, id, assessment).await?;
        let ui = Ui::of(ctx);
        let part = |part: &Part| {
            let (sum, most) = assessment.findings.scores.of(*part);
            let text = Text::new("assessment-part-sum").with("part", ui.w("assessment-part", part));
            ui.t(&text.with("sum", sum).with("most", most)).into_owned()
        };
        let gone = match &assessment.state {
            State::Stands => None,
            State::Withdrawn { at, because, .. } => {
                let by = by.unwrap_or_default();
                let said = ui.a2("assessment-withdrawn-by", "name", by, "at", ui.instant(at));
                Some((said.into_owned(), because.clone()))
            }
        };
        let parts = Part::ALL.iter().map(part).collect();
        let reasons = reasons(&ui, &assessment);
        Ok(Self { parts, reasons, gone, person, assessment, form, ui })
    }

    fn level(&self) -> String {
        self.ui.w("assessment-level", self.assessment.findings.level())
    }
}

async fn show(ctx: Ctx, Path(path): Path<(String, String)>) -> Result<Response> {
    page(&ShowPage::of(&ctx, path, Form::default()).await?)
}

async fn withdraw(ctx: Ctx, Path(path): Path<(String, String)>, Posted(raw): Posted) -> Result<Response> {
    let (id, assessment) = (id_of::<PersonId>(&path.0)?, id_of(&path.1)?);
    let mut form = Form::from(raw);
    let Some(because) = form::because(&mut form) else {
        return invalid(&ShowPage::of(&ctx, path, form).await?);
    };
    let seen = form.value("version").parse().map_err(|_| Error::Conflict)?;
    actions::withdraw(&ctx.app, &ctx.act()?, id, assessment, seen, because).await?;
    Ok(see_other(&format!("/people/{id}"), Some("notice-assessment-withdrawn")))
}

/// The sum, what it comes to by points, and what overrode it.
fn reasons(ui: &Ui, assessment: &Assessment) -> Vec<String> {
    let findings = &assessment.findings;
    let level = |level: Level| ui.w("assessment-level", level);
    let by_points = Text::new("assessment-by-points")
        .with("total", findings.scores.total())
        .with("range", range(findings.thresholds, findings.by_points()))
        .with("level", level(findings.by_points()));
    let mut reasons = vec![ui.t(&by_points).into_owned()];
    if findings.is_comatose {
        reasons.push(ui.m("assessment-by-coma").to_owned());
        return reasons;
    }
    if findings.has_mental_illness {
        reasons.push(ui.m("assessment-by-mental").to_owned());
    }
    if findings.risk_events >= 2 {
        reasons.push(ui.a1("assessment-by-risk", "n", findings.risk_events).into_owned());
    }
    if findings.is_worsened() {
        reasons.push(ui.a1("assessment-worse", "level", level(findings.level())).into_owned());
    }
    reasons
}

/// From how many to how many points a level goes.
fn range(thresholds: Thresholds, level: Level) -> String {
    let Thresholds { intact, mild, moderate, severe } = thresholds;
    let (from, to) = match level {
        Level::Intact => (intact, 90),
        Level::Mild => (mild, intact - 1),
        Level::Moderate => (moderate, mild - 1),
        Level::Severe => (severe, moderate - 1),
        Level::Total => (0, severe - 1),
    };
    if from == to { from.to_string() } else { format!("{from}–{to}") }
}

#[derive(Template)]
#[template(path = "assessment/thresholds.html")]
struct ThresholdsPage {
    ui: Ui,
    form: Form,
    since: Option<Date>,
    may_set: bool,
}

async fn thresholds(ctx: Ctx) -> Result<Response> {
    thresholds_page(&ctx, None).await
}

async fn thresholds_page(ctx: &Ctx, typed: Option<Form>) -> Result<Response> {
    let act = ctx.act()?;
    let (bureau, today) = (*act.bureau(), act.today());
    let (thresholds, since) = ctx.app.db.read(move |conn| store::thresholds(conn, &bureau, today)).await?;
    let is_wrong = typed.is_some();
    let form = typed.unwrap_or_else(|| form::of_thresholds(thresholds, today));
    let template = ThresholdsPage { ui: Ui::of(ctx), form, since, may_set: act.actor.may(&SET).is_ok() };
    if is_wrong { invalid(&template) } else { page(&template) }
}

async fn set_thresholds(ctx: Ctx, Posted(raw): Posted) -> Result<Response> {
    let mut form = Form::from(raw);
    let Some((since, thresholds)) = form::thresholds(&mut form) else {
        return thresholds_page(&ctx, Some(form)).await;
    };
    actions::set(&ctx.app, &ctx.act()?, since, thresholds).await?;
    Ok(see_other("/assessments/thresholds", Some("notice-assessment-thresholds-set")))
}
