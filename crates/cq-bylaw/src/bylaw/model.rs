//! A version of a document: what it says, how far it has come, and on which days it is in force.

use cq_platform::{Error, ids::AccountId, messages::Text, policy::Role, words};
use jiff::{ToSpan, civil::Date};

cq_platform::id_type! {
    /// A document, through all its versions.
    BylawId
    /// One version of it, or its draft.
    VersionId
}

words! {
    /// What kind of document.
    pub enum Kind {
        /// 办法
        Measure = "measure",
        /// 规定
        Provision = "provision",
        /// 细则
        Detail = "detail",
        /// 通知
        Circular = "circular",
    }
}

words! {
    /// What a document governs; the pages of each name it.
    pub enum Workflow {
        /// 首接负责: who is answerable for what was asked, and within which time.
        Case = "case",
        /// How something asked may be refused.
        Refusal = "refusal",
        /// 代办
        Errand = "errand",
        /// Money in the hands of whoever does an errand.
        Purse = "errand-money",
        /// 救助: kinds, amounts, meeting, public notice.
        Relief = "relief",
    }
}

words! {
    /// How far a version has come, as its column says it.
    pub enum Stage {
        /// Being written.
        Draft = "draft",
        /// Published.
        Published = "published",
        /// Published once, and withdrawn.
        Withdrawn = "withdrawn",
        /// A draft that came to nothing.
        Dropped = "dropped",
    }
}

/// Who can have to read a document: everybody who works here.
pub const READERS: [Role; 6] =
    [Role::Clerk, Role::Doctor, Role::Leader, Role::Guide, Role::Auditor, Role::Admin];

/// What a version says, and from when on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wording {
    /// Without the marks around it.
    pub title: String,
    /// 文号
    pub number: String,
    /// What kind.
    pub kind: Kind,
    /// By whom it is issued.
    pub issuer: String,
    /// Paragraphs, one a line.
    pub body: String,
    /// What it governs.
    pub governs: Vec<Workflow>,
    /// Who has to read it.
    pub readers: Vec<Role>,
    /// The first day on which it is in force.
    pub from_on: Date,
}

/// How far a version has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Being written.
    Draft,
    /// Published, as the so manieth of its document.
    Published {
        /// 第几版
        edition: i64,
        /// By whom.
        by: AccountId,
    },
    /// Withdrawn: not in force from `on` on.
    Withdrawn {
        /// 第几版
        edition: i64,
        /// The first day on which it is not in force.
        on: Date,
    },
    /// Thrown away.
    Dropped,
}

/// A version of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// Identity.
    pub id: VersionId,
    /// Of which document.
    pub bylaw: BylawId,
    /// Who wrote it, or changed it last.
    pub writer: AccountId,
    /// The first day on which it is in force.
    pub from_on: Date,
    /// How far it has come.
    pub state: State,
    /// For guarded saves.
    pub version: i64,
}

/// Why something cannot be done with a version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// It is no draft any more.
    NotDraft,
    /// It is not published, or no more.
    NotPublished,
    /// Nobody publishes what they wrote.
    OwnWriting,
    /// What replaces a version begins after this day.
    NotAfter(Date),
    /// Another version has taken its place.
    Replaced,
}

impl From<Refused> for Error {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::NotDraft | Refused::NotPublished => Error::Conflict,
            Refused::OwnWriting => Error::refused("bylaw-refused-own"),
            Refused::NotAfter(day) => {
                Error::Refused(Text::new("bylaw-refused-not-after").with("day", day.to_string()))
            }
            Refused::Replaced => Error::refused("bylaw-refused-replaced"),
        }
    }
}

impl Version {
    /// Another wording, by whoever writes it now.
    pub fn change(self, by: AccountId, from_on: Date) -> Result<Self, Refused> {
        match self.state {
            State::Draft => Ok(Self { writer: by, from_on, ..self }),
            _ => Err(Refused::NotDraft),
        }
    }

    /// Publishes it as the next of its document, whose published versions are `spans`. The first may have been in force on paper before; what
    /// follows begins tomorrow at the earliest, so that nothing taken already stands on another ground.
    pub fn publish(self, by: AccountId, spans: &[Span], today: Date) -> Result<Self, Refused> {
        if self.state != State::Draft {
            return Err(Refused::NotDraft);
        }
        if by == self.writer {
            return Err(Refused::OwnWriting);
        }
        if !spans.is_empty() {
            let begun = spans.iter().filter(|span| span.ever_began()).map(|span| span.from_on);
            let last = begun.fold(today, Date::max);
            if self.from_on <= last {
                return Err(Refused::NotAfter(last));
            }
        }
        let edition = spans.iter().map(|span| span.edition).max().unwrap_or(0) + 1;
        Ok(Self { state: State::Published { edition, by }, ..self })
    }

    /// Withdraws it from tomorrow on; what has not begun never begins.
    pub fn withdraw(self, spans: &[Span], today: Date) -> Result<Self, Refused> {
        let State::Published { edition, .. } = self.state else { return Err(Refused::NotPublished) };
        if spans.iter().any(|span| span.from_on > self.from_on && span.from_on <= today && span.ever_began())
        {
            return Err(Refused::Replaced);
        }
        let on = self.from_on.max(today.saturating_add(1.day()));
        Ok(Self { state: State::Withdrawn { edition, on }, ..self })
    }

    /// Throws a draft away.
    pub fn discard(self) -> Result<Self, Refused> {
        match self.state {
            State::Draft => Ok(Self { state: State::Dropped, ..self }),
            _ => Err(Refused::NotDraft),
        }
    }
}

/// When a version that was published is in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// Which.
    pub id: VersionId,
    /// 第几版
    pub edition: i64,
    /// Its first day.
    pub from_on: Date,
    /// The first day on which it is not in force, where it was withdrawn.
    pub withdrawn_on: Option<Date>,
}

impl Span {
    /// What was withdrawn before its first day has never replaced anything.
    pub fn ever_began(&self) -> bool {
        self.withdrawn_on.is_none_or(|on| on > self.from_on)
    }
}

/// Which of a document's versions is in force on `day`: the latest that has begun, unless it is withdrawn.
pub fn in_force(spans: &[Span], day: Date) -> Option<&Span> {
    let begun = spans.iter().filter(|span| span.from_on <= day && span.ever_began());
    begun.max_by_key(|span| span.from_on).filter(|span| span.withdrawn_on.is_none_or(|on| on > day))
}

/// The last day on which `span` is in force, where that is known.
pub fn last_day(spans: &[Span], span: &Span) -> Option<Date> {
    let next = spans.iter().filter(|other| other.from_on > span.from_on && other.ever_began());
    let ends = next.map(|other| other.from_on).chain(span.withdrawn_on).min();
    ends.map(|day| day.saturating_sub(1.day()))
}

#[cfg(test)]
mod tests;
