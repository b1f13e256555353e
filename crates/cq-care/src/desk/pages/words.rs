//! Hours, days and gaps in words.

use cq_platform::web::Ui;
use jiff::civil::{Date, Time, Weekday};

use crate::desk::{
    gap::Gap,
    hours::{Stretch, WeekHours, Weekdays},
};

/// 08:30–12:00、13:30–17:30.
pub(crate) fn stretches(ui: &Ui, stretches: &[Stretch]) -> String {
    let said: Vec<String> =
        stretches.iter().map(|(from, to)| format!("{}–{}", clock(*from), clock(*to))).collect();
    said.join(ui.m("person-comma"))
}

/// 08:30.
pub(crate) fn clock(time: Time) -> String {
    format!("{:02}:{:02}", time.hour(), time.minute())
}

/// Today's hours, or that it is shut.
pub(crate) fn open_today(ui: &Ui, open: &[Stretch]) -> String {
    match open {
        [] => ui.m("desk-shut-today").to_owned(),
        open => ui.a1("desk-open-today", "hours", stretches(ui, open)).into_owned(),
    }
}

/// 周一.
pub(crate) fn weekday(ui: &Ui, weekday: Weekday) -> String {
    ui.w("task-weekday", weekday.to_monday_one_offset())
}

fn weekdays() -> impl Iterator<Item = Weekday> {
    (1..=7).filter_map(|n| Weekday::from_monday_one_offset(n).ok())
}

/// The week's hours: days with the same hours in one line.
pub(crate) fn week(ui: &Ui, hours: &WeekHours) -> Vec<String> {
    let mut lines: Vec<(Vec<Weekday>, String)> = Vec::new();
    for day in weekdays() {
        let said = match hours.of_weekday(day) {
            Some(hours) => stretches(ui, hours.stretches()),
            None => continue,
        };
        match lines.iter_mut().find(|(_, same)| *same == said) {
            Some((days, _)) => days.push(day),
            None => lines.push((vec![day], said)),
        }
    }
    lines.iter().map(|(list, said)| format!("{} {said}", run(ui, list))).collect()
}

/// 周一至周五, or each day where they do not follow one another.
fn run(ui: &Ui, days: &[Weekday]) -> String {
    let follow = days.windows(2).all(|pair| matches!(pair, [a, b] if a.next() == *b));
    match days {
        [first, .., last] if days.len() > 2 && follow => {
            ui.a2("desk-days-run", "from", weekday(ui, *first), "to", weekday(ui, *last)).into_owned()
        }
        days => {
            let said: Vec<String> = days.iter().map(|day| weekday(ui, *day)).collect();
            said.join(ui.m("person-comma"))
        }
    }
}

/// The days on which somebody is there.
pub(crate) fn days(ui: &Ui, chosen: Weekdays) -> String {
    let list: Vec<Weekday> = weekdays().filter(|day| chosen.has(*day)).collect();
    run(ui, &list)
}

/// What is missing.
pub(crate) fn gap(ui: &Ui, gap: &Gap) -> String {
    match gap {
        Gap::NoPhone => ui.m("desk-gap-phone").to_owned(),
        Gap::NoHours => ui.m("desk-gap-hours").to_owned(),
        Gap::Unmanned { day, stretches: open } => {
            let day = format!("{} {}", short(ui, *day), weekday(ui, day.weekday()));
            ui.a2("desk-gap-unmanned", "day", day, "hours", stretches(ui, open)).into_owned()
        }
    }
}

/// 11月27日.
pub(crate) fn short(ui: &Ui, day: Date) -> String {
    ui.a2("desk-short-day", "month", i64::from(day.month()), "day", i64::from(day.day())).into_owned()
}
