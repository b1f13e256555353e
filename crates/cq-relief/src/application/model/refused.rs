//! Why an application says no.

use cq_platform::{Error, messages::Text};

/// Why a step is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// It does not stand where that can be done.
    Stage,
    /// It is over.
    Ended,
    /// Whether it is refused is not decided.
    Refusing,
    /// It takes another person.
    Same,
    /// Fewer papers than its kind asks for.
    Papers,
    /// The notice is not over.
    OnNotice,
    /// An objection is not answered.
    Objected,
    /// The bank has been asked to pay, or has paid.
    Sent,
}

impl Refused {
    /// The sentence.
    pub fn text(self) -> Text {
        Text::new(match self {
            Refused::Stage => "relief-refused-stage",
            Refused::Ended => "relief-refused-ended",
            Refused::Refusing => "relief-refused-refusing",
            Refused::Same => "relief-refused-same",
            Refused::Papers => "relief-refused-papers",
            Refused::OnNotice => "relief-refused-on-notice",
            Refused::Objected => "relief-refused-objected",
            Refused::Sent => "relief-refused-sent",
        })
    }
}

impl From<Refused> for Text {
    fn from(refused: Refused) -> Self {
        refused.text()
    }
}

impl From<Refused> for Error {
    fn from(refused: Refused) -> Self {
        Error::Refused(refused.text())
    }
}
