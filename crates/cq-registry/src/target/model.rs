//! A target as a value: where it stands in the tree, what it counts, and its transitions.

pub mod actual;
pub mod period;

use cq_platform::{Error, ids::StaffId, messages::Text, words};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use self::{
    actual::{Actual, Standing},
    period::Period,
};
use crate::{
    group::GroupKind, person::model::AreaId, rule::RuleId, segment::Segment, task::model::Form as TaskForm,
};

cq_platform::id_type! {
    /// A target.
    TargetId
    /// A period of one that is closed, or being closed.
    ClosingId
}

/// The shape of the kept form. A later shape gets its own number and reads the earlier ones.
const SHAPE: u32 = 1;
/// The most that a count may aim at.
pub const COUNT_MAX: i64 = 1_000_000;
/// The most days that a mean may aim at.
pub const DAYS_MAX: i64 = 365;
/// How deep the tree may grow.
pub const DEPTH_MAX: usize = 6;

/// A goal of a year.
#[derive(Debug, Clone, PartialEq)]
pub struct Target {
    /// Identity.
    pub id: TargetId,
    /// The year.
    pub year: i16,
    /// What it is part of.
    pub parent: Option<TargetId>,
    /// What it is called; no other of the year that stands is called so.
    pub name: String,
    /// Who answers for it.
    pub owner: StaffId,
    /// What it counts.
    pub content: Content,
    /// Whether it stands.
    pub state: State,
    /// Guard.
    pub version: i64,
}

/// Whether a target stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// It does.
    Standing,
    /// It was taken back.
    Withdrawn {
        /// Since this day.
        on: Date,
    },
}

/// What a target is.
#[derive(Debug, Clone, PartialEq)]
pub enum Content {
    /// It only groups others.
    Heading,
    /// A number to be reached.
    Number(Box<Number>),
}

impl Content {
    /// In which periods it counts, if it does.
    pub fn period(&self) -> Option<Period> {
        match self {
            Content::Heading => None,
            Content::Number(number) => Some(number.period),
        }
    }
}

/// A number to be reached in each of its periods.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Number {
    /// What is counted.
    pub measure: Measure,
    /// How much: percent of a share, a count, days of a mean. A mean is to be at most that, everything else at least.
    pub aim: i64,
    /// In which periods.
    pub period: Period,
    /// Among whom.
    pub within: Within,
}

/// What is counted. Each figure is computed from records.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "measure", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Measure {
    /// Of the people of a segment, how many of them had something done in the period.
    Reached {
        /// Which people.
        whom: Kept,
        /// What.
        work: Work,
    },
    /// How much was done in the period; for people, for groups or for the bureau itself.
    Done {
        /// What.
        work: Work,
    },
    /// Of what was promised for days of the period that are past, how much was done by its day. What was declined or taken back is
    /// left out.
    InTime {
        /// What.
        work: Work,
    },
    /// Of what was done in the period, by how many days each was late on the average; what was early was late by none.
    DaysLate {
        /// What.
        work: Work,
    },
    /// Of the people of a segment, how many have somebody or belong somewhere on the period's last day, or today.
    Covered {
        /// Which people.
        whom: Kept,
        /// Whom or what they should have.
        by: Cover,
    },
}

words! {
    /// The kinds of [`Measure`], as a form offers them.
    pub enum MeasureKind {
        /// [`Measure::Reached`].
        Reached = "reached",
        /// [`Measure::Done`].
        Done = "done",
        /// [`Measure::InTime`].
        InTime = "in-time",
        /// [`Measure::DaysLate`].
        DaysLate = "days-late",
        /// [`Measure::Covered`].
        Covered = "covered",
    }
}

impl MeasureKind {
    /// Whether its figure is a share of a hundred.
    pub fn is_share(self) -> bool {
        matches!(self, MeasureKind::Reached | MeasureKind::InTime | MeasureKind::Covered)
    }

    /// Whether it grows with the period, so that half of it is expected at half-time.
    pub fn grows(self) -> bool {
        matches!(self, MeasureKind::Reached | MeasureKind::Done)
    }

    /// Whether the names behind it are people; else they are tasks.
    pub fn is_of_people(self) -> bool {
        matches!(self, MeasureKind::Reached | MeasureKind::Covered)
    }

    /// The most it may aim at.
    pub fn most(self) -> i64 {
        match self {
            MeasureKind::Reached | MeasureKind::InTime | MeasureKind::Covered => 100,
            MeasureKind::Done => COUNT_MAX,
            MeasureKind::DaysLate => DAYS_MAX,
        }
    }
}

impl Measure {
    /// Its kind.
    pub fn kind(&self) -> MeasureKind {
        match self {
            Measure::Reached { .. } => MeasureKind::Reached,
            Measure::Done { .. } => MeasureKind::Done,
            Measure::InTime { .. } => MeasureKind::InTime,
            Measure::DaysLate { .. } => MeasureKind::DaysLate,
            Measure::Covered { .. } => MeasureKind::Covered,
        }
    }

    /// Whom it is about, where it is about people.
    pub fn whom(&self) -> Option<&Segment> {
        match self {
            Measure::Reached { whom, .. } | Measure::Covered { whom, .. } => Some(&whom.0),
            _ => None,
        }
    }

    /// What was to be done, where it is about that.
    pub fn work(&self) -> Option<Work> {
        match self {
            Measure::Reached { work, .. }
            | Measure::Done { work }
            | Measure::InTime { work }
            | Measure::DaysLate { work } => Some(*work),
            Measure::Covered { .. } => None,
        }
    }
}

/// A segment, kept as it keeps itself: what a saved one says later changes no target behind its back.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Kept(pub Segment);

impl TryFrom<String> for Kept {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        Segment::from_kept(&text).map(Kept).map_err(|flaw| format!("{flaw:?}"))
    }
}

impl From<Kept> for String {
    fn from(kept: Kept) -> String {
        kept.0.kept()
    }
}

/// Which tasks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Work {
    /// Whichever.
    Any,
    /// What a rule asks for.
    Rule(RuleId),
    /// One kind of thing to do, whatever asks for it.
    Form(TaskForm),
}

/// Whom or what somebody should have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cover {
    /// 责任医生.
    Doctor,
    /// 联络员.
    Liaison,
    /// Membership of a group of a kind.
    Member(GroupKind),
}

/// Among whom a number is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Within {
    /// In the whole bureau.
    Bureau,
    /// Who lives in an area; groups that are at home there.
    Area(AreaId),
    /// Those whose doctor is of a hospital; what its doctors owe.
    Hospital(Uuid),
    /// Those for whom somebody answers; what somebody owes.
    Person(StaffId),
}

/// Why a step was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// It was taken back: somebody was first.
    Withdrawn,
    /// It would come to stand under itself.
    UnderItself,
    /// The tree would be too deep.
    TooDeep,
    /// What it is to stand under is of another year, or does not stand.
    NoSuchParent,
    /// Something that stands is under it.
    HoldsOthers,
    /// A period of it is closed: its periods stay as long as they are.
    PeriodClosed,
}

impl From<Refused> for Error {
    fn from(refused: Refused) -> Self {
        let at = |key| Error::Invalid(vec![("parent".to_owned(), Text::new(key))]);
        match refused {
            Refused::Withdrawn => Error::Conflict,
            Refused::UnderItself => at("target-refused-under-itself"),
            Refused::TooDeep => at("target-refused-too-deep"),
            Refused::NoSuchParent => at("target-refused-parent"),
            Refused::HoldsOthers => Error::refused("target-refused-holds-others"),
            Refused::PeriodClosed => {
                Error::Invalid(vec![("period".to_owned(), Text::new("target-refused-period-closed"))])
            }
        }
    }
}

/// What a clerk wants a target to say.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    /// The year.
    pub year: i16,
    /// What it is part of.
    pub parent: Option<TargetId>,
    /// What it is called.
    pub name: String,
    /// Who answers for it.
    pub owner: StaffId,
    /// What it counts.
    pub content: Content,
}

impl Target {
    /// A target just written.
    pub fn new(id: TargetId, draft: Draft) -> Self {
        let Draft { year, parent, name, owner, content } = draft;
        Self { id, year, parent, name, owner, content, state: State::Standing, version: 1 }
    }

    /// Says `draft` from now on; the year stays, and so do its periods where one of them is closed.
    pub fn revise(self, draft: Draft, has_closed: bool) -> Result<Self, Refused> {
        if self.state != State::Standing {
            return Err(Refused::Withdrawn);
        }
        if has_closed && draft.content.period() != self.content.period() {
            return Err(Refused::PeriodClosed);
        }
        let Draft { parent, name, owner, content, .. } = draft;
        Ok(Self { parent, name, owner, content, ..self })
    }

    /// Taken back on `today`; `holds_others`: something that stands is under it.
    pub fn withdraw(self, today: Date, holds_others: bool) -> Result<Self, Refused> {
        match self.state {
            State::Withdrawn { .. } => Err(Refused::Withdrawn),
            State::Standing if holds_others => Err(Refused::HoldsOthers),
            State::Standing => Ok(Self { state: State::Withdrawn { on: today }, ..self }),
        }
    }

    /// The number, where it is one.
    pub fn number(&self) -> Option<&Number> {
        match &self.content {
            Content::Heading => None,
            Content::Number(number) => Some(number),
        }
    }
}

/// Whether `id` may stand under `parent` among `year`'s targets, each with what it stands under.
pub fn may_stand_under(
    id: Option<TargetId>,
    parent: TargetId,
    year: &[(TargetId, Option<TargetId>)],
) -> Result<(), Refused> {
    let above = |of: TargetId| year.iter().find(|(id, _)| *id == of).map(|(_, parent)| *parent);
    let (mut at, mut depth) = (Some(parent), 1);
    while let Some(here) = at {
        if Some(here) == id {
            return Err(Refused::UnderItself);
        }
        at = above(here).ok_or(Refused::NoSuchParent)?;
        depth += 1;
        if depth > DEPTH_MAX {
            return Err(Refused::TooDeep);
        }
    }
    Ok(())
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Definition<N> {
    shape: u32,
    says: N,
}

impl Number {
    /// As the database keeps it.
    pub fn kept(&self) -> String {
        // A tree of words, numbers and ids has nothing that JSON could not say.
        serde_json::to_string(&Definition { shape: SHAPE, says: self }).unwrap_or_default()
    }

    /// Reads [`Number::kept`]; none of what a later program wrote.
    pub fn from_kept(text: &str) -> Option<Self> {
        let definition: Definition<serde_json::Value> = serde_json::from_str(text).ok()?;
        if definition.shape > SHAPE {
            return None;
        }
        serde_json::from_value(definition.says).ok()
    }
}

#[cfg(test)]
pub(super) mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::{person::Living, segment::Condition};

    fn id(n: u128) -> TargetId {
        TargetId(Uuid::from_u128(n))
    }

    /// Of those who live alone, 95 of a hundred are visited in each quarter.
    pub(in crate::target) fn visited() -> Number {
        let whom = Kept(Segment::of(Condition::Living([Living::Alone].into())));
        let measure = Measure::Reached { whom, work: Work::Form(TaskForm::HomeVisit) };
        Number { measure, aim: 95, period: Period::Quarter, within: Within::Bureau }
    }

    fn draft(content: Content) -> Draft {
        Draft {
            year: 2026, parent: None, name: "独居老人走访".into(), owner: StaffId(Uuid::nil()), content
        }
    }

    #[test]
    fn what_is_kept_reads_back() {
        let whom = || Kept(Segment::default());
        for measure in [
            visited().measure,
            Measure::Done { work: Work::Rule(RuleId(Uuid::max())) },
            Measure::InTime { work: Work::Any },
            Measure::DaysLate { work: Work::Form(TaskForm::PhoneCall) },
            Measure::Covered { whom: whom(), by: Cover::Doctor },
            Measure::Covered { whom: whom(), by: Cover::Member(GroupKind::Club) },
        ] {
            for within in [
                Within::Bureau,
                Within::Area(AreaId(Uuid::max())),
                Within::Hospital(Uuid::max()),
                Within::Person(StaffId(Uuid::max())),
            ] {
                let number = Number { measure: measure.clone(), within, ..visited() };
                assert_eq!(Number::from_kept(&number.kept()), Some(number));
            }
        }
        assert_eq!(Number::from_kept(r#"{"shape":2,"says":{}}"#), None);
        assert_eq!(Number::from_kept(r#"{"shape":1,"says":{"moon":1}}"#), None);
    }

    #[test]
    fn nothing_stands_under_itself_or_under_what_is_not_there() {
        let year = [(id(1), None), (id(2), Some(id(1))), (id(3), Some(id(2)))];
        assert_eq!(may_stand_under(None, id(3), &year), Ok(()));
        assert_eq!(may_stand_under(Some(id(1)), id(3), &year), Err(Refused::UnderItself));
        assert_eq!(may_stand_under(Some(id(2)), id(2), &year), Err(Refused::UnderItself));
        assert_eq!(may_stand_under(None, id(9), &year), Err(Refused::NoSuchParent));
        let deep: Vec<_> = (1..=9).map(|n| (id(n), (n > 1).then(|| id(n - 1)))).collect();
        assert_eq!(may_stand_under(None, id(9), &deep), Err(Refused::TooDeep));
        let circle = [(id(1), Some(id(2))), (id(2), Some(id(1)))];
        assert_eq!(may_stand_under(None, id(1), &circle), Err(Refused::TooDeep), "it ends all the same");
    }

    #[test]
    fn a_closed_period_keeps_the_others_as_long_as_they_are() {
        let number = |period, aim| Content::Number(Box::new(Number { period, aim, ..visited() }));
        let target = Target::new(id(1), draft(number(Period::Quarter, 95)));
        let revise = |content, has_closed| target.clone().revise(draft(content), has_closed).err();
        assert_eq!(revise(number(Period::Month, 95), true), Some(Refused::PeriodClosed));
        assert_eq!(revise(Content::Heading, true), Some(Refused::PeriodClosed));
        assert_eq!(revise(number(Period::Quarter, 90), true), None);
        assert_eq!(revise(number(Period::Month, 95), false), None);
    }

    #[test]
    fn what_holds_others_or_was_taken_back_stays() {
        let target = Target::new(id(1), draft(Content::Heading));
        let today = date(2026, 11, 23);
        assert_eq!(target.clone().withdraw(today, true), Err(Refused::HoldsOthers));
        let gone = target.withdraw(today, false).unwrap();
        assert_eq!(gone.state, State::Withdrawn { on: today });
        assert_eq!(gone.clone().withdraw(today, false), Err(Refused::Withdrawn));
        assert_eq!(gone.revise(draft(Content::Heading), false), Err(Refused::Withdrawn));
    }
}
