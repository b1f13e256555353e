//! What is watched for.

use cq_platform::words;
use serde::{Deserialize, Serialize};

use crate::{
    person::Living,
    segment::{Condition, Segment},
};

words! {
    /// What is watched for.
    pub enum Concern {
        /// Lives alone, and nobody has been in touch for a while.
        Alone = "alone",
        /// Owes more than can be done.
        Load = "load",
        /// A rule that makes nothing.
        Rules = "rules",
        /// Owed by somebody who is gone.
        Left = "left",
        /// Nobody answers, so that it landed on a rule's fallback.
        Fallback = "fallback",
    }
}

words! {
    /// Why a rule makes nothing.
    pub enum Idle {
        /// It was never planned.
        NotPlanned = "not-planned",
        /// It is for more people than its cap.
        OverCap = "over-cap",
        /// Nobody fits it.
        Nobody = "nobody",
        /// Nothing falls due in the days planned.
        NothingDue = "nothing-due",
    }
}

impl Idle {
    /// Why, of a rule that was planned for so many `people` (none: never) and may be for as many as `cap`.
    pub fn of(people: Option<i64>, cap: i64) -> Self {
        match people {
            None => Idle::NotPlanned,
            Some(0) => Idle::Nobody,
            Some(people) if people > cap => Idle::OverCap,
            Some(_) => Idle::NothingDue,
        }
    }
}

/// From when on it is too long, and from how much on it is too much: settings of the bureau.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// Somebody living alone is to be heard of within so many days.
    pub alone_days: u16,
    /// More than so many tasks until a week from now are too many for one.
    pub load: u16,
}

impl Limits {
    /// The most days.
    pub const DAYS_MAX: u16 = 365;
    /// The most tasks.
    pub const LOAD_MAX: u16 = 1_000;

    /// Who lives alone and has not been heard of.
    pub fn unheard(self) -> Segment {
        Segment::all([Condition::Living([Living::Alone].into()), Condition::Unseen { days: self.alone_days }])
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self { alone_days: 30, load: 40 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_says_why_it_makes_nothing() {
        assert_eq!(Idle::of(None, 10), Idle::NotPlanned);
        assert_eq!(Idle::of(Some(0), 10), Idle::Nobody);
        assert_eq!(Idle::of(Some(10), 10), Idle::NothingDue);
        assert_eq!(Idle::of(Some(11), 10), Idle::OverCap);
    }

    #[test]
    fn whoever_has_not_been_heard_of_is_a_segment_like_any_other() {
        assert!(Limits::default().unheard().checked().is_ok());
    }
}
