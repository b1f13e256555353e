//! What a rule says: whom × when × window × owner × form × season × cap, as a value.
//!
//! The same [`Content`] gives the tasks ([`super::occurrence`]), its own sentence ([`super::sentence`]) and the fields of its form.

use std::collections::BTreeSet;

use cq_calendar::{SolarTerm, TermWindow};
use cq_platform::{ids::StaffId, messages::Text, words};
use serde::{Deserialize, Serialize};

use crate::{
    life_event::model::Kind as EventKind,
    segment::{Condition, Segment},
    task::model::Form,
};

/// The shape of the kept form. A later shape gets its own number and reads the earlier ones.
const SHAPE: u32 = 1;
/// The longest cycle, in days and in months.
pub const CYCLE_MAX: (u16, u16) = (400, 24);
/// The longest stretch before or after the day, in days.
pub const WINDOW_MAX: u16 = 90;
/// The most people a rule may be for.
pub const CAP_MAX: u32 = 2_000_000;

/// What a rule says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Content {
    /// For whom. Copied into the rule: a saved segment that is changed later does not change a rule behind its back.
    #[serde(with = "kept_segment")]
    pub whom: Segment,
    /// When.
    pub when: When,
    /// How long before and after the day.
    pub window: Window,
    /// Who owes it.
    pub owner: Owner,
    /// Who owes it where the owner cannot be found: never nobody.
    pub fallback: StaffId,
    /// What has to be done.
    pub form: Form,
    /// In which season only.
    pub season: Option<TermWindow>,
    /// What is not done when its window ends lapses, instead of staying overdue.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub ends_hard: bool,
    /// For at most so many people; for more it makes nothing and says so.
    pub cap: u32,
    /// More than so many tasks in a week are too many for one owner.
    pub weekly: u16,
}

words! {
    /// In what a cycle is counted.
    pub enum Unit {
        /// Days.
        Days = "days",
        /// Months.
        Months = "months",
    }
}

words! {
    /// From where a cycle is counted.
    pub enum Counted {
        /// From the day on which it was really done the last time.
        Rolling = "rolling",
        /// From fixed days, whenever it was done.
        Fixed = "fixed",
    }
}

words! {
    /// A stretch of the year in which something is done once.
    pub enum Period {
        /// 每月.
        Month = "month",
        /// 每季度.
        Quarter = "quarter",
        /// 每半年.
        HalfYear = "half-year",
        /// 每年.
        Year = "year",
    }
}

words! {
    /// By which days a window is counted.
    pub enum Clock {
        /// Every day counts.
        Calendar = "calendar",
        /// Working days count, with the notices of holidays.
        Working = "working",
    }
}

/// When something is owed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "when", rename_all = "kebab-case", deny_unknown_fields)]
pub enum When {
    /// Every so many days or months.
    Cycle {
        /// How many.
        every: u16,
        /// Of what.
        unit: Unit,
        /// From where.
        counted: Counted,
    },
    /// Once in every period, at any time in it.
    Each {
        /// Which.
        period: Period,
    },
    /// On a day of certain months; where a month is shorter, on its last day.
    Dates {
        /// 1 to 12.
        months: BTreeSet<u8>,
        /// 1 to 31.
        day: u8,
    },
    /// So many days after a solar term, or before it where negative.
    Term {
        /// Which.
        term: SolarTerm,
        /// Days.
        offset: i16,
    },
    /// On a day of an ordinary month of the lunar year, so many days after it, or before it where negative; the 30th of a short
    /// month is its last day.
    Lunar {
        /// 1 to 12.
        month: u8,
        /// 1 to 30.
        day: u8,
        /// Days.
        offset: i16,
    },
    /// On the birthday, by the calendar by which the person keeps it.
    Birthday,
    /// Within so many days of what happened.
    After {
        /// What.
        event: EventKind,
        /// Days.
        days: u16,
    },
    /// When nobody has been in touch for so many days, whatever for.
    Unseen {
        /// Days.
        days: u16,
    },
}

words! {
    /// The kinds of [`When`], as a form offers them.
    pub enum WhenKind {
        /// [`When::Cycle`].
        Cycle = "cycle",
        /// [`When::Each`].
        Each = "each",
        /// [`When::Dates`].
        Dates = "dates",
        /// [`When::Term`].
        Term = "term",
        /// [`When::Lunar`].
        Lunar = "lunar",
        /// [`When::Birthday`].
        Birthday = "birthday",
        /// [`When::After`].
        After = "after",
        /// [`When::Unseen`].
        Unseen = "unseen",
    }
}

impl When {
    /// Its kind.
    pub fn kind(&self) -> WhenKind {
        match self {
            When::Cycle { .. } => WhenKind::Cycle,
            When::Each { .. } => WhenKind::Each,
            When::Dates { .. } => WhenKind::Dates,
            When::Term { .. } => WhenKind::Term,
            When::Lunar { .. } => WhenKind::Lunar,
            When::Birthday => WhenKind::Birthday,
            When::After { .. } => WhenKind::After,
            When::Unseen { .. } => WhenKind::Unseen,
        }
    }

    /// Whether its days are the same for everybody.
    pub fn is_shared(&self) -> bool {
        match self {
            When::Cycle { counted, .. } => *counted == Counted::Fixed,
            When::Each { .. } | When::Dates { .. } | When::Term { .. } | When::Lunar { .. } => true,
            When::Birthday | When::After { .. } | When::Unseen { .. } => false,
        }
    }

    /// Whether what has been done moves what comes next: there is one promise at a time.
    pub fn is_rolling(&self) -> bool {
        matches!(self, When::Cycle { counted: Counted::Rolling, .. } | When::Unseen { .. })
    }
}

/// How long before the day it may be done, and how long after it it is still in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Window {
    /// Days before.
    pub before: u16,
    /// Days after.
    pub grace: u16,
    /// Which days count.
    pub clock: Clock,
}

/// Who owes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "owner", rename_all = "kebab-case")]
pub enum Owner {
    /// 结对的责任医生.
    PairedDoctor,
    /// Somebody by name.
    Named {
        /// Who.
        staff: StaffId,
    },
}

/// Why something is no rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flaw {
    /// It was kept by a later program, or not by this one at all.
    Unreadable,
    /// A number out of its range, or nothing chosen where something must be.
    OutOfRange,
    /// It would be for whoever is owed something, which it changes by being a rule.
    AsksForDebts,
}

impl Flaw {
    /// As it is said.
    pub fn text(self) -> Text {
        Text::new(match self {
            Flaw::Unreadable => "rule-flaw-unreadable",
            Flaw::OutOfRange => "rule-flaw-out-of-range",
            Flaw::AsksForDebts => "rule-flaw-asks-for-debts",
        })
    }
}

#[derive(Serialize, Deserialize)]
struct Kept<C> {
    shape: u32,
    says: C,
}

impl Content {
    /// As the database keeps it.
    pub fn kept(&self) -> String {
        // Words, numbers and ids have nothing that JSON could not say.
        serde_json::to_string(&Kept { shape: SHAPE, says: self }).unwrap_or_default()
    }

    /// Reads [`Content::kept`].
    pub fn from_kept(text: &str) -> Result<Self, Flaw> {
        let kept: Kept<serde_json::Value> = serde_json::from_str(text).map_err(|_| Flaw::Unreadable)?;
        if kept.shape > SHAPE {
            return Err(Flaw::Unreadable);
        }
        serde_json::from_value::<Self>(kept.says).map_err(|_| Flaw::Unreadable)?.checked()
    }

    /// Refused where it says nothing sensible.
    pub fn checked(self) -> Result<Self, Flaw> {
        let asks_for_debts = |condition: &Condition| matches!(condition, Condition::Owed(_));
        if self.whom.of.conditions().any(asks_for_debts) {
            return Err(Flaw::AsksForDebts);
        }
        let is_sound = match &self.when {
            When::Cycle { every, unit: Unit::Days, .. } => (1..=CYCLE_MAX.0).contains(every),
            When::Cycle { every, unit: Unit::Months, .. } => (1..=CYCLE_MAX.1).contains(every),
            When::Dates { months, day } => {
                !months.is_empty() && months.iter().all(|m| (1..=12).contains(m)) && (1..=31).contains(day)
            }
            When::Term { offset, .. } => offset.unsigned_abs() <= WINDOW_MAX,
            When::Lunar { month, day, offset } => {
                (1..=12).contains(month) && (1..=30).contains(day) && offset.unsigned_abs() <= WINDOW_MAX
            }
            When::After { days, .. } => (1..=365).contains(days),
            When::Unseen { days } => (1..=CYCLE_MAX.0).contains(days),
            When::Each { .. } | When::Birthday => true,
        };
        let is_windowed = self.window.before <= WINDOW_MAX && self.window.grace <= WINDOW_MAX;
        let is_bounded = (1..=CAP_MAX).contains(&self.cap) && self.weekly > 0;
        if is_sound && is_windowed && is_bounded { Ok(self) } else { Err(Flaw::OutOfRange) }
    }
}

/// A segment inside a rule, as the segment itself keeps it.
mod kept_segment {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    use crate::segment::Segment;

    pub fn serialize<S: Serializer>(segment: &Segment, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&segment.kept())
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Segment, D::Error> {
        let text = String::deserialize(from)?;
        Segment::from_kept(&text).map_err(|_| D::Error::custom("no segment"))
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::{
        person::{Illness, Living},
        segment::condition::{Ailment, Debt},
    };

    /// "Hypertension, living alone: every 14 days from 立冬 to 立春, by the paired doctor."
    pub(crate) fn winter() -> Content {
        Content {
            whom: Segment::all([
                Condition::Ill([Ailment::Block(Illness::Hypertension)].into()),
                Condition::Living([Living::Alone].into()),
            ]),
            when: When::Cycle { every: 14, unit: Unit::Days, counted: Counted::Rolling },
            window: Window { before: 7, grace: 3, clock: Clock::Calendar },
            owner: Owner::PairedDoctor,
            fallback: StaffId(Uuid::nil()),
            form: Form::HomeVisit,
            season: Some(TermWindow::WINTER),
            ends_hard: false,
            cap: 5_000,
            weekly: 10,
        }
    }

    #[test]
    fn what_is_kept_reads_back() {
        for when in [
            winter().when,
            When::Each { period: Period::Quarter },
            When::Dates { months: [1, 7].into(), day: 31 },
            When::Term { term: SolarTerm::DongZhi, offset: -3 },
            When::Lunar { month: 9, day: 9, offset: 0 },
            When::Birthday,
            When::After { event: EventKind::Discharge, days: 7 },
            When::Unseen { days: 30 },
        ] {
            let content = Content { when, ..winter() };
            assert_eq!(Content::from_kept(&content.kept()), Ok(content));
        }
    }

    #[test]
    fn what_makes_no_sense_is_refused() {
        let when = |when| Content { when, ..winter() }.checked().err();
        assert_eq!(
            when(When::Cycle { every: 0, unit: Unit::Days, counted: Counted::Fixed }),
            Some(Flaw::OutOfRange)
        );
        assert_eq!(when(When::Dates { months: BTreeSet::new(), day: 1 }), Some(Flaw::OutOfRange));
        assert_eq!(when(When::Lunar { month: 13, day: 1, offset: 0 }), Some(Flaw::OutOfRange));
        assert_eq!(Content { cap: 0, ..winter() }.checked().err(), Some(Flaw::OutOfRange));
        let whom = Segment::all([Condition::Owed([Debt::Overdue].into())]);
        assert_eq!(Content { whom, ..winter() }.checked().err(), Some(Flaw::AsksForDebts));
        assert_eq!(Content::from_kept(r#"{"shape":2,"says":{}}"#), Err(Flaw::Unreadable));
        assert_eq!(Content::from_kept(r#"{"shape":1,"says":{"moon":1}}"#), Err(Flaw::Unreadable));
    }
}
