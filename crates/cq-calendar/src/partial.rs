//! Dates of a life as ledgers know them: to the day, to the month, or only the year.

use jiff::civil::Date;
use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

/// A year, a year and month, or a whole date.
///
/// `Display`, `FromStr` and serde use ISO 8601: `2000`, `2000-01`, `2000-01-05`. Ordered by the first day
/// it can mean; of two with the same first day, the vaguer comes first. Years are 1 to 9999.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct PartialDate(Known);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Known {
    Year(i16),
    Month(i16, i8),
    Day(Date),
}

/// Why a text or number is no date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PartialDateError {
    /// Nothing in it.
    #[error("empty")]
    Empty,
    /// Not the shape of a date.
    #[error("not a date")]
    Shape,
    /// A year that no ledger means.
    #[error("year {0} is out of range")]
    Year(i32),
    /// No such month.
    #[error("month {0} does not exist")]
    Month(i32),
    /// The month has no such day.
    #[error("day {day} does not exist in {year}-{month}")]
    Day {
        /// Year.
        year: i16,
        /// Month, 1 to 12.
        month: i8,
        /// The day that does not exist.
        day: i32,
    },
}

/// Completed years of life on a day, when the birth is known only roughly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct AgeRange {
    /// The age if born as late as possible.
    pub least: u16,
    /// The age if born as early as possible.
    pub most: u16,
}

impl PartialDate {
    /// Only the year is known.
    pub fn from_year(year: i16) -> Result<PartialDate, PartialDateError> {
        build(year.into(), None, None, 1..=9999)
    }

    /// Year and month are known.
    pub fn from_year_month(year: i16, month: i8) -> Result<PartialDate, PartialDateError> {
        build(year.into(), Some(month.into()), None, 1..=9999)
    }

    /// Reads what ledgers hold: `1938`, `1938.5`, `1938.05.12`, `1938年5月`, `1938/5/12`, `19380512`,
    /// `193805`, `1938-5-12 00:00:00`, with full-width digits, spaces and a final `日`, `号` or `生`.
    /// Years are 1800 to 2199; a two-digit year is refused, since it could mean two centuries.
    pub fn parse_loose(text: &str) -> Result<PartialDate, PartialDateError> {
        let text = plain(text);
        if text.is_empty() {
            return Err(PartialDateError::Empty);
        }
        let numbers = numbers(&text)?;
        let (year, month, day) = match *numbers.as_slice() {
            [(year, 4)] => (year, None, None),
            [(number, 6)] => (number / 100, Some(number % 100), None),
            [(number, 8)] => (number / 10_000, Some(number / 100 % 100), Some(number % 100)),
            [(year, 4), (month, 1 | 2)] => (year, Some(month), None),
            [(year, 4), (month, 1 | 2), (day, 1 | 2)] => (year, Some(month), Some(day)),
            _ => return Err(PartialDateError::Shape),
        };
        build(year, month, day, 1800..=2199)
    }

    /// The first day it can mean.
    pub fn first_day(self) -> Date {
        match self.0 {
            Known::Year(year) => Date::new(year, 1, 1).unwrap_or(Date::MIN),
            Known::Month(year, month) => Date::new(year, month, 1).unwrap_or(Date::MIN),
            Known::Day(date) => date,
        }
    }

    /// The last day it can mean.
    pub fn last_day(self) -> Date {
        match self.0 {
            Known::Year(year) => Date::new(year, 12, 31).unwrap_or(Date::MAX),
            Known::Month(..) => self.first_day().last_of_month(),
            Known::Day(date) => date,
        }
    }

    /// Year, always known.
    pub fn year(self) -> i16 {
        self.first_day().year()
    }

    /// Month, if known.
    pub fn month(self) -> Option<i8> {
        match self.0 {
            Known::Year(_) => None,
            Known::Month(_, month) => Some(month),
            Known::Day(date) => Some(date.month()),
        }
    }

    /// The whole date, if known to the day.
    pub fn day(self) -> Option<Date> {
        match self.0 {
            Known::Day(date) => Some(date),
            Known::Year(_) | Known::Month(..) => None,
        }
    }

    /// Age on a day of somebody born then; `None` if certainly not yet born. Who was born on 29 February
    /// completes a year on 1 March of common years.
    pub fn age_on(self, on: Date) -> Option<AgeRange> {
        let most = completed_years(self.first_day(), on)?;
        Some(AgeRange { least: completed_years(self.last_day(), on).unwrap_or(0), most })
    }

    /// As Chinese writes it: 1938年5月12日, 1938年5月, 1938年.
    pub fn chinese(self) -> String {
        match self.0 {
            Known::Year(year) => format!("{year}年"),
            Known::Month(year, month) => format!("{year}年{month}月"),
            Known::Day(date) => format!("{}年{}月{}日", date.year(), date.month(), date.day()),
        }
    }

    /// As English writes it: 12 May 1938, May 1938, 1938.
    pub fn english(self) -> String {
        match self.0 {
            Known::Year(year) => year.to_string(),
            Known::Month(year, month) => format!("{} {year}", english_month(month)),
            Known::Day(date) => format!("{} {} {}", date.day(), english_month(date.month()), date.year()),
        }
    }
}

impl From<Date> for PartialDate {
    fn from(date: Date) -> PartialDate {
        PartialDate(Known::Day(date))
    }
}

impl Ord for PartialDate {
    fn cmp(&self, other: &PartialDate) -> Ordering {
        let key = |date: &PartialDate| {
            let detail = match date.0 {
                Known::Year(_) => 0,
                Known::Month(..) => 1,
                Known::Day(_) => 2,
            };
            (date.first_day(), detail)
        };
        key(self).cmp(&key(other))
    }
}

impl PartialOrd for PartialDate {
    fn partial_cmp(&self, other: &PartialDate) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Known::Year(year) => write!(f, "{year:04}"),
            Known::Month(year, month) => write!(f, "{year:04}-{month:02}"),
            Known::Day(date) => write!(f, "{:04}-{:02}-{:02}", date.year(), date.month(), date.day()),
        }
    }
}

impl FromStr for PartialDate {
    type Err = PartialDateError;

    fn from_str(text: &str) -> Result<PartialDate, PartialDateError> {
        let part = |range: std::ops::Range<usize>| match text.get(range) {
            Some(digits) if digits.bytes().all(|b| b.is_ascii_digit()) => {
                digits.parse::<i32>().map_err(|_| PartialDateError::Shape)
            }
            _ => Err(PartialDateError::Shape),
        };
        let dash = |at: usize| text.as_bytes().get(at) == Some(&b'-');
        let (month, day) = match text.len() {
            4 => (None, None),
            7 if dash(4) => (Some(part(5..7)?), None),
            10 if dash(4) && dash(7) => (Some(part(5..7)?), Some(part(8..10)?)),
            0 => return Err(PartialDateError::Empty),
            _ => return Err(PartialDateError::Shape),
        };
        build(part(0..4)?, month, day, 1..=9999)
    }
}

impl serde::Serialize for PartialDate {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for PartialDate {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<PartialDate, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

fn build(
    year: i32,
    month: Option<i32>,
    day: Option<i32>,
    years: std::ops::RangeInclusive<i32>,
) -> Result<PartialDate, PartialDateError> {
    if !years.contains(&year) {
        return Err(PartialDateError::Year(year));
    }
    let short_year = i16::try_from(year).map_err(|_| PartialDateError::Year(year))?;
    let Some(month) = month else { return Ok(PartialDate(Known::Year(short_year))) };
    let short_month = match i8::try_from(month) {
        Ok(short @ 1..=12) => short,
        _ => return Err(PartialDateError::Month(month)),
    };
    let Some(day) = day else { return Ok(PartialDate(Known::Month(short_year, short_month))) };
    i8::try_from(day)
        .ok()
        .and_then(|day| Date::new(short_year, short_month, day).ok())
        .map(PartialDate::from)
        .ok_or(PartialDateError::Day { year: short_year, month: short_month, day })
}

/// Half-width digits and one kind of separator; the time of day and closing words cut off.
fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in text.trim().chars() {
        match c {
            '０'..='９' => plain.push(char::from(b'0' + (c as u32 - '０' as u32) as u8)),
            '年' | '月' | '/' | '／' | '.' | '．' | '。' | '、' | '－' | '—' | '–' => {
                plain.push('-')
            }
            '：' => plain.push(':'),
            '\u{3000}' | '\u{a0}' => plain.push(' '),
            _ => plain.push(c),
        }
    }
    let date = without_time(&plain);
    let date = date.trim_end_matches(['生', ' ']).trim_end_matches(['日', '号', ' ']);
    let mut joined: String = date.chars().filter(|c| *c != ' ').collect();
    if joined.ends_with('-') {
        joined.pop();
    }
    joined
}

/// Cuts ` 00:00:00`, `T00:00:00` and the like.
fn without_time(text: &str) -> &str {
    let Some(colon) = text.find(':') else { return text };
    let hours = text.get(..colon).unwrap_or_default().trim_end_matches(|c: char| c.is_ascii_digit());
    if hours.ends_with([' ', 'T', '日']) { hours.trim_end_matches([' ', 'T']) } else { text }
}

/// The numbers between the dashes, each with its count of digits.
fn numbers(text: &str) -> Result<Vec<(i32, usize)>, PartialDateError> {
    text.split('-')
        .map(|part| {
            let digits = part.len() <= 8 && !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
            let number = part.parse().map_err(|_| PartialDateError::Shape)?;
            if digits { Ok((number, part.len())) } else { Err(PartialDateError::Shape) }
        })
        .collect()
}

fn completed_years(born: Date, on: Date) -> Option<u16> {
    if on < born {
        return None;
    }
    let before_birthday = (on.month(), on.day()) < (born.month(), born.day());
    u16::try_from(on.year() - born.year() - i16::from(before_birthday)).ok()
}

fn english_month(month: i8) -> &'static str {
    const NAMES: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    usize::try_from(month)
        .ok()
        .and_then(|month| NAMES.get(month.wrapping_sub(1)))
        .copied()
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    fn loose(text: &str) -> String {
        PartialDate::parse_loose(text).map_or_else(|error| format!("{error:?}"), |date| date.to_string())
    }

    #[test]
    fn ledgers_write_dates_in_many_ways() {
        for text in [
            "1938.05.12",
            "1938年5月12日",
            "1938年05月12号生",
            "1938/5/12",
            "19380512",
            "1938-5-12",
            "1938-5-12 00:00:00",
            "1938-05-12T00:00:00",
            "１９３８．５．１２",
            " 1938 年 5 月 12 日 ",
            "1938年5月12日 8：30",
            "1938、5、12",
        ] {
            assert_eq!(loose(text), "1938-05-12", "{text}");
        }
        for text in ["1938.5", "1938.05", "1938年5月", "193805", "1938/5", "１９３８年５月生", "1938-5-"]
        {
            assert_eq!(loose(text), "1938-05", "{text}");
        }
        assert_eq!(loose("1938年"), "1938");
        assert_eq!(loose("1938"), "1938");
    }

    #[test]
    fn what_is_no_date_says_why() {
        let parse = PartialDate::parse_loose;
        assert_eq!(parse("1938年2月30日"), Err(PartialDateError::Day { year: 1938, month: 2, day: 30 }));
        assert_eq!(parse("19390229"), Err(PartialDateError::Day { year: 1939, month: 2, day: 29 }));
        assert_eq!(parse("1938.13"), Err(PartialDateError::Month(13)));
        assert_eq!(parse("380512"), Err(PartialDateError::Year(3805)));
        assert_eq!(parse("  　"), Err(PartialDateError::Empty));
        for text in
            ["不详", "38.5", "民国27年", "1938--5", "1938.5.12.1", "１９３８年五月", "99999999999", "-1938"]
        {
            assert_eq!(parse(text), Err(PartialDateError::Shape), "{text}");
        }
    }

    #[test]
    fn iso_is_strict() {
        for text in ["2000", "2000-01", "2000-01-05", "0001-12-31"] {
            assert_eq!(text.parse::<PartialDate>().unwrap().to_string(), text);
        }
        for text in ["", "2000-1", "2000-01-5", "2000/01", "+200", "2000-13", "0000", "2000-02-30", "二千"]
        {
            assert!(text.parse::<PartialDate>().is_err(), "{text}");
        }
        let json = serde_json::to_string(&"2000-01".parse::<PartialDate>().unwrap()).unwrap();
        assert_eq!(json, r#""2000-01""#);
        assert!(serde_json::from_str::<PartialDate>(r#""2000-00""#).is_err());
    }

    #[test]
    fn first_and_last_day_and_order() {
        let month: PartialDate = "1940-02".parse().unwrap();
        assert_eq!((month.first_day(), month.last_day()), (date(1940, 2, 1), date(1940, 2, 29)));
        let mut dates: Vec<PartialDate> =
            ["1940-02-01", "1941", "1940-02", "1940", "1939-12-31"].map(|text| text.parse().unwrap()).into();
        dates.sort();
        let texts: Vec<String> = dates.iter().map(PartialDate::to_string).collect();
        assert_eq!(texts, ["1939-12-31", "1940", "1940-02", "1940-02-01", "1941"]);
    }

    #[test]
    fn age_is_a_range_when_the_birth_is_vague() {
        let age =
            |born: &str, on| born.parse::<PartialDate>().unwrap().age_on(on).map(|age| (age.least, age.most));
        assert_eq!(age("1938-05-12", date(2026, 5, 11)), Some((87, 87)));
        assert_eq!(age("1938-05-12", date(2026, 5, 12)), Some((88, 88)));
        assert_eq!(age("1938", date(2026, 5, 12)), Some((87, 88)));
        assert_eq!(age("1938-05", date(2026, 5, 12)), Some((87, 88)));
        assert_eq!(age("1938-05", date(2026, 6, 1)), Some((88, 88)));
        assert_eq!(age("1940-02-29", date(2026, 2, 28)), Some((85, 85)));
        assert_eq!(age("2026", date(2026, 5, 12)), Some((0, 0)));
        assert_eq!(age("2027", date(2026, 5, 12)), None);
    }

    #[test]
    fn both_languages() {
        let text = |iso: &str| {
            let date: PartialDate = iso.parse().unwrap();
            (date.chinese(), date.english())
        };
        assert_eq!(text("1938-05-12"), ("1938年5月12日".into(), "12 May 1938".into()));
        assert_eq!(text("1938-05"), ("1938年5月".into(), "May 1938".into()));
        assert_eq!(text("1938"), ("1938年".into(), "1938".into()));
    }

    proptest! {
        #[test]
        fn any_text_is_a_date_or_an_error(text in "\\PC{0,20}|[0-9年月日./: -]{0,20}") {
            if let Ok(date) = PartialDate::parse_loose(&text) {
                prop_assert!(date.first_day() <= date.last_day());
                prop_assert_eq!(date.to_string().parse::<PartialDate>(), Ok(date));
            }
            let _ = text.parse::<PartialDate>();
        }
    }
}
