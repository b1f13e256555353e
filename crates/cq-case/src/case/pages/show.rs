//! One case: what was asked, until when, who is at it, what happened, and what can be done now.

use askama::Template;
use axum::{extract::Path, response::Response};
use cq_bylaw::bylaw;
use cq_platform::{
    Error, Result,
    actor::Act,
    clock::day_in_china,
    db::Conn,
    form::Form,
    web::{Ctx, Ui, page},
};
use jiff::civil::Date;

use super::new::said;
use crate::case::{
    CALL, DECIDE, GOVERNED_AS, HANDLE, Pillars,
    actions::{self, Shown},
    clock::Hand,
    model::{Answer, Case, CaseId, Kind, Stage, State, StepId},
    store::part::{Happened, Progress},
    words,
};

/// A part in words.
struct PartRow {
    id: StepId,
    what: String,
    name: String,
    due: String,
    style: &'static str,
    state: String,
    /// Whoever reads it may say that it is done.
    may_end: bool,
    /// Whoever reads it may take it back.
    may_withdraw: bool,
}

/// Something that happened, in words.
struct EventRow {
    when: String,
    text: String,
    by: String,
}

/// What whoever reads the page can do now.
#[derive(Default)]
struct Can {
    take: bool,
    hand: bool,
    work: bool,
    resume: bool,
    raise: bool,
    decide: bool,
    agree: bool,
    call: bool,
}

impl Can {
    fn of(act: &Act, shown: &Shown) -> Self {
        let may_handle = act.actor.may(&HANDLE).is_ok();
        let may_decide = act.actor.may(&DECIDE).is_ok();
        let State::Open { stage, clock } = shown.case.state else { return Self::default() };
        let is_on = shown.me.is_some_and(|me| shown.case.is_on(me)) && may_handle;
        let another = |by| shown.me != Some(by);
        let is_running = matches!(clock.hand, Hand::Running { .. });
        match stage {
            Stage::Waiting => {
                Self { take: may_handle, hand: is_on, raise: is_on && is_running, ..Self::default() }
            }
            Stage::Working { handler } => Self {
                take: may_handle && shown.stands_for.contains(&handler),
                hand: is_on,
                work: is_on && is_running,
                resume: is_on && !is_running,
                raise: is_on && is_running,
                ..Self::default()
            },
            Stage::Raised { by, .. } => Self { decide: may_decide && another(by), ..Self::default() },
            Stage::Refusing { by, .. } => Self { agree: may_decide && another(by), ..Self::default() },
            Stage::Answered { handler, .. } => {
                let is_apart = !shown.rules.callback_apart || another(handler);
                Self { call: act.actor.may(&CALL).is_ok() && is_apart, ..Self::default() }
            }
        }
    }
}

#[derive(Template)]
#[template(path = "case/show.html")]
pub(super) struct ShowPage {
    ui: Ui,
    form: Form,
    id: CaseId,
    name: String,
    person: String,
    version: i64,
    sub: String,
    /// It can be made an errand, which is done and settled for itself.
    is_errand: bool,
    /// By which bylaws it is done, those of the day on which it was received.
    basis: String,
    /// What pillars say of it.
    around: Vec<String>,
    style: &'static str,
    state: String,
    asked: String,
    asker: String,
    phone: String,
    /// The numbers of whom it is about, where they asked for themselves: they are called back.
    phones: Vec<String>,
    /// Whom it is about asked for themselves.
    is_elder: bool,
    channel: String,
    received: String,
    first: String,
    handler: String,
    promised: String,
    outcome: String,
    /// The sum of its clock, and the stretches it is made of.
    sum: (String, Vec<String>),
    /// Who was told that it is late.
    rungs: Vec<EventRow>,
    parts: Vec<PartRow>,
    events: Vec<EventRow>,
    choices: Vec<(String, String)>,
    can: Can,
    answers: &'static [Answer],
    /// Why it was put before whoever decides.
    reason: String,
    /// Why nobody here can go on, where that is so.
    waits: String,
    today: String,
}

impl ShowPage {
    fn at(&self, step: &str) -> String {
        format!("/cases/{}/{step}", self.id)
    }

    /// Whether a form was sent and came back.
    fn is_wrong(&self, field: &str) -> bool {
        self.form.is_wrong(field)
    }

    fn of(ctx: &Ctx, act: &Act, form: Form, shown: &Shown) -> Self {
        let (ui, listed, case) = (Ui::of(ctx), &shown.listed, &shown.case);
        let (style, state) = words::state(&ui, listed, act.at);
        let (can, today) = (Can::of(act, shown), act.today());
        let is_elder = listed.said.name.is_empty();
        let asker = match is_elder {
            true => ui.w("case-asker", listed.asker),
            false => ui
                .a2(
                    "case-asker-named",
                    "name",
                    listed.said.name.as_str(),
                    "who",
                    ui.w("case-asker", listed.asker),
                )
                .into_owned(),
        };
        Self {
            id: listed.id,
            basis: String::new(),
            name: listed.name.clone(),
            person: listed.person.to_string(),
            version: listed.version,
            sub: ui
                .a2(
                    "case-sub",
                    "kind",
                    ui.w("case-kind", listed.kind),
                    "urgency",
                    ui.w("case-urgency", listed.urgency),
                )
                .into_owned(),
            around: Vec::new(),
            is_errand: listed.kind == Kind::Errand && case.may_become_errand().is_ok(),
            style,
            state,
            asked: listed.said.asked.clone(),
            asker,
            phone: listed.said.phone.clone(),
            phones: match is_elder {
                true => shown.phones.iter().filter(|phone| **phone != listed.said.phone).cloned().collect(),
                false => Vec::new(),
            },
            is_elder,
            channel: ui.w("case-channel", listed.channel),
            received: words::moment(&ui, listed.received_at),
            first: listed.first_name.clone(),
            handler: listed.handler_name.clone().unwrap_or_default(),
            promised: listed.promised_on.map(|day| ui.day(&day)).unwrap_or_default(),
            outcome: listed.outcome.as_ref().map(|word| ui.w("case-outcome", word)).unwrap_or_default(),
            sum: sum(&ui, shown),
            rungs: rungs(&ui, shown),
            parts: shown.parts.iter().map(|part| part_row(&ui, shown, part, today, act)).collect(),
            events: shown.entries.iter().map(|entry| event(&ui, entry)).collect(),
            choices: shown.choices.iter().map(|choice| (choice.value.clone(), said(&ui, choice))).collect(),
            reason: reason(shown),
            waits: waits(&ui, case, shown, &can),
            answers: Answer::ALL,
            today: today.to_string(),
            can,
            form,
            ui,
        }
    }
}

fn sum(ui: &Ui, shown: &Shown) -> (String, Vec<String>) {
    match shown.case.state {
        State::Open { clock, .. } => words::arithmetic(ui, &clock, &shown.desk),
        State::Closed { .. } => (String::new(), Vec::new()),
    }
}

fn rungs(ui: &Ui, shown: &Shown) -> Vec<EventRow> {
    let said = |rung: &crate::case::store::ladder::Rung| {
        let level = ui.w("case-rung", rung.level);
        let text = match &rung.name {
            Some(name) => ui.a2("case-rung-told", "who", level, "name", name),
            None => ui.a1("case-rung-unset", "who", level),
        };
        let text = text.into_owned();
        EventRow { when: words::moment(ui, rung.at), text, by: String::new() }
    };
    shown.rungs.iter().map(said).collect()
}

fn part_row(
    ui: &Ui,
    shown: &Shown,
    part: &crate::case::store::part::Part,
    today: Date,
    act: &Act,
) -> PartRow {
    let is_open = part.state == Progress::Open && act.actor.may(&HANDLE).is_ok();
    let is_on = shown.me.is_some_and(|me| shown.case.is_on(me));
    let is_late = is_open && part.due_on < today;
    PartRow {
        id: part.id,
        what: part.what.clone(),
        name: part.name.clone(),
        due: ui.day(&part.due_on),
        style: match part.state {
            Progress::Open if is_late => "overdue",
            Progress::Open => "coming",
            _ => "done",
        },
        state: if is_late { ui.m("case-part-late").to_owned() } else { ui.w("case-part-state", part.state) },
        may_end: is_open && (is_on || shown.me == Some(part.handler)),
        may_withdraw: is_open && is_on,
    }
}

fn event(ui: &Ui, entry: &crate::case::store::part::Entry) -> EventRow {
    let what = ui.w("case-happened", entry.kind);
    let what = match &entry.to {
        Some(to) => ui.a2("case-happened-to", "what", what, "name", to).into_owned(),
        None => what,
    };
    let note = match entry.note.parse::<Date>() {
        Ok(day) => ui.day(&day),
        Err(_) => entry.note.clone(),
    };
    let text = match note.is_empty() {
        true => what,
        false => ui.a2("case-happened-note", "what", what, "note", note).into_owned(),
    };
    EventRow { when: words::moment(ui, entry.at), text, by: entry.by.clone() }
}

/// What whoever decides has to know: why it would be refused, or what is unclear.
fn reason(shown: &Shown) -> String {
    let kind = match shown.case.state {
        State::Open { stage: Stage::Refusing { .. }, .. } => Happened::Refused,
        State::Open { stage: Stage::Raised { .. }, .. } => Happened::Raised,
        _ => return String::new(),
    };
    shown.entries.iter().find(|entry| entry.kind == kind).map(|entry| entry.note.clone()).unwrap_or_default()
}

/// For whom the case waits, where that is not whoever reads.
fn waits(ui: &Ui, case: &Case, shown: &Shown, can: &Can) -> String {
    let handler = shown.listed.handler_name.clone().unwrap_or_default();
    let key = match case.state {
        State::Open { stage: Stage::Working { .. }, .. } if !can.work && !can.resume => "case-waits-working",
        State::Open { stage: Stage::Raised { .. }, .. } if !can.decide => "case-waits-raised",
        State::Open { stage: Stage::Refusing { .. }, .. } if !can.agree => "case-waits-refusing",
        State::Open { stage: Stage::Answered { .. }, .. } if !can.call => "case-waits-answered",
        _ => return String::new(),
    };
    ui.a1(key, "name", handler).into_owned()
}

pub(super) async fn show(ctx: Ctx, Path(id): Path<String>, pillars: Pillars) -> Result<Response> {
    page(&shown(&ctx, parse(&id)?, Form::default(), pillars).await?)
}

/// The page, with what pillars say of the case.
pub(super) async fn shown(ctx: &Ctx, id: CaseId, form: Form, pillars: Pillars) -> Result<ShowPage> {
    let (act, ui) = (ctx.act()?, Ui::of(ctx));
    let shown = actions::view(&ctx.app, act.clone(), id).await?;
    let basis = bylaw::basis(ctx, GOVERNED_AS, day_in_china(shown.listed.received_at)).await?;
    let shown = ShowPage::of(ctx, &act, form, &shown);
    let read = move |conn: &Conn<'_>| {
        let said = pillars.iter().filter_map(|pillar| (pillar.section)(conn, &act, &ui, id).transpose());
        said.collect::<Result<Vec<String>>>()
    };
    Ok(ShowPage { basis, around: ctx.app.db.read(read).await?, ..shown })
}

pub(super) fn parse(id: &str) -> Result<CaseId> {
    id.parse().map_err(|_| Error::NotFound)
}
