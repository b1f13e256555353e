//! What is never written down, by whomever and in whatever form: passwords and codes, numbers of cards and passbooks, citizen ids. Found in
//! the text before it is kept, however it is spelled: wide, with blanks within, in traditional characters, without characters at all.
//!
//! A question about a password ("forgotten, how do I get another?") and a warning of who asks for one are told from a password itself:
//! what is looked for is its value.

use unicode_normalization::UnicodeNormalization;

use crate::{
    form::{Form, is_hidden},
    messages::Text,
};

crate::words! {
    /// What is not written down.
    pub enum Unwritten {
        /// A password or code.
        Secret = "secret",
        /// The number of a card or passbook.
        Card = "card",
        /// A citizen id: it lies sealed in the registry, and is not written down a second time.
        CitizenId = "citizen-id",
    }
}

/// Words after, or before, which a secret stands.
const SECRETS: &[&str] = &["密码", "口令", "验证码", "mima", "password", "passcode", "pincode"];
/// Of these letters alone nothing is known: the value follows at once, or after one of [`COPULAS`].
const PIN: &str = "pin";
/// What stands between a word and its value, and says that it is one.
const COPULAS: &[&str] = &["码", "号", "是", "为", ":", "=", "is", "就", "我的", "老人的", "the", ","];
/// What follows is a telephone number, not a secret.
const CALLS: &[&str] = &["电话", "打", "拨", "致电", "热线", "手机", "联系", "call", "phone"];
/// A number with one of these behind it counts something, or is a year.
const UNITS: &[char] = &['年', '元', '块', '斤', '天', '次', '人'];
/// Between a word and its value stand so many signs at most.
const GAP: usize = 6;
/// Fewer digits are no secret.
const SECRET_DIGITS: usize = 3;
/// Fewer digits are no number of a passbook; the last four of a card tell it from another and nothing more.
const CARD_DIGITS: usize = 6;
/// A value is not read further than this.
const READ: usize = 40;
/// A mobile telephone's number has so many.
const PHONE_DIGITS: usize = 11;
/// Words that tell of a number that is a card's.
const NUMBERS: &[&str] = &["卡号", "存折号", "账号是", "安全码", "cvv", "cardnumber"];
/// Words that tell of a card.
const CARDS: &[&str] = &["卡", "card", "存折", "账号"];
/// The number of a card has so many digits (ISO/IEC 7812).
const CARD: std::ops::RangeInclusive<usize> = 13..=19;
/// With fewer digits than this it may be a bar code or a meter's number, unless its check digit is right and the text speaks of a card.
const SURELY_A_CARD: usize = 16;
/// So begin the numbers of the country's own cards.
const OWN_CARDS: &str = "62";
/// Digits of a citizen id before its check digit (GB 11643).
const CITIZEN_ID: usize = 17;
/// Traditional characters in words of this kind, and what they are written as here.
const TRADITIONAL: &str = "碼码驗验證证號号賬账帳账摺折嗎吗貸贷錢钱擔担遺遗囑嘱產产過过戶户贈赠與与繼继財财資资債债健健條条網网寫写辦办給给";
/// Signs that may stand within a word and part nothing.
const STROKES: &[char] = &['-', '_', '.', '*', '·', '•', '/', '|', '~', '\'', '"', '`', '^', '+', '#'];

/// A text as it is searched.
pub struct Spelled {
    /// Narrow, in small letters and simplified characters; its blanks and signs are as they were.
    pub plain: String,
    /// The same without blanks, and without strokes within words.
    pub tight: String,
}

impl Spelled {
    /// Of what somebody typed.
    pub fn of(text: &str) -> Self {
        let traditional: Vec<char> = TRADITIONAL.chars().collect();
        let simple = |c: char| {
            let pair = traditional.chunks(2).find(|pair| pair.first() == Some(&c));
            pair.and_then(|pair| pair.last().copied()).unwrap_or(c)
        };
        let shown = text.nfkc().filter(|c| !is_hidden(*c)).flat_map(char::to_lowercase);
        let plain: String = shown.map(simple).collect();
        let tight = plain.chars().filter(|c| !c.is_whitespace() && !STROKES.contains(c)).collect();
        Self { plain, tight }
    }

    /// Whether one of `words` is in it, whatever blanks part its signs. Words of a language that parts words by blanks are looked for as
    /// they stand: "hello and" is no loan.
    pub fn has(&self, words: &[&str]) -> bool {
        let is_in = |word: &&str| if word.is_ascii() { &self.plain } else { &self.tight }.contains(*word);
        words.iter().any(is_in)
    }
}

/// What of it is in `text`.
pub fn found(text: &str) -> Option<Unwritten> {
    found_in(&Spelled::of(text))
}

/// [`found`] in a text spelled out already.
pub fn found_in(text: &Spelled) -> Option<Unwritten> {
    let numbers = numbers(&text.plain);
    if numbers.iter().any(|number| is_citizen_id(&number.digits)) {
        return Some(Unwritten::CitizenId);
    }
    let speaks_of_a_card = text.has(CARDS);
    let is_numbered = NUMBERS.iter().any(|word| told(&text.tight, word, CARD_DIGITS));
    if is_numbered || numbers.iter().any(|number| is_card(number, speaks_of_a_card)) {
        return Some(Unwritten::Card);
    }
    let is_told = SECRETS.iter().any(|word| told(&text.tight, word, SECRET_DIGITS)) || is_pin(&text.tight);
    is_told.then_some(Unwritten::Secret)
}

/// Refuses what is in `field`, at its place.
pub fn refuse(form: &mut Form, field: &str) {
    if let Some(what) = found(form.value(field)) {
        form.reject(field, sentence(what));
    }
}

/// Why, and what to do instead.
pub fn sentence(what: Unwritten) -> Text {
    Text::new(match what {
        Unwritten::Secret => "form-unwritten-secret",
        Unwritten::Card => "form-unwritten-card",
        Unwritten::CitizenId => "form-unwritten-citizen-id",
    })
}

/// Whether a value of at least so many digits stands behind `word`, or right before it.
fn told(tight: &str, word: &str, least: usize) -> bool {
    tight.match_indices(word).any(|(at, _)| {
        let (before, after) = (&tight[..at], &tight[at + word.len()..]);
        follows(after, least) || precedes(before, least) || (!word.is_ascii() && is_named(after))
    })
}

fn follows(after: &str, least: usize) -> bool {
    let signs: Vec<char> = after.chars().take(GAP + READ).collect();
    (0..=GAP.min(signs.len())).any(|start| {
        let (gap, rest) = signs.split_at(start);
        let digits = rest.iter().take_while(|c| is_numeral(**c)).count();
        if digits < least || gap.last().is_some_and(|c| is_numeral(*c)) {
            return false;
        }
        let gap: String = gap.iter().collect();
        let ends = |c: char| matches!(c, '。' | ';' | '!' | '?');
        let counts = digits <= 4 && rest.get(digits).is_some_and(|c| UNITS.contains(c));
        let is_phone = digits == PHONE_DIGITS && rest.first() == Some(&'1');
        !counts && !is_phone && !gap.contains(ends) && !CALLS.iter().any(|word| gap.contains(word))
    })
}

/// Whether letters are said to be the value.
fn is_named(after: &str) -> bool {
    let value = COPULAS.iter().find_map(|copula| after.strip_prefix(*copula)).unwrap_or_default();
    value.chars().take_while(char::is_ascii_alphanumeric).count() > SECRET_DIGITS
}

fn precedes(before: &str, least: usize) -> bool {
    let before = before.trim_end_matches(['是', '为', '的', '就', '这', ':', '=']);
    let digits = before.chars().rev().take_while(char::is_ascii_digit).count();
    digits > least && digits != PHONE_DIGITS
}

/// Letters that are in many a word ("shopping"): its value follows at once.
fn is_pin(tight: &str) -> bool {
    tight.match_indices(PIN).any(|(at, _)| {
        let mut rest = &tight[at + PIN.len()..];
        while let Some(after) = COPULAS.iter().find_map(|copula| rest.strip_prefix(*copula)) {
            rest = after;
        }
        rest.chars().take_while(|c| is_numeral(*c)).count() >= SECRET_DIGITS
    })
}

/// A digit, also one written as a word.
fn is_numeral(c: char) -> bool {
    c.is_ascii_digit() || "〇零一二三四五六七八九".contains(c)
}

/// A number in the text, and whether only what stands on a card, or in a citizen id that is read out, parts its digits.
struct Number {
    digits: String,
    is_regular: bool,
}

/// A citizen id, also one with a slip in its check digit: its middle is a day of birth.
fn is_citizen_id(number: &str) -> bool {
    if number.chars().count() != CITIZEN_ID + 1 {
        return false;
    }
    let digit = |at: std::ops::Range<usize>| number.get(at).and_then(|part| part.parse::<i16>().ok());
    let born = digit(6..10).zip(digit(10..12)).zip(digit(12..14));
    born.is_some_and(|((year, month), day)| {
        let (month, day) = (i8::try_from(month).unwrap_or(0), i8::try_from(day).unwrap_or(0));
        (1900..=2100).contains(&year) && jiff::civil::Date::new(year, month, day).is_ok()
    })
}

/// A card's number: as long as one, or as long as the shortest and right by its check digit where the text speaks of a card. Parted by
/// blanks anywhere it may be two telephones' numbers, unless something more speaks for a card.
fn is_card(number: &Number, speaks_of_a_card: bool) -> bool {
    let digits: Vec<u32> = number.digits.chars().filter_map(|c| c.to_digit(10)).collect();
    if digits.len() != number.digits.chars().count() || !CARD.contains(&digits.len()) {
        return false;
    }
    let is_long = digits.len() >= SURELY_A_CARD;
    match number.is_regular {
        true => is_long || (speaks_of_a_card && luhn(&digits)),
        false => is_long && (speaks_of_a_card || number.digits.starts_with(OWN_CARDS)),
    }
}

/// Whether the check digit is right (ISO/IEC 7812-1, Luhn).
fn luhn(digits: &[u32]) -> bool {
    let doubled = |(at, digit): (usize, &u32)| match at % 2 {
        0 => *digit,
        _ => digit * 2 / 10 + digit * 2 % 10,
    };
    digits.iter().rev().enumerate().map(doubled).sum::<u32>() % 10 == 0
}

/// Numbers in the text, each with an x at its end if it has one; and what groups of digits come to that only blanks and strokes part.
fn numbers(text: &str) -> Vec<Number> {
    let groups = groups(text);
    let regular = |digits: String| Number { digits, is_regular: true };
    let mut numbers: Vec<Number> = groups.iter().map(|group| regular(group.digits.clone())).collect();
    for (at, first) in groups.iter().enumerate() {
        let (mut number, mut lengths, mut blanks) = (first.digits.clone(), vec![first.digits.len()], true);
        for group in groups.iter().skip(at + 1) {
            if group.parted == Parted::Words {
                break;
            }
            blanks &= group.parted == Parted::Blanks;
            number.push_str(&group.digits);
            lengths.push(group.digits.len());
            let is_by_fours = lengths
                .split_last()
                .is_some_and(|(last, others)| *last <= 4 && others.iter().all(|length| *length == 4));
            if is_by_fours || lengths == [6, 8, 4] {
                numbers.push(regular(number.clone()));
            } else if blanks {
                numbers.push(Number { digits: number.clone(), is_regular: false });
            }
        }
    }
    numbers
}

/// What stands between digits and those before.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Parted {
    Words,
    Strokes,
    Blanks,
}

/// Digits that stand together.
struct Group {
    digits: String,
    parted: Parted,
}

fn groups(text: &str) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let (mut is_open, mut parted) = (false, Parted::Words);
    for c in text.chars() {
        match c {
            '0'..='9' => {
                match groups.last_mut().filter(|_| is_open) {
                    Some(group) => group.digits.push(c),
                    None => groups.push(Group { digits: c.to_string(), parted }),
                }
                (is_open, parted) = (true, Parted::Blanks);
            }
            'x' if parted == Parted::Blanks => {
                match groups.last_mut().filter(|_| is_open) {
                    Some(group) => group.digits.push(c),
                    None => groups.push(Group { digits: c.to_string(), parted }),
                }
                (is_open, parted) = (false, Parted::Words);
            }
            c if c.is_whitespace() => is_open = false,
            '-' | '.' | '·' => {
                is_open = false;
                parted = if parted == Parted::Words { Parted::Words } else { Parted::Strokes };
            }
            _ => (is_open, parted) = (false, Parted::Words),
        }
    }
    groups
}

#[cfg(test)]
mod tests;
