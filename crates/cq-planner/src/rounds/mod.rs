//! Rounds: who is visited when, in which order, on which day, by whom.
//!
//! * [`tour`] – one worker's day: the order of the stops, proven best, or the smallest set of wishes that
//!   contradict one another.
//! * [`plan`] – one worker's visits over many days: which day, which order, kept as stable as is asked.
//! * [`team`] – many workers on one day, where some must meet.
//! * [`together`] – several workers' visits over many days, some of which two make together.
//! * [`fleet`] – a shared fleet with loads and windows, by the shortest way.
//!
//! Everything is named by its place in the lists given (`u32`, from 0). Times are minutes since midnight and
//! lengths minutes, unless a caller uses another unit throughout; prices are points, whole numbers. No clock is
//! read: a [`Limit`] says when to stop, and then the best answer so far is returned with what has been proven.
//! The same input gives the same answer. [`check`] recomputes answers from the problem alone.

pub mod check;
mod dice;
pub mod fleet;
mod limit;
pub mod plan;
mod successors;
pub mod team;
pub mod together;
pub mod tour;
mod travel;

pub use limit::{Budget, Limit, Steps, Unlimited};
pub use travel::{BadMatrix, Matrix, Straight, Travel};

use serde::Serialize;

/// Minutes since midnight, or a length in minutes.
pub type Time = i64;

/// Beyond this size no time, length or travel time is accepted, so that sums cannot overflow.
pub const TIME_LIMIT: Time = 1 << 32;
/// Beyond this no price of a minute is accepted.
pub const WEIGHT_LIMIT: i64 = 1 << 20;
/// Beyond this no price of something that happens once is accepted.
pub const PRICE_LIMIT: i64 = 1 << 28;

/// From when to when, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub struct Window {
    /// The earliest time.
    pub opens: Time,
    /// The latest time; before `opens`, the window is empty.
    pub closes: Time,
}

impl Window {
    /// A window.
    #[must_use]
    pub fn new(opens: Time, closes: Time) -> Self {
        Self { opens, closes }
    }

    /// Whether a time lies within.
    #[must_use]
    pub fn holds(self, time: Time) -> bool {
        self.opens <= time && time <= self.closes
    }
}

/// A break: it begins within its window, at a stop, unless the worker is back by the window's end or begins
/// the day after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub struct Break {
    /// When it may begin.
    pub window: Window,
    /// How long it is.
    pub length: Time,
}

/// A day's work.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct Day {
    /// Day of the week, 0 for Monday to 6 for Sunday.
    pub weekday: u8,
    /// Leaves not before, is back (or done) not after.
    pub hours: Window,
    /// The break, if one is due.
    pub pause: Option<Break>,
    /// The place where the day begins.
    pub from: u32,
    /// The place where it ends; nothing if it ends at the last stop.
    pub to: Option<u32>,
}

/// A start that was promised: a visit that begins outside pays the price.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub struct Promise {
    /// Starts that keep the promise.
    pub window: Window,
    /// What breaking it costs, in points.
    pub price: i64,
}

/// A stop of a day's tour.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct Stop {
    /// Where.
    pub place: u32,
    /// How long the visit takes.
    pub length: Time,
    /// When it may begin; at any time of the working hours if there are none.
    pub windows: Vec<Window>,
    /// Begins as early as can be, by [`Weights::urgent`].
    pub urgent: bool,
    /// A start that was promised.
    pub promise: Option<Promise>,
}

/// What a minute costs, in points.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Weights {
    /// A minute on the way.
    pub travel: i64,
    /// A minute from the beginning of the hours until the end of the tour.
    pub finish: i64,
    /// A minute from the beginning of the hours until an urgent visit begins.
    pub urgent: i64,
}

impl Default for Weights {
    fn default() -> Self {
        Self { travel: 4, finish: 1, urgent: 20 }
    }
}
