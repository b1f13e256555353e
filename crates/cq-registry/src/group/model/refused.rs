//! Why a step was not taken, and how that is said.

use cq_calendar::PartialDate;
use cq_platform::{Error, messages::Text};
use jiff::civil::Date;

/// Why a step was not taken; each names the field of the form at which it is said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refused {
    /// A last day before the first.
    EndsBeforeItBegan {
        /// The first day.
        since: PartialDate,
    },
    /// A day that is still to come.
    NotYet {
        /// The field that says it.
        field: &'static str,
    },
    /// The group is closed.
    GroupClosed,
    /// The group is not closed.
    OpenAlready,
    /// The group above is closed.
    ClosedAbove,
    /// A member before the group existed.
    BeforeFounding {
        /// When it was founded.
        founded: PartialDate,
    },
    /// No longer served: died, moved away.
    PersonEnded {
        /// Who.
        name: String,
        /// Since when.
        on: PartialDate,
    },
    /// Somebody's relative, whom the bureau only knows.
    NotServed {
        /// Who.
        name: String,
    },
    /// Belongs already, or did on some of these days.
    BelongsAlready {
        /// Who.
        name: String,
    },
    /// Only a member can hold a post.
    NotAMember,
    /// The group has no such post.
    NoSuchPost,
    /// Holds this post already.
    HoldsAlready,
    /// Somebody else is the head.
    HasHead {
        /// Who.
        name: String,
        /// Since when.
        since: PartialDate,
    },
    /// Days on which the group was closed already.
    AfterClosing {
        /// Its last day.
        closed: Date,
    },
    /// A member before birth.
    BeforeBirth {
        /// When they were born.
        born: PartialDate,
    },
    /// Was served no longer then: had died, had moved away.
    EndedBefore {
        /// Who.
        name: String,
        /// Since when.
        on: PartialDate,
    },
    /// Belonged on some of these days by another entry.
    BelongedThen {
        /// Who.
        name: String,
        /// That entry's first day.
        since: PartialDate,
        /// Its last day, if it has ended.
        until: Option<Date>,
    },
    /// A post was held on days that would no longer be days of belonging.
    HeldOutside {
        /// The post's first day.
        since: PartialDate,
    },
    /// Did not belong on all of these days.
    WasNoMember,
    /// Held this post on some of these days by another entry.
    HeldThen {
        /// That entry's first day.
        since: PartialDate,
    },
    /// Somebody else was the head on some of these days.
    HeadThen {
        /// Who.
        name: String,
        /// Since when.
        since: PartialDate,
    },
    /// A term that ends before it begins.
    TermEndsFirst,
    /// The group above is of the wrong kind, or closed.
    WrongAbove,
    /// Groups below it are still open.
    HasOpenBelow {
        /// How many.
        count: usize,
    },
}

impl Refused {
    /// The field at which it is said.
    pub fn field(&self) -> &'static str {
        match self {
            Refused::EndsBeforeItBegan { .. }
            | Refused::HasOpenBelow { .. }
            | Refused::AfterClosing { .. }
            | Refused::EndedBefore { .. } => "until",
            Refused::NotYet { field } => field,
            Refused::BeforeFounding { .. }
            | Refused::BeforeBirth { .. }
            | Refused::BelongedThen { .. }
            | Refused::HeldOutside { .. }
            | Refused::WasNoMember
            | Refused::HeldThen { .. }
            | Refused::HeadThen { .. } => "since",
            Refused::TermEndsFirst => "term_ends_on",
            Refused::PersonEnded { .. }
            | Refused::NotServed { .. }
            | Refused::BelongsAlready { .. }
            | Refused::GroupClosed
            | Refused::OpenAlready
            | Refused::ClosedAbove
            | Refused::NotAMember => "person",
            Refused::NoSuchPost | Refused::HoldsAlready | Refused::HasHead { .. } => "kind",
            Refused::WrongAbove => "parent",
        }
    }

    /// The sentence.
    pub fn text(&self) -> Text {
        match self {
            Refused::EndsBeforeItBegan { since } => {
                Text::new("group-ends-before-it-began").with("since", since.to_string())
            }
            Refused::NotYet { .. } => Text::new("group-day-to-come"),
            Refused::GroupClosed => Text::new("group-is-closed"),
            Refused::OpenAlready => Text::new("group-open-already"),
            Refused::ClosedAbove => Text::new("group-closed-above"),
            Refused::BeforeFounding { founded } => {
                Text::new("group-before-founding").with("day", founded.to_string())
            }
            Refused::PersonEnded { name, on } => {
                Text::new("group-person-ended").with("name", name).with("day", on.to_string())
            }
            Refused::NotServed { name } => Text::new("group-not-served").with("name", name),
            Refused::BelongsAlready { name } => Text::new("group-belongs-already").with("name", name),
            Refused::NotAMember => Text::new("group-not-a-member"),
            Refused::NoSuchPost => Text::new("group-no-such-post"),
            Refused::HoldsAlready => Text::new("group-holds-already"),
            Refused::HasHead { name, since } => {
                Text::new("group-has-head").with("name", name).with("since", since.to_string())
            }
            Refused::AfterClosing { closed } => {
                Text::new("group-after-closing").with("day", closed.to_string())
            }
            Refused::BeforeBirth { born } => Text::new("group-before-birth").with("day", born.to_string()),
            Refused::EndedBefore { name, on } => {
                Text::new("group-ended-before").with("name", name).with("day", on.to_string())
            }
            Refused::BelongedThen { name, since, until: Some(until) } => Text::new("group-belonged-then")
                .with("name", name)
                .with("since", since.to_string())
                .with("until", until.to_string()),
            Refused::BelongedThen { name, since, until: None } => {
                Text::new("group-belongs-since").with("name", name).with("since", since.to_string())
            }
            Refused::HeldOutside { since } => {
                Text::new("group-held-outside").with("since", since.to_string())
            }
            Refused::WasNoMember => Text::new("group-was-no-member"),
            Refused::HeldThen { since } => Text::new("group-held-then").with("since", since.to_string()),
            Refused::HeadThen { name, since } => {
                Text::new("group-head-then").with("name", name).with("since", since.to_string())
            }
            Refused::TermEndsFirst => Text::new("group-term-ends-first"),
            Refused::WrongAbove => Text::new("group-wrong-above"),
            Refused::HasOpenBelow { count } => Text::new("group-has-open-below").with("n", *count),
        }
    }
}

impl From<Refused> for Error {
    fn from(refused: Refused) -> Self {
        Error::Invalid(vec![(refused.field().to_owned(), refused.text())])
    }
}
