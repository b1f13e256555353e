//! What a list of tasks is narrowed to, and where a page of it ended.

use cq_platform::{ids::StaffId, words};
use jiff::{ToSpan, civil::Date};
use uuid::Uuid;

use super::super::model::{CampaignId, Form, TaskId, WEEK_DAYS};

const FIRST_DAY: Date = Date::constant(1, 1, 1);
const PAST_LAST_DAY: Date = Date::constant(9999, 12, 31);

words! {
    /// Which tasks are wanted, by how they stand today.
    pub enum Wanted {
        /// Everything owed.
        Open = "open",
        /// Owed, and the promised day has passed.
        Overdue = "overdue",
        /// Promised for today or one of the next seven days.
        Due = "due",
        /// Promised for later.
        Later = "later",
        /// Done.
        Done = "done",
        /// Done, and written down later or for somebody else.
        BackFilled = "back-filled",
        /// Not wanted.
        Declined = "declined",
        /// Not done while there was time.
        Lapsed = "lapsed",
        /// Taken back.
        Cancelled = "cancelled",
        /// Owed or done.
        All = "all",
    }
}

/// One of something, those without, or whichever.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Pick {
    /// Whichever.
    #[default]
    Any,
    /// Those without.
    Without,
    /// This one.
    One(Uuid),
}

impl Pick {
    /// Reads `any` or nothing, `none`, or an id; anything else picks nothing at all.
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "" | "any" => Some(Pick::Any),
            "none" => Some(Pick::Without),
            id => id.parse().ok().map(Pick::One),
        }
    }

    /// Picks the thing with this id, or those without.
    pub fn exactly(id: Option<Uuid>) -> Self {
        id.map_or(Pick::Without, Pick::One)
    }

    pub(super) fn word(self) -> &'static str {
        match self {
            Pick::Any => "any",
            Pick::Without => "none",
            Pick::One(_) => "one",
        }
    }

    pub(super) fn id(self) -> Uuid {
        match self {
            Pick::One(id) => id,
            _ => Uuid::nil(),
        }
    }
}

impl std::fmt::Display for Pick {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Pick::One(id) => id.fmt(f),
            pick => f.write_str(pick.word()),
        }
    }
}

/// What a list is narrowed to.
#[derive(Debug, Clone, Copy)]
pub struct Filter {
    /// By how it stands.
    pub wanted: Wanted,
    /// By where it came from.
    pub campaign: Option<CampaignId>,
    /// By who owes it.
    pub owner: Option<StaffId>,
    /// By the owner's hospital.
    pub hospital: Pick,
    /// By the elder's area.
    pub area: Pick,
    /// By what it is.
    pub form: Option<Form>,
}

impl Filter {
    /// Narrowed by how it stands only.
    pub fn by(wanted: Wanted) -> Self {
        Self { wanted, campaign: None, owner: None, hospital: Pick::Any, area: Pick::Any, form: None }
    }

    /// Days from the first to, without it, the second.
    pub(super) fn days(&self, today: Date) -> (Date, Date) {
        let week_over = today.saturating_add((WEEK_DAYS + 1).days());
        match self.wanted {
            Wanted::Overdue => (FIRST_DAY, today),
            Wanted::Due => (today, week_over),
            Wanted::Later => (week_over, PAST_LAST_DAY),
            _ => (FIRST_DAY, PAST_LAST_DAY),
        }
    }

    /// The word the state is held against, and whether it must be that or must not.
    pub(super) fn state(&self) -> (&'static str, bool) {
        match self.wanted {
            Wanted::Open | Wanted::Overdue | Wanted::Due | Wanted::Later => ("open", true),
            Wanted::Done | Wanted::BackFilled => ("done", true),
            Wanted::Declined => ("declined", true),
            Wanted::Lapsed => ("lapsed", true),
            Wanted::Cancelled => ("cancelled", true),
            Wanted::All => ("cancelled", false),
        }
    }
}

/// Where a page ended: the next begins after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct After {
    /// The last row's promised day.
    pub day: Date,
    /// The last row.
    pub id: TaskId,
}

impl std::fmt::Display for After {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.day, self.id)
    }
}

impl std::str::FromStr for After {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        let (day, id) = text.split_once('.').ok_or(())?;
        Ok(Self { day: day.parse().map_err(drop)?, id: id.parse().map_err(drop)? })
    }
}
