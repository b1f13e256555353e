//! Liaisons on screen: who is one of how many, whose liaison somebody is, handing over, and naming one.

use askama::Template;
use axum::{
    extract::Path,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use cq_platform::{
    Error, Result,
    audit::Subject,
    db::{Conn, Tx},
    form::Form,
    ids::StaffId,
    messages::Text,
    web::{Ctx, Posted, Routes, Ui, invalid, page, see_other},
};
use serde_json::json;
use uuid::Uuid;

use super::{
    ASSIGN, VIEW,
    actions::{self, Which},
    chosen, export,
    store::{self, Charge, Liaison, Without},
};
use crate::{
    person::{self, OWN, PersonId},
    rule::plan,
};

/// Registers the pages.
pub fn routes(routes: &mut Routes) {
    routes
        .get("/liaisons", &VIEW, index)
        .post("/liaisons", &ASSIGN, assign_all)
        .get("/liaisons/{id}", &VIEW, show)
        .post("/liaisons/{id}/hand-over", &ASSIGN, hand_over)
        .get("/people/{id}/liaison", &ASSIGN, edit)
        .post("/people/{id}/liaison", &ASSIGN, assign);
    export::routes(routes);
}

#[derive(Template)]
#[template(path = "liaison/index.html")]
struct IndexPage {
    ui: Ui,
    form: Form,
    liaisons: Vec<Liaison>,
    /// Value and label of each area with people who have none.
    areas: Vec<(String, String)>,
    missing: i64,
    choices: Vec<(String, String)>,
    may_assign: bool,
    /// What was looked at has changed since.
    changed: bool,
}

async fn index(ctx: Ctx) -> Result<Response> {
    index_page(&ctx, Form::default(), false).await
}

async fn index_page(ctx: &Ctx, form: Form, changed: bool) -> Result<Response> {
    let act = ctx.act()?;
    let (ui, may_assign) = (Ui::of(ctx), act.actor.may(&ASSIGN).is_ok());
    let own = ui.clone();
    let read = move |conn: &Conn<'_>| {
        let bureau = act.bureau();
        let choices =
            if may_assign { chosen::choices(conn, &act, &own, "liaison-choose")? } else { Vec::new() };
        Ok((store::list(conn, bureau, act.today())?, store::without(conn, bureau)?, choices))
    };
    let (liaisons, without, choices) = ctx.app.db.read(read).await?;
    let wrong = !form.errors().is_empty();
    let missing = without.iter().map(|area| area.people).sum();
    let areas = areas(&ui, &without, missing);
    let template = IndexPage { ui, form, liaisons, areas, missing, choices, may_assign, changed };
    shown(&template, wrong, changed)
}

/// Which people may be given to somebody: the value says how many were seen.
fn areas(ui: &Ui, without: &[Without], missing: i64) -> Vec<(String, String)> {
    let all = (format!("any {missing}"), ui.a1("liaison-anywhere", "n", missing).into_owned());
    let one = |area: &Without| {
        let (id, name) = (area.area?, area.name.as_deref()?);
        let label = ui.a2("liaison-in-area", "area", name, "n", area.people).into_owned();
        Some((format!("{id} {}", area.people), label))
    };
    std::iter::once(all).chain(without.iter().filter_map(one)).collect()
}

fn shown(template: &impl Template, wrong: bool, changed: bool) -> Result<Response> {
    match (wrong, changed) {
        (true, _) => invalid(template),
        (false, true) => Ok((StatusCode::CONFLICT, page(template)?).into_response()),
        (false, false) => page(template),
    }
}

async fn assign_all(ctx: Ctx, Posted(raw): Posted) -> Result<Response> {
    let (act, mut form) = (ctx.act()?, Form::from(raw));
    let (area, seen) = form.value("area").split_once(' ').unwrap_or_default();
    let (area, seen) = (area.to_owned(), seen.parse::<usize>().ok());
    let area = match area.as_str() {
        "any" => Some(None),
        id => id.parse::<Uuid>().ok().map(Some),
    };
    if area.is_none() {
        form.reject("area", Text::new("form-choice"));
    }
    let staff = chosen::read(&mut form);
    let (Some(area), Some(staff)) = (area, staff) else { return index_page(&ctx, form, false).await };
    let hand = act.clone();
    match ctx.app.db.write(move |tx| actions::assign_all(tx, &hand, area, &staff, seen)).await {
        Ok(_) => {
            plan::follow_up(&ctx.app, &act).await;
            Ok(see_other("/liaisons", Some("notice-liaison-assigned")))
        }
        Err(Error::Invalid(errors)) => index_page(&ctx, form.with_errors(errors), false).await,
        Err(Error::Conflict) => index_page(&ctx, form, true).await,
        Err(error) => Err(error),
    }
}

#[derive(Template)]
#[template(path = "liaison/show.html")]
struct ShowPage {
    ui: Ui,
    form: Form,
    staff: StaffId,
    name: String,
    people: Vec<Charge>,
    /// Stands for exactly these people.
    seen: String,
    /// Value and label of each way to say who is handed over.
    ways: Vec<(String, String)>,
    choices: Vec<(String, String)>,
    may_assign: bool,
    /// What was looked at has changed since.
    changed: bool,
}

async fn show(ctx: Ctx, Path(id): Path<String>) -> Result<Response> {
    let staff = id.parse().map_err(|_| Error::NotFound)?;
    show_page(&ctx, staff, Form::default(), false).await
}

async fn show_page(ctx: &Ctx, staff: StaffId, form: Form, changed: bool) -> Result<Response> {
    let act = ctx.act()?;
    let (ui, may_assign) = (Ui::of(ctx), act.actor.may(&ASSIGN).is_ok());
    let own = ui.clone();
    let read = move |tx: &Tx<'_>| {
        let (name, people) = actions::of_liaison(tx, &act, staff)?;
        act.record(tx, &VIEW, Subject::one("staff", staff.0), &json!({ "people": people.len() }))?;
        let choices =
            if may_assign { chosen::choices(tx, &act, &own, "liaison-choose")? } else { Vec::new() };
        let seen = actions::fingerprint(&act, &people);
        Ok((name, people, choices, seen))
    };
    let (name, people, choices, seen) = ctx.app.db.write(read).await?;
    let (wrong, ways) = (!form.errors().is_empty(), ways(&ui, &people));
    let template = ShowPage { ui, form, staff, name, people, seen, ways, choices, may_assign, changed };
    shown(&template, wrong, changed)
}

const ALL: &str = "all";
const MARKED: &str = "marked";

fn ways(ui: &Ui, people: &[Charge]) -> Vec<(String, String)> {
    let mut ways = vec![(ALL.to_owned(), ui.a1("liaison-which-all", "n", people.len()).into_owned())];
    let mut areas: Vec<(Uuid, &str, usize)> = Vec::new();
    for one in people {
        let (Some(id), Some(name)) = (one.area, one.area_name.as_deref()) else { continue };
        match areas.last_mut() {
            Some((last, _, n)) if *last == id => *n += 1,
            _ => areas.push((id, name, 1)),
        }
    }
    if areas.len() > 1 {
        let of = |(id, name, n): &(Uuid, &str, usize)| {
            (id.to_string(), ui.a2("liaison-in-area", "area", *name, "n", *n).into_owned())
        };
        ways.extend(areas.iter().map(of));
    }
    ways.push((MARKED.to_owned(), ui.m("liaison-which-marked").to_owned()));
    ways
}

async fn hand_over(ctx: Ctx, Path(id): Path<String>, Posted(raw): Posted) -> Result<Response> {
    let (act, mut form) = (ctx.act()?, Form::from(raw));
    let from: StaffId = id.parse().map_err(|_| Error::NotFound)?;
    let bureau = *act.bureau();
    ctx.app.db.read(move |conn| store::name(conn, &bureau, from)).await?.ok_or(Error::NotFound)?;
    let which = which(&mut form);
    let to = chosen::read(&mut form);
    let (Some(which), Some(to)) = (which, to) else { return show_page(&ctx, from, form, false).await };
    let (hand, seen) = (act.clone(), form.value("seen").to_owned());
    match ctx.app.db.write(move |tx| actions::hand_over(tx, &hand, from, &which, &to, &seen)).await {
        Ok(to) => {
            plan::follow_up(&ctx.app, &act).await;
            Ok(see_other(&format!("/liaisons/{to}"), Some("notice-liaison-handed-over")))
        }
        Err(Error::Invalid(errors)) => show_page(&ctx, from, form.with_errors(errors), false).await,
        Err(Error::Conflict) => show_page(&ctx, from, form, true).await,
        Err(error) => Err(error),
    }
}

fn which(form: &mut Form) -> Option<Which> {
    let which = match form.value("which") {
        ALL => Some(Which::All),
        MARKED => {
            let ids: Option<Vec<PersonId>> = form.values("person").iter().map(|id| id.parse().ok()).collect();
            ids.map(Which::These)
        }
        id => id.parse::<Uuid>().ok().map(|id| Which::Area(Some(id))),
    };
    if which.is_none() {
        form.reject("which", Text::new("form-choice"));
    }
    which
}

#[derive(Template)]
#[template(path = "liaison/edit.html")]
struct EditPage {
    ui: Ui,
    form: Form,
    person: PersonId,
    name: String,
    choices: Vec<(String, String)>,
    /// What was looked at has changed since.
    changed: bool,
}

async fn edit(ctx: Ctx, Path(id): Path<String>) -> Result<Response> {
    edit_page(&ctx, parse(&id)?, None, false).await
}

/// `form` is what was filled in; none shows who it is now.
async fn edit_page(ctx: &Ctx, id: PersonId, form: Option<Form>, changed: bool) -> Result<Response> {
    let act = ctx.act()?;
    let scope = act.actor.scope(&ASSIGN, OWN)?;
    let ui = Ui::of(ctx);
    let own = ui.clone();
    let read = move |conn: &Conn<'_>| {
        let bureau = act.bureau();
        let person = person::store::find(conn, &scope, bureau, id)?.ok_or(Error::NotFound)?;
        if !store::is_served(conn, bureau, id)? {
            return Err(Error::refused("liaison-person-ended"));
        }
        let named = store::of_person(conn, bureau, id)?.into_iter().find(|named| named.until.is_none());
        let now = named.map(|named| named.staff);
        let value = now.map(|staff| chosen::value(conn, &act, staff)).transpose()?.unwrap_or_default();
        let choices = chosen::choices(conn, &act, &own, "liaison-nobody")?;
        Ok((person.name, now.map(|staff| staff.to_string()).unwrap_or_default(), value, choices))
    };
    let (name, seen, value, choices) = ctx.app.db.read(read).await?;
    let wrong = form.as_ref().is_some_and(|form| !form.errors().is_empty());
    let mut form = form.unwrap_or_else(|| Form::filled([("staff", value)]));
    form.set("seen", &seen);
    let template = EditPage { ui, form, person: id, name, choices, changed };
    shown(&template, wrong, changed)
}

async fn assign(ctx: Ctx, Path(id): Path<String>, Posted(raw): Posted) -> Result<Response> {
    let (act, id, mut form) = (ctx.act()?, parse(&id)?, Form::from(raw));
    let scope = act.actor.scope(&ASSIGN, OWN)?;
    let bureau = *act.bureau();
    ctx.app
        .db
        .read(move |conn| person::store::find(conn, &scope, &bureau, id))
        .await?
        .ok_or(Error::NotFound)?;
    let seen = form.value("seen").parse().ok();
    // Nobody is a choice too.
    let chosen = if form.value("staff").is_empty() { Some(None) } else { chosen::read(&mut form).map(Some) };
    let Some(chosen) = chosen else { return edit_page(&ctx, id, Some(form), false).await };
    match ctx.app.db.write(move |tx| actions::assign(tx, &act, id, chosen.as_ref(), seen)).await {
        Ok(()) => Ok(see_other(&format!("/people/{id}#liaison"), Some("notice-liaison-assigned"))),
        Err(Error::Invalid(errors)) => edit_page(&ctx, id, Some(form.with_errors(errors)), false).await,
        Err(Error::Conflict) => edit_page(&ctx, id, Some(form), true).await,
        Err(error) => Err(error),
    }
}

fn parse(id: &str) -> Result<PersonId> {
    id.parse().map_err(|_| Error::NotFound)
}
