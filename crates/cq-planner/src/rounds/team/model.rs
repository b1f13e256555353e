//! What is planned for a team, and what comes out.

use crate::rounds::{Time, Travel, Window};
use serde::Serialize;

/// More tasks than this are refused.
pub const MOST_TASKS: usize = 2_000;
/// More workers than this are refused.
pub const MOST_WORKERS: usize = 500;

/// Beyond this no time, length or travel time is accepted, so that sums of delays cannot overflow.
pub const MOST_MINUTES: Time = 1 << 26;
/// Beyond this no weight is accepted.
pub const MOST_WEIGHT: i64 = 1 << 12;

/// Somebody who makes visits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Worker {
    /// The place where the day begins.
    pub from: u32,
    /// The place where it ends.
    pub to: u32,
    /// Leaves not before; back later is late.
    pub hours: Window,
    /// What the worker is qualified for.
    pub skills: Vec<u32>,
}

/// A visit: one task, or two that meet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Visit {
    /// Where.
    pub place: u32,
    /// No task begins before; a task that begins after is late.
    pub window: Window,
    /// What is done first, or alone.
    pub task: Task,
    /// What a second worker does.
    pub meeting: Option<Meeting>,
}

/// What one worker does at a visit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Task {
    /// The qualification it takes.
    pub skill: u32,
    /// How long it takes.
    pub length: Time,
    /// Workers who are not welcome.
    pub refused: Vec<u32>,
}

/// A second task at the same visit, by another worker.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Meeting {
    /// The task.
    pub task: Task,
    /// It begins so many minutes after the first: from 0 to 0 is together.
    pub after: Window,
}

/// What is paid for, in points.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct TeamWeights {
    /// A minute on the way.
    pub travel: i64,
    /// A minute that a task begins late, or a worker is back late.
    pub late: i64,
    /// A minute of the longest of these delays.
    pub latest: i64,
}

impl Default for TeamWeights {
    fn default() -> Self {
        Self { travel: 1, late: 1, latest: 1 }
    }
}

/// A team's day to plan.
#[derive(Debug)]
pub struct TeamProblem<'a, T: Travel + ?Sized> {
    /// Travel times.
    pub travel: &'a T,
    /// The workers.
    pub workers: &'a [Worker],
    /// The visits.
    pub visits: &'a [Visit],
    /// What is paid for.
    pub weights: TeamWeights,
    /// Chance of the search.
    pub seed: u64,
    /// How many orders are tried at most.
    pub moves: u64,
}

impl<T: Travel + ?Sized> Clone for TeamProblem<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Travel + ?Sized> Copy for TeamProblem<'_, T> {}

/// What is not a problem.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Invalid {
    /// More than [`MOST_WORKERS`].
    #[error("there are at most {MOST_WORKERS} workers")]
    TooManyWorkers,
    /// More than [`MOST_TASKS`].
    #[error("there are at most {MOST_TASKS} tasks")]
    TooManyTasks,
    /// A weight is out of range.
    #[error("the weights are out of range")]
    Weights,
    /// A worker's hours are out of range, or there is no way between her places.
    #[error("worker {worker} is out of range")]
    Worker {
        /// Which, from 0.
        worker: u32,
    },
    /// A visit's times are out of range, or there is no way between its place and another.
    #[error("visit {visit} is out of range")]
    Visit {
        /// Which, from 0.
        visit: u32,
    },
    /// The bound could not be worked out.
    #[error(transparent)]
    Bound(#[from] crate::transport::Error),
}

/// A team's day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TeamPlan {
    /// Every worker's route, in the workers' order; empty for who stays at home.
    pub routes: Vec<Route>,
    /// Visits that nobody can make.
    pub left: Vec<Left>,
    /// Minutes on the way.
    pub travel: Time,
    /// Minutes late in all.
    pub late: Time,
    /// The longest delay.
    pub latest: Time,
    /// What it costs, in points.
    pub cost: i64,
    /// What every plan costs at least.
    pub bound: i64,
    /// Cost and bound are equal: no plan is better.
    pub optimal: bool,
}

/// A worker's route.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Route {
    /// What is done, in order.
    pub calls: Vec<Call>,
    /// When the worker is back.
    pub ends: Time,
}

/// A task as it is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Call {
    /// Which visit.
    pub visit: u32,
    /// It is the visit's second task.
    pub second: bool,
    /// When the worker is there.
    pub arrives: Time,
    /// When the task begins.
    pub starts: Time,
    /// When it is over.
    pub ends: Time,
    /// Minutes late.
    pub late: Time,
    /// Whom the worker meets.
    pub meets: Option<u32>,
    /// How many workers could do it.
    pub able: u32,
    /// Who would do it next best while everything else stays, and what that would cost more.
    pub next: Option<Next>,
}

/// The next best worker for a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Next {
    /// Who.
    pub worker: u32,
    /// What it would cost more, in points.
    pub extra_cost: i64,
}

/// A visit that nobody can make.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Left {
    /// Which.
    pub visit: u32,
    /// Why not.
    pub why: WhyLeft,
}

/// Why nobody can make a visit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum WhyLeft {
    /// No worker has the qualification, or none who has it is welcome.
    NobodyAble {
        /// The qualification.
        skill: u32,
    },
    /// One worker could do either task, but there is no second.
    NoSecondWorker {
        /// The one who could.
        worker: u32,
    },
    /// The time between the two tasks is none.
    NeverMeets,
}
