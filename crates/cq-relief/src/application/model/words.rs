//! Words of applications.

use cq_platform::words;

words! {
    /// Who asks.
    pub enum Source {
        /// 本人.
        Own = "self",
        /// 配偶.
        Spouse = "spouse",
        /// 原单位.
        Unit = "unit",
        /// 工作人员代填.
        Clerk = "clerk",
    }
}

words! {
    /// To whom it is paid.
    pub enum Relation {
        /// 本人.
        Own = "self",
        /// 配偶.
        Spouse = "spouse",
        /// 子女.
        Child = "child",
        /// Somebody else.
        Other = "other",
    }
}

words! {
    /// What a paper is.
    pub enum PaperKind {
        /// 证明材料.
        Evidence = "evidence",
        /// 签收单.
        Receipt = "receipt",
    }
}
