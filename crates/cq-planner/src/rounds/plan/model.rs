//! What is planned over many days, and what comes out.

use crate::rounds::tour::{self, Conflict, Tour};
use crate::rounds::{Day, Time, Travel, Weights, Window};
use serde::Serialize;

/// More visits than this are refused.
pub const MOST_VISITS: usize = 64;
/// More days than this are refused.
pub const MOST_DAYS: usize = 400;

/// A visit to be made once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Visit {
    /// Where.
    pub place: u32,
    /// How long it takes.
    pub length: Time,
    /// The first day that will do, as the day's place in the list.
    pub first_day: u32,
    /// The last day that will do.
    pub due_day: u32,
    /// When it may begin; at any time of any of these days if there are none.
    pub openings: Vec<Opening>,
    /// As early as can be, by [`PlanWeights::wait`] for days and [`Weights::urgent`] for minutes.
    pub urgent: bool,
    /// Agreed already: it is not moved.
    pub settled: Option<Settled>,
    /// Where it stood in the former plan, and what moving it costs.
    pub former: Option<Former>,
    /// What leaving it out costs, in points.
    pub leave: i64,
}

/// A time of some weekdays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Opening {
    /// Bits: 1 for Monday, 2 for Tuesday, to 64 for Sunday.
    pub weekdays: u8,
    /// From when to when the visit may begin.
    pub window: Window,
}

/// A day that was agreed, and perhaps a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Settled {
    /// The day's place in the list.
    pub day: u32,
    /// When it begins; nothing if only the day was agreed.
    pub start: Option<Time>,
}

/// Where a visit stood, and what moving it costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Former {
    /// The day's place in the list.
    pub day: u32,
    /// When it began.
    pub start: Time,
    /// What moving costs.
    pub prices: Prices,
}

/// What moving a visit costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Prices {
    /// To another day, in points.
    pub day: i64,
    /// To another time of the same day, in points.
    pub time: i64,
    /// Minutes earlier or later that do not count as moving.
    pub tolerance: Time,
}

/// What is paid for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct PlanWeights {
    /// Minutes of each day.
    pub tour: Weights,
    /// Each day on which the worker sets out at all.
    pub day: i64,
    /// Each day that an urgent visit waits after its first.
    pub wait: i64,
}

impl Default for PlanWeights {
    fn default() -> Self {
        Self { tour: Weights::default(), day: 30, wait: 2_000 }
    }
}

/// Visits and days to plan.
#[derive(Debug)]
pub struct PlanProblem<'a, T: Travel + ?Sized> {
    /// Travel times.
    pub travel: &'a T,
    /// The days, in order.
    pub days: &'a [Day],
    /// The visits.
    pub visits: &'a [Visit],
    /// What is paid for.
    pub weights: PlanWeights,
    /// Chance of the search among more than [`super::MOST_PROVEN`] visits.
    pub seed: u64,
}

impl<T: Travel + ?Sized> Clone for PlanProblem<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Travel + ?Sized> Copy for PlanProblem<'_, T> {}

/// What is not a problem.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Invalid {
    /// More than [`MOST_VISITS`].
    #[error("there are at most {MOST_VISITS} visits")]
    TooManyVisits,
    /// More than [`MOST_DAYS`].
    #[error("there are at most {MOST_DAYS} days")]
    TooManyDays,
    /// A price is negative or beyond [`crate::rounds::PRICE_LIMIT`].
    #[error("a price is out of range")]
    Price,
    /// A visit's days, times or prices are out of range.
    #[error("visit {visit} is out of range")]
    Visit {
        /// Which, from 0.
        visit: u32,
    },
    /// A day is out of range.
    #[error(transparent)]
    Tour(#[from] tour::Invalid),
}

/// A plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Plan {
    /// The days on which the worker sets out, in order.
    pub rounds: Vec<Round>,
    /// Every visit that is made, by its number.
    pub placed: Vec<Placed>,
    /// Every visit that is not, by its number.
    pub left: Vec<Left>,
    /// What it costs, in points: tours, days, waiting, moving and leaving out.
    pub cost: i64,
    /// What every plan costs at least.
    pub bound: i64,
    /// Cost and bound are equal: no plan is better.
    pub optimal: bool,
}

impl Plan {
    /// Where a visit stands, for the plan that follows this one.
    #[must_use]
    pub fn former(&self, visit: u32, prices: Prices) -> Option<Former> {
        let at = self.placed.binary_search_by_key(&visit, |placed| placed.visit).ok()?;
        Some(Former { day: self.placed[at].day, start: self.placed[at].starts, prices })
    }
}

/// A day's round.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Round {
    /// The day's place in the list.
    pub day: u32,
    /// The tour; its stops are named by their visits.
    pub tour: Tour,
}

/// A visit that is made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Placed {
    /// Which.
    pub visit: u32,
    /// On which day.
    pub day: u32,
    /// When it begins.
    pub starts: Time,
    /// When it is over.
    pub ends: Time,
    /// Why then.
    pub why: Why,
}

/// Why a visit is on its day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum Why {
    /// It was agreed.
    Settled,
    /// It suits no other day, or no other day has room while the others stay.
    OnlyDay {
        /// Days that its wishes allow.
        allowed: u32,
        /// It stood on another day before.
        moved_from: Option<u32>,
    },
    /// It stays where it was.
    Kept {
        /// The next best day, and what it would cost more.
        next: Option<(u32, i64)>,
    },
    /// Every other day would cost more while the others stay.
    Cheapest {
        /// The next best day.
        next_day: u32,
        /// What it would cost more, in points.
        extra_cost: i64,
        /// It stood on another day before.
        moved_from: Option<u32>,
    },
}

/// A visit that is not made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Left {
    /// Which.
    pub visit: u32,
    /// Why not.
    pub why: WhyLeft,
}

/// Why a visit is not made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum WhyLeft {
    /// None of the days suits it.
    NoDay,
    /// It cannot be made even alone.
    NeverFits {
        /// The first day that would suit it.
        day: u32,
        /// What stands in the way; stops are named by their visits.
        conflict: Conflict,
    },
    /// It would fit alone, but not beside what each day has.
    NoRoom {
        /// The first day on which it would fit alone.
        day: u32,
        /// What does not fit together there; stops are named by their visits.
        conflict: Conflict,
    },
    /// It would cost more than leaving it out.
    Dearer {
        /// The cheapest day.
        day: u32,
        /// What it would cost more than leaving it out, in points.
        extra_cost: i64,
    },
}
