//! The list of towns and sub-districts, and the form of one.

use askama::Template;
use axum::{extract::Path, response::Response};
use cq_platform::{
    Error, Result,
    audit::Subject,
    db::Conn,
    form::Form,
    web::{Ctx, Posted, Routes, Ui, invalid, page, see_other},
};
use uuid::Uuid;

use super::{
    Area, AreaId, AreaLedger, DELETE, EDIT, EXPORT, VIEW, actions, form,
    store::{self, Counted},
};
use crate::{export, intake};

/// Registers the pages.
pub fn routes(routes: &mut Routes) {
    routes
        .get("/areas", &VIEW, index)
        .get("/areas/export", &EXPORT, take_out)
        .get("/areas/new", &EDIT, new)
        .post("/areas", &EDIT, create)
        .get("/areas/{id}/edit", &EDIT, edit)
        .post("/areas/{id}", &EDIT, save)
        .post("/areas/{id}/delete", &DELETE, delete);
}

#[derive(Template)]
#[template(path = "area/index.html")]
struct IndexPage {
    ui: Ui,
    areas: Vec<Counted>,
    may_edit: bool,
    may_import: bool,
}

async fn index(ctx: Ctx) -> Result<Response> {
    let act = ctx.act()?;
    let bureau = *act.bureau();
    let areas = ctx.app.db.read(move |conn| store::list_counted(conn, &bureau)).await?;
    let (may_edit, may_import) = (act.actor.may(&EDIT).is_ok(), act.actor.may(&intake::BRING).is_ok());
    page(&IndexPage { ui: Ui::of(&ctx), areas, may_edit, may_import })
}

#[derive(Template)]
#[template(path = "area/form.html")]
struct FormPage {
    ui: Ui,
    form: Form,
    /// None for a new one.
    area: Option<Area>,
    /// What refers to it, in words.
    uses: Vec<String>,
}

impl FormPage {
    async fn of(ctx: &Ctx, area: Option<Area>, form: Form) -> Result<Self> {
        let (bureau, id) = (*ctx.act()?.bureau(), area.as_ref().map(|area| area.id));
        let read = move |conn: &Conn<'_>| match id {
            Some(id) => store::uses(conn, &bureau, id),
            None => Ok(Vec::new()),
        };
        let (uses, ui) = (ctx.app.db.read(read).await?, Ui::of(ctx));
        let uses = uses.into_iter().map(|(key, n)| ui.a1(key, "n", n).into_owned()).collect();
        Ok(Self { ui, form, area, uses })
    }

    fn leave(&self) -> &str {
        self.ui.m(if self.area.is_some() { "area-leave" } else { "area-new-leave" })
    }

    fn title(&self) -> String {
        self.ui.m(if self.area.is_some() { "area-change" } else { "area-new" }).to_owned()
    }

    fn action(&self) -> String {
        self.area.as_ref().map_or_else(|| "/areas".to_owned(), |area| format!("/areas/{}", area.id))
    }

    fn sub(&self) -> &str {
        self.area.as_ref().map_or(self.ui.m("area-new-sub"), |area| &area.name)
    }
}

async fn load(ctx: &Ctx, id: &str) -> Result<Area> {
    let (bureau, id): (_, AreaId) = (*ctx.act()?.bureau(), id.parse().map_err(|_| Error::NotFound)?);
    ctx.app.db.read(move |conn| store::find_by_id(conn, &bureau, id)).await?.ok_or(Error::NotFound)
}

async fn new(ctx: Ctx) -> Result<Response> {
    page(&FormPage::of(&ctx, None, Form::from(ctx.query_fields())).await?)
}

async fn create(ctx: Ctx, Posted(raw): Posted) -> Result<Response> {
    let (act, mut form) = (ctx.act()?, Form::from(raw));
    let Some(area) = form::area(&mut form, AreaId(Uuid::nil())) else {
        return invalid(&FormPage::of(&ctx, None, form).await?);
    };
    match ctx.app.db.write(move |tx| actions::create(tx, &act, area)).await {
        Ok(_) => Ok(see_other("/areas", Some("notice-area-made"))),
        Err(Error::Invalid(errors)) => invalid(&FormPage::of(&ctx, None, form.with_errors(errors)).await?),
        Err(error) => Err(error),
    }
}

async fn edit(ctx: Ctx, Path(id): Path<String>) -> Result<Response> {
    let area = load(&ctx, &id).await?;
    let form = form::filled(&area);
    page(&FormPage::of(&ctx, Some(area), form).await?)
}

async fn save(ctx: Ctx, Path(id): Path<String>, Posted(raw): Posted) -> Result<Response> {
    let (act, mut form) = (ctx.act()?, Form::from(raw));
    let area = load(&ctx, &id).await?;
    let Some(after) = form::area(&mut form, area.id) else {
        return invalid(&FormPage::of(&ctx, Some(area), form).await?);
    };
    match ctx.app.db.write(move |tx| actions::change(tx, &act, &after)).await {
        Ok(()) => Ok(see_other("/areas", Some("notice-area-saved"))),
        Err(Error::Invalid(errors)) => {
            invalid(&FormPage::of(&ctx, Some(area), form.with_errors(errors)).await?)
        }
        Err(error) => Err(error),
    }
}

async fn delete(ctx: Ctx, Path(id): Path<String>, Posted(raw): Posted) -> Result<Response> {
    let (act, asked) = (ctx.act()?, Form::from(raw));
    let area = load(&ctx, &id).await?;
    let (id, seen) = (area.id, asked.value("version").parse().unwrap_or(0));
    match ctx.app.db.write(move |tx| actions::delete(tx, &act, id, seen)).await {
        Ok(()) => Ok(see_other("/areas", Some("notice-area-deleted"))),
        Err(Error::Invalid(errors)) => {
            let form = form::filled(&area).with_errors(errors);
            invalid(&FormPage::of(&ctx, Some(area), form).await?)
        }
        Err(error) => Err(error),
    }
}

/// All of them as a file.
async fn take_out(ctx: Ctx) -> Result<Response> {
    let asked = export::Asked {
        export: &AreaLedger,
        action: &EXPORT,
        subject: Subject::list("area"),
        address: "/areas/export".to_owned(),
        back: "/areas".to_owned(),
        title: Ui::of(&ctx).m("area-index").to_owned(),
        narrowed: None,
    };
    export::answer(&ctx, asked).await
}
