//! That somebody belongs to a group, and the one way in which it ends.

use cq_calendar::PartialDate;
use cq_platform::{record, words};
use jiff::civil::Date;

use super::{Days, Group, GroupId, MembershipId, Refused, began_well, ends_well};
use crate::person::{Category, PersonId};

words! {
    /// Why somebody no longer belongs.
    pub enum Left {
        /// 去世.
        Died = "died",
        /// 迁出、转出.
        Moved = "moved",
        /// 退出.
        Left = "left",
        /// The group was closed.
        Closed = "closed",
        /// Entered by mistake: never belonged.
        Mistake = "mistake",
    }
}

/// What an open membership and an ended one share.
#[derive(Debug, Clone, PartialEq)]
pub struct Belonging {
    /// Identity.
    pub id: MembershipId,
    /// To what.
    pub group: GroupId,
    /// Who.
    pub person: PersonId,
    /// The first day.
    pub since: PartialDate,
}

/// Somebody who belongs now.
#[derive(Debug, Clone, PartialEq)]
pub struct Member {
    /// To what, since when.
    pub what: Belonging,
    /// Guard.
    pub version: i64,
}

/// A membership in whichever state.
#[derive(Debug, Clone, PartialEq)]
pub enum Membership {
    /// Belongs.
    Open(Member),
    /// Belonged once.
    Ended {
        /// To what, since when.
        what: Belonging,
        /// The last day.
        until: Date,
        /// Why.
        because: Left,
        /// Guard.
        version: i64,
    },
}

impl Membership {
    /// To what, since when.
    pub fn what(&self) -> &Belonging {
        match self {
            Membership::Open(member) => &member.what,
            Membership::Ended { what, .. } => what,
        }
    }

    /// The days on which it held; one entered by mistake held on none.
    pub fn days(&self) -> Option<Days> {
        let first = self.what().since.first_day();
        match self {
            Membership::Open(_) => Some(Days { first, last: None }),
            Membership::Ended { because: Left::Mistake, .. } => None,
            Membership::Ended { until, .. } => Some(Days { first, last: Some(*until) }),
        }
    }
}

impl Member {
    /// Ends it with `until` as its last day. One entered by mistake ends on any day.
    pub fn end(self, until: Date, because: Left, today: Date) -> Result<Membership, Refused> {
        let until = if because == Left::Mistake { today.max(self.what.since.first_day()) } else { until };
        ends_well(self.what.since, until, today)?;
        Ok(Membership::Ended { what: self.what, until, because, version: self.version + 1 })
    }

    /// Ends it with somebody's service; one that began later ends on its first day.
    pub fn end_with(self, until: Date, because: Left) -> Membership {
        let until = until.max(self.what.since.first_day());
        Membership::Ended { what: self.what, until, because, version: self.version + 1 }
    }
}

record! {
    /// Somebody who may join.
    pub struct Newcomer {
        /// Who.
        pub id: PersonId,
        /// The name.
        pub name: String,
        /// Birth.
        pub born: Option<PartialDate>,
        /// Since when no longer served.
        pub ended_on: Option<PartialDate>,
        /// Whether served at all: somebody's relative is only known.
        pub category: Category,
    }
}

/// Whether `newcomer`, with `history` in this group, may join on `since`.
pub fn may_join(
    group: &Group,
    newcomer: &Newcomer,
    history: &[Membership],
    since: PartialDate,
    today: Date,
) -> Result<(), Refused> {
    if !group.is_open() {
        return Err(Refused::GroupClosed);
    }
    began_well(group, newcomer.born, since, today)?;
    if let Some(on) = newcomer.ended_on {
        return Err(Refused::PersonEnded { name: newcomer.name.clone(), on });
    }
    if newcomer.category == Category::Relative {
        return Err(Refused::NotServed { name: newcomer.name.clone() });
    }
    let wanted = Days { first: since.first_day(), last: None };
    if history.iter().filter_map(Membership::days).any(|days| days.overlap(wanted)) {
        return Err(Refused::BelongsAlready { name: newcomer.name.clone() });
    }
    Ok(())
}
