//! A case, its stages, and what may become of it.

mod kind;
mod outcome;
mod refused;
mod stage;
#[cfg(test)]
mod tests;

use cq_platform::ids::StaffId;
use cq_registry::person::PersonId;
use jiff::{Timestamp, civil::Date};

pub use self::{
    kind::{Answer, Asker, Channel, Kind, Urgency, Verdict},
    outcome::{Call, Outcome, Refusal},
    refused::Refused,
};
use super::{
    clock::{Clock, Desk, Hand},
    rules::Rules,
};

cq_platform::id_type! {
    /// A case.
    CaseId
    /// A part of a case that somebody else does.
    StepId
}

/// Who received a case first: set when it is received, and never again. There is no way to another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FirstReceiver(StaffId);

impl FirstReceiver {
    /// Whoever receives it, or the one that was stored.
    pub(super) fn new(staff: StaffId) -> Self {
        Self(staff)
    }

    /// Who.
    pub fn staff(self) -> StaffId {
        self.0
    }
}

/// Something that somebody asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// Identity.
    pub id: CaseId,
    /// About whom.
    pub person: PersonId,
    /// Answerable for it to the end.
    pub first: FirstReceiver,
    /// How soon.
    pub urgency: Urgency,
    /// The day that was promised to the asker.
    pub promised_on: Option<Date>,
    /// Parts that others have not done yet.
    pub open_steps: u32,
    /// How far it has come.
    pub state: State,
    /// Guard.
    pub version: i64,
}

/// How far a case has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Under way.
    Open {
        /// Where it stands.
        stage: Stage,
        /// Until when.
        clock: Clock,
    },
    /// Answered, and the asker called back.
    Closed {
        /// Who handled it.
        handler: StaffId,
        /// What came of it.
        outcome: Outcome,
        /// How the asker took it.
        call: Call,
        /// As it stood at the end.
        clock: Clock,
    },
}

/// Where a case under way stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Nobody has taken it up.
    Waiting,
    /// Somebody is at it.
    Working {
        /// Who.
        handler: StaffId,
    },
    /// Unclear whose it is: the head decides.
    Raised {
        /// Who was at it.
        handler: Option<StaffId>,
        /// Who asks.
        by: StaffId,
    },
    /// Somebody would refuse it: a second one has to agree.
    Refusing {
        /// Who is at it.
        handler: StaffId,
        /// Who would.
        by: StaffId,
    },
    /// Done or refused; the asker is to be called back.
    Answered {
        /// Who handled it.
        handler: StaffId,
        /// What came of it.
        outcome: Outcome,
        /// Calls that reached nobody.
        tries: u32,
    },
}

/// What every transition is given: who, when, and the bureau's rules and hours.
#[derive(Debug, Clone, Copy)]
pub struct Move<'m> {
    /// Who does it.
    pub by: StaffId,
    /// When.
    pub at: Timestamp,
    /// Working time.
    pub desk: &'m Desk,
    /// The bureau's rules.
    pub rules: &'m Rules,
    /// Who is away, and has whoever moves for a substitute.
    pub stands_for: &'m [StaffId],
    /// Errands made of the case that are still open.
    pub errands: u32,
}

impl Case {
    /// Just received by whoever moves; `handler` is who is at it, where that is clear.
    pub fn received(
        id: CaseId,
        person: PersonId,
        urgency: Urgency,
        handler: Option<StaffId>,
        m: Move<'_>,
    ) -> Self {
        let clock = Clock::start(1, m.rules.allowed(urgency, m.desk), m.at, m.desk, m.rules);
        let stage = handler.map_or(Stage::Waiting, |handler| Stage::Working { handler });
        let (first, state) = (FirstReceiver(m.by), State::Open { stage, clock });
        Self { id, person, first, urgency, promised_on: None, open_steps: 0, state, version: 1 }
    }

    /// Who is or was at it.
    pub fn handler(&self) -> Option<StaffId> {
        match self.state {
            State::Open { stage, .. } => stage.handler(),
            State::Closed { handler, .. } => Some(handler),
        }
    }

    /// Its clock.
    pub fn clock(&self) -> Clock {
        match self.state {
            State::Open { clock, .. } | State::Closed { clock, .. } => clock,
        }
    }

    /// Whether somebody is answerable for it: who is at it, and whoever received it first.
    pub fn is_on(&self, staff: StaffId) -> bool {
        self.first.staff() == staff || self.handler() == Some(staff)
    }

    /// Taken up by whoever moves; from somebody who is away by their substitute.
    pub fn take(self, m: Move<'_>) -> Result<Self, Refused> {
        match self.open()? {
            (Stage::Waiting, _) => Ok(self.at_stage(Stage::Working { handler: m.by })),
            (Stage::Working { handler }, _) if m.stands_for.contains(&handler) => {
                Ok(self.at_stage(Stage::Working { handler: m.by }))
            }
            _ => Err(Refused::Taken),
        }
    }

    /// Given to somebody else, by who is at it or received it first.
    pub fn hand(self, to: StaffId, m: Move<'_>) -> Result<Self, Refused> {
        self.mine(m.by)?;
        match self.open()? {
            (Stage::Waiting, _) => Ok(self.at_stage(Stage::Working { handler: to })),
            (Stage::Working { handler }, _) if handler != to => {
                Ok(self.at_stage(Stage::Working { handler: to }))
            }
            (Stage::Working { .. }, _) => Err(Refused::Same),
            _ => Err(Refused::Stage),
        }
    }

    /// A day is given to the asker, within the time allowed.
    pub fn promise(self, on: Date, last: Date, today: Date, m: Move<'_>) -> Result<Self, Refused> {
        self.working(m.by)?;
        if on < today {
            return Err(Refused::Past);
        }
        if on > last {
            return Err(Refused::BeyondClock(last));
        }
        Ok(Self { promised_on: Some(on), ..self })
    }

    /// Whether an errand can be made of it: not once it is answered, or to be refused.
    pub fn may_become_errand(&self) -> Result<(), Refused> {
        match self.open()?.0 {
            Stage::Waiting | Stage::Working { .. } | Stage::Raised { .. } => Ok(()),
            Stage::Refusing { .. } | Stage::Answered { .. } => Err(Refused::Answered),
        }
    }

    /// Whether a part of it can be given to somebody, by who is at it or received it first.
    pub fn may_give_part(&self, m: Move<'_>) -> Result<(), Refused> {
        self.working(m.by).map(drop)
    }

    /// Put before the head: unclear whose it is.
    pub fn raise(self, m: Move<'_>) -> Result<Self, Refused> {
        self.mine(m.by)?;
        match self.open()? {
            (stage @ (Stage::Waiting | Stage::Working { .. }), clock)
                if matches!(clock.hand, Hand::Running { .. }) =>
            {
                Ok(self.at_stage(Stage::Raised { handler: stage.handler(), by: m.by }))
            }
            (Stage::Waiting | Stage::Working { .. }, _) => Err(Refused::Paused),
            _ => Err(Refused::Stage),
        }
    }

    /// The head says who does it; never whoever asked.
    pub fn decide(self, to: StaffId, m: Move<'_>) -> Result<Self, Refused> {
        match self.open()? {
            (Stage::Raised { by, .. }, _) if by == m.by => Err(Refused::OwnQuestion),
            (Stage::Raised { .. }, _) => Ok(self.at_stage(Stage::Working { handler: to })),
            _ => Err(Refused::Stage),
        }
    }

    /// The clock stands still.
    pub fn pause(self, m: Move<'_>) -> Result<Self, Refused> {
        let (stage, clock) = self.working(m.by)?;
        match clock.hand {
            Hand::Running { .. } => Ok(self.with(State::Open { stage, clock: clock.pause(m.at, m.desk) })),
            Hand::Paused { .. } => Err(Refused::Paused),
        }
    }

    /// The clock runs on.
    pub fn resume(self, m: Move<'_>) -> Result<Self, Refused> {
        let (stage, clock) = self.working(m.by)?;
        match clock.hand {
            Hand::Paused { .. } => {
                Ok(self.with(State::Open { stage, clock: clock.resume(m.at, m.desk, m.rules) }))
            }
            Hand::Running { .. } => Err(Refused::Running),
        }
    }

    /// Would be refused; a second person has to agree.
    pub fn refuse(self, m: Move<'_>) -> Result<Self, Refused> {
        let (stage, clock) = self.working(m.by)?;
        self.ready(clock, m)?;
        let handler = stage.handler().ok_or(Refused::Stage)?;
        Ok(self.at_stage(Stage::Refusing { handler, by: m.by }))
    }

    /// A second person agrees to the refusal: the asker is told.
    pub fn agree(self, m: Move<'_>) -> Result<Self, Refused> {
        match self.open()? {
            (Stage::Refusing { .. }, _) if m.errands > 0 => Err(Refused::ErrandsOpen(m.errands)),
            (Stage::Refusing { handler, by }, clock) => {
                let refusal = Refusal::of(by, m.by).ok_or(Refused::OwnRefusal)?;
                Ok(self.answered(handler, Outcome::Refused(refusal), clock, m))
            }
            _ => Err(Refused::Stage),
        }
    }

    /// A second person does not agree: it is to be done.
    pub fn disagree(self, m: Move<'_>) -> Result<Self, Refused> {
        match self.open()? {
            (Stage::Refusing { by, .. }, _) if by == m.by => Err(Refused::OwnRefusal),
            (Stage::Refusing { handler, .. }, _) => Ok(self.at_stage(Stage::Working { handler })),
            _ => Err(Refused::Stage),
        }
    }

    /// It is done; the asker is to be called back.
    pub fn answer(self, m: Move<'_>) -> Result<Self, Refused> {
        let (stage, clock) = self.working(m.by)?;
        self.ready(clock, m)?;
        let handler = stage.handler().ok_or(Refused::Stage)?;
        Ok(self.answered(handler, Outcome::Done, clock, m))
    }

    /// The asker was called back.
    pub fn called(self, answer: Answer, m: Move<'_>) -> Result<Self, Refused> {
        let (Stage::Answered { handler, outcome, tries }, clock) = self.open()? else {
            return Err(Refused::Stage);
        };
        if m.rules.callback_apart && handler == m.by {
            return Err(Refused::OwnWork);
        }
        let closes = match answer {
            Answer::Satisfied | Answer::Unsatisfied => true,
            Answer::NotReached => tries + 1 >= m.rules.tries,
            Answer::Again => false,
        };
        if closes && m.errands > 0 {
            return Err(Refused::ErrandsOpen(m.errands));
        }
        let urgency = self.urgency;
        let close = |verdict, tries| State::Closed {
            handler,
            outcome,
            call: Call { by: m.by, at: m.at, verdict, tries },
            clock: clock.pause(m.at, m.desk),
        };
        Ok(self.with(match answer {
            Answer::Satisfied => close(Verdict::Satisfied, tries),
            Answer::Unsatisfied => close(Verdict::Unsatisfied, tries),
            Answer::NotReached if closes => close(Verdict::NotReached, tries + 1),
            Answer::NotReached => {
                State::Open { stage: Stage::Answered { handler, outcome, tries: tries + 1 }, clock }
            }
            Answer::Again => {
                let allowed = m.rules.allowed(urgency, m.desk);
                let clock = Clock::start(clock.round + 1, allowed, m.at, m.desk, m.rules);
                State::Open { stage: Stage::Working { handler }, clock }
            }
        }))
    }

    fn answered(self, handler: StaffId, outcome: Outcome, clock: Clock, m: Move<'_>) -> Self {
        let clock = Clock::start(clock.round + 1, m.rules.callback(m.desk), m.at, m.desk, m.rules);
        Self {
            promised_on: None,
            ..self.with(State::Open { stage: Stage::Answered { handler, outcome, tries: 0 }, clock })
        }
    }

    fn open(&self) -> Result<(Stage, Clock), Refused> {
        match self.state {
            State::Open { stage, clock } => Ok((stage, clock)),
            State::Closed { .. } => Err(Refused::Closed),
        }
    }

    /// Being worked on, and the mover is on it.
    fn working(&self, by: StaffId) -> Result<(Stage, Clock), Refused> {
        match self.open()? {
            (stage @ Stage::Working { .. }, clock) => self.mine(by).map(|()| (stage, clock)),
            (Stage::Waiting, _) => Err(Refused::NotTaken),
            _ => Err(Refused::Stage),
        }
    }

    fn mine(&self, by: StaffId) -> Result<(), Refused> {
        if self.is_on(by) { Ok(()) } else { Err(Refused::NotYours) }
    }

    /// Nothing of it is left with others, and its clock runs.
    fn ready(&self, clock: Clock, m: Move<'_>) -> Result<(), Refused> {
        match (self.open_steps, m.errands, clock.hand) {
            (0, 0, Hand::Running { .. }) => Ok(()),
            (0, 0, Hand::Paused { .. }) => Err(Refused::Paused),
            (0, n, _) => Err(Refused::ErrandsOpen(n)),
            (n, ..) => Err(Refused::StepsOpen(n)),
        }
    }

    fn at_stage(self, stage: Stage) -> Self {
        let clock = self.clock();
        self.with(State::Open { stage, clock })
    }

    fn with(self, state: State) -> Self {
        Self { state, ..self }
    }
}
