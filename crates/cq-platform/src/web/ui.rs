//! What every page's template is given besides its own data.

use std::borrow::Cow;

use askama::Template;
use axum::{
    body::Body,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};

use super::{App, Ctx, Menu, assets, summary};
use crate::{
    Error, Result,
    messages::{Arg, Lang, Text},
    policy::Role,
};

/// The frame's data, and the page's voice: every sentence is said through it.
#[derive(Clone)]
pub struct Ui {
    app: App,
    speaks: Lang,
    /// Tag for `<html lang>`.
    pub lang: &'static str,
    /// The token that each form carries in a hidden field named `_csrf`.
    pub csrf: String,
    /// The page's own path with its query.
    pub path: String,
    /// The main menu, as far as this actor may follow it.
    pub menu: Menu,
    /// Who is signed in.
    pub who: Option<Who>,
    /// Large text was asked for.
    pub text_large: bool,
    /// High contrast was asked for.
    pub high_contrast: bool,
    /// What the last step did.
    pub notice: Option<Notice>,
}

/// Who is signed in.
#[derive(Debug, Clone)]
pub struct Who {
    /// The name.
    pub name: String,
    /// Message key of the role.
    pub role_key: String,
    /// The role.
    pub role: Role,
}

/// A sentence above the page: what the last step did.
#[derive(Debug, Clone)]
pub struct Notice {
    /// `ok` or `warn`; names a style.
    pub kind: &'static str,
    /// The sentence, said.
    pub text: String,
}

impl Ui {
    /// The frame for this request.
    pub fn of(ctx: &Ctx) -> Self {
        let path = ctx.path.split('?').next().unwrap_or("/");
        Self {
            app: ctx.app.clone(),
            speaks: ctx.lang,
            lang: ctx.lang.tag(),
            csrf: ctx.csrf.clone(),
            path: ctx.path.clone(),
            menu: Menu::of(&ctx.app, ctx.actor.as_ref(), path),
            who: ctx.actor.as_ref().map(|actor| Who {
                name: actor.name.clone(),
                role_key: format!("role-{}", actor.role),
                role: actor.role,
            }),
            text_large: ctx.text_large,
            high_contrast: ctx.high_contrast,
            notice: ctx.notice().map(|(kind, text)| Notice { kind, text }),
        }
    }

    /// The message without arguments.
    pub fn m<'a>(&'a self, key: &'a str) -> &'a str {
        self.app.messages.say(self.speaks, key)
    }

    /// The message `family-word`, for a word of a closed list: `ui.w("sex", person.sex)`.
    pub fn w(&self, family: &str, word: impl std::fmt::Display) -> String {
        self.m(&format!("{family}-{word}")).to_owned()
    }

    /// The message with one argument.
    pub fn a1(&self, key: &'static str, name: &'static str, value: impl Into<Arg>) -> Cow<'_, str> {
        self.t(&Text::new(key).with(name, value))
    }

    /// The message with two arguments.
    pub fn a2(
        &self,
        key: &'static str,
        name: &'static str,
        value: impl Into<Arg>,
        second: &'static str,
        other: impl Into<Arg>,
    ) -> Cow<'_, str> {
        self.t(&Text::new(key).with(name, value).with(second, other))
    }

    /// The sentence.
    pub fn t(&self, text: &Text) -> Cow<'_, str> {
        self.app.messages.tell(self.speaks, text)
    }

    /// Whether the page is in Chinese.
    pub fn zh(&self) -> bool {
        self.speaks == Lang::Zh
    }

    /// A day as people write it: `2026年11月23日`, `23 Nov 2026`.
    pub fn day(&self, day: &jiff::civil::Date) -> String {
        self.partial(&(*day).into())
    }

    /// A day that may be known only to the month or the year.
    pub fn partial(&self, day: &cq_calendar::PartialDate) -> String {
        if self.zh() { day.chinese() } else { day.english() }
    }

    /// An instant, to the minute, in China's time.
    pub fn instant(&self, at: &jiff::Timestamp) -> String {
        let at = crate::clock::CHINA.to_datetime(*at);
        format!("{} {:02}:{:02}", self.day(&at.date()), at.hour(), at.minute())
    }

    /// A count with its thousands apart: `4,000`.
    pub fn n(&self, count: impl std::borrow::Borrow<i64>) -> String {
        grouped(*count.borrow())
    }

    /// The address of an asset: `ui.asset("css/app.css")`.
    pub fn asset(&self, name: &str) -> String {
        assets::address(name)
    }
}

fn grouped(count: i64) -> String {
    let digits = count.unsigned_abs().to_string();
    let mut text = String::from(if count < 0 { "-" } else { "" });
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Renders a page.
pub fn page(template: &impl Template) -> Result<Response> {
    page_with(StatusCode::OK, template)
}

pub(super) fn page_with(status: StatusCode, template: &impl Template) -> Result<Response> {
    Ok(html_with(status, template.render().map_err(Error::internal)?))
}

fn html_with(status: StatusCode, html: String) -> Response {
    let headers = [(header::CONTENT_TYPE, "text/html; charset=utf-8"), (header::CACHE_CONTROL, "no-store")];
    (status, headers, Body::from(html)).into_response()
}

/// Renders a form that has to be mended, with the status that says so; its summary of errors names each field as the field
/// itself does.
pub fn invalid(template: &impl Template) -> Result<Response> {
    let html = template.render().map_err(Error::internal)?;
    Ok(html_with(StatusCode::UNPROCESSABLE_ENTITY, summary::named(html)))
}

/// Renders a page on which somebody was first: as it stands now, with what was typed and the sentence that says who did what.
pub fn overtaken(template: &impl Template) -> Result<Response> {
    let html = template.render().map_err(Error::internal)?;
    Ok(html_with(StatusCode::CONFLICT, summary::named(html)))
}

/// Leads on after a change, so that reloading does not repeat it. `notice` is a message key beginning with `notice-`.
pub fn see_other(path: &str, notice: Option<&str>) -> Response {
    let join = if path.contains('?') { '&' } else { '?' };
    let to = notice.map_or_else(|| path.to_owned(), |key| format!("{path}{join}notice={key}"));
    (StatusCode::SEE_OTHER, [(header::LOCATION, to)]).into_response()
}

#[cfg(test)]
mod tests {
    #[test]
    fn thousands_stand_apart() {
        let said = [0, 999, 1_000, -1_234_567].map(super::grouped);
        assert_eq!(said, ["0", "999", "1,000", "-1,234,567"]);
    }
}
