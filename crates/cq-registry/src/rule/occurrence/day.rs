//! Days of cycles, periods, lunar dates and birthdays.

use cq_calendar::{LunarBirthday, PartialDate, Span, lunar_day_to_solar, month_length};
use jiff::{
    ToSpan,
    civil::{Date, Weekday},
};

use crate::{
    person::BirthdayBy,
    rule::content::{Period, Unit},
};

/// So many days after `day`.
pub(super) fn plus(day: Date, days: i32) -> Date {
    day.saturating_add(days.days())
}

/// So many days or months after `day`; a month later than the 31st is the last day of a shorter month.
pub(super) fn add(day: Date, every: u16, unit: Unit) -> Date {
    match unit {
        Unit::Days => plus(day, i32::from(every)),
        Unit::Months => day.saturating_add(i32::from(every).months()),
    }
}

/// Years whose days may lie within: lunar years begin late and offsets reach over the turn of the year.
pub(super) fn years(within: Span) -> std::ops::RangeInclusive<i16> {
    within.first.year().saturating_sub(1)..=within.last.year().saturating_add(1)
}

/// The stretches of a cycle that end within the days asked about, numbered from 0. Counted from `start` each time, so that months
/// do not creep: from 31 January come 28 February, 31 March.
pub(super) fn cycle(start: Date, every: u16, unit: Unit, within: Span) -> impl Iterator<Item = (u32, Span)> {
    let every = i64::from(every.max(1));
    let nth = move |n: i64| match unit {
        Unit::Days => start.saturating_add((n * every).days()),
        Unit::Months => start.saturating_add((n * every).months()),
    };
    // Begin a little before what is asked about, not at the start of time.
    let days = start.until(within.first).map_or(0, |span| i64::from(span.get_days()));
    let one = if unit == Unit::Days { every } else { every * 31 };
    let from = (days / one - 2).max(0);
    (from..)
        .map(move |n| (n, Span { first: nth(n), last: nth(n + 1).yesterday().unwrap_or(Date::MAX) }))
        .take_while(move |(_, days)| days.first <= within.last && days.first < Date::MAX)
        .filter(move |(_, days)| days.last >= within.first)
        .map(|(n, days)| (u32::try_from(n).unwrap_or(u32::MAX), days))
}

/// The periods that lie in part within the days asked about, each as a whole.
pub(super) fn periods(period: Period, within: Span) -> Vec<Span> {
    let months: i8 = match period {
        Period::WorkingDay => return days(within).map(|day| Span { first: day, last: day }).collect(),
        Period::Week => {
            let back = i64::from(within.first.weekday().to_monday_zero_offset());
            let monday = within.first.saturating_sub(back.days());
            let mondays = days(Span { first: monday, last: within.last }).step_by(7);
            return mondays.map(|first| Span { first, last: plus(first, 6) }).collect();
        }
        Period::Month => 1,
        Period::Quarter => 3,
        Period::HalfYear => 6,
        Period::Year => 12,
    };
    let mut periods = Vec::new();
    for year in within.first.year()..=within.last.year() {
        for month in (1..=12i8).step_by(usize::from(months.unsigned_abs())) {
            let Ok(first) = Date::new(year, month, 1) else { continue };
            let last = first.saturating_add(i32::from(months - 1).months()).last_of_month();
            if last >= within.first && first <= within.last {
                periods.push(Span { first, last });
            }
        }
    }
    periods
}

/// Every day, the first first.
fn days(within: Span) -> impl Iterator<Item = Date> {
    let next = |day: &Date| day.tomorrow().ok();
    std::iter::successors(Some(within.first), next).take_while(move |day| *day <= within.last)
}

/// The months that lie in part within the days asked about: year and month.
pub(super) fn months(within: Span) -> impl Iterator<Item = (i16, i8)> {
    let next = |first: &Date| Some(first.saturating_add(1.month())).filter(|next| next > first);
    let first = std::iter::successors(Some(within.first.first_of_month()), next);
    first.take_while(move |first| *first <= within.last).map(|first| (first.year(), first.month()))
}

/// The `nth` of a weekday in a month, 1 being Monday; 5 is the last, be it the fourth or the fifth.
pub(super) fn weekday((year, month): (i16, i8), nth: u8, weekday: u8) -> Option<Date> {
    let weekday = Weekday::from_monday_one_offset(i8::try_from(weekday).ok()?).ok()?;
    let nth = if nth >= 5 { -1 } else { i8::try_from(nth).ok()? };
    Date::new(year, month, 1).ok()?.nth_weekday_of_month(nth, weekday).ok()
}

/// The day of a month; of a shorter month its last.
pub(super) fn in_month(year: i16, month: u8, day: u8) -> Option<Date> {
    let first = Date::new(year, i8::try_from(month).ok()?, 1).ok()?;
    let day = i8::try_from(day).ok()?.clamp(1, first.days_in_month());
    Date::new(year, first.month(), day).ok()
}

/// The day of an ordinary month of a lunar year; of a short month its last.
pub(super) fn lunar(year: i16, month: u8, day: u8) -> Option<Date> {
    let last = month_length(year, month, false)?;
    lunar_day_to_solar(year, month, day.min(last))
}

/// The birthday in a year, by the calendar it is kept by; known to the day, or nobody can keep it. 29 February is kept on the 28th
/// where there is none.
pub(super) fn birthday(born: Option<PartialDate>, by: Option<BirthdayBy>, year: i16) -> Option<Date> {
    let born = born?.day()?;
    match by.unwrap_or(BirthdayBy::Solar) {
        BirthdayBy::Lunar => LunarBirthday::of(born)?.in_year(year),
        BirthdayBy::Solar => in_month(year, born.month().unsigned_abs(), born.day().unsigned_abs()),
    }
    .filter(|day| *day > born)
}
