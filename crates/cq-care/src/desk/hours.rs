//! When a desk is open: the hours of each weekday, and what holidays and make-up working days (调休) make of them.

use std::{fmt, str::FromStr};

use cq_calendar::{DayKind, DeskHours, WorkCalendar};
use jiff::civil::{Date, Time, Weekday};

/// Days of a week.
pub const DAYS: usize = 7;

/// The hours of seven weekdays, a Monday first; a day without hours is one on which the desk is shut.
///
/// `Display` and `FromStr` write `08:00-12:00 14:00-17:00|…|`, one part for each day.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct WeekHours([Option<DeskHours>; DAYS]);

/// The text is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not the hours of seven weekdays")]
pub struct WeekHoursError;

/// From, until; of one day.
pub type Stretch = (Time, Time);

impl WeekHours {
    /// The hours of each weekday.
    pub fn of(days: [Option<DeskHours>; DAYS]) -> Self {
        Self(days)
    }

    /// The hours of a weekday.
    pub fn of_weekday(&self, weekday: Weekday) -> Option<&DeskHours> {
        let place = usize::try_from(weekday.to_monday_zero_offset()).unwrap_or(0);
        self.0.get(place).and_then(Option::as_ref)
    }

    /// Whether it is never open.
    pub fn is_never(&self) -> bool {
        self.0.iter().all(Option::is_none)
    }

    /// Whose hours `day` has: nobody's on a public holiday; on a weekend day that is worked (调休) its own, or, where it has none, those
    /// of the nearest working weekday: a Saturday's of Friday, a Sunday's of Monday.
    pub fn as_weekday(&self, day: Date, calendar: &WorkCalendar) -> Option<Weekday> {
        let weekday = day.weekday();
        match calendar.notice(day) {
            Some(DayKind::Holiday) => None,
            Some(DayKind::Workday) if self.of_weekday(weekday).is_none() => match weekday {
                Weekday::Saturday => Some(Weekday::Friday),
                Weekday::Sunday => Some(Weekday::Monday),
                other => Some(other),
            },
            _ => Some(weekday),
        }
    }

    /// The stretches of `day`.
    pub fn on(&self, day: Date, calendar: &WorkCalendar) -> &[Stretch] {
        let hours = self.as_weekday(day, calendar).and_then(|weekday| self.of_weekday(weekday));
        hours.map_or(&[], DeskHours::stretches)
    }
}

impl fmt::Display for WeekHours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, hours) in self.0.iter().enumerate() {
            if place > 0 {
                f.write_str("|")?;
            }
            if let Some(hours) = hours {
                hours.fmt(f)?;
            }
        }
        Ok(())
    }
}

impl FromStr for WeekHours {
    type Err = WeekHoursError;

    fn from_str(text: &str) -> Result<Self, WeekHoursError> {
        let mut days: [Option<DeskHours>; DAYS] = Default::default();
        let mut parts = text.split('|');
        for day in &mut days {
            let part = parts.next().ok_or(WeekHoursError)?;
            if !part.is_empty() {
                *day = Some(part.parse().map_err(|_| WeekHoursError)?);
            }
        }
        if parts.next().is_some() { Err(WeekHoursError) } else { Ok(Self(days)) }
    }
}

/// Days of the week on which somebody is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Weekdays(u8);

impl Weekdays {
    /// From digits, 1 a Monday; nothing where one is none of them or there is none.
    pub fn parse(digits: &str) -> Option<Self> {
        let days = digits.chars().try_fold(0u8, |days, digit| {
            let day = digit.to_digit(10).filter(|day| (1..=7).contains(day))?;
            Some(days | 1 << (day - 1))
        })?;
        (days > 0).then_some(Self(days))
    }

    /// As digits.
    pub fn digits(self) -> String {
        (1..=7u8).filter(|day| self.0 & 1 << (day - 1) != 0).map(|day| char::from(b'0' + day)).collect()
    }

    /// Whether `weekday` is one of them.
    pub fn has(self, weekday: Weekday) -> bool {
        let place = u8::try_from(weekday.to_monday_zero_offset()).unwrap_or(0);
        self.0 & 1 << place != 0
    }
}

/// `stretches` without what `others` cover, in order; each of them in order and apart from the next.
pub fn without(stretches: &[Stretch], others: &[Stretch]) -> Vec<Stretch> {
    let mut left = stretches.to_vec();
    for (from, to) in others {
        left = left.into_iter().flat_map(|stretch| cut(stretch, (*from, *to))).collect();
    }
    left
}

/// What is left of one stretch where another is taken out of it.
fn cut((from, to): Stretch, (taken, until): Stretch) -> Vec<Stretch> {
    let parts = [(from, to.min(taken)), (from.max(until), to)];
    parts.into_iter().filter(|(from, to)| from < to).collect()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    fn at(text: &str) -> Time {
        text.parse().unwrap()
    }

    fn week() -> WeekHours {
        "08:00-12:00 14:00-17:00|08:00-12:00|08:00-12:00|08:00-12:00|08:00-11:00||".parse().unwrap()
    }

    #[test]
    fn a_holiday_shuts_the_desk_and_a_worked_saturday_opens_it_as_on_a_friday() {
        let calendar: WorkCalendar =
            [(date(2026, 10, 1), DayKind::Holiday), (date(2026, 10, 10), DayKind::Workday)]
                .into_iter()
                .collect();
        let week = week();
        assert_eq!(week.on(date(2026, 10, 1), &calendar), []);
        assert_eq!(week.on(date(2026, 10, 10), &calendar), [(at("08:00"), at("11:00"))]);
        assert_eq!(week.on(date(2026, 10, 17), &calendar), [], "a Saturday like any other");
        assert_eq!(week.on(date(2026, 10, 12), &calendar).len(), 2);
    }

    #[test]
    fn seven_parts_or_none() {
        assert_eq!(week().to_string().parse(), Ok(week()));
        for wrong in ["", "08:00-12:00", "||||||x", "|||||||", "12:00-08:00||||||"] {
            assert_eq!(wrong.parse::<WeekHours>(), Err(WeekHoursError), "{wrong}");
        }
        assert!("||||||".parse::<WeekHours>().unwrap().is_never());
    }

    #[test]
    fn what_nobody_covers_is_left() {
        let open = [(at("08:00"), at("12:00")), (at("14:00"), at("17:00"))];
        let left = without(&open, &[(at("09:00"), at("10:00")), (at("11:30"), at("15:00"))]);
        let expected = [(at("08:00"), at("09:00")), (at("10:00"), at("11:30")), (at("15:00"), at("17:00"))];
        assert_eq!(left, expected);
        assert_eq!(without(&open, &[(at("00:00"), at("23:59"))]), []);
    }

    proptest! {
        #[test]
        fn a_minute_is_left_when_it_is_open_and_nobody_is_there(
            open in (0i8..23, 1i8..24), others in prop::collection::vec((0i8..23, 1i8..24), 0..6), hour in 0i8..23,
        ) {
            let stretch = |(from, to): (i8, i8)| {
                let end = if to > 23 { Time::constant(23, 59, 0, 0) } else { Time::constant(to, 0, 0, 0) };
                (Time::constant(from, 0, 0, 0), end)
            };
            let open = stretch(open);
            let others: Vec<Stretch> =
                others.into_iter().map(stretch).filter(|(from, to)| from < to).collect();
            let minute = Time::constant(hour, 30, 0, 0);
            let holds = |(from, to): &Stretch| *from <= minute && minute < *to;
            let expected = holds(&open) && !others.iter().any(holds);
            prop_assert_eq!(without(&[open], &others).iter().any(holds), expected);
        }
    }
}
