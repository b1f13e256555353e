//! The citizen identity number of GB 11643: six digits of place, eight of birth, three of order, one check character.

use std::fmt;

use cq_platform::form::is_hidden;
use jiff::civil::Date;

use super::model::Sex;

const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
/// Nobody is older.
const YEARS_MAX: i16 = 130;
const CHECKS: &[u8; 11] = b"10X98765432";

/// A number whose form, birth date and check character hold. Its `Debug` shows the masked form only.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct CitizenId(String);

/// Why a text is no citizen id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Malformed {
    /// Neither 18 nor, as issued before 1999, 15 characters.
    Length(usize),
    /// Something else than digits (and an X at the end).
    Character,
    /// The birth date in it does not exist.
    Birth,
    /// The last character should be another.
    Check {
        /// What the first seventeen call for.
        expected: char,
    },
}

impl CitizenId {
    /// Reads a number as people write it: full-width digits, spaces, invisible signs and a small x are mended; a 15-digit number is written
    /// out as its 18-digit successor.
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        let text: String =
            text.chars().filter(|c| !c.is_whitespace() && !is_hidden(*c)).map(half_width).collect();
        let digits = match text.len() {
            18 => text,
            15 if text.bytes().all(|b| b.is_ascii_digit()) => written_out(&text),
            _ => return Err(Malformed::Length(text.chars().count())),
        };
        // Eighteen bytes need not be eighteen characters.
        let (body, check) = digits.split_at_checked(17).ok_or(Malformed::Character)?;
        if !body.bytes().all(|b| b.is_ascii_digit())
            || !check.bytes().all(|b| b.is_ascii_digit() || b == b'X')
        {
            return Err(Malformed::Character);
        }
        let id = Self(digits.clone());
        id.birth().ok_or(Malformed::Birth)?;
        let expected = check_character(body);
        if check.chars().eq([expected]) { Ok(id) } else { Err(Malformed::Check { expected }) }
    }

    /// Whether somebody of this number would be older than anybody is: a century written wrong.
    pub fn is_too_old(&self, today: Date) -> bool {
        today.year() - self.born().year() > YEARS_MAX
    }

    /// All eighteen characters. Whoever shows this logs it.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The birth date in it.
    pub fn born(&self) -> Date {
        self.birth().unwrap_or_default()
    }

    /// Odd order numbers are men's.
    pub fn sex(&self) -> Sex {
        let order = self.0.as_bytes().get(16).copied().unwrap_or(b'0');
        if (order - b'0') % 2 == 1 { Sex::Male } else { Sex::Female }
    }

    /// The six digits of the place that gave the number (GB/T 2260). Together with birth and tail they are the whole number: whoever
    /// shows them, or the place they name, logs it.
    pub fn place(&self) -> &str {
        &self.0[..6]
    }

    /// The last four characters, by which clerks look people up.
    pub fn tail(&self) -> &str {
        &self.0[14..]
    }

    /// `370***********0018`: enough to tell two people apart at a desk, not enough to use.
    pub fn masked(&self) -> String {
        format!("{}***********{}", &self.0[..3], self.tail())
    }

    fn birth(&self) -> Option<Date> {
        let part = |range: std::ops::Range<usize>| self.0.get(range)?.parse::<i16>().ok();
        let (year, month, day) = (part(6..10)?, part(10..12)?, part(12..14)?);
        Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?)
            .ok()
            .filter(|date| date.year() >= 1800)
    }
}

impl fmt::Debug for CitizenId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.masked())
    }
}

fn half_width(c: char) -> char {
    match c {
        '０'..='９' => char::from_u32(u32::from(c) - u32::from('０') + u32::from('0')).unwrap_or(c),
        'x' | 'ｘ' | 'Ｘ' | '×' => 'X',
        _ => c,
    }
}

fn written_out(fifteen: &str) -> String {
    let (place, rest) = fifteen.split_at(6);
    let body = format!("{place}19{rest}");
    let check = check_character(&body);
    format!("{body}{check}")
}

fn check_character(body: &str) -> char {
    let sum: u32 = body.bytes().zip(WEIGHTS).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
    char::from(CHECKS[(sum % 11) as usize])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_standards_examples_hold() {
        assert!(CitizenId::parse("11010519491231002X").is_ok());
        assert!(CitizenId::parse("440524188001010014").is_ok());
        assert_eq!(CitizenId::parse("370181194001010018"), Err(Malformed::Check { expected: '2' }));
    }

    #[test]
    fn what_people_write_is_mended() {
        let id = CitizenId::parse(" 110105 19491231 002ｘ ").unwrap();
        assert_eq!((id.as_str(), id.tail(), id.sex()), ("11010519491231002X", "002X", Sex::Female));
        assert_eq!(id.born(), jiff::civil::date(1949, 12, 31));
        assert_eq!(CitizenId::parse("110105491231002").unwrap(), id);
        assert_eq!(CitizenId::parse("\u{202d}110105\u{200b}19491231002X\u{202c}").unwrap(), id);
        assert!(!format!("{id:?}").contains("19491231"));
    }

    #[test]
    fn what_is_no_number_says_why() {
        assert_eq!(CitizenId::parse("1234"), Err(Malformed::Length(4)));
        assert_eq!(CitizenId::parse("11010519490230002X"), Err(Malformed::Birth));
        assert_eq!(CitizenId::parse("11010A19491231002X"), Err(Malformed::Character));
        assert_eq!(CitizenId::parse("1101051949123100中"), Err(Malformed::Length(17)));
    }

    proptest! {
        #[test]
        fn one_wrong_digit_never_passes(at in 0usize..17, by in 1u8..10) {
            let mut digits = b"11010519491231002X".to_vec();
            digits[at] = b'0' + (digits[at] - b'0' + by) % 10;
            prop_assert!(CitizenId::parse(std::str::from_utf8(&digits).unwrap()).is_err());
        }

        #[test]
        fn any_text_is_answered(text in "\\PC{0,24}") {
            let _ = CitizenId::parse(&text);
        }
    }
}
