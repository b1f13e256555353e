//! What an entry says of money, in the same sealed text as the words beside it: which way, how much, and whether it was taken back.

use std::fmt;

use super::model::{Move, Way};

/// Parts it from the words; no field of a form has such a sign.
const MARK: char = '\u{1f}';

/// Money that an entry is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Money {
    /// Which way; none where it was handed from one worker to another.
    pub kind: Option<Move>,
    /// How much.
    pub fen: i64,
    /// Whether it was moved or taken back.
    pub way: Way,
    /// What was written beside it; may be empty.
    pub words: String,
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = self.kind.map_or("-", Move::as_str);
        let way = if self.way == Way::Forth { "forth" } else { "undo" };
        write!(f, "{MARK}{kind} {way} {}{MARK}{}", self.fen, self.words)
    }
}

impl Money {
    /// As an entry has it; nothing where it is words alone.
    pub fn parse(note: &str) -> Option<Self> {
        let (head, words) = note.strip_prefix(MARK)?.split_once(MARK)?;
        let mut parts = head.split(' ');
        let kind = match parts.next()? {
            "-" => None,
            word => Some(word.parse().ok()?),
        };
        let way = if parts.next()? == "forth" { Way::Forth } else { Way::Undo };
        Some(Self { kind, way, fen: parts.next()?.parse().ok()?, words: words.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again_and_words_stay_words() {
        for kind in [None, Some(Move::Paid)] {
            for way in [Way::Forth, Way::Undo] {
                let money = Money { kind, fen: 5_680, way, words: "两盒药\n56.80".into() };
                assert_eq!(Money::parse(&money.to_string()), Some(money));
            }
        }
        assert_eq!(Money::parse("paid forth 5680"), None);
    }
}
