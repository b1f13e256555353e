//! Writing a target: the form, and what its number would be today before anything is written.

use askama::Template;
use axum::{extract::Path, response::Response};
use cq_platform::{
    Error, Result,
    actor::Act,
    audit::Subject,
    db::{Conn, Tx},
    form::Form,
    ids::StaffId,
    web::{Ctx, Posted, Ui, invalid, page, see_other},
};
use serde_json::json;
use uuid::Uuid;

use super::{
    super::{
        MAKE,
        actions::{self, Outcome},
        form::{self, Filled, SEGMENT},
        model::{Content, Cover, Draft, MeasureKind, Number, Period, TargetId, Within, Work},
        sentence::{self, Known},
        store::{
            self, Named,
            figure::{Asked, Behind, By, Line, Name, Which},
        },
    },
    Shown, parse, seen,
};
use crate::{
    absence,
    group::GroupKind,
    rule,
    segment::{self, Segment, address, pages::voice, store::names},
    task::{model::Form as TaskForm, store::list::Pick},
};

/// Names of those missing that are shown before it is written.
const SHOWN: i64 = 20;

/// What a form offers to choose from: as the form names it, and what it is called.
struct Choices {
    parents: Vec<(String, String)>,
    segments: Vec<(String, String)>,
    officers: Vec<(String, String)>,
    doctors: Vec<(String, String)>,
    rules: Vec<(String, String)>,
    areas: Vec<(String, String)>,
    hospitals: Vec<(String, String)>,
}

impl Choices {
    fn of(conn: &Conn<'_>, act: &Act, year: i16, of: Option<TargetId>) -> Result<Self> {
        let bureau = act.bureau();
        let known = segment::store::choices(conn, bureau)?;
        let year = store::list(conn, bureau, year)?;
        let parents = year.into_iter().filter(|named| Some(named.target.id) != of);
        let saved = segment::store::list(conn, act)?.into_iter().filter(|saved| saved.segment.is_ok());
        let (officers, doctors): (Vec<_>, Vec<_>) =
            absence::store::workers(conn, bureau)?.into_iter().partition(|worker| worker.capacity.is_none());
        let named = |workers: Vec<absence::store::Worker>| {
            workers.into_iter().map(|worker| (worker.id.to_string(), worker.name)).collect()
        };
        let as_text = |things: Vec<(Uuid, String)>, text: fn(Uuid) -> String| {
            things.into_iter().map(|(id, name)| (text(id), name)).collect()
        };
        Ok(Self {
            parents: parents.map(|named| (named.target.id.to_string(), named.target.name)).collect(),
            segments: saved.map(|saved| (saved.id.to_string(), saved.name)).collect(),
            officers: named(officers),
            doctors: named(doctors),
            rules: as_text(store::rules(conn, bureau)?, |id| form::work_text(Work::Rule(rule::RuleId(id)))),
            areas: as_text(known.areas, |id| form::within_text(Within::Area(id.into()))),
            hospitals: as_text(known.hospitals, |id| form::within_text(Within::Hospital(id))),
        })
    }
}

#[derive(Template)]
#[template(path = "target/form.html")]
struct FormPage {
    ui: Ui,
    form: Form,
    /// The target that is written anew; none is new.
    of: Option<Named>,
    choices: Choices,
    /// Whom it is about, as the form carries it along: in words, and as fields.
    whom: String,
    carried: Vec<(&'static str, String)>,
    /// Conditions with a box of their own, as an address holds them and in words, and which of them are ticked.
    quick: Vec<(String, String)>,
    ticked: Form,
    kinds: &'static [MeasureKind],
    periods: &'static [Period],
    forms: &'static [TaskForm],
    covers: Vec<(String, String)>,
    back: String,
}

pub(super) async fn new(ctx: Ctx) -> Result<Response> {
    let asked = Form::from(ctx.query_fields());
    if !asked.value("measure").is_empty() {
        return form_page(&ctx, asked, None).await;
    }
    let today = ctx.act()?.today();
    let year = asked.value("year").parse().ok().filter(|year| (2000..=2200).contains(year));
    let mut form = form::blank(year.unwrap_or(today.year()), asked.value("parent").parse().ok());
    form.set(SEGMENT, asked.value(SEGMENT));
    form_page(&ctx, form, None).await
}

pub(super) async fn edit(ctx: Ctx, Path(id): Path<String>) -> Result<Response> {
    let named = found(&ctx, &id).await?;
    let asked = Form::from(ctx.query_fields());
    if !asked.value("measure").is_empty() {
        return form_page(&ctx, asked, Some(named)).await;
    }
    let target = named.target.clone();
    let draft = Draft {
        year: target.year,
        parent: target.parent,
        name: target.name,
        owner: target.owner,
        content: target.content,
    };
    form_page(&ctx, form::filled(&draft), Some(named)).await
}

async fn found(ctx: &Ctx, id: &str) -> Result<Named> {
    let (bureau, id) = (*ctx.act()?.bureau(), parse(id)?);
    ctx.app.db.read(move |conn| store::find(conn, &bureau, id)).await
}

async fn form_page(ctx: &Ctx, form: Form, of: Option<Named>) -> Result<Response> {
    let act = ctx.act()?;
    let year = form.value("year").parse().unwrap_or_else(|_| act.today().year());
    let id = of.as_ref().map(|named| named.target.id);
    let carried = address::read(&form).unwrap_or_default();
    let asked = carried.clone();
    let read =
        move |conn: &Conn<'_>| Ok((Choices::of(conn, &act, year, id)?, names(conn, act.bureau(), [&asked])?));
    let (choices, known) = ctx.app.db.read(read).await?;
    let wrong = !form.errors().is_empty();
    let ui = Ui::of(ctx);
    let covers = [Cover::Doctor, Cover::Liaison]
        .into_iter()
        .chain(GroupKind::ALL.iter().map(|kind| Cover::Member(*kind)));
    let voice = voice(ctx, &known);
    let quick = segment::quick::asked_most();
    let quick: Vec<(String, String)> =
        quick.iter().map(|clause| (address::part_text(clause), voice.say_part(clause))).collect();
    let (ticked, carried_along): (Vec<_>, Vec<_>) = address::write(&carried)
        .into_iter()
        .partition(|(_, part)| quick.iter().any(|(value, _)| value == part));
    let template = FormPage {
        covers: covers.map(|by| (form::cover_text(by), sentence::cover(&ui, by))).collect(),
        ui,
        whom: voice.say(&carried),
        carried: carried_along,
        quick,
        ticked: Form::filled(ticked),
        form,
        choices,
        kinds: MeasureKind::ALL,
        periods: Period::ALL,
        forms: TaskForm::ALL,
        back: id.map_or_else(|| format!("/targets?year={year}"), |id| format!("/targets/{id}")),
        of,
    };
    if wrong { invalid(&template) } else { page(&template) }
}

/// What a number would come to, before it is written.
struct Trial {
    kind: MeasureKind,
    says: String,
    aim: String,
    periods: Vec<Shown>,
    lines: Vec<Line>,
    missing: Vec<Name>,
    missing_count: i64,
}

#[derive(Template)]
#[template(path = "target/preview.html")]
struct PreviewPage {
    ui: Ui,
    name: String,
    /// The form's fields, to be sent on.
    fields: Vec<(String, String)>,
    trial: Option<Trial>,
    /// Where it is written, and where the form is.
    action: String,
    back: String,
}

impl PreviewPage {
    fn value(&self, trial: &Trial, line: &Line) -> String {
        sentence::value(&self.ui, trial.kind, line.actual)
    }

    fn named(&self, line: &Line) -> String {
        line.name.clone().unwrap_or_else(|| self.ui.m("target-without").to_owned())
    }

    fn page_of(&self, trial: &Trial, row: &Name) -> String {
        if trial.kind.is_of_people() { format!("/people/{}", row.id) } else { format!("/tasks/{}", row.id) }
    }
}

pub(super) async fn preview(ctx: Ctx, Posted(raw): Posted) -> Result<Response> {
    let mut form = Form::from(raw);
    // Whoever changes a target that is gone by now is told so.
    let id = form.value("id");
    let of = if id.is_empty() { None } else { Some(found(&ctx, id).await?) };
    let Some(filled) = form::read(&mut form) else { return form_page(&ctx, form, of).await };
    let (act, name, year) = (ctx.act()?, filled.name.clone(), filled.year);
    let today = act.today();
    let read = move |tx: &Tx<'_>| {
        act.actor.may(&MAKE)?;
        let filled = about(tx, &act, filled)?;
        act.record(tx, &MAKE, Subject::list("target"), &json!({ "preview": true, "year": year }))?;
        match filled.content {
            Content::Heading => Ok(None),
            Content::Number(number) => tried(tx, &act, &number, year).map(|tried| Some((number, tried))),
        }
    };
    let tried = match ctx.app.db.write(read).await {
        Err(Error::Invalid(errors)) => return form_page(&ctx, form.with_errors(errors), of).await,
        tried => tried?,
    };
    let ui = Ui::of(&ctx);
    let trial = tried.map(|(number, (known, outcomes, lines, missing))| {
        let actual = outcomes.last().and_then(|outcome| outcome.actual).unwrap_or_default();
        Trial {
            kind: number.measure.kind(),
            says: known.say(&ctx, &ui, &number),
            aim: sentence::aim(&ui, &number),
            periods: outcomes.iter().map(|outcome| Shown::of(&ui, &number, year, outcome, today)).collect(),
            lines,
            missing_count: super::missing(number.measure.kind(), actual),
            missing,
        }
    });
    let id = of.map(|named| named.target.id);
    let fields = form.pairs().iter().filter(|(name, _)| name != "_csrf").cloned().collect();
    page(&PreviewPage {
        ui,
        name,
        fields,
        trial,
        action: id.map_or_else(|| "/targets".to_owned(), |id| format!("/targets/{id}")),
        back: id.map_or_else(|| "/targets/new".to_owned(), |id| format!("/targets/{id}/edit")),
    })
}

type Tried = (Known, Vec<Outcome>, Vec<Line>, Vec<Name>);

fn tried(tx: &Tx<'_>, act: &Act, number: &Number, year: i16) -> Result<Tried> {
    let outcomes = actions::outcomes(tx, act, number, &[], year, || true)?;
    let known = Known::of(tx, act, number)?;
    let Some(last) = outcomes.last() else { return Ok((known, outcomes, Vec::new(), Vec::new())) };
    let asked = Asked::of(tx, act, number, last.span)?;
    let behind = Behind { which: Which::Missing, by: By::Area, part: Pick::Any };
    let missing = asked.names(tx, act, behind, &(String::new(), Uuid::nil()), SHOWN)?;
    Ok((known, outcomes, asked.lines(tx, act, By::Area)?, missing))
}

/// With what the chosen segment says.
fn about(conn: &Conn<'_>, act: &Act, filled: Filled) -> Result<Filled> {
    let Some(id) = filled.segment else { return Ok(filled) };
    let segment: Segment = segment::store::find(conn, act, id)?
        .segment
        .map_err(|flaw| Error::Invalid(vec![(SEGMENT.to_owned(), flaw.text())]))?;
    Ok(filled.about(segment))
}

fn whole(tx: &Tx<'_>, act: &Act, filled: Filled) -> Result<Draft> {
    let filled = about(tx, act, filled)?;
    let owner: StaffId = match filled.owner {
        Some(owner) => owner,
        None => rule::actions::myself(tx, act)?,
    };
    Ok(filled.draft(owner))
}

pub(super) async fn create(ctx: Ctx, Posted(raw): Posted) -> Result<Response> {
    let mut form = Form::from(raw);
    let Some(filled) = form::read(&mut form) else { return form_page(&ctx, form, None).await };
    let act = ctx.act()?;
    let write = move |tx: &Tx<'_>| {
        let draft = whole(tx, &act, filled)?;
        actions::create(tx, &act, draft)
    };
    match ctx.app.db.write(write).await {
        Ok(id) => Ok(see_other(&format!("/targets/{id}"), Some("notice-target-saved"))),
        Err(Error::Invalid(errors)) => form_page(&ctx, form.with_errors(errors), None).await,
        Err(error) => Err(error),
    }
}

pub(super) async fn save(ctx: Ctx, Path(id): Path<String>, Posted(raw): Posted) -> Result<Response> {
    let named = found(&ctx, &id).await?;
    let (mut form, id) = (Form::from(raw), named.target.id);
    let version = seen(&form)?;
    let Some(filled) = form::read(&mut form) else { return form_page(&ctx, form, Some(named)).await };
    let act = ctx.act()?;
    let write = move |tx: &Tx<'_>| {
        let draft = whole(tx, &act, filled)?;
        actions::revise(tx, &act, id, version, draft)
    };
    match ctx.app.db.write(write).await {
        Ok(()) => Ok(see_other(&format!("/targets/{id}"), Some("notice-target-saved"))),
        Err(Error::Invalid(errors)) => form_page(&ctx, form.with_errors(errors), Some(named)).await,
        Err(error) => Err(error),
    }
}
