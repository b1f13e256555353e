//! What the fields of a person have in common: how they are kept as text, entered, read from ledgers and shown.

use std::{collections::BTreeSet, fmt::Display, str::FromStr};

use cq_platform::words;

use super::{Category, CitizenId, Facts, Sex, code::Table};
use crate::intake::{Column, Shown};

words! {
    /// The parts of a person's page and form, as a clerk thinks of them.
    pub enum Section {
        /// 基本.
        Who = "who",
        /// 离退休.
        Service = "service",
        /// 家庭.
        Home = "home",
        /// 健康.
        Health = "health",
        /// 其他.
        Other = "other",
        /// 离世: only of who is no longer served.
        End = "end",
    }
}

/// What may stand in a field.
#[derive(Debug, Clone, Copy)]
pub enum Kind {
    /// The name of a person.
    Name,
    /// Text on one line, of at most so many characters.
    Line(usize),
    /// Text on several lines.
    Block(usize),
    /// A day that has come, as exactly as it is known.
    Past,
    /// A day, as exactly as it is known.
    Day,
    /// One of a closed list.
    Word(&'static Table),
    /// Some of a closed list.
    Words(&'static Table),
    /// ICD-10 codes.
    Illnesses,
    /// A number from 0 to the one given.
    Count(i64),
    /// Degrees, at most so far from 0.
    Degrees(f64),
    /// Digits of a phone.
    Phone,
    /// GB 11643.
    CitizenId,
    /// When and why somebody's service ended.
    Ended,
}

impl Kind {
    /// The column of a ledger that holds such values. Without names a ledger of people is of no use.
    pub(super) const fn column(
        self,
        key: &'static str,
        title: &'static str,
        synonyms: &'static [&'static str],
    ) -> Column {
        let column = Column::new(key, title, self.shown(), synonyms);
        if matches!(self, Kind::Name) { column.required() } else { column }
    }

    const fn shown(self) -> Shown {
        match self {
            Kind::Past | Kind::Day => Shown::Day,
            Kind::CitizenId => Shown::Masked,
            Kind::Word(table) | Kind::Words(table) => Shown::Words(table.family),
            Kind::Ended => Shown::Words("ended"),
            _ => Shown::Plain,
        }
    }
}

/// One of the fields of [`Facts`]; their list is [`super::FIELDS`].
pub struct Field {
    /// Its name in forms, ledgers, the log, and the past.
    pub key: &'static str,
    /// What may stand in it.
    pub kind: Kind,
    /// Where it is shown and entered.
    pub section: Section,
    /// Whether what it said before is kept, with the day until which it held.
    pub is_dated: bool,
    /// Whether it lies sealed and is shown only on record.
    pub is_sealed: bool,
    pub(super) get: fn(&Facts) -> Option<String>,
    pub(super) set: fn(&mut Facts, Option<&str>) -> Option<()>,
    pub(super) same: fn(&Facts, &Facts) -> bool,
}

impl std::fmt::Debug for Field {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.key)
    }
}

impl Field {
    /// What `facts` say here, as it is kept: ISO 8601, words and codes a space apart; none where nothing is known.
    pub fn of(&self, facts: &Facts) -> Option<String> {
        (self.get)(facts)
    }

    /// Makes `facts` say `text`, as [`Field::of`] gave it; none when it cannot be that.
    pub fn put(&self, facts: &mut Facts, text: Option<&str>) -> Option<()> {
        (self.set)(facts, text)
    }

    /// Whether an event alone tells it: when and why a service ended, and a death after that.
    pub fn is_told_by_event(&self) -> bool {
        matches!(self.kind, Kind::Ended) || self.key == "died_on"
    }

    /// Message key of its name.
    pub fn title(&self) -> String {
        format!("person-field-{}", self.key)
    }
}

/// A value that can be kept as text and come back.
pub(super) trait Fact: Sized + PartialEq {
    fn nothing() -> Self;
    fn kept(&self) -> Option<String>;
    fn back(text: Option<&str>) -> Option<Self>;
}

impl Fact for String {
    fn nothing() -> Self {
        String::new()
    }
    fn kept(&self) -> Option<String> {
        Some(self.clone())
    }
    fn back(text: Option<&str>) -> Option<Self> {
        text.map(str::to_owned)
    }
}

impl Fact for Sex {
    fn nothing() -> Self {
        Sex::Unknown
    }
    fn kept(&self) -> Option<String> {
        Some(self.to_string())
    }
    fn back(text: Option<&str>) -> Option<Self> {
        text.map_or(Some(Sex::Unknown), |word| word.parse().ok())
    }
}

impl Fact for Category {
    fn nothing() -> Self {
        Category::Relative
    }
    fn kept(&self) -> Option<String> {
        Some(self.to_string())
    }
    fn back(text: Option<&str>) -> Option<Self> {
        text?.parse().ok()
    }
}

impl<T: Display + FromStr + PartialEq> Fact for Option<T> {
    fn nothing() -> Self {
        None
    }
    fn kept(&self) -> Option<String> {
        self.as_ref().map(T::to_string)
    }
    fn back(text: Option<&str>) -> Option<Self> {
        text.map_or(Some(None), |text| text.parse().ok().map(Some))
    }
}

impl Fact for Option<CitizenId> {
    fn nothing() -> Self {
        None
    }
    fn kept(&self) -> Option<String> {
        self.as_ref().map(|id| id.as_str().to_owned())
    }
    fn back(text: Option<&str>) -> Option<Self> {
        text.map_or(Some(None), |text| CitizenId::parse(text).ok().map(Some))
    }
}

impl<T: Display + FromStr + Ord> Fact for BTreeSet<T> {
    fn nothing() -> Self {
        BTreeSet::new()
    }
    fn kept(&self) -> Option<String> {
        let words: Vec<String> = self.iter().map(T::to_string).collect();
        Some(words.join(" ")).filter(|text| !text.is_empty())
    }
    fn back(text: Option<&str>) -> Option<Self> {
        text.unwrap_or_default().split_whitespace().map(|word| word.parse().ok()).collect()
    }
}
