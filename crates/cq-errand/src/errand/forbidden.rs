//! What nobody does for an elder: loans, investments, wills; and whatever handles a password. Found in the text, so that it is refused before
//! it is kept; the sentence says what to do instead. What nobody writes down anywhere, whatever it is about, is for [`unwritten`] to find.

use cq_platform::{
    form::Form,
    messages::Text,
    unwritten::{self, Spelled, Unwritten},
    words,
};

words! {
    /// What is refused.
    pub enum Forbidden {
        /// A password or code, also without its value: it is typed by the elder.
        Secret = "secret",
        /// The number of a card or passbook.
        Card = "card",
        /// A citizen id.
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
    (Forbidden::Secret, &["密码", "口令", "验证码", "pin码", "password", "passcode"]),
    (Forbidden::Card, &["卡号", "存折号", "账号是", "安全码", "cvv", "card number"]),
    (
        Forbidden::Loan,
        &[
            "贷",
            "借款",
            "借钱",
            "钱借给",
            "钱借出",
            "担保",
            "抵押",
            "借条",
            "信用卡",
            "花呗",
            "loan",
            "mortgage",
            "credit card",
        ],
    ),
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
const HARMLESS: &[&str] = &["维修基金", "refund", "密码锁", "密码箱", "密码柜", "密码门"];

/// What of it is in `text`.
pub fn found(text: &str) -> Option<Forbidden> {
    let mut text = Spelled::of(text);
    if let Some(what) = unwritten::found_in(&text) {
        return Some(what.into());
    }
    for word in HARMLESS {
        text.plain = text.plain.replace(word, " ");
        text.tight = text.tight.replace(word, " ");
    }
    WORDS.iter().find(|(_, words)| text.has(words)).map(|(what, _)| *what)
}

impl From<Unwritten> for Forbidden {
    fn from(what: Unwritten) -> Self {
        match what {
            Unwritten::Secret => Forbidden::Secret,
            Unwritten::Card => Forbidden::Card,
            Unwritten::CitizenId => Forbidden::CitizenId,
        }
    }
}

/// Refuses what is in `field`, at its place.
pub(super) fn refuse(form: &mut Form, field: &str) {
    if let Some(what) = found(form.value(field)) {
        form.reject(field, sentence(what));
    }
}

/// Why, and what to do instead.
pub fn sentence(what: Forbidden) -> Text {
    match what {
        Forbidden::Secret => unwritten::sentence(Unwritten::Secret),
        Forbidden::Card => unwritten::sentence(Unwritten::Card),
        Forbidden::CitizenId => unwritten::sentence(Unwritten::CitizenId),
        Forbidden::Loan => Text::new("errand-forbidden-loan"),
        Forbidden::Investment => Text::new("errand-forbidden-investment"),
        Forbidden::Will => Text::new("errand-forbidden-will"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_must_not_be_done_or_written_down_is_found() {
        for (text, what) in [
            ("帮我取钱，密码是 123456", Forbidden::Secret),
            ("把密码告诉小赵，替我取钱", Forbidden::Secret),
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
            ("办信用卡", Forbidden::Loan),
            ("網貸到期了", Forbidden::Loan),
            ("把钱借给老李", Forbidden::Loan),
            ("买两万块理财", Forbidden::Investment),
            ("交了维修基金，再买点基金", Forbidden::Investment),
            ("a refund from the fund", Forbidden::Investment),
            ("帮着立遗嘱", Forbidden::Will),
            ("写个遗  嘱", Forbidden::Will),
            ("寫個遺囑", Forbidden::Will),
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
            "say hello and go shopping",
            "happiness and spinning wool",
            "密码锁坏了，找人修",
            "把书借给老李",
        ] {
            assert_eq!(found(text), None, "{text}");
        }
    }
}
