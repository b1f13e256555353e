//! The doctor's day, one task with what can be written down, and the list.

mod card;

use askama::Template;
use axum::{
    extract::Path,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use cq_platform::{
    Error, Result,
    audit::Subject,
    form::Form,
    ids::StaffId,
    policy::Reach,
    web::{Ctx, Posted, Routes, Ui, invalid, page, see_other},
};
use jiff::{ToSpan, civil::Date};
use serde_json::json;

use self::card::Card;
pub use self::card::{Row, age, illnesses};
use super::{
    LIST, OWN, RECORD, SETTLE, Standing, TaskId, actions,
    actions::Shown,
    brief::About,
    form,
    model::{AGAIN_MAX_DAYS, Condition, Report, WEEK_DAYS},
    store::list::{self, After, Choices, Filter, Pick, Wanted},
};
use crate::area::{self, Area};

/// The most visits that a doctor's day shows; nobody has as many within a week.
const DAY_MAX: i64 = 200;
const PER_PAGE: i64 = 50;

/// Registers the pages.
pub(super) fn routes(routes: &mut Routes) {
    routes
        .get("/today", &RECORD, today)
        .get("/tasks", &LIST, index)
        .get("/tasks/{id}", &LIST, show)
        .post("/tasks/{id}/done", &RECORD, done)
        .post("/tasks/{id}/not-reached", &RECORD, not_reached)
        .post("/tasks/{id}/undo", &RECORD, undo)
        .post("/tasks/{id}/settled", &SETTLE, settled)
        .post("/tasks/{id}/unsettled", &SETTLE, unsettled);
}

#[derive(Template)]
#[template(path = "task/today.html")]
struct TodayPage {
    ui: Ui,
    today: String,
    overdue: Vec<Card>,
    due: Vec<Card>,
    coming: Vec<Card>,
    later: i64,
    /// Where the day sheet is printed.
    sheet: String,
}

async fn today(ctx: Ctx) -> Result<Response> {
    let act = ctx.act()?;
    let (scope, today) = (act.actor.scope(&RECORD, OWN)?, act.today());
    let staff = act.actor.staff.ok_or(Error::Forbidden)?;
    let read = move |tx: &cq_platform::db::Tx<'_>| {
        let list = |wanted| list::list(tx, &scope, act.bureau(), &Filter::by(wanted), today, None, DAY_MAX);
        let mut tasks = list(Wanted::Overdue)?;
        tasks.extend(list(Wanted::Due)?);
        let later = list::count(tx, &scope, act.bureau(), &Filter::by(Wanted::Later), today)?;
        let week_over = today.saturating_add((WEEK_DAYS + 1).days());
        let conditions = list::conditions_of_owner(tx, act.bureau(), staff, week_over)?;
        act.record(tx, &LIST, Subject::list("task"), &json!({ "of": "today", "count": tasks.len() }))?;
        Ok((tasks, later, conditions))
    };
    let (tasks, later, conditions) = ctx.app.db.write(read).await?;
    let ui = Ui::of(&ctx);
    let (mut overdue, mut due, mut coming) = (Vec::new(), Vec::new(), Vec::new());
    for task in tasks {
        let group = match task.standing(today) {
            Standing::Overdue => &mut overdue,
            Standing::Today => &mut due,
            _ => &mut coming,
        };
        group.push(Card::of(&ui, task, &conditions, today));
    }
    // Of one day, whoever needs it most comes first.
    due.sort_by_key(|card: &Card| std::cmp::Reverse(card.priority));
    let weekday = ui.w("task-weekday", today.weekday().to_monday_one_offset());
    let sheet = format!("/doctors/{staff}/day.pdf?on={today}");
    page(&TodayPage {
        today: format!("{} {weekday}", ui.day(&today)),
        ui,
        overdue,
        due,
        coming,
        later,
        sheet,
    })
}

#[derive(Template)]
#[template(path = "task/show.html")]
struct ShowPage {
    ui: Ui,
    shown: Shown,
    card: Card,
    /// A visit being written down.
    visit: Form,
    /// A try being written down.
    again: Form,
    /// What the bureau's own people did, being written down.
    settled: Form,
    brief: Vec<String>,
    conditions: &'static [Condition],
    may_record: bool,
    may_undo: bool,
    may_settle: bool,
    may_unsettle: bool,
    today: Date,
    again_from: Date,
    again_to: Date,
}

impl ShowPage {
    fn in_days(&self, days: i64) -> String {
        self.ui.day(&self.today.saturating_add(days.days()))
    }
}

async fn show(ctx: Ctx, Path(id): Path<String>) -> Result<Response> {
    let today = ctx.act()?.today();
    show_with(&ctx, parse(&id)?, Forms::blank(today)).await
}

/// What can be written down on a task's page.
struct Forms {
    visit: Form,
    again: Form,
    settled: Form,
}

impl Forms {
    fn blank(today: Date) -> Self {
        Self {
            visit: form::blank_visit(today),
            again: form::blank_try(today),
            settled: form::blank_settled(today),
        }
    }
}

async fn show_with(ctx: &Ctx, id: TaskId, forms: Forms) -> Result<Response> {
    let Forms { visit, again, settled } = forms;
    let act = ctx.act()?;
    let today = act.today();
    let reader = act.clone();
    let shown = ctx.app.db.write(move |tx| actions::view(tx, &reader, id)).await?;
    let ui = Ui::of(ctx);
    let standing = shown.listed.standing(today);
    let closed_today = shown.listed.closed_at.is_some_and(|at| cq_platform::clock::day_in_china(at) == today);
    let is_record = act.actor.may(&RECORD).is_ok();
    let wrong = [&visit, &again, &settled].into_iter().any(|form| !form.errors().is_empty());
    let is_open = !matches!(standing, Standing::Done | Standing::Cancelled) && shown.listed.opens_on <= today;
    let is_mine_today =
        standing == Standing::Done && closed_today && shown.listed.closed_by == act.actor.account;
    let is_settle = act.actor.may(&SETTLE).is_ok() && !shown.is_a_doctors;
    let template = ShowPage {
        card: Card::of(&ui, shown.listed.clone(), &[], today),
        may_record: is_record && is_open,
        may_undo: is_record && is_mine_today,
        may_settle: is_settle && is_open,
        may_unsettle: is_settle && is_mine_today,
        brief: shown.brief.as_ref().map(|brief| brief.say(&ui)).unwrap_or_default(),
        conditions: Condition::ALL,
        again_from: today.saturating_add(1.day()),
        again_to: today.saturating_add(AGAIN_MAX_DAYS.days()),
        ui,
        shown,
        visit,
        again,
        settled,
        today,
    };
    if wrong { invalid(&template) } else { page(&template) }
}

async fn done(ctx: Ctx, Path(id): Path<String>, Posted(raw): Posted) -> Result<Response> {
    let (act, id) = (ctx.act()?, parse(&id)?);
    let today = act.today();
    let mut form = Form::from(raw);
    let seen = form.number("version", 1..=i64::MAX, true);
    let (Some((on, report)), Some(seen)) = (form::visit(&mut form), seen) else {
        return show_with(&ctx, id, Forms { visit: form, ..Forms::blank(today) }).await;
    };
    match ctx.app.db.write(move |tx| actions::done(tx, &act, id, seen, on, &report)).await {
        Ok(()) => Ok(see_other(&format!("/tasks/{id}"), Some("notice-task-done"))),
        Err(Error::Invalid(errors)) => {
            show_with(&ctx, id, Forms { visit: form.with_errors(errors), ..Forms::blank(today) }).await
        }
        Err(Error::Conflict) => taken(&ctx, id).await,
        Err(error) => Err(error),
    }
}

async fn not_reached(ctx: Ctx, Path(id): Path<String>, Posted(raw): Posted) -> Result<Response> {
    let (act, id) = (ctx.act()?, parse(&id)?);
    let today = act.today();
    let mut form = Form::from(raw);
    let seen = form.number("version", 1..=i64::MAX, true);
    let (Some((on, again_on)), Some(seen)) = (form::not_reached(&mut form, today), seen) else {
        return show_with(&ctx, id, Forms { again: form, ..Forms::blank(today) }).await;
    };
    match ctx.app.db.write(move |tx| actions::not_reached(tx, &act, id, seen, on, again_on)).await {
        Ok(()) => Ok(see_other("/today", Some("notice-task-not-reached"))),
        Err(Error::Invalid(errors)) => {
            show_with(&ctx, id, Forms { again: form.with_errors(errors), ..Forms::blank(today) }).await
        }
        Err(Error::Conflict) => taken(&ctx, id).await,
        Err(error) => Err(error),
    }
}

async fn undo(ctx: Ctx, Path(id): Path<String>, _: Posted) -> Result<Response> {
    let (act, id) = (ctx.act()?, parse(&id)?);
    ctx.app.db.write(move |tx| actions::undo(tx, &act, id)).await?;
    Ok(see_other(&format!("/tasks/{id}"), Some("notice-task-undone")))
}

async fn settled(ctx: Ctx, Path(id): Path<String>, Posted(raw): Posted) -> Result<Response> {
    let (act, id) = (ctx.act()?, parse(&id)?);
    let today = act.today();
    let mut form = Form::from(raw);
    let seen = form.number("version", 1..=i64::MAX, true);
    let (Some((on, report)), Some(seen)) = (form::settled(&mut form), seen) else {
        return show_with(&ctx, id, Forms { settled: form, ..Forms::blank(today) }).await;
    };
    match ctx.app.db.write(move |tx| actions::settle(tx, &act, id, seen, on, &report)).await {
        Ok(()) => Ok(see_other(&format!("/tasks/{id}"), Some("notice-task-settled"))),
        Err(Error::Invalid(errors)) => {
            show_with(&ctx, id, Forms { settled: form.with_errors(errors), ..Forms::blank(today) }).await
        }
        Err(Error::Conflict) => taken(&ctx, id).await,
        Err(error) => Err(error),
    }
}

async fn unsettled(ctx: Ctx, Path(id): Path<String>, _: Posted) -> Result<Response> {
    let (act, id) = (ctx.act()?, parse(&id)?);
    ctx.app.db.write(move |tx| actions::unsettle(tx, &act, id)).await?;
    Ok(see_other(&format!("/tasks/{id}"), Some("notice-task-unsettled")))
}

#[derive(Template)]
#[template(path = "task/taken.html")]
struct TakenPage {
    ui: Ui,
    card: Card,
}

/// Somebody was first: says who, and when.
async fn taken(ctx: &Ctx, id: TaskId) -> Result<Response> {
    let act = ctx.act()?;
    let (scope, bureau, today) = (act.actor.scope(&LIST, OWN)?, *act.bureau(), act.today());
    let listed =
        ctx.app.db.read(move |conn| list::find(conn, &scope, &bureau, id)).await?.ok_or(Error::NotFound)?;
    let ui = Ui::of(ctx);
    let card = Card::of(&ui, listed, &[], today);
    Ok((StatusCode::CONFLICT, page(&TakenPage { ui, card })?).into_response())
}

#[derive(Template)]
#[template(path = "task/index.html")]
struct IndexPage {
    ui: Ui,
    form: Form,
    rows: Vec<Row>,
    choices: Choices,
    areas: Vec<Area>,
    wanted: &'static [Wanted],
    next: String,
    /// Sees the whole bureau's.
    of_bureau: bool,
    /// Nothing narrows the list.
    is_whole: bool,
}

async fn index(ctx: Ctx) -> Result<Response> {
    let act = ctx.act()?;
    let (scope, today) = (act.actor.scope(&LIST, OWN)?, act.today());
    let of_bureau = act.actor.may(&LIST)? == Reach::Bureau;
    let form = Form::from(ctx.query_fields());
    let filter = filter(&form, of_bureau);
    let after: Option<After> = form.value("after").parse().ok();
    let read = move |tx: &cq_platform::db::Tx<'_>| {
        let bureau = act.bureau();
        let tasks = list::list(tx, &scope, bureau, &filter, today, after, PER_PAGE + 1)?;
        let choices = list::choices(tx, bureau, of_bureau)?;
        let areas = if of_bureau { area::list(tx, bureau)? } else { Vec::new() };
        act.record(tx, &LIST, Subject::list("task"), &json!({ "of": filter.wanted, "count": tasks.len() }))?;
        Ok((tasks, choices, areas))
    };
    let (mut tasks, choices, areas) = ctx.app.db.write(read).await?;
    let more = tasks.len() > usize::try_from(PER_PAGE).unwrap_or(usize::MAX);
    tasks.truncate(usize::try_from(PER_PAGE).unwrap_or(usize::MAX));
    let next =
        tasks.last().filter(|_| more).map(|last| format!("{}&after={}", address(&filter), last.after()));
    let ui = Ui::of(&ctx);
    page(&IndexPage {
        rows: tasks.into_iter().map(|task| Row::of(&ui, task, today)).collect(),
        is_whole: form.value("state").is_empty() && filter.campaign.is_none() && after.is_none(),
        next: next.unwrap_or_default(),
        wanted: Wanted::ALL,
        ui,
        form,
        choices,
        areas,
        of_bureau,
    })
}

/// What the query narrows the list to; words it does not know narrow nothing.
pub(super) fn filter(form: &Form, of_bureau: bool) -> Filter {
    let pick = |name| Pick::parse(form.value(name)).filter(|_| of_bureau).unwrap_or_default();
    Filter {
        wanted: form.value("state").parse().unwrap_or(Wanted::Open),
        campaign: form.value("campaign").parse().ok(),
        owner: form.value("doctor").parse::<StaffId>().ok().filter(|_| of_bureau),
        hospital: pick("hospital"),
        area: pick("area"),
    }
}

fn address(filter: &Filter) -> String {
    let mut address = format!("/tasks?state={}", filter.wanted);
    if let Some(campaign) = filter.campaign {
        address.push_str(&format!("&campaign={campaign}"));
    }
    if let Some(owner) = filter.owner {
        address.push_str(&format!("&doctor={owner}"));
    }
    for (name, pick) in [("hospital", filter.hospital), ("area", filter.area)] {
        if pick != Pick::Any {
            address.push_str(&format!("&{name}={pick}"));
        }
    }
    address
}

fn parse(id: &str) -> Result<TaskId> {
    id.parse().map_err(|_| Error::NotFound)
}
