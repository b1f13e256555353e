//! Which kinds of relief a bureau gives, how much, on which evidence, and for how long a decision is on notice: a dated setting.

use cq_platform::words;
use cq_registry::person::Category;
use serde::{Deserialize, Serialize};

/// How many kinds a bureau may have.
pub const KINDS_MAX: usize = 20;

words! {
    /// The kinds that come with the program.
    pub enum Shipped {
        /// 生活困难救助.
        Hardship = "hardship",
        /// 大病救助.
        Illness = "illness",
        /// 遗属补助.
        Survivor = "survivor",
        /// 临时救助.
        Urgent = "urgent",
        /// 春节慰问金.
        Festival = "festival",
    }
}

words! {
    /// How much a kind gives.
    pub enum Gives {
        /// Always so much.
        Fixed = "fixed",
        /// So much at most.
        UpTo = "up-to",
    }
}

/// A kind of relief.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KindOf {
    /// The word that applications keep; never given to another kind.
    pub code: String,
    /// What the bureau calls it; empty for a shipped one, which has its own text.
    pub name: String,
    /// What it is called on a public notice, where its name would say too much; empty for the same.
    pub notice_name: String,
    /// How much it gives.
    pub gives: Gives,
    /// So much, in fen.
    pub fen: i64,
    /// How many papers of evidence it takes.
    pub papers: i64,
    /// Which.
    pub evidence: String,
    /// Whether it is given at present.
    pub open: bool,
}

/// What a bureau says about relief. What it never set is as shipped.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Rules {
    /// The kinds, in the order of the form.
    pub kinds: Vec<KindOf>,
    /// For how many working days a decision is on notice.
    pub notice_days: i32,
    /// Whom to tell an objection: an office and a number, as they stand on the notice.
    pub objections_to: String,
}

impl Default for Rules {
    fn default() -> Self {
        let kind = |(shipped, gives, fen, papers): (Shipped, Gives, i64, i64)| KindOf {
            code: shipped.as_str().to_owned(),
            name: String::new(),
            notice_name: String::new(),
            gives,
            fen,
            papers,
            evidence: String::new(),
            open: true,
        };
        let kinds = [
            (Shipped::Hardship, Gives::UpTo, 300_000, 1),
            (Shipped::Illness, Gives::UpTo, 500_000, 2),
            (Shipped::Survivor, Gives::UpTo, 300_000, 1),
            (Shipped::Urgent, Gives::UpTo, 200_000, 0),
            (Shipped::Festival, Gives::Fixed, 50_000, 0),
        ];
        Self { kinds: kinds.into_iter().map(kind).collect(), notice_days: 5, objections_to: String::new() }
    }
}

impl Rules {
    /// The kind of that word.
    pub fn kind(&self, code: &str) -> Option<&KindOf> {
        self.kinds.iter().find(|kind| kind.code == code)
    }
}

/// A word that no kind has in any of these rules, for one that the bureau adds: `all` are those of every day, future ones too.
pub fn next_code<'r>(all: impl IntoIterator<Item = &'r Rules>) -> String {
    let kinds = all.into_iter().flat_map(|rules| rules.kinds.iter());
    let taken: Vec<String> = kinds.map(|kind| kind.code.clone()).collect();
    let free = |n: &usize| !taken.contains(&format!("own-{n}"));
    let n = (1..=taken.len() + 1).find(free).unwrap_or_default();
    format!("own-{n}")
}

impl KindOf {
    /// Whether it is given to people of that category: what is a survivor's is for survivors.
    pub fn is_for(&self, category: Category) -> bool {
        self.code != Shipped::Survivor.as_str() || category == Category::Survivor
    }

    /// Whether so much can be granted.
    pub fn allows(&self, fen: i64) -> bool {
        match self.gives {
            Gives::Fixed => fen == self.fen,
            Gives::UpTo => (1..=self.fen).contains(&fen),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_fixed_is_given_whole_and_what_is_not_up_to_its_most() {
        let rules = Rules::default();
        let festival = rules.kind("festival").unwrap();
        assert_eq!([49_999, 50_000, 50_001].map(|fen| festival.allows(fen)), [false, true, false]);
        let illness = rules.kind("illness").unwrap();
        assert_eq!([0, 1, 500_000, 500_001].map(|fen| illness.allows(fen)), [false, true, true, false]);
    }

    #[test]
    fn what_a_bureau_adds_has_a_word_of_its_own() {
        let mut rules = Rules::default();
        assert_eq!(next_code([]), "own-1");
        assert_eq!(next_code([&rules]), "own-1");
        let own = KindOf { code: "own-1".into(), name: "灾害救助".into(), ..rules.kinds[0].clone() };
        rules.kinds.push(own);
        assert_eq!(next_code([&rules]), "own-2");
        assert_eq!(next_code([&Rules::default(), &rules]), "own-2", "nor one of rules that come later");
    }
}
