//! Which kinds of errands a bureau does, with how many people, and how much of its money may be out: a dated setting.

use cq_platform::words;
use serde::{Deserialize, Serialize};

use super::model::Hands;

/// The word of 银行业务, which always takes two.
pub const BANKING: &str = "banking";
/// How many kinds a bureau may have.
pub const KINDS_MAX: usize = 20;

words! {
    /// The kinds that come with the program.
    pub enum Shipped {
        /// 银行业务.
        Banking = "banking",
        /// 购物买菜, medicines too.
        Shopping = "shopping",
        /// 卫生保洁.
        Cleaning = "cleaning",
        /// 聊天解闷.
        Chat = "chat",
    }
}

/// A kind of errand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KindOf {
    /// The word that errands keep; never given to another kind.
    pub code: String,
    /// What the bureau calls it; empty for a shipped one, which has its own text.
    pub name: String,
    /// Whether it takes two people.
    pub pair: bool,
    /// Whether it is done at present.
    pub open: bool,
}

impl KindOf {
    /// How many people it takes; a bank takes two whatever was set.
    pub fn hands(&self) -> Hands {
        if self.pair || self.code == BANKING { Hands::Two } else { Hands::One }
    }
}

/// What a bureau says about its errands. What it never set is as shipped.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Rules {
    /// The kinds, in the order of the form.
    pub kinds: Vec<KindOf>,
    /// The most of the bureau's money that may be out for one errand, in fen.
    pub advance_errand_fen: i64,
    /// The most that may be out for one elder, in fen.
    pub advance_elder_fen: i64,
    /// After so many calls that reached nobody an errand is closed.
    pub tries: u32,
}

impl Default for Rules {
    fn default() -> Self {
        let kind = |shipped: &Shipped| KindOf {
            code: shipped.as_str().to_owned(),
            name: String::new(),
            pair: *shipped == Shipped::Banking,
            open: true,
        };
        Self {
            kinds: Shipped::ALL.iter().map(kind).collect(),
            advance_errand_fen: 50_000,
            advance_elder_fen: 100_000,
            tries: 3,
        }
    }
}

impl Rules {
    /// The kind of that word.
    pub fn kind(&self, code: &str) -> Option<&KindOf> {
        self.kinds.iter().find(|kind| kind.code == code)
    }

    /// A word that no kind ever had, for one that the bureau adds.
    pub fn next_code(&self) -> String {
        let taken = |n: &usize| self.kinds.iter().any(|kind| kind.code == format!("own-{n}"));
        let n = (1..=KINDS_MAX).find(|n| !taken(n)).unwrap_or(KINDS_MAX + 1);
        format!("own-{n}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bank_takes_two_whatever_was_set() {
        let mut rules = Rules::default();
        rules.kinds[0].pair = false;
        assert_eq!(rules.kind(BANKING).unwrap().hands(), Hands::Two);
        assert_eq!(rules.kind("chat").unwrap().hands(), Hands::One);
    }

    #[test]
    fn what_a_bureau_adds_has_a_word_of_its_own() {
        let mut rules = Rules::default();
        let code = rules.next_code();
        rules.kinds.push(KindOf { code: code.clone(), name: "代缴水电".into(), pair: false, open: true });
        assert_ne!(rules.next_code(), code);
    }
}
