//! One row of a ledger by the meaning of its columns, and the readings that every kind of ledger shares.

use std::ops::RangeInclusive;

use cq_calendar::{PartialDate, PartialDateError};
use cq_platform::{form::has_hidden, messages::Text};
use cq_sheet::{Cell, CellDateError, CellValue, IdText, RowRef, normalise};
use jiff::civil::Date;

use super::{columns, ledger::Errors};

/// Characters of the longest name.
pub const NAME_MAX: usize = 40;

/// A row: its cells by column key.
pub struct Cells<'r> {
    /// Sheet's name; empty for a text file.
    pub sheet: &'r str,
    /// What the file says of all its rows: see [`super::of_all`].
    pub(super) of_all: Option<&'static str>,
    pub(super) row: RowRef<'r>,
    /// Key and position of every column that means something.
    pub(super) columns: &'r [(&'static str, usize)],
}

impl<'r> Cells<'r> {
    /// What the sheet says of all its rows in a column that it does not have.
    pub fn of_all(&self) -> Option<&'static str> {
        self.of_all
    }

    /// The cell under `key`; `None` where the ledger has no such column.
    pub fn get(&self, key: &str) -> Option<&'r Cell<'r>> {
        let index = self.columns.iter().find(|(of, _)| *of == key)?.1;
        Some(self.row.cell(index))
    }

    /// Whether the ledger has the column.
    pub fn has(&self, key: &str) -> bool {
        self.columns.iter().any(|(of, _)| *of == key)
    }

    /// What the cell shows, without surrounding spaces; empty where there is none.
    pub fn shown(&self, key: &str) -> String {
        self.get(key).map(|cell| cell.shown().into_owned()).unwrap_or_default()
    }

    /// Whether no column that means something shows anything.
    pub(super) fn is_empty(&self) -> bool {
        self.columns.iter().all(|(_, index)| self.row.cell(*index).is_blank())
    }

    /// Text of at most `max` characters; `None` where the cell is blank or wrong.
    pub fn text(&self, key: &'static str, max: usize, errors: &mut Errors) -> Option<String> {
        let cell = self.get(key).filter(|cell| !cell.is_blank())?;
        if let CellValue::Error(shown) = cell.value {
            errors.at(key, Text::new("intake-cell-error-value").with("shown", shown));
            return None;
        }
        let text = cell.shown();
        if has_hidden(&text) {
            errors.at(key, Text::new("intake-cell-hidden-characters"));
        } else if text.chars().count() > max {
            errors.at(key, Text::new("intake-cell-too-long").with("max", max));
        } else {
            return Some(text.into_owned());
        }
        None
    }

    /// [`Cells::text`] that must be there.
    pub fn required_text(&self, key: &'static str, max: usize, errors: &mut Errors) -> Option<String> {
        if self.get(key).is_none_or(Cell::is_blank) {
            errors.at(key, Text::new("intake-cell-required"));
            return None;
        }
        self.text(key, max, errors)
    }

    /// The name of a person: 1 to 40 characters, spaces that pad it left out, `·` kept; never what a formula computed.
    pub fn person_name(&self, key: &'static str, errors: &mut Errors) -> Option<String> {
        if self.get(key).is_some_and(|cell| cell.formula) {
            errors.at(key, Text::new("intake-name-formula"));
            return None;
        }
        let text = self.required_text(key, 60, errors)?;
        name_of(&text).map_err(|wrong| errors.at(key, wrong)).ok()
    }

    /// A day of the past, as exactly as the ledger knows it.
    pub fn past(&self, key: &'static str, today: Date, errors: &mut Errors) -> Option<PartialDate> {
        let date = self.date(key, errors)?;
        if date.first_day() > today {
            errors.at(key, Text::new("intake-date-future").with("shown", self.shown(key)));
            return None;
        }
        Some(date)
    }

    /// A day, month or year; `None` where the cell is blank or wrong.
    pub fn date(&self, key: &'static str, errors: &mut Errors) -> Option<PartialDate> {
        let cell = self.get(key)?;
        match cell.as_date() {
            Ok(date) => date,
            Err(error) => {
                errors.at(key, date_error(error).with("shown", cell.shown().as_ref()));
                None
            }
        }
    }

    /// A number; `None` where the cell is blank or wrong.
    pub fn number(&self, key: &'static str, errors: &mut Errors) -> Option<f64> {
        let cell = self.get(key).filter(|cell| !cell.is_blank())?;
        let number = match &cell.value {
            CellValue::Number(number) => Some(*number),
            CellValue::Text(text) => narrow(text).trim().parse().ok(),
            _ => None,
        };
        let number = number.filter(|number: &f64| number.is_finite());
        if number.is_none() {
            errors.at(key, Text::new("intake-number").with("shown", cell.shown().as_ref()));
        }
        number
    }

    /// A whole number in `range`; `None` where the cell is blank or wrong.
    pub fn whole(&self, key: &'static str, range: RangeInclusive<i64>, errors: &mut Errors) -> Option<i64> {
        let number = self.number(key, errors)?;
        let whole = number as i64;
        if number.fract() != 0.0 || !range.contains(&whole) {
            let text = Text::new("intake-whole").with("shown", self.shown(key)).with("min", *range.start());
            errors.at(key, text.with("max", *range.end()));
            return None;
        }
        Some(whole)
    }

    /// A word of a closed list, by any of its spellings; `None` where the cell is blank or the word unknown.
    pub fn word<T: Copy>(&self, key: &'static str, words: &[(&str, T)], errors: &mut Errors) -> Option<T> {
        let cell = self.get(key).filter(|cell| !cell.is_blank())?;
        let shown = cell.shown();
        let wanted = normalise(&shown);
        let found = words.iter().find(|(word, _)| *word == wanted).map(|(_, value)| *value);
        if found.is_none() {
            errors.at(key, Text::new("intake-word-unknown").with("shown", shown.as_ref()));
        }
        found
    }

    /// A phone number as digits, the first where there are several; `None` where the cell is blank or wrong.
    pub fn phone(&self, key: &'static str, errors: &mut Errors) -> Option<String> {
        let cell = self.get(key).filter(|cell| !cell.is_blank())?;
        let text = match cell.as_id_text() {
            IdText::Exact(_) if matches!(cell.value, CellValue::Text(_)) => narrow(&cell.shown()),
            IdText::Exact(digits) => digits,
            _ => String::new(),
        };
        let digits = columns::first_phone(&text);
        let digits = digits
            .strip_prefix("0086")
            .or(digits.strip_prefix("86").filter(|rest| rest.len() == 11))
            .unwrap_or(&digits);
        if (5..=15).contains(&digits.len()) {
            return Some(digits.to_owned());
        }
        errors.at(key, Text::new("intake-phone").with("shown", cell.shown().as_ref()));
        None
    }

    /// The second of several phone numbers in one cell, as digits: `13800000000/8000000`.
    pub fn second_phone(&self, key: &'static str) -> Option<String> {
        let cell = self.get(key).filter(|cell| matches!(cell.value, CellValue::Text(_)))?;
        Some(columns::second_phone(&narrow(&cell.shown()))).filter(|digits| (7..=12).contains(&digits.len()))
    }

    /// Degrees north and east, both or neither, inside China; `None` where the cells are blank or wrong.
    pub fn coordinates(
        &self,
        latitude: &'static str,
        longitude: &'static str,
        errors: &mut Errors,
    ) -> Option<(f64, f64)> {
        let before = errors.0.len();
        let (north, east) = (self.number(latitude, errors), self.number(longitude, errors));
        if errors.0.len() > before {
            return None;
        }
        match (north, east) {
            (Some(north), Some(east)) if NORTH.contains(&north) && EAST.contains(&east) => {
                Some((north, east))
            }
            (Some(north), Some(east)) if NORTH.contains(&east) && EAST.contains(&north) => {
                errors.at(longitude, Text::new("intake-coordinates-swapped"));
                None
            }
            (Some(_), Some(_)) => {
                errors.at(longitude, Text::new("intake-coordinates-abroad"));
                None
            }
            (None, None) => None,
            (north, _) => {
                errors.at(
                    if north.is_none() { latitude } else { longitude },
                    Text::new("intake-coordinates-half"),
                );
                None
            }
        }
    }
}

/// Degrees of latitude in China.
pub(crate) const NORTH: RangeInclusive<f64> = 3.0..=54.0;
/// Degrees of longitude in China.
pub(crate) const EAST: RangeInclusive<f64> = 73.0..=136.0;

/// A name as [`Cells::person_name`] reads one, or what is wrong with it.
pub fn name_of(text: &str) -> Result<String, Text> {
    let name = spaced(text);
    let is_of_letters = |c: char| c.is_alphabetic() || matches!(c, '·' | ' ' | '-' | '\'' | '.');
    if !name.chars().all(is_of_letters) {
        Err(Text::new("intake-name-characters"))
    } else if name.chars().count() > NAME_MAX {
        Err(Text::new("intake-cell-too-long").with("max", NAME_MAX))
    } else {
        Ok(name)
    }
}

/// A name with its spaces as they are meant: they pad Chinese names and part others.
pub(crate) fn spaced(name: &str) -> String {
    let is_chinese = |c: char| matches!(c, '\u{2e80}'..='\u{2fdf}' | '\u{3005}'..='\u{3007}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}');
    if name.chars().any(is_chinese) {
        let name: String = name.chars().filter(|c| !c.is_whitespace()).map(one_dot).collect();
        // A full stop between whole parts of a name is the dot that the keyboard did not offer; behind one letter it shortens.
        let stands_between = name.contains('.') && name.split('.').all(|part| part.chars().count() >= 2);
        if stands_between { name.replace('.', "·") } else { name }
    } else {
        name.split_whitespace().collect::<Vec<_>>().join(" ").chars().map(one_dot).collect()
    }
}

/// The many dots of minority names as one.
pub fn one_dot(c: char) -> char {
    if matches!(c, '•' | '・' | '．' | '‧' | '∙' | '●') { '·' } else { c }
}

/// Full-width signs as their half-width twins.
pub fn narrow(text: &str) -> String {
    let half = |c: char| match c {
        '\u{3000}' => ' ',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        _ => c,
    };
    text.chars().map(half).collect()
}

fn date_error(error: CellDateError) -> Text {
    match error {
        CellDateError::Text(PartialDateError::Day { month, day, .. }) => {
            Text::new("intake-date-day").with("month", i64::from(month)).with("day", i64::from(day))
        }
        CellDateError::Text(PartialDateError::Month(month)) => {
            Text::new("intake-date-month").with("month", i64::from(month))
        }
        CellDateError::Text(PartialDateError::Year(_)) => Text::new("intake-date-year"),
        CellDateError::JanuaryOrOctober { year } => {
            Text::new("intake-date-january-or-october").with("year", i64::from(year))
        }
        CellDateError::Text(PartialDateError::Empty | PartialDateError::Shape) | CellDateError::NotADate => {
            Text::new("intake-date-shape")
        }
    }
}
