//! The month and the single day. Sums of working time are in [`clock`].

mod clock;
mod notice;

use std::collections::HashMap;

use askama::Template;
use axum::{
    extract::Path,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use cq_calendar::{LunarDate, SolarTerm, WorkCalendar};
use cq_platform::{
    Error, Result,
    form::Form,
    messages::Text,
    web::{Ctx, Posted, Routes, Ui, invalid, page, see_other},
};
use jiff::{ToSpan, civil::Date};

use super::{
    IMPORT, NOTE, VIEW, actions,
    form::{self, ORDINARY},
    model::{Kind, NoticeDay, YEARS},
    store,
};
use crate::rule::plan;

/// Registers the pages.
pub fn routes(routes: &mut Routes) {
    routes.get("/calendar", &VIEW, index).get("/calendar/days/{day}", &VIEW, show).post(
        "/calendar/days/{day}",
        &NOTE,
        note,
    );
    clock::routes(routes);
    notice::routes(routes);
}

/// A day as it is shown.
struct Cell {
    day: Date,
    in_month: bool,
    is_today: bool,
    working: bool,
    notice: Option<NoticeDay>,
    /// The solar term, else empty.
    term: String,
    /// The lunar day, or the month's name on its first.
    lunar: String,
}

impl Cell {
    fn number(&self) -> i8 {
        self.day.day()
    }

    fn name(&self) -> &str {
        self.notice.as_ref().map_or("", |noted| &noted.name)
    }

    fn class(&self) -> String {
        let mut class = String::from("cal__day");
        let marks = [
            (!self.in_month, " is-outside"),
            (self.is_today, " is-today"),
            (!self.working, " is-off"),
            (self.notice.as_ref().is_some_and(|noted| noted.kind == Kind::Workday), " is-worked"),
        ];
        marks.iter().filter(|(holds, _)| *holds).for_each(|(_, mark)| class.push_str(mark));
        class
    }
}

#[derive(Template)]
#[template(path = "calendar/index.html")]
struct IndexPage {
    ui: Ui,
    form: Form,
    title: String,
    weeks: Vec<Vec<Cell>>,
    previous: String,
    next: String,
    /// Working days of the month.
    working: usize,
    year: i16,
    /// Whether the year's notice has been entered.
    known: bool,
    may_import: bool,
}

impl IndexPage {
    /// What is worth a line in the month: solar terms, and notices with days that follow one another taken together.
    fn notable(&self) -> Vec<(String, String)> {
        let mut lines: Vec<(Date, Date, String)> = Vec::new();
        for cell in self.weeks.iter().flatten().filter(|cell| cell.in_month) {
            if let Some(noted) = &cell.notice {
                let text = format!("{} {}", self.ui.w("calendar-kind", noted.kind), noted.name);
                match lines
                    .iter_mut()
                    .find(|(_, last, said)| *said == text && last.tomorrow().ok() == Some(cell.day))
                {
                    Some((_, last, _)) => *last = cell.day,
                    None => lines.push((cell.day, cell.day, text)),
                }
            }
            if !cell.term.is_empty() {
                lines.push((cell.day, cell.day, cell.term.clone()));
            }
        }
        let when = |first: Date, last: Date| {
            let (first, last) = (i64::from(first.day()), i64::from(last.day()));
            if first == last {
                self.ui.a1("calendar-nth", "day", first).into_owned()
            } else {
                self.ui.a2("calendar-nth-to", "first", first, "last", last).into_owned()
            }
        };
        lines.into_iter().map(|(first, last, text)| (when(first, last), text)).collect()
    }
}

async fn index(ctx: Ctx) -> Result<Response> {
    let act = ctx.act()?;
    let (bureau, today) = (*act.bureau(), act.today());
    let mut form = Form::from(ctx.query_fields());
    let first = month_or_why(&mut form, today).first_of_month();
    let from = first.saturating_sub(i32::from(first.weekday().to_monday_zero_offset()).days());
    let year = (first.first_of_year(), first.last_of_year());
    let days = ctx
        .app
        .db
        .read(move |conn| store::list(conn, &bureau, from.min(year.0), year.1.saturating_add(6.days())))
        .await?;
    let ui = Ui::of(&ctx);
    let known = days.iter().any(|noted| noted.day.year() == first.year());
    let weeks = weeks(&ui, first, from, today, days);
    let in_month = weeks.iter().flatten().filter(|cell| cell.in_month);
    let month = |day: Date| format!("/calendar?month={}", day.strftime("%Y-%m"));
    let is_wrong = !form.errors().is_empty();
    let shown = IndexPage {
        working: in_month.filter(|cell| cell.working).count(),
        title: ui.partial(&month_of(first)?),
        form: if is_wrong { form } else { Form::filled([("month", first.strftime("%Y-%m").to_string())]) },
        previous: month(first.saturating_sub(1.month())),
        next: month(first.saturating_add(1.month())),
        year: first.year(),
        known,
        weeks,
        may_import: act.actor.may(&IMPORT).is_ok(),
        ui,
    };
    if is_wrong { invalid(&shown) } else { page(&shown) }
}

/// A day of the month asked for; today where none is or where it cannot be shown, which the form then says.
fn month_or_why(form: &mut Form, today: Date) -> Date {
    let typed = form.value("month").trim();
    if typed.is_empty() {
        return today;
    }
    let asked = format!("{typed}-01").parse::<Date>().ok().filter(|day| YEARS.contains(&day.year()));
    if asked.is_none() {
        form.reject("month", Text::new("calendar-month-wrong"));
    }
    asked.unwrap_or(today)
}

fn month_of(first: Date) -> Result<cq_calendar::PartialDate> {
    cq_calendar::PartialDate::from_year_month(first.year(), first.month()).map_err(Error::internal)
}

fn weeks(ui: &Ui, first: Date, from: Date, today: Date, days: Vec<NoticeDay>) -> Vec<Vec<Cell>> {
    let calendar: WorkCalendar = days.iter().map(|noted| (noted.day, noted.kind.into())).collect();
    let mut noted: HashMap<Date, NoticeDay> = days.into_iter().map(|noted| (noted.day, noted)).collect();
    let last = first.last_of_month();
    let mut cells = Vec::new();
    let mut day = from;
    while day <= last || !cells.len().is_multiple_of(7) {
        cells.push(Cell {
            day,
            in_month: day.month() == first.month(),
            is_today: day == today,
            working: calendar.is_working(day),
            notice: noted.remove(&day),
            term: term(ui, day),
            lunar: lunar_in_cell(ui, day),
        });
        day = day.saturating_add(1.day());
    }
    let mut weeks = Vec::new();
    while !cells.is_empty() {
        let rest = cells.split_off(cells.len().min(7));
        weeks.push(std::mem::replace(&mut cells, rest));
    }
    weeks
}

/// The solar term of a day, in the reader's language; empty on other days.
fn term(ui: &Ui, day: Date) -> String {
    SolarTerm::on(day).map(|term| ui.w("solar-term", term)).unwrap_or_default()
}

fn lunar_in_cell(ui: &Ui, day: Date) -> String {
    match LunarDate::of(day) {
        Some(lunar) if !ui.zh() => in_figures(lunar),
        Some(lunar) if lunar.day() == 1 => lunar.month_name(),
        Some(lunar) => lunar.day_name().to_owned(),
        None => String::new(),
    }
}

fn in_figures(lunar: LunarDate) -> String {
    format!("{}{}/{}", lunar.month(), if lunar.is_leap() { "+" } else { "" }, lunar.day())
}

/// A lunar date in words: 十月十五, or `10/15`.
pub(super) fn lunar(ui: &Ui, day: Date) -> String {
    LunarDate::of(day)
        .map(|lunar| if ui.zh() { lunar.to_string() } else { in_figures(lunar) })
        .unwrap_or_default()
}

pub(super) fn weekday(ui: &Ui, day: Date) -> String {
    ui.w("calendar-weekday", day.weekday().to_monday_one_offset())
}

#[derive(Template)]
#[template(path = "calendar/day.html")]
struct DayPage {
    ui: Ui,
    form: Form,
    day: Date,
    weekday: String,
    lunar: String,
    solar_term: String,
    working: bool,
    notice: Option<NoticeDay>,
    next_working: Option<Date>,
    kinds: &'static [Kind],
    ordinary: &'static str,
    /// Somebody changed the day since it was looked at.
    changed: bool,
    may_note: bool,
}

impl DayPage {
    fn month(&self) -> String {
        format!("/calendar?month={}", self.day.strftime("%Y-%m"))
    }

    fn version(&self) -> i64 {
        self.notice.as_ref().map_or(0, |noted| noted.version)
    }
}

async fn show(ctx: Ctx, Path(day): Path<String>) -> Result<Response> {
    page(&day_page(&ctx, parse(&day)?, None, false).await?)
}

async fn day_page(ctx: &Ctx, day: Date, form: Option<Form>, changed: bool) -> Result<DayPage> {
    let act = ctx.act()?;
    let bureau = *act.bureau();
    let last = day.saturating_add(1.month());
    let (notice, calendar) = ctx
        .app
        .db
        .read(move |conn| {
            Ok((store::find(conn, &bureau, day)?, store::work_calendar(conn, &bureau, day, last)?))
        })
        .await?;
    let ui = Ui::of(ctx);
    let kind = notice.as_ref().map_or(ORDINARY, |noted| noted.kind.as_str()).to_owned();
    let name = notice.as_ref().map(|noted| noted.name.clone()).unwrap_or_default();
    Ok(DayPage {
        form: form.unwrap_or_else(|| Form::filled([("kind", kind), ("name", name)])),
        weekday: weekday(&ui, day),
        lunar: lunar(&ui, day),
        solar_term: term(&ui, day),
        working: calendar.is_working(day),
        next_working: calendar.next_working(day),
        kinds: Kind::ALL,
        ordinary: ORDINARY,
        may_note: act.actor.may(&NOTE).is_ok(),
        ui,
        day,
        notice,
        changed,
    })
}

async fn note(ctx: Ctx, Path(day): Path<String>, Posted(raw): Posted) -> Result<Response> {
    let (act, day) = (ctx.act()?, parse(&day)?);
    let mut form = Form::from(raw);
    let version = form.value("version").parse().unwrap_or(-1);
    let Some(wanted) = form::notice(&mut form) else {
        return invalid(&day_page(&ctx, day, Some(form), false).await?);
    };
    let hand = act.clone();
    match ctx.app.db.write(move |tx| actions::note(tx, &hand, day, wanted, version)).await {
        Ok(()) => {
            plan::follow_up(&ctx.app, &act).await;
            let month = format!("/calendar?month={}", day.strftime("%Y-%m"));
            Ok(see_other(&month, Some("notice-calendar-noted")))
        }
        Err(Error::Invalid(errors)) => {
            invalid(&day_page(&ctx, day, Some(form.with_errors(errors)), false).await?)
        }
        Err(Error::Conflict) => {
            let shown = page(&day_page(&ctx, day, Some(form), true).await?)?;
            Ok((StatusCode::CONFLICT, shown).into_response())
        }
        Err(error) => Err(error),
    }
}

fn parse(day: &str) -> Result<Date> {
    day.parse().ok().filter(|day: &Date| YEARS.contains(&day.year())).ok_or(Error::NotFound)
}
