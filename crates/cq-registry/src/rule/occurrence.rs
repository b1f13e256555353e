//! When a rule falls due for one person: a pure function of what the rule says, what is known of the person, and the days asked
//! about. It has no clock, and the same input gives the same promises under the same keys.

mod day;

use cq_calendar::{PartialDate, Span, WorkCalendar};
use jiff::civil::Date;

use self::day::{add, cycle, periods, plus, years};
use super::content::{Clock, Content, Counted, Period, When, Window};
use crate::person::BirthdayBy;

/// Longest run of promises that one question can give, so that no rule runs away.
const MOST: usize = 2_000;

/// What is known of a person as far as a rule asks.
#[derive(Debug, Clone, PartialEq)]
pub struct Facts {
    /// Birth.
    pub born: Option<PartialDate>,
    /// By which calendar the birthday is kept; not said: the solar one.
    pub birthday_by: Option<BirthdayBy>,
    /// Since when the person is under the rule.
    pub since: Date,
    /// Promises of this rule that were kept.
    pub held: Vec<Held>,
    /// The last contact of any kind.
    pub seen_on: Option<Date>,
    /// The days of what the rule waits for: what happened, or the ends of terms.
    pub events: Vec<Date>,
}

/// A promise that was kept.
#[derive(Debug, Clone, PartialEq)]
pub struct Held {
    /// Which.
    pub slot: String,
    /// The day it was really done.
    pub on: Date,
}

/// A promise: when it may be done, and by when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Occurrence {
    /// Which promise of the rule to this person: never given to another.
    pub slot: String,
    /// The how manieth; 0: not counted.
    pub nth: u32,
    /// Not to be done before.
    pub opens_on: Date,
    /// In time until.
    pub due_on: Date,
}

/// Whether what is not done yet is followed by what would come after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// What is owed: of a rolling cycle, the next promise only (of each season).
    Owed,
    /// What is to be expected, were each promise kept on its day.
    Expected,
}

/// Every promise whose day lies within `span`. `calendar` knows the working days.
pub fn occurrences(
    content: &Content,
    span: Span,
    facts: &Facts,
    calendar: &WorkCalendar,
    look: Look,
) -> Vec<Occurrence> {
    let mut found = Vec::new();
    for season in seasons(content, span) {
        let within = Span { first: span.first.max(season.days.first), last: span.last.min(season.days.last) };
        let mut year = Year { content, season, within, facts, calendar, look, found: &mut found };
        year.fill();
    }
    found.truncate(MOST);
    found
}

/// A season of a year; the whole of time where the rule has none.
#[derive(Debug, Clone, Copy)]
struct Season {
    days: Span,
    /// The year in which it begins; 0 where the rule has none.
    year: i16,
}

fn seasons(content: &Content, span: Span) -> Vec<Season> {
    let Some(window) = content.season else {
        return vec![Season { days: Span { first: Date::MIN, last: Date::MAX }, year: 0 }];
    };
    let years = span.first.year().saturating_sub(1)..=span.last.year();
    let season = |year| window.occurrence(year).map(|days| Season { days, year });
    years.filter_map(season).filter(|s| s.days.last >= span.first && s.days.first <= span.last).collect()
}

/// One season, being filled with promises.
struct Year<'a> {
    content: &'a Content,
    season: Season,
    /// Days asked about, within the season.
    within: Span,
    facts: &'a Facts,
    calendar: &'a WorkCalendar,
    look: Look,
    found: &'a mut Vec<Occurrence>,
}

impl Year<'_> {
    fn fill(&mut self) {
        let Span { first, last } = self.within;
        match &self.content.when {
            When::Cycle { every, unit, counted: Counted::Fixed } => {
                // Without a season the cycle is counted from a day that never moves.
                let start =
                    if self.season.year == 0 { Date::constant(2024, 1, 1) } else { self.season.days.first };
                for (nth, days) in cycle(start, *every, *unit, self.within) {
                    let nth = if self.season.year == 0 { 0 } else { nth + 1 };
                    let days = Span { first: days.first, last: days.last.min(self.season.days.last) };
                    self.put(days.first.to_string(), nth, Some(days.first), days.last);
                }
            }
            When::Cycle { every, unit, counted: Counted::Rolling } => {
                self.roll("R", |base| add(base, *every, *unit));
            }
            When::Unseen { days } => self.roll("U", |base| plus(base, i32::from(*days))),
            When::Each { period } => {
                let is_held =
                    |days: &Span| *period != Period::WorkingDay || self.calendar.is_working(days.first);
                for days in periods(*period, self.within).into_iter().filter(is_held) {
                    self.put(slot_of_period(*period, days.first), 0, Some(days.first), days.last);
                }
            }
            When::Dates { months, day } => {
                for year in first.year()..=last.year() {
                    for month in months {
                        self.put_on(day::in_month(year, *month, *day), "D");
                    }
                }
            }
            When::Term { term, offset } => {
                for year in years(self.within) {
                    let on = term.date_in(year).map(|on| plus(on, i32::from(*offset)));
                    self.put_named(format!("T{year}-{term}"), on);
                }
            }
            When::Lunar { month, day, offset } => {
                for year in years(self.within) {
                    let on = day::lunar(year, *month, *day).map(|on| plus(on, i32::from(*offset)));
                    self.put_named(format!("L{year}-{month:02}-{day:02}"), on);
                }
            }
            When::Weekday { nth, weekday } => {
                for month in day::months(self.within) {
                    self.put_on(day::weekday(month, *nth, *weekday), "W");
                }
            }
            When::TermEnds { days } => {
                for end in self.facts.events.clone() {
                    self.put(format!("E{end}"), 0, Some(plus(end, -i32::from(*days))), end);
                }
            }
            When::Birthday => {
                for year in years(self.within) {
                    let on = day::birthday(self.facts.born, self.facts.birthday_by, year);
                    self.put_named(format!("B{year}"), on);
                }
            }
            When::After { days, .. } => {
                for event in self.facts.events.clone() {
                    self.put(format!("E{event}"), 0, Some(event), plus(event, i32::from(*days)));
                }
            }
        }
    }

    /// One promise at a time: the day after the last contact, or after the person came under the rule, or after the season began.
    fn roll(&mut self, kind: &str, next: impl Fn(Date) -> Date) {
        let prefix = format!("{kind}{}.", self.season.year);
        let held = |nth: u32| {
            let slot = format!("{prefix}{nth}");
            self.facts.held.iter().any(|held| held.slot == slot)
        };
        let kept = self.facts.held.iter().map(|held| held.on);
        let seen = self.facts.seen_on.filter(|_| kind == "U");
        let done = kept.chain(seen).max().unwrap_or(Date::MIN);
        let mut base = done.max(self.facts.since).max(self.season.days.first);
        let free = (1..).filter(|nth| !held(*nth)).take(MOST).collect::<Vec<u32>>();
        for nth in free {
            // What was owed before these days is owed at their beginning.
            let day = next(base).max(self.within.first);
            if day > self.within.last {
                break;
            }
            self.put(format!("{prefix}{nth}"), nth, None, day);
            if self.look == Look::Owed {
                break;
            }
            base = day;
        }
    }

    fn put_on(&mut self, day: Option<Date>, kind: &str) {
        if let Some(day) = day {
            self.put_named(format!("{kind}{day}"), Some(day));
        }
    }

    fn put_named(&mut self, slot: String, day: Option<Date>) {
        if let Some(day) = day {
            self.put(slot, 0, None, day);
        }
    }

    /// `opens` where the promise has a first day of its own.
    fn put(&mut self, slot: String, nth: u32, opens: Option<Date>, day: Date) {
        if !self.within.contains(day) {
            return;
        }
        let (before, due_on) = around(self.content.window, day, self.calendar);
        self.found.push(Occurrence { slot, nth, opens_on: opens.unwrap_or(before).min(due_on), due_on });
    }
}

/// From and until which day something may be done in time whose day is `day`.
fn around(window: Window, day: Date, calendar: &WorkCalendar) -> (Date, Date) {
    let (before, grace) = (i32::from(window.before), i32::from(window.grace));
    match window.clock {
        Clock::Calendar => (plus(day, -before), plus(day, grace)),
        Clock::Working => {
            let opens = if before == 0 { Some(day) } else { calendar.add_working_days(day, -before) };
            (opens.unwrap_or(day), calendar.add_working_days(day, grace).unwrap_or(day))
        }
    }
}

fn slot_of_period(period: Period, first: Date) -> String {
    let (year, month) = (first.year(), first.month());
    match period {
        Period::WorkingDay => format!("P{first}"),
        Period::Week => format!("PW{first}"),
        Period::Month => format!("P{year}-{month:02}"),
        Period::Quarter => format!("P{year}Q{}", (month + 2) / 3),
        Period::HalfYear => format!("P{year}H{}", (month + 5) / 6),
        Period::Year => format!("P{year}"),
    }
}

#[cfg(test)]
mod tests;
