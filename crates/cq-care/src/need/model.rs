//! A need and what may become of it.

use cq_platform::{Error, Result, ids::AccountId, words};
use cq_registry::task::{NeedId, TaskId, model::Need};
use jiff::{Timestamp, civil::Date};

/// What has waited for more days than so many stands out.
pub const WAITS_DAYS: i64 = 7;

words! {
    /// Who saw to it, or that nobody has to.
    pub enum Outcome {
        /// 已作为来访事项受理.
        Case = "case",
        /// 已联系家属.
        Family = "family",
        /// 已请医生处理.
        Doctor = "doctor",
        /// 已联系社区、单位.
        Community = "community",
        /// 经办员已办好.
        Done = "done",
        /// 老人说不需要了.
        NotNeeded = "not-needed",
    }
}

/// What an elder turned out to need at a visit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// Identity.
    pub id: NeedId,
    /// The visit.
    pub task: TaskId,
    /// What.
    pub need: Need,
    /// The day of the visit.
    pub said_on: Date,
    /// Whether somebody has seen to it.
    pub state: State,
    /// Guard.
    pub version: i64,
}

/// How far it has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// Nobody has seen to it.
    Open,
    /// Somebody has.
    Settled(Settled),
}

/// How it was seen to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settled {
    /// By whom, or that nobody has to.
    pub outcome: Outcome,
    /// How, in words.
    pub words: String,
    /// The day that was said.
    pub on: Date,
    /// The moment.
    pub at: Timestamp,
    /// By which account; none for the program.
    pub by: Option<AccountId>,
}

impl Said {
    /// How many days ago it was said.
    pub fn waited(&self, today: Date) -> i64 {
        self.said_on.until(today).map_or(0, |span| i64::from(span.get_days()))
    }

    /// Seen to.
    pub fn settle(self, settled: Settled) -> Result<Self> {
        match self.state {
            State::Open => Ok(Self { state: State::Settled(settled), ..self }),
            State::Settled(_) => Err(Error::Conflict),
        }
    }

    /// Open again.
    pub fn reopen(self) -> Result<Self> {
        match self.state {
            State::Settled(_) => Ok(Self { state: State::Open, ..self }),
            State::Open => Err(Error::Conflict),
        }
    }
}
