//! The list of tables, a table, the names behind a figure, closing a year. What is taken away is in [`export`].

pub(in crate::report) mod export;
mod names_out;

use std::time::Duration;

use askama::Template;
use axum::{extract::Path, response::Response};
use cq_platform::{
    Error, Result,
    audit::Subject,
    db::Conn,
    form::Form,
    messages::Text,
    web::{Ctx, Posted, Routes, Ui, invalid, page, see_other},
};
use jiff::civil::Date;
use serde_json::json;
use uuid::Uuid;

use super::{
    CLOSE, EXPORT, VIEW,
    actions::{self, Asked, Behind, Table},
    closing as year_end,
    model::{
        Dims,
        change::{Flow, Step},
        table::{self, ChangeColumn, Head, Kind, RANKS, Span},
    },
    store::{self, Closed, UnderWay},
};
use crate::person::PersonId;

const PER_PAGE: usize = 100;
/// How long a page waits for a year to be closed.
const PATIENCE: Duration = Duration::from_secs(10);

/// Registers the pages.
pub fn routes(routes: &mut Routes) {
    routes
        .get("/reports", &VIEW, index)
        .get("/reports/close", &CLOSE, closing)
        .post("/reports/periods", &CLOSE, close)
        .get("/reports/{kind}", &VIEW, show)
        .get("/reports/{kind}/names", &VIEW, names);
    export::routes(routes);
}

#[derive(Template)]
#[template(path = "report/index.html")]
struct IndexPage {
    ui: Ui,
    kinds: &'static [Kind],
    closed: Vec<Closed>,
    under_way: Vec<UnderWay>,
    closable: Vec<Date>,
    may_close: bool,
}

async fn index(ctx: Ctx) -> Result<Response> {
    let act = ctx.act()?;
    let may_close = act.actor.may(&CLOSE).is_ok();
    let read = move |conn: &Conn<'_>| {
        let under_way = store::list_under_way(conn, act.bureau())?;
        Ok((store::list_periods(conn, act.bureau())?, under_way, actions::closable(conn, &act)?))
    };
    let (closed, under_way, closable) = ctx.app.db.read(read).await?;
    let may_close = may_close && under_way.is_empty();
    page(&IndexPage { ui: Ui::of(&ctx), kinds: Kind::ALL, closed, under_way, closable, may_close })
}

/// A row of figures, each with the address of its names.
struct Line {
    label: String,
    depth: u8,
    cells: Vec<(i64, String)>,
}

#[derive(Template)]
#[template(path = "report/show.html")]
struct ShowPage {
    ui: Ui,
    form: Form,
    kinds: &'static [Kind],
    kind: Kind,
    day: Date,
    closed: Option<Closed>,
    closed_before: Option<Closed>,
    upper: Vec<Span>,
    lower: Vec<Span>,
    lines: Vec<Line>,
    may_export: bool,
}

async fn show(ctx: Ctx, Path(kind): Path<String>) -> Result<Response> {
    let act = ctx.act()?;
    let (kind, mut form) = (parse_kind(&kind)?, Form::from(ctx.query_fields()));
    let day = day_or_why(&mut form, act.today());
    let may_export = act.actor.may(&EXPORT).is_ok();
    let table = ctx.app.db.report(move |conn| actions::read(conn, &act, kind, day)).await?;
    let ui = Ui::of(&ctx);
    let lines = lines(&ui, &table);
    let (upper, lower) = table::heads(kind).into_iter().partition(|head| head.row == 0);
    let Table { closed, closed_before, .. } = table;
    let is_wrong = !form.errors().is_empty();
    let shown = ShowPage {
        form: if is_wrong { form } else { Form::filled([("on", day.to_string())]) },
        kinds: Kind::ALL,
        ui,
        kind,
        day,
        closed,
        closed_before,
        upper,
        lower,
        lines,
        may_export,
    };
    if is_wrong { invalid(&shown) } else { page(&shown) }
}

fn lines(ui: &Ui, table: &Table) -> Vec<Line> {
    let keys = column_keys(table.kind);
    let line = |(row, counts): &(Head, Vec<i64>)| {
        let href = |column: &String| {
            format!("/reports/{}/names?on={}&row={}&column={column}", table.kind, table.day, row.key)
        };
        let cells = counts.iter().zip(&keys).map(|(count, column)| (*count, href(column))).collect();
        Line { label: ui.m(&row.label).to_owned(), depth: row.depth, cells }
    };
    table.rows.iter().map(line).collect()
}

fn column_keys(kind: Kind) -> Vec<String> {
    match kind {
        Kind::Change => ChangeColumn::ALL.iter().map(|column| column.to_string()).collect(),
        _ => table::columns(kind).into_iter().map(|column| column.key).collect(),
    }
}

/// The day typed in; today where none is or where there are no tables of it, which the form then says.
fn day_or_why(form: &mut Form, today: Date) -> Date {
    let Some(day) = (if form.value("on").is_empty() { Some(today) } else { form.day("on") }) else {
        return today;
    };
    if actions::is_told(day, today) {
        return day;
    }
    form.reject("on", Text::new("report-day-out"));
    today
}

/// The day of the address; today where it names none.
fn day_asked(form: &Form, today: Date) -> Result<Date> {
    match form.value("on") {
        "" => Ok(today),
        text => text.parse().map_err(|_| Error::NotFound),
    }
}

fn parse_kind(kind: &str) -> Result<Kind> {
    kind.parse().map_err(|_| Error::NotFound)
}

/// A name, said.
struct Row {
    id: PersonId,
    name: String,
    about: Vec<String>,
    why: String,
}

#[derive(Template)]
#[template(path = "report/names.html")]
struct NamesPage {
    ui: Ui,
    kind: Kind,
    day: Date,
    title: String,
    row_label: String,
    rows: Vec<Row>,
    has_why: bool,
    is_sealed: bool,
    next: String,
    /// Where they are taken out.
    export: String,
}

async fn names(ctx: Ctx, Path(kind): Path<String>) -> Result<Response> {
    let act = ctx.act()?;
    let (kind, form) = (parse_kind(&kind)?, Form::from(ctx.query_fields()));
    let day = day_asked(&form, act.today())?;
    let or_all = |name: &str, all: &str| match form.value(name) {
        "" => all.to_owned(),
        value => value.to_owned(),
    };
    let all = if kind == Kind::Change { ChangeColumn::Actual.as_str() } else { "all" };
    let asked = Asked { kind, day, row: or_all("row", "all"), column: or_all("column", all) };
    let after = mark(form.value("after"))?;
    let wanted = asked.clone();
    let hand = act.clone();
    let (mut names, is_sealed) = ctx
        .app
        .db
        .report(move |conn| {
            let names = actions::behind(conn, &hand, &wanted, &after, PER_PAGE + 1)?;
            Ok((names, store::find_period(conn, hand.bureau(), day)?.is_some()))
        })
        .await?;
    let detail = json!({ "table": kind, "on": day, "row": asked.row, "column": asked.column });
    ctx.app.db.write(move |tx| act.record(tx, &VIEW, Subject::list("report"), &detail)).await?;
    let more = names.len() > PER_PAGE;
    names.truncate(PER_PAGE);
    let ui = Ui::of(&ctx);
    let here = format!("/reports/{kind}/names?on={day}&row={}&column={}", asked.row, asked.column);
    let next = names.last().filter(|_| more);
    let next = next.map(|last| format!("{here}&after={}.{}", last.id, last.pinyin.replace(' ', "+")));
    let has_why = names.iter().any(|name| name.step.is_some());
    page(&NamesPage {
        title: column_label(&ui, kind, &asked.column)?,
        row_label: row_label(&ui, kind, &asked.row),
        rows: names.iter().map(|name| Row::of(&ui, name)).collect(),
        next: next.unwrap_or_default(),
        export: format!("/reports/{kind}/names/export?on={day}&row={}&column={}", asked.row, asked.column),
        ui,
        kind,
        day,
        has_why,
        is_sealed,
    })
}

fn mark(after: &str) -> Result<(String, PersonId)> {
    if after.is_empty() {
        return Ok((String::new(), PersonId(Uuid::nil())));
    }
    let (id, pinyin) = after.split_once('.').ok_or(Error::NotFound)?;
    Ok((pinyin.to_owned(), id.parse().map_err(|_| Error::NotFound)?))
}

/// What a column says, its whole before its part.
pub(super) fn column_label(ui: &Ui, kind: Kind, key: &str) -> Result<String> {
    if kind == Kind::Change {
        let column: ChangeColumn = key.parse().map_err(|_| Error::NotFound)?;
        return Ok(ui.w("report-change", column));
    }
    let columns = table::columns(kind);
    let at = columns.iter().position(|column| column.key == key).ok_or(Error::NotFound)?;
    let whole = columns.iter().take(at + 1).rev().find(|column| column.depth == 0);
    let part = columns.get(at).filter(|column| column.depth > 0);
    let said = [whole, part].into_iter().flatten().map(|column| ui.m(&column.label).to_owned());
    Ok(said.collect::<Vec<_>>().join(ui.m("report-colon")))
}

pub(super) fn row_label(ui: &Ui, kind: Kind, key: &str) -> String {
    let rows = table::rows(kind);
    let Some(at) = rows.iter().position(|row| row.key == key) else { return String::new() };
    let depth = rows.get(at).map_or(0, |row| row.depth);
    let whole = rows.iter().take(at).rev().find(|row| row.depth == 1).filter(|_| depth == 2);
    let said = [whole, rows.get(at)].into_iter().flatten().map(|row| ui.m(&row.label).to_owned());
    said.collect::<Vec<_>>().join(ui.m("report-colon"))
}

impl Row {
    fn of(ui: &Ui, behind: &Behind) -> Self {
        let Dims { category, unit, kind, rank, band, .. } = &behind.dims;
        let codes = |(_, (from, to)): &&(&str, (&str, &str))| (*from..=*to).contains(&rank.as_str());
        let rank = RANKS.iter().find(codes).map_or("unknown", |(word, _)| word);
        let unit = if unit.is_empty() { ui.w("report-unit", kind) } else { unit.clone() };
        Self {
            id: behind.id,
            name: behind.name.clone(),
            about: vec![
                ui.w("report-category", category),
                unit,
                ui.w("report-rank", rank),
                ui.w("report-band", band),
            ],
            why: why(ui, behind),
        }
    }
}

/// When somebody came or went, or why they differ.
fn why(ui: &Ui, behind: &Behind) -> String {
    let Some((moved, step)) = &behind.step else { return String::new() };
    let day = |day: Option<cq_calendar::PartialDate>| day.map(|day| ui.partial(&day)).unwrap_or_default();
    let ended = day(moved.ended.map(|(on, _)| on));
    let text = match (step.flow, step.reason) {
        (Flow::Differs, Some(reason)) => {
            let registered = moved.registered.map(|on| ui.day(&on)).unwrap_or_default();
            let text = Text::new(reason_key(reason)).with("ended", ended);
            text.with("retired", day(moved.retired)).with("registered", registered)
        }
        (Flow::New, _) => Text::new("report-why-new").with("day", day(moved.retired)),
        (Flow::Died, _) => Text::new("report-why-died").with("day", ended),
        (Flow::MovedIn, _) => {
            let from = moved.before.as_ref().map(|dims| dims.unit.clone()).unwrap_or_default();
            Text::new("report-why-moved-in").with("unit", from)
        }
        (Flow::MovedOut, _) => match &moved.after {
            Some(after) => Text::new("report-why-moved-to").with("unit", after.unit.clone()),
            None => Text::new("report-why-moved-out").with("day", ended),
        },
        (Flow::Differs, None) => return String::new(),
    };
    let why = ui.t(&text).into_owned();
    match (step.flow, adds_key(step)) {
        // Of whom comes and goes the column says it.
        (Flow::Differs, key) => ui.a1(key, "why", why).into_owned(),
        _ => why,
    }
}

/// Whether somebody makes the actual figure more or less than the expected one.
fn adds_key(step: &Step) -> &'static str {
    if step.adds > 0 { "report-why-more" } else { "report-why-less" }
}

fn reason_key(reason: super::model::change::Reason) -> &'static str {
    use super::model::change::Reason;
    match reason {
        Reason::DiedLate => "report-why-died-late",
        Reason::EndedLate => "report-why-ended-late",
        Reason::EnteredLate => "report-why-entered-late",
        Reason::Undated => "report-why-undated",
        Reason::Recategorised => "report-why-recategorised",
        Reason::Merged => "report-why-merged",
        Reason::Other => "report-why-other",
        Reason::Corrected => "report-why-corrected",
        Reason::Removed => "report-why-removed",
    }
}

#[derive(Template)]
#[template(path = "report/close.html")]
struct ClosingPage {
    ui: Ui,
    day: Option<Date>,
    lines: Vec<Line>,
    heads: (Vec<Span>, Vec<Span>),
    /// The year end before was never closed and will be sealed along.
    seals_before: Option<Date>,
}

async fn closing(ctx: Ctx) -> Result<Response> {
    let act = ctx.act()?;
    let asked = ctx.query("on").and_then(|on| on.parse::<Date>().ok());
    let read = move |conn: &Conn<'_>| {
        let closable = actions::closable(conn, &act)?;
        let day = asked.filter(|day| closable.contains(day)).or(closable.first().copied());
        let table = day.map(|day| actions::read(conn, &act, Kind::Change, day)).transpose()?;
        Ok((day, table))
    };
    let (day, table) = ctx.app.db.report(read).await?;
    let ui = Ui::of(&ctx);
    let lines = table.as_ref().map(|table| lines(&ui, table)).unwrap_or_default();
    let before = day.map(|day| super::model::change::Window::until(day).first);
    let seals_before = before.filter(|_| table.is_some_and(|table| table.closed_before.is_none()));
    let heads = table::heads(Kind::Change).into_iter().partition(|head| head.row == 0);
    page(&ClosingPage { ui, day, lines, heads, seals_before })
}

async fn close(ctx: Ctx, Posted(raw): Posted) -> Result<Response> {
    let act = ctx.act()?;
    let mut form = Form::from(raw);
    let Some(day) = form.day("on") else { return Err(Error::refused("report-not-closable")) };
    let (app, actor) = (ctx.app.clone(), act.actor.clone());
    ctx.app.db.write(move |tx| year_end::begin(tx, &act, day)).await?;
    // It goes on by itself, whether or not somebody waits for it.
    let work = tokio::spawn(async move {
        year_end::work(&app, &actor, day).await.inspect_err(|error| tracing::error!(%error, "closing"))
    });
    match tokio::time::timeout(PATIENCE, work).await {
        Ok(Ok(Ok(()))) => Ok(see_other(&format!("/reports/change?on={day}"), Some("notice-report-closed"))),
        _ => Ok(see_other("/reports", Some("notice-report-closing"))),
    }
}
