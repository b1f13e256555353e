//! What is done again and again: the list, taking one down, and one of them with what it has made.

use askama::Template;
use axum::{extract::Path, response::Response};
use cq_case::case::model::Channel;
use cq_platform::{
    Error, Result,
    audit::Subject,
    db::{Conn, Tx},
    form::Form,
    web::{Ctx, Posted, Routes, Ui, invalid, page, see_other},
};
use cq_registry::person::{self, PersonId, store::list::Listed};
use serde_json::json;

use super::{
    KEEP, RepeatId, VIEW, actions, form,
    model::{Rhythm, State},
    store::{self, Kept},
};
use crate::errand::{self, rules::Rules, words};

/// People offered to be picked.
const OFFERED: usize = 12;
/// The stages of the list.
const STAGES: [&str; 3] = ["runs", "stopped", "over"];

/// Registers the pages.
pub(super) fn routes(routes: &mut Routes) {
    routes
        .get("/errands/repeats", &VIEW, index)
        .get("/errands/repeats/new", &KEEP, new)
        .post("/errands/repeats", &KEEP, create)
        .get("/errands/repeats/{id}", &VIEW, show)
        .post("/errands/repeats/{id}", &KEEP, change)
        .post("/errands/repeats/{id}/stop", &KEEP, stop);
}

/// A repeat in words.
struct Row {
    id: RepeatId,
    name: String,
    kind: String,
    wanted: String,
    rhythm: String,
    next: String,
    until: String,
    state: String,
    style: &'static str,
}

impl Row {
    fn of(ui: &Ui, rules: &Rules, kept: &Kept) -> Self {
        let repeat = &kept.repeat;
        let next = match repeat.state {
            State::Runs { next } => ui.day(&next),
            State::Over | State::Stopped => String::new(),
        };
        Self {
            id: repeat.id,
            name: kept.name.clone(),
            kind: words::kind(ui, rules, &repeat.kind),
            wanted: kept.said.wanted.clone(),
            rhythm: rhythm(ui, repeat.plan.rhythm),
            next,
            until: ui.day(&repeat.plan.until),
            state: ui.w("repeat-stage", repeat.state.word()),
            style: if matches!(repeat.state, State::Runs { .. }) { "today" } else { "done" },
        }
    }
}

/// 每周星期二, 每月 5 日.
fn rhythm(ui: &Ui, rhythm: Rhythm) -> String {
    match rhythm {
        Rhythm::Weekly(day) => {
            let day = ui.w("task-weekday", day.to_monday_one_offset());
            ui.a1("repeat-weekly", "day", day).into_owned()
        }
        Rhythm::Monthly(day) => ui.a1("repeat-monthly", "day", i64::from(day)).into_owned(),
    }
}

#[derive(Template)]
#[template(path = "repeat/index.html")]
struct IndexPage {
    ui: Ui,
    rows: Vec<Row>,
    stage: &'static str,
    stages: [&'static str; 3],
}

async fn index(ctx: Ctx) -> Result<Response> {
    let act = ctx.act()?;
    let asked = ctx.query("state").unwrap_or_default();
    let stage = STAGES.into_iter().find(|stage| *stage == asked).unwrap_or("runs");
    let read = move |tx: &Tx<'_>| {
        act.actor.may(&VIEW)?;
        let kept = store::list(tx, &act, stage)?;
        act.record(tx, &VIEW, Subject::list("errand-repeat"), &json!({ "count": kept.len() }))?;
        Ok((kept, errand::store::rules(tx, act.bureau(), act.today())?.0))
    };
    let (kept, rules) = ctx.app.db.write(read).await?;
    let ui = Ui::of(&ctx);
    let rows = kept.iter().map(|kept| Row::of(&ui, &rules, kept)).collect();
    page(&IndexPage { ui, rows, stage, stages: STAGES })
}

#[derive(Template)]
#[template(path = "repeat/new.html")]
struct NewPage {
    ui: Ui,
    form: Form,
    /// Whom it is for: value and name.
    picked: Option<(PersonId, String)>,
    found: Vec<Listed>,
    kinds: Vec<(String, String)>,
    channels: &'static [Channel],
    weekdays: Vec<(String, String)>,
    today: String,
}

impl NewPage {
    fn about(&self, listed: &Listed) -> String {
        let parts = [
            listed.born.map(|born| self.ui.partial(&born)).unwrap_or_default(),
            listed.unit.clone().unwrap_or_default(),
            listed.phone.clone().unwrap_or_default(),
        ];
        let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        parts.join(self.ui.m("person-comma"))
    }

    async fn of(ctx: &Ctx, mut form: Form) -> Result<Self> {
        let (act, ui) = (ctx.act()?, Ui::of(ctx));
        let today = act.today();
        let (typed, id) = (form.value("q").trim().to_owned(), form.value("person").parse::<PersonId>().ok());
        let read = move |conn: &Conn<'_>| {
            let scope = act.actor.scope(&person::VIEW, person::OWN)?;
            let person = match id {
                Some(id) => person::store::find(conn, &scope, act.bureau(), id)?,
                None => None,
            };
            let found = match typed.as_str() {
                "" => Vec::new(),
                typed => person::actions::find_anybody(conn, &act, typed, OFFERED)?,
            };
            Ok((person, found, errand::store::rules(conn, act.bureau(), act.today())?.0))
        };
        let (person, found, rules) = ctx.app.db.read(read).await?;
        for (field, value) in [("every", "weekly"), ("lead_days", "2"), ("channel", "phone")] {
            if form.value(field).is_empty() {
                form.set(field, value);
            }
        }
        let open = rules.kinds.iter().filter(|kind| kind.open);
        Ok(Self {
            kinds: open.map(|kind| (kind.code.clone(), words::kind(&ui, &rules, &kind.code))).collect(),
            picked: person.map(|person| (person.id, person.name)),
            weekdays: weekdays(&ui),
            channels: Channel::ALL,
            today: today.to_string(),
            found,
            form,
            ui,
        })
    }
}

fn weekdays(ui: &Ui) -> Vec<(String, String)> {
    (1..=7i64).map(|n| (n.to_string(), ui.w("task-weekday", n))).collect()
}

async fn new(ctx: Ctx) -> Result<Response> {
    page(&NewPage::of(&ctx, Form::from(ctx.query_fields())).await?)
}

async fn create(ctx: Ctx, Posted(raw): Posted) -> Result<Response> {
    let (act, mut form) = (ctx.act()?, Form::from(raw));
    let Some(draft) = form::draft(&mut form, act.today()) else {
        return invalid(&NewPage::of(&ctx, form).await?);
    };
    match ctx.app.db.write(move |tx| actions::begin(tx, &act, &draft)).await {
        Ok(id) => Ok(see_other(&format!("/errands/repeats/{id}"), Some("notice-repeat-begun"))),
        Err(Error::Invalid(errors)) => invalid(&NewPage::of(&ctx, form.with_errors(errors)).await?),
        Err(error) => Err(error),
    }
}

/// An errand that it has made.
struct MadeRow {
    id: String,
    on: String,
    state: String,
}

#[derive(Template)]
#[template(path = "repeat/show.html")]
struct ShowPage {
    ui: Ui,
    form: Form,
    row: Row,
    person: String,
    maker: String,
    made: Vec<MadeRow>,
    weekdays: Vec<(String, String)>,
    version: i64,
    /// It goes on and can be changed or stopped.
    runs: bool,
    may_keep: bool,
}

impl ShowPage {
    fn at(&self, step: &str) -> String {
        format!("/errands/repeats/{}{step}", self.row.id)
    }

    fn is_wrong(&self) -> bool {
        !self.form.errors().is_empty()
    }

    async fn of(ctx: &Ctx, id: RepeatId, form: Option<Form>) -> Result<Self> {
        let (act, ui) = (ctx.act()?, Ui::of(ctx));
        let may_keep = act.actor.may(&KEEP).is_ok();
        let read = move |tx: &Tx<'_>| {
            let kept = actions::view(tx, &act, id)?;
            let made = store::made(tx, act.bureau(), id)?;
            Ok((kept, made, errand::store::rules(tx, act.bureau(), act.today())?.0))
        };
        let (kept, made, rules) = ctx.app.db.write(read).await?;
        let made = made.into_iter().map(|(id, on, stage)| MadeRow {
            id: id.to_string(),
            on: on.map(|on| ui.day(&on)).unwrap_or_default(),
            state: ui.w("errand-stage", stage),
        });
        Ok(Self {
            made: made.collect(),
            row: Row::of(&ui, &rules, &kept),
            person: kept.repeat.person.to_string(),
            maker: kept.maker.clone(),
            weekdays: weekdays(&ui),
            version: kept.repeat.version,
            runs: matches!(kept.repeat.state, State::Runs { .. }),
            form: form.unwrap_or_else(|| form::filled(&kept.repeat.plan)),
            may_keep,
            ui,
        })
    }
}

async fn show(ctx: Ctx, Path(id): Path<String>) -> Result<Response> {
    page(&ShowPage::of(&ctx, parse(&id)?, None).await?)
}

async fn change(ctx: Ctx, Path(id): Path<String>, Posted(raw): Posted) -> Result<Response> {
    let (act, id, mut form) = (ctx.act()?, parse(&id)?, Form::from(raw));
    let Some(plan) = form::plan(&mut form, Some(act.today())) else {
        return invalid(&ShowPage::of(&ctx, id, Some(form)).await?);
    };
    let seen = form.value("version").parse().unwrap_or(0);
    match ctx.app.db.write(move |tx| actions::change(tx, &act, id, seen, plan)).await {
        Ok(()) => Ok(see_other(&format!("/errands/repeats/{id}"), Some("notice-repeat-changed"))),
        Err(Error::Invalid(errors)) => {
            invalid(&ShowPage::of(&ctx, id, Some(form.with_errors(errors))).await?)
        }
        Err(error) => Err(error),
    }
}

async fn stop(ctx: Ctx, Path(id): Path<String>, Posted(raw): Posted) -> Result<Response> {
    let (act, id, form) = (ctx.act()?, parse(&id)?, Form::from(raw));
    let seen = form.value("version").parse().unwrap_or(0);
    ctx.app.db.write(move |tx| actions::stop(tx, &act, id, seen)).await?;
    Ok(see_other(&format!("/errands/repeats/{id}"), Some("notice-repeat-stopped")))
}

fn parse(id: &str) -> Result<RepeatId> {
    id.parse().map_err(|_| Error::NotFound)
}
