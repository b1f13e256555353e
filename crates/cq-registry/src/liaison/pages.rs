//! Liaisons on screen: who is one of how many, and naming one.

use askama::Template;
use axum::{extract::Path, response::Response};
use cq_platform::{
    Error, Result,
    actor::Act,
    db::{Conn, Tx},
    form::Form,
    ids::StaffId,
    messages::Text,
    web::{Ctx, Posted, Routes, Ui, invalid, page, see_other},
};
use uuid::Uuid;

use super::{
    ASSIGN, VIEW, actions,
    store::{self, Liaison, Without},
};
use crate::{
    life_event::store::settings,
    person::{self, OWN, PersonId},
    rule::{actions::myself, plan},
};

/// Stands for whoever fills the form in.
const MYSELF: &str = "me";

/// Registers the pages.
pub fn routes(routes: &mut Routes) {
    routes
        .get("/liaisons", &VIEW, index)
        .post("/liaisons", &ASSIGN, assign_all)
        .get("/people/{id}/liaison", &ASSIGN, edit)
        .post("/people/{id}/liaison", &ASSIGN, assign);
}

#[derive(Template)]
#[template(path = "liaison/index.html")]
struct IndexPage {
    ui: Ui,
    form: Form,
    liaisons: Vec<Liaison>,
    without: Vec<Without>,
    officers: Vec<(StaffId, String)>,
    may_assign: bool,
}

impl IndexPage {
    fn missing(&self) -> i64 {
        self.without.iter().map(|area| area.people).sum()
    }
}

async fn index(ctx: Ctx) -> Result<Response> {
    index_page(&ctx, Form::filled([("area", "any".to_owned()), ("staff", MYSELF.to_owned())])).await
}

async fn index_page(ctx: &Ctx, form: Form) -> Result<Response> {
    let act = ctx.act()?;
    let may_assign = act.actor.may(&ASSIGN).is_ok();
    let read = move |conn: &Conn<'_>| {
        let bureau = act.bureau();
        let officers = settings::officers(conn, bureau)?;
        Ok((store::list(conn, bureau)?, store::without(conn, bureau)?, officers))
    };
    let (liaisons, without, officers) = ctx.app.db.read(read).await?;
    let wrong = !form.errors().is_empty();
    let template = IndexPage { ui: Ui::of(ctx), form, liaisons, without, officers, may_assign };
    if wrong { invalid(&template) } else { page(&template) }
}

async fn assign_all(ctx: Ctx, Posted(raw): Posted) -> Result<Response> {
    let (act, mut form) = (ctx.act()?, Form::from(raw));
    let area = match form.value("area") {
        "any" => Some(None),
        id => id.parse::<Uuid>().ok().map(Some),
    };
    if area.is_none() {
        form.reject("area", Text::new("form-choice"));
    }
    let staff = staff(&mut form);
    let (Some(area), Some(staff)) = (area, staff) else { return index_page(&ctx, form).await };
    let hand = act.clone();
    let assign = move |tx: &Tx<'_>| {
        let staff = who(tx, &hand, staff)?;
        actions::assign_all(tx, &hand, area, staff)
    };
    ctx.app.db.write(assign).await?;
    plan::catch_up(&ctx.app, &act).await?;
    Ok(see_other("/liaisons", Some("notice-liaison-assigned")))
}

/// Who was chosen; none inside is whoever fills the form in. None: nobody was.
fn staff(form: &mut Form) -> Option<Option<StaffId>> {
    let chosen = match form.value("staff") {
        MYSELF => Some(None),
        id => id.parse().ok().map(Some),
    };
    if chosen.is_none() {
        form.reject("staff", Text::new("form-choice"));
    }
    chosen
}

fn who(tx: &Tx<'_>, act: &Act, staff: Option<StaffId>) -> Result<StaffId> {
    match staff {
        Some(staff) => Ok(staff),
        None => myself(tx, act),
    }
}

#[derive(Template)]
#[template(path = "liaison/edit.html")]
struct EditPage {
    ui: Ui,
    form: Form,
    person: PersonId,
    name: String,
    officers: Vec<(StaffId, String)>,
}

async fn edit(ctx: Ctx, Path(id): Path<String>) -> Result<Response> {
    let (bureau, id) = (*ctx.act()?.bureau(), parse(&id)?);
    let named = ctx.app.db.read(move |conn| store::of_person(conn, &bureau, id)).await?;
    let now = named.map(|named| named.staff.to_string()).unwrap_or_default();
    edit_page(&ctx, id, Form::filled([("staff", now.clone()), ("seen", now)])).await
}

async fn edit_page(ctx: &Ctx, id: PersonId, form: Form) -> Result<Response> {
    let act = ctx.act()?;
    let scope = act.actor.scope(&ASSIGN, OWN)?;
    let read = move |conn: &Conn<'_>| {
        let person = person::store::find(conn, &scope, act.bureau(), id)?.ok_or(Error::NotFound)?;
        Ok((person.name, settings::officers(conn, act.bureau())?))
    };
    let (name, officers) = ctx.app.db.read(read).await?;
    let wrong = !form.errors().is_empty();
    let template = EditPage { ui: Ui::of(ctx), form, person: id, name, officers };
    if wrong { invalid(&template) } else { page(&template) }
}

async fn assign(ctx: Ctx, Path(id): Path<String>, Posted(raw): Posted) -> Result<Response> {
    let (act, id, mut form) = (ctx.act()?, parse(&id)?, Form::from(raw));
    let seen = form.value("seen").parse().ok();
    // Nobody is a choice too.
    let chosen = if form.value("staff").is_empty() { Some(None) } else { staff(&mut form).map(Some) };
    let Some(chosen) = chosen else { return edit_page(&ctx, id, form).await };
    let assign = move |tx: &Tx<'_>| {
        let staff = chosen.map(|staff| who(tx, &act, staff)).transpose()?;
        actions::assign(tx, &act, id, staff, seen)
    };
    ctx.app.db.write(assign).await?;
    Ok(see_other(&format!("/people/{id}#liaison"), Some("notice-liaison-assigned")))
}

fn parse(id: &str) -> Result<PersonId> {
    id.parse().map_err(|_| Error::NotFound)
}
