//! Groups, who belongs to them and who holds a post in them, from which day to which.
//!
//! Every stretch of days is closed on both ends: `until` is the last day. A day known only to the month or year counts from its
//! first day.

mod membership;
mod past;
mod post;
mod refused;

use cq_calendar::PartialDate;
use cq_platform::words;
use jiff::{ToSpan, civil::Date};

use crate::person::model::AreaId;

pub use membership::{Belonging, Left, Member, Membership, Newcomer, may_join};
pub use past::{Was, Whose, covers, may_belong_since, may_have_belonged, may_have_held, may_hold_since};
pub use post::{Held, Office, Post, Resigned, may_hold};
pub use refused::Refused;

cq_platform::id_type! {
    /// A group.
    GroupId
    /// That somebody belongs to a group.
    MembershipId
    /// That somebody holds a post in a group.
    PostId
}

words! {
    /// What people belong to.
    pub enum GroupKind {
        /// 党工委.
        Committee = "committee",
        /// 党支部.
        Branch = "branch",
        /// 党小组.
        PartyGroup = "party-group",
        /// 社团.
        Club = "club",
        /// 老年大学班级.
        Class = "class",
        /// 智囊团, 指导团.
        Advisory = "advisory",
    }
}

impl GroupKind {
    /// The kind that it can stand under: 党工委 → 党支部 → 党小组.
    pub const fn above(self) -> Option<GroupKind> {
        match self {
            GroupKind::Branch => Some(GroupKind::Committee),
            GroupKind::PartyGroup => Some(GroupKind::Branch),
            GroupKind::Committee | GroupKind::Club | GroupKind::Class | GroupKind::Advisory => None,
        }
    }

    /// The posts that it has, the head first.
    pub const fn posts(self) -> &'static [PostKind] {
        use PostKind::{Backbone, Deputy, Discipline, Head, Organiser, Other, Publicist, Treasurer};
        match self {
            GroupKind::Committee | GroupKind::Branch => {
                &[Head, Deputy, Organiser, Publicist, Discipline, Backbone, Other]
            }
            GroupKind::PartyGroup => &[Head, Deputy],
            GroupKind::Club => &[Head, Deputy, Organiser, Treasurer, Backbone, Other],
            GroupKind::Class => &[Head, Deputy, Organiser, Publicist, Backbone],
            GroupKind::Advisory => &[Head, Deputy, Organiser],
        }
    }
}

words! {
    /// A post. What it is called depends on the kind of group: the head of a branch is its 书记, of a class its 班长.
    pub enum PostKind {
        /// 书记, 组长, 会长, 班长, 团长: one at a time.
        Head = "head",
        /// 副书记 and the like.
        Deputy = "deputy",
        /// 组织委员, 秘书长, 学习委员.
        Organiser = "organiser",
        /// 宣传委员.
        Publicist = "publicist",
        /// 纪检委员.
        Discipline = "discipline",
        /// 财务.
        Treasurer = "treasurer",
        /// 骨干.
        Backbone = "backbone",
        /// 委员, 理事.
        Other = "other",
    }
}

/// A stretch of days, open towards the future where there is no last one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Days {
    /// The first.
    pub first: Date,
    /// The last.
    pub last: Option<Date>,
}

impl Days {
    /// Whether the day lies in it.
    pub fn contains(self, day: Date) -> bool {
        self.first <= day && self.last.is_none_or(|last| day <= last)
    }

    /// Whether the two have a day in common.
    pub fn overlap(self, other: Days) -> bool {
        self.last.is_none_or(|last| other.first <= last) && other.last.is_none_or(|last| self.first <= last)
    }
}

/// What a clerk says about a group.
#[derive(Debug, Clone, PartialEq)]
pub struct Facts {
    /// What it is.
    pub kind: GroupKind,
    /// What it is called.
    pub name: String,
    /// The group above it.
    pub above: Option<GroupId>,
    /// Where it meets.
    pub area: Option<AreaId>,
    /// When it was founded.
    pub founded_on: Option<PartialDate>,
    /// How long a term of its posts lasts, in months.
    pub term_months: Option<u32>,
    /// What a club or class is about: 书画, 舞蹈, …
    pub category: Option<String>,
    /// Anything else.
    pub remark: Option<String>,
}

/// Whether it still meets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Life {
    /// It does.
    Open,
    /// It was closed.
    Closed {
        /// Its last day.
        on: Date,
    },
}

/// A group.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// Identity.
    pub id: GroupId,
    /// What is known of it.
    pub facts: Facts,
    /// Whether it still meets.
    pub life: Life,
    /// Guard.
    pub version: i64,
}

impl Group {
    /// Whether it still meets.
    pub fn is_open(&self) -> bool {
        self.life == Life::Open
    }

    /// The same group under other facts; its kind stays. `above` is the group that the facts put it under.
    pub fn described(self, facts: Facts, above: Option<&Group>) -> Result<Group, Refused> {
        if !self.is_open() {
            return Err(Refused::GroupClosed);
        }
        stands(&facts, above)?;
        Ok(Group { facts: Facts { kind: self.facts.kind, ..facts }, ..self })
    }

    /// Closes it with `on` as its last day; `open_below` counts the groups below it that still meet.
    pub fn close(self, on: Date, today: Date, open_below: usize) -> Result<Group, Refused> {
        match (self.life, self.facts.founded_on) {
            (Life::Closed { .. }, _) => Err(Refused::GroupClosed),
            _ if on > today => Err(Refused::NotYet { field: "until" }),
            (_, Some(founded)) if on < founded.first_day() => {
                Err(Refused::EndsBeforeItBegan { since: founded })
            }
            _ if open_below > 0 => Err(Refused::HasOpenBelow { count: open_below }),
            _ => Ok(Group { life: Life::Closed { on }, ..self }),
        }
    }

    /// Opens it again, below what stands above it.
    pub fn reopen(self, above: Option<&Group>) -> Result<Group, Refused> {
        match self.life {
            Life::Open => Err(Refused::OpenAlready),
            Life::Closed { .. } if above.is_some_and(|above| !above.is_open()) => Err(Refused::ClosedAbove),
            Life::Closed { .. } => Ok(Group { life: Life::Open, ..self }),
        }
    }

    /// When a term that begins on `since` ends, if the group has terms.
    pub fn term_ends(&self, since: Date) -> Option<Date> {
        let months = i64::from(self.facts.term_months?);
        since.checked_add(months.months()).ok()?.yesterday().ok()
    }
}

/// Whether facts can stand under `above`.
pub fn stands(facts: &Facts, above: Option<&Group>) -> Result<(), Refused> {
    let fits = match (facts.above, above) {
        (None, _) => true,
        (Some(_), Some(above)) => above.is_open() && Some(above.facts.kind) == facts.kind.above(),
        (Some(_), None) => false,
    };
    if fits { Ok(()) } else { Err(Refused::WrongAbove) }
}

/// Whether somebody born on `born` can be in the group from `since` on.
fn began_well(
    group: &Group,
    born: Option<PartialDate>,
    since: PartialDate,
    today: Date,
) -> Result<(), Refused> {
    if since.first_day() > today {
        return Err(Refused::NotYet { field: "since" });
    }
    let is_before = |day: &PartialDate| since.last_day() < day.first_day();
    if let Some(founded) = group.facts.founded_on.filter(is_before) {
        return Err(Refused::BeforeFounding { founded });
    }
    born.filter(is_before).map_or(Ok(()), |born| Err(Refused::BeforeBirth { born }))
}

fn ends_well(since: PartialDate, until: Date, today: Date) -> Result<(), Refused> {
    if until < since.first_day() {
        return Err(Refused::EndsBeforeItBegan { since });
    }
    if until > today.max(since.first_day()) { Err(Refused::NotYet { field: "until" }) } else { Ok(()) }
}

/// How a term stands on a day: derived, never stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Term {
    /// It has none.
    None,
    /// It ends later than is shown ahead.
    Running,
    /// It ends within so many days.
    EndsIn(i32),
    /// It ended so many days ago.
    Overdue(i32),
}

impl Term {
    /// How a term that ends on `ends_on` stands; `ahead_days` are shown ahead.
    pub fn of(ends_on: Option<Date>, today: Date, ahead_days: i64) -> Term {
        let Some(ends_on) = ends_on else { return Term::None };
        match today.until(ends_on).map_or(0, |span| span.get_days()) {
            days if days < 0 => Term::Overdue(-days),
            days if i64::from(days) <= ahead_days => Term::EndsIn(days),
            _ => Term::Running,
        }
    }
}

#[cfg(test)]
mod tests;
