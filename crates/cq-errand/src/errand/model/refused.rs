//! Why something does not become of an errand.

use cq_platform::{Error, messages::Text};
use cq_registry::task::brief::yuan;

/// Why something does not become of an errand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// It has all the people it takes.
    Taken,
    /// That one is on it already.
    Same,
    /// It is closed or cancelled.
    Ended,
    /// It stands elsewhere: somebody was first.
    Stage,
    /// Whoever moves is not one of its workers.
    NotYours,
    /// It takes two, and one is missing.
    Short,
    /// The day has passed.
    Past,
    /// The day is more than a year ahead.
    TooFar,
    /// Whoever worked on it does not call back.
    OwnWork,
    /// Its workers still hold so many fen.
    Held(i64),
    /// So many fen of the bureau's are not given back.
    Advanced(i64),
    /// So many movements wait for a second person.
    Pending(u32),
    /// Money was moved, and the elder has not signed for it since.
    Unsigned,
    /// More would go out than its workers hold.
    Overdrawn(i64),
    /// Another sum than the one that is held was handed over.
    NotAll(i64),
    /// More would be given back than was advanced.
    BeyondAdvance(i64),
    /// No money was moved: there is nothing to sign for.
    NothingToSign,
    /// The person is served no more: it is only settled.
    Halted,
}

impl Refused {
    /// The sentence.
    pub fn text(self) -> Text {
        match self {
            Refused::Taken => Text::new("errand-refused-taken"),
            Refused::Same => Text::new("errand-refused-same"),
            Refused::Ended => Text::new("errand-refused-ended"),
            Refused::Stage => Text::new("errand-refused-stage"),
            Refused::NotYours => Text::new("errand-refused-not-yours"),
            Refused::Short => Text::new("errand-refused-short"),
            Refused::Past => Text::new("errand-refused-past"),
            Refused::TooFar => Text::new("errand-too-far"),
            Refused::OwnWork => Text::new("errand-refused-own-work"),
            Refused::Held(fen) => Text::new("errand-refused-held").with("yuan", yuan(fen)),
            Refused::Advanced(fen) => Text::new("errand-refused-advanced").with("yuan", yuan(fen)),
            Refused::Pending(n) => Text::new("errand-refused-pending").with("n", n),
            Refused::Unsigned => Text::new("errand-refused-unsigned"),
            Refused::Overdrawn(fen) => Text::new("errand-refused-overdrawn").with("yuan", yuan(fen)),
            Refused::NotAll(fen) => Text::new("errand-refused-not-all").with("yuan", yuan(fen)),
            Refused::BeyondAdvance(fen) => Text::new("errand-refused-beyond-advance").with("yuan", yuan(fen)),
            Refused::NothingToSign => Text::new("errand-refused-nothing-to-sign"),
            Refused::Halted => Text::new("errand-refused-halted"),
        }
    }

    /// As an error of the form's field it is about; without one, of the errand as a whole.
    pub fn at(self, field: &str) -> Error {
        match self {
            Refused::NotAll(_) if !field.is_empty() => Error::Invalid(vec![("yuan".to_owned(), self.text())]),
            Refused::Same
            | Refused::Past
            | Refused::TooFar
            | Refused::Overdrawn(_)
            | Refused::BeyondAdvance(_)
                if !field.is_empty() =>
            {
                Error::Invalid(vec![(field.to_owned(), self.text())])
            }
            Refused::Taken | Refused::Ended | Refused::Stage => Error::Overtaken(self.text()),
            _ => Error::Refused(self.text()),
        }
    }
}

impl From<Refused> for Error {
    fn from(refused: Refused) -> Self {
        refused.at("")
    }
}
