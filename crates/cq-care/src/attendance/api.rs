//! The day's queue for programs: who is where, receiving, and every mark.

use axum::{
    extract::Path,
    http::{HeaderMap, Method, StatusCode},
    response::Response,
};
use cq_platform::{
    Result,
    audit::Subject,
    db::{Conn, Tx},
    web::{
        Ctx, Routes,
        api::{self, Doc, Sent, Shape},
    },
};
use jiff::Timestamp;
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

use super::{
    AttendanceId, MARK, QUEUE, RECEIVE, VIEW, actions, form,
    model::{self, State},
    pages,
    rules::Rules,
    store::{
        self,
        list::{self, Listed},
    },
};
use crate::desk;

/// Somebody at a guide desk on one day. Instants are ISO 8601.
#[derive(Serialize, ToSchema)]
struct Attendance {
    id: String,
    desk_id: String,
    hospital: String,
    person_id: String,
    person: String,
    /// Such as 2026-11-27.
    on: String,
    /// The number of the day at that desk; none before they came.
    token: Option<u32>,
    /// More goes first; of as many, whoever has the lower number.
    points: u32,
    /// Why they go ahead: `urgent`, `unsteady`, `alone`, `aged`, `honoured`.
    first_because: Vec<String>,
    /// `announced`, `waiting`, `going`, `closed`, `left` or `missed`.
    stage: String,
    arrived_at: Option<String>,
    called_at: Option<String>,
    steps: Vec<Step>,
    /// What they wait for: `call` or a step.
    waits_for: Option<String>,
    /// Since when.
    waits_since: Option<String>,
    /// Whether they wait longer than the bureau wants.
    is_late: bool,
    /// `home`, `admitted`, `referred` or `return`.
    outcome: Option<String>,
    version: i64,
}

/// A step of the green channel.
#[derive(Serialize, ToSchema)]
struct Step {
    /// `register`, `see`, `examine`, `dispense` or `admit`.
    step: String,
    /// `open`, `done` or `skipped`.
    state: String,
    at: Option<String>,
}

/// A desk's day.
#[derive(Serialize, ToSchema)]
struct Queue {
    attendances: Vec<Attendance>,
}

/// Somebody who has come.
#[derive(ToSchema)]
#[allow(dead_code, reason = "only its shape is used; it is read as the page's form is")]
struct NewArrival {
    /// The id of the person.
    person: String,
    /// What is told of them: `urgent`, `unsteady`, `alone`.
    told: Option<Vec<String>>,
    /// What for.
    what: Option<String>,
    /// Who comes along.
    company: Option<String>,
}

/// Something to be noted.
#[derive(ToSchema)]
#[allow(dead_code, reason = "only its shape is used; it is read as the page's form is")]
struct NewMark {
    /// `arrive`, `call`, `stamp`, `skip`, `undo`, `close`, `leave` or `miss`.
    mark: String,
    /// Of `stamp` and `skip`: `register`, `see`, `examine`, `dispense` or `admit`.
    step: Option<String>,
    /// Of `close`: `home`, `admitted`, `referred` or `return`.
    outcome: Option<String>,
}

const INDEX: Doc = Doc {
    id: "list-queue",
    about: "Today's attendances at a desk, whoever goes first first. A guide is shown her own desk.",
    query: &[],
    body: None,
    status: 200,
    answer: Shape::of::<Queue>(),
    is_tagged: false,
    is_guarded: false,
};
const SHOW: Doc = Doc {
    id: "get-attendance",
    about: "One attendance. Reading it stands in the log.",
    answer: Shape::of::<Attendance>(),
    is_tagged: true,
    ..INDEX
};
const CREATE: Doc = Doc {
    id: "receive-person",
    about: "Gives somebody who has come the desk's next number of the day.",
    body: Some(Shape::of::<NewArrival>()),
    status: 201,
    ..SHOW
};
const NOTE: Doc = Doc {
    id: "mark-attendance",
    about: "Notes that somebody came, was called, took a step or need not, left, or went; or takes the last of it back.",
    body: Some(Shape::of::<NewMark>()),
    is_guarded: true,
    ..SHOW
};

/// Registers the addresses.
pub(super) fn routes(routes: &mut Routes) {
    routes
        .api(Method::GET, "/api/v1/desks/{id}/queue", &QUEUE, &INDEX, index)
        .api(Method::POST, "/api/v1/desks/{id}/arrivals", &RECEIVE, &CREATE, create)
        .api(Method::GET, "/api/v1/attendances/{id}", &VIEW, &SHOW, show)
        .api(Method::POST, "/api/v1/attendances/{id}/marks", &MARK, &NOTE, mark);
}

impl Attendance {
    fn of(listed: &Listed, rules: &Rules, now: Timestamp) -> Self {
        let attendance = &listed.attendance;
        let (state, ticket, wait) = (&attendance.state, attendance.state.ticket(), attendance.state.wait());
        let late = wait.and_then(|wait| {
            let limit = rules.limit(wait.leg)?;
            Some(now.duration_since(wait.since).as_mins() > limit)
        });
        let course = state.course();
        let steps = course.map(|(_, course)| course.each().map(step).collect()).unwrap_or_default();
        let outcome = match state {
            State::Closed { outcome, .. } => Some(outcome.to_string()),
            _ => None,
        };
        Self {
            id: attendance.id.to_string(),
            desk_id: attendance.desk.to_string(),
            hospital: listed.hospital.clone(),
            person_id: attendance.person.to_string(),
            person: listed.name.clone(),
            on: attendance.on.to_string(),
            token: ticket.map(|ticket| ticket.token),
            points: attendance.priority.points,
            first_because: attendance.priority.reasons.iter().map(ToString::to_string).collect(),
            stage: state.word().to_owned(),
            arrived_at: ticket.map(|ticket| ticket.arrived_at.to_string()),
            called_at: course.map(|(at, _)| at.to_string()),
            steps,
            waits_for: wait.map(|wait| wait.leg.to_string()),
            waits_since: wait.map(|wait| wait.since.to_string()),
            is_late: late.unwrap_or(false),
            outcome,
            version: attendance.version,
        }
    }
}

fn step((step, mark): (model::Step, model::Mark)) -> Step {
    let state = match mark {
        model::Mark::Open => "open",
        model::Mark::Done(_) => "done",
        model::Mark::Skipped(_) => "skipped",
    };
    Step { step: step.to_string(), state: state.to_owned(), at: mark.at().map(|at| at.to_string()) }
}

async fn index(ctx: Ctx, Path(id): Path<String>) -> Result<Response> {
    let (act, id) = (ctx.act()?, desk::pages::parse(&id)?);
    let now = act.at;
    let read = move |tx: &Tx<'_>| {
        desk::roster::desk(tx, &act, &QUEUE, id)?;
        let queue = list::queue(tx, &act, id, act.today())?;
        act.record(tx, &QUEUE, Subject::one("desk", id.0), &json!({ "count": queue.len() }))?;
        Ok((queue, store::rules(tx, act.bureau(), act.today())?.0))
    };
    let (queue, rules) = ctx.app.db.write(read).await?;
    let attendances = queue.iter().map(|listed| Attendance::of(listed, &rules, now)).collect();
    api::json(StatusCode::OK, &Queue { attendances })
}

async fn show(ctx: Ctx, Path(id): Path<String>, headers: HeaderMap) -> Result<Response> {
    shown(&ctx, pages::parse(&id)?, &headers, StatusCode::OK).await
}

async fn shown(ctx: &Ctx, id: AttendanceId, headers: &HeaderMap, status: StatusCode) -> Result<Response> {
    let act = ctx.act()?;
    let now = act.at;
    let shown = ctx.app.db.write(move |tx| actions::view(tx, &act, id)).await?;
    let tag = shown.listed.attendance.version.to_string();
    api::tagged(headers, status, &tag, &Attendance::of(&shown.listed, &shown.rules, now))
}

async fn create(ctx: Ctx, Path(id): Path<String>, sent: Sent) -> Result<Response> {
    let (act, id) = (ctx.act()?, desk::pages::parse(&id)?);
    let hand = act.clone();
    ctx.app.db.read(move |conn: &Conn<'_>| desk::roster::desk(conn, &hand, &RECEIVE, id)).await?;
    let mut form = sent.fields(|name| form::ARRIVAL.contains(&name));
    let arrival = form::arrival(&mut form);
    let arrival = form.finish(arrival)?;
    let made = ctx.app.db.write(move |tx| actions::receive(tx, &act, id, &arrival)).await?;
    let response = shown(&ctx, made, &HeaderMap::new(), StatusCode::CREATED).await?;
    api::made(response, &format!("/api/v1/attendances/{made}"))
}

async fn mark(ctx: Ctx, Path(id): Path<String>, headers: HeaderMap, sent: Sent) -> Result<Response> {
    let (act, id) = (ctx.act()?, pages::parse(&id)?);
    let hand = act.clone();
    ctx.app.db.read(move |conn: &Conn<'_>| actions::find(conn, &hand, &MARK, id)).await?;
    let seen = api::seen(&headers)?;
    let mut form = sent.fields(|name| form::MARK.contains(&name));
    let turn = form::mark(&mut form);
    let turn = form.finish(turn)?;
    ctx.app.db.write(move |tx| actions::turn(tx, &act, id, seen, turn)).await.map_err(api::stale)?;
    shown(&ctx, id, &HeaderMap::new(), StatusCode::OK).await
}
