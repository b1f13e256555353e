//! An attendance, where it stands, and what may become of it.

mod course;
mod refused;
mod state;
#[cfg(test)]
mod tests;

use cq_platform::{clock::day_in_china, words};
use cq_registry::person::PersonId;
use jiff::{Timestamp, civil::Date};

pub use self::{
    course::{Course, Mark, Step},
    refused::Refused,
};
use super::priority::Priority;
use crate::desk::DeskId;

cq_platform::id_type! {
    /// Somebody at a guide desk on one day.
    AttendanceId
}

words! {
    /// What came of it.
    pub enum Outcome {
        /// 看完回家.
        Home = "home",
        /// 住院.
        Admitted = "admitted",
        /// 转院.
        Referred = "referred",
        /// 约好再来.
        Return = "return",
    }
}

words! {
    /// What somebody waits for, one after the other.
    pub enum Leg {
        /// To be called.
        Call = "call",
        /// To be registered.
        Register = "register",
        /// To be seen by a doctor.
        See = "see",
        /// To be examined.
        Examine = "examine",
        /// To be given medicine.
        Dispense = "dispense",
        /// To be admitted.
        Admit = "admit",
    }
}

/// The number of somebody who has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ticket {
    /// The number of the day at that desk, from 1.
    pub token: u32,
    /// When they came.
    pub arrived_at: Timestamp,
}

/// Somebody at a guide desk on one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attendance {
    /// Identity.
    pub id: AttendanceId,
    /// At which desk.
    pub desk: DeskId,
    /// Who.
    pub person: PersonId,
    /// On which day.
    pub on: Date,
    /// How far ahead they stand, and why.
    pub priority: Priority,
    /// Where it stands.
    pub state: State,
    /// Guard.
    pub version: i64,
}

/// Where an attendance stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Expected, and not here yet.
    Announced,
    /// Here, and not called.
    Waiting {
        /// The number.
        ticket: Ticket,
    },
    /// Called, and on the way through the steps.
    Going {
        /// The number.
        ticket: Ticket,
        /// When they were called.
        called_at: Timestamp,
        /// The steps.
        course: Course,
    },
    /// Over.
    Closed {
        /// The number.
        ticket: Ticket,
        /// When they were called.
        called_at: Timestamp,
        /// The steps: each taken or not needed.
        course: Course,
        /// What came of it.
        outcome: Outcome,
        /// When it ended.
        at: Timestamp,
    },
    /// Left without being seen.
    Left {
        /// The number.
        ticket: Ticket,
        /// When they were called, and the steps, where they were.
        called: Option<(Timestamp, Course)>,
        /// When they left.
        at: Timestamp,
    },
    /// Was announced and did not come.
    Missed {
        /// When that was noted.
        at: Timestamp,
    },
}

/// What every transition is given: when, on which day, and for how long a mark can be taken back.
#[derive(Debug, Clone, Copy)]
pub struct By {
    /// When.
    pub at: Timestamp,
    /// The day of it.
    pub today: Date,
    /// For so many minutes a mark can be taken back.
    pub undo_minutes: u32,
}

/// What somebody waits for, and since when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wait {
    /// For what.
    pub leg: Leg,
    /// Since when.
    pub since: Timestamp,
}

impl Attendance {
    /// Expected on a day.
    pub fn announced(
        id: AttendanceId,
        (desk, person): (DeskId, PersonId),
        on: Date,
        priority: Priority,
        by: By,
    ) -> Result<Self, Refused> {
        if on < by.today {
            return Err(Refused::Past);
        }
        Ok(Self { id, desk, person, on, priority, state: State::Announced, version: 1 })
    }

    /// Here, with the number that the desk gives out next.
    pub fn walked_in(
        id: AttendanceId,
        (desk, person): (DeskId, PersonId),
        priority: Priority,
        token: u32,
        by: By,
    ) -> Self {
        let state = State::Waiting { ticket: Ticket { token, arrived_at: by.at } };
        Self { id, desk, person, on: by.today, priority, state, version: 1 }
    }

    /// Whether anything can become of it.
    pub fn is_open(&self) -> bool {
        matches!(self.state, State::Announced | State::Waiting { .. } | State::Going { .. })
    }

    /// Who was announced has come.
    pub fn arrived(self, priority: Priority, token: u32, by: By) -> Result<Self, Refused> {
        self.today(by)?;
        match self.state {
            State::Announced => {
                let state = State::Waiting { ticket: Ticket { token, arrived_at: by.at } };
                Ok(Self { priority, state, ..self })
            }
            State::Waiting { .. } | State::Going { .. } => Err(Refused::Stage),
            _ => Err(Refused::Ended),
        }
    }

    /// Called to the desk.
    pub fn called(self, by: By) -> Result<Self, Refused> {
        self.today(by)?;
        match self.state {
            State::Waiting { ticket } => {
                let called_at = by.at.max(ticket.arrived_at);
                Ok(self.with(State::Going { ticket, called_at, course: Course::default() }))
            }
            State::Announced => Err(Refused::NotHere),
            State::Going { .. } => Err(Refused::Stage),
            _ => Err(Refused::Ended),
        }
    }

    /// The step is taken.
    pub fn stamped(self, step: Step, by: By) -> Result<Self, Refused> {
        self.marked(step, Mark::Done(by.at), by)
    }

    /// The step is not needed.
    pub fn skipped(self, step: Step, by: By) -> Result<Self, Refused> {
        self.marked(step, Mark::Skipped(by.at), by)
    }

    fn marked(self, step: Step, mark: Mark, by: By) -> Result<Self, Refused> {
        self.today(by)?;
        let (ticket, called_at, course) = self.going()?;
        if by.at < course.last().map_or(called_at, |(_, at)| at) {
            return Err(Refused::Earlier);
        }
        let course = course.marked(step, mark)?;
        Ok(self.with(State::Going { ticket, called_at, course }))
    }

    /// It is over. What was neither taken nor left out by now was not needed; once its day has passed also what comes first, and whoever was
    /// admitted is noted as that here, as no step can be taken any more.
    pub fn closed(self, outcome: Outcome, by: By) -> Result<Self, Refused> {
        let (ticket, called_at, course) = self.going()?;
        let at = by.at.max(course.last().map_or(called_at, |(_, at)| at));
        let course = match self.on < by.today {
            true => course.caught_up(outcome == Outcome::Admitted, at),
            false => course,
        };
        for step in [Step::Register, Step::See] {
            if course.mark(step) == Mark::Open {
                return Err(Refused::Next(step));
            }
        }
        match (outcome, course.mark(Step::Admit)) {
            (Outcome::Admitted, Mark::Done(_)) => {}
            (Outcome::Admitted, _) => return Err(Refused::NotAdmitted),
            (_, Mark::Done(_)) => return Err(Refused::Admitted),
            _ => {}
        }
        let course = course.ended(at);
        Ok(self.with(State::Closed { ticket, called_at, course, outcome, at }))
    }

    /// Left without being seen.
    pub fn left(self, by: By) -> Result<Self, Refused> {
        let state = match self.state {
            State::Waiting { ticket } => {
                State::Left { ticket, called: None, at: by.at.max(ticket.arrived_at) }
            }
            State::Going { course, .. } if course.mark(Step::See) != Mark::Open => return Err(Refused::Seen),
            State::Going { ticket, called_at, course } => {
                let at = by.at.max(course.last().map_or(called_at, |(_, at)| at));
                State::Left { ticket, called: Some((called_at, course)), at }
            }
            State::Announced => return Err(Refused::NotHere),
            _ => return Err(Refused::Ended),
        };
        Ok(self.with(state))
    }

    /// Who was announced did not come.
    pub fn missed(self, by: By) -> Result<Self, Refused> {
        match self.state {
            State::Announced => Ok(self.with(State::Missed { at: by.at })),
            State::Waiting { .. } | State::Going { .. } => Err(Refused::Stage),
            _ => Err(Refused::Ended),
        }
    }

    /// Who was noted as not coming is expected again: what said so was a mistake.
    pub fn expected_again(self) -> Result<Self, Refused> {
        match self.state {
            State::Missed { .. } => Ok(self.with(State::Announced)),
            _ => Err(Refused::Stage),
        }
    }

    /// The last thing that was noted is taken back, within minutes of it.
    pub fn undone(self, by: By) -> Result<Self, Refused> {
        let fresh = |at: Timestamp| {
            let minutes = by.at.duration_since(at).as_mins();
            if minutes <= i64::from(by.undo_minutes) {
                Ok(())
            } else {
                Err(Refused::TooLate(by.undo_minutes))
            }
        };
        let state = match self.state {
            State::Announced | State::Waiting { .. } => return Err(Refused::NothingToUndo),
            State::Going { ticket, called_at, course } => match course.last() {
                Some((step, at)) => {
                    fresh(at)?;
                    State::Going { ticket, called_at, course: course.reopened(step) }
                }
                None => {
                    fresh(called_at)?;
                    State::Waiting { ticket }
                }
            },
            State::Closed { ticket, called_at, course, at, .. } => {
                fresh(at)?;
                State::Going { ticket, called_at, course: course.resumed(at, self.on < day_in_china(at)) }
            }
            State::Left { ticket, called, at } => {
                fresh(at)?;
                match called {
                    Some((called_at, course)) => State::Going { ticket, called_at, course },
                    None => State::Waiting { ticket },
                }
            }
            State::Missed { at } => {
                fresh(at)?;
                State::Announced
            }
        };
        Ok(self.with(state))
    }

    fn going(&self) -> Result<(Ticket, Timestamp, Course), Refused> {
        match self.state {
            State::Going { ticket, called_at, course } => Ok((ticket, called_at, course)),
            State::Announced => Err(Refused::NotHere),
            State::Waiting { .. } => Err(Refused::NotCalled),
            _ => Err(Refused::Ended),
        }
    }

    fn today(&self, by: By) -> Result<(), Refused> {
        if self.on == by.today { Ok(()) } else { Err(Refused::OtherDay) }
    }

    fn with(self, state: State) -> Self {
        Self { state, ..self }
    }
}
