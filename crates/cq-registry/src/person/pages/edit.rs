//! The form: a new person, and changes to one.

use askama::Template;
use axum::{extract::Path, response::Response};
use cq_platform::{
    Error, Result,
    form::Form,
    web::{Ctx, Posted, Ui, invalid, page, see_other},
};

use crate::{
    area::{self, Area},
    duplicate,
    person::{Category, Facts, Illness, Living, Person, Rank, Sex, actions, form},
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
    /// The citizen id known already, masked.
    citizen_id: Option<String>,
    has_note: bool,
    areas: Vec<Area>,
    ethnicities: Vec<String>,
    politics: Vec<String>,
    /// Who is known already and looks like whoever is entered (HTML).
    alike: String,
}

impl FormPage {
    /// What is known and not shown stays when the field is left empty.
    fn citizen_id_hint(&self) -> String {
        self.citizen_id
            .as_ref()
            .map(|id| self.ui.a1("person-citizen-id-known", "id", id).into_owned())
            .unwrap_or_default()
    }

    fn note_hint(&self) -> &str {
        if self.has_note { self.ui.m("person-note-known") } else { "" }
    }

    /// Names as they are written here, so that one place does not become two.
    fn area_hint(&self) -> String {
        let names: Vec<&str> = self.areas.iter().map(|area| area.name.as_str()).take(AREAS_NAMED).collect();
        if names.is_empty() {
            String::new()
        } else {
            self.ui.a1("person-area-hint", "areas", names.join(self.ui.m("person-and"))).into_owned()
        }
    }

    async fn of(ctx: &Ctx, form: Form, known: Option<(&Person, &Facts)>) -> Result<Self> {
        let (bureau, ui) = (*ctx.act()?.bureau(), Ui::of(ctx));
        let areas = ctx.app.db.read(move |conn| area::list(conn, &bureau)).await?;
        let codes = |codes: std::ops::RangeInclusive<u8>| codes.map(|code| format!("{code:02}")).collect();
        let own = known.map(|(person, _)| format!("/people/{}", person.id));
        Ok(Self {
            title: known.map_or_else(
                || ui.m("person-new").into(),
                |(person, _)| ui.a1("person-edit", "name", &person.name).into(),
            ),
            action: own.clone().unwrap_or_else(|| "/people".into()),
            back: own.unwrap_or_else(|| "/people".into()),
            version: known.map(|(person, _)| person.version.to_string()),
            citizen_id: known.and_then(|(_, facts)| facts.citizen_id.as_ref()).map(|id| id.masked()),
            has_note: known.is_some_and(|(_, facts)| facts.health_note.is_some()),
            areas,
            ethnicities: codes(form::ETHNICITIES),
            politics: codes(form::POLITICS),
            alike: String::new(),
            form,
            ui,
        })
    }
}

pub(super) async fn new(ctx: Ctx) -> Result<Response> {
    let form = Form::filled([("category", Category::Retired.to_string()), ("sex", Sex::Unknown.to_string())]);
    page(&FormPage::of(&ctx, form, None).await?)
}

pub(super) async fn create(ctx: Ctx, Posted(raw): Posted) -> Result<Response> {
    let (act, mut form) = (ctx.act()?, Form::from(raw));
    let facts = form::facts(&mut form, None, act.today());
    if !form.errors().is_empty() {
        return invalid(&FormPage::of(&ctx, form, None).await?);
    }
    if !form.has(duplicate::LOOKED_AT, "yes") {
        let (hand, ui, entered) = (act.clone(), Ui::of(&ctx), facts.clone());
        let alike = ctx.app.db.read(move |conn| duplicate::warning(conn, &hand, &ui, &entered)).await?;
        if !alike.is_empty() {
            let shown = FormPage::of(&ctx, form, None).await?;
            return invalid(&FormPage { alike, ..shown });
        }
    }
    match actions::create(&ctx.app, &act, facts).await {
        Ok(id) => Ok(see_other(&format!("/people/{id}"), Some("notice-person-made"))),
        Err(Error::Invalid(errors)) => invalid(&FormPage::of(&ctx, form.with_errors(errors), None).await?),
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
        return Err(Error::Conflict);
    }
    let facts = form::facts(&mut form, Some(&before), act.today());
    if !form.errors().is_empty() {
        return invalid(&FormPage::of(&ctx, form, Some((&person, &before))).await?);
    }
    match actions::change(&ctx.app, &act, person.clone(), &before, facts).await {
        Ok(()) => Ok(see_other(&format!("/people/{id}"), Some("notice-person-saved"))),
        Err(Error::Invalid(errors)) => {
            invalid(&FormPage::of(&ctx, form.with_errors(errors), Some((&person, &before))).await?)
        }
        Err(error) => Err(error),
    }
}
