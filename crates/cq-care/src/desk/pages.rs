//! Every desk with what is missing; one desk with who stands at it; its form; a guide's account.

mod account;
mod duty;
pub(crate) mod off;
pub(crate) mod words;

use askama::Template;
use axum::{extract::Path, response::Response};
use cq_platform::{
    Error, Result,
    db::Conn,
    form::Form,
    identity,
    web::{Ctx, Posted, Routes, Ui, invalid, page, see_other},
};
use cq_registry::calendar;
use uuid::Uuid;

use super::{
    Desk, DeskId, EDIT, LIST,
    actions::{self, Manned},
    form, store,
};
use crate::hospital::{self, HospitalId};

/// Registers the pages.
pub(super) fn routes(routes: &mut Routes) {
    routes
        .get("/desks", &LIST, index)
        .get("/desks/new", &EDIT, new)
        .post("/desks", &EDIT, create)
        .get("/desks/{id}", &LIST, duty::show)
        .get("/desks/{id}/edit", &EDIT, edit)
        .post("/desks/{id}", &EDIT, save)
        .post("/desks/{id}/delete", &EDIT, delete)
        .post("/desks/{id}/guides", &EDIT, duty::post)
        .post("/desks/{id}/guides/{duty}/end", &EDIT, duty::end)
        .get("/guides/{id}/account", &identity::MANAGE_DOCTOR, account::show)
        .post("/guides/{id}/account", &identity::MANAGE_DOCTOR, account::make);
}

/// A desk in the list.
struct Row {
    id: DeskId,
    hospital: String,
    place: String,
    phone: String,
    hours: Vec<String>,
    today: String,
    guides: String,
    gaps: Vec<String>,
}

#[derive(Template)]
#[template(path = "desk/index.html")]
struct IndexPage {
    ui: Ui,
    rows: Vec<Row>,
    /// Hospitals without a desk.
    without: Vec<(HospitalId, String)>,
    /// Desks where something is missing.
    lacking: usize,
    may_edit: bool,
}

async fn index(ctx: Ctx) -> Result<Response> {
    let act = ctx.act()?;
    act.actor.may(&LIST)?;
    let may_edit = act.actor.may(&EDIT).is_ok();
    let ui = Ui::of(&ctx);
    let voice = ui.clone();
    let read = move |conn: &Conn<'_>| {
        let calendar = actions::calendar_ahead(conn, &act)?;
        let rows = actions::manned(conn, &act)?.into_iter().map(|manned| {
            let today = words::open_today(&voice, manned.desk.hours.on(act.today(), &calendar));
            Row::of(&voice, &manned, today)
        });
        Ok((rows.collect::<Vec<_>>(), store::hospitals_without(conn, act.bureau())?))
    };
    let (rows, without) = ctx.app.db.read(read).await?;
    let lacking = rows.iter().filter(|row| !row.gaps.is_empty()).count();
    page(&IndexPage { ui, rows, without, lacking, may_edit })
}

impl Row {
    fn of(ui: &Ui, manned: &Manned, today: String) -> Self {
        let desk = &manned.desk;
        let mut names: Vec<&str> = manned.duties.iter().map(|duty| duty.name.as_str()).collect();
        names.dedup();
        Self {
            id: desk.id,
            hospital: desk.hospital_name.clone(),
            place: desk.place.clone(),
            phone: desk.phone.clone().unwrap_or_default(),
            hours: words::week(ui, &desk.hours),
            today,
            guides: names.join(ui.m("person-comma")),
            gaps: manned.gaps.iter().map(|gap| words::gap(ui, gap)).collect(),
        }
    }
}

#[derive(Template)]
#[template(path = "desk/form.html")]
struct FormPage {
    ui: Ui,
    form: Form,
    /// None for a new one.
    desk: Option<Desk>,
    hospital: String,
    hospital_id: HospitalId,
    /// Hospitals to choose from, for a new one.
    hospitals: Vec<(String, String)>,
    /// Each weekday's field and name.
    days: Vec<(&'static str, String)>,
    is_used: bool,
}

impl FormPage {
    fn title(&self) -> &str {
        self.ui.m(if self.desk.is_some() { "desk-change" } else { "desk-new" })
    }

    fn action(&self) -> String {
        self.desk.as_ref().map_or_else(|| "/desks".to_owned(), |desk| format!("/desks/{}", desk.id))
    }

    fn back(&self) -> String {
        self.action()
    }

    async fn of(ctx: &Ctx, desk: Option<Desk>, form: Form) -> Result<Self> {
        let (bureau, id) = (*ctx.act()?.bureau(), desk.as_ref().map(|desk| desk.id));
        let read = move |conn: &Conn<'_>| {
            let is_used = id.map_or(Ok(false), |id| store::is_used(conn, &bureau, id))?;
            Ok((hospital::store::list(conn, &bureau)?, is_used))
        };
        let (hospitals, is_used) = ctx.app.db.read(read).await?;
        let ui = Ui::of(ctx);
        let names = (1..=7i64).map(|n| ui.w("task-weekday", n));
        let days = form::HOURS.iter().copied().zip(names).collect();
        let nowhere = HospitalId(Uuid::nil());
        Ok(Self {
            hospital: desk.as_ref().map(|desk| desk.hospital_name.clone()).unwrap_or_default(),
            hospital_id: desk.as_ref().map_or(nowhere, |desk| desk.hospital),
            hospitals: hospitals.into_iter().map(|one| (one.id.to_string(), one.name)).collect(),
            days,
            is_used,
            form,
            desk,
            ui,
        })
    }
}

async fn new(ctx: Ctx) -> Result<Response> {
    let act = ctx.act()?;
    let asked = ctx.query("hospital").unwrap_or_default();
    let read = move |conn: &Conn<'_>| calendar::store::desk_hours(conn, act.bureau(), act.today());
    let (hours, _) = ctx.app.db.read(read).await?;
    let mut form = form::begun(&hours);
    form.set("hospital", &asked);
    page(&FormPage::of(&ctx, None, form).await?)
}

async fn create(ctx: Ctx, Posted(raw): Posted) -> Result<Response> {
    let (act, mut form) = (ctx.act()?, Form::from(raw));
    let bureau = *act.bureau();
    let id = form.value("hospital").parse::<HospitalId>().ok();
    let find = move |conn: &Conn<'_>| id.map_or(Ok(None), |id| hospital::store::find(conn, &bureau, id));
    let chosen = ctx.app.db.read(find).await?;
    if chosen.is_none() {
        form.reject("hospital", cq_platform::messages::Text::new("form-choice"));
    }
    let at = chosen.map(|hospital| (hospital.id, hospital.name));
    let at = at.unwrap_or((HospitalId(Uuid::nil()), String::new()));
    let Some(desk) = form::desk(&mut form, DeskId(Uuid::nil()), at) else {
        return invalid(&FormPage::of(&ctx, None, form).await?);
    };
    match ctx.app.db.write(move |tx| actions::create(tx, &act, desk)).await {
        Ok(id) => Ok(see_other(&format!("/desks/{id}"), Some("notice-desk-made"))),
        Err(Error::Invalid(errors)) => invalid(&FormPage::of(&ctx, None, form.with_errors(errors)).await?),
        Err(error) => Err(error),
    }
}

async fn load(ctx: &Ctx, id: &str) -> Result<Desk> {
    let (bureau, id) = (*ctx.act()?.bureau(), parse(id)?);
    let find = move |conn: &Conn<'_>| store::find(conn, &bureau, id);
    ctx.app.db.read(find).await?.ok_or(Error::NotFound)
}

async fn edit(ctx: Ctx, Path(id): Path<String>) -> Result<Response> {
    let desk = load(&ctx, &id).await?;
    let form = form::filled(&desk);
    page(&FormPage::of(&ctx, Some(desk), form).await?)
}

async fn save(ctx: Ctx, Path(id): Path<String>, Posted(raw): Posted) -> Result<Response> {
    let (act, mut form) = (ctx.act()?, Form::from(raw));
    let desk = load(&ctx, &id).await?;
    let at = (desk.hospital, desk.hospital_name.clone());
    let Some(after) = form::desk(&mut form, desk.id, at) else {
        return invalid(&FormPage::of(&ctx, Some(desk), form).await?);
    };
    let id = desk.id;
    match ctx.app.db.write(move |tx| actions::change(tx, &act, &after)).await {
        Ok(()) => Ok(see_other(&format!("/desks/{id}"), Some("notice-desk-saved"))),
        Err(Error::Invalid(errors)) => {
            invalid(&FormPage::of(&ctx, Some(desk), form.with_errors(errors)).await?)
        }
        Err(error) => Err(error),
    }
}

async fn delete(ctx: Ctx, Path(id): Path<String>, Posted(raw): Posted) -> Result<Response> {
    let (act, asked) = (ctx.act()?, Form::from(raw));
    let desk = load(&ctx, &id).await?;
    let (id, seen) = (desk.id, asked.value("version").parse().unwrap_or(0));
    match ctx.app.db.write(move |tx| actions::delete(tx, &act, id, seen)).await {
        Ok(()) => Ok(see_other("/desks", Some("notice-desk-deleted"))),
        Err(Error::Invalid(errors)) => {
            let form = form::filled(&desk).with_errors(errors);
            invalid(&FormPage::of(&ctx, Some(desk), form).await?)
        }
        Err(error) => Err(error),
    }
}

pub(crate) fn parse(id: &str) -> Result<DeskId> {
    id.parse().map_err(|_| Error::NotFound)
}
