//! Money in whole fen.

use cq_platform::messages::Text;

/// The most that one posting moves: a hundred million yuan, in fen.
const MAX_FEN: i64 = 10_000_000_000;

/// An amount that can be moved: whole fen, more than none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Amount(i64);

/// Why something typed is no amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotAnAmount {
    /// No number in digits.
    NoNumber,
    /// Nothing, or less.
    NotMore,
    /// Parts of a fen.
    Fraction,
    /// More than anybody carries.
    TooMuch,
}

impl From<NotAnAmount> for Text {
    fn from(wrong: NotAnAmount) -> Self {
        Text::new(match wrong {
            NotAnAmount::NoNumber => "ledger-amount-no-number",
            NotAnAmount::NotMore => "ledger-amount-not-more",
            NotAnAmount::Fraction => "ledger-amount-fraction",
            NotAnAmount::TooMuch => "ledger-amount-too-much",
        })
    }
}

impl Amount {
    /// So many fen.
    pub fn of(fen: i64) -> Result<Self, NotAnAmount> {
        match fen {
            ..=0 => Err(NotAnAmount::NotMore),
            1..=MAX_FEN => Ok(Self(fen)),
            _ => Err(NotAnAmount::TooMuch),
        }
    }

    /// Yuan as people type them: `3260.5`, `1,200`, `￥12.50`.
    pub fn parse(yuan: &str) -> Result<Self, NotAnAmount> {
        let typed: String = yuan.trim().chars().map(half_width).collect();
        let text: String = typed.trim_start_matches(['¥', '￥']).chars().filter(|c| *c != ',').collect();
        let text = text.trim().trim_end_matches('元');
        let (is_less, text) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
        let (whole, part) = text.split_once('.').unwrap_or((text, ""));
        let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if (whole.is_empty() && part.is_empty()) || !is_digits(whole) || !is_digits(part) {
            return Err(NotAnAmount::NoNumber);
        }
        if is_less {
            return Err(NotAnAmount::NotMore);
        }
        let part = part.trim_end_matches('0');
        if part.len() > 2 {
            return Err(NotAnAmount::Fraction);
        }
        let digits = format!("{whole}{part:0<2}");
        Self::of(digits.parse().map_err(|_| NotAnAmount::TooMuch)?)
    }

    /// In fen.
    pub fn fen(self) -> i64 {
        self.0
    }
}

/// Digits and signs as a Chinese keyboard has them.
fn half_width(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\u{3002}' => '.',
        c => c,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn yuan_are_read_to_the_fen_and_not_below() {
        let parsed = |text| Amount::parse(text).map(Amount::fen);
        assert_eq!(parsed("3260.5"), Ok(326_050));
        assert_eq!(parsed(" ￥1,200 "), Ok(120_000));
        assert_eq!(parsed("0.01"), Ok(1));
        assert_eq!(parsed("１，２００．５０"), Ok(120_050), "as a Chinese keyboard writes it");
        assert_eq!(parsed("12.50元"), Ok(1_250));
        assert_eq!(parsed("12.500"), Ok(1_250));
        assert_eq!(parsed("12.505"), Err(NotAnAmount::Fraction));
        assert_eq!(parsed("-5"), Err(NotAnAmount::NotMore));
        assert_eq!(parsed("0.00"), Err(NotAnAmount::NotMore));
        assert_eq!(parsed("1e3"), Err(NotAnAmount::NoNumber));
        assert_eq!(parsed("十二"), Err(NotAnAmount::NoNumber));
        assert_eq!(parsed("."), Err(NotAnAmount::NoNumber));
        assert_eq!(parsed("99999999999999999999"), Err(NotAnAmount::TooMuch));
    }

    proptest! {
        #[test]
        fn every_amount_is_read_as_it_is_written(fen in 1i64..=MAX_FEN) {
            let text = format!("{}.{:02}", fen / 100, fen % 100);
            prop_assert_eq!(Amount::parse(&text).map(Amount::fen), Ok(fen));
        }

        #[test]
        fn whatever_is_typed_is_an_amount_or_a_refusal(text in ".{0,24}") {
            if let Ok(amount) = Amount::parse(&text) {
                prop_assert!(amount.fen() > 0 && amount.fen() <= MAX_FEN);
            }
        }
    }
}
