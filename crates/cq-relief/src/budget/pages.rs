//! The budget of a year: what is left of it, what became of the rest, and what changed it.

use askama::Template;
use axum::{extract::Path, response::Response};
use cq_platform::{
    Error, Result,
    form::Form,
    messages::Text,
    web::{Ctx, Posted, Routes, Ui, invalid, page, see_other},
};
use cq_registry::task::brief::yuan;

use super::{
    AGREE, GRANT, GrantId, VIEW,
    actions::{self, Draft, Shown},
    store::{Progress, Way},
};
use crate::application::{form::amount, words};

/// Registers the pages.
pub(super) fn routes(routes: &mut Routes) {
    routes
        .get("/relief/budget", &VIEW, show)
        .post("/relief/budget", &GRANT, propose)
        .post("/relief/budget/{grant}/agree", &AGREE, agree)
        .post("/relief/budget/{grant}/withdraw", &GRANT, withdraw);
}

/// A budget in words: what is left, set aside, at the bank, paid.
struct BudgetRow {
    name: String,
    left: String,
    reserved: String,
    sent: String,
    paid: String,
}

/// A change in words.
struct GrantRow {
    id: GrantId,
    when: String,
    what: String,
    yuan: String,
    note: String,
    who: String,
    style: &'static str,
    state: String,
    may_agree: bool,
    may_withdraw: bool,
}

#[derive(Template)]
#[template(path = "relief/budget.html")]
struct BudgetPage {
    ui: Ui,
    form: Form,
    year: i64,
    years: Vec<i64>,
    budgets: Vec<BudgetRow>,
    grants: Vec<GrantRow>,
    ways: &'static [Way],
    kinds: Vec<(String, String)>,
}

impl BudgetPage {
    fn of(ctx: &Ctx, form: Form, shown: &Shown) -> Self {
        let ui = Ui::of(ctx);
        let rules = &shown.rules;
        let name = |kind: &str| match kind {
            "" => ui.m("relief-budget-whole").to_owned(),
            kind => words::kind(&ui, rules, kind),
        };
        let budgets = shown.budgets.iter().map(|(id, kind, left)| {
            let stands = |stages: &[&str]| {
                let here =
                    shown.used.iter().filter(|one| one.budget == *id && stages.contains(&one.stage.as_str()));
                yuan(here.map(|one| one.fen).sum())
            };
            BudgetRow {
                name: name(kind),
                left: yuan(*left),
                reserved: stands(&["approved", "batched", "returned"]),
                sent: stands(&["sent"]),
                paid: stands(&["paid", "receipted", "archived"]),
            }
        });
        let grants = shown.grants.iter().map(|grant| {
            let is_proposed = grant.state == Progress::Proposed;
            let what = ui.w("relief-way", grant.way);
            GrantRow {
                id: grant.id,
                when: ui.instant(&grant.ended_at.unwrap_or(grant.made_at)),
                what: match grant.kind.as_str() {
                    "" => what,
                    kind => format!("{what}{}{}", ui.m("frame-colon"), name(kind)),
                },
                yuan: yuan(grant.fen),
                note: grant.note.clone(),
                who: match &grant.ended_name {
                    Some(ended) if ended != &grant.made_name => {
                        ui.a2("relief-grant-by-two", "made", &grant.made_name, "agreed", ended).into_owned()
                    }
                    _ => grant.made_name.clone(),
                },
                style: if is_proposed { "near" } else { "done" },
                state: ui.w("relief-grant-state", grant.state),
                may_agree: is_proposed && shown.me != Some(grant.made_by),
                may_withdraw: is_proposed,
            }
        });
        let mut years = shown.years.clone();
        years.push(shown.year);
        years.sort_unstable_by(|one, other| other.cmp(one));
        years.dedup();
        Self {
            year: shown.year,
            budgets: budgets.collect(),
            grants: grants.collect(),
            ways: Way::ALL,
            kinds: rules
                .kinds
                .iter()
                .map(|kind| (kind.code.clone(), words::kind(&ui, rules, &kind.code)))
                .collect(),
            years,
            form,
            ui,
        }
    }
}

fn year_of(ctx: &Ctx, text: Option<String>) -> Result<i64> {
    let this = i64::from(ctx.act()?.today().year());
    let asked: Option<i64> = text.and_then(|text| text.parse().ok());
    Ok(asked.filter(|year| (2000..=2200).contains(year)).unwrap_or(this))
}

async fn shown(ctx: &Ctx, year: i64, form: Form) -> Result<BudgetPage> {
    let act = ctx.act()?;
    let shown = ctx.app.db.read(move |conn| actions::view(conn, &act, year)).await?;
    Ok(BudgetPage::of(ctx, form, &shown))
}

async fn show(ctx: Ctx) -> Result<Response> {
    let year = year_of(&ctx, ctx.query("year"))?;
    let mut form = Form::default();
    form.set("year", &year.to_string());
    form.set("way", Way::Granted.as_str());
    page(&shown(&ctx, year, form).await?)
}

async fn propose(ctx: Ctx, Posted(raw): Posted) -> Result<Response> {
    let (act, mut form) = (ctx.act()?, Form::from(raw));
    let year = form.number("year", 2000..=2200, true);
    let way = form.choice::<Way>("way");
    let fen = amount(&mut form, "yuan");
    let note = form.text("note", 2..=60);
    let kind = form.value("kind").to_owned();
    let shown_year = year.map_or_else(|| year_of(&ctx, None), Ok)?;
    let draft = match (year, way, fen) {
        (Some(year), Some(way), Some(fen)) if form.errors().is_empty() => {
            Draft { year, way, kind, fen: fen.fen(), note }
        }
        _ => return invalid(&shown(&ctx, shown_year, form).await?),
    };
    match ctx.app.db.write(move |tx| actions::propose(tx, &act, &draft)).await {
        Ok(_) => Ok(see_other(&format!("/relief/budget?year={shown_year}"), Some("notice-relief-grant"))),
        Err(Error::Invalid(errors)) => invalid(&shown(&ctx, shown_year, form.with_errors(errors)).await?),
        Err(error) => Err(error),
    }
}

async fn ended(
    ctx: Ctx,
    (grant, raw): (String, cq_platform::form::Raw),
    notice: &str,
    step: fn(&cq_platform::db::Tx<'_>, &cq_platform::actor::Act, GrantId) -> Result<()>,
) -> Result<Response> {
    let (act, form) = (ctx.act()?, Form::from(raw));
    let id: GrantId = grant.parse().map_err(|_| Error::NotFound)?;
    let year = year_of(&ctx, Some(form.value("year").to_owned()))?;
    match ctx.app.db.write(move |tx| step(tx, &act, id)).await {
        Ok(()) => Ok(see_other(&format!("/relief/budget?year={year}"), Some(notice))),
        Err(Error::Refused(text)) => {
            let errors: Vec<(String, Text)> = vec![("agree".to_owned(), text)];
            invalid(&shown(&ctx, year, form.with_errors(errors)).await?)
        }
        Err(error) => Err(error),
    }
}

async fn agree(ctx: Ctx, Path(grant): Path<String>, Posted(raw): Posted) -> Result<Response> {
    ended(ctx, (grant, raw), "notice-relief-grant-agreed", actions::agree).await
}

async fn withdraw(ctx: Ctx, Path(grant): Path<String>, Posted(raw): Posted) -> Result<Response> {
    ended(ctx, (grant, raw), "notice-relief-grant-withdrawn", actions::withdraw).await
}
