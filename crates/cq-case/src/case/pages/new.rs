//! Receiving a case: whom it is about, who asks, and what.

use askama::Template;
use axum::response::Response;
use cq_bylaw::bylaw;
use cq_platform::{
    Error, Result,
    db::Conn,
    form::Form,
    web::{Ctx, Posted, Ui, invalid, page, see_other},
};
use cq_registry::person::{self, PersonId, store::list::Listed};

use crate::case::{
    GOVERNED_AS, actions,
    draft::ME,
    form as fields,
    model::{Asker, Channel, Kind, Urgency},
    rules::Rules,
    store::{self, people},
};

/// People offered to be picked.
const OFFERED: usize = 12;

#[derive(Template)]
#[template(path = "case/new.html")]
struct NewPage {
    ui: Ui,
    form: Form,
    /// By which bylaws it is done.
    basis: String,
    /// Whom it is about, once picked.
    picked: Option<(PersonId, String)>,
    /// People who answer to what was looked for.
    found: Vec<Listed>,
    /// Whom it can be given to: value and words.
    choices: Vec<(String, String)>,
    kinds: &'static [Kind],
    urgencies: Vec<(&'static str, String, String)>,
    channels: Vec<Channel>,
    askers: &'static [Asker],
}

impl NewPage {
    fn about(&self, listed: &Listed) -> String {
        let parts = [
            self.ui.w("category", listed.category),
            listed.born.map(|born| self.ui.partial(&born)).unwrap_or_default(),
            listed.unit.clone().unwrap_or_default(),
            listed.phone.clone().unwrap_or_default(),
        ];
        let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        parts.join(self.ui.m("person-comma"))
    }

    async fn of(ctx: &Ctx, form: Form) -> Result<Self> {
        let act = ctx.act()?;
        let (typed, id) = (form.value("q").trim().to_owned(), form.value("person").parse::<PersonId>().ok());
        let read = move |conn: &Conn<'_>| {
            let scope = act.actor.scope(&person::VIEW, person::OWN)?;
            let picked = match id {
                Some(id) => person::store::find(conn, &scope, act.bureau(), id)?,
                None => None,
            };
            let found = match typed.is_empty() {
                true => Vec::new(),
                false => person::actions::find_anybody(conn, &act, &typed, OFFERED)?,
            };
            let choices = people::choices(conn, &act, picked.as_ref().map(|person| person.id))?;
            let rules = store::rules(conn, act.bureau(), act.today())?.0;
            Ok((picked.map(|person| (person.id, person.name)), found, choices, rules))
        };
        let (picked, found, choices, rules) = ctx.app.db.read(read).await?;
        let ui = Ui::of(ctx);
        Ok(Self {
            basis: bylaw::basis(ctx, GOVERNED_AS, ctx.act()?.today()).await?,
            choices: choices.iter().map(|choice| (choice.value.clone(), said(&ui, choice))).collect(),
            urgencies: Urgency::ALL.iter().map(|urgency| said_urgency(&ui, *urgency, &rules)).collect(),
            kinds: Kind::ALL,
            channels: Channel::ALL.iter().copied().filter(|channel| *channel != Channel::Screen).collect(),
            askers: Asker::ALL,
            ui,
            form,
            picked,
            found,
        })
    }
}

/// 张科员（经办员）.
pub(super) fn said(ui: &Ui, choice: &people::Choice) -> String {
    ui.a2("case-choice", "name", choice.name.as_str(), "role", ui.w("role", &choice.role)).into_owned()
}

fn said_urgency(ui: &Ui, urgency: Urgency, rules: &Rules) -> (&'static str, String, String) {
    let within = match urgency {
        Urgency::Urgent if rules.urgent_minutes.is_multiple_of(60) => {
            ui.a1("case-within-hours", "n", rules.urgent_minutes / 60)
        }
        Urgency::Urgent => ui.a1("case-within-minutes", "n", rules.urgent_minutes),
        Urgency::Ordinary => ui.a1("case-within-days", "n", rules.ordinary_days),
        Urgency::Complex => ui.a1("case-within-days", "n", rules.complex_days),
    };
    (urgency.as_str(), ui.w("case-urgency", urgency), within.into_owned())
}

pub(super) async fn new(ctx: Ctx) -> Result<Response> {
    let mut form = Form::from(ctx.query_fields());
    for (name, shipped) in [
        ("kind", Kind::Question.as_str()),
        ("urgency", Urgency::Ordinary.as_str()),
        ("channel", Channel::Phone.as_str()),
        ("asker", Asker::Elder.as_str()),
        ("way", ME),
    ] {
        if form.value(name).is_empty() {
            form.set(name, shipped);
        }
    }
    page(&NewPage::of(&ctx, form).await?)
}

pub(super) async fn create(ctx: Ctx, Posted(raw): Posted) -> Result<Response> {
    let (act, mut form) = (ctx.act()?, Form::from(raw));
    let Some(draft) = fields::draft(&mut form) else {
        return invalid(&NewPage::of(&ctx, form).await?);
    };
    match ctx.app.db.write(move |tx| actions::receive(tx, &act, &draft)).await {
        Ok(id) => Ok(see_other(&format!("/cases/{id}"), Some("notice-case-received"))),
        Err(Error::Invalid(errors)) => invalid(&NewPage::of(&ctx, form.with_errors(errors)).await?),
        Err(error) => Err(error),
    }
}
