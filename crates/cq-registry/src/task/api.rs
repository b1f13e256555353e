//! Tasks for programs: the list, one, and what is written down at the door.

use axum::{
    extract::Path,
    http::{HeaderMap, Method, StatusCode},
    response::Response,
};
use cq_platform::{
    Error, Result,
    audit::Subject,
    db::Tx,
    form::Form,
    messages::Text,
    policy::Reach,
    web::{
        Ctx, Routes,
        api::{self, Doc, Sent, Shape},
    },
};
use jiff::civil::Date;
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

use super::{
    LIST, OWN, RECORD, TRY, TaskId,
    actions::{self, Kept},
    form,
    model::Report,
    pages,
    store::list::{self, After, Listed},
};

const PER_PAGE: i64 = 50;
const PER_PAGE_MAX: i64 = 200;

/// A promise to an elder. Days are ISO 8601.
#[derive(Serialize, ToSchema)]
struct Task {
    id: String,
    /// To whom it is owed, where that is a person.
    person_id: Option<String>,
    /// To which group it is owed; without either it is owed by the bureau to itself.
    group_id: Option<String>,
    /// The name of the person, the group or the bureau.
    person: String,
    area: Option<String>,
    address: Option<String>,
    phone: Option<String>,
    /// Who owes it.
    owner_id: String,
    owner: String,
    hospital: Option<String>,
    /// What it is, such as `home-visit`.
    form: String,
    campaign_id: Option<String>,
    campaign: Option<String>,
    /// Not to be done before.
    opens_on: String,
    /// To be done by.
    due_on: String,
    /// Promised for now: after a try that met nobody, the day agreed then.
    next_on: String,
    /// Tries that met nobody.
    tries: i64,
    /// How it stands today: `coming`, `today`, `overdue`, `done`, `declined`, `lapsed`, `cancelled` and the like.
    standing: String,
    done_on: Option<String>,
    /// From what it is known that it was done, where that was written down late: `paper`, `ledger`, `phone`, `told`.
    entered_from: Option<String>,
    /// Who declined: `elder`, `family`, `other`.
    declined_by: Option<String>,
    /// The day it was declined, or the last day there was before it lapsed.
    ended_on: Option<String>,
    version: i64,
}

/// A task with its proof.
#[derive(Serialize, ToSchema)]
struct OneTask {
    #[serde(flatten)]
    task: Task,
    /// What was written down, for whoever may read it.
    report: Option<TaskReport>,
}

/// What was written down: by a doctor the first seven, of other things what there is to say of them.
#[derive(Serialize, ToSchema, Default)]
struct TaskReport {
    /// What kinds of service it was: `medication`, `treatment`, `counselling`.
    services: Option<Vec<String>>,
    /// What the elder needs beyond the visit, such as `medicine` or `aids`.
    needs: Option<Vec<String>>,
    /// The same in words.
    need_note: Option<String>,
    treatment: Option<String>,
    advice: Option<String>,
    condition: Option<String>,
    condition_note: Option<String>,
    said: Option<String>,
    /// Of a call: who was on the line, `elder`, `family` or `other`.
    answered: Option<String>,
    /// Of a visit with care: what was brought.
    given: Option<String>,
    /// Why it was not wanted.
    reason: Option<String>,
}

/// A page of tasks.
#[derive(Serialize, ToSchema)]
struct Tasks {
    tasks: Vec<Task>,
    /// Asks for what follows; none at the end.
    cursor: Option<String>,
}

/// A visit as it was.
#[derive(ToSchema)]
#[allow(dead_code, reason = "only its shape is used; it is read as the page's form is")]
struct Visit {
    /// The day it was.
    on: String,
    /// How the elder was found: `good`, `fair`, `poor` or `serious`.
    condition: String,
    condition_note: Option<String>,
    /// One at least of `medication`, `treatment`, `counselling`.
    services: Vec<String>,
    treatment: String,
    advice: String,
    /// Any of `medicine`, `hospital`, `aids`, `daily-care`, `errands`, `company`, `hardship`, `other`.
    needs: Option<Vec<String>>,
    /// The same in words; without it `other` is refused.
    need_note: Option<String>,
    /// From what it is known, where it was longer ago than 14 days: `paper`, `ledger`, `phone`, `told`.
    source: Option<String>,
}

/// A try that met nobody.
#[derive(ToSchema)]
#[allow(dead_code, reason = "only its shape is used; it is read as the page's form is")]
struct Try {
    tried_on: String,
    /// After today, within 30 days.
    again_on: String,
}

const INDEX: Doc = Doc {
    id: "list-tasks",
    about: "Tasks by the day they are promised for. A doctor is shown his own.",
    query: &[
        (
            "state",
            "open (without it), overdue, due, later, done, back-filled, declined, lapsed, cancelled, all",
        ),
        ("form", "What it is, such as phone-call."),
        ("campaign", "A campaign's id."),
        ("doctor", "A doctor's id."),
        ("hospital", "A hospital's id, or none."),
        ("area", "An area's id, or none."),
        ("limit", "1 to 200; 50 without it."),
        ("cursor", "Where the last page ended."),
    ],
    body: None,
    status: 200,
    answer: Shape::of::<Tasks>(),
    is_tagged: false,
    is_guarded: false,
};
const SHOW: Doc = Doc {
    id: "get-task",
    about: "One task. Reading its report stands in the log.",
    query: &[],
    body: None,
    status: 200,
    answer: Shape::of::<OneTask>(),
    is_tagged: true,
    is_guarded: false,
};
const DONE: Doc = Doc {
    id: "do-task",
    about: "Writes down a visit.",
    body: Some(Shape::of::<Visit>()),
    is_guarded: true,
    ..SHOW
};
const NOT_REACHED: Doc = Doc {
    id: "task-not-reached",
    about: "Notes that nobody was met, and when to go again.",
    body: Some(Shape::of::<Try>()),
    is_guarded: true,
    ..SHOW
};

/// Registers the addresses.
pub(super) fn routes(routes: &mut Routes) {
    routes
        .api(Method::GET, "/api/v1/tasks", &LIST, &INDEX, index)
        .api(Method::GET, "/api/v1/tasks/{id}", &LIST, &SHOW, show)
        .api(Method::POST, "/api/v1/tasks/{id}/done", &RECORD, &DONE, done)
        .api(Method::POST, "/api/v1/tasks/{id}/not-reached", &TRY, &NOT_REACHED, not_reached);
}

impl Task {
    fn of(listed: Listed, today: Date) -> Self {
        let standing = listed.standing(today).to_string();
        Self {
            id: listed.id.to_string(),
            person_id: listed.person.map(|id| id.to_string()),
            group_id: listed.group.map(|id| id.to_string()),
            person: listed.name,
            area: listed.area,
            address: listed.address,
            phone: listed.phone,
            owner_id: listed.owner.to_string(),
            owner: listed.doctor,
            hospital: listed.hospital,
            form: listed.form.to_string(),
            campaign_id: listed.campaign.map(|id| id.to_string()),
            campaign: listed.campaign_name,
            opens_on: listed.opens_on.to_string(),
            due_on: listed.due_on.to_string(),
            next_on: listed.next_on.to_string(),
            tries: listed.tries,
            standing,
            done_on: listed.done_on.map(|on| on.to_string()),
            entered_from: listed.entered_from.map(|from| from.to_string()),
            declined_by: listed.declined_by.map(|by| by.to_string()),
            ended_on: listed.ended_on.map(|on| on.to_string()),
            version: listed.version,
        }
    }
}

impl From<Report> for TaskReport {
    fn from(report: Report) -> Self {
        match report {
            Report::Visit(visit) => Self {
                services: Some(visit.services.iter().map(ToString::to_string).collect()),
                needs: Some(visit.needs.iter().map(ToString::to_string).collect()),
                need_note: Some(visit.need_note),
                treatment: Some(visit.treatment),
                advice: Some(visit.advice),
                condition: Some(visit.condition.to_string()),
                condition_note: Some(visit.condition_note),
                ..Self::default()
            },
            Report::Call(call) => Self {
                answered: Some(call.answered.to_string()),
                condition: Some(call.condition.to_string()),
                said: Some(call.said),
                ..Self::default()
            },
            Report::Care(care) => Self {
                given: Some(care.given),
                condition: Some(care.condition.to_string()),
                said: Some(care.said),
                ..Self::default()
            },
            Report::Declined { reason } => Self { reason: Some(reason), ..Self::default() },
            Report::Note { said } => Self { said: Some(said), ..Self::default() },
        }
    }
}

async fn index(ctx: Ctx) -> Result<Response> {
    let act = ctx.act()?;
    let (scope, today) = (act.actor.scope(&LIST, OWN)?, act.today());
    let mut form = Form::from(ctx.query_fields());
    let filter = pages::filter(&form, act.actor.may(&LIST)? == Reach::Bureau);
    let size = form.number("limit", 1..=PER_PAGE_MAX, false).unwrap_or(PER_PAGE);
    let after = match form.value("cursor") {
        "" => None,
        text => {
            let after = text.parse::<After>().ok();
            if after.is_none() {
                form.reject("cursor", Text::new("person-cursor-wrong"));
            }
            after
        }
    };
    form.finish(Some(()))?;
    let read = move |tx: &Tx<'_>| {
        let tasks = list::list(tx, &scope, act.bureau(), &filter, today, after, size + 1)?;
        act.record(tx, &LIST, Subject::list("task"), &json!({ "of": filter.wanted, "count": tasks.len() }))?;
        Ok(tasks)
    };
    let mut tasks = ctx.app.db.write(read).await?;
    let size = usize::try_from(size).unwrap_or(usize::MAX);
    let more = tasks.len() > size;
    tasks.truncate(size);
    let cursor = tasks.last().filter(|_| more).map(|last| last.after().to_string());
    api::json(
        StatusCode::OK,
        &Tasks { tasks: tasks.into_iter().map(|task| Task::of(task, today)).collect(), cursor },
    )
}

async fn show(ctx: Ctx, Path(id): Path<String>, headers: HeaderMap) -> Result<Response> {
    shown(&ctx, parse(&id)?, &headers).await
}

async fn shown(ctx: &Ctx, id: TaskId, headers: &HeaderMap) -> Result<Response> {
    let act = ctx.act()?;
    let today = act.today();
    let shown = ctx.app.db.write(move |tx| actions::view(tx, &act, id)).await?;
    let tag = shown.listed.version.to_string();
    let one = OneTask { task: Task::of(shown.listed, today), report: shown.report.map(Into::into) };
    api::tagged(headers, StatusCode::OK, &tag, &one)
}

async fn done(ctx: Ctx, Path(id): Path<String>, headers: HeaderMap, sent: Sent) -> Result<Response> {
    let (act, id) = (ctx.act()?, parse(&id)?);
    within_reach(&ctx, id).await?;
    let seen = api::seen(&headers)?;
    let mut form = sent.fields(|name| {
        matches!(
            name,
            "on" | "condition"
                | "condition_note"
                | "services"
                | "treatment"
                | "advice"
                | "needs"
                | "need_note"
                | "source"
        )
    });
    let (visit, from) = (form::visit(&mut form), form::source(&form));
    let (on, report) = form.finish(visit)?;
    let write = move |tx: &Tx<'_>| {
        let kept = Kept { action: &RECORD, seen, on, report: &report, from, field: "on" };
        actions::keep(tx, &act, id, &kept)
    };
    ctx.app.db.write(write).await.map_err(api::stale)?;
    shown(&ctx, id, &HeaderMap::new()).await
}

async fn not_reached(ctx: Ctx, Path(id): Path<String>, headers: HeaderMap, sent: Sent) -> Result<Response> {
    let (act, id) = (ctx.act()?, parse(&id)?);
    within_reach(&ctx, id).await?;
    let seen = api::seen(&headers)?;
    let mut form = sent.fields(|name| matches!(name, "tried_on" | "again_on"));
    form.set("again", "day");
    let days = form::not_reached(&mut form, act.today());
    let (on, again_on) = form.finish(days)?;
    let note = move |tx: &Tx<'_>| actions::not_reached(tx, &act, id, seen, on, again_on);
    ctx.app.db.write(note).await.map_err(api::stale)?;
    shown(&ctx, id, &HeaderMap::new()).await
}

/// Whether there is such a task is answered before whether what was sent makes sense.
async fn within_reach(ctx: &Ctx, id: TaskId) -> Result<()> {
    let act = ctx.act()?;
    let (scope, bureau) = (act.actor.scope(&TRY, OWN)?, *act.bureau());
    let found = ctx.app.db.read(move |conn| list::find(conn, &scope, &bureau, id)).await?;
    found.map(drop).ok_or(Error::NotFound)
}

fn parse(id: &str) -> Result<TaskId> {
    id.parse().map_err(|_| Error::NotFound)
}
