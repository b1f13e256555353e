//! What a rule is, what becomes of it, and what it refuses.

use cq_platform::{Error, ids::AccountId, messages::Text};
use jiff::{Timestamp, civil::Date};

use super::content::Content;

cq_platform::id_type! {
    /// A rule.
    RuleId
}

/// A rule: its name, and how far it has come.
#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    /// Identity.
    pub id: RuleId,
    /// What it is called; nothing else that is in use is called so.
    pub name: String,
    /// How far it has come.
    pub state: State,
    /// Which of the rules that come with the program it was made from.
    pub shipped: Option<String>,
    /// When, until which day and for how many people it was last planned as a whole.
    pub planned: Option<Planned>,
    /// Guard.
    pub version: i64,
}

/// How far a rule has come.
#[derive(Debug, Clone, PartialEq)]
pub enum State {
    /// Being written; it makes nothing.
    Draft {
        /// What it is to say.
        content: Box<Content>,
    },
    /// In force.
    Published {
        /// The last version published.
        number: i64,
        /// What the next one is to say, if one is being written.
        next: Option<Box<Content>>,
    },
    /// Makes nothing any more.
    Ended {
        /// The last version published.
        number: i64,
        /// Since when.
        on: Date,
    },
}

/// The last planning of a rule as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Planned {
    /// When.
    pub at: Timestamp,
    /// Until which day.
    pub until: Date,
    /// How many people it held for; where they were more than its cap, nothing was made.
    pub people: i64,
}

/// What a rule says from a day on.
#[derive(Debug, Clone, PartialEq)]
pub struct Version {
    /// Counted from 1.
    pub number: i64,
    /// What it says.
    pub content: Content,
    /// From which day on, until the next version's.
    pub from_on: Date,
    /// When it was published.
    pub published_at: Timestamp,
    /// By whom; none: the program.
    pub published_by: Option<AccountId>,
}

/// Why a step was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// A rule that has ended stays ended.
    Ended,
    /// Nothing is being written.
    NothingToPublish,
    /// It was never in force.
    NotPublished,
    /// A version cannot hold from a day that is past.
    InPast,
    /// A version cannot hold from before the one it follows.
    BeforeLast(Date),
    /// What was for people cannot become one for groups: it would take everything back. That is another rule.
    OtherSubjects,
}

impl From<Refused> for Error {
    fn from(refused: Refused) -> Self {
        let at = |text: Text| Error::Invalid(vec![("from_on".to_owned(), text)]);
        match refused {
            Refused::Ended => Error::refused("rule-refused-ended"),
            Refused::NothingToPublish => Error::refused("rule-refused-nothing"),
            Refused::NotPublished => Error::refused("rule-refused-not-published"),
            Refused::OtherSubjects => {
                Error::Invalid(vec![("of".to_owned(), Text::new("rule-refused-other-subjects"))])
            }
            Refused::InPast => at(Text::new("rule-refused-in-past")),
            Refused::BeforeLast(day) => {
                at(Text::new("rule-refused-before-last").with("day", day.to_string()))
            }
        }
    }
}

impl Rule {
    /// A rule just written.
    pub fn new(id: RuleId, name: String, content: Content) -> Self {
        let state = State::Draft { content: Box::new(content) };
        Self { id, name, state, shipped: None, planned: None, version: 1 }
    }

    /// What is being written.
    pub fn draft(&self) -> Option<&Content> {
        match &self.state {
            State::Draft { content } => Some(content),
            State::Published { next, .. } => next.as_deref(),
            State::Ended { .. } => None,
        }
    }

    /// The number of the last version published; 0: none.
    pub fn number(&self) -> i64 {
        match self.state {
            State::Draft { .. } => 0,
            State::Published { number, .. } | State::Ended { number, .. } => number,
        }
    }

    /// Whether it is in force.
    pub fn is_published(&self) -> bool {
        matches!(self.state, State::Published { .. })
    }

    /// Written anew: what is in force stays so until this is published.
    pub fn revise(self, name: String, content: Content) -> Result<Self, Refused> {
        let content = Box::new(content);
        let state = match self.state {
            State::Draft { .. } => State::Draft { content },
            State::Published { number, .. } => State::Published { number, next: Some(content) },
            State::Ended { .. } => return Err(Refused::Ended),
        };
        Ok(Self { name, state, ..self })
    }

    /// What is being written comes into force on `from_on`: today or later, and not before the `last` version did.
    pub fn publish(
        self,
        from_on: Date,
        last: Option<Date>,
        at: (Timestamp, Date),
        by: Option<AccountId>,
    ) -> Result<(Self, Version), Refused> {
        let (published_at, today) = at;
        let (number, content) = match self.state {
            State::Draft { content } => (1, content),
            State::Published { number, next: Some(content) } => (number + 1, content),
            State::Published { next: None, .. } => return Err(Refused::NothingToPublish),
            State::Ended { .. } => return Err(Refused::Ended),
        };
        if from_on < today {
            return Err(Refused::InPast);
        }
        if let Some(last) = last.filter(|last| from_on < *last) {
            return Err(Refused::BeforeLast(last));
        }
        let version = Version { number, content: *content, from_on, published_at, published_by: by };
        Ok((Self { state: State::Published { number, next: None }, ..self }, version))
    }

    /// Out of force from today on.
    pub fn end(self, today: Date) -> Result<Self, Refused> {
        match self.state {
            State::Published { number, .. } => Ok(Self { state: State::Ended { number, on: today }, ..self }),
            State::Draft { .. } => Err(Refused::NotPublished),
            State::Ended { .. } => Err(Refused::Ended),
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use uuid::Uuid;

    use super::*;
    use crate::rule::content::tests::winter;

    const TODAY: Date = date(2026, 11, 23);

    fn at() -> (Timestamp, Date) {
        (Timestamp::UNIX_EPOCH, TODAY)
    }

    fn drafted() -> Rule {
        Rule::new(RuleId(Uuid::nil()), "高血压独居".into(), winter())
    }

    #[test]
    fn a_draft_is_published_changed_and_ended() {
        let (rule, first) = drafted().publish(TODAY, None, at(), None).unwrap();
        assert_eq!((first.number, rule.number(), rule.draft()), (1, 1, None));
        let changed = Content { cap: 7, ..winter() };
        let rule = rule.revise("独居".into(), changed.clone()).unwrap();
        assert!(rule.is_published() && rule.draft() == Some(&changed));
        let (rule, second) = rule.publish(date(2026, 12, 1), Some(TODAY), at(), None).unwrap();
        assert_eq!((second.number, second.content), (2, changed));
        let rule = rule.end(TODAY).unwrap();
        assert_eq!(rule.state, State::Ended { number: 2, on: TODAY });
        assert_eq!(rule.clone().end(TODAY), Err(Refused::Ended));
        assert_eq!(rule.revise("x".into(), winter()), Err(Refused::Ended));
    }

    #[test]
    fn nothing_holds_from_the_past_or_before_what_it_follows() {
        let publish =
            |from, last| drafted().publish(from, last, at(), None).map(|(_, version)| version.from_on);
        assert_eq!(publish(date(2026, 11, 22), None), Err(Refused::InPast));
        assert_eq!(publish(TODAY, Some(date(2026, 12, 1))), Err(Refused::BeforeLast(date(2026, 12, 1))));
        assert_eq!(publish(TODAY, Some(TODAY)), Ok(TODAY));
        let (rule, _) = drafted().publish(TODAY, None, at(), None).unwrap();
        assert_eq!(rule.publish(TODAY, None, at(), None), Err(Refused::NothingToPublish));
        assert_eq!(drafted().end(TODAY), Err(Refused::NotPublished));
    }
}
