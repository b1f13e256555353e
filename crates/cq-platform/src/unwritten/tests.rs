//! What is found however it is spelled, and what is asked for every day.

use proptest::prelude::*;

use super::*;

const HITS: &[(&str, Unwritten)] = &[
    ("帮我取钱，密码是 123456", Unwritten::Secret),
    ("密码123", Unwritten::Secret),
    ("密 码 123456", Unwritten::Secret),
    ("银行卡密碼 888888", Unwritten::Secret),
    ("密码：wangwu", Unwritten::Secret),
    ("密码帮我记一下 8888", Unwritten::Secret),
    ("密码一二三四五六", Unwritten::Secret),
    ("888888是密码", Unwritten::Secret),
    ("驗證碼 4471", Unwritten::Secret),
    ("mima 123456", Unwritten::Secret),
    ("the password is 4711", Unwritten::Secret),
    ("PIN: 1234", Unwritten::Secret),
    ("PIN是1234", Unwritten::Secret),
    ("PIN：1234", Unwritten::Secret),
    ("ＰＩＮ＝８８８８", Unwritten::Secret),
    ("pin=8888", Unwritten::Secret),
    ("my PIN is 1234", Unwritten::Secret),
    ("pin码 1234", Unwritten::Secret),
    ("卡号 6222 0212 3456 7890 123", Unwritten::Card),
    ("卡号6222021234567890123", Unwritten::Card),
    ("６２２２０２１２３４５６７８９０１２３", Unwritten::Card),
    ("取钱，6222021234567890123", Unwritten::Card),
    ("身份证 11010519491231002X", Unwritten::CitizenId),
    ("１１０１０５１９４９１２３１００２ｘ的本人", Unwritten::CitizenId),
    ("370181194001010018 抄错一位也是身份证", Unwritten::CitizenId),
];

const PARTED: &[(&str, Unwritten)] = &[
    ("6222-0212-3456-7890", Unwritten::Card),
    ("用卡 4222 2222 2222 2 付", Unwritten::Card),
    ("the card is 4222222222222", Unwritten::Card),
    ("号码是 110105 19491231 002X", Unwritten::CitizenId),
];

const INNOCENT: &[&str] = &[
    "取这个月的养老金 3260.50 元，再到药店买降压药",
    "银行卡到期了，陪着去换",
    "银行卡密码忘了，想问怎么重新设",
    "密码忘了，打 95588 问问",
    "任何人问您要密码、验证码，都是骗子，请打 0531-88001234",
    "修密码锁",
    "密码锁坏了，电话 15400005520",
    "密码箱打不开了，2026年买的",
    "电话 15400005520，敲门大声一点",
    "11 月 25 日上午 9 点到 10 点，买 2 斤鸡蛋、1 袋米",
    "打 15400005520 或者 15400005521",
    "户号 3701812600451，缴 11 月的电费",
    "2026-11-25 2026-11-26 两天都行",
    "药盒上的码 6901234567890",
    "户号 4222222222222，缴燃气费",
    "想问立遗嘱找谁",
    "go shopping 1234 times, spinning wool, happiness",
    "保密，码头见",
];

#[test]
fn what_is_never_written_down_is_found_however_it_is_spelled() {
    for (text, what) in HITS.iter().chain(PARTED) {
        assert_eq!(found(text), Some(*what), "{text}");
    }
}

#[test]
fn what_is_asked_for_every_day_is_not() {
    for text in INNOCENT {
        assert_eq!(found(text), None, "{text}");
    }
}

proptest! {
    /// Blanks, hidden signs and wide signs anywhere but within a word of letters let nothing through.
    #[test]
    fn blanks_anywhere_let_nothing_through(at in 0..HITS.len(), cuts in proptest::collection::vec((0..64usize, 0..4usize), 0..12)) {
        let (text, what) = HITS[at];
        let mut signs: Vec<char> = text.chars().collect();
        for (place, blank) in cuts {
            let place = place % signs.len();
            let is_letter = |at: usize| signs.get(at).is_some_and(|c| c.is_alphabetic() && c.is_ascii());
            if place == 0 || (is_letter(place - 1) && is_letter(place)) {
                continue;
            }
            signs.insert(place, [' ', '\u{3000}', '\u{a0}', '\u{200b}'][blank]);
        }
        let spelled: String = signs.into_iter().collect();
        prop_assert_eq!(found(&spelled), Some(what), "{}", spelled);
    }
}
