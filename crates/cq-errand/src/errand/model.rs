//! An errand, where it stands, and what may become of it.

mod crew;
mod purse;
mod refused;
#[cfg(test)]
mod tests;
mod words;

use cq_case::case::model::{Answer, Verdict};
use cq_platform::ids::StaffId;
use cq_registry::person::PersonId;
use jiff::{Timestamp, ToSpan, civil::Date};

pub use self::{
    crew::{Crew, Pair},
    purse::{Move, Purse, Way},
    refused::Refused,
    words::{First, Hands, Outcome},
};

cq_platform::id_type! {
    /// An errand.
    ErrandId
    /// A movement of an errand's money; also of the posting it has in the ledger.
    MoveId
}

/// Something done for somebody who cannot do it any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Errand {
    /// Identity.
    pub id: ErrandId,
    /// For whom.
    pub person: PersonId,
    /// A word of the bureau's kinds.
    pub kind: String,
    /// How many people it takes.
    pub hands: Hands,
    /// By when it is needed.
    pub needed_on: Date,
    /// The day that was promised.
    pub promised_on: Option<Date>,
    /// Its money.
    pub purse: Purse,
    /// Since when the person is served no more: its money is settled, and nobody is sent.
    pub halted_on: Option<Date>,
    /// Where it stands.
    pub state: State,
    /// Guard.
    pub version: i64,
}

/// Where an errand stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Nobody does it.
    Waiting,
    /// Somebody does it; a second one may be missing.
    Working {
        /// Who.
        crew: Crew,
    },
    /// Done or not possible; the elder is to be called.
    Answered {
        /// Who worked on it.
        crew: Crew,
        /// What came of it.
        outcome: Outcome,
        /// The day.
        on: Date,
        /// Calls that reached nobody.
        tries: u32,
    },
    /// The elder was called.
    Closed {
        /// Who worked on it.
        crew: Crew,
        /// What came of it.
        outcome: Outcome,
        /// The day.
        on: Date,
        /// The call.
        call: Call,
    },
    /// Not wanted any more.
    Cancelled {
        /// Who was on it.
        crew: Option<Crew>,
    },
}

/// The call that closed an errand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Call {
    /// Who called: never one of its workers.
    pub by: StaffId,
    /// When.
    pub at: Timestamp,
    /// How the elder took it.
    pub verdict: Verdict,
    /// Calls that reached nobody.
    pub tries: u32,
}

/// What every transition is given: who, when, and after how many calls nobody is reached.
#[derive(Debug, Clone, Copy)]
pub struct By {
    /// Who.
    pub staff: StaffId,
    /// When.
    pub at: Timestamp,
    /// The day of it.
    pub today: Date,
    /// After so many calls that reached nobody it is closed.
    pub tries: u32,
    /// The worker whom the desk acts for, since they sign in nowhere.
    pub acts_for: Option<StaffId>,
}

impl Errand {
    /// Just taken down.
    pub fn taken(
        id: ErrandId,
        person: PersonId,
        (kind, hands): (String, Hands),
        needed_on: Date,
        by: By,
    ) -> Result<Self, Refused> {
        within_a_year(needed_on, by)?;
        let (purse, state) = (Purse::default(), State::Waiting);
        let (promised_on, halted_on) = (None, None);
        Ok(Self { id, person, kind, hands, needed_on, promised_on, purse, halted_on, state, version: 1 })
    }

    /// Who works or worked on it.
    pub fn crew(&self) -> Option<Crew> {
        match self.state {
            State::Waiting => None,
            State::Working { crew } | State::Answered { crew, .. } | State::Closed { crew, .. } => Some(crew),
            State::Cancelled { crew } => crew,
        }
    }

    /// Whether `staff` works or worked on it.
    pub fn is_on(&self, staff: StaffId) -> bool {
        self.crew().is_some_and(|crew| crew.has(staff))
    }

    /// Whether anything can become of it.
    pub fn is_open(&self) -> bool {
        !matches!(self.state, State::Closed { .. } | State::Cancelled { .. })
    }

    /// Whether it takes one more person.
    pub fn wants_people(&self) -> bool {
        match self.state {
            _ if self.halted_on.is_some() => false,
            State::Waiting => true,
            State::Working { crew } => !crew.is_enough(self.hands),
            _ => false,
        }
    }

    /// `worker` takes it up, or joins who has.
    pub fn joined(self, worker: StaffId) -> Result<Self, Refused> {
        self.going_on()?;
        let crew = match self.state {
            State::Waiting => Crew::One(worker),
            State::Working { crew } => crew.with(worker, self.hands)?,
            State::Answered { .. } => return Err(Refused::Stage),
            State::Closed { .. } | State::Cancelled { .. } => return Err(Refused::Ended),
        };
        Ok(self.with(State::Working { crew }))
    }

    /// `worker` gives it back, or has it taken from them; not while money of it is with anybody, nor where nobody could take it up.
    pub fn left(self, worker: StaffId) -> Result<Self, Refused> {
        let crew = self.working()?.without(worker)?;
        self.going_on()?;
        self.purse.settled()?;
        Ok(self.with(crew.map_or(State::Waiting, |crew| State::Working { crew })))
    }

    /// `to` goes on in the place of `from`, who has handed over `fen`: all that is held.
    pub fn handed(self, from: StaffId, to: StaffId, fen: i64) -> Result<Self, Refused> {
        let crew = self.working()?.with_instead(from, to)?;
        match self.purse {
            Purse { pending: 1.., .. } => Err(Refused::Pending(self.purse.pending)),
            Purse { held, .. } if held != fen => Err(Refused::NotAll(held)),
            _ => Ok(self.with(State::Working { crew })),
        }
    }

    /// A day is given to the elder.
    pub fn promised(self, on: Date, by: By) -> Result<Self, Refused> {
        self.going_on()?;
        match self.state {
            State::Waiting | State::Working { .. } => {
                within_a_year(on, by).map(|()| Self { promised_on: Some(on), ..self })
            }
            State::Answered { .. } => Err(Refused::Stage),
            State::Closed { .. } | State::Cancelled { .. } => Err(Refused::Ended),
        }
    }

    /// It is done, by as many as it takes.
    pub fn done(self, by: By) -> Result<Self, Refused> {
        let crew = self.mine(by)?;
        self.going_on()?;
        if !crew.is_enough(self.hands) {
            return Err(Refused::Short);
        }
        Ok(self.with(State::Answered { crew, outcome: Outcome::Done, on: by.today, tries: 0 }))
    }

    /// It cannot be done.
    pub fn impossible(self, by: By) -> Result<Self, Refused> {
        let crew = self.mine(by)?;
        self.going_on()?;
        Ok(self.with(State::Answered { crew, outcome: Outcome::Impossible, on: by.today, tries: 0 }))
    }

    /// It is not wanted any more.
    pub fn cancelled(self) -> Result<Self, Refused> {
        match self.state {
            State::Waiting | State::Working { .. } => {}
            State::Answered { .. } => return Err(Refused::Stage),
            State::Closed { .. } | State::Cancelled { .. } => return Err(Refused::Ended),
        }
        self.purse.settled()?;
        let crew = self.crew();
        Ok(self.with(State::Cancelled { crew }))
    }

    /// The person is served no more from a day on: nobody is sent, and its money is settled before it is cancelled, or closed where it was
    /// done already.
    pub fn halted(self, on: Date) -> Result<Self, Refused> {
        match self.state {
            State::Working { .. } | State::Answered { .. } if self.halted_on.is_none() => {
                Ok(Self { halted_on: Some(on), ..self })
            }
            State::Working { .. } | State::Waiting | State::Answered { .. } => Err(Refused::Stage),
            State::Closed { .. } | State::Cancelled { .. } => Err(Refused::Ended),
        }
    }

    /// It goes on: what halted it was noted by mistake.
    pub fn resumed(self) -> Result<Self, Refused> {
        match self.state {
            State::Waiting | State::Working { .. } | State::Answered { .. } if self.halted_on.is_some() => {
                Ok(Self { halted_on: None, ..self })
            }
            _ => Err(Refused::Stage),
        }
    }

    /// It goes on as it stood before it was cancelled.
    pub fn revived(self) -> Result<Self, Refused> {
        match self.state {
            State::Cancelled { crew } => {
                Ok(self.with(crew.map_or(State::Waiting, |crew| State::Working { crew })))
            }
            _ => Err(Refused::Stage),
        }
    }

    /// The elder was called by a third person. Closed only with nothing left of its money and the elder's signature for it.
    pub fn called(self, answer: Answer, by: By) -> Result<Self, Refused> {
        let (crew, outcome, on, tries) = match self.state {
            State::Answered { crew, outcome, on, tries } => (crew, outcome, on, tries),
            State::Closed { .. } | State::Cancelled { .. } => return Err(Refused::Ended),
            _ => return Err(Refused::Stage),
        };
        if crew.has(by.staff) {
            return Err(Refused::OwnWork);
        }
        let (verdict, tries) = match answer {
            Answer::Again => {
                self.going_on()?;
                return Ok(self.with(State::Working { crew }));
            }
            Answer::NotReached if tries + 1 < by.tries => {
                return Ok(self.with(State::Answered { crew, outcome, on, tries: tries + 1 }));
            }
            Answer::NotReached => (Verdict::NotReached, tries + 1),
            Answer::Satisfied => (Verdict::Satisfied, tries),
            Answer::Unsatisfied => (Verdict::Unsatisfied, tries),
        };
        self.purse.settled()?;
        if !self.purse.is_signed() {
            return Err(Refused::Unsigned);
        }
        let call = Call { by: by.staff, at: by.at, verdict, tries };
        Ok(self.with(State::Closed { crew, outcome, on, call }))
    }

    /// Money of it is moved.
    pub fn moved(self, kind: Move, fen: i64, way: Way, by: By) -> Result<Self, Refused> {
        self.with_money()?;
        if way == Way::Forth {
            self.coming_in(kind, fen)?;
        }
        let purse = self.purse.moved(kind, fen, way, by.at)?;
        Ok(Self { purse, ..self })
    }

    /// Whether money of it may be moved now, by one of its workers.
    pub fn with_money(&self) -> Result<Crew, Refused> {
        match self.state {
            State::Waiting => Err(Refused::NotYours),
            State::Working { crew } if !crew.is_enough(self.hands) => Err(Refused::Short),
            State::Working { crew } | State::Answered { crew, .. } => Ok(crew),
            State::Closed { .. } | State::Cancelled { .. } => Err(Refused::Ended),
        }
    }

    /// The elder has signed for what was moved, at a balance of nothing.
    pub fn signed(self, by: By) -> Result<Self, Refused> {
        self.with_money()?;
        self.purse.settled()?;
        if self.purse.moved_at.is_none() {
            return Err(Refused::NothingToSign);
        }
        let purse = Purse { signed_at: Some(by.at), ..self.purse };
        Ok(Self { purse, ..self })
    }

    /// Once the person is served no more nothing comes in but what the family gives for what of an advance was spent.
    fn coming_in(&self, kind: Move, fen: i64) -> Result<(), Refused> {
        match kind {
            Move::FromElder if fen <= self.purse.advanced - self.purse.held => Ok(()),
            Move::FromElder | Move::Advance | Move::Drawn => self.going_on(),
            Move::Paid | Move::ToElder | Move::Back => Ok(()),
        }
    }

    fn going_on(&self) -> Result<(), Refused> {
        if self.halted_on.is_none() { Ok(()) } else { Err(Refused::Halted) }
    }

    fn working(&self) -> Result<Crew, Refused> {
        match self.state {
            State::Working { crew } => Ok(crew),
            State::Closed { .. } | State::Cancelled { .. } => Err(Refused::Ended),
            _ => Err(Refused::Stage),
        }
    }

    fn mine(&self, by: By) -> Result<Crew, Refused> {
        let crew = self.working()?;
        self.in_hand(by).map(|()| crew)
    }

    /// Whether whoever moves is one of its workers, or the desk in the place of one.
    pub fn in_hand(&self, by: By) -> Result<(), Refused> {
        if self.is_on(by.staff) || by.acts_for.is_some() { Ok(()) } else { Err(Refused::NotYours) }
    }

    fn with(self, state: State) -> Self {
        Self { state, ..self }
    }
}

/// A day from today on, at most a year ahead.
fn within_a_year(on: Date, by: By) -> Result<(), Refused> {
    match () {
        () if on < by.today => Err(Refused::Past),
        () if on > by.today.saturating_add(1.year()) => Err(Refused::TooFar),
        () => Ok(()),
    }
}

impl State {
    /// The word it is stored and said as.
    pub fn word(&self) -> &'static str {
        match self {
            State::Waiting => "waiting",
            State::Working { .. } => "working",
            State::Answered { .. } => "answered",
            State::Closed { .. } => "closed",
            State::Cancelled { .. } => "cancelled",
        }
    }
}
