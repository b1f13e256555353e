//! What a list of cases is narrowed to, and where a page of it ended.

use cq_platform::words;
use cq_registry::person::PersonId;

use crate::case::model::{CaseId, Kind};

words! {
    /// Which cases are wanted, by how they stand now.
    pub enum Wanted {
        /// All under way.
        Open = "open",
        /// Their time has run out.
        Overdue = "overdue",
        /// Most of their time is spent.
        Near = "near",
        /// Nobody has taken them up.
        Waiting = "waiting",
        /// The head is to decide.
        Raised = "raised",
        /// A second one is to agree to a refusal.
        Refusing = "refusing",
        /// The asker is to be called back.
        Answered = "answered",
        /// Their clock stands still.
        Paused = "paused",
        /// The head or the leader was told.
        Told = "told",
        /// Closed.
        Closed = "closed",
    }
}

words! {
    /// Whose cases are wanted.
    pub enum Whose {
        /// What waits for whoever asks: at it, a part of it, told of it, or to be called back.
        Mine = "mine",
        /// What whoever asks received first.
        First = "first",
        /// Everybody's.
        All = "all",
    }
}

/// Where a page ended: the next begins after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct After {
    pub(super) sort: i64,
    pub(super) id: CaseId,
}

impl std::fmt::Display for After {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.sort, self.id)
    }
}

impl std::str::FromStr for After {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        let (sort, id) = text.split_once('.').ok_or(())?;
        Ok(Self { sort: sort.parse().map_err(drop)?, id: id.parse().map_err(drop)? })
    }
}

/// What a list is narrowed to.
#[derive(Debug, Clone, Copy)]
pub struct Filter {
    /// How they stand.
    pub wanted: Wanted,
    /// Whose.
    pub whose: Whose,
    /// What they are about.
    pub kind: Option<Kind>,
    /// About whom.
    pub person: Option<PersonId>,
}
