//! How a task ends, in words: who declined it, and from what something done long ago is known.

use cq_platform::words;

words! {
    /// Who declined.
    pub enum Decliner {
        /// 本人.
        Elder = "elder",
        /// 家属.
        Family = "family",
        /// 别人, such as the home where the elder lives.
        Other = "other",
    }
}

words! {
    /// From what something done long ago is known.
    pub enum Source {
        /// 纸质日程表.
        Paper = "paper",
        /// 另有台账.
        Ledger = "ledger",
        /// 电话告知.
        Phone = "phone",
        /// 当事人口述.
        Told = "told",
    }
}
