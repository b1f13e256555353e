//! That somebody holds a post in a group, and the one way in which it ends.

use cq_calendar::PartialDate;
use cq_platform::words;
use jiff::civil::Date;

use super::{Days, Group, GroupId, Left, Membership, PostId, PostKind, Refused, ends_well};
use crate::person::PersonId;

words! {
    /// Why somebody no longer holds a post.
    pub enum Resigned {
        /// 去世.
        Died = "died",
        /// 迁出、转出.
        Moved = "moved",
        /// 辞去, or left the group.
        Left = "left",
        /// 换届.
        Term = "term",
        /// The group was closed.
        Closed = "closed",
        /// Entered by mistake: never held it.
        Mistake = "mistake",
    }
}

impl From<Left> for Resigned {
    fn from(left: Left) -> Self {
        match left {
            Left::Died => Resigned::Died,
            Left::Moved => Resigned::Moved,
            Left::Left => Resigned::Left,
            Left::Closed => Resigned::Closed,
            Left::Mistake => Resigned::Mistake,
        }
    }
}

/// What a post that is held and one that was share.
#[derive(Debug, Clone, PartialEq)]
pub struct Office {
    /// Identity.
    pub id: PostId,
    /// Where.
    pub group: GroupId,
    /// Who.
    pub person: PersonId,
    /// Which.
    pub kind: PostKind,
    /// The first day.
    pub since: PartialDate,
    /// When the term ends (换届).
    pub term_ends_on: Option<Date>,
}

/// A post that is held now.
#[derive(Debug, Clone, PartialEq)]
pub struct Held {
    /// Which, by whom, since when.
    pub what: Office,
    /// Guard.
    pub version: i64,
}

/// A post in whichever state.
#[derive(Debug, Clone, PartialEq)]
pub enum Post {
    /// Held.
    Held(Held),
    /// Held once.
    Past {
        /// Which, by whom, since when.
        what: Office,
        /// The last day.
        until: Date,
        /// Why.
        because: Resigned,
        /// Guard.
        version: i64,
    },
}

impl Post {
    /// Which, by whom, since when.
    pub fn what(&self) -> &Office {
        match self {
            Post::Held(held) => &held.what,
            Post::Past { what, .. } => what,
        }
    }

    /// The days on which it was held.
    pub fn days(&self) -> Option<Days> {
        let first = self.what().since.first_day();
        match self {
            Post::Held(_) => Some(Days { first, last: None }),
            Post::Past { because: Resigned::Mistake, .. } => None,
            Post::Past { until, .. } => Some(Days { first, last: Some(*until) }),
        }
    }
}

impl Held {
    /// Ends it with `until` as its last day.
    pub fn end(self, until: Date, because: Resigned, today: Date) -> Result<Post, Refused> {
        let until = if because == Resigned::Mistake { today.max(self.what.since.first_day()) } else { until };
        ends_well(self.what.since, until, today)?;
        Ok(Post::Past { what: self.what, until, because, version: self.version + 1 })
    }

    /// Ends it because its holder's membership ended; a post that began later ends on its first day.
    pub fn end_with(self, until: Date, because: Left) -> Post {
        let until = until.max(self.what.since.first_day());
        Post::Past { what: self.what, until, because: because.into(), version: self.version + 1 }
    }
}

/// Whether the post can be given. `members` are the memberships of whoever shall hold it, `posts` all of the group's, the head's
/// name beside the head's.
pub fn may_hold(
    group: &Group,
    office: &Office,
    members: &[Membership],
    posts: &[(Post, String)],
    today: Date,
) -> Result<(), Refused> {
    if !group.is_open() {
        return Err(Refused::GroupClosed);
    }
    if !group.facts.kind.posts().contains(&office.kind) {
        return Err(Refused::NoSuchPost);
    }
    let wanted = Days { first: office.since.first_day(), last: None };
    if wanted.first > today {
        return Err(Refused::NotYet { field: "since" });
    }
    if office.term_ends_on.is_some_and(|ends| ends < office.since.last_day()) {
        return Err(Refused::TermEndsFirst);
    }
    let belongs = |membership: &Membership| matches!(membership, Membership::Open(member) if member.what.since.first_day() <= office.since.last_day());
    if !members.iter().any(belongs) {
        return Err(Refused::NotAMember);
    }
    for (post, name) in posts.iter().filter(|(post, _)| post.days().is_some_and(|days| days.overlap(wanted)))
    {
        let what = post.what();
        if what.kind == office.kind && what.person == office.person {
            return Err(Refused::HoldsAlready);
        }
        if what.kind == PostKind::Head && office.kind == PostKind::Head {
            return Err(Refused::HasHead { name: name.clone(), since: what.since });
        }
    }
    Ok(())
}
