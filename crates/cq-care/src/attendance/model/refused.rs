//! Why something does not become of an attendance.

use cq_platform::{Error, messages::Text};

use super::Step;

/// Why something does not become of an attendance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// It is over.
    Ended,
    /// It stands elsewhere: somebody was first.
    Stage,
    /// Announced, and not here yet.
    NotHere,
    /// Here, and not called yet.
    NotCalled,
    /// It is of another day.
    OtherDay,
    /// The day has passed.
    Past,
    /// Another step comes first.
    Next(Step),
    /// Something has become of the step already.
    Already(Step),
    /// A doctor has seen them.
    Seen,
    /// Being admitted is not stamped.
    NotAdmitted,
    /// Being admitted is stamped, and the outcome is another.
    Admitted,
    /// The clock says earlier than the mark before.
    Earlier,
    /// There is nothing to take back.
    NothingToUndo,
    /// More than so many minutes have passed.
    TooLate(u32),
}

impl Refused {
    /// The sentence.
    pub fn text(self) -> Text {
        match self {
            Refused::Ended => Text::new("attendance-refused-ended"),
            Refused::Stage => Text::new("attendance-refused-stage"),
            Refused::NotHere => Text::new("attendance-refused-not-here"),
            Refused::NotCalled => Text::new("attendance-refused-not-called"),
            Refused::OtherDay => Text::new("attendance-refused-other-day"),
            Refused::Past => Text::new("attendance-refused-past"),
            Refused::Next(step) => Text::new(match step {
                Step::Register => "attendance-refused-next-register",
                Step::See => "attendance-refused-next-see",
                Step::Examine => "attendance-refused-next-examine",
                Step::Dispense => "attendance-refused-next-dispense",
                Step::Admit => "attendance-refused-next-admit",
            }),
            Refused::Already(_) => Text::new("attendance-refused-already"),
            Refused::Seen => Text::new("attendance-refused-seen"),
            Refused::NotAdmitted => Text::new("attendance-refused-not-admitted"),
            Refused::Admitted => Text::new("attendance-refused-admitted"),
            Refused::Earlier => Text::new("attendance-refused-earlier"),
            Refused::NothingToUndo => Text::new("attendance-refused-nothing-to-undo"),
            Refused::TooLate(minutes) => Text::new("attendance-refused-too-late").with("n", minutes),
        }
    }
}

impl From<Refused> for Error {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Ended | Refused::Stage | Refused::Already(_) => Error::Overtaken(refused.text()),
            Refused::Past => Error::Invalid(vec![("on".to_owned(), refused.text())]),
            Refused::NotAdmitted | Refused::Admitted => {
                Error::Invalid(vec![("outcome".to_owned(), refused.text())])
            }
            _ => Error::Refused(refused.text()),
        }
    }
}
