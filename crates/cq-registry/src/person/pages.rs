//! The list, the person's page, and the form.

mod edit;
mod history;
mod show;

use std::collections::HashMap;

use askama::Template;
use axum::response::Response;
use cq_calendar::PartialDate;
use cq_platform::{
    Error, Result,
    actor::Act,
    form::{Form, Raw},
    policy::Reach,
    web::{Ctx, Routes, Ui, page},
};
use jiff::civil::Date;

use super::{
    Category, EDIT, Illness, LIST, Living, Mark, OWN, PersonId, UNMASK, VIEW, actions,
    store::{
        list::{self, Filter, Listed, Page, Turn},
        search::{Hit, Why},
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
        .get("/people/{id}", &VIEW, show::show)
        .post("/people/{id}/unmask", &UNMASK, show::unmask)
        .get("/people/{id}/edit", &EDIT, edit::edit)
        .post("/people/{id}", &EDIT, edit::save);
}

/// What the query narrows the list to; words it does not know narrow nothing.
pub(super) fn filter(form: &Form) -> Filter {
    Filter {
        whom: form.value("whom").parse().ok(),
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
    /// Why somebody was found who is called otherwise, in words.
    whys: HashMap<PersonId, String>,
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

    fn why(&self, listed: &Listed) -> &str {
        self.whys.get(&listed.id).map(String::as_str).unwrap_or_default()
    }
}

/// What a list page reads.
struct Read {
    page: Page,
    hits: Vec<Hit>,
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
        whys: read.hits.iter().map(|hit| (hit.listed.id, why(&ui, hit))).collect(),
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
    let mut hits = Vec::new();
    let (page, count) = if typed.is_empty() {
        let counts = reach == Reach::Own || !filter.is_open();
        let count = if counts { list::count(conn, &scope, bureau, filter, COUNTED_MAX)? } else { 0 };
        (list::page(conn, &scope, bureau, filter, turn, PER_PAGE)?, count)
    } else {
        hits = actions::find(conn, act, filter, typed, PER_PAGE)?;
        let people: Vec<Listed> = hits.iter().map(|hit| hit.listed.clone()).collect();
        let count = i64::try_from(people.len()).unwrap_or(i64::MAX);
        (Page { people, has_before: false, has_after: false }, count)
    };
    Ok(Read {
        page,
        hits,
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
    people: Vec<Hit>,
    today: Date,
}

impl Suggestions {
    fn href(&self, listed: &Listed) -> String {
        format!("/people/{}", listed.id)
    }

    fn about(&self, hit: &Hit) -> String {
        let listed = &hit.listed;
        let parts = [
            why(&self.ui, hit),
            self.ui.w("sex", listed.sex),
            age(&self.ui, listed.born, self.today),
            listed.unit.clone().unwrap_or_default(),
            listed.area.clone().unwrap_or_default(),
            if listed.category == Category::Relative {
                self.ui.w("category", listed.category)
            } else {
                String::new()
            },
            if listed.ended_on.is_some() { self.ui.m("person-no-longer").to_owned() } else { String::new() },
        ];
        let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        parts.join(self.ui.m("person-comma"))
    }
}

async fn suggest(ctx: Ctx) -> Result<Response> {
    let (act, typed) = (ctx.act()?, ctx.query("q").unwrap_or_default());
    let today = act.today();
    let people =
        ctx.app.db.read(move |conn| actions::find(conn, &act, &Filter::default(), &typed, SUGGESTED)).await?;
    page(&Suggestions { ui: Ui::of(&ctx), people, today })
}

/// Why somebody was found who is called otherwise; empty where the name or a number says it.
fn why(ui: &Ui, hit: &Hit) -> String {
    let near = if hit.is_near { ui.m("person-near").to_owned() } else { String::new() };
    let why = match &hit.why {
        None => String::new(),
        Some(Why::FormerName(name)) => ui.a1("person-formerly", "name", name.as_str()).into_owned(),
        Some(Why::Relative { name, kind, is_theirs }) => {
            let key = match (kind.as_str(), is_theirs) {
                ("spouse", _) => "person-kin-spouse",
                ("child", true) | ("parent", false) => "person-kin-parent",
                ("parent", true) | ("child", false) => "person-kin-child",
                ("sibling", _) => "person-kin-sibling",
                ("carer", true) => "person-kin-cared-for",
                ("carer", false) => "person-kin-carer",
                ("friend", _) => "person-kin-friend",
                _ => "person-kin-other",
            };
            ui.a1(key, "name", name.as_str()).into_owned()
        }
    };
    let parts: Vec<String> = [near, why].into_iter().filter(|part| !part.is_empty()).collect();
    parts.join(ui.m("person-comma"))
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
