//! The person's page: what is owed, everything known in sections, what it was before, and who answers.

use askama::Template;
use axum::{extract::Path, response::Response};
use cq_calendar::AgeRule;
use cq_platform::{
    Error, Result,
    form::Form,
    web::{Ctx, Posted, Ui, invalid, page, see_other},
};
use jiff::civil::Date;

use super::{
    around::Around,
    day::{may_be_asked, then},
    heading,
};
use crate::{
    age, division,
    person::{
        Category, EDIT, FIELDS, Facts, MEND, Person, UNMASK,
        actions::{self, Whole},
        field as named,
        field::{Field, Kind, Section},
        icd,
        section::{Pillars, Place},
        store::{past, surroundings::Responsible},
    },
};

#[derive(Template)]
#[template(path = "person/show.html")]
struct ShowPage {
    ui: Ui,
    person: Person,
    /// Holds the day asked for.
    form: Form,
    /// The day asked for, said; empty for today.
    on: String,
    sub: String,
    /// When and why they ceased to be served, said; empty while they are.
    ended: String,
    is_relative: bool,
    parts: Vec<Part>,
    /// What is asked for most, beside who answers.
    asked: Vec<Asked>,
    doctor: Option<Responsible>,
    past: Vec<Responsible>,
    around: Around,
    may_edit: bool,
    today: String,
}

/// A section as it is shown.
struct Part {
    title: String,
    known: Vec<Known>,
    /// Names of fields of which nothing is known, said.
    unknown: String,
}

/// One of the facts that are asked for most, said above all the others.
struct Asked {
    title: String,
    /// In words; empty where nothing is known.
    text: String,
    is_phone: bool,
}

/// What is asked for most, after who answers.
const ASKED: [&str; 4] = ["phone", "address", "living", "conditions"];

/// Who reads the page, and how.
struct Reader {
    /// What is shown in full.
    shown: Option<&'static Field>,
    may_unmask: bool,
    may_mend: bool,
    /// As of a day that is not today.
    is_past: bool,
    /// Ages are of this day.
    aged_on: Date,
    today: Date,
}

/// What does not change in a life, and is of no day.
const FIXED: [&str; 5] = ["sex", "citizen_id", "born", "ethnicity", "native_place"];

/// A field as it is shown.
struct Known {
    title: String,
    /// In words; what is sealed is masked.
    text: String,
    /// `phone`, `unit`, `paying_unit`, `list`, `block`, or empty.
    kind: &'static str,
    /// Where it is shown in full, for who may.
    unmask: String,
    /// Where its people are listed.
    href: String,
    /// What is to be known about it.
    notes: Vec<String>,
    /// What it said before, the latest first.
    before: Vec<String>,
    /// Where that is mended, for who may.
    mend: String,
}

impl ShowPage {
    fn own(&self) -> String {
        format!("/people/{}", self.person.id)
    }

    fn address(&self, step: &str) -> String {
        format!("/people/{}/{step}", self.person.id)
    }

    fn around(&self) -> impl Iterator<Item = &str> {
        self.at(Place::Around)
    }

    fn happened(&self) -> impl Iterator<Item = &str> {
        self.at(Place::Happened)
    }

    fn apart(&self) -> impl Iterator<Item = &str> {
        self.at(Place::Apart)
    }

    fn at(&self, place: Place) -> impl Iterator<Item = &str> {
        self.around.sections.iter().filter(move |(at, _)| *at == place).map(|(_, html)| html.as_str())
    }
}

pub(super) async fn show(ctx: Ctx, Path(id): Path<String>, pillars: Pillars) -> Result<Response> {
    let id = id.parse().map_err(|_| Error::NotFound)?;
    if let Some(kept) = actions::leads_to(&ctx.app, &ctx.act()?, id).await? {
        return Ok(see_other(&format!("/people/{kept}"), Some("notice-duplicate-led")));
    }
    let mut form = Form::from(ctx.query_fields());
    let today = ctx.act()?.today();
    let day = if form.value("on").is_empty() { None } else { form.day("on") };
    let whole = actions::view_on(&ctx.app, &ctx.act()?, id, day).await?;
    let day = day.filter(|day| may_be_asked(&mut form, &whole.now, *day, today));
    let shown = show_page(&ctx, then(whole, day), None, day, form, pillars).await?;
    if shown.form.errors().is_empty() { page(&shown) } else { invalid(&shown) }
}

/// Shows what is sealed, in the answer to this one request.
pub(super) async fn unmask(
    ctx: Ctx,
    Path(id): Path<String>,
    _: Posted,
    pillars: Pillars,
) -> Result<Response> {
    let id = id.parse().map_err(|_| Error::NotFound)?;
    let what = ctx.query("what").as_deref().and_then(named);
    let whole = actions::unmask(&ctx.app, &ctx.act()?, id, what).await?;
    page(&show_page(&ctx, whole, what, None, Form::default(), pillars).await?)
}

async fn show_page(
    ctx: &Ctx,
    whole: Whole,
    shown: Option<&'static Field>,
    day: Option<Date>,
    form: Form,
    pillars: Pillars,
) -> Result<ShowPage> {
    let (act, ui) = (ctx.act()?, Ui::of(ctx));
    let today = act.today();
    let is_past = day.is_some();
    let reader = Reader {
        shown,
        may_unmask: act.actor.may(&UNMASK).is_ok() && !is_past,
        may_mend: act.actor.may(&MEND).is_ok(),
        is_past,
        aged_on: aged_on(&whole.now, day.unwrap_or(today)),
        today,
    };
    let parts = Section::ALL.iter().filter_map(|section| part(&ui, &whole, *section, &reader)).collect();
    let asked = most_asked(&ui, &whole, &reader);
    let around = if is_past { Around::default() } else { Around::of(ctx, &whole, pillars).await? };
    let Whole { person, facts, responsible, rule, .. } = whole;
    let on = day.unwrap_or(today);
    let answered = |one: &Responsible| one.since <= on && one.until.is_none_or(|until| on < until);
    let (current, past): (Vec<_>, Vec<_>) = responsible.into_iter().partition(answered);
    Ok(ShowPage {
        sub: heading::about(&ui, &facts, on, rule),
        on: day.map(|day| ui.day(&day)).unwrap_or_default(),
        ended: heading::ended(&ui, &facts),
        is_relative: facts.category == Category::Relative,
        parts,
        asked,
        around,
        doctor: current.into_iter().next(),
        past: if is_past { Vec::new() } else { past },
        may_edit: act.actor.may(&EDIT).is_ok() && !is_past,
        today: today.to_string(),
        form,
        person,
        ui,
    })
}

/// The day to which ages are reckoned: the one asked for, or the day of death where that came first. The dead grow no older.
fn aged_on(now: &Facts, day: Date) -> Date {
    now.died().map_or(day, |on| day.min(on.first_day()))
}

/// What is asked for most, as it is said below, with the town before the address.
fn most_asked(ui: &Ui, whole: &Whole, reader: &Reader) -> Vec<Asked> {
    let text = |field: &'static Field| {
        let text = field.of(&whole.facts);
        text.map(|text| said(ui, field, &text, reader.aged_on, whole.rule)).unwrap_or_default()
    };
    let one = |field: &'static Field| {
        let town = named("area").filter(|_| field.key == "address").map(text).unwrap_or_default();
        let text = text(field);
        // Many write the town into the address themselves.
        let text = if town.is_empty() || text.contains(&town) { text } else { format!("{town} {text}") };
        Asked {
            title: ui.m(&field.title()).to_owned(),
            text: text.trim().to_owned(),
            is_phone: matches!(field.kind, Kind::Phone),
        }
    };
    let is_known = |field: &&'static Field| field.is_dated || !reader.is_past;
    ASKED.iter().filter_map(|key| named(key)).filter(is_known).map(one).collect()
}

/// A section with what is known in it; none where it does not concern this person.
fn part(ui: &Ui, whole: &Whole, section: Section, reader: &Reader) -> Option<Part> {
    let Reader { shown, may_unmask, may_mend, is_past, aged_on, .. } = *reader;
    if section == Section::End && whole.facts.ended.is_none() {
        return None;
    }
    let (mut known, mut unknown) = (Vec::new(), Vec::new());
    for field in FIELDS.iter().filter(|field| field.section == section && field.key != "name") {
        let before = before(ui, whole, field);
        let is_shown = shown.is_some_and(|shown| shown.key == field.key);
        match field.of(&whole.facts) {
            None if field.key == "died_on" => {}
            None if before.is_empty() => unknown.push(ui.m(&field.title()).to_owned()),
            text => {
                let text = text.unwrap_or_default();
                known.push(Known {
                    title: ui.m(&field.title()).to_owned(),
                    text: if field.is_sealed && !is_shown {
                        masked(ui, &whole.facts, field)
                    } else {
                        named_place(ui, whole, field)
                            .unwrap_or_else(|| said(ui, field, &text, aged_on, whole.rule))
                    },
                    notes: notes(ui, whole, field, reader),
                    kind: look(field),
                    unmask: if field.is_sealed && !is_shown && may_unmask {
                        format!("/people/{}/unmask?what={}", whole.person.id, field.key)
                    } else {
                        String::new()
                    },
                    href: href(&whole.person, field),
                    mend: if may_mend && field.is_dated && (!before.is_empty() || is_past) {
                        format!("/people/{}/past/{}", whole.person.id, field.key)
                    } else {
                        String::new()
                    },
                    before,
                });
            }
        }
    }
    Some(Part { title: ui.w("person-section", section), known, unknown: unknown.join(ui.m("person-and")) })
}

/// What is to be known about a field: on the page of another day, that it says what is known now.
fn notes(ui: &Ui, whole: &Whole, field: &Field, reader: &Reader) -> Vec<String> {
    let is_shown = reader.shown.is_some_and(|shown| shown.key == field.key);
    let is_of_now = reader.is_past
        && !field.is_dated
        && !FIXED.contains(&field.key)
        && !matches!(field.kind, Kind::Past | Kind::Day | Kind::Ended);
    match field.kind {
        _ if is_of_now => vec![ui.m("person-on-of-now").to_owned()],
        Kind::CitizenId => issued(ui, whole, is_shown),
        _ if field.key == "birthday_by" => {
            heading::birthday(ui, &whole.now, reader.today).into_iter().collect()
        }
        _ => Vec::new(),
    }
}

/// Where the number was given, once the number itself is shown, since place, birth and tail are the whole of it; and whether that
/// can be.
fn issued(ui: &Ui, whole: &Whole, is_shown: bool) -> Vec<String> {
    let Some(place) = &whole.place else { return Vec::new() };
    let name = (is_shown && !place.name.is_empty()).then(|| division::said(ui, place));
    let issued = name.map(|name| ui.a1("division-issued", "place", name).into_owned());
    issued.into_iter().chain(place.doubt.map(|doubt| ui.m(doubt.key()).to_owned())).collect()
}

/// 籍贯 that was entered as a code, in words.
fn named_place(ui: &Ui, whole: &Whole, field: &Field) -> Option<String> {
    let place =
        whole.native_place.as_ref().filter(|place| field.key == "native_place" && !place.name.is_empty())?;
    Some(division::said(ui, place))
}

/// What a field said before, the latest first, each with the day until which it held.
fn before(ui: &Ui, whole: &Whole, field: &Field) -> Vec<String> {
    let timeline = past::timeline(&whole.now, &whole.past, field);
    let held = timeline.past().iter().rev();
    held.map(|held| {
        let value = held.value.as_deref().map_or_else(
            || ui.m("frame-unknown").to_owned(),
            |text| said(ui, field, text, held.until.first_day(), whole.rule),
        );
        ui.a2("person-before", "day", ui.partial(&held.until), "value", value).into_owned()
    })
    .collect()
}

/// A kept value in words.
pub(super) fn said(ui: &Ui, field: &Field, text: &str, today: Date, rule: AgeRule) -> String {
    let words = |family: &str| {
        let words: Vec<String> = text.split_whitespace().map(|word| ui.w(family, word)).collect();
        words.join(ui.m("person-and"))
    };
    match field.kind {
        Kind::Word(table) | Kind::Words(table) => words(table.family),
        Kind::Past | Kind::Day => {
            let Ok(day) = text.parse() else { return text.to_owned() };
            let said = ui.partial(&day);
            let age = if field.key == "born" { age::both(ui, rule, Some(day), today) } else { String::new() };
            if age.is_empty() {
                said
            } else {
                ui.a2("person-born-aged", "day", said, "age", age).into_owned()
            }
        }
        Kind::Illnesses => {
            let illnesses: Vec<String> = text.split_whitespace().map(|code| illness(ui, code)).collect();
            illnesses.join(ui.m("person-and"))
        }
        Kind::Ended => text.parse::<crate::person::Ended>().map_or_else(
            |_| text.to_owned(),
            |ended| format!("{} {}", ui.partial(&ended.on), ui.w("ended", ended.because)),
        ),
        _ => text.to_owned(),
    }
}

fn masked(ui: &Ui, facts: &Facts, field: &Field) -> String {
    match (field.kind, &facts.citizen_id) {
        (Kind::CitizenId, Some(id)) => id.masked(),
        _ => ui.m("person-hidden").to_owned(),
    }
}

fn look(field: &Field) -> &'static str {
    match field.kind {
        Kind::Phone => "phone",
        Kind::CitizenId => "num",
        Kind::Block(_) => "block",
        _ => "",
    }
}

fn href(person: &Person, field: &Field) -> String {
    match (field.key, person.unit_id, person.area_id) {
        ("unit", Some(unit), _) => format!("/people?unit={unit}"),
        ("area", _, Some(area)) => format!("/people?area={area}"),
        _ => String::new(),
    }
}

/// The illness in words, with its code.
fn illness(ui: &Ui, code: &str) -> String {
    let said = icd::said(ui, code);
    if said.ends_with(code) { said } else { format!("{said} {code}") }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::person::{Ended, EndedBecause};

    #[test]
    fn the_dead_grow_no_older() {
        let ended = |because| Some(Ended { on: "2000-05-01".parse().unwrap(), because });
        let (day, before) = (date(2026, 11, 23), date(1999, 1, 1));
        let mut facts = Facts::new("张建国", Category::Retired);
        assert_eq!(aged_on(&facts, day), day);
        facts.ended = ended(EndedBecause::Died);
        assert_eq!((aged_on(&facts, day), aged_on(&facts, before)), (date(2000, 5, 1), before));
        facts.ended = ended(EndedBecause::Moved);
        assert_eq!(aged_on(&facts, day), day, "who moved away is alive");
    }
}
