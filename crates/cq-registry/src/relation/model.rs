//! A relation between two people, and what cannot be one.

use cq_calendar::PartialDate;
use cq_platform::{Error, messages::Text, words};
use jiff::civil::Date;

use crate::person::{Facts, PersonId};

cq_platform::id_type! {
    /// A relation.
    RelationId
}

words! {
    /// What the other is to the person.
    pub enum Kind {
        /// 配偶.
        Spouse = "spouse",
        /// 子女.
        Child = "child",
        /// 父母.
        Parent = "parent",
        /// 兄弟姐妹.
        Sibling = "sibling",
        /// 其他亲属.
        Kin = "kin",
        /// 照料人.
        Carer = "carer",
        /// 朋友、邻居.
        Friend = "friend",
    }
}

impl Kind {
    /// What the person is to the other; none where that has no word of its own.
    pub const fn back(self) -> Option<Kind> {
        match self {
            Kind::Child => Some(Kind::Parent),
            Kind::Parent => Some(Kind::Child),
            Kind::Carer => None,
            same => Some(same),
        }
    }

    /// Of these two people have one at most; a carer or friend they may be besides.
    pub const fn is_family(self) -> bool {
        !matches!(self, Kind::Carer | Kind::Friend)
    }
}

words! {
    /// Why a relation holds no more.
    pub enum Because {
        /// One of them died.
        Died = "died",
        /// 离婚.
        Divorced = "divorced",
        /// Never was one.
        Mistake = "mistake",
        /// Anything else.
        Other = "other",
    }
}

/// A relation that holds.
#[derive(Debug, Clone, PartialEq)]
pub struct Relation {
    /// Identity.
    pub id: RelationId,
    /// Whose.
    pub person: PersonId,
    /// To whom: their spouse, child, ….
    pub other: PersonId,
    /// As what.
    pub kind: Kind,
    /// 紧急联系人: to be called first.
    pub is_contact: bool,
    /// The person is the other's 紧急联系人 too, as spouses are.
    pub is_contact_back: bool,
    /// 家属代办人: acts for the person.
    pub is_proxy: bool,
    /// From when, as exactly as known.
    pub since: Option<PartialDate>,
    /// Anything else.
    pub remark: Option<String>,
    /// Counts changes; guards the next one.
    pub version: i64,
}

/// Whom the relation is to.
#[derive(Debug, Clone)]
pub enum Other {
    /// Somebody of the registry.
    Known(PersonId),
    /// Somebody who is entered with it.
    New(Box<Facts>),
}

/// A relation to be entered.
#[derive(Debug, Clone)]
pub struct New {
    /// To whom.
    pub other: Other,
    /// What the other is to the person.
    pub kind: Kind,
    /// To be called first.
    pub is_contact: bool,
    /// Acts for the person.
    pub is_proxy: bool,
    /// From when.
    pub since: Option<PartialDate>,
    /// Anything else.
    pub remark: Option<String>,
}

/// A relation that held.
#[derive(Debug, Clone, PartialEq)]
pub struct Ended {
    /// As it was.
    pub relation: Relation,
    /// Its last day.
    pub on: PartialDate,
    /// Why.
    pub because: Because,
}

impl Relation {
    /// Ends it: neither before it began nor in the future. Only a marriage is divorced.
    pub fn ended(self, on: PartialDate, because: Because, today: Date) -> Result<Ended, Refused> {
        if self.since.is_some_and(|since| on.last_day() < since.first_day()) {
            return Err(Refused::EndsBeforeItBegan);
        }
        if on.first_day() > today {
            return Err(Refused::NotYet);
        }
        if because == Because::Divorced && self.kind != Kind::Spouse {
            return Err(Refused::OnlySpousesDivorce);
        }
        Ok(Ended { relation: self, on, because })
    }
}

/// Why a relation is none, or does not end so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// Nobody is their own relative.
    Oneself,
    /// These two are entered already.
    Already,
    /// One of them has a living spouse.
    SecondSpouse,
    /// A child is nobody's parent's parent.
    Circle,
    /// A parent is older.
    ParentYounger,
    /// A first day before one of them was born.
    BeforeBirth,
    /// One of them has died: neither is to be called, nor acts for the other.
    HasDied,
    /// A marriage cannot begin after a death.
    BeginsAfterDeath,
    /// One of the records gave way to another of the same person.
    Merged,
    /// A last day before the first.
    EndsBeforeItBegan,
    /// A day that is still to come.
    NotYet,
    /// Others do not divorce.
    OnlySpousesDivorce,
}

impl Refused {
    /// The field at which it is said.
    pub const fn field(self) -> &'static str {
        match self {
            Refused::Oneself | Refused::Already | Refused::Merged => "other",
            Refused::HasDied => "ties",
            Refused::SecondSpouse | Refused::Circle | Refused::ParentYounger => "kind",
            Refused::BeforeBirth | Refused::BeginsAfterDeath => "since",
            Refused::EndsBeforeItBegan | Refused::NotYet => "until",
            Refused::OnlySpousesDivorce => "because",
        }
    }

    /// The sentence.
    pub fn text(self) -> Text {
        Text::new(match self {
            Refused::Oneself => "relation-oneself",
            Refused::Already => "relation-already",
            Refused::SecondSpouse => "relation-second-spouse",
            Refused::Circle => "relation-circle",
            Refused::ParentYounger => "relation-parent-younger",
            Refused::BeforeBirth => "person-before-birth",
            Refused::HasDied => "relation-has-died",
            Refused::BeginsAfterDeath => "relation-begins-after-death",
            Refused::Merged => "relation-merged",
            Refused::EndsBeforeItBegan => "relation-ends-before-it-began",
            Refused::NotYet => "relation-not-yet",
            Refused::OnlySpousesDivorce => "relation-only-spouses-divorce",
        })
    }
}

impl From<Refused> for Error {
    fn from(refused: Refused) -> Self {
        Error::Invalid(vec![(refused.field().to_owned(), refused.text())])
    }
}

/// Whether somebody born then can be the parent of somebody born so, as far as is known.
pub fn may_be_parent(parent: Option<PartialDate>, child: Option<PartialDate>) -> bool {
    !matches!((parent, child), (Some(parent), Some(child)) if parent.first_day() >= child.last_day())
}

/// Whether a relation can hold since then between people born so, as far as is known.
pub fn may_begin(since: Option<PartialDate>, births: [Option<PartialDate>; 2]) -> bool {
    let lies_before = |born: PartialDate| since.is_some_and(|since| since.last_day() < born.first_day());
    !births.into_iter().flatten().any(lies_before)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marriage() -> Relation {
        Relation {
            id: RelationId(uuid::Uuid::from_u128(1)),
            person: PersonId(uuid::Uuid::from_u128(2)),
            other: PersonId(uuid::Uuid::from_u128(3)),
            kind: Kind::Spouse,
            is_contact: true,
            is_contact_back: false,
            is_proxy: false,
            since: "1965-10".parse().ok(),
            remark: None,
            version: 1,
        }
    }

    #[test]
    fn it_ends_after_it_began_and_not_tomorrow() {
        let today = jiff::civil::date(2026, 11, 23);
        let end = |on: &str, because| marriage().ended(on.parse().unwrap(), because, today);
        assert_eq!(end("1965-09", Because::Died), Err(Refused::EndsBeforeItBegan));
        assert_eq!(end("2026-12", Because::Died), Err(Refused::NotYet));
        assert!(end("1965", Because::Mistake).is_ok());
        let kin = Relation { kind: Kind::Kin, ..marriage() };
        assert_eq!(
            kin.ended("2000".parse().unwrap(), Because::Divorced, today),
            Err(Refused::OnlySpousesDivorce)
        );
    }

    #[test]
    fn a_parent_is_older_as_far_as_both_births_are_known() {
        let day = |text: &str| text.parse().ok();
        assert!(may_be_parent(day("1940"), day("1965-02")));
        assert!(may_be_parent(None, day("1965")) && may_be_parent(day("1940"), None));
        assert!(
            !may_be_parent(day("1970"), day("1965-02"))
                && !may_be_parent(day("1965-02-03"), day("1965-02-03"))
        );
        assert!(may_be_parent(day("1965"), day("1965")));
    }

    #[test]
    fn back_and_forth_is_the_same() {
        for kind in Kind::ALL {
            assert!(kind.back().is_none_or(|back| back.back() == Some(*kind)));
        }
    }
}
