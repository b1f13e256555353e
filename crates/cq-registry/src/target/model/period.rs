//! The stretches of a year in which a number is to be reached.

use cq_calendar::Span;
use cq_platform::words;
use jiff::{ToSpan, civil::Date};

words! {
    /// In which stretches of the year a number is to be reached.
    pub enum Period {
        /// 全年.
        Year = "year",
        /// 半年.
        HalfYear = "half-year",
        /// 季度.
        Quarter = "quarter",
        /// 月.
        Month = "month",
    }
}

impl Period {
    /// How many months one has.
    fn months(self) -> i8 {
        match self {
            Period::Year => 12,
            Period::HalfYear => 6,
            Period::Quarter => 3,
            Period::Month => 1,
        }
    }

    /// How many a year has.
    pub fn count(self) -> i8 {
        12 / self.months()
    }

    /// The days of the `nth` of a year, counted from 1; none beyond [`Period::count`].
    pub fn span(self, year: i16, nth: i8) -> Option<Span> {
        if !(1..=self.count()).contains(&nth) {
            return None;
        }
        let first = Date::new(year, (nth - 1) * self.months() + 1, 1).ok()?;
        let last = first.checked_add(i64::from(self.months()).months()).ok()?.yesterday().ok()?;
        Some(Span { first, last })
    }

    /// Every one of a year, with its number.
    pub fn spans(self, year: i16) -> Vec<(i8, Span)> {
        (1..=self.count()).filter_map(|nth| Some((nth, self.span(year, nth)?))).collect()
    }

    /// The one that is shown first on `today`: the one that runs, else the year's last, or its first where the year has not begun.
    pub fn at_hand(self, year: i16, today: Date) -> i8 {
        let spans = self.spans(year);
        let begun = spans.iter().rev().find(|(_, span)| span.first <= today);
        begun.map_or(1, |(nth, _)| *nth)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_one_at_hand_is_the_one_that_runs() {
        assert_eq!(Period::Quarter.at_hand(2026, date(2026, 11, 23)), 4);
        assert_eq!(Period::Month.at_hand(2026, date(2026, 2, 28)), 2);
        assert_eq!(Period::Quarter.at_hand(2025, date(2026, 11, 23)), 4, "a year that is over");
        assert_eq!(Period::HalfYear.at_hand(2027, date(2026, 11, 23)), 1, "a year to come");
        assert_eq!(Period::Quarter.span(2026, 5), None);
        assert_eq!(Period::Month.span(2028, 2).map(|span| span.last), Some(date(2028, 2, 29)));
    }

    proptest! {
        #[test]
        fn the_periods_of_a_year_are_its_days(year in 2000i16..2200, kind in 0usize..4) {
            let period = Period::ALL[kind];
            let spans = period.spans(year);
            prop_assert_eq!(spans.len(), usize::from(period.count().unsigned_abs()));
            prop_assert_eq!(spans[0].1.first, date(year, 1, 1));
            prop_assert_eq!(spans[spans.len() - 1].1.last, date(year, 12, 31));
            for pair in spans.windows(2) {
                prop_assert_eq!(pair[0].1.last.tomorrow().unwrap(), pair[1].1.first);
            }
        }
    }
}
