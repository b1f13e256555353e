//! One worker's day: in which order the stops are made, with visiting times, windows, working hours and a break
//! (the travelling salesman problem with time windows).
//!
//! The best order is searched exactly (`label`), with windows and orders cut beforehand (`ready`) and a bound for
//! the rest of the day (`bound`). The first rounds of the search are narrow and quick; the last is complete, so a
//! tour that comes out before a limit is reached is proven best. If the day cannot be done, the smallest set of
//! wishes that contradict one another is found (`conflict`). Every stop begins as early as it can in its order:
//! waiting never pays, except for a promised start.

mod bound;
mod conflict;
mod label;
mod ready;
mod set;
mod subsets;

pub use conflict::{Conflict, Wish};
pub(in crate::rounds) use conflict::{granted, thinned};
pub(in crate::rounds) use subsets::Subsets;

use super::{Day, Limit, Stop, Time, Travel, Weights};
use label::{Found, Step};
use ready::Ready;
use serde::Serialize;

/// More stops than this are refused.
pub const MOST_STOPS: usize = 512;

/// A day to plan.
#[derive(Debug)]
pub struct TourProblem<'a, T: Travel + ?Sized> {
    /// Travel times.
    pub travel: &'a T,
    /// The day.
    pub day: &'a Day,
    /// The stops, all of which are made.
    pub stops: &'a [Stop],
    /// What minutes cost.
    pub weights: Weights,
}

impl<T: Travel + ?Sized> Clone for TourProblem<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Travel + ?Sized> Copy for TourProblem<'_, T> {}

/// What is not a problem.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Invalid {
    /// Hours or break are beyond [`super::TIME_LIMIT`].
    #[error("the day's times are out of range")]
    Day,
    /// A weight is negative or beyond [`super::WEIGHT_LIMIT`].
    #[error("the weights are out of range")]
    Weights,
    /// A stop's length, window or price is out of range.
    #[error("stop {stop} is out of range")]
    Stop {
        /// Which, from 0.
        stop: u32,
    },
    /// More than [`MOST_STOPS`].
    #[error("a day has at most {MOST_STOPS} stops")]
    TooManyStops,
}

/// How a day ends up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum Outcome {
    /// All stops are made.
    Planned(Tour),
    /// They cannot all be made; here is what contradicts.
    Impossible(Conflict),
    /// The limit was reached before a tour was found or excluded.
    Unknown {
        /// No tour costs less.
        bound: i64,
    },
}

/// A day's tour.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Tour {
    /// When to leave: as late as the first stop allows.
    pub leaves: Time,
    /// The stops in order.
    pub calls: Vec<Call>,
    /// When the break begins, if there is one.
    pub pause: Option<Time>,
    /// When the worker is back, or done.
    pub ends: Time,
    /// Minutes on the way.
    pub travel: Time,
    /// What it costs, in points.
    pub cost: i64,
    /// What every tour costs at least.
    pub bound: i64,
    /// Cost and bound are equal: no tour is better.
    pub optimal: bool,
}

/// A stop as it is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Call {
    /// Which stop, from 0.
    pub stop: u32,
    /// When the worker is there.
    pub arrives: Time,
    /// When the visit begins.
    pub starts: Time,
    /// When it is over.
    pub ends: Time,
}

/// Plans a day.
pub fn solve<T: Travel + ?Sized>(
    problem: &TourProblem<T>,
    limit: &mut dyn Limit,
) -> Result<Outcome, Invalid> {
    let ready = Ready::new(problem)?;
    let found = search(&ready, limit);
    Ok(match found.best {
        Some((cost, steps)) => Outcome::Planned(timetable(&ready, &steps, (cost, found.bound))),
        None if found.bound == i64::MAX => Outcome::Impossible(conflict::smallest(problem, limit)?),
        None => Outcome::Unknown { bound: found.bound },
    })
}

/// What the best tour costs, without its times; nothing if there is none.
pub(in crate::rounds) fn least<T: Travel + ?Sized>(problem: &TourProblem<T>) -> Result<Option<i64>, Invalid> {
    let found = search(&Ready::new(problem)?, &mut super::Unlimited);
    Ok(found.best.map(|(cost, _)| cost))
}

/// The best tour; nothing if there is none, and then not why.
pub(in crate::rounds) fn best<T: Travel + ?Sized>(problem: &TourProblem<T>) -> Result<Option<Tour>, Invalid> {
    let ready = Ready::new(problem)?;
    let found = search(&ready, &mut super::Unlimited);
    Ok(found.best.map(|(cost, steps)| timetable(&ready, &steps, (cost, found.bound))))
}

fn search(ready: &Ready, limit: &mut dyn Limit) -> Found {
    match ready.n {
        ..=64 => label::search::<1>(ready, limit),
        65..=256 => label::search::<4>(ready, limit),
        _ => label::search::<8>(ready, limit),
    }
}

/// Steps with all their times.
fn timetable(ready: &Ready, steps: &[Step], (cost, bound): (i64, i64)) -> Tour {
    let (mut at, mut left, mut rested) = (ready.n, ready.hours.opens, false);
    let mut tour = Tour {
        leaves: left,
        calls: Vec::with_capacity(steps.len()),
        pause: None,
        ends: left,
        travel: 0,
        cost,
        bound,
        optimal: cost == bound,
    };
    for step in steps {
        let stop = step.stop as usize;
        let minutes = ready.travel(at, stop);
        if at == ready.n && !step.rested {
            left = left.max(step.start - minutes);
            tour.leaves = left;
        }
        let (arrives, _) = rest_on_the_way(ready, &mut tour, left, minutes, step.rested && !rested);
        let ends = step.start + ready.length[stop];
        tour.calls.push(Call { stop: step.stop, arrives, starts: step.start, ends });
        tour.travel += minutes;
        (at, left, rested) = (stop, ends, step.rested);
    }
    let minutes = ready.travel(at, ready.n + 1);
    let late = !rested && ready.pause.is_some_and(|pause| left + minutes > pause.window.closes);
    (_, tour.ends) = rest_on_the_way(ready, &mut tour, left, minutes, late);
    tour.travel += minutes;
    tour
}

/// When one arrives and when one is ready, and notes a break that is taken on the way: on arrival if there is still
/// time, else before.
fn rest_on_the_way(ready: &Ready, tour: &mut Tour, left: Time, minutes: Time, rests: bool) -> (Time, Time) {
    let arrives = left + minutes;
    let Some(pause) = ready.pause.filter(|_| rests) else { return (arrives, arrives) };
    let there = arrives.max(pause.window.opens);
    if there <= pause.window.closes {
        tour.pause = Some(there);
        return (arrives, there + pause.length);
    }
    let here = left.max(pause.window.opens);
    tour.pause = Some(here);
    (here + pause.length + minutes, here + pause.length + minutes)
}
