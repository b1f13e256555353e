//! Who works on an errand.

use cq_platform::ids::StaffId;

use super::{Hands, Refused};

/// Who works on an errand: one, or two who are not one and the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Crew {
    /// One.
    One(StaffId),
    /// Two.
    Two(Pair),
}

/// Two people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pair {
    first: StaffId,
    second: StaffId,
}

impl Pair {
    /// Both; nothing where that is one person.
    pub fn of(first: StaffId, second: StaffId) -> Option<Self> {
        (first != second).then_some(Self { first, second })
    }
}

impl Crew {
    /// As the columns hold it.
    pub fn of(first: StaffId, second: Option<StaffId>) -> Option<Self> {
        match second {
            None => Some(Crew::One(first)),
            Some(second) => Pair::of(first, second).map(Crew::Two),
        }
    }

    /// Whoever came first.
    pub fn first(self) -> StaffId {
        match self {
            Crew::One(staff) => staff,
            Crew::Two(pair) => pair.first,
        }
    }

    /// Whoever came second.
    pub fn second(self) -> Option<StaffId> {
        match self {
            Crew::One(_) => None,
            Crew::Two(pair) => Some(pair.second),
        }
    }

    /// Whether `staff` is one of them.
    pub fn has(self, staff: StaffId) -> bool {
        self.first() == staff || self.second() == Some(staff)
    }

    /// Whether there are as many as it takes.
    pub fn is_enough(self, hands: Hands) -> bool {
        hands == Hands::One || self.second().is_some()
    }

    /// One more.
    pub(super) fn with(self, staff: StaffId, hands: Hands) -> Result<Self, Refused> {
        match self {
            Crew::One(first) if first == staff => Err(Refused::Same),
            Crew::Two(pair) if pair.first == staff || pair.second == staff => Err(Refused::Same),
            Crew::One(first) if hands == Hands::Two => {
                Pair::of(first, staff).map(Crew::Two).ok_or(Refused::Same)
            }
            _ => Err(Refused::Taken),
        }
    }

    /// `to` in the place of `from`.
    pub(super) fn with_instead(self, from: StaffId, to: StaffId) -> Result<Self, Refused> {
        if self.has(to) {
            return Err(Refused::Same);
        }
        match self.without(from)? {
            None => Ok(Crew::One(to)),
            Some(rest) => rest.with(to, Hands::Two),
        }
    }

    /// One less; nobody where that was the only one.
    pub(super) fn without(self, staff: StaffId) -> Result<Option<Self>, Refused> {
        match self {
            Crew::One(first) if first == staff => Ok(None),
            Crew::Two(pair) if pair.first == staff => Ok(Some(Crew::One(pair.second))),
            Crew::Two(pair) if pair.second == staff => Ok(Some(Crew::One(pair.first))),
            _ => Err(Refused::NotYours),
        }
    }
}
