//! Why something does not become of a case.

use cq_platform::{Error, messages::Text};
use jiff::civil::Date;

/// Why something does not become of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// Somebody has taken it up.
    Taken,
    /// Nobody has taken it up yet.
    NotTaken,
    /// It is closed.
    Closed,
    /// It stands elsewhere: somebody was first.
    Stage,
    /// Whoever moves is neither at it nor received it.
    NotYours,
    /// It is with that one already.
    Same,
    /// The day has passed.
    Past,
    /// The time allowed ends on that day.
    BeyondClock(Date),
    /// Its clock stands still.
    Paused,
    /// Its clock runs.
    Running,
    /// So many parts of it are not done.
    StepsOpen(u32),
    /// So many errands made of it are not done.
    ErrandsOpen(u32),
    /// It is answered, or to be refused: nothing more is made of it.
    Answered,
    /// Whoever asks does not decide.
    OwnQuestion,
    /// Whoever refuses does not agree to it.
    OwnRefusal,
    /// Whoever handled it does not call back.
    OwnWork,
}

impl Refused {
    /// The sentence.
    pub fn text(self) -> Text {
        match self {
            Refused::Taken => Text::new("case-refused-taken"),
            Refused::NotTaken => Text::new("case-refused-not-taken"),
            Refused::Closed => Text::new("case-refused-closed"),
            Refused::Stage => Text::new("case-refused-stage"),
            Refused::NotYours => Text::new("case-refused-not-yours"),
            Refused::Same => Text::new("case-refused-same"),
            Refused::Past => Text::new("case-refused-past"),
            Refused::BeyondClock(last) => {
                Text::new("case-refused-beyond-clock").with("day", last.to_string())
            }
            Refused::Paused => Text::new("case-refused-paused"),
            Refused::Running => Text::new("case-refused-running"),
            Refused::StepsOpen(n) => Text::new("case-refused-steps-open").with("n", n),
            Refused::ErrandsOpen(n) => Text::new("case-refused-errands-open").with("n", n),
            Refused::Answered => Text::new("case-refused-answered"),
            Refused::OwnQuestion => Text::new("case-refused-own-question"),
            Refused::OwnRefusal => Text::new("case-refused-own-refusal"),
            Refused::OwnWork => Text::new("case-refused-own-work"),
        }
    }

    /// As an error of the form's field it is about; without one, of the case as a whole.
    pub fn at(self, field: &str) -> Error {
        match self {
            Refused::Same | Refused::Past | Refused::BeyondClock(_) if !field.is_empty() => {
                Error::Invalid(vec![(field.to_owned(), self.text())])
            }
            Refused::Taken | Refused::Closed | Refused::Stage => Error::Overtaken(self.text()),
            _ => Error::Refused(self.text()),
        }
    }
}

impl From<Refused> for Error {
    fn from(refused: Refused) -> Self {
        refused.at("")
    }
}
