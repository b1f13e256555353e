//! The days on which somebody was born whose birthday is in a lunar month, as spans of solar days: the database knows no lunar calendar.

use std::collections::BTreeSet;

use cq_calendar::{LunarDate, month_length};
use jiff::civil::Date;

use crate::segment::bound::LUNAR_FROM;

/// Spans of days, one behind the other, of the lunar months of these numbers, leap months included, up to `today`.
pub(super) fn births(months: &BTreeSet<u8>, today: Date) -> Vec<(Date, Date)> {
    let mut spans: Vec<(Date, Date)> = Vec::new();
    for year in LUNAR_FROM..=today.year() {
        for (month, is_leap) in months.iter().flat_map(|month| [(*month, false), (*month, true)]) {
            let Some((first, last)) = span(year, month, is_leap) else { continue };
            match spans.last_mut() {
                Some((_, end)) if end.tomorrow().ok() == Some(first) => *end = last,
                _ => spans.push((first, last)),
            }
        }
    }
    spans
}

fn span(year: i16, month: u8, is_leap: bool) -> Option<(Date, Date)> {
    let length = month_length(year, month, is_leap)?;
    let day = |day| LunarDate::new(year, month, is_leap, day)?.solar();
    Some((day(1)?, day(length)?))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_leap_month_belongs_to_its_number_and_months_that_follow_are_one_span() {
        let spans = births(&[5].into(), date(2026, 11, 27));
        assert!(spans.contains(&(date(1952, 5, 24), date(1952, 7, 21))), "五月 and 闰五月 of 1952");
        let all = births(&(1..=12).collect(), date(2026, 11, 27));
        assert_eq!(all.len(), 1, "every day is in some month");
    }

    #[test]
    fn every_day_is_in_the_span_of_its_own_month_only() {
        for month in 1..=12 {
            let spans = births(&[month].into(), date(2026, 11, 27));
            for day in 0..2_000 {
                let born = date(1930, 1, 1).saturating_add(jiff::Span::new().days(day * 17));
                let is_within = spans.iter().any(|(first, last)| (*first..=*last).contains(&born));
                assert_eq!(is_within, LunarDate::of(born).map(LunarDate::month) == Some(month), "{born}");
            }
        }
    }
}
