//! Lunar dates: many elders keep their birthday by them.

mod years;

use jiff::civil::Date;
use std::fmt;
use tyme4rs::tyme::lunar::{LunarDay, LunarMonth, LunarYear};
use tyme4rs::tyme::solar::SolarDay;
use years::Year;

const MONTHS: [&str; 12] =
    ["正月", "二月", "三月", "四月", "五月", "六月", "七月", "八月", "九月", "十月", "冬月", "腊月"];
const DAYS: [&str; 30] = [
    "初一", "初二", "初三", "初四", "初五", "初六", "初七", "初八", "初九", "初十", "十一", "十二", "十三",
    "十四", "十五", "十六", "十七", "十八", "十九", "二十", "廿一", "廿二", "廿三", "廿四", "廿五", "廿六",
    "廿七", "廿八", "廿九", "三十",
];

/// Years for which the astronomical tables behind this crate are used.
pub(crate) const YEARS: std::ops::RangeInclusive<i16> = 1600..=2400;

/// A day of the lunar calendar. `Display` writes it as people say it: 腊月初八, 闰二月十五.
///
/// Ordered as the days follow one another; the leap month comes after the ordinary one of its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LunarDate {
    year: i16,
    month: u8,
    leap: bool,
    day: u8,
}

impl LunarDate {
    /// Day `day` of the month `month` (the leap one of that number where `leap` is set) of a lunar year.
    ///
    /// `None` if there is no such month or day in that year, or the year is outside 1600 to 2400.
    pub fn new(year: i16, month: u8, leap: bool, day: u8) -> Option<LunarDate> {
        (1..=month_length(year, month, leap)?).contains(&day).then_some(LunarDate { year, month, leap, day })
    }

    /// The lunar date of a solar day; `None` outside the years 1600 to 2400.
    pub fn of(date: Date) -> Option<LunarDate> {
        if !YEARS.contains(&date.year()) {
            return None;
        }
        let tabled = [date.year(), date.year() - 1].into_iter().find_map(|year| in_table(year, date));
        if tabled.is_some() {
            return tabled;
        }
        let (year, month, day) =
            (date.year().into(), date.month().try_into().ok()?, date.day().try_into().ok()?);
        let lunar = SolarDay::new(year, month, day).ok()?.get_lunar_day();
        let month = lunar.get_lunar_month();
        Some(LunarDate {
            year: i16::try_from(month.get_year()).ok()?,
            month: u8::try_from(month.get_month()).ok()?,
            leap: month.is_leap(),
            day: u8::try_from(lunar.get_day()).ok()?,
        })
    }

    /// The solar day.
    pub fn solar(self) -> Option<Date> {
        if let Some(year) = Year::of(self.year) {
            let before =
                year.months().take_while(|(month, leap, _)| (*month, *leap) != (self.month, self.leap));
            let days: i64 = before.map(|(_, _, days)| i64::from(days)).sum();
            let after = jiff::Span::new().days(days + i64::from(self.day) - 1);
            return year.first_day(self.year)?.checked_add(after).ok();
        }
        let month = isize::from(self.month) * if self.leap { -1 } else { 1 };
        let lunar = LunarDay::new(self.year.into(), month, self.day.into()).ok()?;
        solar_date(&lunar.get_solar_day())
    }

    /// Lunar year, named by the solar year in which it begins.
    pub fn year(self) -> i16 {
        self.year
    }

    /// Month, 1 to 12.
    pub fn month(self) -> u8 {
        self.month
    }

    /// Whether this is the leap (repeated) month of that number.
    pub fn is_leap(self) -> bool {
        self.leap
    }

    /// Day, 1 to 30.
    pub fn day(self) -> u8 {
        self.day
    }
}

impl fmt::Display for LunarDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&month_and_day(self.month, self.leap, self.day))
    }
}

impl LunarDate {
    /// The month's name: 腊月, 闰二月.
    pub fn month_name(self) -> String {
        let leap = if self.leap { "闰" } else { "" };
        format!("{leap}{}", nth(&MONTHS, self.month))
    }

    /// The day's name: 初八, 廿九.
    pub fn day_name(self) -> &'static str {
        nth(&DAYS, self.day)
    }
}

/// 腊月初八, 闰二月十五.
pub(crate) fn month_and_day(month: u8, leap: bool, day: u8) -> String {
    let leap = if leap { "闰" } else { "" };
    format!("{leap}{}{}", nth(&MONTHS, month), nth(&DAYS, day))
}

fn nth(names: &[&'static str], number: u8) -> &'static str {
    names.get(usize::from(number).wrapping_sub(1)).copied().unwrap_or_default()
}

/// The solar day of a day in an ordinary (not a leap) lunar month, such as 九月初九 of 2026.
///
/// `None` if that month has no such day (day 30 of a short month) or the year is outside 1600 to 2400.
pub fn lunar_day_to_solar(lunar_year: i16, month: u8, day: u8) -> Option<Date> {
    LunarDate::new(lunar_year, month, false, day)?.solar()
}

/// The leap month of a lunar year: the number of the month that it repeats. `None` for years without one and years outside
/// 1600 to 2400.
pub fn leap_month(lunar_year: i16) -> Option<u8> {
    if let Some(year) = Year::of(lunar_year) {
        return Some(year.leap()).filter(|month| *month != 0);
    }
    let year = YEARS.contains(&lunar_year).then(|| LunarYear::new(lunar_year.into()).ok())??;
    u8::try_from(year.get_leap_month()).ok().filter(|month| *month != 0)
}

/// 29 or 30 days; `None` if the year has no such month or is outside 1600 to 2400.
pub fn month_length(lunar_year: i16, month: u8, leap: bool) -> Option<u8> {
    let exists = YEARS.contains(&lunar_year)
        && (1..=12).contains(&month)
        && (!leap || leap_month(lunar_year) == Some(month));
    if !exists {
        return None;
    }
    if let Some(year) = Year::of(lunar_year) {
        let is_it = |found: &(u8, bool, u8)| (found.0, found.1) == (month, leap);
        return year.months().find(is_it).map(|(_, _, days)| days);
    }
    let number = isize::from(month) * if leap { -1 } else { 1 };
    u8::try_from(LunarMonth::new(lunar_year.into(), number).ok()?.get_day_count()).ok()
}

/// `date` as a day of the lunar year `year`, if the table has that year and the day lies in it.
fn in_table(year: i16, date: Date) -> Option<LunarDate> {
    let lunar = Year::of(year)?;
    let mut first = lunar.first_day(year)?;
    if date < first {
        return None;
    }
    for (month, leap, days) in lunar.months() {
        let next = first.checked_add(jiff::Span::new().days(i64::from(days))).ok()?;
        if date < next {
            let day = u8::try_from(first.until(date).ok()?.get_days()).ok()? + 1;
            return Some(LunarDate { year, month, leap, day });
        }
        first = next;
    }
    None
}

pub(crate) fn solar_date(day: &SolarDay) -> Option<Date> {
    let year = i16::try_from(day.get_year()).ok()?;
    let month = i8::try_from(day.get_month()).ok()?;
    Date::new(year, month, i8::try_from(day.get_day()).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn spring_festival_and_double_ninth() {
        for (year, spring, ninth) in [
            (2026, date(2026, 2, 17), date(2026, 10, 18)),
            (2027, date(2027, 2, 6), date(2027, 10, 8)),
            (2028, date(2028, 1, 26), date(2028, 10, 26)),
        ] {
            assert_eq!(lunar_day_to_solar(year, 1, 1), Some(spring));
            assert_eq!(lunar_day_to_solar(year, 9, 9), Some(ninth));
            assert_eq!(LunarDate::of(ninth).unwrap().to_string(), "九月初九");
            assert_eq!(LunarDate::of(spring).unwrap().to_string(), "正月初一");
        }
    }

    #[test]
    fn twelfth_month_leap_month_and_the_year_before() {
        let laba = LunarDate::of(date(2026, 1, 26)).unwrap();
        assert_eq!((laba.to_string().as_str(), laba.year()), ("腊月初八", 2025));
        let leap = LunarDate::of(date(2023, 4, 5)).unwrap();
        assert!(leap.is_leap());
        assert_eq!(leap.to_string(), "闰二月十五");
    }

    #[test]
    fn a_leap_month_is_there_in_its_years_only() {
        assert_eq!([2025, 2026, 2028, 2033].map(leap_month), [Some(6), None, Some(5), Some(11)]);
        assert_eq!(LunarDate::new(2025, 6, true, 1).and_then(LunarDate::solar), Some(date(2025, 7, 25)));
        assert_eq!(LunarDate::new(2026, 6, true, 1), None);
        assert_eq!(LunarDate::new(2025, 6, true, 30), None, "that month has 29 days");
    }

    #[test]
    fn no_day_thirty_in_a_short_month_and_no_year_beyond_the_tables() {
        let long = (1..=12).filter(|&month| lunar_day_to_solar(2026, month, 30).is_some()).count();
        assert!((5..=7).contains(&long), "about half of the months have thirty days, not {long}");
        assert_eq!(lunar_day_to_solar(2026, 13, 1), None);
        assert_eq!(lunar_day_to_solar(2026, 1, 31), None);
        assert_eq!(lunar_day_to_solar(9999, 1, 1), None);
        assert_eq!(LunarDate::of(date(9999, 1, 1)), None);
    }
}
