//! Cases for programs: the list, one, and receiving one; what becomes of them is in a file of its own.

mod steps;

use axum::{
    extract::Path,
    http::{HeaderMap, Method, StatusCode},
    response::Response,
};
use cq_platform::{
    Error, Result,
    db::Conn,
    form::Form,
    messages::Text,
    web::{
        Ctx, Routes,
        api::{self, Doc, Sent, Shape},
    },
};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    RECEIVE, VIEW, actions, form,
    model::CaseId,
    pages,
    store::{
        self, OWN,
        list::{self, After, Asking, Listed, Whose},
        people,
    },
};

const PER_PAGE: i64 = 50;
const PER_PAGE_MAX: i64 = 200;

/// Something that somebody asked for. Instants are RFC 3339, days ISO 8601.
#[derive(Serialize, ToSchema)]
struct Case {
    id: String,
    person_id: String,
    person: String,
    kind: String,
    /// `urgent`, `ordinary` or `complex`.
    urgency: String,
    channel: String,
    asker: String,
    asker_name: Option<String>,
    asker_phone: Option<String>,
    /// In their words.
    asked: String,
    /// Answerable to the end; never changes.
    first_receiver_id: String,
    first_receiver: String,
    handler_id: Option<String>,
    handler: Option<String>,
    /// `waiting`, `working`, `raised`, `refusing`, `answered` or `closed`.
    stage: String,
    received_at: String,
    /// Without it the clock stands still.
    due_at: Option<String>,
    /// `fine`, `near`, `overdue` or `paused`; none once closed.
    standing: Option<String>,
    /// How many above the handler were told that it is late: first receiver, head, leader.
    level: u32,
    promised_on: Option<String>,
    /// `done` or `refused`.
    outcome: Option<String>,
    /// How the asker took it: `satisfied`, `unsatisfied` or `not-reached`.
    verdict: Option<String>,
    closed_at: Option<String>,
    version: i64,
}

/// A page of cases.
#[derive(Serialize, ToSchema)]
struct Cases {
    cases: Vec<Case>,
    /// Asks for what follows; none at the end.
    cursor: Option<String>,
}

/// A case to be received.
#[derive(ToSchema)]
#[allow(dead_code, reason = "only its shape is used; it is read as the page's form is")]
struct NewCase {
    /// The id of the person it is about.
    person: String,
    kind: String,
    /// `urgent`, `ordinary` or `complex`.
    urgency: String,
    /// `phone`, `desk`, `paper` or `visit`.
    channel: String,
    /// `elder`, `family` or `other`.
    asker: String,
    asker_name: Option<String>,
    asker_phone: Option<String>,
    asked: String,
    /// `me`, `waiting`, `unclear`, or the id of a colleague.
    way: String,
}

const INDEX: Doc = Doc {
    id: "list-cases",
    about: "Cases under way by when they are due; closed ones the latest first. A doctor is shown those about his elders that he is on.",
    query: &[
        (
            "state",
            "open (without it), overdue, near, waiting, raised, refusing, answered, paused, told, closed",
        ),
        ("whose", "all (without it), mine, first"),
        ("kind", "What it is about, such as medical."),
        ("person", "A person's id."),
        ("limit", "1 to 200; 50 without it."),
        ("cursor", "Where the last page ended."),
    ],
    body: None,
    status: 200,
    answer: Shape::of::<Cases>(),
    is_tagged: false,
    is_guarded: false,
};
const SHOW: Doc = Doc {
    id: "get-case",
    about: "One case. Reading it stands in the log.",
    query: &[],
    answer: Shape::of::<Case>(),
    is_tagged: true,
    ..INDEX
};
const CREATE: Doc = Doc {
    id: "receive-case",
    about: "Receives a case; whoever asks is its first receiver.",
    body: Some(Shape::of::<NewCase>()),
    status: 201,
    ..SHOW
};
/// Registers the addresses.
pub(super) fn routes(routes: &mut Routes, pillars: super::Pillars) {
    routes
        .api(Method::GET, "/api/v1/cases", &VIEW, &INDEX, index)
        .api(Method::POST, "/api/v1/cases", &RECEIVE, &CREATE, create)
        .api(Method::GET, "/api/v1/cases/{id}", &VIEW, &SHOW, show);
    steps::routes(routes, pillars);
}

impl Case {
    fn of(listed: Listed, now: Timestamp) -> Self {
        let standing = listed.standing(now).map(|standing| standing.to_string());
        let said = |text: String| Some(text).filter(|text| !text.is_empty());
        Self {
            id: listed.id.to_string(),
            person_id: listed.person.to_string(),
            person: listed.name,
            kind: listed.kind.to_string(),
            urgency: listed.urgency.to_string(),
            channel: listed.channel.to_string(),
            asker: listed.asker.to_string(),
            asker_name: said(listed.said.name),
            asker_phone: said(listed.said.phone),
            asked: listed.said.asked,
            first_receiver_id: listed.first.to_string(),
            first_receiver: listed.first_name,
            handler_id: listed.handler.map(|id| id.to_string()),
            handler: listed.handler_name,
            stage: listed.stage,
            received_at: listed.received_at.to_string(),
            due_at: listed.due.map(|at| at.to_string()),
            standing,
            level: listed.level,
            promised_on: listed.promised_on.map(|on| on.to_string()),
            outcome: listed.outcome,
            verdict: listed.verdict.map(|verdict| verdict.to_string()),
            closed_at: listed.closed_at.map(|at| at.to_string()),
            version: listed.version,
        }
    }
}

async fn index(ctx: Ctx) -> Result<Response> {
    let act = ctx.act()?;
    let (scope, now) = (act.actor.scope(&VIEW, OWN)?, act.at);
    let mut form = Form::from(ctx.query_fields());
    let filter = pages::filter(&form, Whose::All);
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
    let hand = act.clone();
    let read = move |conn: &Conn<'_>| {
        let rules = store::rules(conn, hand.bureau(), hand.today())?.0;
        let asking = Asking { act: &hand, scope: &scope, me: people::known(conn, &hand)?, rules: &rules };
        list::list(conn, asking, &filter, after, size + 1)
    };
    let mut cases = ctx.app.db.read(read).await?;
    actions::listed(&ctx.app, act, filter.wanted, cases.len()).await?;
    let size = usize::try_from(size).unwrap_or(usize::MAX);
    let more = cases.len() > size;
    cases.truncate(size);
    let cursor = cases.last().filter(|_| more).map(|last| last.after().to_string());
    let cases = cases.into_iter().map(|case| Case::of(case, now)).collect();
    api::json(StatusCode::OK, &Cases { cases, cursor })
}

async fn show(ctx: Ctx, Path(id): Path<String>, headers: HeaderMap) -> Result<Response> {
    shown(&ctx, parse(&id)?, &headers, StatusCode::OK).await
}

async fn shown(ctx: &Ctx, id: CaseId, headers: &HeaderMap, status: StatusCode) -> Result<Response> {
    let act = ctx.act()?;
    let now = act.at;
    let listed = actions::view(&ctx.app, act, id).await?.listed;
    let tag = listed.version.to_string();
    api::tagged(headers, status, &tag, &Case::of(listed, now))
}

async fn create(ctx: Ctx, sent: Sent) -> Result<Response> {
    let act = ctx.act()?;
    let mut form = sent.fields(|name| form::FIELDS.contains(&name));
    let draft = form::draft(&mut form);
    let draft = form.finish(draft)?;
    let id = ctx.app.db.write(move |tx| actions::receive(tx, &act, &draft)).await?;
    let response = shown(&ctx, id, &HeaderMap::new(), StatusCode::CREATED).await?;
    api::made(response, &format!("/api/v1/cases/{id}"))
}

fn parse(id: &str) -> Result<CaseId> {
    id.parse().map_err(|_| Error::NotFound)
}
