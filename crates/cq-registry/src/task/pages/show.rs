//! One task: what it is, why it is needed, what was written down, and what can be.

use askama::Template;
use axum::{
    extract::Path,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use cq_platform::{
    Error, Result,
    form::Form,
    web::{Ctx, Posted, Ui, invalid, page, see_other},
};
use jiff::{ToSpan, civil::Date};

use super::card::Card;
use crate::task::{
    ATTACH, CALL, DECLINE, LIST, OWN, RECORD, SETTLE, Standing, TaskId, UNDO,
    actions::{self, Kept, Shown},
    brief::About,
    form,
    model::{AGAIN_MAX_DAYS, Condition, Decliner, PROMPT_DAYS, Report, Source},
    report::{Answered, Need, Service},
    store::list,
};

#[derive(Template)]
#[template(path = "task/show.html")]
struct ShowPage {
    ui: Ui,
    shown: Shown,
    card: Card,
    forms: Forms,
    brief: Vec<String>,
    may: May,
    today: Date,
    again_from: Date,
    again_to: Date,
}

/// What the reader can write down here and now.
struct May {
    /// What a doctor found on a visit.
    visit: bool,
    /// What came of a call.
    call: bool,
    /// What the bureau's own people did.
    settle: bool,
    /// That nobody was met.
    again: bool,
    /// That it is not wanted.
    decline: bool,
    /// Take back what was written down today.
    undo: bool,
    /// Put pictures to it.
    attach: bool,
}

impl May {
    fn of(act: &cq_platform::actor::Act, shown: &Shown, today: Date) -> Self {
        let (listed, standing) = (&shown.listed, shown.listed.standing(today));
        let may = |action| act.actor.may(action).is_ok();
        let is_owed =
            !matches!(standing, Standing::Done | Standing::Cancelled | Standing::Declined | Standing::Lapsed);
        let is_possible = (is_owed || standing == Standing::Lapsed) && listed.opens_on <= today;
        let is_theirs = may(&RECORD) || act.actor.staff == Some(listed.owner) || !shown.is_a_doctors;
        let is_call = listed.form.is_call();
        let is_mine_today = listed.closed_by == act.actor.account
            && listed.closed_at.is_some_and(|at| cq_platform::clock::day_in_china(at) == today);
        Self {
            visit: may(&RECORD) && is_possible && !is_call,
            call: may(&CALL) && is_theirs && is_possible && is_call,
            settle: may(&SETTLE) && !shown.is_a_doctors && is_possible && !is_call,
            again: may(&RECORD) && is_owed && is_possible && !is_call,
            decline: may(&DECLINE) && is_owed,
            attach: may(&ATTACH) && standing == Standing::Done,
            undo: may(&UNDO) && is_mine_today && matches!(standing, Standing::Done | Standing::Declined),
        }
    }
}

impl ShowPage {
    fn in_days(&self, days: i64) -> String {
        self.ui.day(&self.today.saturating_add(days.days()))
    }

    fn services(&self, services: &[Service]) -> String {
        self.listed(services.iter().map(|service| self.ui.w("task-service", service)))
    }

    fn needs(&self, needs: &[Need]) -> String {
        self.listed(needs.iter().map(|need| self.ui.w("task-needs", need)))
    }

    fn listed(&self, words: impl Iterator<Item = String>) -> String {
        words.collect::<Vec<_>>().join(self.ui.m("task-and"))
    }

    /// Before this day one says from what it is known.
    fn prompt_from(&self) -> String {
        self.ui.day(&self.today.saturating_sub(PROMPT_DAYS.days()))
    }
}

pub(super) async fn show(ctx: Ctx, Path(id): Path<String>) -> Result<Response> {
    let today = ctx.act()?.today();
    show_with(&ctx, parse(&id)?, Forms::blank(today)).await
}

/// Who does it meanwhile, where it is still owed and its owner is away.
fn covered(ui: &Ui, shown: &Shown) -> String {
    match &shown.cover {
        _ if shown.listed.closed_at.is_some() => String::new(),
        Some((name, Some(until))) => {
            ui.a2("absence-covered", "name", name, "until", ui.day(until)).into_owned()
        }
        Some((name, None)) => ui.a1("absence-covered-for-good", "name", name).into_owned(),
        None => String::new(),
    }
}

/// What can be written down on a task's page.
pub(super) struct Forms {
    pub visit: Form,
    pub again: Form,
    pub settled: Form,
    pub call: Form,
    pub declined: Form,
    pub photo: Form,
}

impl Forms {
    pub fn blank(today: Date) -> Self {
        Self {
            visit: form::blank_visit(today),
            again: form::blank_try(today),
            settled: form::blank_settled(today),
            call: form::blank_call(today),
            declined: form::blank_declined(today),
            photo: Form::default(),
        }
    }

    /// Every one that something is wrong with.
    fn wrong(&self) -> impl Iterator<Item = &Form> {
        [&self.visit, &self.again, &self.settled, &self.call, &self.declined, &self.photo]
            .into_iter()
            .filter(|form| !form.errors().is_empty())
    }
}

pub(super) async fn show_with(ctx: &Ctx, id: TaskId, forms: Forms) -> Result<Response> {
    let act = ctx.act()?;
    let today = act.today();
    let reader = act.clone();
    let shown = ctx.app.db.write(move |tx| actions::view(tx, &reader, id)).await?;
    let ui = Ui::of(ctx);
    let is_wrong = forms.wrong().next().is_some();
    let person = shown.listed.person;
    let codes: Vec<_> =
        shown.codes.iter().filter_map(|code| person.map(|person| (person, code.clone()))).collect();
    let template = ShowPage {
        card: Card { cover: covered(&ui, &shown), ..Card::of(&ui, shown.listed.clone(), &codes, today) },
        may: May::of(&act, &shown, today),
        brief: shown.brief.as_ref().map(|brief| brief.say(&ui)).unwrap_or_default(),
        again_from: today.saturating_add(1.day()),
        again_to: today.saturating_add(AGAIN_MAX_DAYS.days()),
        ui,
        shown,
        forms,
        today,
    };
    if is_wrong { invalid(&template) } else { page(&template) }
}

pub(super) async fn done(ctx: Ctx, Path(id): Path<String>, Posted(raw): Posted) -> Result<Response> {
    let (act, id) = (ctx.act()?, parse(&id)?);
    let today = act.today();
    let mut form = Form::from(raw);
    let seen = form.number("version", 1..=i64::MAX, true);
    let (Some((on, report)), Some(seen)) = (form::visit(&mut form), seen) else {
        return show_with(&ctx, id, Forms { visit: form, ..Forms::blank(today) }).await;
    };
    let from = form::source(&form);
    let write = move |tx: &cq_platform::db::Tx<'_>| {
        let kept = Kept { action: &RECORD, seen, on, report: &report, from, field: "on" };
        actions::keep(tx, &act, id, &kept)
    };
    match ctx.app.db.write(write).await {
        Ok(()) => Ok(see_other(&format!("/tasks/{id}"), Some("notice-task-done"))),
        Err(Error::Invalid(errors)) => {
            let visit = form.with_errors(errors);
            show_with(&ctx, id, Forms { visit, ..Forms::blank(today) }).await
        }
        Err(Error::Conflict) => taken(&ctx, id).await,
        Err(error) => Err(error),
    }
}

pub(super) async fn not_reached(ctx: Ctx, Path(id): Path<String>, Posted(raw): Posted) -> Result<Response> {
    let (act, id) = (ctx.act()?, parse(&id)?);
    let today = act.today();
    let mut form = Form::from(raw);
    let seen = form.number("version", 1..=i64::MAX, true);
    let (Some((on, again_on)), Some(seen)) = (form::not_reached(&mut form, today), seen) else {
        return show_with(&ctx, id, Forms { again: form, ..Forms::blank(today) }).await;
    };
    match ctx.app.db.write(move |tx| actions::not_reached(tx, &act, id, seen, on, again_on)).await {
        Ok(()) => Ok(see_other("/today", Some("notice-task-not-reached"))),
        Err(Error::Invalid(errors)) => {
            let again = form.with_errors(errors);
            show_with(&ctx, id, Forms { again, ..Forms::blank(today) }).await
        }
        Err(Error::Conflict) => taken(&ctx, id).await,
        Err(error) => Err(error),
    }
}

pub(super) async fn declined(ctx: Ctx, Path(id): Path<String>, Posted(raw): Posted) -> Result<Response> {
    let (act, id) = (ctx.act()?, parse(&id)?);
    let today = act.today();
    let mut form = Form::from(raw);
    let seen = form.number("version", 1..=i64::MAX, true);
    let (Some((on, by, reason)), Some(seen)) = (form::declined(&mut form), seen) else {
        return show_with(&ctx, id, Forms { declined: form, ..Forms::blank(today) }).await;
    };
    match ctx.app.db.write(move |tx| actions::decline(tx, &act, id, seen, (on, by), &reason)).await {
        Ok(()) => Ok(see_other(&format!("/tasks/{id}"), Some("notice-task-declined"))),
        Err(Error::Invalid(errors)) => {
            let declined = form.with_errors(errors);
            show_with(&ctx, id, Forms { declined, ..Forms::blank(today) }).await
        }
        Err(Error::Conflict) => taken(&ctx, id).await,
        Err(error) => Err(error),
    }
}

pub(super) async fn undo(ctx: Ctx, Path(id): Path<String>, _: Posted) -> Result<Response> {
    let (act, id) = (ctx.act()?, parse(&id)?);
    ctx.app.db.write(move |tx| actions::undo(tx, &act, id)).await?;
    Ok(see_other(&format!("/tasks/{id}"), Some("notice-task-undone")))
}

pub(super) async fn settled(ctx: Ctx, Path(id): Path<String>, Posted(raw): Posted) -> Result<Response> {
    let (act, id) = (ctx.act()?, parse(&id)?);
    let today = act.today();
    let mut form = Form::from(raw);
    let is_care = found(&ctx, id).await?.form.is_care();
    let seen = form.number("version", 1..=i64::MAX, true);
    let (Some((on, report)), Some(seen)) = (form::settled(&mut form, is_care), seen) else {
        return show_with(&ctx, id, Forms { settled: form, ..Forms::blank(today) }).await;
    };
    let from = form::source(&form);
    let write = move |tx: &cq_platform::db::Tx<'_>| {
        let kept = Kept { action: &SETTLE, seen, on, report: &report, from, field: "settled_on" };
        actions::keep(tx, &act, id, &kept)
    };
    match ctx.app.db.write(write).await {
        Ok(()) => Ok(see_other(&format!("/tasks/{id}"), Some("notice-task-settled"))),
        Err(Error::Invalid(errors)) => {
            let settled = form.with_errors(errors);
            show_with(&ctx, id, Forms { settled, ..Forms::blank(today) }).await
        }
        Err(Error::Conflict) => taken(&ctx, id).await,
        Err(error) => Err(error),
    }
}

pub(super) async fn unsettled(ctx: Ctx, Path(id): Path<String>, _: Posted) -> Result<Response> {
    let (act, id) = (ctx.act()?, parse(&id)?);
    ctx.app.db.write(move |tx| actions::unsettle(tx, &act, id)).await?;
    Ok(see_other(&format!("/tasks/{id}"), Some("notice-task-unsettled")))
}

#[derive(Template)]
#[template(path = "task/taken.html")]
struct TakenPage {
    ui: Ui,
    card: Card,
}

/// Somebody was first: says who, and when.
pub(super) async fn taken(ctx: &Ctx, id: TaskId) -> Result<Response> {
    let (listed, today) = (found(ctx, id).await?, ctx.act()?.today());
    let ui = Ui::of(ctx);
    let card = Card::of(&ui, listed, &[], today);
    Ok((StatusCode::CONFLICT, page(&TakenPage { ui, card })?).into_response())
}

async fn found(ctx: &Ctx, id: TaskId) -> Result<list::Listed> {
    let act = ctx.act()?;
    let (scope, bureau) = (act.actor.scope(&LIST, OWN)?, *act.bureau());
    ctx.app.db.read(move |conn| list::find(conn, &scope, &bureau, id)).await?.ok_or(Error::NotFound)
}

pub(super) fn parse(id: &str) -> Result<TaskId> {
    id.parse().map_err(|_| Error::NotFound)
}
