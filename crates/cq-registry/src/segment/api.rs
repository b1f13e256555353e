//! Segments for programs: the list with counts, one, and who is in it.

use axum::{
    extract::Path,
    http::{HeaderMap, Method, StatusCode},
    response::Response,
};
use cq_platform::{
    Error, Result,
    web::{
        Ctx, Routes,
        api::{self, Doc, Shape},
    },
};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    VIEW,
    pages::{counted, voice},
    store::{self, Names, Saved},
};
use crate::person;

/// A saved segment.
#[derive(Serialize, ToSchema)]
struct Segment {
    id: String,
    name: String,
    /// What it asks, as a sentence in the reader's language; none where this program cannot ask it.
    sentence: Option<String>,
    /// `bureau` or `nobody` and the like, as the page offers.
    shared_with: String,
    /// How many of the people within reach are in it; none where counting took too long.
    people: Option<i64>,
    version: i64,
}

/// Every segment that the asker may use, by name.
#[derive(Serialize, ToSchema)]
struct Segments {
    segments: Vec<Segment>,
}

const INDEX: Doc = Doc {
    id: "list-segments",
    about: "Saved segments with how many of the people within reach are in each.",
    query: &[],
    body: None,
    status: 200,
    answer: Shape::of::<Segments>(),
    is_tagged: false,
    is_guarded: false,
};
const SHOW: Doc = Doc {
    id: "get-segment",
    about: "One segment with how many are in it.",
    answer: Shape::of::<Segment>(),
    is_tagged: true,
    ..INDEX
};

/// Registers the addresses.
pub(super) fn routes(routes: &mut Routes) {
    routes.api(Method::GET, "/api/v1/segments", &VIEW, &INDEX, index).api(
        Method::GET,
        "/api/v1/segments/{id}",
        &VIEW,
        &SHOW,
        show,
    );
}

impl Segment {
    fn of(ctx: &Ctx, names: &Names, saved: &Saved, people: Option<i64>) -> Self {
        Self {
            id: saved.id.to_string(),
            name: saved.name.clone(),
            sentence: saved.segment.as_ref().ok().map(|segment| voice(ctx, names).say(segment)),
            shared_with: saved.shared_with.to_string(),
            people,
            version: saved.version,
        }
    }
}

async fn index(ctx: Ctx) -> Result<Response> {
    let act = ctx.act()?;
    let (saved, names) = ctx.app.db.report(move |conn| counted(conn, &act)).await?;
    let segments = saved.iter().map(|(saved, people)| Segment::of(&ctx, &names, saved, *people)).collect();
    api::json(StatusCode::OK, &Segments { segments })
}

async fn show(ctx: Ctx, Path(id): Path<String>, headers: HeaderMap) -> Result<Response> {
    let (act, id) = (ctx.act()?, id.parse().map_err(|_| Error::NotFound)?);
    let (saved, names, people) = ctx
        .app
        .db
        .report(move |conn| {
            let saved = store::find(conn, &act, id)?;
            let names = store::names(conn, act.bureau(), saved.segment.as_ref().ok())?;
            let scope = act.actor.scope(&person::LIST, person::OWN)?;
            let people = match &saved.segment {
                Ok(segment) => {
                    let bound = store::bind(conn, act.bureau(), segment.clone(), act.today())?;
                    Some(store::people::count(conn, &scope, act.bureau(), &bound)?)
                }
                Err(_) => None,
            };
            Ok((saved, names, people))
        })
        .await?;
    let tag = format!("{}-{}", saved.version, people.unwrap_or_default());
    api::tagged(&headers, StatusCode::OK, &tag, &Segment::of(&ctx, &names, &saved, people))
}
