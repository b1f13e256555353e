//! The program's own language: JSON in and out over the actions that the pages use.
//!
//! A single thing is answered with an `ETag`; a change of it names the one it was read with in `If-Match`, so that nobody
//! overwrites what he has not seen. What each address takes and answers is a [`Doc`] beside its route, from which
//! `/api/openapi.json` is written.

use axum::{
    extract::{FromRequestParts, Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, header, request::Parts},
    middleware::Next,
    response::{IntoResponse, Response},
};
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::{
    ToSchema,
    openapi::{RefOr, schema::Schema},
};

use super::{App, Ctx, Upload, errors};
use crate::{
    Error, Result,
    form::{Form, Raw},
    messages::Text,
};

/// Where every address of the API begins.
pub(super) const ROOT: &str = "/api/";

/// What the description says of one route.
#[derive(Debug)]
pub struct Doc {
    /// Its name, distinct among all.
    pub id: &'static str,
    /// What it does, in a line.
    pub about: &'static str,
    /// What the query may say: name and meaning.
    pub query: &'static [(&'static str, &'static str)],
    /// What is to be sent.
    pub body: Option<Shape>,
    /// The status of the good answer.
    pub status: u16,
    /// The good answer.
    pub answer: Shape,
    /// Whether the answer carries an `ETag`.
    pub is_tagged: bool,
    /// Whether `If-Match` must be sent.
    pub is_guarded: bool,
}

/// The shape of a value, taken from its type.
#[derive(Clone, Copy)]
pub struct Shape {
    name: fn() -> String,
    schema: fn() -> RefOr<Schema>,
    parts: fn(&mut Vec<(String, RefOr<Schema>)>),
}

impl std::fmt::Debug for Shape {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.name())
    }
}

impl Shape {
    /// That of `T`.
    pub const fn of<T: ToSchema>() -> Self {
        Self { name: name::<T>, schema: T::schema, parts: T::schemas }
    }

    /// Its name in the description.
    pub(super) fn name(&self) -> String {
        (self.name)()
    }

    /// Itself and every shape in it, by name.
    pub(super) fn all(&self) -> Vec<(String, RefOr<Schema>)> {
        let mut all = vec![(self.name(), (self.schema)())];
        (self.parts)(&mut all);
        all
    }
}

fn name<T: ToSchema>() -> String {
    T::name().into_owned()
}

/// The object sent.
#[derive(Debug, Clone)]
pub struct Sent(pub Map<String, Value>);

impl<S: Send + Sync> FromRequestParts<S> for Sent {
    type Rejection = Error;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self> {
        let upload = parts.extensions.remove::<Upload>().ok_or(Error::NotJson)?;
        serde_json::from_slice(&upload.bytes).map(Sent).map_err(|error| {
            let text =
                Text::new("error-malformed-json").with("line", error.line()).with("column", error.column());
            Error::Malformed(text)
        })
    }
}

impl Sent {
    /// The object as the fields of a form, so that a program's input is read as a person's is. A name that is none of `known`,
    /// and a value that no field can hold, is an error there.
    pub fn fields(self, known: impl Fn(&str) -> bool) -> Form {
        let mut pairs = Vec::new();
        let mut wrong = Vec::new();
        for (name, value) in self.0 {
            if !known(&name) {
                wrong.push((name, Text::new("form-field-unknown")));
            } else if let Some(texts) = texts(&value) {
                pairs.extend(texts.into_iter().map(|text| (name.clone(), text)));
            } else {
                wrong.push((name, Text::new("form-value-kind")));
            }
        }
        Form::from(Raw(pairs)).with_errors(wrong)
    }
}

/// The texts that stand for `value` in a form; nothing typed for null.
fn texts(value: &Value) -> Option<Vec<String>> {
    match value {
        Value::Array(items) => {
            let items: Option<Vec<String>> = items.iter().map(text).collect();
            items
        }
        value => text(value).map(|text| vec![text]),
    }
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::Null => Some(String::new()),
        Value::Bool(yes) => Some(if *yes { "yes".into() } else { String::new() }),
        Value::Number(number) => Some(number.to_string()),
        Value::String(text) => Some(text.clone()),
        Value::Array(_) | Value::Object(_) => None,
    }
}

/// Which version of a thing its asker has seen, as `If-Match` says. Without it nothing is changed.
pub fn seen(headers: &HeaderMap) -> Result<i64> {
    let tag = headers.get(header::IF_MATCH).ok_or(Error::Unguarded)?.to_str().unwrap_or_default();
    let digits = tag.strip_prefix('"').and_then(|tag| tag.strip_suffix('"')).unwrap_or_default();
    digits.split('-').next().unwrap_or_default().parse().map_err(|_| Error::Stale)
}

/// A change that came second is, for whoever named what it had seen, a condition that does not hold.
pub fn stale(error: Error) -> Error {
    if matches!(error, Error::Conflict) { Error::Stale } else { error }
}

/// An answer that nobody between may keep.
pub fn json(status: StatusCode, body: &impl Serialize) -> Result<Response> {
    Ok(answer(status, serde_json::to_vec(body).map_err(Error::internal)?))
}

/// [`json`], already written.
pub fn answer(status: StatusCode, body: Vec<u8>) -> Response {
    let headers = [(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "private, no-cache")];
    (status, headers, body).into_response()
}

/// A single thing with its tag; only that it is the same, where the asker has it already (`If-None-Match`).
pub fn tagged(headers: &HeaderMap, status: StatusCode, tag: &str, body: &impl Serialize) -> Result<Response> {
    let tag = format!("\"{tag}\"");
    let known = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let is_known = known.split(',').any(|one| one.trim().trim_start_matches("W/") == tag);
    let mut response = if is_known { StatusCode::NOT_MODIFIED.into_response() } else { json(status, body)? };
    response.headers_mut().insert(header::ETAG, HeaderValue::from_str(&tag).map_err(Error::internal)?);
    Ok(response)
}

/// Where a thing just made is found.
pub fn made(mut response: Response, at: &str) -> Result<Response> {
    response.headers_mut().insert(header::LOCATION, HeaderValue::from_str(at).map_err(Error::internal)?);
    Ok(response)
}

/// Gives the errors of the frame around the handlers (no such method, too slow, a panic) the form that the API's own have.
pub async fn problems(State(app): State<App>, request: Request, next: Next) -> Response {
    if !request.uri().path().starts_with(ROOT) {
        return next.run(request).await;
    }
    let lang = Ctx::lang_of(request.headers());
    let response = next.run(request).await;
    let is_error = response.status().is_client_error() || response.status().is_server_error();
    let kind = response.headers().get(header::CONTENT_TYPE).map(HeaderValue::as_bytes);
    if !is_error || kind == Some(errors::PROBLEM.as_bytes()) {
        return response;
    }
    let code = match response.status() {
        StatusCode::METHOD_NOT_ALLOWED => "no-such-method",
        StatusCode::REQUEST_TIMEOUT => "too-slow",
        StatusCode::NOT_FOUND => "not-found",
        _ => "internal",
    };
    errors::plain_problem(&app, lang, response.status(), code)
}
