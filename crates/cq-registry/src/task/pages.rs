//! A worker's day, the calls to make, one task with what can be written down, and the list.

mod calls;
mod card;
mod photo;
mod sheet;
mod show;
mod today;

use askama::Template;
use axum::response::Response;
use cq_platform::{
    Result,
    audit::Subject,
    form::Form,
    ids::StaffId,
    policy::Reach,
    web::{Ctx, Routes, Ui, page},
};
use serde_json::json;
use uuid::Uuid;

pub use self::card::{Row, age, illnesses};
use super::{
    ATTACH, CALL, DECLINE, ENTER, EXPORT, Heads, LIST, OWN, RECORD, SETTLE, TODAY, TRY, UNDO, VIEW_REPORT,
    export,
    model::Form as TaskForm,
    store::list::{self, After, Choices, Filter, Pick, Wanted},
};
use crate::area::{self, Area};

const PER_PAGE: i64 = 50;

/// Registers the pages.
pub(super) fn routes(routes: &mut Routes, heads: Heads) {
    routes
        .get("/today", &TODAY, move |ctx| today::show(ctx, heads))
        .get("/calls", &TODAY, calls::index)
        .get("/sheets", &ENTER, sheet::index)
        .post("/sheets", &ENTER, sheet::save)
        .get("/tasks", &LIST, index)
        .get("/tasks/{id}", &LIST, show::show)
        .post("/tasks/{id}/done", &RECORD, show::done)
        .post("/tasks/{id}/call", &CALL, calls::call)
        .post("/tasks/{id}/not-reached", &TRY, show::not_reached)
        .post("/tasks/{id}/declined", &DECLINE, show::declined)
        .get("/tasks/{id}/photos/{number}", &VIEW_REPORT, photo::view)
        .post_upload("/tasks/{id}/photos", &ATTACH, photo::put)
        .post("/tasks/{id}/photos/{number}/remove", &ATTACH, photo::remove)
        .post("/tasks/{id}/undo", &UNDO, show::undo)
        .post("/tasks/{id}/settled", &SETTLE, show::settled)
        .post("/tasks/{id}/unsettled", &SETTLE, show::unsettled);
}

#[derive(Template)]
#[template(path = "task/index.html")]
struct IndexPage {
    ui: Ui,
    form: Form,
    rows: Vec<Row>,
    /// What the list is narrowed to, in words.
    asked: String,
    choices: Choices,
    areas: Vec<Area>,
    wanted: &'static [Wanted],
    forms: &'static [TaskForm],
    next: String,
    /// Sees the whole bureau's.
    of_bureau: bool,
    /// Nothing narrows the list.
    is_whole: bool,
    /// Where it is taken out; empty for those who may not.
    export: String,
}

async fn index(ctx: Ctx) -> Result<Response> {
    let act = ctx.act()?;
    let (scope, today) = (act.actor.scope(&LIST, OWN)?, act.today());
    let of_bureau = act.actor.may(&LIST)? == Reach::Bureau;
    let may_export = act.actor.may(&EXPORT).is_ok();
    let form = Form::from(ctx.query_fields());
    let filter = filter(&form, of_bureau);
    let after: Option<After> = form.value("after").parse().ok();
    let wanted = filter;
    let read = move |tx: &cq_platform::db::Tx<'_>| {
        let (bureau, filter) = (act.bureau(), wanted);
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
        export: if may_export { export::address(&ctx) } else { String::new() },
        rows: tasks.into_iter().map(|task| Row::of(&ui, task, today)).collect(),
        is_whole: form.value("state").is_empty()
            && filter.form.is_none()
            && filter.campaign.is_none()
            && after.is_none(),
        next: next.unwrap_or_default(),
        asked: asked(&ui, &filter, &choices, &areas),
        wanted: Wanted::ALL,
        forms: TaskForm::ALL,
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
        form: form.value("form").parse().ok(),
    }
}

/// What the list is narrowed to, in the words of its own choices: 逾期，上门，县人民医院.
fn asked(ui: &Ui, filter: &Filter, choices: &Choices, areas: &[Area]) -> String {
    let named = |among: &[(Uuid, String)], id: Option<String>| {
        among.iter().find(|(at, _)| Some(at.to_string()) == id).map(|(_, name)| name.clone())
    };
    let one = |pick: Pick| match pick {
        Pick::One(id) => Some(id.to_string()),
        Pick::Any | Pick::Without => None,
    };
    let area = areas.iter().find(|area| Some(area.id.to_string()) == one(filter.area));
    let said = [
        Some(ui.w("task-wanted", filter.wanted)),
        filter.form.map(|form| ui.w("task-form", form)),
        named(&choices.campaigns, filter.campaign.map(|id| id.to_string())),
        named(&choices.doctors, filter.owner.map(|id| id.to_string())),
        named(&choices.hospitals, one(filter.hospital)),
        area.map(|area| area.name.clone()),
    ];
    said.into_iter().flatten().collect::<Vec<_>>().join(ui.m("task-comma"))
}

fn address(filter: &Filter) -> String {
    let mut address = format!("/tasks?state={}", filter.wanted);
    if let Some(campaign) = filter.campaign {
        address.push_str(&format!("&campaign={campaign}"));
    }
    if let Some(owner) = filter.owner {
        address.push_str(&format!("&doctor={owner}"));
    }
    if let Some(form) = filter.form {
        address.push_str(&format!("&form={form}"));
    }
    for (name, pick) in [("hospital", filter.hospital), ("area", filter.area)] {
        if pick != Pick::Any {
            address.push_str(&format!("&{name}={pick}"));
        }
    }
    address
}
