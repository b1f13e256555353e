//! The list of units, and one with its people.

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
    DELETE, EDIT, EXPORT, Unit, UnitId, UnitKind, UnitLedger, VIEW, actions, form,
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
        .get("/units/new", &EDIT, new)
        .post("/units", &EDIT, create)
        .get("/units/{id}", &VIEW, show)
        .get("/units/{id}/edit", &EDIT, edit)
        .post("/units/{id}", &EDIT, save)
        .post("/units/{id}/delete", &DELETE, delete);
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
    may_edit: bool,
}

async fn index(ctx: Ctx) -> Result<Response> {
    let act = ctx.act()?;
    let (bureau, may_import) = (*act.bureau(), act.actor.may(&intake::BRING).is_ok());
    let may_edit = act.actor.may(&EDIT).is_ok();
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
    page(&IndexPage { ui: Ui::of(&ctx), form, units, count, next, first, may_import, may_edit })
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
    /// None for a new one.
    unit: Option<Unit>,
    /// What refers to it, in words.
    uses: Vec<String>,
}

impl FormPage {
    async fn of(ctx: &Ctx, unit: Option<Unit>, form: Form) -> Result<Self> {
        let (bureau, id) = (*ctx.act()?.bureau(), unit.as_ref().map(|unit| unit.id));
        let read = move |conn: &Conn<'_>| match id {
            Some(id) => store::uses(conn, &bureau, id),
            None => Ok(Vec::new()),
        };
        let (uses, ui) = (ctx.app.db.read(read).await?, Ui::of(ctx));
        let uses = uses.into_iter().map(|(key, n)| ui.a1(key, "n", n).into_owned()).collect();
        Ok(Self { ui, form, unit, uses })
    }

    fn leave(&self) -> &str {
        self.ui.m(if self.unit.is_some() { "unit-leave" } else { "unit-new-leave" })
    }

    fn title(&self) -> String {
        self.ui.m(if self.unit.is_some() { "unit-change" } else { "unit-new" }).to_owned()
    }

    fn sub(&self) -> &str {
        self.unit.as_ref().map_or(self.ui.m("unit-new-sub"), |unit| &unit.name)
    }

    /// Where it is shown and saved; the list for a new one.
    fn address(&self) -> String {
        self.unit.as_ref().map_or_else(|| "/units".to_owned(), |unit| format!("/units/{}", unit.id))
    }
}

async fn new(ctx: Ctx) -> Result<Response> {
    let asked = Form::from(ctx.query_fields());
    let filled = ["name", "kind"].map(|field| (field, asked.value(field).to_owned()));
    page(&FormPage::of(&ctx, None, Form::filled(filled)).await?)
}

async fn create(ctx: Ctx, Posted(raw): Posted) -> Result<Response> {
    let (act, mut form) = (ctx.act()?, Form::from(raw));
    let Some(unit) = form::unit(&mut form, UnitId(Uuid::nil())) else {
        return invalid(&FormPage::of(&ctx, None, form).await?);
    };
    match ctx.app.db.write(move |tx| actions::create(tx, &act, unit)).await {
        Ok(id) => Ok(see_other(&format!("/units/{id}"), Some("notice-unit-made"))),
        Err(Error::Invalid(errors)) => invalid(&FormPage::of(&ctx, None, form.with_errors(errors)).await?),
        Err(error) => Err(error),
    }
}

async fn edit(ctx: Ctx, Path(id): Path<String>) -> Result<Response> {
    let unit = load(&ctx, &id).await?;
    let form = form::filled(&unit);
    page(&FormPage::of(&ctx, Some(unit), form).await?)
}

async fn save(ctx: Ctx, Path(id): Path<String>, Posted(raw): Posted) -> Result<Response> {
    let (act, mut form) = (ctx.act()?, Form::from(raw));
    let unit = load(&ctx, &id).await?;
    let Some(after) = form::unit(&mut form, unit.id) else {
        return invalid(&FormPage::of(&ctx, Some(unit), form).await?);
    };
    let id = unit.id;
    match ctx.app.db.write(move |tx| actions::save(tx, &act, &after)).await {
        Ok(()) => Ok(see_other(&format!("/units/{id}"), Some("notice-unit-saved"))),
        Err(Error::Invalid(errors)) => {
            invalid(&FormPage::of(&ctx, Some(unit), form.with_errors(errors)).await?)
        }
        Err(error) => Err(error),
    }
}

async fn delete(ctx: Ctx, Path(id): Path<String>, Posted(raw): Posted) -> Result<Response> {
    let (act, asked) = (ctx.act()?, Form::from(raw));
    let unit = load(&ctx, &id).await?;
    let (id, seen) = (unit.id, asked.value("version").parse().unwrap_or(0));
    match ctx.app.db.write(move |tx| actions::delete(tx, &act, id, seen)).await {
        Ok(()) => Ok(see_other("/units", Some("notice-unit-deleted"))),
        Err(Error::Invalid(errors)) => {
            let form = form::filled(&unit).with_errors(errors);
            invalid(&FormPage::of(&ctx, Some(unit), form).await?)
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
