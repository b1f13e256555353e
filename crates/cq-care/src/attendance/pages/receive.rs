//! Somebody has come to the desk: who, what is told of them, and their number.

use askama::Template;
use axum::{extract::Path, response::Response};
use cq_platform::{
    Error, Result,
    db::Tx,
    form::Form,
    web::{Ctx, Posted, Ui, invalid, page, see_other},
};
use cq_registry::{
    person::{PersonId, store::list::Listed as Person},
    task,
};

use crate::{
    attendance::{
        RECEIVE,
        actions::{self, TYPED_MIN},
        form as fields,
        priority::Reason,
    },
    desk::{self, Desk, DeskId},
};

/// Somebody found: no more than is needed to tell them from another of that name.
struct Found {
    id: PersonId,
    name: String,
    about: String,
}

#[derive(Template)]
#[template(path = "attendance/arrival.html")]
struct ArrivalPage {
    ui: Ui,
    form: Form,
    desk: Desk,
    found: Vec<Found>,
    picked: Option<Found>,
    told: &'static [Reason],
    /// Too few signs were typed to look for anybody.
    is_short: bool,
}

impl ArrivalPage {
    async fn of(ctx: &Ctx, id: DeskId, form: Form) -> Result<Self> {
        let (act, ui) = (ctx.act()?, Ui::of(ctx));
        let typed = form.value("q").trim().to_owned();
        let chosen = form.value("person").parse::<PersonId>().ok();
        let is_short = !typed.is_empty() && typed.chars().count() < TYPED_MIN;
        let (voice, today) = (ui.clone(), act.today());
        let read = move |tx: &Tx<'_>| {
            let desk = desk::roster::desk(tx, &act, &RECEIVE, id)?;
            let found = actions::look_for(tx, &act, &typed)?;
            Ok((desk, found))
        };
        let (desk, people) = ctx.app.db.write(read).await?;
        let about = |person: &Person| {
            let tail = person.phone.as_deref().map(|phone| {
                let skipped = phone.chars().count().saturating_sub(4);
                let tail: String = phone.chars().skip(skipped).collect();
                voice.a1("attendance-phone-tail", "tail", tail).into_owned()
            });
            let parts = [
                task::age(&voice, person.born, today),
                person.area.clone().unwrap_or_default(),
                person.unit.clone().unwrap_or_default(),
                tail.unwrap_or_default(),
            ];
            let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
            Found { id: person.id, name: person.name.clone(), about: parts.join(voice.m("person-comma")) }
        };
        let mut found: Vec<Found> = people.iter().map(about).collect();
        let place = found.iter().position(|person| Some(person.id) == chosen);
        let picked = match (place, found.len()) {
            (Some(place), _) => Some(found.swap_remove(place)),
            (None, 1) => found.pop(),
            _ => None,
        };
        Ok(Self { ui, form, desk, found, picked, told: Reason::TOLD, is_short })
    }

    /// The address of the page with one of those found picked.
    fn pick(&self, person: &PersonId) -> String {
        let typed = crate::doctor::pages::escape(self.form.value("q").trim());
        format!("/desks/{}/arrivals?q={typed}&person={person}", self.desk.id)
    }
}

pub(super) async fn new(ctx: Ctx, Path(id): Path<String>) -> Result<Response> {
    let id = desk::pages::parse(&id)?;
    page(&ArrivalPage::of(&ctx, id, Form::from(ctx.query_fields())).await?)
}

pub(super) async fn create(ctx: Ctx, Path(id): Path<String>, Posted(raw): Posted) -> Result<Response> {
    let (act, id, mut form) = (ctx.act()?, desk::pages::parse(&id)?, Form::from(raw));
    let Some(arrival) = fields::arrival(&mut form) else {
        return invalid(&ArrivalPage::of(&ctx, id, form).await?);
    };
    match ctx.app.db.write(move |tx| actions::receive(tx, &act, id, &arrival)).await {
        Ok(made) => Ok(see_other(&format!("/desks/{id}/queue#a-{made}"), None)),
        Err(Error::Invalid(errors)) => invalid(&ArrivalPage::of(&ctx, id, form.with_errors(errors)).await?),
        Err(error) => Err(error),
    }
}
