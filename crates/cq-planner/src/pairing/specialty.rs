//! Specialties as parts of ICD-10.

use serde::Serialize;

/// A text that names no part of ICD-10.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not an ICD-10 code, prefix or block")]
pub struct BadSpecialty;

/// What a doctor treats: a code with all below it (`I25`, `I25.1`), a letter (`I`) or a block (`I20-I25`).
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub enum Specialty {
    /// Every code that begins so; upper case, no dot.
    Prefix(String),
    /// Every three-character category from the first to the last.
    Block(String, String),
}

impl Specialty {
    /// Reads a code, prefix or block; case, dots and blanks do not matter.
    pub fn parse(text: &str) -> Result<Self, BadSpecialty> {
        let Some((first, last)) = text.split_once('-') else {
            return prefix(text).map(Self::Prefix).ok_or(BadSpecialty);
        };
        let block = prefix(first).zip(prefix(last));
        let block = block.filter(|(first, last)| first.len() == 3 && last.len() == 3 && first <= last);
        block.map(|(first, last)| Self::Block(first, last)).ok_or(BadSpecialty)
    }

    /// Whether a condition, in [`plain`] spelling, belongs here.
    pub(super) fn covers(&self, condition: &str) -> bool {
        match self {
            Self::Prefix(prefix) => condition.starts_with(prefix.as_str()),
            Self::Block(first, last) => condition
                .get(..3)
                .is_some_and(|category| first.as_str() <= category && category <= last.as_str()),
        }
    }
}

/// A code in upper case without dots and blanks.
pub(super) fn plain(code: &str) -> String {
    let kept = code.chars().filter(|c| !c.is_whitespace() && *c != '.');
    kept.map(|c| c.to_ascii_uppercase()).collect()
}

fn prefix(text: &str) -> Option<String> {
    let code = plain(text);
    let mut characters = code.chars();
    let letter = characters.next()?.is_ascii_uppercase();
    (letter && code.len() <= 8 && characters.all(|c| c.is_ascii_alphanumeric())).then_some(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_specialty_covers_its_codes_in_any_spelling_and_no_others() {
        let covers = |specialty: &str, code: &str| Specialty::parse(specialty).unwrap().covers(&plain(code));
        assert!(covers("I25", "i25.101") && covers("I20-I25", "I25.1") && covers("i25.1", "I25.103"));
        assert!(covers("I", "I10.x00") && covers(" I20 - I25", "I20"));
        assert!(!covers("I25", "I2") && !covers("I20-I25", "I26.0") && !covers("I25.1", "I25.2"));
        assert!(!covers("I20-I25", "I2") && !covers("I25", "心病") && !covers("I20-I25", "心病"));
    }

    #[test]
    fn what_is_no_part_of_the_classification_is_refused() {
        for text in ["", "25", "I25-I20", "I2-I25", "I20-I25-I30", "心内科", "I25;", "-"] {
            assert_eq!(Specialty::parse(text), Err(BadSpecialty), "{text}");
        }
    }
}
