//! Clocks that run in desk hours only: "within two hours" said on Friday at half past four ends on Monday.

use jiff::{
    SignedDuration,
    civil::{Date, DateTime, Time},
};

use super::{
    DeskHours, WorkCalendar,
    hours::{minute_of, minutes_between},
};

/// Working days and the hours of each.
#[derive(Debug, Clone, Copy)]
pub struct WorkingTime<'w> {
    /// Which days.
    pub calendar: &'w WorkCalendar,
    /// Which hours.
    pub hours: &'w DeskHours,
}

/// Working time spent in one go: what explains a sum, "周五 16:30–17:30 一小时，周一 08:30–09:30 一小时".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stretch {
    /// The day.
    pub day: Date,
    /// From.
    pub from: Time,
    /// Until.
    pub to: Time,
}

impl Stretch {
    /// Its length.
    pub fn minutes(&self) -> u32 {
        minutes_between(self.from, self.to)
    }
}

impl WorkingTime<'_> {
    /// The minute at which `minutes` of working time from `start` on have passed, and the stretches that they fill.
    ///
    /// Seconds are cut off. Outside desk hours the clock stands still until the desk opens again; with 0 minutes the answer is
    /// `start`. `None` only at the end of all dates.
    pub fn add(&self, start: DateTime, minutes: u32) -> Option<(DateTime, Vec<Stretch>)> {
        let start = start.date().to_datetime(Time::new(start.hour(), start.minute(), 0, 0).ok()?);
        let (mut at, mut left, mut spent) = (start, minutes, Vec::new());
        let mut day = start.date();
        while left > 0 {
            day = self.calendar.next_working(day)?;
            for (opens, closes) in self.hours.stretches() {
                let from = if day == start.date() { (*opens).max(start.time()) } else { *opens };
                let here = minutes_between(from, *closes).min(left);
                if here > 0 {
                    let to = from.checked_add(SignedDuration::from_mins(i64::from(here))).ok()?;
                    spent.push(Stretch { day, from, to });
                    (at, left) = (day.to_datetime(to), left - here);
                }
            }
            day = day.tomorrow().ok()?;
        }
        Some((at, spent))
    }

    /// Minutes of working time from one instant to another; 0 if it is not later.
    pub fn between(&self, from: DateTime, to: DateTime) -> u64 {
        let (mut minutes, mut day) = (0, from.date());
        while day <= to.date() {
            if self.calendar.is_working(day) {
                let first = if day == from.date() { minute_of(from.time()) } else { 0 };
                let last = if day == to.date() { minute_of(to.time()) } else { 24 * 60 };
                let open = |(opens, closes): &(Time, Time)| {
                    u64::from(minute_of(*closes).min(last).saturating_sub(minute_of(*opens).max(first)))
                };
                minutes += self.hours.stretches().iter().map(open).sum::<u64>();
            }
            let Ok(next) = day.tomorrow() else { break };
            day = next;
        }
        minutes
    }
}

#[cfg(test)]
mod tests {
    use super::super::{DayKind, tests::notices};
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    fn at(text: &str) -> DateTime {
        text.parse().unwrap()
    }

    fn sum(calendar: &WorkCalendar, start: &str, minutes: u32) -> (String, Vec<String>) {
        let hours = DeskHours::default();
        let (end, spent) = WorkingTime { calendar, hours: &hours }.add(at(start), minutes).unwrap();
        let said =
            |s: &Stretch| format!("{} {:02}:{:02}+{}", s.day, s.from.hour(), s.from.minute(), s.minutes());
        (end.to_string(), spent.iter().map(said).collect())
    }

    #[test]
    fn two_hours_from_friday_half_past_four_end_on_monday_half_past_nine() {
        let (end, spent) = sum(&WorkCalendar::default(), "2026-11-20T16:30", 120);
        assert_eq!(end, "2026-11-23T09:30:00");
        assert_eq!(spent, ["2026-11-20 16:30+60", "2026-11-23 08:30+60"]);
    }

    #[test]
    fn the_clock_stands_still_at_noon_at_night_and_on_holidays() {
        let monday_off: WorkCalendar = [(date(2026, 11, 23), DayKind::Holiday)].into_iter().collect();
        assert_eq!(sum(&monday_off, "2026-11-20T16:30", 120).0, "2026-11-24T09:30:00");
        assert_eq!(sum(&WorkCalendar::default(), "2026-11-20T11:45:59", 30).0, "2026-11-20T13:45:00");
        assert_eq!(sum(&WorkCalendar::default(), "2026-11-21T20:00", 30).0, "2026-11-23T09:00:00");
        assert_eq!(sum(&WorkCalendar::default(), "2026-11-20T17:00", 30).0, "2026-11-20T17:30:00");
        assert_eq!(
            sum(&WorkCalendar::default(), "2026-11-20T17:00", 0),
            ("2026-11-20T17:00:00".into(), vec![])
        );
    }

    proptest! {
        #[test]
        fn sums_add_up(calendar in notices(), start in 0u32..120 * 1440, a in 0u32..3_000, b in 0u32..3_000) {
            let hours = DeskHours::default();
            let work = WorkingTime { calendar: &calendar, hours: &hours };
            let start = at("2026-01-01T00:00").checked_add(jiff::Span::new().minutes(i64::from(start))).unwrap();
            let (middle, _) = work.add(start, a).unwrap();
            let (twice, _) = work.add(middle, b).unwrap();
            let (once, spent) = work.add(start, a + b).unwrap();
            prop_assert_eq!(twice, once);
            prop_assert_eq!(spent.iter().map(Stretch::minutes).sum::<u32>(), a + b);
            prop_assert_eq!(work.between(start, once), u64::from(a + b));
        }
    }
}
