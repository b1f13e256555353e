//! The description of the API, written from the table of routes itself (OpenAPI 3.1).

use std::collections::BTreeMap;

use axum::http::Method;
use serde_json::{Map, Value, json};
use utoipa::ToSchema;

use super::{
    Route,
    api::{Doc, Shape},
};
use crate::once;

/// Why something was not done (RFC 9457). `type` is `urn:changqing:problem:` and the code.
#[derive(ToSchema)]
#[allow(dead_code, reason = "only its shape is used")]
struct Problem {
    #[schema(rename = "type")]
    kind: String,
    title: String,
    status: u16,
    detail: Option<String>,
    errors: Vec<ProblemField>,
}

/// A field that is wrong.
#[derive(ToSchema)]
#[allow(dead_code, reason = "only its shape is used")]
struct ProblemField {
    field: String,
    code: String,
    detail: String,
}

/// The description of every route that has one.
pub fn document(routes: &[Route]) -> Value {
    let mut paths: BTreeMap<&str, Map<String, Value>> = BTreeMap::new();
    let mut shapes: BTreeMap<String, Value> = BTreeMap::new();
    let mut keep = |shape: &Shape| {
        for (name, schema) in shape.all() {
            shapes.insert(name, serde_json::to_value(schema).unwrap_or_default());
        }
    };
    keep(&Shape::of::<Problem>());
    for route in routes {
        let Some(doc) = route.doc else { continue };
        keep(&doc.answer);
        if let Some(body) = &doc.body {
            keep(body);
        }
        let method = route.method.as_str().to_lowercase();
        paths.entry(route.path).or_default().insert(method, operation(route, doc));
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Changqing",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "The lists and actions of the pages for programs, with the same rights: sign in at /sign-in and send the \
                session's cookie. Errors are problem details (RFC 9457). Lists are read on with `cursor`.",
            "license": { "name": "Apache-2.0", "identifier": "Apache-2.0" },
        },
        "servers": [{ "url": "/" }],
        "security": [{ "session": [] }],
        "paths": paths,
        "components": {
            "schemas": shapes,
            "securitySchemes": { "session": { "type": "apiKey", "in": "cookie", "name": crate::identity::SESSION_COOKIE } },
        },
    })
}

fn operation(route: &Route, doc: &Doc) -> Value {
    let mut answer = json!({
        "description": "Done.",
        "content": { "application/json": { "schema": reference(&doc.answer) } },
    });
    if doc.is_tagged {
        answer["headers"] = json!({ "ETag": { "schema": { "type": "string" }, "description": "For If-Match and If-None-Match." } });
    }
    let problem = json!({
        "description": "Not done, and why.",
        "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } },
    });
    let mut operation = json!({
        "operationId": doc.id,
        "summary": doc.about,
        "parameters": parameters(route, doc),
        "responses": { doc.status.to_string(): answer, "4XX": problem, "5XX": problem },
        "x-action": route.action.name,
    });
    if let Some(body) = &doc.body {
        operation["requestBody"] =
            json!({ "required": true, "content": { "application/json": { "schema": reference(body) } } });
    }
    operation
}

fn parameters(route: &Route, doc: &Doc) -> Vec<Value> {
    let one = |place: &str, name: &str, required: bool, about: &str| json!({ "in": place, "name": name, "required": required, "description": about, "schema": { "type": "string" } });
    let parts = route.path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
    let mut all: Vec<Value> = parts.map(|name| one("path", name, true, "The id, a UUID.")).collect();
    all.extend(doc.query.iter().map(|(name, about)| one("query", name, false, about)));
    if doc.is_guarded {
        all.push(one("header", "If-Match", true, "The ETag of the thing as it was read."));
    } else if doc.is_tagged && route.method == Method::GET {
        all.push(one(
            "header",
            "If-None-Match",
            false,
            "The ETag of the thing as it is known: 304 while it is the same.",
        ));
    }
    if route.method != Method::GET {
        let about = "A key of the asker's own. The same request under the same key within 96 hours is done once and answered alike; \
            another request under it is refused (422).";
        all.push(one("header", once::HEADER, false, about));
    }
    all
}

fn reference(shape: &Shape) -> Value {
    json!({ "$ref": format!("#/components/schemas/{}", shape.name()) })
}
