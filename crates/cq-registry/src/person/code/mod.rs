//! Closed lists with their dates: what may be entered today, and what old records hold.
//!
//! The words for people stand in `locales/*/words.ftl` as `family-code`; here stand the codes, from when to when they are
//! given out, and what ledgers write for them.

pub(super) mod illness;
mod people;
mod tables;

use cq_sheet::normalise;
use jiff::civil::Date;

pub use people::{EDUCATION, ETHNICITY};
pub use tables::{
    BIRTHDAY_BY, CATEGORY, ENDED, HEALTH, LIVING, MARITAL, POLITICS, RANK, REVOLUTION, SELF_CARE, SEX,
    UNIT_KIND,
};

/// A closed list.
#[derive(Debug)]
pub struct Table {
    /// Begins the message key of each of its words.
    pub family: &'static str,
    /// The standard it is from; empty for the bureau's own.
    pub standard: &'static str,
    /// What ledgers may write around a word: 享受副处级待遇.
    around: &'static [&'static str],
    /// In the order in which they are offered.
    pub codes: &'static [Code],
}

/// One of a closed list.
#[derive(Debug)]
pub struct Code {
    /// As it is kept.
    pub code: &'static str,
    /// As ledgers write it, freed from spaces and punctuation.
    spellings: &'static [&'static str],
    /// The first day on which it is given out.
    pub since: Option<Date>,
    /// The first day on which it no longer is. Records keep it.
    pub until: Option<Date>,
}

/// A code given out at all times.
const fn code(code: &'static str, spellings: &'static [&'static str]) -> Code {
    Code { code, spellings, since: None, until: None }
}

impl Code {
    const fn until(self, day: Date) -> Code {
        Code { until: Some(day), ..self }
    }

    /// Whether it is given out on that day.
    pub fn is_valid_on(&self, day: Date) -> bool {
        self.since.is_none_or(|since| since <= day) && self.until.is_none_or(|until| day < until)
    }
}

impl Table {
    /// The code, given out or retired.
    pub fn get(&self, code: &str) -> Option<&'static Code> {
        self.codes.iter().find(|known| known.code == code)
    }

    /// What is offered on a day, and besides what a record holds already.
    pub fn offered(&self, day: Date, held: &str) -> impl Iterator<Item = &'static str> {
        self.codes.iter().filter(move |code| code.is_valid_on(day) || code.code == held).map(|code| code.code)
    }

    /// The code that a ledger means.
    pub fn read(&self, written: &str) -> Option<&'static str> {
        let written = normalise(written);
        let spelled = |wanted: &str| {
            self.codes.iter().find(|code| code.spellings.contains(&wanted)).map(|code| code.code)
        };
        spelled(&written).or_else(|| {
            let bare = self.around.iter().fold(written, |text, around| text.replace(around, ""));
            spelled(&bare)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TODAY: Date = jiff::civil::date(2026, 11, 23);
    const ALL: [&Table; 14] = [
        &BIRTHDAY_BY,
        &CATEGORY,
        &EDUCATION,
        &ENDED,
        &ETHNICITY,
        &HEALTH,
        &LIVING,
        &MARITAL,
        &POLITICS,
        &RANK,
        &REVOLUTION,
        &SELF_CARE,
        &SEX,
        &UNIT_KIND,
    ];

    #[test]
    fn every_spelling_means_one_code() {
        for table in ALL {
            let mut seen = std::collections::BTreeSet::new();
            for spelling in table.codes.iter().flat_map(|code| code.spellings) {
                assert!(seen.insert(*spelling), "{}: {spelling}", table.family);
                assert_eq!(normalise(spelling), *spelling);
            }
        }
    }

    #[test]
    fn ledgers_write_around_the_word() {
        assert_eq!(RANK.read("享受 副处级 待遇"), Some("132"));
        assert_eq!(
            (ETHNICITY.read("回族"), ETHNICITY.read("回"), ETHNICITY.read("03")),
            (Some("03"), Some("03"), Some("03"))
        );
        assert_eq!(ETHNICITY.read("火星族"), None);
    }

    #[test]
    fn a_retired_code_is_read_and_kept_and_no_longer_offered() {
        assert!(EDUCATION.get("68").is_some_and(|code| !code.is_valid_on(TODAY)));
        assert!(EDUCATION.get("68").is_some_and(|code| code.is_valid_on(jiff::civil::date(2006, 9, 30))));
        assert!(!EDUCATION.offered(TODAY, "").any(|code| code == "68"));
        assert!(EDUCATION.offered(TODAY, "68").any(|code| code == "68"));
    }
}
