//! Working days and working time: weekends, what a year's notice changes about them, and desk hours.

mod clock;
mod hours;

use std::collections::BTreeMap;

use jiff::civil::{Date, Weekday};

pub use clock::{Stretch, WorkingTime};
pub use hours::{DeskHours, DeskHoursError};

/// What a notice says about a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DayKind {
    /// 放假: off, whatever its weekday.
    Holiday,
    /// 上班: a Saturday or Sunday worked to make up for a day off (调休).
    Workday,
}

/// Which days are worked: Monday to Friday, save where a notice says otherwise.
///
/// In a year without a notice only the weekdays count, so a date computed into it may still move.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WorkCalendar {
    notices: BTreeMap<Date, DayKind>,
}

impl FromIterator<(Date, DayKind)> for WorkCalendar {
    fn from_iter<I: IntoIterator<Item = (Date, DayKind)>>(days: I) -> Self {
        Self { notices: days.into_iter().collect() }
    }
}

impl WorkCalendar {
    /// What the notices say about the day.
    pub fn notice(&self, day: Date) -> Option<DayKind> {
        self.notices.get(&day).copied()
    }

    /// Whether any notice is known for that year.
    pub fn knows(&self, year: i16) -> bool {
        self.notices.keys().any(|day| day.year() == year)
    }

    /// Whether the day is worked.
    pub fn is_working(&self, day: Date) -> bool {
        match self.notice(day) {
            Some(kind) => kind == DayKind::Workday,
            None => !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday),
        }
    }

    /// The day itself if it is worked, else the first worked one after it. `None` only at the end of all dates.
    pub fn next_working(&self, day: Date) -> Option<Date> {
        self.find(day, Date::tomorrow)
    }

    /// The day itself if it is worked, else the last worked one before it.
    pub fn last_working(&self, day: Date) -> Option<Date> {
        self.find(day, Date::yesterday)
    }

    /// The `n`-th working day after `day` or, below zero, before it; `day` itself is not counted, and need not be one.
    /// 0: [`WorkCalendar::next_working`].
    ///
    /// From a working day, going `n` and then `-n` leads back.
    pub fn add_working_days(&self, day: Date, n: i32) -> Option<Date> {
        let step = if n < 0 { Date::yesterday } else { Date::tomorrow };
        let mut day = if n == 0 { self.next_working(day)? } else { day };
        for _ in 0..n.unsigned_abs() {
            day = self.find(step(day).ok()?, step)?;
        }
        Some(day)
    }

    /// How many working days lie from `from`, not counted, to `to`, counted; 0 where `to` is not after `from`.
    pub fn working_days_between(&self, from: Date, to: Date) -> u32 {
        let mut days = 0;
        let mut day = from;
        while day < to {
            let Ok(next) = day.tomorrow() else { break };
            day = next;
            days += u32::from(self.is_working(day));
        }
        days
    }

    fn find(&self, mut day: Date, step: fn(Date) -> Result<Date, jiff::Error>) -> Option<Date> {
        while !self.is_working(day) {
            day = step(day).ok()?;
        }
        Some(day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    /// The State Council's notice for the National Day of 2026: 1 to 7 October off, 20 September and 10 October worked.
    fn october() -> WorkCalendar {
        let off = (1..=7).map(|day| (date(2026, 10, day), DayKind::Holiday));
        off.chain([(date(2026, 9, 20), DayKind::Workday), (date(2026, 10, 10), DayKind::Workday)]).collect()
    }

    #[test]
    fn a_notice_turns_weekdays_and_weekends_about() {
        let calendar = october();
        assert!(!calendar.is_working(date(2026, 10, 1)) && calendar.is_working(date(2026, 10, 10)));
        assert_eq!(calendar.next_working(date(2026, 10, 1)), Some(date(2026, 10, 8)));
        assert_eq!(calendar.last_working(date(2026, 10, 5)), Some(date(2026, 9, 30)));
        assert_eq!(calendar.add_working_days(date(2026, 9, 30), 3), Some(date(2026, 10, 10)));
        assert_eq!(calendar.add_working_days(date(2026, 10, 10), -3), Some(date(2026, 9, 30)));
        assert_eq!(calendar.add_working_days(date(2026, 10, 3), 0), Some(date(2026, 10, 8)));
        assert_eq!(calendar.working_days_between(date(2026, 9, 30), date(2026, 10, 12)), 4);
        assert!(calendar.knows(2026) && !calendar.knows(2027));
    }

    #[test]
    fn without_a_notice_the_weekday_counts() {
        let calendar = WorkCalendar::default();
        assert!(calendar.is_working(date(2027, 10, 1)) && !calendar.is_working(date(2027, 10, 2)));
        assert_eq!(calendar.next_working(Date::MAX), Some(Date::MAX));
        assert_eq!(calendar.add_working_days(Date::MAX, 1), None);
    }

    pub(super) fn notices() -> impl Strategy<Value = WorkCalendar> {
        let day = (0i64..120, prop::bool::ANY).prop_map(|(day, off)| {
            let day = date(2026, 1, 1).checked_add(jiff::Span::new().days(day)).unwrap();
            (day, if off { DayKind::Holiday } else { DayKind::Workday })
        });
        prop::collection::vec(day, 0..60).prop_map(|days| days.into_iter().collect())
    }

    proptest! {
        #[test]
        fn going_there_and_back_leads_home(calendar in notices(), start in 0i64..120, n in -80i32..80) {
            let day = date(2026, 1, 1).checked_add(jiff::Span::new().days(start)).unwrap();
            let home = calendar.next_working(day).unwrap();
            let there = calendar.add_working_days(home, n).unwrap();
            prop_assert!(calendar.is_working(there));
            prop_assert_eq!(calendar.add_working_days(there, -n), Some(home));
            if n >= 0 {
                prop_assert_eq!(calendar.working_days_between(home, there), n.unsigned_abs());
            }
        }
    }
}
