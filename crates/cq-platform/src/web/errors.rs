//! What an error looks like: a page for people, problem details (RFC 9457) for programs, a line in the log once.

use std::sync::Arc;

use askama::Template;
use axum::{
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};

use super::{App, Ctx, Ui, api, see_other, ui::page_with};
use crate::{Error, messages::Lang};

/// Carried by a response until [`shown`] knows who asked.
#[derive(Clone)]
struct Carried(Arc<Error>);

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let (status, _) = self.status_and_code();
        let mut response =
            StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR).into_response();
        response.extensions_mut().insert(Carried(Arc::new(self)));
        response
    }
}

/// The media type of problem details.
pub(super) const PROBLEM: &str = "application/problem+json";

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage {
    ui: Ui,
    /// Stem of the message keys: `error-not-found-title`, `error-not-found-body`.
    code: &'static str,
    /// The domain's own sentence, where it has one.
    reason: Option<String>,
    errors: Vec<(String, String)>,
    /// The page that the form was on; empty where there is none to go back to.
    back: String,
}

/// Turns a carried error into what its reader understands.
pub(super) fn shown(ctx: &Ctx, response: Response) -> Response {
    let Some(Carried(error)) = response.extensions().get::<Carried>().cloned() else { return response };
    let (_, code) = error.status_and_code();
    if matches!(*error, Error::Db(_) | Error::Internal(_)) {
        let route = ctx.path.split('?').next().unwrap_or_default();
        tracing::error!(cause = %error, route, "request failed");
    }
    if ctx.path.starts_with(api::ROOT) {
        return problem(response.status(), code, ctx, &error);
    }
    match *error {
        Error::SignedOut => see_other("/sign-in", None),
        Error::PasswordFirst => see_other("/password", None),
        _ => html(ctx, response.status(), code, &error).unwrap_or(response),
    }
}

fn html(ctx: &Ctx, status: StatusCode, code: &'static str, error: &Error) -> Option<Response> {
    let ui = Ui::of(ctx);
    let reason = match error {
        Error::Refused(text) | Error::Overtaken(text) => Some(ui.t(text).into_owned()),
        _ => None,
    };
    let errors = match error {
        Error::Invalid(errors) => {
            errors.iter().map(|(field, text)| (field.clone(), ui.t(text).into_owned())).collect()
        }
        _ => Vec::new(),
    };
    let is_of_form =
        matches!(error, Error::Conflict | Error::Overtaken(_) | Error::Refused(_) | Error::Invalid(_));
    let back = if is_of_form { ctx.sent_from.clone() } else { String::new() };
    page_with(status, &ErrorPage { ui, code, reason, errors, back }).ok()
}

fn problem(status: StatusCode, code: &str, ctx: &Ctx, error: &Error) -> Response {
    let say = |text| ctx.app.messages.tell(ctx.lang, text).into_owned();
    let detail = match error {
        Error::Refused(text) | Error::Overtaken(text) | Error::Malformed(text) => Some(say(text)),
        _ => None,
    };
    let fields: Vec<_> = match error {
        Error::Invalid(errors) => errors
            .iter()
            .map(|(field, text)| serde_json::json!({ "field": field, "code": text.key, "detail": say(text) }))
            .collect(),
        _ => Vec::new(),
    };
    problem_with(&ctx.app, ctx.lang, status, code, detail.as_deref(), &fields)
}

/// A problem that its code says all of.
pub(super) fn plain_problem(app: &App, lang: Lang, status: StatusCode, code: &str) -> Response {
    problem_with(app, lang, status, code, None, &[])
}

fn problem_with(
    app: &App,
    lang: Lang,
    status: StatusCode,
    code: &str,
    detail: Option<&str>,
    errors: &[serde_json::Value],
) -> Response {
    let title = app.messages.say(lang, &format!("error-{code}-title")).to_owned();
    let body = serde_json::json!({
        "type": format!("urn:changqing:problem:{code}"), "title": title, "status": status.as_u16(), "detail": detail, "errors": errors,
    });
    let headers = [(header::CONTENT_TYPE, PROBLEM), (header::CACHE_CONTROL, "no-store")];
    (status, headers, body.to_string()).into_response()
}
