//! Birthdays kept by the lunar calendar.

use std::fmt;

use jiff::civil::Date;

use crate::lunar::{LunarDate, leap_month, month_and_day, month_length};

/// The day of the lunar year on which somebody was born, as families keep it.
///
/// Two births fall on days that not every year has. As is usual, and so that every lunar year has exactly one birthday:
///
/// - born on the 30th, and the month has 29 days that year: the 29th, the month's last day;
/// - born in a leap month, and that year has no such leap month: the ordinary month of the same number. In years that have
///   it the birthday is in the leap month.
///
/// `Display` writes the day of birth: 腊月初八, 闰二月十五.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct LunarBirthday {
    month: u8,
    leap: bool,
    day: u8,
}

impl LunarBirthday {
    /// The birthday of who was born on that day; `None` outside the years 1600 to 2400.
    pub fn of(born: Date) -> Option<LunarBirthday> {
        LunarDate::of(born).map(LunarBirthday::from)
    }

    /// The day on which it is kept in a lunar year (named by the solar year in which it begins; a birthday in 腊月 mostly
    /// falls into the next one). `None` outside the years 1600 to 2400.
    pub fn in_year(self, lunar_year: i16) -> Option<Date> {
        let leap = self.leap && leap_month(lunar_year) == Some(self.month);
        let last = month_length(lunar_year, self.month, leap)?;
        LunarDate::new(lunar_year, self.month, leap, self.day.min(last))?.solar()
    }

    /// The first one not before `date`; `None` outside the years 1600 to 2400.
    pub fn next_on_or_after(self, date: Date) -> Option<Date> {
        let year = LunarDate::of(date)?.year();
        [year, year + 1].into_iter().filter_map(|year| self.in_year(year)).find(|day| *day >= date)
    }
}

impl From<LunarDate> for LunarBirthday {
    fn from(born: LunarDate) -> Self {
        Self { month: born.month(), leap: born.is_leap(), day: born.day() }
    }
}

impl fmt::Display for LunarBirthday {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&month_and_day(self.month, self.leap, self.day))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    #[test]
    fn the_thirtieth_of_a_short_month_is_kept_on_its_last_day() {
        let eve = LunarBirthday::of(date(1938, 1, 30)).unwrap();
        assert_eq!(eve.to_string(), "腊月廿九");
        let thirtieth = LunarBirthday::of(date(1940, 2, 7)).unwrap();
        assert_eq!(thirtieth.to_string(), "腊月三十");
        // 腊月 of 2025 has 29 days: the eve of Spring Festival is the 29th.
        assert_eq!(thirtieth.in_year(2025), Some(date(2026, 2, 16)));
        assert_eq!(thirtieth.in_year(2026), Some(date(2027, 2, 5)), "and this one has thirty");
    }

    #[test]
    fn a_leap_month_birthday_moves_to_the_ordinary_month_where_there_is_no_leap_month() {
        let leap = LunarBirthday::of(date(1952, 6, 30)).unwrap();
        assert_eq!(leap.to_string(), "闰五月初九");
        assert_eq!(leap.in_year(2026), LunarDate::new(2026, 5, false, 9).and_then(LunarDate::solar));
        assert_eq!(leap.in_year(2028), LunarDate::new(2028, 5, true, 9).and_then(LunarDate::solar));
    }

    #[test]
    fn the_next_one_may_be_next_year() {
        let ninth = LunarBirthday::from(LunarDate::new(1938, 9, false, 9).unwrap());
        assert_eq!(ninth.next_on_or_after(date(2026, 10, 18)), Some(date(2026, 10, 18)));
        assert_eq!(ninth.next_on_or_after(date(2026, 10, 19)), Some(date(2027, 10, 8)));
        let laba = LunarBirthday::from(LunarDate::new(1938, 12, false, 8).unwrap());
        assert_eq!(laba.next_on_or_after(date(2026, 1, 1)), Some(date(2026, 1, 26)));
        assert_eq!(laba.next_on_or_after(date(9999, 1, 1)), None);
    }

    proptest! {
        #[test]
        fn everybody_has_one_birthday_in_every_lunar_year(day in 0i64..73_000, year in 1901i16..2100) {
            let born = date(1900, 1, 31).checked_add(jiff::Span::new().days(day)).unwrap();
            let birthday = LunarBirthday::of(born).unwrap();
            let kept = birthday.in_year(year).unwrap();
            let on = LunarDate::of(kept).unwrap();
            prop_assert_eq!((on.year(), on.month()), (year, birthday.month));
            prop_assert!(on.day() == birthday.day || (birthday.day == 30 && on.day() == 29));
            prop_assert_eq!(birthday.next_on_or_after(kept), Some(kept));
        }
    }
}
