//! What a list of errands is narrowed to, and where a page of it ended.

use cq_platform::{ids::StaffId, words};
use cq_registry::{area::AreaId, person::PersonId};
use jiff::{Timestamp, civil::Date};

use crate::errand::{model::ErrandId, store::month::Month};

words! {
    /// Which errands are wanted, by how they stand now.
    pub enum Wanted {
        /// All under way.
        Open = "open",
        /// Late.
        Late = "late",
        /// Nobody is on them.
        Waiting = "waiting",
        /// Of those who go first.
        First = "first",
        /// A second person is missing.
        Short = "short",
        /// Somebody is on them.
        Working = "working",
        /// Money of them is with somebody.
        Money = "money",
        /// The elder is to be called.
        Answered = "answered",
        /// Closed.
        Closed = "closed",
        /// Not wanted any more.
        Cancelled = "cancelled",
        /// However they stand.
        Any = "any",
    }
}

impl Wanted {
    /// Whether the list goes back in time, rather than by what is owed next.
    pub fn is_past(self) -> bool {
        matches!(self, Wanted::Closed | Wanted::Cancelled | Wanted::Any)
    }
}

words! {
    /// Whose errands are wanted.
    pub enum Whose {
        /// Those that whoever asks works on.
        Mine = "mine",
        /// Everybody's.
        All = "all",
    }
}

words! {
    /// What came of them, for a month's figures.
    pub enum Came {
        /// Whatever.
        Any = "any",
        /// Nothing yet.
        Open = "open",
        /// Done.
        Done = "done",
        /// Done later than promised.
        Late = "late",
        /// Not possible.
        Impossible = "impossible",
        /// Not wanted any more.
        Cancelled = "cancelled",
        /// The elder was satisfied.
        Satisfied = "satisfied",
    }
}

/// Where a page ended: the next begins after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum After {
    /// In a list of those under way.
    Open {
        /// 0 who goes first, 1 others.
        rank: i64,
        /// The day owed.
        due_on: Date,
        /// Which.
        id: ErrandId,
    },
    /// In a list of the past.
    Past {
        /// When it was taken down.
        taken_at: Timestamp,
        /// Which.
        id: ErrandId,
    },
}

impl std::fmt::Display for After {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            After::Open { rank, due_on, id } => write!(f, "{rank}.{due_on}.{id}"),
            After::Past { taken_at, id } => write!(f, "{}.{id}", taken_at.as_millisecond()),
        }
    }
}

impl std::str::FromStr for After {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        let parts: Vec<&str> = text.split('.').collect();
        match parts.as_slice() {
            [rank, due_on, id] => Ok(After::Open {
                rank: rank.parse().map_err(drop)?,
                due_on: due_on.parse().map_err(drop)?,
                id: id.parse().map_err(drop)?,
            }),
            [at, id] => Ok(After::Past {
                taken_at: Timestamp::from_millisecond(at.parse().map_err(drop)?).map_err(drop)?,
                id: id.parse().map_err(drop)?,
            }),
            _ => Err(()),
        }
    }
}

/// What a list is narrowed to.
#[derive(Debug, Clone)]
pub struct Filter {
    /// How they stand.
    pub wanted: Wanted,
    /// Whose.
    pub whose: Whose,
    /// Of what kind.
    pub kind: Option<String>,
    /// For whom.
    pub person: Option<PersonId>,
    /// Taken down in that month.
    pub month: Option<Month>,
    /// Worked on by.
    pub worker: Option<StaffId>,
    /// For people who live there.
    pub area: Option<AreaId>,
    /// What came of them.
    pub came: Came,
}
