//! Who is counted on a day, and as what.
//!
//! - Counted are 离休 and 退休, each once, at the unit that pays: 现管单位, or where none is named the unit retired from.
//! - Counted from the day of retirement on. A day known to the month or the year counts as its first. Of whom no such day is
//!   known, nothing better is known than the day of registration.
//! - Counted no more from the day on which being served ended, by death, a move or otherwise. An entry merged into
//!   another never counts.
//! - A dated field counts as it was on that day; a field that is not dated, as it is now.
//! - Age is completed years on that day, from the first day that the birth can mean.

use cq_calendar::PartialDate;
use cq_platform::clock::CHINA;
use jiff::{Timestamp, ToSpan, civil::Date};

use super::{Care, Counted, Dims, Party, Period, UnitKind};

/// Tens of years that bands begin with.
pub const BANDS: [i64; 5] = [60, 70, 80, 90, 100];

/// What the registry says of somebody, as far as it is counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// None: neither 离休 nor 退休.
    pub category: Option<Counted>,
    /// Name of the unit where they are counted: the one that pays, or the one retired from; empty where there is none.
    pub unit: String,
    /// Name of the unit retired from; empty where there is none.
    pub own_unit: String,
    /// Name of 现管单位; empty where none is named.
    pub paying_unit: String,
    /// Its kind.
    pub kind: UnitKind,
    /// GB/T 12407; empty where not known.
    pub rank: String,
    /// Period of the revolution.
    pub period: Period,
    /// Birth.
    pub born: Option<PartialDate>,
    /// In the party.
    pub party: Party,
    /// Self-care.
    pub care: Care,
    /// Retirement.
    pub retired: Option<PartialDate>,
    /// First day on which they are served no more.
    pub ended_on: Option<PartialDate>,
    /// Merged into another entry.
    pub is_merged: bool,
    /// Registered.
    pub created_at: Timestamp,
}

impl Known {
    /// What they count as on a day; none where they do not count.
    pub fn on(&self, day: Date) -> Option<Dims> {
        let is_retired = match self.retired {
            Some(retired) => retired.first_day() <= day,
            None => self.created_at < end_of(day),
        };
        let is_served = self.ended_on.is_none_or(|ended| ended.first_day() > day);
        if !is_retired || !is_served || self.is_merged {
            return None;
        }
        Some(Dims {
            category: self.category?,
            unit: self.unit.clone(),
            kind: self.kind,
            rank: self.rank.clone(),
            period: self.period,
            band: band(self.born, day),
            party: self.party,
            care: self.care,
        })
    }
}

/// The first instant after a day in China.
pub fn end_of(day: Date) -> Timestamp {
    let next = day.saturating_add(1.day()).to_datetime(jiff::civil::Time::midnight());
    CHINA.to_timestamp(next).unwrap_or(Timestamp::MAX)
}

/// The band of an age; see [`Dims::band`].
pub fn band(born: Option<PartialDate>, day: Date) -> i64 {
    let Some(born) = born else { return 0 };
    BANDS.iter().rev().find(|years| born.first_day() <= born_by(day, **years)).map_or(5, |years| years / 10)
}

/// The last day on which whoever has completed `years` on `day` was born.
pub fn born_by(day: Date, years: i64) -> Date {
    day.saturating_sub(years.years())
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use jiff::civil::date;

    pub fn known() -> Known {
        Known {
            category: Some(Counted::Retired),
            unit: "教育局".into(),
            own_unit: "教育局".into(),
            paying_unit: String::new(),
            kind: UnitKind::Organ,
            rank: "141".into(),
            period: Period::Unknown,
            born: "1946-03-01".parse().ok(),
            party: Party::Member,
            care: Care::Unknown,
            retired: "2006-03".parse().ok(),
            ended_on: None,
            is_merged: false,
            created_at: "2026-05-01T00:00:00Z".parse().unwrap(),
        }
    }

    #[test]
    fn counted_from_retirement_until_the_day_before_the_end() {
        let counts = |known: &Known, day| known.on(day).is_some();
        let one = known();
        assert!(counts(&one, date(2006, 3, 1)) && !counts(&one, date(2006, 2, 28)));
        let dead = Known { ended_on: "2025-11-03".parse().ok(), ..known() };
        assert!(counts(&dead, date(2025, 11, 2)) && !counts(&dead, date(2025, 11, 3)));
        let undated = Known { retired: None, ..known() };
        assert!(
            !counts(&undated, date(2026, 4, 30)) && counts(&undated, date(2026, 5, 1)),
            "from registration"
        );
        assert!(!counts(&Known { is_merged: true, ..known() }, date(2026, 1, 1)));
        assert!(!counts(&Known { category: None, ..known() }, date(2026, 1, 1)));
    }

    #[test]
    fn bands_change_on_the_birthday() {
        let of = |born: &str, day| band(born.parse().ok(), day);
        assert_eq!((of("1946-03-01", date(2026, 2, 28)), of("1946-03-01", date(2026, 3, 1))), (7, 8));
        assert_eq!((of("1944-02-29", date(2024, 2, 28)), of("1944-02-29", date(2024, 2, 29))), (7, 8));
        assert_eq!((of("1970", date(2026, 1, 1)), of("1926", date(2026, 1, 1))), (5, 10));
        assert_eq!((of("x", date(2026, 1, 1)), of("1800", date(2026, 1, 1))), (0, 10));
    }
}
