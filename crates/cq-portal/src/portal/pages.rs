//! The elder's own page and its form; what a clerk does on the person's page is in a file of its own.

mod guests;
mod words;

use askama::Template;
use axum::{extract::Path, response::Response};
use cq_case::case::{ASK, model::Kind};
use cq_platform::{
    Error, Result,
    audit::Subject,
    db::{Conn, Tx},
    form::Form,
    web::{Ctx, Posted, Routes, Ui, invalid, page, see_other},
};
use cq_registry::person::PersonId;
use serde_json::json;

use self::words::{Contact, Matter, Page, Promise};
use super::{LET_IN, VIEW, actions, form, model::Seen};

pub(super) fn routes(routes: &mut Routes) {
    routes
        .get("/my", &VIEW, mine)
        .get("/my/{person}", &VIEW, show)
        .get("/my/{person}/ask", &ASK, ask)
        .post("/my/{person}/ask", &ASK, asked)
        .get("/people/{id}/portal", &LET_IN, guests::form)
        .post("/people/{id}/portal", &LET_IN, guests::let_in)
        .post("/people/{id}/portal/{account}/password", &LET_IN, guests::reset)
        .post("/people/{id}/portal/{account}/end", &LET_IN, guests::end);
}

#[derive(Template)]
#[template(path = "portal/nobody.html")]
struct NobodyPage {
    ui: Ui,
}

/// The page of the first whom the account may see.
async fn mine(ctx: Ctx) -> Result<Response> {
    let act = ctx.act()?;
    let seen = ctx.app.db.read(move |conn| actions::seen(conn, &act)).await?;
    match seen.first() {
        Some(first) => Ok(see_other(&format!("/my/{}", first.id), None)),
        None => page(&NobodyPage { ui: Ui::of(&ctx) }),
    }
}

#[derive(Template)]
#[template(path = "portal/show.html")]
struct ShowPage {
    ui: Ui,
    seen: Seen,
    /// All whose pages the account may see.
    all: Vec<Seen>,
    today: String,
    contacts: Vec<Contact>,
    coming: Vec<Promise>,
    matters: Vec<Matter>,
    errands: Vec<Matter>,
    done: Vec<Promise>,
}

impl ShowPage {
    fn title(&self) -> String {
        let key = match self.seen.as_who {
            super::AsWho::Oneself => "portal-hello",
            super::AsWho::Family => "portal-of",
        };
        self.ui.a1(key, "name", self.seen.name.as_str()).into_owned()
    }

    fn ask(&self) -> String {
        format!("/my/{}/ask", self.seen.id)
    }
}

async fn show(ctx: Ctx, Path(id): Path<String>) -> Result<Response> {
    let (act, ui) = (ctx.act()?, Ui::of(&ctx));
    let person: PersonId = id.parse().map_err(|_| Error::NotFound)?;
    let says = ui.clone();
    let read = move |conn: &Conn<'_>| {
        let seen = actions::one(conn, &act, person)?;
        let page = Page::of(conn, &act, &says, &seen)?;
        Ok((seen, actions::seen(conn, &act)?, page))
    };
    let (seen, all, Page { today, contacts, coming, matters, errands, done }) =
        ctx.app.db.read(read).await?;
    let hand = ctx.act()?;
    let note = move |tx: &Tx<'_>| hand.record(tx, &VIEW, Subject::one("person", person.0), &json!({}));
    ctx.app.db.write(note).await?;
    page(&ShowPage { ui, seen, all, today, contacts, coming, matters, errands, done })
}

#[derive(Template)]
#[template(path = "portal/ask.html")]
struct AskPage {
    ui: Ui,
    form: Form,
    seen: Seen,
    kinds: &'static [Kind],
    refused: String,
}

impl AskPage {
    fn of(ctx: &Ctx, seen: Seen, form: Form, refused: String) -> Self {
        Self { ui: Ui::of(ctx), form, seen, kinds: &form::KINDS, refused }
    }

    fn back(&self) -> String {
        format!("/my/{}", self.seen.id)
    }

    fn action(&self) -> String {
        format!("/my/{}/ask", self.seen.id)
    }
}

async fn load(ctx: &Ctx, id: &str) -> Result<Seen> {
    let (act, person) = (ctx.act()?, id.parse().map_err(|_| Error::NotFound)?);
    ctx.app.db.read(move |conn| actions::one(conn, &act, person)).await
}

async fn ask(ctx: Ctx, Path(id): Path<String>) -> Result<Response> {
    let seen = load(&ctx, &id).await?;
    page(&AskPage::of(&ctx, seen, Form::default(), String::new()))
}

async fn asked(ctx: Ctx, Path(id): Path<String>, Posted(raw): Posted) -> Result<Response> {
    let (act, mut form) = (ctx.act()?, Form::from(raw));
    let seen = load(&ctx, &id).await?;
    let Some(asked) = form::asked(&mut form, &seen, &act.actor.name) else {
        return invalid(&AskPage::of(&ctx, seen, form, String::new()));
    };
    match ctx.app.db.write(move |tx| actions::ask(tx, &act, asked)).await {
        Ok(_) => Ok(see_other(&format!("/my/{}", seen.id), Some("notice-portal-asked"))),
        Err(Error::Refused(text)) => {
            let refused = Ui::of(&ctx).t(&text).into_owned();
            invalid(&AskPage::of(&ctx, seen, form, refused))
        }
        Err(error) => Err(error),
    }
}
