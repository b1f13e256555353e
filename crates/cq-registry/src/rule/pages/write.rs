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
        content::{Clock, Content, Counted, Flaw, Owner, Period, Subjects, Unit, WhenKind},
        form::{self, EVENTS, FORMS, Filled},
        model::{Rule, RuleId},
        store::{
            self,
            member::{self, Held},
        },
    },
    parse, seen, segments, voice,
};
use crate::{
    group::GroupKind,
    life_event::{Kind, store::settings},
    person::{Illness, Living, SelfCare},
    segment::{
        self, Clause, Condition, Segment, address,
        condition::{Ailment, Field},
        store::names,
    },
    task::{SubjectKind, model::Form as TaskForm},
};

/// What a form offers to choose from.
struct Choices {
    /// Saved segments: id and name.
    segments: Vec<(String, String)>,
    /// People of the bureau who may owe something: id and name.
    officers: Vec<(String, String)>,
    /// Posts: as the form names them, the group, which, and who holds it.
    posts: Vec<Held>,
}

impl Choices {
    fn post(&self, held: &Held) -> String {
        form::owner_text(Owner::Post { group: held.group, post: held.post })
    }

    fn post_name(&self, ui: &Ui, held: &Held) -> String {
        let text = Text::new("rule-post-held")
            .with("group", held.name.as_str())
            .with("post", ui.w("segment-post", held.post))
            .with("name", held.holder.as_str());
        ui.t(&text).into_owned()
    }
}

/// A condition that has a box of its own.
struct Quick {
    value: String,
    text: String,
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
    /// Conditions with a box of their own, and which of them are ticked.
    quick: Vec<Quick>,
    ticked: Form,
    subjects: &'static [SubjectKind],
    group_kinds: &'static [GroupKind],
    choices: Choices,
    kinds: &'static [WhenKind],
    units: &'static [Unit],
    counted: &'static [Counted],
    periods: &'static [Period],
    clocks: &'static [Clock],
    terms: [SolarTerm; 24],
    forms: [TaskForm; 11],
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
    let carried = content.whom.people().cloned().unwrap_or_default();
    form_page(&ctx, form::filled(&rule.name, &content), carried, Some(rule)).await
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
        let posts = member::posts(conn, act.bureau())?;
        let choices = Choices { segments: segments.collect(), officers, posts };
        Ok((choices, names(conn, act.bureau(), [&asked])?))
    };
    let (choices, known) = ctx.app.db.read(read).await?;
    let wrong = !form.errors().is_empty();
    let id = of.as_ref().map(|rule| rule.id);
    let voice = voice(ctx, &known);
    let quick: Vec<Quick> = quick()
        .iter()
        .map(|clause| Quick { value: address::part_text(clause), text: voice.say_part(clause) })
        .collect();
    let (ticked, carried_along): (Vec<_>, Vec<_>) = address::write(&carried)
        .into_iter()
        .partition(|(_, value)| quick.iter().any(|quick| quick.value == *value));
    let template = FormPage {
        ui: Ui::of(ctx),
        whom: voice.say(&carried),
        carried: carried_along,
        quick,
        ticked: Form::filled(ticked),
        subjects: SubjectKind::ALL,
        group_kinds: GroupKind::ALL,
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

/// What a clerk asks for most: each a box to tick, all that are ticked must hold.
fn quick() -> Vec<Clause> {
    let ill = |illness| Condition::Ill([Ailment::Block(illness)].into());
    let no_self_care = Condition::Word { field: Field::SelfCare, any: [SelfCare::None.to_string()].into() };
    let mut all = vec![
        Condition::Living([Living::Alone].into()),
        Condition::Living([Living::EmptyNest].into()),
        Condition::Age { from: Some(80), to: None },
        no_self_care,
    ];
    all.extend([
        ill(Illness::Hypertension),
        ill(Illness::CoronaryHeart),
        ill(Illness::Diabetes),
        ill(Illness::Copd),
        ill(Illness::CerebralInfarction),
        ill(Illness::Dementia),
    ]);
    all.into_iter().map(Clause::from).collect()
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
    let whom = match (filled.others, filled.segment) {
        (Some(others), _) => others,
        (None, Some(id)) => {
            segment::store::find(tx, act, id)?.segment.map_err(|flaw| wrong(flaw.text()))?.into()
        }
        (None, None) => Subjects::People(filled.carried),
    };
    let fallback = match filled.fallback {
        Some(staff) => staff,
        None => actions::myself(tx, act)?,
    };
    let flawed = |flaw: Flaw| Error::Invalid(vec![(flaw.field().to_owned(), flaw.text())]);
    Content { whom, fallback, ..filled.content }.checked().map_err(flawed)
}
