//! The form: a new person, and changes to one.

use askama::Template;
use axum::{
    extract::Path,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use cq_platform::{
    Error, Result,
    db::Conn,
    form::Form,
    messages::Text,
    web::{Ctx, Posted, Ui, invalid, page, see_other},
};

use cq_calendar::AgeRule;
use jiff::civil::Date;

use super::{places, show};
use crate::{
    area::{self, Area},
    duplicate,
    person::{
        Category, FIELDS, Facts, Illness, Person, actions,
        field::{Field, Kind, Section},
        form,
        past::Since as From,
        store::past::{self, Past},
    },
};

/// Areas named below the form's field.
const AREAS_NAMED: usize = 30;
#[derive(Template)]
#[template(path = "person/form.html")]
struct FormPage {
    ui: Ui,
    form: Form,
    title: String,
    action: String,
    back: String,
    /// Of the person as the form was filled; none for a new one.
    version: Option<String>,
    parts: Vec<Part>,
    /// Sealed fields that hold something: name and title.
    sealed: Vec<(&'static str, String)>,
    /// Who is known already and looks like whoever is entered (HTML).
    alike: String,
    /// Somebody changed the person since the form was filled.
    is_overtaken: bool,
    /// What is on record now where the form says otherwise: title and words.
    differs: Vec<(String, String)>,
}

impl FormPage {
    /// The box that says that a unit is a new one, where it is asked for or ticked.
    fn new_unit(&self, key: &str) -> Option<&'static str> {
        let (field, tick) = places::UNITS.into_iter().find(|(field, _)| *field == key)?;
        let asks = self.form.error(field).is_some_and(|text| text.key == "person-unit-new");
        (asks || self.form.has(tick, "yes")).then_some(tick)
    }
}

/// A section of the form.
struct Part {
    title: String,
    /// Whether it is laid open.
    is_open: bool,
    inputs: Vec<Input>,
}

/// A field of the form.
pub(super) struct Input {
    pub(super) key: &'static str,
    pub(super) label: String,
    pub(super) hint: String,
    /// `line`, `short`, `block`, `radio`, `select`, `boxes`, `illnesses`, `phone`.
    pub(super) look: &'static str,
    pub(super) is_optional: bool,
    /// Value and words of what is offered.
    pub(super) options: Vec<(String, String)>,
    /// Asks from when it holds.
    pub(super) since: Option<Since>,
}

/// The names of the fields that say from when a value holds.
pub(super) struct Since {
    since: String,
    wrong: String,
}

impl FormPage {
    async fn of(ctx: &Ctx, form: Form, known: Option<(&Person, &Facts)>) -> Result<Self> {
        let (act, ui) = (ctx.act()?, Ui::of(ctx));
        let (bureau, today) = (*act.bureau(), act.today());
        let id = known.map(|(person, _)| person.id);
        let read = move |conn: &Conn<'_>| {
            let past = id.map(|id| past::list(conn, &bureau, id)).transpose()?;
            Ok((area::list(conn, &bureau)?, past.unwrap_or_default()))
        };
        let (areas, past) = ctx.app.db.read(read).await?;
        let own = known.map(|(person, _)| format!("/people/{}", person.id));
        let facts = known.map(|(_, facts)| facts);
        let holds = |field: &&Field| facts.is_some_and(|facts| field.of(facts).is_some());
        let sealed = FIELDS.iter().filter(|field| field.is_sealed && form::asks(field, facts));
        Ok(Self {
            title: known.map_or_else(
                || ui.m("person-new").into(),
                |(person, _)| ui.a1("person-edit", "name", &person.name).into(),
            ),
            action: own.clone().unwrap_or_else(|| "/people".into()),
            back: own.unwrap_or_else(|| "/people".into()),
            version: known.map(|(person, _)| person.version.to_string()),
            parts: Section::ALL
                .iter()
                .filter_map(|section| {
                    part(&ui, &form, *section, &Known { facts, areas: &areas, past: Some(&past) }, today)
                })
                .collect(),
            sealed: sealed.filter(holds).map(|field| (field.key, ui.m(&field.title()).to_owned())).collect(),
            alike: String::new(),
            is_overtaken: false,
            differs: Vec::new(),
            form,
            ui,
        })
    }
}

fn part(ui: &Ui, form: &Form, section: Section, known: &Known<'_>, today: Date) -> Option<Part> {
    let fields = FIELDS.iter().filter(|field| field.section == section && form::asks(field, known.facts));
    let inputs: Vec<Input> = fields.map(|field| input(ui, field, known, today)).collect();
    let is_wrong = form.errors().iter().any(|(field, _)| {
        inputs
            .iter()
            .any(|input| field.starts_with(input.key) || (input.look == "illnesses" && field == "codes"))
    });
    (!inputs.is_empty()).then(|| Part {
        title: ui.w("person-section", section),
        is_open: is_wrong || matches!(section, Section::Who | Section::Service | Section::Home),
        inputs,
    })
}

/// What the fields are filled in over: of somebody new nothing but the areas.
#[derive(Clone, Copy, Default)]
pub(super) struct Known<'k> {
    facts: Option<&'k Facts>,
    areas: &'k [Area],
    past: Option<&'k Past>,
}

pub(super) fn input(ui: &Ui, field: &'static Field, known: &Known<'_>, today: Date) -> Input {
    let Known { facts, areas, past } = *known;
    let held = facts.and_then(|facts| field.of(facts));
    let (look, words) = match field.kind {
        Kind::Word(table) if table.codes.len() <= 4 => ("radio", Some(table)),
        Kind::Word(table) => ("select", Some(table)),
        Kind::Words(table) => ("boxes", Some(table)),
        Kind::Illnesses => ("illnesses", None),
        Kind::Block(_) => ("block", None),
        Kind::Phone => ("phone", None),
        Kind::Name | Kind::Past | Kind::Day | Kind::Count(_) | Kind::Degrees(_) => ("short", None),
        Kind::Line(max) if max <= 40 => ("short", None),
        Kind::Line(_) | Kind::CitizenId | Kind::Ended => ("line", None),
    };
    let mut options: Vec<(String, String)> = words
        .into_iter()
        .flat_map(|table| {
            table
                .offered(today, held.as_deref().unwrap_or_default())
                .map(|code| (code.to_owned(), ui.w(table.family, code)))
        })
        .collect();
    let is_required = matches!(field.key, "name" | "sex" | "category");
    if look == "radio" && !is_required {
        options.push((String::new(), ui.m("frame-unknown").to_owned()));
    }
    Input {
        key: field.key,
        label: ui.m(&field.title()).to_owned(),
        hint: hint(ui, field, facts, areas),
        look,
        is_optional: !is_required,
        options,
        // Nothing held as paying unit means the unit worked at: that changes too. So does what was emptied on a day that is known.
        since: (field.is_dated
            && (held.is_some()
                || past.is_some_and(|past| past.contains_key(field.key))
                || (field.key == "paying_unit" && facts.is_some())))
        .then(|| Since { since: format!("{}_since", field.key), wrong: format!("{}_wrong", field.key) }),
    }
}

/// What helps to fill the field in. What is known and not shown stays when the field is left empty.
fn hint(ui: &Ui, field: &Field, facts: Option<&Facts>, areas: &[Area]) -> String {
    let id = facts.and_then(|facts| facts.citizen_id.as_ref());
    match (field.kind, field.key) {
        (Kind::CitizenId, _) => {
            id.map(|id| ui.a1("person-citizen-id-known", "id", id.masked()).into_owned()).unwrap_or_default()
        }
        _ if field.is_sealed && facts.is_some_and(|facts| field.of(facts).is_some()) => {
            ui.m("person-note-known").to_owned()
        }
        (Kind::Past | Kind::Day, _) => ui.m("person-date-hint").to_owned(),
        (_, "area") => {
            // Names as they are written here, so that one place does not become two.
            let names: Vec<&str> = areas.iter().map(|area| area.name.as_str()).take(AREAS_NAMED).collect();
            if names.is_empty() {
                String::new()
            } else {
                ui.a1("person-area-hint", "areas", names.join(ui.m("person-and"))).into_owned()
            }
        }
        (_, key) => {
            let key = format!("person-hint-{key}");
            let hint = ui.m(&key);
            if hint == key { String::new() } else { hint.to_owned() }
        }
    }
}

pub(super) async fn new(ctx: Ctx) -> Result<Response> {
    let form = form::filled(&Facts::new("", Category::Retired));
    page(&FormPage::of(&ctx, form, None).await?)
}

pub(super) async fn create(ctx: Ctx, Posted(raw): Posted) -> Result<Response> {
    let (act, mut form) = (ctx.act()?, Form::from(raw));
    let facts = form::facts(&mut form, None, act.today());
    places::on_record(&ctx, &mut form, &facts, None).await?;
    if !form.errors().is_empty() {
        return invalid(&FormPage::of(&ctx, form, None).await?);
    }
    if !form.has(duplicate::LOOKED_AT, "yes") {
        let (hand, ui, entered) = (act.clone(), Ui::of(&ctx), facts.clone());
        let alike = ctx.app.db.read(move |conn| duplicate::warning(conn, &hand, &ui, &entered)).await?;
        if let Some(alike) = alike {
            if alike.is_same_id {
                form.reject("citizen_id", Text::new("person-citizen-id-taken"));
            }
            let shown = FormPage::of(&ctx, form, None).await?;
            return invalid(&FormPage { alike: alike.html, ..shown });
        }
    }
    let is_doubted = actions::is_doubted(&ctx.app, &act, &facts).await?;
    let notice = if is_doubted { "notice-warn-division-made" } else { "notice-person-made" };
    match actions::create(&ctx.app, &act, facts.clone()).await {
        Ok(id) => Ok(see_other(&format!("/people/{id}"), Some(notice))),
        Err(Error::Invalid(errors)) => refused(&ctx, form.with_errors(errors), &facts, None).await,
        Err(error) => Err(error),
    }
}

pub(super) async fn edit(ctx: Ctx, Path(id): Path<String>) -> Result<Response> {
    let id = id.parse().map_err(|_| Error::NotFound)?;
    let (person, facts) = actions::load(&ctx.app, &ctx.act()?, id).await?;
    page(&FormPage::of(&ctx, form::filled(&facts), Some((&person, &facts))).await?)
}

pub(super) async fn save(ctx: Ctx, Path(id): Path<String>, Posted(raw): Posted) -> Result<Response> {
    let (id, act, mut form) = (id.parse().map_err(|_| Error::NotFound)?, ctx.act()?, Form::from(raw));
    let (person, before) = actions::load(&ctx.app, &act, id).await?;
    if form.value("version") != person.version.to_string() {
        return overtaken(&ctx, form, &person, &before).await;
    }
    let facts = form::facts(&mut form, Some(&before), act.today());
    places::on_record(&ctx, &mut form, &facts, Some(&before)).await?;
    let mut dates = form::dates(&mut form, facts.born, act.today());
    if before.paying_unit.is_none() && facts.paying_unit.is_some() {
        // Until now it was the unit worked at.
        dates.entry("paying_unit").or_insert(From::Day(act.today().into()));
    }
    if !form.errors().is_empty() {
        return invalid(&FormPage::of(&ctx, form, Some((&person, &before))).await?);
    }
    // Said when the number is entered, not with every later change.
    let is_new = facts.citizen_id != before.citizen_id;
    let is_doubted = is_new && actions::is_doubted(&ctx.app, &act, &facts).await?;
    let notice = if is_doubted { "notice-warn-division-saved" } else { "notice-person-saved" };
    match actions::change_since(&ctx.app, &act, person.clone(), &before, facts.clone(), dates).await {
        Ok(()) => Ok(see_other(&format!("/people/{id}"), Some(notice))),
        Err(Error::Invalid(errors)) => {
            refused(&ctx, form.with_errors(errors), &facts, Some((&person, &before))).await
        }
        Err(Error::Conflict) => {
            let (person, now) = actions::load(&ctx.app, &act, id).await?;
            overtaken(&ctx, form, &person, &now).await
        }
        Err(error) => Err(error),
    }
}

/// The form again, with whoever has the citizen id already where that is what is wrong.
async fn refused(ctx: &Ctx, form: Form, facts: &Facts, known: Option<(&Person, &Facts)>) -> Result<Response> {
    let (hand, ui, typed) = (ctx.act()?, Ui::of(ctx), facts.clone());
    let is_taken = form.error("citizen_id").is_some_and(|text| text.key == "person-citizen-id-taken");
    let holder = if is_taken {
        ctx.app.db.read(move |conn| duplicate::holder(conn, &hand, &ui, &typed)).await?
    } else {
        None
    };
    let shown = FormPage::of(ctx, form, known).await?;
    invalid(&FormPage { alike: holder.unwrap_or_default(), ..shown })
}

/// The form as it was filled, over the record as it is now: what differs is named, and sending it again goes on top.
async fn overtaken(ctx: &Ctx, mut form: Form, person: &Person, now: &Facts) -> Result<Response> {
    let (today, ui) = (ctx.act()?.today(), Ui::of(ctx));
    let typed = form::facts(&mut form, Some(now), today);
    let open = |field: &&Field| !field.is_sealed && form::asks(field, Some(now));
    let differs = FIELDS.iter().filter(open).filter(|field| field.of(&typed) != field.of(now));
    let differs = differs
        .map(|field| {
            let held = field.of(now).map(|text| show::said(&ui, field, &text, today, AgeRule::default()));
            let held = held.unwrap_or_else(|| ui.m("frame-unknown").to_owned());
            (ui.m(&field.title()).to_owned(), held)
        })
        .collect();
    let shown = FormPage::of(ctx, form, Some((person, now))).await?;
    let shown = page(&FormPage { is_overtaken: true, differs, ..shown })?;
    Ok((StatusCode::CONFLICT, shown).into_response())
}
