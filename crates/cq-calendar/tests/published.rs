//! The calendar of 1900 to 2100 held against a published table, the library and an independent computation (see the heads
//! of the tables).
//!
//! The two differ on the few days that are known to be in doubt; each is named here with its reason.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::expect_used,
    missing_docs,
    reason = "a test says what went wrong by failing"
)]

use std::str::FromStr;

use cq_calendar::{LunarDate, SolarTerm, leap_month};
use jiff::{Span, civil::Date};
use tyme4rs::tyme::lunar::LunarYear;

const LUNAR: &str = include_str!("tables/lunar.txt");
const TERMS: &str = include_str!("tables/terms.txt");

fn lines(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    table.lines().filter(|line| !line.starts_with('#')).map(|line| line.split(' ').collect())
}

fn number<T: FromStr<Err: std::fmt::Debug>>(text: &str) -> T {
    text.parse().unwrap()
}

/// A month that begins on another day elsewhere: lunar year, month, our first day, theirs.
type Differing = (i16, u8, String, String);

/// Months of `year` by the lengths of a table, first days computed from them.
fn months(leap: u8, first: Date, lengths: &str) -> Vec<(u8, bool, Date)> {
    let numbers = (1..=12u8).flat_map(|month| {
        let repeated = (month == leap).then_some((month, true));
        std::iter::once((month, false)).chain(repeated)
    });
    let mut day = first;
    let mut found = Vec::new();
    for ((month, leap), length) in numbers.zip(lengths.chars()) {
        found.push((month, leap, day));
        day = day.checked_add(Span::new().days(if length == 'l' { 30 } else { 29 })).unwrap();
    }
    found
}

fn compared(year: i16, theirs: impl IntoIterator<Item = (u8, bool, Date)>) -> Vec<Differing> {
    let differing = |(month, leap, theirs): (u8, bool, Date)| {
        let ours = LunarDate::new(year, month, leap, 1).and_then(LunarDate::solar).unwrap();
        (ours != theirs).then(|| (year, month, ours.to_string(), theirs.to_string()))
    };
    theirs.into_iter().filter_map(differing).collect()
}

fn named(differing: &[(i16, u8, &str, &str)]) -> Vec<Differing> {
    differing
        .iter()
        .map(|(year, month, ours, theirs)| (*year, *month, (*ours).into(), (*theirs).into()))
        .collect()
}

/// The four months whose new moon comes within minutes of midnight: the almanac took the 1906 one in today's time zone, and
/// the others from older predictions of the moon.
#[test]
fn lunar_years_are_those_of_a_published_table() {
    let mut years = 0;
    let mut differing = Vec::new();
    for line in lines(LUNAR) {
        let [year, first, leap, lengths] = line[..] else { panic!("{line:?}") };
        let (year, leap): (i16, u8) = (number(year), number(leap));
        years += 1;
        assert_eq!(leap_month(year), Some(leap).filter(|leap| *leap > 0), "{year}");
        differing.extend(compared(year, months(leap, number(first), lengths)));
    }
    assert_eq!(years, 201);
    let known = named(&[
        (1906, 4, "1906-04-23", "1906-04-24"),
        (2057, 9, "2057-09-28", "2057-09-29"),
        (2089, 8, "2089-09-04", "2089-09-05"),
        (2097, 7, "2097-08-07", "2097-08-08"),
    ]);
    assert_eq!(differing, known);
}

/// The library has another day for eleven months, all but one of them before 1960, where it mends a rough computation by a
/// list of corrections. The published table says ours for the ten.
#[test]
fn lunar_years_are_those_of_the_library_but_for_eleven_months() {
    let mut differing = Vec::new();
    for year in 1900..=2100i16 {
        let theirs = LunarYear::from_year(year.into()).get_months().into_iter().map(|month| {
            let first = month.get_first_day().get_solar_day();
            let day = Date::new(
                first.get_year().try_into().unwrap(),
                first.get_month().try_into().unwrap(),
                first.get_day().try_into().unwrap(),
            );
            (month.get_month().try_into().unwrap(), month.is_leap(), day.unwrap())
        });
        differing.extend(compared(year, theirs));
    }
    let known = named(&[
        (1909, 8, "1909-09-14", "1909-09-15"),
        (1910, 12, "1911-01-01", "1910-12-31"),
        (1916, 3, "1916-04-03", "1916-04-02"),
        (1920, 10, "1920-11-10", "1920-11-11"),
        (1927, 10, "1927-10-25", "1927-10-26"),
        (1928, 9, "1928-10-13", "1928-10-14"),
        (1942, 8, "1942-09-10", "1942-09-11"),
        (1943, 11, "1943-11-27", "1943-11-28"),
        (1954, 1, "1954-02-03", "1954-02-04"),
        (1957, 2, "1957-03-02", "1957-03-01"),
        (2057, 9, "2057-09-28", "2057-09-29"),
    ]);
    assert_eq!(differing, known);
}

/// Seven terms within minutes of midnight: six from before 1929, which the library takes in today's time zone, and 谷雨 of 1950
/// (by our computation 49 seconds before midnight).
#[test]
fn solar_terms() {
    let mut differing = Vec::new();
    for line in lines(TERMS) {
        let year: i16 = number(line[0]);
        for (term, day) in SolarTerm::ALL.into_iter().zip(&line[1..]) {
            let ours = term.date_in(year).unwrap();
            assert_eq!(SolarTerm::on(ours), Some(term));
            if ours.day() != number::<i8>(day) {
                differing.push((ours.to_string(), term.chinese(), number::<i8>(day)));
            }
        }
    }
    let known = [
        ("1909-01-21", "大寒", 20),
        ("1911-05-07", "立夏", 6),
        ("1912-01-07", "小寒", 6),
        ("1923-02-20", "雨水", 19),
        ("1927-09-09", "白露", 8),
        ("1928-06-22", "夏至", 21),
        ("1950-04-21", "谷雨", 20),
    ];
    assert_eq!(differing, known.map(|(day, term, theirs)| (day.to_owned(), term, theirs)));
}

#[test]
fn every_day_there_and_back() {
    let mut day = Date::constant(1900, 1, 1);
    let mut before = LunarDate::of(Date::constant(1899, 12, 31)).unwrap();
    while day.year() <= 2100 {
        let lunar = LunarDate::of(day).unwrap();
        assert_eq!(lunar.solar(), Some(day));
        assert!(lunar > before, "{day}: {lunar} after {before}");
        (before, day) = (lunar, day.tomorrow().unwrap());
    }
}
