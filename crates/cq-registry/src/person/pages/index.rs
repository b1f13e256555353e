//! The list of people: who is in it is a segment, with the box that finds somebody among them.

use std::collections::HashMap;

use askama::Template;
use axum::response::Response;
use cq_calendar::{AgeRule, PartialDate};
use cq_platform::{
    Error, Result,
    actor::Act,
    db::Conn,
    form::{Form, Raw},
    policy::Reach,
    web::{Ctx, Ui, page},
};
use jiff::civil::Date;

use super::{living, take_out};
use crate::{
    age,
    area::{self, Area},
    person::{
        Category, EDIT, Illness, LIST, Living, Mark, OWN, PersonId, actions,
        store::{
            list::{self, Listed, Page, Turn},
            search::{Hit, Why},
        },
    },
    segment::{
        self, Flaw, MAKE, Segment, SegmentId, Whom, address,
        bar::{self, Bar},
        quick,
        store::{Names, Saved},
    },
    unit::{self, Unit},
};

const PER_PAGE: usize = 50;
/// Suggestions below the box.
const SUGGESTED: usize = 12;

/// What the query asks: words that a field of its own does not know ask nothing, a condition that is not understood is refused.
/// Where nothing says among whom, a list is of those served, and a search finds everybody.
pub(in crate::person) fn asked(form: &Form) -> Result<Segment> {
    let segment = quick::read(form).map_err(|flaw: Flaw| Error::Refused(flaw.text()))?;
    let finds_anybody = !form.value("q").trim().is_empty() && form.value(address::WHOM).is_empty();
    Ok(if finds_anybody { Segment { whom: Whom::Everybody, ..segment } } else { segment })
}

/// Who is in the list that the query asks for.
pub(in crate::person) fn listed(conn: &Conn<'_>, act: &Act, form: &Form) -> Result<segment::Bound> {
    let question = Question::of(form, act)?;
    let saved = question.of.map(|id| segment::store::find(conn, act, id)).transpose()?;
    let segment = match saved {
        Some(saved) if question.is_as_saved => saved.segment.map_err(|flaw| Error::Refused(flaw.text()))?,
        _ => question.segment,
    };
    segment::store::bind(conn, act.bureau(), segment, act.today())
}

#[derive(Template)]
#[template(path = "person/index.html")]
struct IndexPage {
    ui: Ui,
    form: Form,
    bar: Bar,
    /// What the fields above the list send along.
    kept: Vec<(&'static str, String)>,
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
    /// Takes out the list as it is shown.
    export: String,
    /// Nobody is here at all, whatever is asked.
    is_empty: bool,
    may_edit: bool,
    is_own: bool,
    /// By which ages are said, and whether the reader may set it.
    rule: AgeRule,
    may_set_rule: bool,
    today: Date,
}

impl IndexPage {
    fn age(&self, born: &Option<PartialDate>) -> String {
        age::said(&self.ui, self.rule, *born, self.today)
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
    segment: Segment,
    of: Option<Saved>,
    names: Names,
    rule: AgeRule,
}

/// What a list page is asked for.
struct Question {
    segment: Segment,
    /// The saved segment that it began with, and whether that is all it asks.
    of: Option<SegmentId>,
    is_as_saved: bool,
    typed: String,
    turn: Turn,
}

impl Question {
    fn of(form: &Form, act: &Act) -> Result<Self> {
        let of = form.value(bar::OF);
        Ok(Self {
            segment: asked(form)?,
            of: if of.is_empty() { None } else { Some(of.parse().map_err(|_| Error::NotFound)?) },
            is_as_saved: form.values(address::PART).is_empty() && asked(form)?.parts().is_empty(),
            typed: form.value("q").trim().to_owned(),
            turn: turn(form, act)?,
        })
    }
}

pub(super) async fn index(ctx: Ctx) -> Result<Response> {
    let act = ctx.act()?;
    let (reach, today) = (act.actor.may(&LIST)?, act.today());
    let form = Form::from(ctx.query_fields());
    let (may_edit, may_make) = (act.actor.may(&EDIT).is_ok(), act.actor.may(&MAKE).is_ok());
    let may_set_rule = act.actor.may(&age::SET).is_ok();
    let question = Question::of(&form, &act)?;
    let (is_first, is_search) = (question.turn == Turn::First, !question.typed.is_empty());
    let read = ctx.app.db.read(move |conn| read(conn, &act, question)).await?;
    let ui = Ui::of(&ctx);
    let whole_bureau = reach == Reach::Bureau && read.segment.is_open() && !is_search;
    let sub = if whole_bureau {
        tallied(&ui, &read.tallies)
    } else {
        ui.a1("person-count", "n", ui.n(read.count).as_str()).into_owned()
    };
    let note = match (is_search, read.page.people.len() < PER_PAGE) {
        (false, _) => ui.m("person-by-pinyin").to_owned(),
        (true, true) => String::new(),
        (true, false) => ui.a1("person-found-more", "n", PER_PAGE).into_owned(),
    };
    let turn_to = |shown: bool, name: &str, person: Option<&Listed>| {
        person.filter(|_| shown).map_or(Ok(String::new()), |person| address(&ctx, name, person))
    };
    let bar = Bar::new(&segment::pages::voice(&ctx, &read.names), &read.segment, read.of.as_ref(), may_make);
    let (mut fields, rest) = quick::split(&read.segment);
    let typed = ("q", form.value("q").trim().to_owned());
    fields.push(typed.clone());
    let kept = bar::pairs(&rest, read.of.as_ref().map(|saved| saved.id));
    let template = IndexPage {
        sub,
        note,
        previous: turn_to(read.page.has_before, "before", read.page.people.first())?,
        next: turn_to(read.page.has_after, "after", read.page.people.last())?,
        is_empty: read.page.people.is_empty() && !is_search && read.segment.is_open() && is_first,
        export: take_out::address(&ctx),
        whys: read.hits.iter().map(|hit| (hit.listed.id, why(&ui, hit))).collect(),
        people: read.page.people,
        areas: read.areas,
        unit: read.unit,
        kept: kept.into_iter().chain(is_search.then_some(typed)).collect(),
        bar,
        may_edit,
        is_own: reach == Reach::Own,
        rule: read.rule,
        may_set_rule,
        today,
        form: Form::filled(fields),
        ui,
    };
    page(&template)
}

fn read(conn: &Conn<'_>, act: &Act, question: Question) -> Result<Read> {
    let Question { segment, of, is_as_saved, typed, turn } = question;
    let (scope, reach, bureau) = (act.actor.scope(&LIST, OWN)?, act.actor.may(&LIST)?, act.bureau());
    let of = of.map(|id| segment::store::find(conn, act, id)).transpose()?;
    let segment = match &of {
        Some(saved) if is_as_saved => saved.segment.clone().map_err(|flaw| Error::Refused(flaw.text()))?,
        _ => segment,
    };
    let bound = segment::store::bind(conn, bureau, segment, act.today())?;
    let mut hits = Vec::new();
    let (page, count) = if typed.is_empty() {
        let counts = reach == Reach::Own || !bound.segment.is_open();
        let count =
            if counts { Some(segment::store::people::count(conn, &scope, bureau, &bound)?) } else { None };
        (list::page(conn, &scope, bureau, &bound, count, &turn, PER_PAGE)?, count.unwrap_or_default())
    } else {
        hits = actions::find(conn, act, &bound, &typed, PER_PAGE)?;
        let people: Vec<Listed> = hits.iter().map(|hit| hit.listed.clone()).collect();
        let count = i64::try_from(people.len()).unwrap_or(i64::MAX);
        (Page { people, has_before: false, has_after: false }, count)
    };
    let (fields, _) = quick::split(&bound.segment);
    let unit = fields.iter().find(|(name, _)| *name == "unit").and_then(|(_, id)| id.parse().ok());
    Ok(Read {
        page,
        hits,
        count,
        areas: area::list(conn, bureau)?,
        unit: unit.map(|id| unit::find_by_id(conn, bureau, id)).transpose()?.flatten(),
        tallies: list::tallies(conn, bureau)?,
        names: segment::store::names(conn, bureau, [&bound.segment])?,
        rule: age::store::rule(conn, bureau, act.today())?.0,
        segment: bound.segment,
        of,
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

/// The list's address as it was asked for, turned to what lies `name` (before or after) `person`.
fn address(ctx: &Ctx, name: &str, person: &Listed) -> Result<String> {
    let mark = Mark { pinyin: person.pinyin.clone(), id: person.id };
    let act = ctx.act()?;
    let mut query = form_urlencoded::Serializer::new(String::new());
    let Raw(fields) = ctx.query_fields();
    let is_kept = |name: &str, value: &str| {
        (!value.is_empty() || name == address::PART) && !matches!(name, "after" | "before" | "notice")
    };
    let kept = fields.iter().filter(|(name, value)| is_kept(name, value));
    query.extend_pairs(kept).append_pair(name, &mark.sealed(&act.secrets, act.bureau())?);
    Ok(format!("{}?{}", bar::LIST, query.finish()))
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

#[derive(Template)]
#[template(path = "person/_found.html")]
struct Suggestions {
    ui: Ui,
    people: Vec<Hit>,
    rule: AgeRule,
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
            age::said(&self.ui, self.rule, listed.born, self.today),
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

pub(super) async fn suggest(ctx: Ctx) -> Result<Response> {
    let (act, typed) = (ctx.act()?, ctx.query("q").unwrap_or_default());
    let today = act.today();
    let find = move |conn: &Conn<'_>| {
        let people = actions::find(conn, &act, &actions::everybody(conn, &act)?, &typed, SUGGESTED)?;
        Ok((people, age::store::rule(conn, act.bureau(), today)?.0))
    };
    let (people, rule) = ctx.app.db.read(find).await?;
    page(&Suggestions { ui: Ui::of(&ctx), people, rule, today })
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
