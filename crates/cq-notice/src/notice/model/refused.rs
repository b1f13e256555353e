//! Why a step is none.

use cq_platform::{Error, messages::Text};

/// Why something cannot become of a notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// It does not stand there any more.
    Stage,
    /// It is being sent at this moment.
    Sending,
    /// There is no address to send it to.
    NoAddress,
    /// It goes that way already.
    Same,
    /// Whoever it was for is served no longer.
    Ended,
}

impl Refused {
    /// The sentence.
    pub fn text(self) -> Text {
        Text::new(match self {
            Refused::Stage => "notice-refused-stage",
            Refused::Sending => "notice-refused-sending",
            Refused::NoAddress => "notice-refused-no-address",
            Refused::Same => "notice-refused-same",
            Refused::Ended => "notice-refused-ended",
        })
    }
}

impl From<Refused> for Error {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Stage => Error::Overtaken(refused.text()),
            _ => Error::Refused(refused.text()),
        }
    }
}
