//! What nobody does or writes down for an elder: secret numbers, cards, loans, investments, wills. Found in the text, so that it is refused
//! before it is kept; the sentence says what to do instead.

use cq_platform::{form::Form, messages::Text, words};

words! {
    /// What is refused.
    pub enum Forbidden {
        /// A password or code.
        Secret = "secret",
        /// The number of a card or passbook.
        Card = "card",
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
/// A card's number has 13 to 19 digits, and so has nothing else that is written down for an errand.
const CARD_DIGITS: usize = 13;

/// What of it is in `text`.
pub fn found(text: &str) -> Option<Forbidden> {
    let folded: String = format!(" {} ", text.to_lowercase()).chars().map(narrow).collect();
    if longest_number(&folded) >= CARD_DIGITS {
        return Some(Forbidden::Card);
    }
    let has = |words: &[&str]| words.iter().any(|word| folded.contains(word));
    WORDS.iter().find(|(_, words)| has(words)).map(|(what, _)| *what)
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

/// Digits in a row, whatever blanks and strokes part them.
fn longest_number(text: &str) -> usize {
    let (mut longest, mut now) = (0, 0);
    for c in text.chars() {
        match c {
            '0'..='9' => now += 1,
            ' ' | '-' | '.' | '·' => {}
            _ => now = 0,
        }
        longest = longest.max(now);
    }
    longest
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
            ("去银行办贷款", Forbidden::Loan),
            ("买两万块理财", Forbidden::Investment),
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
            "happiness and spinning wool",
        ] {
            assert_eq!(found(text), None, "{text}");
        }
    }
}
