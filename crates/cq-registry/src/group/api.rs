//! Groups for programs.

use axum::{
    http::{Method, StatusCode},
    response::Response,
};
use cq_platform::{
    Error, Result,
    form::Form,
    messages::Text,
    web::{
        Ctx, Routes,
        api::{self, Doc, Shape},
    },
};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    VIEW,
    model::{GroupId, GroupKind},
    store::{self, Listed, Shown},
};

const PER_PAGE: i64 = 50;
const PER_PAGE_MAX: i64 = 200;

/// A branch or a club.
#[derive(Serialize, ToSchema)]
struct Group {
    id: String,
    kind: String,
    name: String,
    above_id: Option<String>,
    above: Option<String>,
    area: Option<String>,
    category: Option<String>,
    /// ISO 8601.
    closed_on: Option<String>,
    head_id: Option<String>,
    head: Option<String>,
    members: i64,
    /// When the first of its terms ends, ISO 8601.
    term_ends_on: Option<String>,
}

/// A page of groups.
#[derive(Serialize, ToSchema)]
struct Groups {
    groups: Vec<Group>,
    /// Asks for what follows; none at the end.
    cursor: Option<String>,
}

const INDEX: Doc = Doc {
    id: "list-groups",
    about: "Groups of a kind by name.",
    query: &[
        ("kind", "branch (without it) or another kind, as the page names them"),
        ("shown", "open (without it), closed or all, as the page names them"),
        ("limit", "1 to 200; 50 without it."),
        ("cursor", "Where the last page ended."),
    ],
    body: None,
    status: 200,
    answer: Shape::of::<Groups>(),
    is_tagged: false,
    is_guarded: false,
};

/// Registers the address.
pub(super) fn routes(routes: &mut Routes) {
    routes.api(Method::GET, "/api/v1/groups", &VIEW, &INDEX, index);
}

impl From<Listed> for Group {
    fn from(listed: Listed) -> Self {
        Self {
            id: listed.id.to_string(),
            kind: listed.kind.to_string(),
            name: listed.name,
            above_id: listed.above_id.map(|id| id.to_string()),
            above: listed.above,
            area: listed.area,
            category: listed.category,
            closed_on: listed.closed_on.map(|on| on.to_string()),
            head_id: listed.head_id.map(|id| id.to_string()),
            head: listed.head,
            members: listed.members,
            term_ends_on: listed.term_ends_on.map(|on| on.to_string()),
        }
    }
}

async fn index(ctx: Ctx) -> Result<Response> {
    let bureau = *ctx.act()?.bureau();
    let mut form = Form::from(ctx.query_fields());
    let kind = form.value("kind").parse().unwrap_or(GroupKind::Branch);
    let shown = form.value("shown").parse().unwrap_or(Shown::Open);
    let size = form.number("limit", 1..=PER_PAGE_MAX, false).unwrap_or(PER_PAGE);
    let cursor = match form.value("cursor") {
        "" => None,
        _ => form.choice::<GroupId>("cursor"),
    };
    form.finish(Some(()))?;
    let mut groups = ctx
        .app
        .db
        .read(move |conn| {
            let after = match cursor {
                Some(id) => {
                    let last = store::find(conn, &bureau, id)?.ok_or_else(gone)?;
                    (last.facts.name, last.id.0)
                }
                None => (String::new(), Uuid::nil()),
            };
            store::list(conn, &bureau, kind, shown, &after, size + 1)
        })
        .await?;
    let size = usize::try_from(size).unwrap_or(usize::MAX);
    let more = groups.len() > size;
    groups.truncate(size);
    let cursor = groups.last().filter(|_| more).map(|last| last.id.to_string());
    api::json(StatusCode::OK, &Groups { groups: groups.into_iter().map(Into::into).collect(), cursor })
}

fn gone() -> Error {
    Error::Invalid(vec![("cursor".into(), Text::new("person-cursor-wrong"))])
}
