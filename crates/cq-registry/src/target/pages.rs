//! Targets on screen: the tree of a year, and one of them with its parts. Writing is in [`write`], names in [`names`].

mod names;
mod names_out;
mod tree;
mod write;

use askama::Template;
use axum::{extract::Path, response::Response};
use cq_platform::{
    Error, Result,
    audit::Subject,
    db::{Conn, Tx},
    form::Form,
    messages::Text,
    web::{Ctx, Posted, Routes, Ui, page, see_other},
};
use jiff::civil::Date;
use serde_json::json;
use uuid::Uuid;

use super::{
    CLOSE, MAKE, VIEW,
    actions::{self, Outcome},
    closing,
    model::{Actual, MeasureKind, Number, Standing, State, Target, TargetId},
    sentence::{self, Known},
    store::{
        self, Named,
        figure::{Asked, By, Line, Name},
    },
};
use crate::task::store::list::Pick;

/// Registers the pages.
pub fn routes(routes: &mut Routes) {
    routes
        .get("/targets", &VIEW, tree::index)
        .get("/targets/new", &MAKE, write::new)
        .post("/targets/preview", &MAKE, write::preview)
        .post("/targets", &MAKE, write::create)
        .get("/targets/{id}", &VIEW, show)
        .get("/targets/{id}/names", &VIEW, names::names)
        .get("/targets/{id}/edit", &MAKE, write::edit)
        .post("/targets/{id}", &MAKE, write::save)
        .post("/targets/{id}/withdraw", &MAKE, withdraw)
        .post("/targets/{id}/close", &CLOSE, close)
        .post("/targets/close", &CLOSE, close_all);
    names_out::routes(routes);
}

fn parse(id: &str) -> Result<TargetId> {
    id.parse().map_err(|_| Error::NotFound)
}

/// As which version the target was read; every page of ours sends it.
fn seen(form: &Form) -> Result<i64> {
    let version = form.value("version").parse();
    version.map_err(|_| Error::Invalid(vec![("version".into(), Text::new("form-required"))]))
}

/// The colour of a tag; the word beside it says the same.
fn tag_kind(standing: Standing) -> &'static str {
    match standing {
        Standing::Kept => "done",
        // Vermilion is for what is overdue alone.
        Standing::Missed => "wrong",
        Standing::Behind => "changed",
        Standing::OnWay => "coming",
        Standing::Waiting | Standing::Nothing => "",
    }
}

/// What a period came to, as pages show it.
struct Shown {
    nth: i8,
    /// 2026年四季度.
    period: String,
    /// 96.2%; empty where it was not counted.
    value: String,
    /// How it stands, and its colour.
    standing: Option<Standing>,
    kind: &'static str,
    actual: Actual,
    is_closed: bool,
    /// Its last day is past.
    is_over: bool,
}

impl Shown {
    fn of(ui: &Ui, number: &Number, year: i16, outcome: &Outcome, today: Date) -> Self {
        let Outcome { nth, actual, standing, .. } = *outcome;
        let number = outcome.closed.as_ref().map_or(number, |closed| &closed.number);
        Self {
            nth,
            period: sentence::period(ui, number.period, year, nth),
            value: actual
                .map(|actual| sentence::value(ui, number.measure.kind(), actual))
                .unwrap_or_default(),
            standing,
            kind: standing.map_or("", tag_kind),
            actual: actual.unwrap_or_default(),
            is_closed: outcome.closed.is_some(),
            is_over: outcome.span.last < today,
        }
    }

    /// How it stands, in a word; empty where it was not counted.
    fn stands(&self, ui: &Ui) -> String {
        self.standing.map(|standing| ui.w("target-standing", standing)).unwrap_or_default()
    }
}

/// A number on its own page.
struct Numbered {
    kind: MeasureKind,
    says: String,
    aim: String,
    /// Periods that can be looked at, with their names.
    periods: Vec<(i8, String)>,
    shown: Shown,
    by: By,
    lines: Vec<Line>,
    /// When and by whom it was closed; empty where it is not.
    sealed: String,
    /// What came to light since, and is not counted.
    late: Vec<Name>,
}

impl Numbered {
    /// Whether it can be closed now.
    fn is_closable(&self) -> bool {
        self.shown.is_over && !self.shown.is_closed
    }
}

#[derive(Template)]
#[template(path = "target/show.html")]
struct ShowPage {
    ui: Ui,
    target: Target,
    owner: String,
    /// What it is part of.
    above: Option<(TargetId, String)>,
    /// What is part of it.
    below: Vec<(TargetId, String)>,
    number: Option<Numbered>,
    splits: &'static [By],
    may_make: bool,
    may_close: bool,
    stands: bool,
}

/// Late entries that are named on the page.
const LATE_SHOWN: i64 = 50;

impl ShowPage {
    fn page_of(&self, number: &Numbered, row: &Name) -> String {
        if number.kind.is_of_people() { format!("/people/{}", row.id) } else { format!("/tasks/{}", row.id) }
    }

    fn done(&self, row: &Name) -> String {
        row.done.map(|day| self.ui.partial(&day)).unwrap_or_default()
    }

    fn at(&self, nth: &i8, by: &By) -> String {
        format!("/targets/{}?period={nth}&by={by}", self.target.id)
    }

    /// The names behind the whole figure, or missing from it.
    fn all(&self, number: &Numbered, which: &str) -> String {
        format!("/targets/{}/names?period={}&which={which}", self.target.id, number.shown.nth)
    }

    /// Those of a part of it.
    fn part(&self, number: &Numbered, line: &Line, which: &str) -> String {
        let key = Pick::exactly(line.part);
        format!("{}&by={}&key={key}", self.all(number, which), number.by)
    }

    fn value(&self, number: &Numbered, line: &Line) -> String {
        sentence::value(&self.ui, number.kind, line.actual)
    }

    fn named(&self, line: &Line) -> String {
        line.name.clone().unwrap_or_else(|| self.ui.m("target-without").to_owned())
    }

    /// How many do not count.
    fn missing(&self, number: &Numbered, line: &Line) -> i64 {
        missing(number.kind, line.actual)
    }

    fn missing_of_all(&self, number: &Numbered) -> i64 {
        missing(number.kind, number.shown.actual)
    }
}

/// Of a mean nobody is missing; how many were late is with the names.
fn missing(kind: MeasureKind, actual: Actual) -> i64 {
    if kind == MeasureKind::DaysLate { 0 } else { actual.of - actual.hit }
}

/// The period asked for, or the one at hand.
fn asked_period(ctx: &Ctx, number: &Number, year: i16) -> Result<i8> {
    period_named(&ctx.query("period").unwrap_or_default(), number, year, ctx.act()?.today())
}

fn period_named(text: &str, number: &Number, year: i16, today: Date) -> Result<i8> {
    match text {
        "" => Ok(number.period.at_hand(year, today)),
        text => {
            let nth: i8 = text.parse().map_err(|_| Error::NotFound)?;
            number.period.span(year, nth).map(|_| nth).ok_or(Error::NotFound)
        }
    }
}

async fn show(ctx: Ctx, Path(id): Path<String>) -> Result<Response> {
    let (act, id) = (ctx.act()?, parse(&id)?);
    let by = ctx.query("by").and_then(|by| by.parse().ok()).unwrap_or(By::Area);
    let (may_make, may_close) = (act.actor.may(&MAKE).is_ok(), act.actor.may(&CLOSE).is_ok());
    let today = act.today();
    let bureau = *act.bureau();
    let named = ctx.app.db.read(move |conn| store::find(conn, &bureau, id)).await?;
    let (target, owner) = (named.target, named.owner);
    let nth = target.number().map(|number| asked_period(&ctx, number, target.year)).transpose()?;
    let asked = target.clone();
    let read = move |tx: &Tx<'_>| {
        let year = store::list(tx, act.bureau(), asked.year)?;
        let number = match (asked.number(), nth) {
            (Some(number), Some(nth)) => {
                let closed = actions::closed(tx, &act, asked.id)?;
                let outcome = actions::outcome(tx, &act, number, &closed, asked.year, nth)?;
                let number = outcome.closed.as_ref().map_or(number, |closed| &closed.number);
                let ready = Asked::of(tx, &act, number, outcome.span)?;
                let (lines, late) = match &outcome.closed {
                    Some(closed) => (
                        closed.lines(tx, act.bureau(), by)?,
                        ready.late(tx, &act, closed.id, closed.at, LATE_SHOWN)?,
                    ),
                    None => (ready.lines(tx, &act, by)?, Vec::new()),
                };
                Some((Known::of(tx, &act, number)?, outcome, lines, late))
            }
            _ => None,
        };
        act.record(tx, &VIEW, Subject::one("target", asked.id.0), &json!({ "by": by, "period": nth }))?;
        Ok((year, number))
    };
    let (year, number) = ctx.app.db.write(read).await?;
    let ui = Ui::of(&ctx);
    let called = |wanted: &dyn Fn(&Target) -> bool| {
        let found = year.iter().filter(|named| wanted(&named.target));
        found.map(|named| (named.target.id, named.target.name.clone())).collect::<Vec<_>>()
    };
    let number = number.zip(target.number()).map(|((known, outcome, lines, late), number)| {
        let number = outcome.closed.as_ref().map_or(number, |closed| &closed.number);
        let sealed = outcome.closed.as_ref().map(|closed| {
            let said = Text::new("target-closed").with("at", ui.instant(&closed.at));
            ui.t(&said.with("name", closed.by.as_str()).with("owner", closed.owner.as_str())).into_owned()
        });
        Numbered {
            kind: number.measure.kind(),
            says: known.say(&ctx, &ui, number),
            aim: sentence::aim(&ui, number),
            periods: periods(&ui, number, target.year),
            shown: Shown::of(&ui, number, target.year, &outcome, today),
            by,
            lines,
            sealed: sealed.unwrap_or_default(),
            late,
        }
    });
    page(&ShowPage {
        above: called(&|other| Some(other.id) == target.parent).pop(),
        below: called(&|other| other.parent == Some(target.id)),
        stands: target.state == State::Standing,
        ui,
        owner,
        number,
        splits: By::ALL,
        may_make,
        may_close,
        target,
    })
}

fn periods(ui: &Ui, number: &Number, year: i16) -> Vec<(i8, String)> {
    let spans = number.period.spans(year).into_iter();
    spans.map(|(nth, _)| (nth, sentence::period(ui, number.period, year, nth))).collect()
}

async fn withdraw(ctx: Ctx, Path(id): Path<String>, Posted(raw): Posted) -> Result<Response> {
    let (act, id) = (ctx.act()?, parse(&id)?);
    let bureau = *act.bureau();
    let year = ctx.app.db.read(move |conn| store::find(conn, &bureau, id)).await?.target.year;
    let version = seen(&Form::from(raw))?;
    ctx.app.db.write(move |tx| actions::withdraw(tx, &act, id, version)).await?;
    Ok(see_other(&format!("/targets?year={year}"), Some("notice-target-withdrawn")))
}

async fn close(ctx: Ctx, Path(id): Path<String>, Posted(raw): Posted) -> Result<Response> {
    let (act, id) = (ctx.act()?, parse(&id)?);
    let bureau = *act.bureau();
    ctx.app.db.read(move |conn| store::find(conn, &bureau, id)).await?;
    let nth = Form::from(raw).number("period", 1..=12, true).and_then(|nth| i8::try_from(nth).ok());
    let nth = nth.ok_or_else(|| Error::Invalid(vec![("period".into(), Text::new("form-required"))]))?;
    closing::close(&ctx.app, &act.actor, id, nth).await?;
    Ok(see_other(&format!("/targets/{id}?period={nth}"), Some("notice-target-closed")))
}

/// Closes every period of a year that is over. One that somebody else is at is left to them.
async fn close_all(ctx: Ctx, Posted(raw): Posted) -> Result<Response> {
    let act = ctx.act()?;
    let today = act.today();
    let year: i16 = Form::from(raw).value("year").parse().unwrap_or_else(|_| today.year());
    let hand = act.clone();
    let open = move |conn: &Conn<'_>| {
        let mut open = Vec::new();
        for Named { target, .. } in store::list(conn, hand.bureau(), year)? {
            let Some(number) = target.number() else { continue };
            let closed = actions::closed(conn, &hand, target.id)?;
            let over = number.period.spans(year).into_iter().filter(|(_, span)| span.last < today);
            let left = over.filter(|(nth, _)| closed.iter().all(|closed| closed.nth != *nth));
            open.extend(left.map(|(nth, _)| (target.id, nth)));
        }
        Ok(open)
    };
    for (id, nth) in ctx.app.db.report(open).await? {
        match closing::close(&ctx.app, &act.actor, id, nth).await {
            Ok(()) | Err(Error::Conflict) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(see_other(&format!("/targets?year={year}"), Some("notice-target-closed")))
}

/// Where a page of names goes on: the last one's place in the order.
fn after(text: &str) -> (String, Uuid) {
    let place = text.split_once('.').and_then(|(id, sorted)| Some((sorted.to_owned(), id.parse().ok()?)));
    place.unwrap_or((String::new(), Uuid::nil()))
}
