//! Errands for programs: the list, one, taking one down and taking one up.

use axum::{
    extract::Path,
    http::{HeaderMap, Method, StatusCode},
    response::Response,
};
use cq_case::case::store::people;
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
use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    DO, TAKE, VIEW, actions, form,
    model::ErrandId,
    pages,
    store::{
        self, OWN,
        list::{self, After, Asking, Listed},
    },
};

const PER_PAGE: i64 = 50;
const PER_PAGE_MAX: i64 = 200;

/// Something done for somebody. Days are ISO 8601, amounts whole fen.
#[derive(Serialize, ToSchema)]
struct Errand {
    id: String,
    person_id: String,
    person: String,
    area: Option<String>,
    /// Why they go first: `alone`, `empty-nest`, `childless`, `bereaved`; empty where they do not.
    first_because: Vec<String>,
    case_id: Option<String>,
    kind: String,
    /// `one` or `two`.
    hands: String,
    channel: String,
    /// In their words.
    wanted: String,
    /// `waiting`, `working`, `answered`, `closed` or `cancelled`.
    stage: String,
    taken_on: String,
    needed_on: String,
    promised_on: Option<String>,
    is_late: bool,
    workers: Vec<Worker>,
    /// `done` or `impossible`.
    outcome: Option<String>,
    answered_on: Option<String>,
    /// How the elder took it: `satisfied`, `unsatisfied` or `not-reached`.
    verdict: Option<String>,
    /// What its workers hold.
    held_fen: i64,
    /// What of the bureau's is not given back.
    advanced_fen: i64,
    version: i64,
}

/// Who works on it.
#[derive(Serialize, ToSchema)]
struct Worker {
    id: String,
    name: String,
}

/// A page of errands.
#[derive(Serialize, ToSchema)]
struct Errands {
    errands: Vec<Errand>,
    /// Asks for what follows; none at the end.
    cursor: Option<String>,
}

/// An errand to be taken down.
#[derive(ToSchema)]
#[allow(dead_code, reason = "only its shape is used; it is read as the page's form is")]
struct NewErrand {
    /// The id of the person it is for.
    person: String,
    /// The id of the case it comes from.
    case: Option<String>,
    /// A word of the bureau's kinds: `banking`, `shopping`, `cleaning`, `chat`, or one of its own.
    kind: String,
    /// `phone`, `desk`, `paper` or `visit`.
    channel: String,
    wanted: String,
    /// Who spoke for the elder.
    name: Option<String>,
    phone: Option<String>,
    needed_on: String,
    promised_on: Option<String>,
}

/// Nothing more is to be said.
#[derive(ToSchema)]
struct Claiming {}

const INDEX: Doc = Doc {
    id: "list-errands",
    about: "Errands under way, who goes first above, then by the day owed; others the latest first. A doctor is shown what he does, and what of his own elders waits.",
    query: &[
        (
            "state",
            "open (without it), late, waiting, first, short, working, money, answered, closed, cancelled, any",
        ),
        ("whose", "all (without it), mine"),
        ("kind", "A word of the bureau's kinds, such as shopping."),
        ("person", "A person's id."),
        ("month", "Taken down in it, such as 2026-11."),
        ("worker", "A worker's id."),
        ("area", "An area's id."),
        ("came", "any (without it), open, done, late, impossible, cancelled, satisfied"),
        ("limit", "1 to 200; 50 without it."),
        ("cursor", "Where the last page ended."),
    ],
    body: None,
    status: 200,
    answer: Shape::of::<Errands>(),
    is_tagged: false,
    is_guarded: false,
};
const SHOW: Doc = Doc {
    id: "get-errand",
    about: "One errand. Reading it stands in the log.",
    query: &[],
    answer: Shape::of::<Errand>(),
    is_tagged: true,
    ..INDEX
};
const CREATE: Doc = Doc {
    id: "take-errand",
    about: "Takes an errand down.",
    body: Some(Shape::of::<NewErrand>()),
    status: 201,
    ..SHOW
};
const CLAIM: Doc = Doc {
    id: "claim-errand",
    about: "Takes an errand up, alone or as the second where it takes two. Whoever asks is one of the workers.",
    body: Some(Shape::of::<Claiming>()),
    is_guarded: true,
    ..SHOW
};

/// Registers the addresses.
pub(super) fn routes(routes: &mut Routes) {
    routes
        .api(Method::GET, "/api/v1/errands", &VIEW, &INDEX, index)
        .api(Method::POST, "/api/v1/errands", &TAKE, &CREATE, create)
        .api(Method::GET, "/api/v1/errands/{id}", &VIEW, &SHOW, show)
        .api(Method::POST, "/api/v1/errands/{id}/claim", &DO, &CLAIM, claim);
}

impl Errand {
    fn of(listed: Listed, today: Date) -> Self {
        let is_late = listed.is_late(today);
        let workers = listed.workers.into_iter();
        Self {
            id: listed.id.to_string(),
            person_id: listed.person.to_string(),
            person: listed.name,
            area: listed.area_name,
            first_because: listed.first.iter().map(ToString::to_string).collect(),
            case_id: listed.case.map(|id| id.to_string()),
            kind: listed.kind,
            hands: listed.hands.to_string(),
            channel: listed.channel.to_string(),
            wanted: listed.said.wanted,
            stage: listed.stage,
            taken_on: listed.taken_on.to_string(),
            needed_on: listed.needed_on.to_string(),
            promised_on: listed.promised_on.map(|on| on.to_string()),
            is_late,
            workers: workers.map(|(id, name)| Worker { id: id.to_string(), name }).collect(),
            outcome: listed.outcome.map(|outcome| outcome.to_string()),
            answered_on: listed.answered_on.map(|on| on.to_string()),
            verdict: listed.verdict.map(|verdict| verdict.to_string()),
            held_fen: listed.held_fen,
            advanced_fen: listed.advanced_fen,
            version: listed.version,
        }
    }
}

async fn index(ctx: Ctx) -> Result<Response> {
    let act = ctx.act()?;
    let (scope, today) = (act.actor.scope(&VIEW, OWN)?, act.today());
    let mut form = Form::from(ctx.query_fields());
    let filter = pages::filter(&form);
    let is_past = filter.wanted.is_past();
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
    let (hand, wanted) = (act.clone(), filter.wanted);
    let read = move |conn: &Conn<'_>| {
        let asking = Asking { act: &hand, scope: &scope, me: people::known(conn, &hand)? };
        list::list(conn, asking, &filter, after, size + 1)
    };
    let mut errands = ctx.app.db.read(read).await?;
    actions::listed(&ctx.app, act, wanted, errands.len()).await?;
    let size = usize::try_from(size).unwrap_or(usize::MAX);
    let more = errands.len() > size;
    errands.truncate(size);
    let cursor = errands.last().filter(|_| more).map(|last| last.after(is_past).to_string());
    let errands = errands.into_iter().map(|errand| Errand::of(errand, today)).collect();
    api::json(StatusCode::OK, &Errands { errands, cursor })
}

async fn show(ctx: Ctx, Path(id): Path<String>, headers: HeaderMap) -> Result<Response> {
    shown(&ctx, pages::parse(&id)?, &headers, StatusCode::OK).await
}

async fn shown(ctx: &Ctx, id: ErrandId, headers: &HeaderMap, status: StatusCode) -> Result<Response> {
    let act = ctx.act()?;
    let today = act.today();
    let listed = actions::view(&ctx.app, act, id).await?.listed;
    let tag = listed.version.to_string();
    api::tagged(headers, status, &tag, &Errand::of(listed, today))
}

async fn create(ctx: Ctx, sent: Sent) -> Result<Response> {
    let act = ctx.act()?;
    let mut form = sent.fields(|name| form::FIELDS.contains(&name));
    let draft = form::draft(&mut form);
    let draft = form.finish(draft)?;
    let id = ctx.app.db.write(move |tx| actions::take(tx, &act, &draft)).await?;
    let response = shown(&ctx, id, &HeaderMap::new(), StatusCode::CREATED).await?;
    api::made(response, &format!("/api/v1/errands/{id}"))
}

async fn claim(ctx: Ctx, Path(id): Path<String>, headers: HeaderMap, sent: Sent) -> Result<Response> {
    let (act, id) = (ctx.act()?, pages::parse(&id)?);
    let hand = act.clone();
    let scope = act.actor.scope(&DO, OWN)?;
    let found = ctx.app.db.read(move |conn| store::find(conn, &scope, hand.bureau(), id)).await?;
    found.ok_or(Error::NotFound)?;
    let seen = api::seen(&headers)?;
    sent.fields(|_| false).finish(Some(()))?;
    ctx.app.db.write(move |tx| actions::claim(tx, &act, id, seen)).await.map_err(api::stale)?;
    shown(&ctx, id, &HeaderMap::new(), StatusCode::OK).await
}
