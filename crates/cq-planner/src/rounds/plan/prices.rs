//! A bound by prices: every visit has a price for being made, and each day takes what pays most (Lagrangian relaxation:
//! Held and Karp 1971; Fisher 1981). A day is relaxed to walks by the minute that keep windows and hours but may come
//! back to a visit, only not at once (Houck, Picard, Queyranne and Vemuganti 1980). Any prices prove a bound; better ones
//! follow how often each visit was taken.

use super::board::Board;
use crate::rounds::{Limit, Stop, Time, Travel, Window};

/// Days longer than this are not walked minute by minute.
const LONGEST: Time = 1_500;
/// How often prices are changed at most.
const TURNS: usize = 120;
/// So many turns without a better bound halve the step.
const PATIENCE: usize = 6;
const PRICE_LIMIT: f64 = (1_u64 << 36) as f64;
const NOWHERE: i64 = i64::MAX / 4;

/// No plan costs less than this; nothing if days cannot be walked by the minute. `cost` is that of some plan.
pub(super) fn least<T: Travel + ?Sized>(board: &Board<T>, cost: i64, limit: &mut dyn Limit) -> Option<i64> {
    let visits = board.problem.visits.len();
    let days: Vec<Walk> =
        (0..board.problem.days.len()).map(|day| Walk::new(board, day)).collect::<Option<_>>()?;
    let mut prices = vec![cost / visits.max(1) as i64; visits];
    let (mut best, mut step, mut idle) = (0, 1.0, 0);
    for _ in 0..TURNS {
        if limit.reached() || best >= cost {
            break;
        }
        let mut taken = vec![0_i64; visits];
        let mut bound = 0;
        for (visit, &price) in prices.iter().enumerate() {
            bound += price.min(board.leave(visit));
            taken[visit] += i64::from(board.leave(visit) < price);
        }
        for day in &days {
            bound += day.best(&prices, &mut taken);
        }
        idle += 1;
        if bound > best {
            (best, idle) = (bound, 0);
        } else if idle == PATIENCE {
            (step, idle) = (step / 2.0, 0);
        }
        let size: i64 = taken.iter().map(|taken| (1 - taken).pow(2)).sum();
        if size == 0 {
            break;
        }
        let pace = step * (cost - bound).max(1) as f64 / size as f64;
        for (price, taken) in prices.iter_mut().zip(&taken) {
            let next = *price as f64 + pace * (1 - taken) as f64;
            *price = next.round().clamp(-PRICE_LIMIT, PRICE_LIMIT) as i64;
        }
    }
    Some(best)
}

/// A day to be walked.
struct Walk {
    hours: Window,
    visits: Vec<usize>,
    windows: Vec<Vec<Window>>,
    length: Vec<Time>,
    /// What a visit costs at the beginning of the hours, and each minute later.
    extra: Vec<i64>,
    urgent: Vec<i64>,
    /// Minutes from visit to visit; then from the beginning, then to the end.
    ways: Vec<Option<Time>>,
    first: Vec<Option<Time>>,
    last: Vec<Option<Time>>,
    travel: i64,
    finish: i64,
    setting_out: i64,
}

/// The two cheapest ways to begin a visit at a minute that come from different visits.
#[derive(Clone, Copy)]
struct Cell {
    cost: [i64; 2],
    from: [u32; 2],
    minute: [u32; 2],
}

const BEGINNING: u32 = u32::MAX;
const EMPTY: Cell = Cell { cost: [NOWHERE; 2], from: [BEGINNING; 2], minute: [0; 2] };

impl Cell {
    fn add(&mut self, cost: i64, from: u32, minute: u32) {
        if from == self.from[0] && self.cost[0] < NOWHERE {
            if cost < self.cost[0] {
                (self.cost[0], self.minute[0]) = (cost, minute);
            }
        } else if cost < self.cost[0] {
            (self.cost[1], self.from[1], self.minute[1]) = (self.cost[0], self.from[0], self.minute[0]);
            (self.cost[0], self.from[0], self.minute[0]) = (cost, from, minute);
        } else if cost < self.cost[1] {
            (self.cost[1], self.from[1], self.minute[1]) = (cost, from, minute);
        }
    }

    /// The cheaper way that does not come from a visit.
    fn not_from(&self, visit: u32) -> usize {
        usize::from(self.from[0] == visit)
    }
}

impl Walk {
    fn new<T: Travel + ?Sized>(board: &Board<T>, day: usize) -> Option<Self> {
        let problem = board.problem;
        let (given, weights) = (&problem.days[day], problem.weights.tour);
        let (visits, stops) = board.stops(day, u64::MAX);
        let minutely = stops.iter().all(|stop| stop.length > 0);
        if !minutely || given.hours.closes - given.hours.opens > LONGEST {
            return None;
        }
        let way = |from: u32, to: u32| {
            if from == to { Some(0) } else { problem.travel.minutes(from, to).map(|way| way.max(0)) }
        };
        let sorted = |stop: &Stop| {
            let mut windows = stop.windows.clone();
            windows.sort_unstable();
            windows
        };
        Some(Self {
            hours: given.hours,
            extra: visits.iter().map(|&visit| board.extra(day, visit as usize).unwrap_or(NOWHERE)).collect(),
            visits: visits.iter().map(|&visit| visit as usize).collect(),
            windows: stops.iter().map(sorted).collect(),
            length: stops.iter().map(|stop| stop.length).collect(),
            urgent: stops.iter().map(|stop| if stop.urgent { weights.urgent } else { 0 }).collect(),
            ways: stops
                .iter()
                .flat_map(|from| stops.iter().map(move |to| way(from.place, to.place)))
                .collect(),
            first: stops.iter().map(|stop| way(given.from, stop.place)).collect(),
            last: stops.iter().map(|stop| given.to.map_or(Some(0), |to| way(stop.place, to))).collect(),
            travel: weights.travel,
            finish: weights.finish,
            setting_out: problem.weights.day,
        })
    }

    /// What the day takes at these prices, never above 0; counts the visits it takes.
    fn best(&self, prices: &[i64], taken: &mut [i64]) -> i64 {
        let many = self.visits.len();
        let span = usize::try_from(self.hours.closes - self.hours.opens + 1).unwrap_or(0);
        let mut cells = vec![EMPTY; span * many];
        for to in 0..many {
            self.begin(&mut cells, prices, (BEGINNING, 0), (self.first[to], self.hours.opens, 0), to);
        }
        let mut best = (0, None);
        for minute in 0..span {
            let start = self.hours.opens + minute as Time;
            for stop in 0..many {
                let cell = cells[minute * many + stop];
                if cell.cost[0] >= NOWHERE {
                    continue;
                }
                let free = start + self.length[stop];
                if let Some(home) = self.last[stop].filter(|home| free + home <= self.hours.closes) {
                    let end = self.travel * home + self.finish * (free + home - self.hours.opens);
                    best = best.min((cell.cost[0] + end + self.setting_out, Some((minute, stop))));
                }
                for to in (0..many).filter(|&to| to != stop) {
                    let cost = cell.cost[cell.not_from(to as u32)];
                    if cost < NOWHERE {
                        let way = self.ways[stop * many + to];
                        self.begin(&mut cells, prices, (stop as u32, minute as u32), (way, free, cost), to);
                    }
                }
            }
        }
        let (cost, mut at) = best;
        let mut next = BEGINNING;
        while let Some((minute, stop)) = at {
            let cell = cells[minute * many + stop];
            let rank = if next == BEGINNING { 0 } else { cell.not_from(next) };
            taken[self.visits[stop]] += 1;
            at = (cell.from[rank] != BEGINNING)
                .then(|| (cell.minute[rank] as usize, cell.from[rank] as usize));
            next = stop as u32;
        }
        cost
    }

    fn begin(
        &self,
        cells: &mut [Cell],
        prices: &[i64],
        (from, minute): (u32, u32),
        (way, free, cost): (Option<Time>, Time, i64),
        to: usize,
    ) {
        let Some(way) = way.filter(|way| free + way <= self.hours.closes) else { return };
        let window = self.windows[to].iter().find(|window| free + way <= window.closes);
        let Some(start) = window.map(|window| window.opens.max(free + way)) else { return };
        if start > self.hours.closes {
            return;
        }
        let after = start - self.hours.opens;
        let cost =
            cost + self.travel * way + self.extra[to] + self.urgent[to] * after - prices[self.visits[to]];
        cells[after as usize * self.visits.len() + to].add(cost, from, minute);
    }
}
