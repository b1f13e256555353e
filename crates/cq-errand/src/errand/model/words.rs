//! The closed lists that describe an errand.

use cq_platform::words;

words! {
    /// How many people an errand takes.
    pub enum Hands {
        /// One.
        One = "one",
        /// Two, as at a bank.
        Two = "two",
    }
}

impl Hands {
    /// As the column holds it.
    pub fn count(self) -> i64 {
        match self {
            Hands::One => 1,
            Hands::Two => 2,
        }
    }

    /// From the column.
    pub fn of(count: i64) -> Self {
        if count == 2 { Hands::Two } else { Hands::One }
    }
}

words! {
    /// What came of it.
    pub enum Outcome {
        /// 办好了.
        Done = "done",
        /// 办不了, with a reason.
        Impossible = "impossible",
    }
}

words! {
    /// Why somebody goes first.
    pub enum First {
        /// 独居.
        Alone = "alone",
        /// 空巢.
        EmptyNest = "empty-nest",
        /// 无子女.
        Childless = "childless",
        /// 失独.
        Bereaved = "bereaved",
    }
}

impl First {
    /// Every reason that holds, from the words of a household (a space apart) and the number of children.
    pub fn all(living: &str, children: Option<i64>) -> Vec<Self> {
        let has = |first: &First| {
            living.split(' ').any(|word| word == first.as_str())
                || (*first == First::Childless && children == Some(0))
        };
        Self::ALL.iter().copied().filter(has).collect()
    }
}
