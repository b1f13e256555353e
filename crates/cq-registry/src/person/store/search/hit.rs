//! What a search answers.

use super::Listed;

/// Somebody found.
#[derive(Debug, Clone)]
pub struct Hit {
    /// Who.
    pub listed: Listed,
    /// Why, where it is not for what they are called.
    pub why: Option<Why>,
    /// Found by what the words are near to.
    pub is_near: bool,
}

/// Why somebody is found who is called otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// They were called so once.
    FormerName(String),
    /// A relative is called so.
    Relative {
        /// The relative's name.
        name: String,
        /// What one is to the other: `spouse`, `child`, ….
        kind: String,
        /// Whether the relative is that to the person found, not the other way round.
        is_theirs: bool,
    },
}
