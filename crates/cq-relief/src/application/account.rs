//! A bank account as it is typed.

use cq_platform::messages::Text;
use cq_registry::person::CitizenId;
use serde::{Deserialize, Serialize};

/// Shortest and longest account that a bank of this country has, in digits.
const DIGITS: std::ops::RangeInclusive<usize> = 9..=22;
/// Digits that a mask leaves.
const SHOWN: usize = 4;

/// An account whose form holds. Its `Debug` shows the masked form only.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Account(String);

/// Why something typed is no account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotAnAccount {
    /// Something else than digits.
    NoDigits,
    /// Too few or too many.
    Length,
    /// A citizen id.
    CitizenId,
    /// The check digit of a card does not fit the others.
    CheckDigit,
}

impl From<NotAnAccount> for Text {
    fn from(wrong: NotAnAccount) -> Self {
        Text::new(match wrong {
            NotAnAccount::NoDigits => "relief-account-no-digits",
            NotAnAccount::Length => "relief-account-length",
            NotAnAccount::CitizenId => "relief-account-citizen-id",
            NotAnAccount::CheckDigit => "relief-account-check-digit",
        })
    }
}

impl Account {
    /// An account as people type it, in groups of four or not. A card of 银联 (62…, 16 to 19 digits) has a check digit (ISO/IEC 7812-1).
    pub fn parse(text: &str) -> Result<Self, NotAnAccount> {
        let digits: String = text.chars().filter(|c| !matches!(c, ' ' | '-')).collect();
        if CitizenId::parse(&digits).is_ok() {
            return Err(NotAnAccount::CitizenId);
        }
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(NotAnAccount::NoDigits);
        }
        if !DIGITS.contains(&digits.len()) {
            return Err(NotAnAccount::Length);
        }
        let is_card = digits.starts_with("62") && (16..=19).contains(&digits.len());
        if is_card && !is_luhn(&digits) {
            return Err(NotAnAccount::CheckDigit);
        }
        Ok(Self(digits))
    }

    /// All digits.
    pub fn digits(&self) -> &str {
        &self.0
    }

    /// `**** 1234`.
    pub fn masked(&self) -> String {
        let end = self.0.get(self.0.len().saturating_sub(SHOWN)..).unwrap_or_default();
        format!("**** {end}")
    }
}

impl std::fmt::Debug for Account {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.masked())
    }
}

/// Whether every second digit from the right, doubled, and the others come to a multiple of ten.
fn is_luhn(digits: &str) -> bool {
    let sum: u32 = digits
        .bytes()
        .rev()
        .enumerate()
        .map(|(place, byte)| {
            let digit = u32::from(byte.saturating_sub(b'0'));
            let doubled = if place % 2 == 1 { digit * 2 } else { digit };
            if doubled > 9 { doubled - 9 } else { doubled }
        })
        .sum();
    sum.is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_wrong_is_found() {
        let parse = |text| Account::parse(text).map(|account| account.masked());
        assert_eq!(parse("6222 0216 0200 1234 563"), Err(NotAnAccount::CheckDigit));
        assert_eq!(parse("6222 0216 0200 1234 568"), Ok("**** 4568".into()));
        assert_eq!(parse("11010519491231002X"), Err(NotAnAccount::CitizenId));
        assert_eq!(parse("440524188001010014"), Err(NotAnAccount::CitizenId));
        assert_eq!(parse("6222,0216"), Err(NotAnAccount::NoDigits));
        assert_eq!(parse("12345"), Err(NotAnAccount::Length));
        assert_eq!(parse("15101040026589"), Ok("**** 6589".into()), "a passbook has no check digit");
        assert_eq!(format!("{:?}", Account::parse("15101040026589").unwrap()), "**** 6589");
    }
}
