//! The list of doctors, one doctor with his elders, his form, and his account.

use askama::Template;
use axum::{extract::Path, response::Response};
use cq_platform::{
    Error, Result,
    audit::Subject,
    db::Conn,
    form::Form,
    identity,
    ids::StaffId,
    web::{Ctx, Posted, Routes, Ui, invalid, page, see_other},
};
use cq_registry::{export, intake, person::Sex, rule::plan};
use uuid::Uuid;

use super::{
    DELETE, DoctorLedger, EDIT, EXPORT, LIST, actions, form,
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
        .get("/doctors/new", &EDIT, new)
        .post("/doctors", &EDIT, create)
        .get("/doctors/{id}", &LIST, show)
        .get("/doctors/{id}/edit", &EDIT, edit)
        .post("/doctors/{id}", &EDIT, save)
        .post("/doctors/{id}/delete", &DELETE, delete)
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
    may_edit: bool,
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
    let may_edit = act.actor.may(&EDIT).is_ok();
    page(&IndexPage { ui: Ui::of(&ctx), form, hospitals, doctors, totals, next, first, may_import, may_edit })
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
    may_edit: bool,
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
    let may_edit = act.actor.may(&EDIT).is_ok();
    page(&ShowPage { ui: Ui::of(&ctx), doctor, elders, may_manage, may_edit })
}

#[derive(Template)]
#[template(path = "doctor/form.html")]
struct FormPage {
    ui: Ui,
    form: Form,
    /// None for a new one.
    doctor: Option<Doctor>,
    hospitals: Vec<hospital::Hospital>,
    /// What refers to him, in words.
    uses: Vec<String>,
}

impl FormPage {
    async fn of(ctx: &Ctx, doctor: Option<Doctor>, form: Form) -> Result<Self> {
        let (bureau, id) = (*ctx.act()?.bureau(), doctor.as_ref().map(|doctor| doctor.id));
        let read = move |conn: &Conn<'_>| {
            let uses = id.map_or(Ok(Vec::new()), |id| store::uses(conn, &bureau, id))?;
            Ok((hospital::store::list(conn, &bureau)?, uses))
        };
        let ((hospitals, uses), ui) = (ctx.app.db.read(read).await?, Ui::of(ctx));
        let uses = uses.into_iter().map(|(key, n)| ui.a1(key, "n", n).into_owned()).collect();
        Ok(Self { ui, form, doctor, hospitals, uses })
    }

    fn leave(&self) -> &str {
        self.ui.m(if self.doctor.is_some() { "doctor-leave" } else { "doctor-new-leave" })
    }

    fn title(&self) -> String {
        self.ui.m(if self.doctor.is_some() { "doctor-change" } else { "doctor-new" }).to_owned()
    }

    fn sub(&self) -> &str {
        self.doctor.as_ref().map_or(self.ui.m("doctor-new-sub"), |doctor| &doctor.name)
    }

    /// Where he is shown and saved; the list for a new one.
    fn address(&self) -> String {
        self.doctor.as_ref().map_or_else(|| "/doctors".to_owned(), |one| format!("/doctors/{}", one.id))
    }
}

/// The doctor of an address, and the hospitals on record.
async fn load(ctx: &Ctx, id: &str) -> Result<(Doctor, Vec<hospital::Hospital>)> {
    let (bureau, id) = (*ctx.act()?.bureau(), parse(id)?);
    let read = move |conn: &Conn<'_>| {
        let doctor = store::find(conn, &bureau, id)?.ok_or(Error::NotFound)?;
        Ok((doctor, hospital::store::list(conn, &bureau)?))
    };
    ctx.app.db.read(read).await
}

/// An empty form, in the hospital that an address names.
async fn new(ctx: Ctx) -> Result<Response> {
    let asked = Form::from(ctx.query_fields());
    let form =
        Form::filled([("hospital", asked.value("hospital").to_owned()), ("sex", Sex::Unknown.to_string())]);
    page(&FormPage::of(&ctx, None, form).await?)
}

async fn create(ctx: Ctx, Posted(raw): Posted) -> Result<Response> {
    let (act, mut form) = (ctx.act()?, Form::from(raw));
    let bureau = *act.bureau();
    let hospitals = ctx.app.db.read(move |conn| hospital::store::list(conn, &bureau)).await?;
    let Some(doctor) = form::doctor(&mut form, StaffId(Uuid::nil()), &hospitals) else {
        return invalid(&FormPage::of(&ctx, None, form).await?);
    };
    match ctx.app.db.write(move |tx| actions::create(tx, &act, doctor)).await {
        Ok(id) => Ok(see_other(&format!("/doctors/{id}"), Some("notice-doctor-made"))),
        Err(Error::Invalid(errors)) => invalid(&FormPage::of(&ctx, None, form.with_errors(errors)).await?),
        Err(error) => Err(error),
    }
}

async fn edit(ctx: Ctx, Path(id): Path<String>) -> Result<Response> {
    let (doctor, _) = load(&ctx, &id).await?;
    let form = form::filled(&doctor);
    page(&FormPage::of(&ctx, Some(doctor), form).await?)
}

async fn save(ctx: Ctx, Path(id): Path<String>, Posted(raw): Posted) -> Result<Response> {
    let (act, mut form) = (ctx.act()?, Form::from(raw));
    let (doctor, hospitals) = load(&ctx, &id).await?;
    let Some(after) = form::doctor(&mut form, doctor.id, &hospitals) else {
        return invalid(&FormPage::of(&ctx, Some(doctor), form).await?);
    };
    let id = doctor.id;
    let hand = act.clone();
    match ctx.app.db.write(move |tx| actions::change(tx, &hand, &after)).await {
        Ok(()) => {
            plan::follow_up(&ctx.app, &act).await;
            Ok(see_other(&format!("/doctors/{id}"), Some("notice-doctor-saved")))
        }
        Err(Error::Invalid(errors)) => {
            invalid(&FormPage::of(&ctx, Some(doctor), form.with_errors(errors)).await?)
        }
        Err(error) => Err(error),
    }
}

async fn delete(ctx: Ctx, Path(id): Path<String>, Posted(raw): Posted) -> Result<Response> {
    let (act, asked) = (ctx.act()?, Form::from(raw));
    let (doctor, _) = load(&ctx, &id).await?;
    let (id, seen) = (doctor.id, asked.value("version").parse().unwrap_or(0));
    match ctx.app.db.write(move |tx| actions::delete(tx, &act, id, seen)).await {
        Ok(()) => Ok(see_other("/doctors", Some("notice-doctor-deleted"))),
        Err(Error::Invalid(errors)) => {
            let form = form::filled(&doctor).with_errors(errors);
            invalid(&FormPage::of(&ctx, Some(doctor), form).await?)
        }
        Err(error) => Err(error),
    }
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
