//! Applications for programs: the list, one, and writing one down. Why and the account are not among what is sent out.

use axum::{
    extract::Path,
    http::{HeaderMap, Method, StatusCode},
    response::Response,
};
use cq_platform::{
    Result,
    audit::Subject,
    db::Tx,
    form::Form,
    messages::Text,
    web::{
        Ctx, Routes,
        api::{self, Doc, Sent, Shape},
    },
};
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

use super::{
    FILE, VIEW, actions, form,
    model::ReliefId,
    pages,
    store::{
        OWN,
        list::{self, Listed},
    },
};

const PER_PAGE: i64 = 50;
const PER_PAGE_MAX: i64 = 200;

/// Somebody asks for relief. Days are ISO 8601, amounts whole fen. Why and the account are on the page alone.
#[derive(Serialize, ToSchema)]
struct Relief {
    id: String,
    /// Such as `2026-0007`.
    number: String,
    person_id: String,
    person: String,
    unit: Option<String>,
    /// A word of the bureau's kinds: `hardship`, `illness`, `survivor`, `urgent`, `festival`, or one of its own.
    kind: String,
    /// `self`, `spouse`, `unit` or `clerk`.
    source: String,
    asked_fen: i64,
    /// What a meeting granted.
    fen: Option<i64>,
    /// `drafted`, `filed`, `verified`, `reviewed`, `met`, `noticed`, `proposed`, `approved`, `batched`, `sent`, `returned`, `paid`, `receipted`
    /// or `archived`.
    stage: String,
    /// `open`, `refusing`, `refused`, `withdrawn`, `stopped` or `done`.
    course: String,
    taken_on: String,
    filed_on: Option<String>,
    noticed_from: Option<String>,
    noticed_until: Option<String>,
    /// Objections that nobody has answered.
    objections: i64,
    version: i64,
}

/// A page of applications.
#[derive(Serialize, ToSchema)]
struct Reliefs {
    reliefs: Vec<Relief>,
    /// Asks for what follows; none at the end.
    cursor: Option<String>,
}

/// An application to be written down.
#[derive(ToSchema)]
#[allow(dead_code, reason = "only its shape is used; it is read as the page's form is")]
struct NewRelief {
    /// The id of the person it is for.
    person: String,
    kind: String,
    /// `self`, `spouse`, `unit` or `clerk`.
    source: String,
    /// Why, in their words.
    why: String,
    /// Who spoke for the person, where it was not the person.
    name: Option<String>,
    phone: Option<String>,
    /// How much is asked for, in yuan, such as `3000.00`.
    yuan: String,
    payee_name: String,
    /// `self`, `spouse`, `child` or `other`.
    payee_relation: String,
    payee_bank: String,
    payee_account: String,
    /// The account once more.
    payee_again: String,
    /// Why a payee is not on record, where they are neither the person nor a relative on record.
    payee_unlisted: Option<String>,
    /// Why it is asked for once more while another of its kind is under way.
    again: Option<String>,
}

const INDEX: Doc = Doc {
    id: "list-reliefs",
    about: "Applications for relief, the latest first.",
    query: &[
        (
            "state",
            "open (without it), any, granted, paid-out, or a stage or course as they stand in an application",
        ),
        ("kind", "A word of the bureau's kinds, such as illness."),
        ("year", "Written down in it, such as 2026."),
        ("person", "A person's id."),
        ("meeting", "The id of the meeting that granted them."),
        ("limit", "1 to 200; 50 without it."),
        ("cursor", "Where the last page ended."),
    ],
    body: None,
    status: 200,
    answer: Shape::of::<Reliefs>(),
    is_tagged: false,
    is_guarded: false,
};
const SHOW: Doc = Doc {
    id: "get-relief",
    about: "One application. Reading it stands in the log.",
    query: &[],
    answer: Shape::of::<Relief>(),
    is_tagged: true,
    ..INDEX
};
const CREATE: Doc = Doc {
    id: "draft-relief",
    about: "Writes an application down. It is handed in on its page, with the papers that its kind asks for.",
    body: Some(Shape::of::<NewRelief>()),
    status: 201,
    ..SHOW
};

/// Registers the addresses.
pub(super) fn routes(routes: &mut Routes) {
    routes
        .api(Method::GET, "/api/v1/reliefs", &VIEW, &INDEX, index)
        .api(Method::POST, "/api/v1/reliefs", &FILE, &CREATE, create)
        .api(Method::GET, "/api/v1/reliefs/{id}", &VIEW, &SHOW, show);
}

impl From<Listed> for Relief {
    fn from(listed: Listed) -> Self {
        let day = |on: Option<jiff::civil::Date>| on.map(|on| on.to_string());
        Self {
            id: listed.id.to_string(),
            number: listed.number,
            person_id: listed.person.to_string(),
            person: listed.name,
            unit: listed.unit,
            kind: listed.kind,
            source: listed.source.to_string(),
            asked_fen: listed.asked_fen,
            fen: listed.fen,
            stage: listed.stage,
            course: listed.course,
            taken_on: listed.taken_on.to_string(),
            filed_on: day(listed.filed_on),
            noticed_from: day(listed.noticed_from),
            noticed_until: day(listed.noticed_until),
            objections: listed.objections,
            version: listed.version,
        }
    }
}

async fn index(ctx: Ctx) -> Result<Response> {
    let act = ctx.act()?;
    let scope = act.actor.scope(&VIEW, OWN)?;
    let mut form = Form::from(ctx.query_fields());
    let filter = pages::filter(&form);
    let size = form.number("limit", 1..=PER_PAGE_MAX, false).unwrap_or(PER_PAGE);
    let after = match form.value("cursor") {
        "" => None,
        text => {
            let after = pages::after(text);
            if after.is_none() {
                form.reject("cursor", Text::new("person-cursor-wrong"));
            }
            after
        }
    };
    form.finish(Some(()))?;
    let read = move |tx: &Tx<'_>| {
        let found = list::list(tx, &act, &scope, &filter, after, size + 1)?;
        act.record(
            tx,
            &VIEW,
            Subject::list("relief"),
            &json!({ "of": filter.wanted, "count": found.len() }),
        )?;
        Ok(found)
    };
    let mut found = ctx.app.db.write(read).await?;
    let size = usize::try_from(size).unwrap_or(usize::MAX);
    let has_more = found.len() > size;
    found.truncate(size);
    let cursor = found
        .last()
        .filter(|_| has_more)
        .map(|last| format!("{}.{}", last.taken_at.as_millisecond(), last.id));
    api::json(StatusCode::OK, &Reliefs { reliefs: found.into_iter().map(Relief::from).collect(), cursor })
}

async fn show(ctx: Ctx, Path(id): Path<String>, headers: HeaderMap) -> Result<Response> {
    shown(&ctx, pages::parse(&id)?, &headers, StatusCode::OK).await
}

async fn shown(ctx: &Ctx, id: ReliefId, headers: &HeaderMap, status: StatusCode) -> Result<Response> {
    let act = ctx.act()?;
    let listed = ctx.app.db.write(move |tx| actions::view(tx, &act, id, false)).await?.listed;
    let tag = listed.version.to_string();
    api::tagged(headers, status, &tag, &Relief::from(listed))
}

async fn create(ctx: Ctx, sent: Sent) -> Result<Response> {
    let act = ctx.act()?;
    let mut form = sent.fields(|name| form::FIELDS.contains(&name));
    let draft = form::draft(&mut form);
    let draft = form.finish(draft)?;
    let id = ctx.app.db.write(move |tx| actions::take(tx, &act, &draft)).await?;
    let response = shown(&ctx, id, &HeaderMap::new(), StatusCode::CREATED).await?;
    api::made(response, &format!("/api/v1/reliefs/{id}"))
}
