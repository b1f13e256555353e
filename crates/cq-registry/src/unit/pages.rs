//! The list of units, and one with its people.

use askama::Template;
use axum::{extract::Path, response::Response};
use cq_platform::{
    Error, Result,
    audit::Subject,
    form::Form,
    web::{Ctx, Posted, Routes, Ui, invalid, page, see_other},
};
use serde_json::json;
use uuid::Uuid;

use super::{
    EDIT, EXPORT, Unit, UnitId, UnitKind, UnitLedger, VIEW,
    store::{self, Counted, OfUnit, Pick},
};
use crate::{
    export, intake,
    person::{self, OWN},
};

/// Units or people on a page.
const PER_PAGE: usize = 100;

/// Registers the pages.
pub fn routes(routes: &mut Routes) {
    routes
        .get("/units", &VIEW, index)
        .get("/units/export", &EXPORT, take_out)
        .get("/units/{id}", &VIEW, show)
        .get("/units/{id}/edit", &EDIT, edit)
        .post("/units/{id}", &EDIT, save);
}

#[derive(Template)]
#[template(path = "unit/index.html")]
struct IndexPage {
    ui: Ui,
    form: Form,
    units: Vec<Counted>,
    count: i64,
    next: String,
    first: String,
    may_import: bool,
}

async fn index(ctx: Ctx) -> Result<Response> {
    let act = ctx.act()?;
    let (bureau, may_import) = (*act.bureau(), act.actor.may(&intake::BRING).is_ok());
    let form = Form::from(ctx.query_fields());
    let pick = match form.value("kind") {
        "none" => Pick::Unknown,
        word => word.parse().map_or(Pick::Any, Pick::Of),
    };
    let after = form.value("after").to_owned();
    let begins = after.is_empty();
    let (mut units, count) = ctx
        .app
        .db
        .read(move |conn| {
            let units = store::list_counted(conn, &bureau, pick, PER_PAGE as i64 + 1, &after)?;
            Ok((units, store::count(conn, &bureau)?))
        })
        .await?;
    let more = units.len() > PER_PAGE;
    units.truncate(PER_PAGE);
    let address = |after: Option<&str>| {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.append_pair("kind", form.value("kind"));
        if let Some(after) = after {
            query.append_pair("after", after);
        }
        format!("/units?{}", query.finish())
    };
    let next = units.last().filter(|_| more).map(|last| address(Some(&last.name))).unwrap_or_default();
    let first = if begins { String::new() } else { address(None) };
    page(&IndexPage { ui: Ui::of(&ctx), form, units, count, next, first, may_import })
}

#[derive(Template)]
#[template(path = "unit/show.html")]
struct ShowPage {
    ui: Ui,
    unit: Unit,
    people: Vec<OfUnit>,
    next: String,
    first: String,
    may_edit: bool,
}

impl ShowPage {
    fn sub(&self) -> String {
        self.unit
            .kind
            .map_or_else(|| self.ui.m("unit-kind-unknown").to_owned(), |kind| self.ui.w("unit-kind", kind))
    }

    fn born(&self, one: &OfUnit) -> String {
        one.born.map(|born| self.ui.partial(&born)).unwrap_or_default()
    }

    /// Where somebody is counted, if that is not here.
    fn elsewhere<'p>(&self, one: &'p OfUnit) -> Option<(UnitId, &'p str)> {
        let id = one.paying_id.filter(|id| *id != self.unit.id)?;
        Some((id, one.paying.as_deref().unwrap_or_default()))
    }

    /// Where somebody came from, if that is not here.
    fn origin<'p>(&self, one: &'p OfUnit) -> Option<(UnitId, &'p str)> {
        let id = one.unit_id.filter(|id| *id != self.unit.id)?;
        Some((id, one.unit.as_deref().unwrap_or_default()))
    }
}

async fn load(ctx: &Ctx, id: &str) -> Result<Unit> {
    let (bureau, id): (_, UnitId) = (*ctx.act()?.bureau(), id.parse().map_err(|_| Error::NotFound)?);
    ctx.app.db.read(move |conn| store::find_by_id(conn, &bureau, id)).await?.ok_or(Error::NotFound)
}

async fn show(ctx: Ctx, Path(id): Path<String>) -> Result<Response> {
    let act = ctx.act()?;
    let unit = load(&ctx, &id).await?;
    let form = Form::from(ctx.query_fields());
    let after = (form.value("after").to_owned(), form.value("person").parse().unwrap_or(Uuid::nil()));
    let (begins, id, scope) = (after.0.is_empty(), unit.id, act.actor.scope(&person::LIST, OWN)?);
    let bureau = *act.bureau();
    let read = move |conn: &cq_platform::db::Conn<'_>| {
        store::people(conn, &scope, &bureau, id, &after, PER_PAGE as i64 + 1)
    };
    let mut people = ctx.app.db.read(read).await?;
    let more = people.len() > PER_PAGE;
    people.truncate(PER_PAGE);
    let next = people.last().filter(|_| more).map(|last| {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.append_pair("after", &last.pinyin).append_pair("person", &last.id.to_string());
        format!("/units/{id}?{}", query.finish())
    });
    let first = if begins { String::new() } else { format!("/units/{id}") };
    let may_edit = act.actor.may(&EDIT).is_ok();
    page(&ShowPage { ui: Ui::of(&ctx), unit, people, next: next.unwrap_or_default(), first, may_edit })
}

#[derive(Template)]
#[template(path = "unit/form.html")]
struct FormPage {
    ui: Ui,
    form: Form,
    unit: Unit,
}

async fn edit(ctx: Ctx, Path(id): Path<String>) -> Result<Response> {
    let unit = load(&ctx, &id).await?;
    let form = Form::filled([
        ("version", unit.version.to_string()),
        ("name", unit.name.clone()),
        ("kind", unit.kind.map(|kind| kind.to_string()).unwrap_or_default()),
    ]);
    page(&FormPage { ui: Ui::of(&ctx), form, unit })
}

async fn save(ctx: Ctx, Path(id): Path<String>, Posted(raw): Posted) -> Result<Response> {
    let act = ctx.act()?;
    let unit = load(&ctx, &id).await?;
    let mut form = Form::from(raw);
    let name = form.text("name", 2..=80);
    let kind = if form.value("kind").is_empty() { None } else { form.choice::<UnitKind>("kind") };
    let version = form.value("version").parse().unwrap_or(0);
    if !form.errors().is_empty() {
        return invalid(&FormPage { ui: Ui::of(&ctx), form, unit });
    }
    let (id, after) = (unit.id, Unit { id: unit.id, name, kind, version });
    let written = ctx.app.db.write(move |tx| {
        act.actor.may(&EDIT)?;
        store::save(tx, act.bureau(), &after)?;
        act.record(tx, &EDIT, Subject::one("unit", id.0), &json!({ "kind": after.kind }))
    });
    match written.await {
        Ok(()) => Ok(see_other(&format!("/units/{id}"), Some("notice-unit-saved"))),
        Err(Error::Invalid(errors)) => {
            invalid(&FormPage { ui: Ui::of(&ctx), form: form.with_errors(errors), unit })
        }
        Err(error) => Err(error),
    }
}

/// The list as it is narrowed, as a file.
async fn take_out(ctx: Ctx) -> Result<Response> {
    let asked = export::Asked {
        export: &UnitLedger,
        action: &EXPORT,
        subject: Subject::list("unit"),
        address: "/units/export".to_owned(),
        back: "/units".to_owned(),
        title: Ui::of(&ctx).m("unit-index").to_owned(),
        narrowed: None,
    };
    export::answer(&ctx, asked).await
}
