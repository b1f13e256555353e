//! Sums of working time with their arithmetic, and the desk hours they are made with.

use askama::Template;
use axum::response::Response;
use cq_calendar::{DeskHours, WorkCalendar, WorkingTime};
use cq_platform::{
    Result,
    form::Form,
    messages::Text,
    web::{Ctx, Posted, Routes, Ui, invalid, page, see_other},
};
use jiff::{
    ToSpan,
    civil::{Date, DateTime, Time},
};

use super::{
    super::{
        SET_HOURS, VIEW, actions,
        form::{self, Sum},
        store,
    },
    weekday,
};

/// A sum may lead that far; notices are read for no longer.
const YEARS_AHEAD: i64 = 5;

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/calendar/clock", &VIEW, index).post("/calendar/hours", &SET_HOURS, set_hours);
}

#[derive(Template)]
#[template(path = "calendar/clock.html")]
struct ClockPage {
    ui: Ui,
    form: Form,
    hours_form: Form,
    hours: DeskHours,
    since: Option<Date>,
    /// The sum said in one line; empty where none was asked for.
    answer: String,
    /// How it comes about, line by line.
    steps: Vec<String>,
    /// Years that the sum touches and for which no notice is known.
    unknown: Vec<i16>,
    may_set: bool,
}

async fn index(ctx: Ctx) -> Result<Response> {
    let mut form = Form::from(ctx.query_fields());
    if form.value("from").is_empty() {
        let today = ctx.act()?.today().to_string();
        let filled =
            [("from", today), ("at", "08:30".to_owned()), ("n", String::new()), ("unit", "hours".to_owned())];
        return shown(&ctx, Form::filled(filled), None, None).await;
    }
    let sum = form::sum(&mut form);
    shown(&ctx, form, sum, None).await
}

async fn shown(ctx: &Ctx, form: Form, sum: Option<Sum>, hours_form: Option<Form>) -> Result<Response> {
    let act = ctx.act()?;
    let (bureau, today) = (*act.bureau(), act.today());
    let start = match sum {
        Some(Sum::Minutes(start, _)) => start.date(),
        Some(Sum::Days(day, _)) => day,
        None => today,
    };
    let read = move |conn: &cq_platform::db::Conn<'_>| {
        let (first, last) =
            (start.saturating_sub(YEARS_AHEAD.years()), start.saturating_add(YEARS_AHEAD.years()));
        let calendar = store::work_calendar(conn, &bureau, first, last)?;
        Ok((calendar, store::desk_hours(conn, &bureau, start)?, store::desk_hours(conn, &bureau, today)?))
    };
    let (calendar, (then, _), (hours, since)) = ctx.app.db.read(read).await?;
    let ui = Ui::of(ctx);
    let (answer, steps, end) = match sum {
        Some(sum) => said(&ui, &calendar, &then, sum),
        None => (String::new(), Vec::new(), None),
    };
    let years = end.map(|end| start.year().min(end.year())..=start.year().max(end.year()));
    let unknown = years.into_iter().flatten().filter(|year| !calendar.knows(*year)).collect();
    let filled = || Form::filled([("since", today.to_string()), ("hours", hours.to_string())]);
    let wrong = !form.errors().is_empty() || hours_form.is_some();
    let template = ClockPage {
        hours_form: hours_form.unwrap_or_else(filled),
        may_set: act.actor.may(&SET_HOURS).is_ok(),
        form,
        hours,
        since,
        answer,
        steps,
        unknown,
        ui,
    };
    if wrong { invalid(&template) } else { page(&template) }
}

/// The answer, its steps and its last day.
fn said(
    ui: &Ui,
    calendar: &WorkCalendar,
    hours: &DeskHours,
    sum: Sum,
) -> (String, Vec<String>, Option<Date>) {
    let day = |day: Date| format!("{} {}", ui.day(&day), weekday(ui, day));
    match sum {
        Sum::Minutes(start, minutes) => {
            let Some((end, spent)) = (WorkingTime { calendar, hours }).add(start, minutes) else {
                return (ui.m("calendar-no-end").to_owned(), Vec::new(), None);
            };
            let step = |stretch: &cq_calendar::Stretch| {
                let span = format!("{}–{}", clock(stretch.from), clock(stretch.to));
                let when = format!("{} {span}", day(stretch.day));
                ui.a2("calendar-step", "when", when, "minutes", i64::from(stretch.minutes())).into_owned()
            };
            let at = |at: DateTime| format!("{} {}", day(at.date()), clock(at.time()));
            let text =
                Text::new("calendar-ends-hours").with("start", at(start)).with("n", i64::from(minutes / 60));
            let answer = ui.t(&text.with("when", at(end))).into_owned();
            (answer, spent.iter().map(step).collect(), Some(end.date()))
        }
        Sum::Days(from, n) => {
            let Some(end) = calendar.add_working_days(from, n) else {
                return (ui.m("calendar-no-end").to_owned(), Vec::new(), None);
            };
            let text = Text::new("calendar-ends-days").with("start", day(from)).with("n", i64::from(n));
            let answer = ui.t(&text.with("when", day(end))).into_owned();
            (answer, left_out(ui, calendar, from.min(end), from.max(end)), Some(end))
        }
    }
}

/// The days between that do not count, weekends apart: what a notice changed.
fn left_out(ui: &Ui, calendar: &WorkCalendar, first: Date, last: Date) -> Vec<String> {
    let mut steps = Vec::new();
    let mut day = first;
    while day <= last && steps.len() < 40 {
        if let Some(kind) = calendar.notice(day) {
            let key = match kind {
                cq_calendar::DayKind::Holiday => "calendar-step-off",
                cq_calendar::DayKind::Workday => "calendar-step-worked",
            };
            let said = format!("{} {}", ui.day(&day), weekday(ui, day));
            steps.push(ui.a1(key, "day", said).into_owned());
        }
        day = day.saturating_add(1.day());
    }
    steps
}

fn clock(time: Time) -> String {
    format!("{:02}:{:02}", time.hour(), time.minute())
}

async fn set_hours(ctx: Ctx, Posted(raw): Posted) -> Result<Response> {
    let act = ctx.act()?;
    let mut form = Form::from(raw);
    let Some((since, hours)) = form::hours(&mut form) else {
        let today = act.today().to_string();
        let sum = Form::filled([("from", today), ("at", "08:30".to_owned()), ("unit", "hours".to_owned())]);
        return shown(&ctx, sum, None, Some(form)).await;
    };
    ctx.app.db.write(move |tx| actions::set_hours(tx, &act, since, &hours)).await?;
    Ok(see_other("/calendar/clock", Some("notice-calendar-hours")))
}
