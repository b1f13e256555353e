//! What is planned for a fleet, and what comes out.

use crate::rounds::tour::Call;
use crate::rounds::{Time, Travel, Window};
use serde::Serialize;

/// More visits than this are refused.
pub const MOST_VISITS: usize = 4_000;
/// Beyond this no time is accepted.
pub(super) const MOST_MINUTES: Time = 1 << 28;

/// Vehicles of one kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fleet {
    /// The place where all begin and end.
    pub depot: u32,
    /// Leave not before, are back not after.
    pub hours: Window,
    /// How many there are.
    pub vehicles: u32,
    /// What each holds.
    pub capacity: u64,
    /// What each that sets out costs, beside its way.
    pub price: i64,
}

/// A visit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Visit {
    /// Where.
    pub place: u32,
    /// When it begins.
    pub window: Window,
    /// How long it takes.
    pub length: Time,
    /// What it takes of a vehicle's room.
    pub load: u64,
    /// What leaving it out costs. The search weighs one visit at a time: where a vehicle pays only for several
    /// together, they may be left out.
    pub leave: i64,
}

/// Routes to plan. A minute on the way costs one point.
#[derive(Debug)]
pub struct FleetProblem<'a, T: Travel + ?Sized> {
    /// Travel times.
    pub travel: &'a T,
    /// The vehicles.
    pub fleet: &'a Fleet,
    /// The visits.
    pub visits: &'a [Visit],
    /// Chance of the search.
    pub seed: u64,
    /// How often strings are taken out at most.
    pub moves: u64,
}

impl<T: Travel + ?Sized> Clone for FleetProblem<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Travel + ?Sized> Copy for FleetProblem<'_, T> {}

/// What is not a problem.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Invalid {
    /// More than [`MOST_VISITS`].
    #[error("there are at most {MOST_VISITS} visits")]
    TooManyVisits,
    /// The fleet's hours or price are out of range.
    #[error("the fleet is out of range")]
    Fleet,
    /// A visit's times, load or price are out of range, or there is no way between its place and another.
    #[error("visit {visit} is out of range")]
    Visit {
        /// Which, from 0.
        visit: u32,
    },
    /// The bound could not be worked out.
    #[error(transparent)]
    Bound(#[from] crate::transport::Error),
}

/// Planned routes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FleetPlan {
    /// The routes, as many as set out.
    pub routes: Vec<Route>,
    /// Visits that are left out.
    pub left: Vec<Left>,
    /// Minutes on the way.
    pub travel: Time,
    /// What it costs: the way, vehicles, and what is left out.
    pub cost: i64,
    /// What every plan costs at least.
    pub bound: i64,
    /// Cost and bound are equal: no plan is better.
    pub optimal: bool,
}

/// A vehicle's route; its stops are visits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Route {
    /// The visits in order.
    pub calls: Vec<Call>,
    /// What it holds.
    pub load: u64,
    /// When it is back.
    pub ends: Time,
}

/// A visit that is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Left {
    /// Which.
    pub visit: u32,
    /// Why.
    pub why: WhyLeft,
}

/// Why a visit is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum WhyLeft {
    /// It is more than a vehicle holds.
    TooLarge,
    /// No vehicle that begins and ends at the depot can keep its window.
    NeverInTime,
    /// All vehicles are out and none of their routes has room for it, or every place costs more than leaving it out.
    NoRoom,
}
