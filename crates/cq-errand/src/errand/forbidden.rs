//! What nobody does or writes down for an elder: secret numbers, cards, loans, investments, wills. Found in the text, so that it is refused
//! before it is kept; the sentence says what to do instead.

use cq_platform::{form::Form, messages::Text, words};
use cq_registry::person::CitizenId;

words! {
    /// What is refused.
    pub enum Forbidden {
        /// A password or code.
        Secret = "secret",
        /// The number of a card or passbook.
        Card = "card",
        /// A citizen id: it lies sealed in the registry, and is not written down a second time.
        CitizenId = "citizen-id",
        /// A loan, a surety.
        Loan = "loan",
        /// Stocks, funds, insurance as an investment.
        Investment = "investment",
        /// A will, a gift of property.
        Will = "will",
    }
}

/// Words that tell of it; Latin ones in lower case.
const WORDS: &[(Forbidden, &[&str])] = &[
    (Forbidden::Secret, &["密码", "口令", "验证码", "pin码", "pin 码", "password", "passcode", " pin "]),
    (Forbidden::Card, &["卡号", "存折号", "账号是", "安全码", "cvv", "card number"]),
    (Forbidden::Loan, &["贷款", "借款", "借钱", "借贷", "担保", "抵押", "借条", "loan", "mortgage"]),
    (
        Forbidden::Investment,
        &["理财", "投资", "基金", "股票", "炒股", "集资", "国债", "保健品", "fund", "stocks", "investment"],
    ),
    (
        Forbidden::Will,
        &["遗嘱", "遗产", "过户", "赠与", "房产证", "继承", "testament", "inheritance", "last will"],
    ),
];
/// Words that have one of those in them and tell of something else.
const HARMLESS: &[&str] = &["维修基金", "refund"];
/// Words that tell of a card.
const CARD_WORDS: &[&str] = &["卡", "card"];
/// The number of a card has so many digits (ISO/IEC 7812).
const CARD: std::ops::RangeInclusive<usize> = 13..=19;
/// With fewer digits than this it may be a bar code or a meter's number, unless its check digit is right and the text speaks of a card.
const SURELY_A_CARD: usize = 16;
/// Digits of a citizen id before its check digit (GB 11643).
const CITIZEN_ID: usize = 17;

/// What of it is in `text`.
pub fn found(text: &str) -> Option<Forbidden> {
    let folded: String = format!(" {} ", text.to_lowercase()).chars().map(narrow).collect();
    let numbers = numbers(&folded);
    if numbers.iter().any(|number| is_citizen_id(number)) {
        return Some(Forbidden::CitizenId);
    }
    let has = |words: &[&str]| words.iter().any(|word| folded.contains(word));
    if numbers.iter().any(|number| is_card(number, has(CARD_WORDS))) {
        return Some(Forbidden::Card);
    }
    let told = HARMLESS.iter().fold(folded.clone(), |text, word| text.replace(word, " "));
    let has = |words: &[&str]| words.iter().any(|word| told.contains(word));
    WORDS.iter().find(|(_, words)| has(words)).map(|(what, _)| *what)
}

/// A citizen id, also one with a slip in its check digit: its middle is a day of birth.
fn is_citizen_id(number: &str) -> bool {
    if number.chars().count() != CITIZEN_ID + 1 {
        return false;
    }
    let digit = |at: std::ops::Range<usize>| number.get(at).and_then(|part| part.parse::<i16>().ok());
    let born = digit(6..10).zip(digit(10..12)).zip(digit(12..14));
    let is_a_day = born.is_some_and(|((year, month), day)| {
        let (month, day) = (i8::try_from(month).unwrap_or(0), i8::try_from(day).unwrap_or(0));
        (1900..=2100).contains(&year) && jiff::civil::Date::new(year, month, day).is_ok()
    });
    is_a_day || CitizenId::parse(&number.to_uppercase()).is_ok()
}

/// A card's number: as long as one, or as long as the shortest and right by its check digit where the text speaks of a card.
fn is_card(number: &str, speaks_of_a_card: bool) -> bool {
    let digits: Vec<u32> = number.chars().filter_map(|c| c.to_digit(10)).collect();
    digits.len() == number.chars().count()
        && CARD.contains(&digits.len())
        && (digits.len() >= SURELY_A_CARD || (speaks_of_a_card && luhn(&digits)))
}

/// Whether the check digit is right (ISO/IEC 7812-1, Luhn).
fn luhn(digits: &[u32]) -> bool {
    let doubled = |(at, digit): (usize, &u32)| match at % 2 {
        0 => *digit,
        _ => digit * 2 / 10 + digit * 2 % 10,
    };
    digits.iter().rev().enumerate().map(doubled).sum::<u32>() % 10 == 0
}

/// Refuses what is in `field`, at its place.
pub(super) fn refuse(form: &mut Form, field: &str) {
    if let Some(what) = found(form.value(field)) {
        form.reject(field, sentence(what));
    }
}

/// Why, and what to do instead.
pub fn sentence(what: Forbidden) -> Text {
    Text::new(match what {
        Forbidden::Secret => "errand-forbidden-secret",
        Forbidden::Card => "errand-forbidden-card",
        Forbidden::CitizenId => "errand-forbidden-citizen-id",
        Forbidden::Loan => "errand-forbidden-loan",
        Forbidden::Investment => "errand-forbidden-investment",
        Forbidden::Will => "errand-forbidden-will",
    })
}

/// Wide digits and letters as narrow ones.
fn narrow(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\u{3000}' => ' ',
        _ => c,
    }
}

/// Numbers in the text, each with an x at its end if it has one; and what groups of digits come to that stand as on a card or as a citizen
/// id is read out, whatever blanks and strokes part them.
fn numbers(text: &str) -> Vec<String> {
    let groups: Vec<(String, bool)> = groups(text);
    let mut numbers: Vec<String> = groups.iter().map(|(digits, _)| digits.clone()).collect();
    for (at, (first, _)) in groups.iter().enumerate() {
        let mut number = first.clone();
        let mut lengths = vec![first.len()];
        for (digits, follows) in groups.iter().skip(at + 1) {
            if !follows {
                break;
            }
            number.push_str(digits);
            lengths.push(digits.len());
            let is_by_fours = lengths
                .split_last()
                .is_some_and(|(last, others)| *last <= 4 && others.iter().all(|length| *length == 4));
            if is_by_fours || lengths == [6, 8, 4] {
                numbers.push(number.clone());
            }
        }
    }
    numbers
}

/// Digits that stand together, and whether only blanks and strokes part them from those before.
fn groups(text: &str) -> Vec<(String, bool)> {
    let mut groups: Vec<(String, bool)> = Vec::new();
    let (mut is_open, mut follows) = (false, false);
    for c in text.chars() {
        match c {
            '0'..='9' => {
                match groups.last_mut().filter(|_| is_open) {
                    Some((digits, _)) => digits.push(c),
                    None => groups.push((c.to_string(), follows)),
                }
                (is_open, follows) = (true, true);
            }
            'x' if is_open => {
                if let Some((digits, _)) = groups.last_mut() {
                    digits.push(c);
                }
                (is_open, follows) = (false, false);
            }
            ' ' | '-' | '.' | '·' => is_open = false,
            _ => (is_open, follows) = (false, false),
        }
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_must_not_be_done_or_written_down_is_found() {
        for (text, what) in [
            ("帮我取钱，密码是 123456", Forbidden::Secret),
            ("卡号 6222 0212 3456 7890 123", Forbidden::Card),
            ("６２２２０２１２３４５６７８９０１２３", Forbidden::Card),
            ("6222-0212-3456-7890", Forbidden::Card),
            ("用卡 4222 2222 2222 2 付", Forbidden::Card),
            ("the card is 4222222222222", Forbidden::Card),
            ("身份证 11010519491231002X", Forbidden::CitizenId),
            ("１１０１０５１９４９１２３１００２ｘ的本人", Forbidden::CitizenId),
            ("号码是 110105 19491231 002X", Forbidden::CitizenId),
            ("370181194001010018 抄错一位也是身份证", Forbidden::CitizenId),
            ("去银行办贷款", Forbidden::Loan),
            ("买两万块理财", Forbidden::Investment),
            ("交了维修基金，再买点基金", Forbidden::Investment),
            ("a refund from the fund", Forbidden::Investment),
            ("帮着立遗嘱", Forbidden::Will),
            ("my PIN is 1234", Forbidden::Secret),
        ] {
            assert_eq!(found(text), Some(what), "{text}");
        }
    }

    #[test]
    fn what_is_asked_for_every_day_is_not() {
        for text in [
            "取这个月的养老金 3260.50 元，再到药店买降压药",
            "银行卡到期了，陪着去换",
            "电话 15400005520，敲门大声一点",
            "11 月 25 日上午 9 点到 10 点，买 2 斤鸡蛋、1 袋米",
            "聊聊天，读报",
            "打 15400005520 或者 15400005521",
            "户号 3701812600451，缴 11 月的电费",
            "2026-11-25 2026-11-26 两天都行",
            "药盒上的码 6901234567890",
            "户号 4222222222222，缴燃气费",
            "去物业交维修基金",
            "take it back for a refund",
            "happiness and spinning wool",
        ] {
            assert_eq!(found(text), None, "{text}");
        }
    }
}
