//! A day made ready: places become rows of a matrix, windows are cut to what can be reached at all, and what
//! must come before what is known.

use super::{Invalid, TourProblem};
use crate::rounds::{Break, PRICE_LIMIT, Promise, TIME_LIMIT, Time, Travel, WEIGHT_LIMIT, Weights, Window};

/// Farther than anything.
pub(super) const FAR: Time = 1 << 42;

/// A day made ready. Stops are `0..n`; `n` is where the day begins, `n + 1` where it ends.
#[derive(Debug, Clone)]
pub(super) struct Ready {
    pub n: usize,
    pub hours: Window,
    pub pause: Option<Break>,
    pub weights: Weights,
    pub windows: Vec<Vec<Window>>,
    pub length: Vec<Time>,
    pub urgent: Vec<bool>,
    pub promise: Vec<Option<Promise>>,
    /// Earliest and latest start of each stop, whatever the order.
    pub earliest: Vec<Time>,
    pub latest: Vec<Time>,
    /// Some stop cannot be reached in time whatever the order.
    pub hopeless: bool,
    travel: Vec<Time>,
    reach: Vec<Time>,
    before: Vec<bool>,
}

/// One way to go on: when the next stop begins, whether the break was taken by then, what it costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Next {
    pub start: Time,
    pub rested: bool,
    pub cost: i64,
}

impl Ready {
    /// A day on which all stops are made.
    pub fn new<T: Travel + ?Sized>(problem: &TourProblem<T>) -> Result<Self, Invalid> {
        let mut ready = Self::alone(problem)?;
        ready.tighten();
        Ok(ready)
    }

    /// A day on which any of the stops are made: nothing follows from one for another.
    pub fn alone<T: Travel + ?Sized>(problem: &TourProblem<T>) -> Result<Self, Invalid> {
        check(problem)?;
        let (day, stops) = (problem.day, problem.stops);
        let n = stops.len();
        let mut travel = vec![0; (n + 2) * (n + 2)];
        let place = |at: usize| {
            if at < n {
                Some(stops[at].place)
            } else if at == n {
                Some(day.from)
            } else {
                day.to
            }
        };
        for from in 0..n + 2 {
            for to in (0..n + 2).filter(|&to| to != from) {
                let ways = place(from).zip(place(to));
                let ways = ways.filter(|(from, to)| from != to);
                let minutes = ways.map_or(Some(0), |(from, to)| problem.travel.minutes(from, to));
                travel[from * (n + 2) + to] =
                    minutes.map_or(FAR, |minutes| if minutes > TIME_LIMIT { FAR } else { minutes.max(0) });
            }
        }
        let pause = day.pause.filter(|pause| day.hours.opens <= pause.window.closes);
        let windows = stops.iter().map(|stop| cut(&stop.windows, day.hours)).collect();
        Ok(Self {
            n,
            hours: day.hours,
            pause,
            weights: problem.weights,
            windows,
            length: stops.iter().map(|stop| stop.length).chain([0, 0]).collect(),
            urgent: stops.iter().map(|stop| stop.urgent).collect(),
            promise: stops.iter().map(|stop| stop.promise).collect(),
            earliest: vec![FAR; n + 2],
            latest: vec![-FAR; n + 2],
            hopeless: false,
            travel,
            reach: Vec::new(),
            before: Vec::new(),
        })
    }

    #[inline]
    pub fn travel(&self, from: usize, to: usize) -> Time {
        self.travel[from * (self.n + 2) + to]
    }

    /// The least time from the start of one stop to the start of another, by whatever way.
    #[inline]
    pub fn reach(&self, from: usize, to: usize) -> Time {
        self.reach[from * (self.n + 2) + to]
    }

    /// Whether a stop must come before another.
    #[inline]
    pub fn before(&self, first: usize, second: usize) -> bool {
        self.before[first * self.n + second]
    }

    /// The earliest start at or after a time.
    #[inline]
    pub fn fit(&self, stop: usize, time: Time) -> Option<Time> {
        self.windows[stop].iter().find(|window| time <= window.closes).map(|window| time.max(window.opens))
    }

    /// The latest start at or before a time.
    #[inline]
    pub fn fit_back(&self, stop: usize, time: Time) -> Option<Time> {
        let window = self.windows[stop].iter().rev().find(|window| window.opens <= time);
        window.map(|window| time.min(window.closes))
    }

    /// All ways to go on from a stop (or the beginning) to another that are worth a look: with and without the
    /// break, at the earliest start and at the promised one.
    #[inline]
    pub fn go(&self, (from, start, rested): (usize, Time, bool), to: usize, mut emit: impl FnMut(Next)) {
        let (left, minutes) = (start + self.length[from], self.travel(from, to));
        let cost = self.weights.travel * minutes;
        if minutes >= FAR {
            return;
        }
        self.begin(to, left + minutes, rested, cost, &mut emit);
        if rested {
            return;
        }
        if let Some(back) = self.rest(left, minutes) {
            self.begin(to, back, true, cost, &mut emit);
        }
    }

    /// The way to the end of the day, if it is in time.
    #[inline]
    pub fn close(&self, (from, start, rested): (usize, Time, bool)) -> Option<Next> {
        let (left, minutes) = (start + self.length[from], self.travel(from, self.n + 1));
        let unrested = !rested && self.pause.is_some_and(|pause| left + minutes > pause.window.closes);
        let end = if unrested { self.rest(left, minutes)? } else { left + minutes };
        let cost = self.weights.travel * minutes + self.weights.finish * (end - self.hours.opens);
        (end <= self.hours.closes).then_some(Next { start: end, rested: rested || unrested, cost })
    }

    /// When one arrives if the break is taken on this leg: after it if there is still time, else before.
    #[inline]
    fn rest(&self, left: Time, minutes: Time) -> Option<Time> {
        let pause = self.pause?;
        let there = (left + minutes).max(pause.window.opens);
        if there <= pause.window.closes {
            return Some(there + pause.length);
        }
        let here = left.max(pause.window.opens);
        (here <= pause.window.closes).then_some(here + pause.length + minutes)
    }

    #[inline]
    fn begin(&self, to: usize, arrives: Time, rested: bool, cost: i64, emit: &mut impl FnMut(Next)) {
        let Some(start) = self.fit(to, arrives) else { return };
        if !rested && self.pause.is_some_and(|pause| start + self.length[to] > pause.window.closes) {
            // The break would come too late: the day could only end without it, and it does not end here.
            return;
        }
        let at = |start: Time| {
            let wait = if self.urgent[to] { self.weights.urgent * (start - self.hours.opens) } else { 0 };
            let kept = self.promise[to].is_none_or(|promise| promise.window.holds(start));
            let broken = if kept { 0 } else { self.promise[to].map_or(0, |promise| promise.price) };
            Next { start, rested, cost: cost + wait + broken }
        };
        emit(at(start));
        if let Some(promise) = self.promise[to].filter(|promise| start < promise.window.opens) {
            let later = self.fit(to, promise.window.opens).filter(|&later| promise.window.holds(later));
            if let Some(later) = later {
                emit(at(later));
            }
        }
    }

    /// Cuts windows to what can be reached and left in time, until nothing changes any more.
    fn tighten(&mut self) {
        self.reach = closure(self);
        self.before = vec![false; self.n * self.n];
        (self.earliest[self.n], self.latest[self.n]) = (self.hours.opens, self.hours.closes);
        (self.earliest[self.n + 1], self.latest[self.n + 1]) = (self.hours.opens, self.hours.closes);
        for stop in 0..self.n {
            let first = self.fit(stop, self.hours.opens + self.reach(self.n, stop));
            let last = self.fit_back(stop, self.hours.closes - self.reach(stop, self.n + 1));
            let Some((first, last)) = first.zip(last) else {
                self.hopeless = true;
                return;
            };
            (self.earliest[stop], self.latest[stop]) = (first, last);
        }
        for _ in 0..self.n + 2 {
            if !self.order() {
                break;
            }
        }
        for stop in 0..self.n {
            let held = Window::new(self.earliest[stop], self.latest[stop]);
            self.windows[stop] = cut(&self.windows[stop], held);
            self.hopeless |= self.windows[stop].is_empty();
        }
    }

    /// Finds what must come before what, and what follows for the windows; whether anything changed.
    fn order(&mut self) -> bool {
        let mut changed = false;
        for first in 0..self.n {
            for second in (0..self.n).filter(|&second| second != first) {
                let backwards = self.fit(first, self.earliest[second] + self.reach(second, first));
                if backwards.is_some_and(|start| start <= self.latest[first]) {
                    continue;
                }
                let known = std::mem::replace(&mut self.before[first * self.n + second], true);
                let start = self.fit(second, self.earliest[first] + self.reach(first, second));
                let last = self.fit_back(first, self.latest[second] - self.reach(first, second));
                let (start, last) = (start.unwrap_or(FAR), last.unwrap_or(-FAR));
                changed |= !known || start > self.earliest[second] || last < self.latest[first];
                self.earliest[second] = self.earliest[second].max(start);
                self.latest[first] = self.latest[first].min(last);
                if self.earliest[second] > self.latest[second] || self.earliest[first] > self.latest[first] {
                    self.hopeless = true;
                    return false;
                }
            }
        }
        changed
    }
}

/// Least times from start to start (Floyd 1962; Warshall 1962).
fn closure(ready: &Ready) -> Vec<Time> {
    let size = ready.n + 2;
    let mut reach: Vec<Time> =
        (0..size * size).map(|arc| (ready.length[arc / size] + ready.travel[arc]).min(FAR)).collect();
    for through in 0..ready.n {
        for from in 0..size {
            let first = reach[from * size + through];
            if first >= FAR {
                continue;
            }
            for to in 0..size {
                let way = first + reach[through * size + to];
                if way < reach[from * size + to] {
                    reach[from * size + to] = way;
                }
            }
        }
    }
    reach
}

/// Windows in time order, without overlaps, as far as they lie within the hours; all of the hours if there are none.
fn cut(windows: &[Window], hours: Window) -> Vec<Window> {
    let mut windows = if windows.is_empty() { vec![hours] } else { windows.to_vec() };
    for window in &mut windows {
        *window = Window::new(window.opens.max(hours.opens), window.closes.min(hours.closes));
    }
    windows.retain(|window| window.opens <= window.closes);
    windows.sort_unstable();
    let mut joined: Vec<Window> = Vec::with_capacity(windows.len());
    for window in windows {
        match joined.last_mut().filter(|last| window.opens <= last.closes) {
            Some(last) => last.closes = last.closes.max(window.closes),
            None => joined.push(window),
        }
    }
    joined
}

fn check<T: Travel + ?Sized>(problem: &TourProblem<T>) -> Result<(), Invalid> {
    let time = |time: Time| (-TIME_LIMIT..=TIME_LIMIT).contains(&time);
    let window = |window: Window| time(window.opens) && time(window.closes);
    let price = |price: i64| (0..=PRICE_LIMIT).contains(&price);
    let day = problem.day;
    let pause =
        day.pause.is_none_or(|pause| window(pause.window) && (0..=TIME_LIMIT).contains(&pause.length));
    if !window(day.hours) || !pause {
        return Err(Invalid::Day);
    }
    let Weights { travel, finish, urgent } = problem.weights;
    if ![travel, finish, urgent].iter().all(|weight| (0..=WEIGHT_LIMIT).contains(weight)) {
        return Err(Invalid::Weights);
    }
    if problem.stops.len() > super::MOST_STOPS {
        return Err(Invalid::TooManyStops);
    }
    let sound = |stop: &crate::rounds::Stop| {
        (0..=TIME_LIMIT).contains(&stop.length)
            && stop.windows.iter().all(|&given| window(given))
            && stop.promise.is_none_or(|promise| window(promise.window) && price(promise.price))
    };
    match problem.stops.iter().position(|stop| !sound(stop)) {
        Some(stop) => Err(Invalid::Stop { stop: stop as u32 }),
        None => Ok(()),
    }
}
