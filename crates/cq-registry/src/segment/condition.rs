//! The closed catalogue of conditions: what can be asked of a person. A later feature that knows more (a hospital's doctors, say)
//! asks by what is here, such as [`Condition::Doctor`].
//!
//! Every field of a person is here, save those that the database holds sealed and nothing can look through: the citizen id (found
//! by its digits above the list, asked here only whether it is known), 健康备注, 过敏史 and 离世原因. Illnesses are asked by their codes.

use std::collections::BTreeSet;

use cq_calendar::PartialDate;
use cq_platform::{ids::StaffId, words};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::model::{Flaw, Whom};
use super::words::is_piece;
pub use super::words::{Count, DateField, Debt, Gap, PlaceKind, Prose, Tie};
pub use crate::group::model::{GroupId, GroupKind, PostKind};
use crate::person::{
    EndedBecause, Illness, Living,
    code::{self, Table},
    model::{AreaId, UnitId},
};
pub use crate::task::model::Form as TaskForm;

/// Oldest age asked for, in years; longest time unseen, in days; distances in metres.
const AGE_MAX: u16 = 150;
const UNSEEN_MAX: u16 = 3_650;
/// Most children asked for.
const COUNT_MAX: u8 = 30;
const NEAR_M: std::ops::RangeInclusive<u32> = 50..=100_000;

/// One thing asked of a person. Where several values stand, any of them will do. What is not known is not so: whoever's birth is
/// not known is neither 80 or older nor younger; "not 80 or older" takes them in.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Condition {
    /// A field says one of these words.
    Word {
        /// Which field.
        field: Field,
        /// Its words.
        any: BTreeSet<String>,
    },
    /// 周岁: completed years today, for certain: whoever may be 79 or 80 counts as 79. So `to: 79` and `from: 80` divide all
    /// people whose birth is known.
    Age {
        /// At least.
        from: Option<u16>,
        /// At most.
        to: Option<u16>,
    },
    /// Born in one of these months, 1 to 12, of the solar calendar.
    BornIn(BTreeSet<u8>),
    /// Born in one of these months, 1 to 12, of the lunar calendar, or in the leap month of that number.
    LunarBornIn(BTreeSet<u8>),
    /// So many, both ends included.
    Count {
        /// Of what.
        field: Count,
        /// At least.
        from: Option<u8>,
        /// At most.
        to: Option<u8>,
    },
    /// Something stands in one of these fields, whatever it says.
    Filled(BTreeSet<Prose>),
    /// What stands in a field in words has one of these in it.
    Says {
        /// Which field.
        field: Prose,
        /// Letters and digits only.
        any: BTreeSet<String>,
    },
    /// A date lies in a span, both ends included, however vaguely it is known.
    Dated {
        /// Which date.
        field: DateField,
        /// From the first day this can mean.
        from: Option<PartialDate>,
        /// To the last day this can mean.
        to: Option<PartialDate>,
    },
    /// Lives so.
    Living(BTreeSet<Living>),
    /// Has one of these illnesses on record.
    Ill(BTreeSet<Ailment>),
    /// Retired from one of these units.
    Unit(BTreeSet<UnitId>),
    /// 现管单位: one of these pays and counts them; where none is named, that is the unit they retired from.
    PayingUnit(BTreeSet<UnitId>),
    /// Lives in one of these areas.
    Area(BTreeSet<AreaId>),
    /// One of these is not known.
    Lacks(BTreeSet<Gap>),
    /// Has one of these people.
    Related(BTreeSet<Tie>),
    /// Member of one of these groups today.
    Member(BTreeSet<GroupId>),
    /// Member of a group of one of these kinds today.
    MemberOf(BTreeSet<GroupKind>),
    /// Holds one of these posts today, in whichever group.
    Post(BTreeSet<PostKind>),
    /// Has a responsible doctor.
    HasDoctor,
    /// One of these answers for them as their doctor.
    Doctor(BTreeSet<StaffId>),
    /// Their doctor is of one of these hospitals.
    DoctorAt(BTreeSet<Uuid>),
    /// One of these is their liaison.
    Liaison(BTreeSet<StaffId>),
    /// Has a liaison.
    HasLiaison,
    /// Was taken into hospital and not let home since.
    InHospital,
    /// Something is owed to them, in one of these ways.
    Owed(BTreeSet<Debt>),
    /// Something of one of these kinds is still to be done for them.
    Awaits(BTreeSet<TaskForm>),
    /// Nothing was done for them in the last so many days, today included; or never.
    Unseen {
        /// How many.
        days: u16,
    },
    /// Lives near a place.
    Near {
        /// What kind of place.
        of: PlaceKind,
        /// Which one; none: any of that kind.
        id: Option<Uuid>,
        /// As the crow flies.
        within_m: u32,
    },
    /// The last assessment came to one of these levels, 0 to 4 (GB/T 42195).
    Ability(BTreeSet<u8>),
}

words! {
    /// Fields that say a word of a closed list.
    pub enum Field {
        /// GB/T 2261.1.
        Sex = "sex",
        /// Why served.
        Category = "category",
        /// 职级.
        Rank = "rank",
        /// 享受待遇.
        Treatment = "treatment",
        /// GB/T 3304.
        Ethnicity = "ethnicity",
        /// GB/T 4762.
        Politics = "politics",
        /// GB/T 4658.
        Education = "education",
        /// GB/T 2261.2.
        Marital = "marital",
        /// GB/T 2261.3.
        Health = "health",
        /// 自理能力.
        SelfCare = "self-care",
        /// 参加革命工作时期.
        RevolutionPeriod = "revolution-period",
        /// 过生日历法.
        BirthdayBy = "birthday-by",
        /// 单位性质, of the unit that pays and counts them.
        UnitKind = "unit-kind",
        /// Why service has ended.
        EndedBecause = "ended-because",
    }
}

impl Field {
    /// Its closed list.
    fn table(self) -> &'static Table {
        match self {
            Field::Sex => &code::SEX,
            Field::Category => &code::CATEGORY,
            Field::Rank | Field::Treatment => &code::RANK,
            Field::Ethnicity => &code::ETHNICITY,
            Field::Politics => &code::POLITICS,
            Field::Education => &code::EDUCATION,
            Field::Marital => &code::MARITAL,
            Field::Health => &code::HEALTH,
            Field::SelfCare => &code::SELF_CARE,
            Field::RevolutionPeriod => &code::REVOLUTION,
            Field::BirthdayBy => &code::BIRTHDAY_BY,
            Field::UnitKind => &code::UNIT_KIND,
            Field::EndedBecause => &code::ENDED,
        }
    }

    /// Its words, in the order in which they are offered. Relatives are asked for by `Whom`: whoever is served has another
    /// category. Records that gave way to another are in no list.
    pub fn words(self) -> Vec<&'static str> {
        let words = self.table().codes.iter().map(|code| code.code);
        words
            .filter(|word| match self {
                Field::Category => *word != Whom::RELATIVE,
                Field::EndedBecause => *word != EndedBecause::Merged.as_str(),
                _ => true,
            })
            .collect()
    }

    /// What its words' keys begin with.
    pub fn family(self) -> &'static str {
        self.table().family
    }

    /// Whether its words go from the highest down, so that "at least" makes sense.
    pub fn is_ranked(self) -> bool {
        matches!(self, Field::Rank | Field::Treatment)
    }

    /// Whether its words say by themselves what they are about: 离休, not 良好.
    pub fn speaks_for_itself(self) -> bool {
        matches!(
            self,
            Field::Sex
                | Field::Category
                | Field::Ethnicity
                | Field::Politics
                | Field::Marital
                | Field::SelfCare
        )
    }

    /// Its words from the highest down to `least`.
    pub fn at_least(self, least: &str) -> BTreeSet<String> {
        let words = self.words();
        let last = words.iter().position(|word| *word == least);
        words.into_iter().take(last.map_or(0, |last| last + 1)).map(str::to_owned).collect()
    }
}

/// An illness asked for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ailment {
    /// A block of ICD-10 with a name.
    Block(Illness),
    /// Every ICD-10 code that begins so: a capital letter, digits, a point at most.
    Code(String),
}

impl Ailment {
    /// The codes in it: from the first, up to but without the second, in the order of their text.
    pub fn codes(&self) -> (String, String) {
        match self {
            Ailment::Block(illness) => {
                let (from, to) = illness.codes();
                (from.to_owned(), to.to_owned())
            }
            Ailment::Code(start) => (start.clone(), format!("{start}~")),
        }
    }

    /// Every bit of [`Illness::marks`] that somebody with such a code may bear.
    pub(super) fn marks(&self) -> i64 {
        let code = match self {
            Ailment::Block(illness) => return illness.mark(),
            Ailment::Code(start) => start,
        };
        let (first, last) = self.codes();
        let block = |illness: &&Illness| {
            let (from, to) = illness.codes();
            from < last.as_str() && code.as_str() < to
        };
        let touched = Illness::ALL.iter().filter(block).fold(0, |marks, illness| marks | illness.mark());
        let within = |illness: &Illness| {
            let (from, to) = illness.codes();
            from <= first.as_str() && last.as_str() <= to
        };
        if Illness::ALL.iter().any(within) { touched } else { touched | Illness::OTHER_MARK }
    }

    fn is_readable(&self) -> bool {
        let Ailment::Code(start) = self else { return true };
        let mut letters = start.bytes();
        letters.next().is_some_and(|first| first.is_ascii_uppercase())
            && letters.next().is_some_and(|second| second.is_ascii_digit())
            && start.len() <= 8
            && letters.all(|other| other.is_ascii_alphanumeric() || other == b'.')
    }
}

impl Condition {
    /// Refuses what no person could answer to.
    pub(super) fn check(&self) -> Result<(), Flaw> {
        let some = |is_empty: bool| if is_empty { Err(Flaw::Empty) } else { Ok(()) };
        let known = |is_known: bool| if is_known { Ok(()) } else { Err(Flaw::Unknown) };
        match self {
            Condition::Word { field, any } => {
                let words = field.words();
                some(any.is_empty()).and(known(any.iter().all(|word| words.contains(&word.as_str()))))
            }
            Condition::Age { from, to } => {
                let is_known = from.is_none_or(|age| (1..=AGE_MAX).contains(&age))
                    && to.is_none_or(|age| age <= AGE_MAX);
                some(is_reversed(from, to)).and(known(is_known))
            }
            Condition::BornIn(months) | Condition::LunarBornIn(months) => {
                some(months.is_empty()).and(known(months.iter().all(|month| (1..=12).contains(month))))
            }
            Condition::Count { from, to, .. } => {
                let is_known = [from, to].into_iter().flatten().all(|count| *count <= COUNT_MAX);
                some(is_reversed(from, to)).and(known(is_known))
            }
            Condition::Filled(any) => some(any.is_empty()),
            Condition::Says { any, .. } => {
                some(any.is_empty()).and(known(any.iter().all(|text| is_piece(text))))
            }
            Condition::Dated { from, to, .. } => {
                some(is_reversed(&from.map(PartialDate::first_day), &to.map(PartialDate::last_day)))
            }
            Condition::Living(any) => some(any.is_empty()),
            Condition::Ill(any) => some(any.is_empty()).and(known(any.iter().all(Ailment::is_readable))),
            Condition::Unit(any) | Condition::PayingUnit(any) => some(any.is_empty()),
            Condition::Area(any) => some(any.is_empty()),
            Condition::Lacks(any) => some(any.is_empty()),
            Condition::Related(any) => some(any.is_empty()),
            Condition::Member(any) => some(any.is_empty()),
            Condition::MemberOf(any) => some(any.is_empty()),
            Condition::Post(any) => some(any.is_empty()),
            Condition::HasDoctor | Condition::HasLiaison | Condition::InHospital => Ok(()),
            Condition::Doctor(any) | Condition::Liaison(any) => some(any.is_empty()),
            Condition::DoctorAt(any) => some(any.is_empty()),
            Condition::Owed(any) => some(any.is_empty()),
            Condition::Awaits(any) => some(any.is_empty()),
            Condition::Unseen { days } => known((1..=UNSEEN_MAX).contains(days)),
            Condition::Near { within_m, .. } => known(NEAR_M.contains(within_m)),
            Condition::Ability(levels) => {
                some(levels.is_empty()).and(known(levels.iter().all(|level| *level <= 4)))
            }
        }
    }
}

/// Both ends open, or the first after the last.
fn is_reversed<T: PartialOrd>(from: &Option<T>, to: &Option<T>) -> bool {
    match (from, to) {
        (None, None) => true,
        (Some(from), Some(to)) => from > to,
        _ => false,
    }
}
