//! Why a task does not become what somebody wants of it.

use cq_platform::{Error, messages::Text};
use jiff::civil::Date;

/// Why a transition was not made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// It is not open any more: somebody was first.
    NotOpen,
    /// The visit's day has not come yet.
    InFuture,
    /// The visit's day lies before the first day the task may be done.
    BeforeOpening(Date),
    /// The next try must be after today.
    AgainNotLater,
    /// The next try would be after this day.
    AgainTooLate(Date),
    /// It was long ago, and nobody says from what it is known.
    SourceNeeded,
    /// It lapsed before that day.
    AfterLapse(Date),
    /// There is still time.
    NotOver,
    /// Only what is done can be taken up again.
    NotDone,
    /// Only the one who wrote it down may take it back.
    NotTheAuthor,
    /// It was written down on an earlier day.
    DayOver,
    /// What it found to be needed has been seen to.
    NeedSettled,
    /// A doctor owes it, and only a doctor can say how the visit was.
    TheDoctors,
}

impl Refused {
    /// The error to show, with its sentence at `field` where a field can be mended.
    pub fn at(self, field: &str) -> Error {
        let invalid = |text| Error::Invalid(vec![(field.to_owned(), text)]);
        match self {
            Refused::NotOpen => Error::Conflict,
            Refused::InFuture => invalid(Text::new("task-refused-in-future")),
            Refused::BeforeOpening(day) => {
                invalid(Text::new("task-refused-before-opening").with("day", day.to_string()))
            }
            Refused::AgainNotLater => invalid(Text::new("task-refused-again-not-later")),
            Refused::AgainTooLate(day) => {
                invalid(Text::new("task-refused-again-too-late").with("day", day.to_string()))
            }
            Refused::SourceNeeded => {
                Error::Invalid(vec![("source".to_owned(), Text::new("task-refused-source-needed"))])
            }
            Refused::AfterLapse(day) => {
                invalid(Text::new("task-refused-after-lapse").with("day", day.to_string()))
            }
            Refused::NotOver => Error::refused("task-refused-not-over"),
            Refused::NotDone => Error::refused("task-refused-not-done"),
            Refused::NotTheAuthor => Error::refused("task-refused-not-the-author"),
            Refused::DayOver => Error::refused("task-refused-day-over"),
            Refused::NeedSettled => Error::refused("task-refused-need-settled"),
            Refused::TheDoctors => Error::refused("task-refused-the-doctors"),
        }
    }
}

/// Which half of "not reached" was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotReached {
    /// The try itself.
    Try(Refused),
    /// The next one.
    Again(Refused),
}
