//! Lunar dates: many elders keep their birthday by them.

use jiff::civil::Date;
use std::fmt;
use tyme4rs::tyme::lunar::{LunarDay, LunarYear};
use tyme4rs::tyme::solar::SolarDay;

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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct LunarDate {
    year: i16,
    month: u8,
    leap: bool,
    day: u8,
}

impl LunarDate {
    /// The lunar date of a solar day; `None` outside the years 1600 to 2400.
    pub fn of(date: Date) -> Option<LunarDate> {
        if !YEARS.contains(&date.year()) {
            return None;
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
        let name = |names: &[&'static str], number: u8| {
            names.get(usize::from(number).wrapping_sub(1)).copied().unwrap_or_default()
        };
        let leap = if self.leap { "闰" } else { "" };
        write!(f, "{leap}{}{}", name(&MONTHS, self.month), name(&DAYS, self.day))
    }
}

/// The solar day of a day in an ordinary (not a leap) lunar month, such as 九月初九 of 2026.
///
/// `None` if that month has no such day (day 30 of a short month) or the year is outside 1600 to 2400.
pub fn lunar_day_to_solar(lunar_year: i16, month: u8, day: u8) -> Option<Date> {
    if !YEARS.contains(&lunar_year) || !(1..=12).contains(&month) || !(1..=30).contains(&day) {
        return None;
    }
    LunarYear::new(lunar_year.into()).ok()?;
    let lunar = LunarDay::new(lunar_year.into(), month.into(), day.into()).ok()?;
    solar_date(&lunar.get_solar_day())
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
    fn no_day_thirty_in_a_short_month_and_no_year_beyond_the_tables() {
        let long = (1..=12).filter(|&month| lunar_day_to_solar(2026, month, 30).is_some()).count();
        assert!((5..=7).contains(&long), "about half of the months have thirty days, not {long}");
        assert_eq!(lunar_day_to_solar(2026, 13, 1), None);
        assert_eq!(lunar_day_to_solar(2026, 1, 31), None);
        assert_eq!(lunar_day_to_solar(9999, 1, 1), None);
        assert_eq!(LunarDate::of(date(9999, 1, 1)), None);
    }
}
