//! Everybody's rounds in figures, a doctor's days, plans, hours, wishes.

mod map;
mod plan;
mod set;
mod sheet;
mod wanted;
mod wish;

use askama::Template;
use axum::{extract::Path, response::Response};
use cq_platform::{
    Error, Result,
    audit::Subject,
    db::Tx,
    form::Form,
    ids::StaffId,
    policy::Reach,
    web::{Ctx, Routes, Ui, page},
};
use jiff::{ToSpan, civil::Date};
use serde_json::json;

use self::{map::Map, sheet::Sheet};
use super::{
    OWN, PLAN, SET, VIEW, WISH, api,
    model::{Plan, PlanId, State},
    store,
    store::sheet::Load,
    words,
};
use crate::day_sheet;

/// Plans on the page of all doctors.
const PLANS: i64 = 10;
/// A doctor's page shows today and so many days more.
const DAYS_AHEAD: i64 = 13;
/// Visits without a time on a doctor's page.
const UNPLANNED: i64 = 100;

/// Registers the pages.
pub fn routes(routes: &mut Routes) {
    routes
        .get("/rounds", &VIEW, index)
        .get("/rounds/today", &VIEW, today)
        .get("/rounds/doctors/{id}", &VIEW, doctor)
        .get("/rounds/settings", &SET, set::show)
        .post("/rounds/settings", &SET, set::save)
        .get("/rounds/plans/new", &PLAN, wanted::new)
        .post("/rounds/plans", &PLAN, wanted::propose)
        .get("/rounds/plans/{id}", &VIEW, plan::show)
        .post("/rounds/plans/{id}/publish", &PLAN, plan::publish)
        .post("/rounds/plans/{id}/discard", &PLAN, plan::discard)
        .post("/rounds/visits/{id}/urgent", &WISH, wish::urge)
        .get("/people/{id}/wish", &WISH, wish::edit)
        .post("/people/{id}/wish", &WISH, wish::save);
    api::routes(routes);
}

/// A plan as a list says it.
struct PlanRow {
    id: PlanId,
    name: String,
    days: String,
    /// `changed` or `done`, and the state in words.
    kind: &'static str,
    state: String,
    made: String,
}

impl PlanRow {
    fn of(ui: &Ui, (plan, name): &(Plan, String)) -> Self {
        let facts = plan.facts();
        let kind = if plan.state() == State::Published { "done" } else { "changed" };
        Self {
            id: facts.id,
            name: name.clone(),
            days: said_days(ui, facts.wanted.from, facts.wanted.until),
            kind,
            state: ui.w("round-state", plan.state()),
            made: ui.instant(&facts.made_at),
        }
    }
}

fn said_days(ui: &Ui, from: Date, until: Date) -> String {
    ui.a2("round-days", "from", ui.day(&from), "until", ui.day(&until)).into_owned()
}

#[derive(Template)]
#[template(path = "round/index.html")]
struct IndexPage {
    ui: Ui,
    loads: Vec<Load>,
    /// `all`, `unplanned`, `stale`.
    which: &'static str,
    /// Owed, with a time, whose time cannot be kept, without one.
    sums: (i64, i64, i64, i64),
    plans: Vec<PlanRow>,
    may_plan: bool,
    may_set: bool,
}

impl IndexPage {
    fn travel(&self, load: &Load) -> String {
        words::minutes(&self.ui, load.travel)
    }

    fn next(&self, load: &Load) -> String {
        load.next_on.map(|on| words::day(&self.ui, on)).unwrap_or_default()
    }
}

/// Which doctors are listed.
const WHICH: [&str; 3] = ["all", "unplanned", "stale"];

async fn index(ctx: Ctx) -> Result<Response> {
    let act = ctx.act()?;
    if act.actor.may(&VIEW)? == Reach::Own {
        let staff = act.actor.staff.ok_or(Error::Forbidden)?;
        return week(&ctx, staff).await;
    }
    let asked = Form::from(ctx.query_fields());
    let which = WHICH.into_iter().find(|which| *which == asked.value("show")).unwrap_or("all");
    let (today, may_plan) = (act.today(), act.actor.may(&PLAN).is_ok());
    let may_set = act.actor.may(&SET).is_ok();
    let read = move |tx: &Tx<'_>| {
        let bureau = act.bureau();
        let loads = store::sheet::loads(tx, bureau, today, today.saturating_add(7.days()))?;
        let plans = store::list(tx, &act.actor.scope(&VIEW, OWN)?, bureau, PLANS)?;
        act.record(tx, &VIEW, Subject::list("round-plan"), &json!({ "count": loads.len() }))?;
        Ok((loads, plans))
    };
    let (mut loads, plans) = ctx.app.db.write(read).await?;
    let sum = |of: fn(&Load) -> i64| loads.iter().map(of).sum::<i64>();
    let (owed, planned, stale) = (sum(|load| load.owed), sum(|load| load.planned), sum(|load| load.stale));
    let sums = (owed, planned, stale, owed - planned - stale);
    loads.retain(|load| match which {
        "unplanned" => load.owed > load.planned + load.stale,
        "stale" => load.stale > 0,
        _ => true,
    });
    let ui = Ui::of(&ctx);
    let plans = plans.iter().map(|plan| PlanRow::of(&ui, plan)).collect();
    page(&IndexPage { ui, loads, which, sums, plans, may_plan, may_set })
}

/// A visit without a time that can be kept.
struct Unplanned {
    task: String,
    name: String,
    what: String,
    window: String,
    /// The day that cannot be kept; empty where there was none.
    on: String,
    is_urgent: bool,
}

#[derive(Template)]
#[template(path = "round/week.html")]
struct WeekPage {
    ui: Ui,
    staff: StaffId,
    name: String,
    sheets: Vec<Sheet>,
    unplanned: Vec<Unplanned>,
    plans: Vec<PlanRow>,
    /// The doctor himself looks.
    is_own: bool,
    may_plan: bool,
}

/// A doctor's coming days, and what has no time.
async fn week(ctx: &Ctx, staff: StaffId) -> Result<Response> {
    let (act, ui) = (ctx.act()?, Ui::of(ctx));
    let (said, is_own) = (ui.clone(), act.actor.staff == Some(staff));
    let may_plan = act.actor.may(&PLAN).is_ok();
    let read = move |tx: &Tx<'_>| {
        let (bureau, today) = (act.bureau(), act.today());
        let doctor = day_sheet::store::find(tx, &act.actor.scope(&VIEW, day_sheet::OWN)?, bureau, staff)?;
        let until = today.saturating_add(DAYS_AHEAD.days());
        let mut sheets = Vec::new();
        for day in store::sheet::days(tx, bureau, staff, today, until)? {
            sheets.push(Sheet::read(tx, &act, &said, staff, day.on)?);
        }
        sheets.retain(|sheet| !sheet.calls.is_empty());
        let unplanned = store::sheet::unplanned(tx, bureau, today, staff, UNPLANNED)?;
        let plans = store::list(tx, &act.actor.scope(&VIEW, OWN)?, bureau, PLANS)?;
        let count = sheets.iter().map(|sheet| sheet.calls.len()).sum::<usize>();
        act.record(tx, &VIEW, Subject::one("staff", staff.0), &json!({ "visits": count }))?;
        Ok((doctor, sheets, unplanned, plans))
    };
    let (doctor, sheets, unplanned, plans) = ctx.app.db.write(read).await?;
    let unplanned = unplanned.into_iter().map(|one| Unplanned {
        task: one.task.to_string(),
        name: one.name,
        what: ui.w("task-form", one.form),
        window: ui.a2("task-window", "from", ui.day(&one.opens_on), "to", ui.day(&one.next_on)).into_owned(),
        on: one.on.map(|on| words::day(&ui, on)).unwrap_or_default(),
        is_urgent: one.urgent.is_some(),
    });
    let (unplanned, plans) = (
        unplanned.collect(),
        if is_own { plans.iter().map(|plan| PlanRow::of(&ui, plan)).collect() } else { Vec::new() },
    );
    page(&WeekPage { ui, staff, name: doctor.name, sheets, unplanned, plans, is_own, may_plan })
}

async fn doctor(ctx: Ctx, Path(id): Path<String>) -> Result<Response> {
    let staff: StaffId = id.parse().map_err(|_| Error::NotFound)?;
    match ctx.query("on") {
        None => week(&ctx, staff).await,
        Some(text) => {
            let on = text.parse().map_err(|_| Error::refused("day-sheet-no-day"))?;
            day(&ctx, staff, on).await
        }
    }
}

async fn today(ctx: Ctx) -> Result<Response> {
    let act = ctx.act()?;
    match act.actor.staff {
        Some(staff) if act.actor.may(&VIEW)? == Reach::Own => day(&ctx, staff, act.today()).await,
        _ => page(&NobodyPage { ui: Ui::of(&ctx) }),
    }
}

/// Whoever looks makes no rounds.
#[derive(Template)]
#[template(path = "round/nobody.html")]
struct NobodyPage {
    ui: Ui,
}

#[derive(Template)]
#[template(path = "round/day.html")]
struct DayPage {
    ui: Ui,
    staff: StaffId,
    doctor: day_sheet::store::Doctor,
    sheet: Sheet,
    is_today: bool,
    is_own: bool,
    /// What comes next: day in words and its address.
    next: Option<(String, Date)>,
}

/// One day, complete on one page.
async fn day(ctx: &Ctx, staff: StaffId, on: Date) -> Result<Response> {
    let (act, ui) = (ctx.act()?, Ui::of(ctx));
    let (said, today) = (ui.clone(), act.today());
    let is_own = act.actor.staff == Some(staff);
    let read = move |tx: &Tx<'_>| {
        let bureau = act.bureau();
        let doctor = day_sheet::store::find(tx, &act.actor.scope(&VIEW, day_sheet::OWN)?, bureau, staff)?;
        let sheet = Sheet::read(tx, &act, &said, staff, on)?;
        let tomorrow = on.saturating_add(1.day());
        let later = store::sheet::days(tx, bureau, staff, tomorrow, on.saturating_add(60.days()))?;
        let detail = json!({ "on": on, "visits": sheet.calls.len() });
        act.record(tx, &VIEW, Subject::one("staff", staff.0), &detail)?;
        Ok((doctor, sheet, later.first().map(|day| day.on)))
    };
    let (doctor, sheet, next) = ctx.app.db.write(read).await?;
    let next = next.map(|on| (words::day(&ui, on), on));
    page(&DayPage { ui, staff, doctor, sheet, is_today: on == today, is_own, next })
}
