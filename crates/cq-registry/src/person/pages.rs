//! The list, the person's page, and the form.

mod edit;
mod history;
mod index;

pub(super) use index::asked;

use askama::Template;
use axum::{extract::Path, response::Response};
use cq_calendar::PartialDate;
use cq_platform::{
    Error, Result,
    web::{Ctx, Posted, Routes, Ui, page},
};
use jiff::civil::Date;

use self::history::{Event, Promise};
use super::{
    EDIT, Facts, LIST, Living, Person, Sex, UNMASK, VIEW,
    actions::{self, Sealed, Whole},
    icd, section,
    store::surroundings::Responsible,
};

/// Registers the pages.
pub(super) fn routes(routes: &mut Routes) {
    routes
        .get("/people", &LIST, index::index)
        .get("/people/search", &LIST, index::suggest)
        .get("/people/new", &EDIT, edit::new)
        .post("/people", &EDIT, edit::create)
        .get("/people/{id}", &VIEW, show)
        .post("/people/{id}/unmask", &UNMASK, unmask)
        .get("/people/{id}/edit", &EDIT, edit::edit)
        .post("/people/{id}", &EDIT, edit::save);
}

#[derive(Template)]
#[template(path = "person/show.html")]
struct ShowPage {
    ui: Ui,
    person: Person,
    facts: Facts,
    sub: String,
    /// Masked, or in full when that was asked for.
    citizen_id: String,
    /// In full when that was asked for.
    health_note: Option<String>,
    shown: Option<Sealed>,
    illnesses: Vec<String>,
    doctor: Option<Responsible>,
    past: Vec<Responsible>,
    owed: Vec<Promise>,
    history: Vec<Event>,
    readers: Vec<Event>,
    /// What other features say, as HTML.
    sections: Vec<String>,
    may_edit: bool,
    may_unmask: bool,
}

impl ShowPage {
    fn edit_address(&self) -> String {
        format!("/people/{}/edit", self.person.id)
    }

    fn unmask_address(&self, what: Sealed) -> String {
        format!("/people/{}/unmask?what={}", self.person.id, what.as_str())
    }

    fn date(&self, date: &Option<PartialDate>) -> String {
        date.map(|date| self.ui.partial(&date)).unwrap_or_default()
    }

    fn word(&self, family: &str, word: &Option<impl std::fmt::Display>) -> String {
        word.as_ref().map(|word| self.ui.w(family, word)).unwrap_or_default()
    }

    fn living(&self) -> String {
        living(&self.ui, &self.facts.living)
    }
}

async fn show(ctx: Ctx, Path(id): Path<String>) -> Result<Response> {
    let id = id.parse().map_err(|_| Error::NotFound)?;
    let whole = actions::view(&ctx.app, &ctx.act()?, id).await?;
    page(&show_page(&ctx, whole, None, section::read(&ctx, id).await?)?)
}

/// Shows what is sealed, in the answer to this one request.
async fn unmask(ctx: Ctx, Path(id): Path<String>, _: Posted) -> Result<Response> {
    let id = id.parse().map_err(|_| Error::NotFound)?;
    let what = ctx.query("what").as_deref().and_then(Sealed::from_name);
    let whole = actions::unmask(&ctx.app, &ctx.act()?, id, what).await?;
    page(&show_page(&ctx, whole, what, section::read(&ctx, id).await?)?)
}

fn show_page(ctx: &Ctx, whole: Whole, shown: Option<Sealed>, sections: Vec<String>) -> Result<ShowPage> {
    let (act, ui) = (ctx.act()?, Ui::of(ctx));
    let today = act.today();
    let Whole { person, facts, responsible, owed, done, entries } = whole;
    let history = history::history(&ui, &person, &responsible, &done, &entries);
    let readers = history::readers(&ui, &entries);
    let (current, past): (Vec<_>, Vec<_>) =
        responsible.into_iter().partition(|responsible| responsible.until.is_none());
    let in_full = |what| shown == Some(what);
    let citizen_id = facts.citizen_id.as_ref();
    let citizen_id =
        citizen_id.map(|id| if in_full(Sealed::CitizenId) { id.as_str().to_owned() } else { id.masked() });
    Ok(ShowPage {
        sub: about(&ui, &facts, today),
        citizen_id: citizen_id.unwrap_or_default(),
        health_note: facts.health_note.clone().filter(|_| in_full(Sealed::HealthNote)),
        shown,
        illnesses: facts.conditions.iter().map(|code| illness(&ui, code)).collect(),
        doctor: current.into_iter().next(),
        past,
        owed: owed.into_iter().map(|owed| Promise::of(&ui, owed, today)).collect(),
        history,
        readers,
        sections,
        may_edit: act.actor.may(&EDIT).is_ok(),
        may_unmask: act.actor.may(&UNMASK).is_ok(),
        facts,
        person,
        ui,
    })
}

/// Sex, age, category, rank, in one line.
fn about(ui: &Ui, facts: &Facts, today: Date) -> String {
    let sex = if facts.sex == Sex::Unknown { String::new() } else { ui.w("sex", facts.sex) };
    let rank = facts.rank.map(|rank| ui.w("rank", rank)).unwrap_or_default();
    let parts = [sex, age(ui, facts.born, today), ui.w("category", facts.category), rank];
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join(ui.m("person-comma"))
}

/// The illness in words, with its code.
fn illness(ui: &Ui, code: &str) -> String {
    let said = icd::said(ui, code);
    if said.ends_with(code) { said } else { format!("{said} {code}") }
}

fn living(ui: &Ui, living: &std::collections::BTreeSet<Living>) -> String {
    let words: Vec<String> = living.iter().map(|word| ui.w("living", word)).collect();
    words.join(ui.m("person-and"))
}

/// Completed years; two numbers where the birth is not known well enough for one.
fn age(ui: &Ui, born: Option<PartialDate>, today: Date) -> String {
    let Some(age) = born.and_then(|born| born.age_on(today)) else { return String::new() };
    if age.least == age.most {
        ui.a1("person-age", "n", u32::from(age.most)).into_owned()
    } else {
        ui.a2("person-age-between", "least", u32::from(age.least), "most", u32::from(age.most)).into_owned()
    }
}
