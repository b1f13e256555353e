//! What becomes of a case, for programs: each step as the form on its page, against the version that was seen.

use axum::{
    extract::Path,
    http::{HeaderMap, Method, StatusCode},
    response::Response,
};
use cq_platform::{
    Error, Result,
    actor::Act,
    db::Tx,
    form::Form,
    policy::Action,
    web::{
        Ctx, Routes,
        api::{self, Doc, Sent, Shape},
    },
};
use utoipa::ToSchema;

use super::{SHOW, parse, shown};
use crate::case::{
    CALL, DECIDE, HANDLE, Pillars,
    actions::{self, Turn},
    form::{NOTE_MAX, words},
    model::{Answer, CaseId},
    store::{self, OWN},
};

/// Nothing more is to be said.
#[derive(ToSchema)]
struct Taking {}

/// Why, or what came of it.
#[derive(ToSchema)]
#[allow(dead_code, reason = "only its shape is used; it is read as the page's form is")]
struct Note {
    /// Up to 500 signs. May be left out where one resumes or agrees.
    note: String,
}

/// To whom it is given.
#[derive(ToSchema)]
#[allow(dead_code, reason = "only its shape is used; it is read as the page's form is")]
struct Handing {
    /// The id of a colleague.
    to: String,
    note: Option<String>,
}

/// A day promised to the asker.
#[derive(ToSchema)]
#[allow(dead_code, reason = "only its shape is used; it is read as the page's form is")]
struct Promise {
    /// ISO 8601, within the time allowed.
    on: String,
}

/// How the asker took it.
#[derive(ToSchema)]
#[allow(dead_code, reason = "only its shape is used; it is read as the page's form is")]
struct Call {
    /// `satisfied`, `unsatisfied`, `again` or `not-reached`.
    verdict: String,
    /// In their words.
    words: Option<String>,
}

const STEP: Doc = Doc { body: Some(Shape::of::<Note>()), is_guarded: true, ..SHOW };
const TAKE: Doc =
    Doc { id: "take-case", about: "Takes up a case that waits.", body: Some(Shape::of::<Taking>()), ..STEP };
const HAND: Doc = Doc {
    id: "hand-case",
    about: "Gives a case to somebody else; its first receiver stays answerable.",
    body: Some(Shape::of::<Handing>()),
    ..STEP
};
const PROMISE: Doc =
    Doc { id: "promise-case", about: "Gives the asker a day.", body: Some(Shape::of::<Promise>()), ..STEP };
const ANSWER: Doc = Doc { id: "answer-case", about: "It is done; the asker is to be called back.", ..STEP };
const RAISE: Doc = Doc { id: "raise-case", about: "It is unclear whose it is: the head decides.", ..STEP };
const PAUSE: Doc = Doc { id: "pause-case", about: "Stops its clock, with a reason.", ..STEP };
const RESUME: Doc = Doc { id: "resume-case", about: "Its clock runs on.", ..STEP };
const REFUSE: Doc =
    Doc { id: "refuse-case", about: "Would refuse it, with a reason; a second one decides.", ..STEP };
const AGREE: Doc = Doc { id: "agree-to-refusal", about: "Agrees to a refusal of somebody else's.", ..STEP };
const DISAGREE: Doc =
    Doc { id: "disagree-with-refusal", about: "Does not agree to a refusal: it is worked on.", ..STEP };
const CALLED: Doc = Doc {
    id: "call-back-case",
    about: "The asker was called back; satisfied, it is closed.",
    body: Some(Shape::of::<Call>()),
    ..STEP
};

/// Registers the addresses.
pub(super) fn routes(routes: &mut Routes, pillars: Pillars) {
    routes
        .api(Method::POST, "/api/v1/cases/{id}/take", &HANDLE, &TAKE, take)
        .api(Method::POST, "/api/v1/cases/{id}/hand", &HANDLE, &HAND, hand)
        .api(Method::POST, "/api/v1/cases/{id}/promise", &HANDLE, &PROMISE, promise)
        .api(Method::POST, "/api/v1/cases/{id}/call", &CALL, &CALLED, move |ctx, path, headers, sent| {
            call(ctx, path, headers, sent, pillars)
        });
    let turns: [(_, &Action, &Doc, _); 7] = [
        ("/api/v1/cases/{id}/answer", &HANDLE, &ANSWER, Turn::Answer),
        ("/api/v1/cases/{id}/raise", &HANDLE, &RAISE, Turn::Raise),
        ("/api/v1/cases/{id}/pause", &HANDLE, &PAUSE, Turn::Pause),
        ("/api/v1/cases/{id}/resume", &HANDLE, &RESUME, Turn::Resume),
        ("/api/v1/cases/{id}/refuse", &HANDLE, &REFUSE, Turn::Refuse),
        ("/api/v1/cases/{id}/agree", &DECIDE, &AGREE, Turn::Agree),
        ("/api/v1/cases/{id}/disagree", &DECIDE, &DISAGREE, Turn::Disagree),
    ];
    for (path, action, doc, turn) in turns {
        routes.api(Method::POST, path, action, doc, move |ctx, path, headers, sent| {
            turned(ctx, path, headers, sent, (action, turn, pillars))
        });
    }
}

/// A step asked for: by whom, of which case, against which version.
struct Asked {
    ctx: Ctx,
    id: CaseId,
    seen: i64,
}

impl Asked {
    /// Of a case within reach; another is not found, whatever was sent.
    async fn of(ctx: Ctx, id: &str, headers: &HeaderMap, action: &Action) -> Result<Self> {
        let (act, id) = (ctx.act()?, parse(id)?);
        let scope = act.actor.scope(action, OWN)?;
        let found = ctx.app.db.read(move |conn| store::find(conn, &scope, act.bureau(), id)).await?;
        found.ok_or(Error::NotFound)?;
        Ok(Self { seen: api::seen(headers)?, ctx, id })
    }

    /// Makes the step, and gives the case as it stands then.
    async fn make(
        self,
        step: impl FnOnce(&Tx<'_>, &Act, CaseId, i64) -> Result<()> + Send + 'static,
    ) -> Result<Response> {
        let Self { ctx, id, seen } = self;
        let act = ctx.act()?;
        ctx.app.db.write(move |tx| step(tx, &act, id, seen)).await.map_err(api::stale)?;
        shown(&ctx, id, &HeaderMap::new(), StatusCode::OK).await
    }
}

async fn take(ctx: Ctx, Path(id): Path<String>, headers: HeaderMap, sent: Sent) -> Result<Response> {
    let asked = Asked::of(ctx, &id, &headers, &HANDLE).await?;
    sent.fields(|_| false).finish(Some(()))?;
    asked.make(actions::take).await
}

async fn hand(ctx: Ctx, Path(id): Path<String>, headers: HeaderMap, sent: Sent) -> Result<Response> {
    let asked = Asked::of(ctx, &id, &headers, &HANDLE).await?;
    let mut form = sent.fields(|name| matches!(name, "to" | "note"));
    let (to, note) = (form.text("to", 1..=80), words(&mut form, "note", 0, NOTE_MAX));
    form.finish(Some(()))?;
    asked.make(move |tx, act, id, seen| at("to", actions::hand(tx, act, id, seen, &to, &note))).await
}

async fn promise(ctx: Ctx, Path(id): Path<String>, headers: HeaderMap, sent: Sent) -> Result<Response> {
    let asked = Asked::of(ctx, &id, &headers, &HANDLE).await?;
    let mut form = sent.fields(|name| name == "on");
    let on = form.day("on");
    let on = form.finish(on)?;
    asked.make(move |tx, act, id, seen| at("on", actions::promise(tx, act, id, seen, on))).await
}

async fn call(
    ctx: Ctx,
    Path(id): Path<String>,
    headers: HeaderMap,
    sent: Sent,
    pillars: Pillars,
) -> Result<Response> {
    let asked = Asked::of(ctx, &id, &headers, &CALL).await?;
    let mut form = sent.fields(|name| matches!(name, "verdict" | "words"));
    let answer = form.choice::<Answer>("verdict");
    let spoken = words(&mut form, "words", 0, NOTE_MAX);
    let answer = form.finish(answer)?;
    asked.make(move |tx, act, id, seen| actions::called(tx, act, (id, seen), answer, &spoken, pillars)).await
}

async fn turned(
    ctx: Ctx,
    Path(id): Path<String>,
    headers: HeaderMap,
    sent: Sent,
    (action, turn, pillars): (&'static Action, Turn, Pillars),
) -> Result<Response> {
    let asked = Asked::of(ctx, &id, &headers, action).await?;
    let mut form: Form = sent.fields(|name| name == "note");
    let least = usize::from(!matches!(turn, Turn::Resume | Turn::Agree));
    let note = words(&mut form, "note", least, NOTE_MAX);
    form.finish(Some(()))?;
    asked.make(move |tx, act, id, seen| actions::turn(tx, act, (id, seen), turn, &note, pillars)).await
}

/// What is wrong with a step stands at the field that it is about, under the field's name here.
fn at(field: &str, done: Result<()>) -> Result<()> {
    done.map_err(|error| match error {
        Error::Invalid(errors) => {
            Error::Invalid(errors.into_iter().map(|(_, text)| (field.to_owned(), text)).collect())
        }
        error => error,
    })
}
