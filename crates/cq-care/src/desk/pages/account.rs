//! The account of somebody who stands at a desk.

use askama::Template;
use axum::{extract::Path, response::Response};
use cq_platform::{
    Error, Result,
    db::Conn,
    form::Form,
    identity,
    ids::StaffId,
    web::{Ctx, Posted, Ui, invalid, page},
};
use cq_registry::person::pinyin;

use crate::desk::{LIST, actions, store};

#[derive(Template)]
#[template(path = "desk/account.html")]
struct AccountPage {
    ui: Ui,
    form: Form,
    id: StaffId,
    name: String,
    /// What the guide signs in with, if there is an account.
    login: Option<String>,
    /// Shown once: the first password of the account just made.
    password: Option<String>,
    may_list: bool,
}

pub(super) async fn show(ctx: Ctx, Path(id): Path<String>) -> Result<Response> {
    shown(&ctx, parse(&id)?, None, None).await
}

async fn shown(ctx: &Ctx, id: StaffId, form: Option<Form>, password: Option<String>) -> Result<Response> {
    let act = ctx.act()?;
    let may_list = act.actor.may(&LIST).is_ok();
    let bureau = *act.bureau();
    let look = move |conn: &Conn<'_>| {
        let name = store::guide(conn, &bureau, id)?.ok_or(Error::NotFound)?;
        Ok((name, identity::store::find_by_staff(conn, &bureau, id)?.map(|account| account.login)))
    };
    let (name, login) = ctx.app.db.read(look).await?;
    let suggested: String = pinyin::sort_key(&name).chars().filter(char::is_ascii_alphanumeric).collect();
    let form = form.unwrap_or_else(|| Form::filled([("login", suggested)]));
    let wrong = !form.errors().is_empty();
    let template = AccountPage { ui: Ui::of(ctx), form, id, name, login, password, may_list };
    if wrong { invalid(&template) } else { page(&template) }
}

pub(super) async fn make(ctx: Ctx, Path(id): Path<String>, Posted(raw): Posted) -> Result<Response> {
    let id = parse(&id)?;
    let mut form = Form::from(raw);
    let login = form.text("login", 2..=32);
    if !form.errors().is_empty() {
        return shown(&ctx, id, Some(form), None).await;
    }
    match actions::make_account(&ctx.app, ctx.act()?, id, login).await {
        Ok(password) => shown(&ctx, id, None, Some(password)).await,
        Err(Error::Invalid(errors)) => shown(&ctx, id, Some(form.with_errors(errors)), None).await,
        Err(error) => Err(error),
    }
}

fn parse(id: &str) -> Result<StaffId> {
    id.parse().map_err(|_| Error::NotFound)
}
