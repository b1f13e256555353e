//! What one field of a person said, entry by entry, and its corrections.

use askama::Template;
use axum::{extract::Path, response::Response};
use cq_calendar::{AgeRule, PartialDate};
use cq_platform::{
    Error, Result,
    form::Form,
    messages::Text,
    web::{Ctx, Posted, Ui, invalid, page, see_other},
};

use super::{
    edit::{self, Input},
    show::said,
};
use crate::person::{
    Facts, Person, PersonId, actions,
    agree::{Contradiction, contradictions},
    field::Field,
    form,
    mend::{Instead, Mend},
    past::{Held, Timeline},
};

/// Longest reason, in characters.
const REASON_MAX: usize = 200;

#[derive(Template)]
#[template(path = "person/past.html")]
struct PastPage {
    ui: Ui,
    form: Form,
    person: Person,
    field: &'static Field,
    title: String,
    /// The earliest first; the last holds now.
    lines: Vec<Line>,
    input: Input,
    /// The entry that is being corrected; none where one is added.
    chosen: Option<usize>,
}

/// A stretch of time in which the field said one thing.
struct Line {
    /// Which entry; none for what holds now.
    at: Option<usize>,
    since: String,
    until: String,
    value: String,
}

impl PastPage {
    fn own(&self) -> String {
        format!("/people/{}", self.person.id)
    }

    fn address(&self) -> String {
        format!("/people/{}/past/{}", self.person.id, self.field.key)
    }

    fn entry(&self, at: &usize) -> String {
        format!("{}?entry={at}", self.address())
    }

    fn field_name(&self) -> String {
        self.ui.w("person-field", self.field.key)
    }

    fn line(&self, at: usize) -> String {
        self.lines.get(at).map(|line| line.value.clone()).unwrap_or_default()
    }

    /// What the chosen entry is, in a sentence.
    fn about(&self) -> String {
        let Some(line) = self.chosen.and_then(|at| self.lines.get(at)) else { return String::new() };
        let text = Text::new("person-past-about").with("since", line.since.as_str());
        self.ui.t(&text.with("until", line.until.as_str()).with("value", line.value.as_str())).into_owned()
    }

    /// The other ways to mend the chosen entry: the word and the sentence.
    fn instead(&self) -> Vec<(Instead, String)> {
        let Some(at) = self.chosen else { return Vec::new() };
        let mut ways = Vec::new();
        if let Some(before) = at.checked_sub(1) {
            let text = self.ui.a1("person-past-remove-before", "value", self.line(before));
            ways.push((Instead::Before, text.into_owned()));
        }
        let text = self.ui.a1("person-past-remove-after", "value", self.line(at + 1));
        ways.push((Instead::After, text.into_owned()));
        ways
    }
}

/// What the page is about, as it stands.
struct Read {
    person: Person,
    facts: Facts,
    field: &'static Field,
    timeline: Timeline,
}

async fn read(ctx: &Ctx, Path((id, field)): Path<(String, String)>) -> Result<Read> {
    let id: PersonId = id.parse().map_err(|_| Error::NotFound)?;
    let (person, facts, past) = actions::load_past(&ctx.app, &ctx.act()?, id).await?;
    let field = crate::person::field(&field).filter(|field| field.is_dated).ok_or(Error::NotFound)?;
    let timeline = crate::person::store::past::timeline(&facts, &past, field);
    Ok(Read { person, facts, field, timeline })
}

pub(super) async fn show(ctx: Ctx, path: Path<(String, String)>) -> Result<Response> {
    let read = read(&ctx, path).await?;
    let chosen = ctx.query("entry").and_then(|at| at.parse().ok());
    let held =
        chosen.map(|at: usize| read.timeline.past().get(at).cloned().ok_or(Error::NotFound)).transpose()?;
    page(&past_page(&ctx, read, filled(held.as_ref()), chosen)?)
}

/// The form of an entry, as it stands.
fn filled(held: Option<&Held>) -> impl FnOnce(&'static Field) -> Form {
    move |field| {
        let Some(held) = held else { return Form::default() };
        let value = held.value.clone().unwrap_or_default();
        let mut values = vec![("do", "change".to_owned()), ("until", held.until.to_string())];
        match field.kind {
            crate::person::field::Kind::Words(_) => {
                values.extend(value.split_whitespace().map(|word| (field.key, word.to_owned())));
            }
            _ => values.push((field.key, value)),
        }
        Form::filled(values)
    }
}

fn past_page(
    ctx: &Ctx,
    read: Read,
    form: impl FnOnce(&'static Field) -> Form,
    chosen: Option<usize>,
) -> Result<PastPage> {
    let (ui, today) = (Ui::of(ctx), ctx.act()?.today());
    let Read { person, field, timeline, .. } = read;
    let value = |value: Option<&str>| {
        value.map_or_else(
            || ui.m("frame-unknown").to_owned(),
            |text| said(&ui, field, text, today, AgeRule::default()),
        )
    };
    let mut lines = Vec::new();
    let mut since = None::<PartialDate>;
    let from = |since: Option<PartialDate>| {
        since.map_or_else(|| ui.m("person-past-first").to_owned(), |day| ui.partial(&day))
    };
    for (at, held) in timeline.past().iter().enumerate() {
        let (at, until) = (Some(at), ui.partial(&held.until));
        lines.push(Line { at, since: from(since), until, value: value(held.value.as_deref()) });
        since = Some(held.until);
    }
    let until = ui.m("person-past-now").to_owned();
    lines.push(Line { at: None, since: from(since), until, value: value(timeline.now()) });
    let held = chosen.and_then(|at| timeline.past().get(at));
    let day = held.map_or(today, |held| held.until.first_day());
    let input = edit::input(&ui, field, &edit::Known::default(), day);
    let title = ui.a2("person-past-title", "name", &person.name, "field", ui.m(&field.title())).into_owned();
    Ok(PastPage { form: form(field), person, field, title, lines, input, chosen, ui })
}

pub(super) async fn mend(ctx: Ctx, path: Path<(String, String)>, Posted(raw): Posted) -> Result<Response> {
    let (act, mut form, read) = (ctx.act()?, Form::from(raw), read(&ctx, path).await?);
    if form.value("version") != read.person.version.to_string() {
        return Err(Error::Conflict);
    }
    let chosen: Option<usize> = form.value("entry").parse().ok();
    let Some((mend, reason)) = typed(&mut form, &read, chosen, act.today()) else {
        return invalid(&past_page(&ctx, read, |_| form, chosen)?);
    };
    let (person, field) = (read.person.clone(), read.field);
    match actions::mend(&ctx.app, &act, person, field, mend, reason).await {
        Ok(()) => {
            let address = format!("/people/{}/past/{}", read.person.id, field.key);
            Ok(see_other(&address, Some("notice-person-past-mended")))
        }
        Err(Error::Invalid(errors)) => invalid(&past_page(&ctx, read, |_| form.with_errors(errors), chosen)?),
        Err(error) => Err(error),
    }
}

/// What the form asks for, with the reason; none where something is wrong with it.
fn typed(
    form: &mut Form,
    read: &Read,
    chosen: Option<usize>,
    today: jiff::civil::Date,
) -> Option<(Mend, String)> {
    let mend = match (chosen, form.value("do").parse::<Instead>()) {
        (Some(at), Ok(instead)) => Some(Mend::Remove(at, instead)),
        (at, _) => held(form, read, at, today).map(|held| match at {
            Some(at) => Mend::Change(at, held),
            None => Mend::Add(held),
        }),
    };
    let reason = form.text("reason", 2..=REASON_MAX);
    mend.filter(|_| form.errors().is_empty()).map(|mend| (mend, reason))
}

/// An entry as it was typed.
fn held(form: &mut Form, read: &Read, at: Option<usize>, today: jiff::civil::Date) -> Option<Held> {
    let before = at.and_then(|at| read.timeline.past().get(at));
    let day = before.map_or(today, |held| held.until.first_day());
    let value = form::typed(form, read.field, before.and_then(|held| held.value.clone()), day);
    let until = form::date(form, "until");
    let until = until.ok()?.or_else(|| {
        form.reject("until", Text::new("form-required"));
        None
    })?;
    if read.facts.born.is_some_and(|born| until.last_day() < born.first_day()) {
        form.reject("until", Text::new("person-before-birth"));
    }
    let value = value.ok()?;
    // What cannot be true of the person today could not be then.
    let mut then = read.facts.clone();
    read.field.put(&mut then, value.as_deref());
    let known = contradictions(&read.facts);
    let is_new = |one: &&Contradiction| one.0 == read.field.key && !known.contains(one);
    if let Some((key, text)) = contradictions(&then).iter().find(is_new) {
        form.reject(key, Text::new(text));
    }
    Some(Held { until, value })
}
