//! The list, the person's page, and the form.

mod edit;
mod history;

use askama::Template;
use axum::{extract::Path, response::Response};
use cq_calendar::PartialDate;
use cq_platform::{
    Error, Result,
    actor::Act,
    form::{Form, Raw},
    policy::Reach,
    web::{Ctx, Posted, Routes, Ui, page, see_other},
};
use jiff::civil::Date;

use self::history::{Event, Promise};
use super::{
    Category, EDIT, Facts, Illness, LIST, Living, Mark, OWN, Person, Sex, UNMASK, VIEW,
    actions::{self, Sealed, Whole},
    icd, section,
    store::{
        list::{self, Filter, Listed, Page, Turn},
        surroundings::Responsible,
    },
};
use crate::{
    area::{self, Area},
    unit::{self, Unit},
};

const PER_PAGE: usize = 50;
/// Suggestions below the box.
const SUGGESTED: usize = 12;
/// Where counting stops.
const COUNTED_MAX: i64 = 10_000;

/// Registers the pages.
pub(super) fn routes(routes: &mut Routes) {
    routes
        .get("/people", &LIST, index)
        .get("/people/search", &LIST, suggest)
        .get("/people/new", &EDIT, edit::new)
        .post("/people", &EDIT, edit::create)
        .get("/people/{id}", &VIEW, show)
        .post("/people/{id}/unmask", &UNMASK, unmask)
        .get("/people/{id}/edit", &EDIT, edit::edit)
        .post("/people/{id}", &EDIT, edit::save);
}

/// What the query narrows the list to; words it does not know narrow nothing.
pub(super) fn filter(form: &Form) -> Filter {
    Filter {
        category: form.value("category").parse().ok(),
        unit: form.value("unit").parse().ok(),
        area: form.value("area").parse().ok(),
        living: form.value("living").parse().ok(),
        illness: form.value("illness").parse().ok(),
        doctor: match form.value("doctor") {
            "none" => Some(false),
            "some" => Some(true),
            _ => None,
        },
    }
}

#[derive(Template)]
#[template(path = "person/index.html")]
struct IndexPage {
    ui: Ui,
    form: Form,
    people: Vec<Listed>,
    areas: Vec<Area>,
    unit: Option<Unit>,
    /// How many there are, in words.
    sub: String,
    note: String,
    previous: String,
    next: String,
    /// Nobody is here at all, whatever the filters.
    is_empty: bool,
    may_edit: bool,
    is_own: bool,
    today: Date,
}

impl IndexPage {
    fn age(&self, born: &Option<PartialDate>) -> String {
        age(&self.ui, *born, self.today)
    }

    fn living(&self, listed: &Listed) -> String {
        living(&self.ui, &listed.living.0)
    }
}

/// What a list page reads.
struct Read {
    page: Page,
    areas: Vec<Area>,
    unit: Option<Unit>,
    count: i64,
    tallies: Vec<(Category, i64)>,
}

async fn index(ctx: Ctx) -> Result<Response> {
    let act = ctx.act()?;
    let (reach, today) = (act.actor.may(&LIST)?, act.today());
    let form = Form::from(ctx.query_fields());
    let (filter, typed) = (filter(&form), form.value("q").trim().to_owned());
    let may_edit = act.actor.may(&EDIT).is_ok();
    let turn = turn(&form, &act)?;
    let is_first = turn == Turn::First;
    let read = {
        let typed = typed.clone();
        ctx.app.db.read(move |conn| read(conn, &act, &filter, &typed, turn)).await?
    };
    let ui = Ui::of(&ctx);
    let whole_bureau = reach == Reach::Bureau && filter.is_open() && typed.is_empty();
    let sub = if whole_bureau { tallied(&ui, &read.tallies) } else { counted(&ui, read.count) };
    let note = match (typed.is_empty(), read.page.people.len() < PER_PAGE) {
        (true, _) => ui.m("person-by-pinyin").to_owned(),
        (false, true) => String::new(),
        (false, false) => ui.a1("person-found-more", "n", PER_PAGE).into_owned(),
    };
    let turn_to = |shown: bool, name: &str, person: Option<&Listed>| {
        person.filter(|_| shown).map_or(Ok(String::new()), |person| address(&ctx, name, person))
    };
    let template = IndexPage {
        sub,
        note,
        previous: turn_to(read.page.has_before, "before", read.page.people.first())?,
        next: turn_to(read.page.has_after, "after", read.page.people.last())?,
        is_empty: read.page.people.is_empty() && typed.is_empty() && filter.is_open() && is_first,
        people: read.page.people,
        areas: read.areas,
        unit: read.unit,
        may_edit,
        is_own: reach == Reach::Own,
        today,
        form,
        ui,
    };
    page(&template)
}

fn read(
    conn: &cq_platform::db::Conn<'_>,
    act: &Act,
    filter: &Filter,
    typed: &str,
    turn: Turn,
) -> Result<Read> {
    let (scope, reach, bureau) = (act.actor.scope(&LIST, OWN)?, act.actor.may(&LIST)?, act.bureau());
    let (page, count) = if typed.is_empty() {
        let counts = reach == Reach::Own || !filter.is_open();
        let count = if counts { list::count(conn, &scope, bureau, filter, COUNTED_MAX)? } else { 0 };
        (list::page(conn, &scope, bureau, filter, turn, PER_PAGE)?, count)
    } else {
        let people = actions::search(conn, act, filter, typed, PER_PAGE)?;
        let count = i64::try_from(people.len()).unwrap_or(i64::MAX);
        (Page { people, has_before: false, has_after: false }, count)
    };
    Ok(Read {
        page,
        count,
        areas: area::list(conn, bureau)?,
        unit: filter.unit.map(|id| unit::find_by_id(conn, bureau, id)).transpose()?.flatten(),
        tallies: list::tallies(conn, bureau)?,
    })
}

fn turn(form: &Form, act: &Act) -> Result<Turn> {
    let mark = |name| Mark::opened(form.value(name), &act.secrets, act.bureau()).ok_or(Error::NotFound);
    match (form.value("after").is_empty(), form.value("before").is_empty()) {
        (true, true) => Ok(Turn::First),
        (false, _) => mark("after").map(Turn::After),
        (true, false) => mark("before").map(Turn::Before),
    }
}

/// The list's address with its filters, turned to what lies `name` (before or after) `person`.
fn address(ctx: &Ctx, name: &str, person: &Listed) -> Result<String> {
    let mark = Mark { pinyin: person.pinyin.clone(), id: person.id };
    let act = ctx.act()?;
    let mut query = form_urlencoded::Serializer::new(String::new());
    let Raw(fields) = ctx.query_fields();
    let kept = fields
        .iter()
        .filter(|(name, value)| !value.is_empty() && !matches!(name.as_str(), "after" | "before" | "notice"));
    query.extend_pairs(kept).append_pair(name, &mark.sealed(&act.secrets, act.bureau())?);
    Ok(format!("/people?{}", query.finish()))
}

fn tallied(ui: &Ui, tallies: &[(Category, i64)]) -> String {
    let all: i64 = tallies.iter().map(|(_, people)| people).sum();
    let mut said = ui.a1("person-count-all", "n", all).into_owned();
    let parts = Category::ALL
        .iter()
        .filter_map(|of| tallies.iter().find(|(category, people)| category == of && *people > 0));
    let parts: Vec<String> =
        parts.map(|(category, people)| format!("{} {people}", ui.w("category", category))).collect();
    if !parts.is_empty() {
        said.push_str(ui.m("person-count-colon"));
        said.push_str(&parts.join(ui.m("person-and")));
    }
    said
}

fn counted(ui: &Ui, count: i64) -> String {
    let key = if count >= COUNTED_MAX { "person-count-most" } else { "person-count" };
    ui.a1(key, "n", count).into_owned()
}

#[derive(Template)]
#[template(path = "person/_found.html")]
struct Suggestions {
    ui: Ui,
    people: Vec<Listed>,
    today: Date,
}

impl Suggestions {
    fn href(&self, listed: &Listed) -> String {
        format!("/people/{}", listed.id)
    }

    fn about(&self, listed: &Listed) -> String {
        let parts = [
            self.ui.w("sex", listed.sex),
            age(&self.ui, listed.born, self.today),
            listed.unit.clone().unwrap_or_default(),
            listed.area.clone().unwrap_or_default(),
        ];
        let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        parts.join(self.ui.m("person-comma"))
    }
}

async fn suggest(ctx: Ctx) -> Result<Response> {
    let (act, typed) = (ctx.act()?, ctx.query("q").unwrap_or_default());
    let today = act.today();
    let people = ctx
        .app
        .db
        .read(move |conn| actions::search(conn, &act, &Filter::default(), &typed, SUGGESTED))
        .await?;
    page(&Suggestions { ui: Ui::of(&ctx), people, today })
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
    if let Some(kept) = actions::leads_to(&ctx.app, &ctx.act()?, id).await? {
        return Ok(see_other(&format!("/people/{kept}"), Some("notice-duplicate-led")));
    }
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
