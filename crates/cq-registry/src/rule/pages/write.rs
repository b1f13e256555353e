//! Writing a rule: the form, and what it is made from.

use askama::Template;
use axum::{extract::Path, response::Response};
use cq_calendar::SolarTerm;
use cq_platform::{
    Error, Result,
    actor::Act,
    db::{Conn, Tx},
    form::Form,
    messages::Text,
    web::{Ctx, Posted, Ui, invalid, page, see_other},
};

use super::{
    super::{
        actions,
        content::{Clock, Content, Counted, Period, Unit, WhenKind},
        form::{self, EVENTS, FORMS, Filled},
        model::{Rule, RuleId},
        store,
    },
    parse, seen, segments, voice,
};
use crate::{
    life_event::{Kind, store::settings},
    segment::{self, Segment, address, store::names},
    task::model::Form as TaskForm,
};

/// What a form offers to choose from.
struct Choices {
    /// Saved segments: id and name.
    segments: Vec<(String, String)>,
    /// People of the bureau who may owe something: id and name.
    officers: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "rule/form.html")]
struct FormPage {
    ui: Ui,
    form: Form,
    /// The rule that is written anew; none is new.
    of: Option<Rule>,
    /// Where it is sent.
    action: String,
    /// For whom, as the form carries it along: in words, and as fields.
    whom: String,
    carried: Vec<(&'static str, String)>,
    choices: Choices,
    kinds: &'static [WhenKind],
    units: &'static [Unit],
    counted: &'static [Counted],
    periods: &'static [Period],
    clocks: &'static [Clock],
    terms: [SolarTerm; 24],
    forms: [TaskForm; 5],
    events: [Kind; 6],
    back: String,
}

pub(super) async fn new(ctx: Ctx) -> Result<Response> {
    let asked = Form::from(ctx.query_fields());
    let segment = address::read(&asked).map_err(|flaw| Error::Refused(flaw.text()))?;
    let mut form = form::blank();
    form.set(form::SEGMENT, asked.value(form::SEGMENT));
    form_page(&ctx, form, segment, None).await
}

pub(super) async fn edit(ctx: Ctx, Path(id): Path<String>) -> Result<Response> {
    let rule = found(&ctx, &id).await?;
    let content = latest(&ctx, &rule).await?;
    form_page(&ctx, form::filled(&rule.name, &content), content.whom.clone(), Some(rule)).await
}

/// What is being written, or else what is in force.
async fn latest(ctx: &Ctx, rule: &Rule) -> Result<Content> {
    if let Some(content) = rule.draft() {
        return Ok(content.clone());
    }
    let (bureau, id) = (*ctx.act()?.bureau(), rule.id);
    let versions = ctx.app.db.read(move |conn| store::versions(conn, &bureau, id)).await?;
    versions.last().map(|(version, _)| version.content.clone()).ok_or(Error::NotFound)
}

async fn found(ctx: &Ctx, id: &str) -> Result<Rule> {
    let (bureau, id) = (*ctx.act()?.bureau(), parse(id)?);
    ctx.app.db.read(move |conn| store::find(conn, &bureau, id)).await
}

async fn form_page(ctx: &Ctx, form: Form, carried: Segment, of: Option<Rule>) -> Result<Response> {
    let (act, asked) = (ctx.act()?, carried.clone());
    let read = move |conn: &Conn<'_>| {
        let segments = segments(conn, &act)?.into_iter().map(|saved| (saved.id.to_string(), saved.name));
        let officers = settings::officers(conn, act.bureau())?.into_iter();
        let officers = officers.map(|(id, name)| (id.to_string(), name)).collect();
        let choices = Choices { segments: segments.collect(), officers };
        Ok((choices, names(conn, act.bureau(), [&asked])?))
    };
    let (choices, known) = ctx.app.db.read(read).await?;
    let wrong = !form.errors().is_empty();
    let id = of.as_ref().map(|rule| rule.id);
    let template = FormPage {
        ui: Ui::of(ctx),
        whom: voice(ctx, &known).say(&carried),
        carried: address::write(&carried),
        action: id.map_or_else(|| "/rules".to_owned(), |id| format!("/rules/{id}")),
        back: id.map_or_else(|| "/rules".to_owned(), |id| format!("/rules/{id}")),
        form,
        of,
        choices,
        kinds: WhenKind::ALL,
        units: Unit::ALL,
        counted: Counted::ALL,
        periods: Period::ALL,
        clocks: Clock::ALL,
        terms: SolarTerm::ALL,
        forms: FORMS,
        events: EVENTS,
    };
    if wrong { invalid(&template) } else { page(&template) }
}

pub(super) async fn create(ctx: Ctx, Posted(raw): Posted) -> Result<Response> {
    written(&ctx, Form::from(raw), None, actions::create).await
}

pub(super) async fn save(ctx: Ctx, Path(id): Path<String>, Posted(raw): Posted) -> Result<Response> {
    let rule = found(&ctx, &id).await?;
    let (form, id) = (Form::from(raw), rule.id);
    let version = seen(&form)?;
    let revise = move |tx: &Tx<'_>, act: &Act, name: String, content: Content| {
        actions::revise(tx, act, id, version, name, content).map(|()| id)
    };
    written(&ctx, form, Some(rule), revise).await
}

/// Reads the form and writes; what is wrong is shown with everything as it was filled in. What it would do comes next.
async fn written(
    ctx: &Ctx,
    mut form: Form,
    of: Option<Rule>,
    write: impl FnOnce(&Tx<'_>, &Act, String, Content) -> Result<RuleId> + Send + 'static,
) -> Result<Response> {
    let carried = address::read(&form).unwrap_or_default();
    let Some(filled) = form::read(&mut form) else { return form_page(ctx, form, carried, of).await };
    let act = ctx.act()?;
    let save = move |tx: &Tx<'_>| {
        let name = filled.name.clone();
        let content = whole(tx, &act, filled)?;
        write(tx, &act, name, content)
    };
    match ctx.app.db.write(save).await {
        Ok(id) => Ok(see_other(&format!("/rules/{id}/preview"), Some("notice-rule-saved"))),
        Err(Error::Invalid(errors)) => form_page(ctx, form.with_errors(errors), carried, of).await,
        Err(error) => Err(error),
    }
}

/// What was filled in, with whom a saved segment means and who "me" is.
fn whole(tx: &Tx<'_>, act: &Act, filled: Filled) -> Result<Content> {
    let wrong = |text: Text| Error::Invalid(vec![(form::SEGMENT.to_owned(), text)]);
    let whom = match filled.segment {
        Some(id) => segment::store::find(tx, act, id)?.segment.map_err(|flaw| wrong(flaw.text()))?,
        None => filled.carried,
    };
    let fallback = match filled.fallback {
        Some(staff) => staff,
        None => actions::myself(tx, act)?,
    };
    Content { whom, fallback, ..filled.content }.checked().map_err(|flaw| wrong(flaw.text()))
}
