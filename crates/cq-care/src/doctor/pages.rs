//! The list of doctors, one doctor with his elders, and his account.

use askama::Template;
use axum::{extract::Path, response::Response};
use cq_platform::{
    Error, Result,
    audit::Subject,
    form::Form,
    identity,
    ids::StaffId,
    web::{Ctx, Posted, Routes, Ui, invalid, page},
};
use cq_registry::{export, intake};
use uuid::Uuid;

use super::{
    DoctorLedger, EXPORT, LIST, actions,
    model::{Doctor, Elder},
    store::{self, After},
};
use crate::{hospital, pairing};

/// Doctors on a page.
const ON_A_PAGE: usize = 50;

/// Registers the pages.
pub fn routes(routes: &mut Routes) {
    routes
        .get("/doctors", &LIST, index)
        .get("/doctors/export", &EXPORT, take_out)
        .get("/doctors/{id}", &LIST, show)
        .get("/doctors/{id}/account", &identity::MANAGE_DOCTOR, account)
        .post("/doctors/{id}/account", &identity::MANAGE_DOCTOR, make_account);
}

#[derive(Template)]
#[template(path = "doctor/index.html")]
struct IndexPage {
    ui: Ui,
    form: Form,
    hospitals: Vec<hospital::Hospital>,
    doctors: Vec<Doctor>,
    /// Doctors, their places, their hospitals.
    totals: (i64, i64, i64),
    next: String,
    first: String,
    may_import: bool,
}

async fn index(ctx: Ctx) -> Result<Response> {
    let act = ctx.act()?;
    let (bureau, may_import) = (*act.bureau(), act.actor.may(&intake::BRING).is_ok());
    let form = Form::from(ctx.query_fields());
    let chosen = form.value("hospital").parse().ok();
    let after = after(&form);
    let begins = after.0.is_empty();
    let (hospitals, mut doctors, totals) = ctx
        .app
        .db
        .read(move |conn| {
            let doctors = store::page(conn, &bureau, chosen, &after, ON_A_PAGE as i64 + 1)?;
            Ok((hospital::store::list(conn, &bureau)?, doctors, store::totals(conn, &bureau)?))
        })
        .await?;
    let more = doctors.len() > ON_A_PAGE;
    doctors.truncate(ON_A_PAGE);
    let kept = chosen.map(|hospital| format!("hospital={hospital}"));
    let last = doctors.last().filter(|_| more).map(|last| cursor(&last.pinyin, last.id.0));
    let next = last.map(|last| address(&[kept.clone(), Some(last)])).unwrap_or_default();
    let first = if begins { String::new() } else { address(&[kept]) };
    page(&IndexPage { ui: Ui::of(&ctx), form, hospitals, doctors, totals, next, first, may_import })
}

/// The list as it is narrowed, as a file.
async fn take_out(ctx: Ctx) -> Result<Response> {
    let asked = export::Asked {
        export: &DoctorLedger,
        action: &EXPORT,
        subject: Subject::list("doctor"),
        address: "/doctors/export".to_owned(),
        back: "/doctors".to_owned(),
        title: Ui::of(&ctx).m("doctor-index").to_owned(),
        narrowed: None,
    };
    export::answer(&ctx, asked).await
}

fn address(parts: &[Option<String>]) -> String {
    let parts: Vec<&str> = parts.iter().flatten().map(String::as_str).collect();
    if parts.is_empty() { "/doctors".to_owned() } else { format!("/doctors?{}", parts.join("&")) }
}

/// Where a page begins, as a query says it.
pub(crate) fn after(form: &Form) -> After {
    let id = form.value("id").parse().unwrap_or(Uuid::nil());
    (form.value("after").to_owned(), id)
}

/// The query of the page that begins behind this row.
pub(crate) fn cursor(pinyin: &str, id: Uuid) -> String {
    format!("after={}&id={id}", escape(pinyin))
}

/// Text as a query carries it.
pub(crate) fn escape(text: &str) -> String {
    let escaped = |byte: u8| {
        if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") }
    };
    text.bytes().map(escaped).collect()
}

#[derive(Template)]
#[template(path = "doctor/show.html")]
struct ShowPage {
    ui: Ui,
    doctor: Doctor,
    elders: Vec<Elder>,
    may_manage: bool,
}

impl ShowPage {
    fn why(&self, elder: &Elder) -> String {
        pairing::say(&self.ui, &elder.reason)
    }
}

async fn show(ctx: Ctx, Path(id): Path<String>) -> Result<Response> {
    let act = ctx.act()?;
    let (bureau, id) = (*act.bureau(), parse(&id)?);
    let look = move |conn: &cq_platform::db::Conn<'_>| {
        let doctor = store::find(conn, &bureau, id)?.ok_or(Error::NotFound)?;
        Ok((doctor, store::elders(conn, &bureau, id)?))
    };
    let (doctor, elders) = ctx.app.db.read(look).await?;
    let may_manage = act.actor.may(&identity::MANAGE_DOCTOR).is_ok();
    page(&ShowPage { ui: Ui::of(&ctx), doctor, elders, may_manage })
}

fn parse(id: &str) -> Result<StaffId> {
    id.parse().map_err(|_| Error::NotFound)
}

#[derive(Template)]
#[template(path = "doctor/account.html")]
struct AccountPage {
    ui: Ui,
    form: Form,
    doctor: Doctor,
    /// What the doctor signs in with, if there is an account.
    login: Option<String>,
    /// Shown once: the first password of the account just made.
    password: Option<String>,
    may_list: bool,
}

async fn account(ctx: Ctx, Path(id): Path<String>) -> Result<Response> {
    account_page(&ctx, parse(&id)?, None, None).await
}

async fn account_page(
    ctx: &Ctx,
    id: StaffId,
    form: Option<Form>,
    password: Option<String>,
) -> Result<Response> {
    let act = ctx.act()?;
    let bureau = *act.bureau();
    let look = move |conn: &cq_platform::db::Conn<'_>| {
        let doctor = store::find(conn, &bureau, id)?.ok_or(Error::NotFound)?;
        Ok((doctor, identity::store::find_by_staff(conn, &bureau, id)?.map(|account| account.login)))
    };
    let (doctor, login) = ctx.app.db.read(look).await?;
    let suggested: String = doctor.pinyin.chars().filter(char::is_ascii_alphanumeric).collect();
    let form = form.unwrap_or_else(|| Form::filled([("login", suggested)]));
    let wrong = !form.errors().is_empty();
    let may_list = act.actor.may(&LIST).is_ok();
    let template = AccountPage { ui: Ui::of(ctx), form, doctor, login, password, may_list };
    if wrong { invalid(&template) } else { page(&template) }
}

async fn make_account(ctx: Ctx, Path(id): Path<String>, Posted(raw): Posted) -> Result<Response> {
    let id = parse(&id)?;
    let mut form = Form::from(raw);
    let login = form.text("login", 2..=32);
    if !form.errors().is_empty() {
        return account_page(&ctx, id, Some(form), None).await;
    }
    match actions::make_account(&ctx.app, ctx.act()?, id, login).await {
        Ok(password) => account_page(&ctx, id, None, Some(password)).await,
        Err(Error::Invalid(errors)) => account_page(&ctx, id, Some(form.with_errors(errors)), None).await,
        Err(error) => Err(error),
    }
}
