//! How an attendance stands: in words, what is waited for, and how long each thing took.

use cq_platform::clock::day_in_china;
use jiff::Timestamp;

use super::{Course, Leg, Mark, State, Step, Ticket, Wait};

impl State {
    /// The word it is stored and said as.
    pub fn word(&self) -> &'static str {
        match self {
            State::Announced => "announced",
            State::Waiting { .. } => "waiting",
            State::Going { .. } => "going",
            State::Closed { .. } => "closed",
            State::Left { .. } => "left",
            State::Missed { .. } => "missed",
        }
    }

    /// The number, once there is one.
    pub fn ticket(&self) -> Option<Ticket> {
        match *self {
            State::Announced | State::Missed { .. } => None,
            State::Waiting { ticket }
            | State::Going { ticket, .. }
            | State::Closed { ticket, .. }
            | State::Left { ticket, .. } => Some(ticket),
        }
    }

    /// When they were called, and the steps.
    pub fn course(&self) -> Option<(Timestamp, Course)> {
        match *self {
            State::Going { called_at, course, .. } | State::Closed { called_at, course, .. } => {
                Some((called_at, course))
            }
            State::Left { called, .. } => called,
            _ => None,
        }
    }

    /// What they wait for now. Being admitted is waited for only once everything else was done: most go home.
    pub fn wait(&self) -> Option<Wait> {
        match *self {
            State::Waiting { ticket } => Some(Wait { leg: Leg::Call, since: ticket.arrived_at }),
            State::Going { called_at, course, .. } => {
                let step = course.next()?;
                let since = course.last().map_or(called_at, |(_, at)| at);
                (step != Step::Admit).then_some(Wait { leg: step.leg(), since })
            }
            _ => None,
        }
    }

    /// How many minutes each thing took that they waited for. Of what was noted only once its day had passed nobody knows.
    pub fn waits(&self) -> Vec<(Leg, i64)> {
        let (Some(ticket), Some((called_at, course))) = (self.ticket(), self.course()) else {
            return Vec::new();
        };
        let minutes = |from: Timestamp, to: Timestamp| to.duration_since(from).as_mins();
        let mut waits = vec![(Leg::Call, minutes(ticket.arrived_at, called_at))];
        let (day, mut since) = (day_in_china(ticket.arrived_at), called_at);
        for step in Step::ALL {
            match course.mark(*step) {
                Mark::Open => break,
                Mark::Skipped(at) => since = at,
                Mark::Done(at) if day_in_china(at) > day => since = at,
                Mark::Done(at) => {
                    waits.push((step.leg(), minutes(since, at)));
                    since = at;
                }
            }
        }
        waits
    }
}
