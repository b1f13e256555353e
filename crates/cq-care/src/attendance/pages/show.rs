//! One attendance with its steps and what happened; and every mark that the buttons make.

use askama::Template;
use axum::{extract::Path, response::Response};
use cq_platform::{
    Error, Result,
    db::Tx,
    form::Form,
    messages::Text,
    policy::Reach,
    web::{Ctx, Posted, Ui, invalid, page, see_other},
};
use cq_registry::person;

use super::parse;
use crate::attendance::{
    AttendanceId, MARK, QUEUE,
    actions::{self, Shown, may},
    card::Card,
    form as fields,
    store::Entry,
};

/// Something that happened, in words.
struct EventRow {
    when: String,
    text: String,
    by: String,
}

#[derive(Template)]
#[template(path = "attendance/show.html")]
struct ShowPage {
    ui: Ui,
    form: Form,
    card: Card,
    person: String,
    case: String,
    events: Vec<EventRow>,
    /// The way back to the queue; empty for who has none.
    queue: String,
    /// Whether the person's page is open to whoever reads.
    may_person: bool,
}

impl ShowPage {
    async fn of(ctx: &Ctx, id: AttendanceId, form: Form) -> Result<Self> {
        let (act, ui) = (ctx.act()?, Ui::of(ctx));
        let now = act.at;
        let is_today = |shown: &Shown| shown.listed.attendance.on == act.today();
        let (may_mark, may_queue) = (may(&act, &MARK), may(&act, &QUEUE));
        let may_person = act.actor.may(&person::VIEW).is_ok();
        let of_bureau = act.actor.may(&MARK).is_ok_and(|reach| reach == Reach::Bureau);
        let hand = act.clone();
        let shown = ctx.app.db.write(move |tx: &Tx<'_>| actions::view(tx, &hand, id)).await?;
        let attendance = &shown.listed.attendance;
        let queue = may_queue && (is_today(&shown) || of_bureau);
        Ok(Self {
            card: Card::of(&ui, &shown.listed, &shown.rules, now, may_mark),
            person: attendance.person.to_string(),
            case: shown.listed.case.map(|id| id.to_string()).unwrap_or_default(),
            events: shown.entries.iter().map(|entry| event(&ui, entry)).collect(),
            queue: if queue { format!("/desks/{}/queue", attendance.desk) } else { String::new() },
            may_person,
            form,
            ui,
        })
    }
}

fn event(ui: &Ui, entry: &Entry) -> EventRow {
    let what = ui.w("attendance-happened", entry.kind);
    let text = match entry.step {
        Some(step) => {
            ui.a2("attendance-happened-to", "what", what, "step", ui.w("attendance-step", step)).into_owned()
        }
        None => what,
    };
    EventRow { when: ui.instant(&entry.at), text, by: entry.by.clone() }
}

pub(super) async fn show(ctx: Ctx, Path(id): Path<String>) -> Result<Response> {
    page(&ShowPage::of(&ctx, parse(&id)?, Form::default()).await?)
}

/// Notes a mark, and leads back to the queue or to the page that asked. What is wrong with it is said on the attendance's own page.
pub(super) async fn mark(ctx: Ctx, Path(id): Path<String>, Posted(raw): Posted) -> Result<Response> {
    let (act, id, mut form) = (ctx.act()?, parse(&id)?, Form::from(raw));
    let Some(turn) = fields::mark(&mut form) else {
        return invalid(&ShowPage::of(&ctx, id, form).await?);
    };
    let seen = form.value("version").parse().unwrap_or(0);
    match ctx.app.db.write(move |tx| actions::turn(tx, &act, id, seen, turn)).await {
        Ok(desk) if form.has("back", "queue") => Ok(see_other(&format!("/desks/{desk}/queue#a-{id}"), None)),
        Ok(_) => Ok(see_other(&format!("/attendances/{id}"), None)),
        Err(Error::Invalid(errors)) => invalid(&ShowPage::of(&ctx, id, form.with_errors(errors)).await?),
        Err(Error::Refused(text)) => {
            let errors: Vec<(String, Text)> = vec![("mark".to_owned(), text)];
            invalid(&ShowPage::of(&ctx, id, form.with_errors(errors)).await?)
        }
        Err(error) => Err(error),
    }
}
