//! What stands before every handler: who asks, whether the role may, whether the form is ours, and, behind it, what an
//! error looks like.

use std::sync::Arc;

use axum::{
    body::{Body, Bytes, to_bytes},
    extract::{DefaultBodyLimit, FromRequest, FromRequestParts, Multipart, Request, State},
    http::{HeaderMap, Method, header, request::Parts},
    middleware::Next,
    response::{IntoResponse, Response},
};
use subtle::ConstantTimeEq;

use super::{App, Route, errors};
use crate::{
    Error, Result,
    actor::{Act, Actor},
    form::Raw,
    identity,
    messages::Lang,
    once::{self, Once},
};

/// Largest form without a file.
const FORM_MAX_BYTES: usize = 1 << 20;

/// The request as a handler sees it.
#[derive(Clone)]
pub struct Ctx {
    /// The program.
    pub app: App,
    /// Who is signed in; always somebody on routes that are not public.
    pub actor: Option<Actor>,
    /// The language asked for.
    pub lang: Lang,
    /// Large text asked for.
    pub text_large: bool,
    /// High contrast asked for.
    pub high_contrast: bool,
    /// The token of this visitor's forms.
    pub csrf: String,
    /// Path and query.
    pub path: String,
    /// The page of this site that a form was sent from; empty where the browser does not say.
    pub(super) sent_from: String,
    /// The session's cookie, to sign out with.
    pub session: Option<String>,
    /// The key under which a program asks.
    pub(crate) once: Option<Arc<Once>>,
    /// The cookie of somebody not signed in.
    pub(crate) visitor: Option<String>,
}

impl Ctx {
    /// The hand of whoever is signed in.
    pub fn act(&self) -> Result<Act> {
        Ok(self.app.act(self.actor.clone().ok_or(Error::SignedOut)?).under(self.once.clone()))
    }

    /// The language that a visitor's cookie asks for.
    pub(super) fn lang_of(headers: &HeaderMap) -> Lang {
        cookie(headers, "cq_lang").map_or(Lang::Zh, |tag| Lang::from_tag(&tag))
    }

    /// One value of the query.
    pub fn query(&self, name: &str) -> Option<String> {
        let (_, query) = self.path.split_once('?')?;
        parse_pairs(query.as_bytes()).get(name).map(str::to_owned)
    }

    /// The query as fields, for filters that show what was asked.
    pub fn query_fields(&self) -> Raw {
        self.path.split_once('?').map(|(_, query)| parse_pairs(query.as_bytes())).unwrap_or_default()
    }

    /// What the last step did: kind and sentence. Only the program's own `notice-` messages are said.
    pub(super) fn notice(&self) -> Option<(&'static str, String)> {
        let key = self
            .query("notice")
            .filter(|key| key.starts_with("notice-") && self.app.messages.has(self.lang, key))?;
        let kind = if key.starts_with("notice-warn-") { "warn" } else { "ok" };
        Some((kind, self.app.messages.say(self.lang, &key).to_owned()))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Ctx {
    type Rejection = Error;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self> {
        parts.extensions.get::<Ctx>().cloned().ok_or_else(|| Error::internal("a handler without its guard"))
    }
}

/// The fields of a posted form, token checked.
#[derive(Debug, Clone)]
pub struct Posted(pub Raw);

/// A posted file with the fields beside it, token checked.
#[derive(Debug, Clone)]
pub struct Upload {
    /// The name it had.
    pub file_name: String,
    /// What is in it.
    pub bytes: Bytes,
    /// The other fields.
    pub fields: Raw,
}

impl<S: Send + Sync> FromRequestParts<S> for Posted {
    type Rejection = Error;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self> {
        parts.extensions.remove::<Upload>().map(|upload| Posted(upload.fields)).ok_or(Error::Forged)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Upload {
    type Rejection = Error;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self> {
        parts.extensions.remove::<Upload>().ok_or(Error::Forged)
    }
}

pub(super) async fn guard(
    State((app, route)): State<(App, Route)>,
    request: Request,
    next: Next,
) -> Response {
    let mut ctx = context(&app, &request);
    match admit(&mut ctx, &route, request).await {
        Ok(request) => {
            let response = match (ctx.once.clone(), ctx.act()) {
                (Some(once), Ok(act)) => once::answer(&app, &act, once, next.run(request)).await,
                _ => next.run(request).await,
            };
            errors::shown(&ctx, response)
        }
        Err(error) => errors::shown(&ctx, error.into_response()),
    }
}

fn context(app: &App, request: &Request) -> Ctx {
    let headers = request.headers();
    let session = cookie(headers, identity::SESSION_COOKIE);
    let visitor = cookie(headers, identity::VISITOR_COOKIE);
    let token_of = session.as_ref().or(visitor.as_ref()).map_or("", String::as_str);
    Ctx {
        actor: None,
        lang: Ctx::lang_of(headers),
        text_large: cookie(headers, "cq_text").is_some_and(|size| size == "large"),
        high_contrast: cookie(headers, "cq_contrast").is_some_and(|contrast| contrast == "high"),
        csrf: app.secrets.form_token(token_of),
        path: request.uri().path_and_query().map_or("/", |path| path.as_str()).to_owned(),
        sent_from: if is_read(request.method()) { String::new() } else { sent_from(headers) },
        session,
        once: None,
        visitor,
        app: app.clone(),
    }
}

async fn admit(ctx: &mut Ctx, route: &Route, request: Request) -> Result<Request> {
    if let Some(session) = &ctx.session {
        ctx.actor = identity::signed_in(&ctx.app, session).await?;
    }
    if !route.is_public() {
        let actor = ctx.actor.as_ref().ok_or(Error::SignedOut)?;
        identity::must_change_first(actor, request.uri().path())?;
        actor.may(route.action)?;
    }
    let mut request = if is_read(request.method()) { request } else { checked(ctx, route, request).await? };
    request.extensions_mut().insert(ctx.clone());
    Ok(request)
}

/// Reads the body within its limit and holds its token and origin against this site's.
async fn checked(ctx: &mut Ctx, route: &Route, request: Request) -> Result<Request> {
    same_origin(request.headers())?;
    if route.is_api() {
        return sent(ctx, request).await;
    }
    let limit = if route.upload { ctx.app.settings.upload_max_bytes } else { FORM_MAX_BYTES };
    let header_token =
        request.headers().get("x-csrf-token").and_then(|value| value.to_str().ok()).map(str::to_owned);
    let is_multipart = content_type(request.headers()).starts_with("multipart/form-data");
    let is_json = content_type(request.headers()).starts_with("application/json");
    let (parts, body) = request.into_parts();
    let bytes = to_bytes(body, limit).await.map_err(|_| Error::TooLarge)?;
    let upload = match (is_multipart, is_json) {
        (true, _) => multipart(parts.headers.clone(), bytes).await?,
        (_, true) => Upload { file_name: String::new(), bytes, fields: Raw::default() },
        _ => Upload { file_name: String::new(), fields: parse_pairs(&bytes), bytes: Bytes::new() },
    };
    let given = header_token.or_else(|| upload.fields.get("_csrf").map(str::to_owned)).unwrap_or_default();
    if !bool::from(given.as_bytes().ct_eq(ctx.csrf.as_bytes())) {
        return Err(Error::Forged);
    }
    let mut request = Request::from_parts(parts, Body::empty());
    request.extensions_mut().insert(upload);
    Ok(request)
}

fn is_read(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

/// A program's request. No form of any page can send JSON, and no other site's script may without asking first, which nobody
/// grants; so its media type stands for the token.
async fn sent(ctx: &mut Ctx, request: Request) -> Result<Request> {
    if !content_type(request.headers()).starts_with("application/json") {
        return Err(Error::NotJson);
    }
    let (parts, body) = request.into_parts();
    let bytes = to_bytes(body, FORM_MAX_BYTES).await.map_err(|_| Error::TooLarge)?;
    if ctx.actor.is_some() {
        let asked = [parts.method.as_str().as_bytes(), ctx.path.as_bytes(), &bytes];
        ctx.once = Once::of(&parts.headers, &ctx.act()?, &asked)?;
    }
    let mut request = Request::from_parts(parts, Body::empty());
    request.extensions_mut().insert(Upload { file_name: String::new(), bytes, fields: Raw::default() });
    Ok(request)
}

/// Browsers say where a form came from; what they say must be this site.
fn same_origin(headers: &HeaderMap) -> Result<()> {
    let text = |name| headers.get(name).and_then(|value: &header::HeaderValue| value.to_str().ok());
    let host = text(header::HOST).unwrap_or_default();
    match (text(header::ORIGIN), text(header::HeaderName::from_static("sec-fetch-site"))) {
        (Some(origin), _) if origin.split_once("://").is_some_and(|(_, from)| from == host) => Ok(()),
        (Some(_), _) => Err(Error::Forged),
        (None, Some("same-origin" | "none") | None) => Ok(()),
        (None, Some(_)) => Err(Error::Forged),
    }
}

/// The path of the page that a request came from, if it is one of this site's.
fn sent_from(headers: &HeaderMap) -> String {
    let text = |name| headers.get(name).and_then(|value: &header::HeaderValue| value.to_str().ok());
    let (Some(from), Some(host)) = (text(header::REFERER), text(header::HOST)) else { return String::new() };
    let path = from.split_once("://").and_then(|(_, rest)| rest.strip_prefix(host)).unwrap_or_default();
    // A path of two slashes would lead to another site.
    let is_path = path.starts_with('/') && !path.starts_with("//") && !path.contains('\\');
    if is_path { path.to_owned() } else { String::new() }
}

async fn multipart(headers: HeaderMap, bytes: Bytes) -> Result<Upload> {
    let mut again = Request::new(Body::from(bytes));
    *again.headers_mut() = headers;
    // The route's own limit has been kept already; the library's, of 2 MB, would refuse a photograph as a forgery.
    DefaultBodyLimit::disable().apply(&mut again);
    let mut parts = Multipart::from_request(again, &()).await.map_err(|_| Error::Forged)?;
    let mut upload = Upload { file_name: String::new(), bytes: Bytes::new(), fields: Raw::default() };
    while let Some(field) = parts.next_field().await.map_err(|_| Error::Forged)? {
        let name = field.name().unwrap_or_default().to_owned();
        match field.file_name().map(str::to_owned) {
            Some(file_name) => {
                upload.bytes = field.bytes().await.map_err(|_| Error::Forged)?;
                upload.file_name = file_name;
            }
            None => upload.fields.0.push((name, field.text().await.map_err(|_| Error::Forged)?)),
        }
    }
    Ok(upload)
}

fn content_type(headers: &HeaderMap) -> &str {
    headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

/// One cookie's value.
pub(crate) fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    let lines = headers.get_all(header::COOKIE).into_iter().filter_map(|line| line.to_str().ok());
    lines
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value.to_owned())
}

fn parse_pairs(bytes: &[u8]) -> Raw {
    Raw(form_urlencoded::parse(bytes).map(|(name, value)| (name.into_owned(), value.into_owned())).collect())
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn the_page_a_form_was_on_is_led_back_to_only_on_this_site() {
        for (from, path) in [
            ("https://it/cases/7?state=open", "/cases/7?state=open"),
            ("https://elsewhere/cases/7", ""),
            ("https://it.elsewhere/cases/7", ""),
            ("https://it//elsewhere/", ""),
            ("https://it/\\elsewhere/", ""),
            ("/cases/7", ""),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::HOST, HeaderValue::from_static("it"));
            headers.insert(header::REFERER, HeaderValue::from_static(from));
            assert_eq!(sent_from(&headers), path, "{from}");
        }
    }
}
