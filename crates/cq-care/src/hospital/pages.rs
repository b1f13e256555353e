//! The hospitals with how many elders each answers for, their list as a file, and the form of one.

use askama::Template;
use axum::{extract::Path, response::Response};
use cq_platform::{
    Error, Result,
    audit::Subject,
    db::Conn,
    form::Form,
    web::{Ctx, Posted, Routes, Ui, invalid, page, see_other},
};
use cq_registry::{
    area::{self, Area},
    export, intake,
};
use uuid::Uuid;

use super::{
    DELETE, EDIT, EXPORT, Hospital, HospitalId, HospitalLedger, LIST, actions, form, model::Coverage, store,
};

/// Registers the pages.
pub fn routes(routes: &mut Routes) {
    routes
        .get("/hospitals", &LIST, index)
        .get("/hospitals/export", &EXPORT, take_out)
        .get("/hospitals/new", &EDIT, new)
        .post("/hospitals", &EDIT, create)
        .get("/hospitals/{id}/edit", &EDIT, edit)
        .post("/hospitals/{id}", &EDIT, save)
        .post("/hospitals/{id}/delete", &DELETE, delete);
}

#[derive(Template)]
#[template(path = "hospital/index.html")]
struct IndexPage {
    ui: Ui,
    hospitals: Vec<Coverage>,
    may_import: bool,
    may_edit: bool,
}

async fn index(ctx: Ctx) -> Result<Response> {
    let act = ctx.act()?;
    let (bureau, may_import) = (*act.bureau(), act.actor.may(&intake::BRING).is_ok());
    let hospitals = ctx.app.db.read(move |conn| store::coverage(conn, &bureau)).await?;
    let may_edit = act.actor.may(&EDIT).is_ok();
    page(&IndexPage { ui: Ui::of(&ctx), hospitals, may_import, may_edit })
}

#[derive(Template)]
#[template(path = "hospital/form.html")]
struct FormPage {
    ui: Ui,
    form: Form,
    /// None for a new one.
    hospital: Option<Hospital>,
    areas: Vec<Area>,
    /// How many work there.
    doctors: i64,
}

impl FormPage {
    async fn of(ctx: &Ctx, hospital: Option<Hospital>, form: Form) -> Result<Self> {
        let (bureau, id) = (*ctx.act()?.bureau(), hospital.as_ref().map(|hospital| hospital.id));
        let read = move |conn: &Conn<'_>| {
            let doctors = id.map_or(Ok(0), |id| store::doctors(conn, &bureau, id))?;
            Ok((area::list(conn, &bureau)?, doctors))
        };
        let (areas, doctors) = ctx.app.db.read(read).await?;
        Ok(Self { ui: Ui::of(ctx), form, hospital, areas, doctors })
    }

    fn leave(&self) -> &str {
        self.ui.m(if self.hospital.is_some() { "hospital-leave" } else { "hospital-new-leave" })
    }

    fn title(&self) -> String {
        self.ui.m(if self.hospital.is_some() { "hospital-change" } else { "hospital-new" }).to_owned()
    }

    fn sub(&self) -> &str {
        self.hospital.as_ref().map_or(self.ui.m("hospital-new-sub"), |hospital| &hospital.name)
    }

    fn action(&self) -> String {
        self.hospital.as_ref().map_or_else(|| "/hospitals".to_owned(), |one| format!("/hospitals/{}", one.id))
    }
}

/// The hospital of an address, and the areas on record.
async fn load(ctx: &Ctx, id: &str) -> Result<(Hospital, Vec<Area>)> {
    let (bureau, id): (_, HospitalId) = (*ctx.act()?.bureau(), id.parse().map_err(|_| Error::NotFound)?);
    let read = move |conn: &Conn<'_>| {
        let hospital = store::find(conn, &bureau, id)?.ok_or(Error::NotFound)?;
        Ok((hospital, area::list(conn, &bureau)?))
    };
    ctx.app.db.read(read).await
}

async fn new(ctx: Ctx) -> Result<Response> {
    page(&FormPage::of(&ctx, None, Form::from(ctx.query_fields())).await?)
}

async fn create(ctx: Ctx, Posted(raw): Posted) -> Result<Response> {
    let (act, mut form) = (ctx.act()?, Form::from(raw));
    let bureau = *act.bureau();
    let areas = ctx.app.db.read(move |conn| area::list(conn, &bureau)).await?;
    let Some(hospital) = form::hospital(&mut form, HospitalId(Uuid::nil()), &areas) else {
        return invalid(&FormPage::of(&ctx, None, form).await?);
    };
    match ctx.app.db.write(move |tx| actions::create(tx, &act, hospital)).await {
        Ok(_) => Ok(see_other("/hospitals", Some("notice-hospital-made"))),
        Err(Error::Invalid(errors)) => invalid(&FormPage::of(&ctx, None, form.with_errors(errors)).await?),
        Err(error) => Err(error),
    }
}

async fn edit(ctx: Ctx, Path(id): Path<String>) -> Result<Response> {
    let (hospital, _) = load(&ctx, &id).await?;
    let form = form::filled(&hospital);
    page(&FormPage::of(&ctx, Some(hospital), form).await?)
}

async fn save(ctx: Ctx, Path(id): Path<String>, Posted(raw): Posted) -> Result<Response> {
    let (act, mut form) = (ctx.act()?, Form::from(raw));
    let (hospital, areas) = load(&ctx, &id).await?;
    let Some(after) = form::hospital(&mut form, hospital.id, &areas) else {
        return invalid(&FormPage::of(&ctx, Some(hospital), form).await?);
    };
    match ctx.app.db.write(move |tx| actions::change(tx, &act, &after)).await {
        Ok(()) => Ok(see_other("/hospitals", Some("notice-hospital-saved"))),
        Err(Error::Invalid(errors)) => {
            invalid(&FormPage::of(&ctx, Some(hospital), form.with_errors(errors)).await?)
        }
        Err(error) => Err(error),
    }
}

async fn delete(ctx: Ctx, Path(id): Path<String>, Posted(raw): Posted) -> Result<Response> {
    let (act, asked) = (ctx.act()?, Form::from(raw));
    let (hospital, _) = load(&ctx, &id).await?;
    let (id, seen) = (hospital.id, asked.value("version").parse().unwrap_or(0));
    match ctx.app.db.write(move |tx| actions::delete(tx, &act, id, seen)).await {
        Ok(()) => Ok(see_other("/hospitals", Some("notice-hospital-deleted"))),
        Err(Error::Invalid(errors)) => {
            let form = form::filled(&hospital).with_errors(errors);
            invalid(&FormPage::of(&ctx, Some(hospital), form).await?)
        }
        Err(error) => Err(error),
    }
}

async fn take_out(ctx: Ctx) -> Result<Response> {
    let asked = export::Asked {
        export: &HospitalLedger,
        action: &EXPORT,
        subject: Subject::list("hospital"),
        address: "/hospitals/export".to_owned(),
        back: "/hospitals".to_owned(),
        title: Ui::of(&ctx).m("hospital-index").to_owned(),
        narrowed: None,
    };
    export::answer(&ctx, asked).await
}
