//! One event: its facts, all that it did, and taking it back.

use askama::Template;
use axum::{extract::Path, response::Response};
use cq_platform::{
    Error, Result,
    db::Conn,
    form::Form,
    web::{Ctx, Posted, Ui, invalid, page, see_other},
};

use super::{facts, obituary};
use crate::{
    life_event::{
        NOTE, UNDO, UNMASK,
        actions::{self, Shown},
        consequence::{Consequences, Group, Said},
        ledger::WITH_IMPORT,
        model::{Event, EventId, Kind, State},
        store::{Effect, settings},
    },
    rule::plan,
};

/// An effect in words, and what became of it.
struct Line {
    said: Said,
    /// Names a style.
    kind: &'static str,
    /// Empty while the event holds.
    outcome: String,
}

struct Lines {
    title: String,
    lines: Vec<Line>,
}

#[derive(Template)]
#[template(path = "life_event/show.html")]
struct ShowPage {
    ui: Ui,
    form: Form,
    id: EventId,
    person: crate::person::PersonId,
    name: String,
    title: String,
    facts: Vec<(String, String)>,
    /// Something sensitive is known and not shown.
    is_masked: bool,
    noted_at: String,
    noted_by: String,
    /// When, by whom and why it was undone.
    undone: Option<(String, String, String)>,
    /// How much was put back, and how much was left.
    restored: usize,
    kept: usize,
    groups: Vec<Lines>,
    obituary: String,
    version: i64,
    may_undo: bool,
    may_unmask: bool,
}

pub(super) async fn show(ctx: Ctx, Path(id): Path<String>, consequences: Consequences) -> Result<Response> {
    let template = read(&ctx, parse(&id)?, Form::default(), false, consequences).await?;
    page(&template)
}

/// Shows what is sensitive, in the answer to this one request.
pub(super) async fn unmask(
    ctx: Ctx,
    Path(id): Path<String>,
    _: Posted,
    consequences: Consequences,
) -> Result<Response> {
    page(&read(&ctx, parse(&id)?, Form::default(), true, consequences).await?)
}

pub(super) async fn undo(
    ctx: Ctx,
    Path(id): Path<String>,
    Posted(raw): Posted,
    consequences: Consequences,
) -> Result<Response> {
    let (act, id, mut form) = (ctx.act()?, parse(&id)?, Form::from(raw));
    let because = form.text("because", 2..=200);
    let version = form.number("version", 1..=i64::MAX, true);
    let Some(version) = version.filter(|_| form.errors().is_empty()) else {
        return invalid(&read(&ctx, id, form, false, consequences).await?);
    };
    let undo =
        move |tx: &cq_platform::db::Tx<'_>| actions::undo(tx, &act, consequences, id, version, because);
    let put_back = ctx.app.db.write(undo).await?;
    plan::follow_up(&ctx.app, &ctx.act()?).await;
    let notice = if put_back.kept == 0 { "notice-life-undone" } else { "notice-warn-life-undone-in-part" };
    Ok(see_other(&format!("/events/{id}"), Some(notice)))
}

async fn read(
    ctx: &Ctx,
    id: EventId,
    form: Form,
    in_full: bool,
    consequences: Consequences,
) -> Result<ShowPage> {
    let act = ctx.act()?;
    let (may_undo, may_unmask) = (act.actor.may(&UNDO).is_ok(), act.actor.may(&UNMASK).is_ok());
    let (writes_obituary, today) = (act.actor.may(&NOTE).is_ok(), act.today());
    let reader = act.clone();
    let shown = ctx.app.db.write(move |tx| actions::view(tx, &reader, id, in_full)).await?;
    let bureau = ctx.app.db.read(move |conn: &Conn<'_>| settings::bureau_name(conn, act.bureau())).await?;
    let ui = Ui::of(ctx);
    let Shown { event, held, other, effects, noted_by, undone_by } = shown;
    let holds = event.state == State::Holds;
    let undone = match &event.state {
        State::Holds => None,
        State::Undone { mark, because } => {
            let with_import = because == WITH_IMPORT;
            let because =
                if with_import { ui.m("life-undone-with-import").to_owned() } else { because.clone() };
            Some((ui.instant(&mark.at), undone_by.unwrap_or_default(), because))
        }
    };
    let outcomes = || effects.iter().filter_map(|effect| effect.outcome);
    let is_death = event.event.kind() == Kind::Death && holds && writes_obituary;
    Ok(ShowPage {
        title: ui
            .a2("life-title", "what", ui.w("life-kind", event.event.kind()), "name", &held.name)
            .into_owned(),
        facts: facts(&ui, &event.event, other.as_deref(), in_full),
        is_masked: !in_full && has_sensitive(&event.event),
        noted_at: ui.instant(&event.noted.at),
        noted_by: noted_by.unwrap_or_default(),
        restored: outcomes().filter(Option::is_none).count(),
        kept: outcomes().filter(Option::is_some).count(),
        undone,
        groups: grouped(&ui, &effects, consequences, in_full)?,
        obituary: if is_death {
            obituary::text(&ui, &held, &event.event, &bureau, today)
        } else {
            String::new()
        },
        version: event.version,
        may_undo: may_undo && holds,
        may_unmask,
        id,
        person: held.id,
        name: held.name,
        form,
        ui,
    })
}

fn has_sensitive(event: &Event) -> bool {
    match event {
        Event::Death { cause, .. } => cause.is_some(),
        Event::Admission { reason, .. } => reason.is_some(),
        _ => false,
    }
}

fn grouped(ui: &Ui, effects: &[Effect], consequences: Consequences, in_full: bool) -> Result<Vec<Lines>> {
    let mut lines = Vec::with_capacity(effects.len());
    for effect in effects {
        let said = actions::consequence(consequences, &effect.handler)?.say(ui, &effect.change)?;
        if said.is_sensitive && !in_full {
            continue;
        }
        let (kind, outcome) = match effect.outcome {
            None => ("", String::new()),
            Some(None) => ("done", ui.m("life-restored").to_owned()),
            Some(Some(kept)) => ("changed", ui.w("life-kept", kept)),
        };
        // What was opened has an address only once it is there, and none any more once it was taken back; what was there before has its own.
        let is_new = said.group == Group::Next && said.href.is_empty() && effect.outcome != Some(None);
        let said = if is_new { said.at(format!("/tasks/{}", effect.subject)) } else { said };
        lines.push(Line { said, kind, outcome });
    }
    let mut groups: Vec<Lines> = Vec::new();
    for group in Group::ALL {
        let (here, rest): (Vec<_>, Vec<_>) = lines.into_iter().partition(|line| line.said.group == group);
        lines = rest;
        if !here.is_empty() {
            groups.push(Lines { title: ui.w("life-group", group.as_str()), lines: here });
        }
    }
    Ok(groups)
}

fn parse(id: &str) -> Result<EventId> {
    id.parse().map_err(|_| Error::NotFound)
}
