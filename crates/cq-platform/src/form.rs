//! Raw input on its way to values: each wrong field keeps what was typed and gets its sentence.

use std::ops::RangeInclusive;

use jiff::civil::Date;

use crate::{Error, Result, messages::Text};

/// Field name and sentence, in the order of the form.
pub type FieldErrors = Vec<(String, Text)>;

/// Whether a sign turns text round or hides in it, so that what is read would not be what is shown.
pub fn has_hidden(text: &str) -> bool {
    text.chars().any(|c| is_hidden(c) || (c.is_control() && !matches!(c, '\n' | '\r' | '\t')))
}

/// Zero-width signs, those that turn the direction of text, and soft hyphens.
pub fn is_hidden(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{180e}' | '\u{3164}' | '\u{ffa0}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{ad}' | '\u{fff9}'..='\u{fffb}')
}

/// The fields as they came.
#[derive(Debug, Clone, Default)]
pub struct Raw(pub Vec<(String, String)>);

impl Raw {
    /// The first value of `name`, as typed.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Every value of `name`.
    pub fn all<'r>(&'r self, name: &'r str) -> impl Iterator<Item = &'r str> {
        self.0.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

/// A form being read, and, where something is wrong, shown again.
#[derive(Debug, Clone, Default)]
pub struct Form {
    raw: Raw,
    errors: FieldErrors,
    /// The field near which a refusal was met that is no field's fault.
    near: Option<String>,
}

impl From<Raw> for Form {
    fn from(raw: Raw) -> Self {
        Self { raw, ..Self::default() }
    }
}

impl Form {
    /// A form to be shown, filled with `values`.
    pub fn filled<'v>(values: impl IntoIterator<Item = (&'v str, String)>) -> Self {
        Raw(values.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()).into()
    }

    /// What was typed, for showing again.
    pub fn value(&self, name: &str) -> &str {
        self.raw.get(name).unwrap_or("")
    }

    /// Whether `value` was ticked or chosen under `name`.
    pub fn has(&self, name: &str, value: &str) -> bool {
        self.raw.all(name).any(|chosen| chosen == value)
    }

    /// Every name and value, for fields whose names are made as they are needed.
    pub fn pairs(&self) -> &[(String, String)] {
        &self.raw.0
    }

    /// Every value given under `name`.
    pub fn values(&self, name: &str) -> Vec<String> {
        self.raw.all(name).map(str::to_owned).collect()
    }

    /// The sentence at `name`, if it is wrong.
    pub fn error(&self, name: &str) -> Option<&Text> {
        self.errors.iter().find(|(field, _)| field == name).map(|(_, text)| text)
    }

    /// All that is wrong.
    pub fn errors(&self) -> &[(String, Text)] {
        &self.errors
    }

    /// Gives `name` the value that what was typed was found to mean.
    pub fn set(&mut self, name: &str, value: &str) {
        self.raw.0.retain(|(key, _)| key != name);
        self.raw.0.push((name.to_owned(), value.to_owned()));
    }

    /// Notes that `name` is wrong.
    pub fn reject(&mut self, name: &str, text: Text) {
        self.errors.push((name.to_owned(), text));
    }

    /// Takes over the errors that an action found.
    #[must_use]
    pub fn with_errors(mut self, errors: FieldErrors) -> Self {
        self.errors.extend(errors);
        self
    }

    /// Takes over a refusal of the domain that is no field's fault: it stands by itself, and the form that was sent, which `near` is in, open.
    #[must_use]
    pub fn refused(mut self, near: &str, text: Text) -> Self {
        self.errors.push((String::new(), text));
        self.near = Some(near.to_owned());
        self
    }

    /// Whether something is wrong with `name`, or its form was refused.
    pub fn is_wrong(&self, name: &str) -> bool {
        self.error(name).is_some() || self.near.as_deref() == Some(name)
    }

    /// Trimmed text whose length in characters lies in `length`; a lower end of 0 makes it optional.
    pub fn text(&mut self, name: &str, length: RangeInclusive<usize>) -> String {
        let text = self.value(name).trim().to_owned();
        let count = text.chars().count();
        if text.is_empty() && *length.start() > 0 {
            self.reject(name, Text::new("form-required"));
        } else if count > *length.end() {
            self.reject(name, Text::new("form-too-long").with("max", *length.end()));
        } else if !text.is_empty() && count < *length.start() {
            self.reject(name, Text::new("form-too-short").with("min", *length.start()));
        } else if has_hidden(&text) {
            self.reject(name, Text::new("form-control-characters"));
        }
        text
    }

    /// A whole number in `range`; `None` when it is wrong or, if `required` is not set, empty.
    pub fn number(&mut self, name: &str, range: RangeInclusive<i64>, required: bool) -> Option<i64> {
        let text = self.value(name).trim();
        if text.is_empty() {
            if required {
                self.reject(name, Text::new("form-required"));
            }
            return None;
        }
        match text.parse() {
            Ok(n) if range.contains(&n) => Some(n),
            _ => {
                let (min, max) = (*range.start(), *range.end());
                self.reject(name, Text::new("form-number").with("min", min).with("max", max));
                None
            }
        }
    }

    /// A calendar day (ISO 8601, as browsers send it).
    pub fn day(&mut self, name: &str) -> Option<Date> {
        let text = self.value(name).trim();
        if text.is_empty() {
            self.reject(name, Text::new("form-required"));
            return None;
        }
        let day = text.parse().ok();
        if day.is_none() {
            self.reject(name, Text::new("form-day"));
        }
        day
    }

    /// One of a type's words or ids.
    pub fn choice<T: std::str::FromStr>(&mut self, name: &str) -> Option<T> {
        let choice = self.value(name).parse().ok();
        if choice.is_none() {
            self.reject(name, Text::new("form-choice"));
        }
        choice
    }

    /// The value, if every field was right.
    pub fn finish<T>(self, value: Option<T>) -> Result<T> {
        match value {
            Some(value) if self.errors.is_empty() => Ok(value),
            _ => Err(Error::Invalid(self.errors)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_field_keeps_what_was_typed() {
        let mut form = Form::filled([("age", "ninety".to_owned()), ("name", String::new())]);
        assert_eq!((form.number("age", 0..=130, true), form.text("name", 1..=40)), (None, String::new()));
        assert_eq!(form.value("age"), "ninety");
        assert_eq!(form.error("name").map(|text| text.key), Some("form-required"));
        assert!(matches!(form.finish(Some(())), Err(Error::Invalid(errors)) if errors.len() == 2));
    }

    #[test]
    fn the_30th_of_february_is_no_day() {
        let mut form = Form::filled([("on", "2026-02-30".to_owned())]);
        assert_eq!((form.day("on"), form.error("on").map(|text| text.key)), (None, Some("form-day")));
    }
}
