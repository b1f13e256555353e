//! A notice, its states, and what may become of it.

mod cause;
mod outcome;
mod refused;
#[cfg(test)]
mod tests;
mod words;

use cq_platform::ids::StaffId;
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

pub use self::{
    cause::{Addressee, Because, Cause, Kind},
    outcome::{Outcome, wait},
    refused::Refused,
    words::{Channel, Fault, Why},
};
use super::rules::Rules;

cq_platform::id_type! {
    /// A notice.
    NoticeId
}

/// What was tried so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tries {
    /// How often.
    pub count: u32,
    /// What went wrong last, with the other side's code.
    pub last: Option<(Fault, Option<u32>)>,
}

/// Where a notice stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// To be sent, printed, pasted or told.
    Waiting {
        /// Not before.
        not_before: Timestamp,
        /// What was tried.
        tries: Tries,
    },
    /// A program is at it.
    Sending {
        /// Whose sending.
        lease: Uuid,
        /// Until then it has an answer, or the answer is lost.
        until: Timestamp,
        /// What was tried, this one counted.
        tries: Tries,
    },
    /// It may have arrived: the answer was lost. A person decides.
    Unclear {
        /// Whose sending.
        lease: Uuid,
        /// What was tried.
        tries: Tries,
    },
    /// The other side has taken it.
    Sent {
        /// When.
        at: Timestamp,
        /// Under which name, or in a clerk's word where she knew that it had arrived.
        receipt: String,
        /// Who said so; none: the other side.
        by: Option<StaffId>,
    },
    /// Printed as a letter.
    Printed(Handed),
    /// Pasted to where it is read.
    Pasted(Handed),
    /// Told by phone.
    Told(Handed),
    /// Nothing more is tried: a person decides.
    GivenUp {
        /// What was tried, and what went wrong.
        tries: Tries,
    },
    /// Not to be said any more.
    Withdrawn {
        /// When.
        at: Timestamp,
        /// By whom; none: the program.
        by: Option<StaffId>,
        /// Why.
        why: Why,
        /// As it was before.
        before: (Timestamp, Tries),
    },
}

/// Done by somebody's hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Handed {
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: StaffId,
}

/// Something that somebody is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Identity; the other side knows it by this, too.
    pub id: NoticeId,
    /// Why.
    pub cause: Cause,
    /// To whom.
    pub to: Addressee,
    /// Which way of telling it this is, from 0.
    pub turn: u32,
    /// By which way.
    pub channel: Channel,
    /// Why by that way.
    pub because: Because,
    /// Where it stands.
    pub state: State,
    /// Guard.
    pub version: i64,
}

impl Notice {
    /// Just written at `at`: waits, or has no address and is a person's matter at once.
    pub fn written(
        (id, cause, to): (NoticeId, Cause, Addressee),
        turn: u32,
        way: (Channel, Because, bool),
        at: Timestamp,
        rules: &Rules,
    ) -> Self {
        let (channel, because, has_address) = way;
        let state = if has_address {
            State::Waiting { not_before: rules.next_open(channel, at), tries: Tries::default() }
        } else {
            State::GivenUp { tries: Tries { count: 0, last: Some((Fault::NoAddress, None)) } }
        };
        Self { id, cause, to, turn, channel, because, state, version: 1 }
    }

    /// Whether something may still become of it.
    pub fn is_open(&self) -> bool {
        matches!(
            self.state,
            State::Waiting { .. } | State::Sending { .. } | State::Unclear { .. } | State::GivenUp { .. }
        )
    }

    /// When a program looks at it.
    pub fn due_at(&self) -> Option<Timestamp> {
        match self.state {
            State::Waiting { not_before, .. } if self.channel.is_sent() => Some(not_before),
            State::Sending { until, .. } => Some(until),
            _ => None,
        }
    }

    /// A program begins to send it: it has until `until` to say what came of it.
    pub fn lease(self, lease: Uuid, (at, until): (Timestamp, Timestamp)) -> Result<Self, Refused> {
        match self.state {
            State::Waiting { not_before, tries } if self.channel.is_sent() && not_before <= at => {
                let tries = Tries { count: tries.count + 1, ..tries };
                Ok(self.with(State::Sending { lease, until, tries }))
            }
            _ => Err(Refused::Stage),
        }
    }

    /// Quiet hours have begun, or were set, since it was written.
    pub fn postponed(self, to: Timestamp) -> Result<Self, Refused> {
        match self.state {
            State::Waiting { not_before, tries } if to > not_before => {
                Ok(self.with(State::Waiting { not_before: to, tries }))
            }
            _ => Err(Refused::Stage),
        }
    }

    /// What came of the sending `lease`. An answer that comes after its time still says that it arrived.
    pub fn settled(
        self,
        lease: Uuid,
        outcome: Outcome,
        (at, dice): (Timestamp, u8),
        rules: &Rules,
    ) -> Result<Self, Refused> {
        let (is_late, tries) = match &self.state {
            State::Sending { lease: held, tries, .. } if *held == lease => (false, *tries),
            State::Unclear { lease: held, tries } if *held == lease => (true, *tries),
            _ => return Err(Refused::Stage),
        };
        match outcome {
            Outcome::Taken { receipt } => Ok(self.with(State::Sent { at, receipt, by: None })),
            _ if is_late => Err(Refused::Stage),
            Outcome::Later { fault, code, after } => {
                let tries = Tries { last: Some((fault, code)), ..tries };
                Ok(self.again_or_given_up(tries, wait(tries.count, after, dice), at, rules))
            }
            Outcome::Held { fault, code } => {
                let tries = Tries { count: tries.count.saturating_sub(1), last: Some((fault, code)) };
                Ok(self.with(State::Waiting { not_before: at, tries }))
            }
            Outcome::Never { fault, code } => {
                Ok(self.with(State::GivenUp { tries: Tries { last: Some((fault, code)), ..tries } }))
            }
            Outcome::Unclear { fault } => {
                let tries = Tries { last: Some((fault, None)), ..tries };
                Ok(self.unclear(lease, tries, (at, dice), rules))
            }
        }
    }

    /// The time of a sending has run out without an answer: whoever was at it was cut off.
    pub fn lost(self, (at, dice): (Timestamp, u8), rules: &Rules) -> Result<Self, Refused> {
        match self.state {
            State::Sending { lease, until, tries } if until <= at => {
                let tries = Tries { last: Some((Fault::Lost, None)), ..tries };
                Ok(self.unclear(lease, tries, (at, dice), rules))
            }
            _ => Err(Refused::Stage),
        }
    }

    fn unclear(self, lease: Uuid, tries: Tries, (at, dice): (Timestamp, u8), rules: &Rules) -> Self {
        if self.channel.repeats_safely() {
            self.again_or_given_up(tries, wait(tries.count, None, dice), at, rules)
        } else {
            self.with(State::Unclear { lease, tries })
        }
    }

    fn again_or_given_up(self, tries: Tries, wait: SignedDuration, at: Timestamp, rules: &Rules) -> Self {
        if tries.count >= rules.tries {
            return self.with(State::GivenUp { tries });
        }
        let then = at.saturating_add(wait).unwrap_or(at);
        let not_before = rules.next_open(self.channel, then);
        self.with(State::Waiting { not_before, tries })
    }

    /// A clerk says that it is sent once more, though it may have arrived, or though nothing more was tried.
    pub fn again(self, at: Timestamp, rules: &Rules) -> Result<Self, Refused> {
        match self.state {
            State::GivenUp { tries: Tries { last: Some((Fault::NoAddress, _)), .. } } => {
                Err(Refused::NoAddress)
            }
            State::Unclear { tries, .. } | State::GivenUp { tries } => {
                let (not_before, tries) =
                    (rules.next_open(self.channel, at), Tries { count: 0, last: tries.last });
                Ok(self.with(State::Waiting { not_before, tries }))
            }
            _ => Err(Refused::Stage),
        }
    }

    /// A clerk knows that it has arrived.
    pub fn arrived(self, by: Handed) -> Result<Self, Refused> {
        match self.state {
            State::Unclear { .. } => {
                let receipt = String::new();
                Ok(self.with(State::Sent { at: by.at, receipt, by: Some(by.by) }))
            }
            _ => Err(Refused::Stage),
        }
    }

    /// Printed; printing once more changes nothing.
    pub fn printed(self, by: Handed) -> Result<Self, Refused> {
        match (self.channel, &self.state) {
            (Channel::Letter, State::Waiting { .. }) => Ok(self.with(State::Printed(by))),
            _ => Err(Refused::Stage),
        }
    }

    /// Pasted to where it is read.
    pub fn pasted(self, by: Handed) -> Result<Self, Refused> {
        match (self.channel, &self.state) {
            (Channel::Paste, State::Waiting { .. }) => Ok(self.with(State::Pasted(by))),
            _ => Err(Refused::Stage),
        }
    }

    /// Called: reached and told, or to be called again after `again`, as often as the bureau says.
    pub fn called(
        self,
        reached: bool,
        by: Handed,
        again: SignedDuration,
        rules: &Rules,
    ) -> Result<Self, Refused> {
        let State::Waiting { tries, .. } = self.state else { return Err(Refused::Stage) };
        if self.channel != Channel::Call {
            return Err(Refused::Stage);
        }
        if reached {
            return Ok(self.with(State::Told(by)));
        }
        let tries = Tries { count: tries.count + 1, last: Some((Fault::NotReached, None)) };
        Ok(self.again_or_given_up(tries, again, by.at, rules))
    }

    /// Not to be said any more. What a program is sending right now cannot be called back.
    pub fn withdrawn(self, at: Timestamp, by: Option<StaffId>, why: Why) -> Result<Self, Refused> {
        let before = match self.state {
            State::Waiting { not_before, tries } => (not_before, tries),
            State::Unclear { tries, .. } | State::GivenUp { tries } => (at, tries),
            State::Sending { .. } => return Err(Refused::Sending),
            _ => return Err(Refused::Stage),
        };
        Ok(self.with(State::Withdrawn { at, by, why, before }))
    }

    /// What was withdrawn with a death waits again, since there was none.
    pub fn restored(self) -> Result<Self, Refused> {
        match self.state {
            State::Withdrawn { why: Why::Died, before: (not_before, tries), .. } => {
                Ok(self.with(State::Waiting { not_before, tries }))
            }
            _ => Err(Refused::Stage),
        }
    }

    fn with(self, state: State) -> Self {
        Self { state, ..self }
    }
}

impl State {
    /// As columns and keys name it.
    pub const fn word(&self) -> &'static str {
        match self {
            State::Waiting { .. } => "waiting",
            State::Sending { .. } => "sending",
            State::Unclear { .. } => "unclear",
            State::Sent { .. } => "sent",
            State::Printed(_) => "printed",
            State::Pasted(_) => "pasted",
            State::Told(_) => "told",
            State::GivenUp { .. } => "given-up",
            State::Withdrawn { .. } => "withdrawn",
        }
    }
}
