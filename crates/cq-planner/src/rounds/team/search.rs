//! Better orders by simulated annealing, in cycles that grow longer; each begins hot, with the best so far.

use super::order::Order;
use super::timing::{Costs, NONE, Role, Timing};
use crate::rounds::Limit;
use crate::rounds::dice::{Dice, delays, power};

/// Moves of the first cycle; each cycle has twice as many as the one before.
const FIRST_CYCLE: u64 = 60_000;
/// Moves of the longest cycle.
const LONGEST_CYCLE: u64 = 8_000_000;
/// The heat at the beginning of a cycle, as a share of the cost for each task: the first forgets where it began, the
/// others look around it. And the heat at a cycle's end.
const HOT: [f64; 3] = [3.0, 1.0, 0.3];
const COLD: f64 = 0.000_5;
/// Moves between two looks at the limit and the heat.
const ASKED_EVERY: u64 = 512;

/// The best order found, with what it costs.
pub(super) fn solve(
    timing: &mut Timing,
    (seed, moves): (u64, u64),
    bound: i64,
    limit: &mut dyn Limit,
) -> (Order, Costs) {
    let mut best = first(timing);
    if timing.jobs.is_empty() {
        return best;
    }
    let mut search = Search { dice: Dice::new(seed), delays: delays() };
    let (mut cycle, mut left) = (FIRST_CYCLE, moves);
    for hot in HOT.into_iter().cycle() {
        if left == 0 || best.1.points <= bound || limit.reached() {
            break;
        }
        let many = cycle.min(left);
        let found = search.cycle(timing, best.clone(), (hot, many), limit);
        if found.1.points < best.1.points {
            best = found;
        }
        left -= many;
        if hot == HOT[HOT.len() - 1] {
            cycle = (cycle * 2).min(LONGEST_CYCLE);
        }
    }
    best
}

struct Search {
    dice: Dice,
    delays: Vec<f64>,
}

/// A move that was made, and how to take it back.
enum Move {
    None,
    Moved(u16, usize, usize),
    Both((u16, usize, usize), (u16, usize, usize)),
    Swapped(u16, u16),
    Crossed((usize, usize), (usize, usize)),
}

impl Search {
    fn cycle(
        &mut self,
        timing: &mut Timing,
        (mut order, costs): (Order, Costs),
        (hot, moves): (f64, u64),
        limit: &mut dyn Limit,
    ) -> (Order, Costs) {
        let mut best = (order.clone(), costs);
        let mut current = costs.points;
        let unit = costs.points.max(1) as f64 / timing.jobs.len() as f64;
        let cooling = power(COLD / hot, ASKED_EVERY as f64 / moves as f64);
        let mut heat = unit * hot;
        for at in 0..moves {
            if (at + 1).is_multiple_of(ASKED_EVERY) {
                heat *= cooling;
                if limit.reached() {
                    break;
                }
            }
            let made = self.try_one(timing, &mut order);
            if matches!(made, Move::None) {
                continue;
            }
            let patience = self.delays[self.dice.below(self.delays.len())];
            let allowed = current + (heat * patience) as i64;
            match timing.costs(&order, allowed) {
                Some(costs) => {
                    current = costs.points;
                    if current < best.1.points {
                        best = (order.clone(), costs);
                    }
                }
                None => made.undo(&mut order),
            }
        }
        best
    }

    fn try_one(&mut self, timing: &Timing, order: &mut Order) -> Move {
        let job = self.dice.below(timing.jobs.len()) as u16;
        match self.dice.below(16) {
            0..8 => self.relocate(timing, order, job),
            8..12 => self.swap(timing, order, job),
            12..14 => self.cross(timing, order, job),
            _ => self.relocate_both(timing, order, job),
        }
    }

    /// A task goes to any place of any worker who can do it and does not do its partner.
    fn relocate(&mut self, timing: &Timing, order: &mut Order, job: u16) -> Move {
        let given = &timing.jobs[usize::from(job)];
        let worker = usize::from(given.able[self.dice.below(given.able.len())]);
        if given.partner != NONE && order.worker(given.partner) == worker {
            return Move::None;
        }
        let (old, at) = order.remove(job);
        let place = self.dice.below(order.route(worker).len() + 1);
        order.insert(job, worker, place);
        if (old, at) == (worker, place) { Move::None } else { Move::Moved(job, old, at) }
    }

    /// Both tasks of a visit go elsewhere.
    fn relocate_both(&mut self, timing: &Timing, order: &mut Order, job: u16) -> Move {
        let partner = timing.jobs[usize::from(job)].partner;
        if partner == NONE {
            return self.relocate(timing, order, job);
        }
        let workers = [job, partner].map(|job| {
            let able = &timing.jobs[usize::from(job)].able;
            usize::from(able[self.dice.below(able.len())])
        });
        if workers[0] == workers[1] {
            return Move::None;
        }
        let mut moved = [job, partner].into_iter().zip(workers).map(|(job, worker)| {
            let (old, at) = order.remove(job);
            let place = self.dice.below(order.route(worker).len() + 1);
            order.insert(job, worker, place);
            (job, old, at)
        });
        match (moved.next(), moved.next()) {
            (Some(first), Some(second)) => Move::Both(first, second),
            _ => Move::None,
        }
    }

    fn swap(&mut self, timing: &Timing, order: &mut Order, job: u16) -> Move {
        let other = self.dice.below(timing.jobs.len()) as u16;
        let fits = |job: u16, other: u16| {
            let given = &timing.jobs[usize::from(job)];
            let worker = order.worker(other);
            given.able.contains(&(worker as u16))
                && (given.partner == NONE || order.worker(given.partner) != worker)
        };
        let partners = timing.jobs[usize::from(job)].partner == other;
        let fit = if partners {
            let able = |job: u16, other: u16| {
                timing.jobs[usize::from(job)].able.contains(&(order.worker(other) as u16))
            };
            able(job, other) && able(other, job)
        } else {
            fits(job, other) && fits(other, job)
        };
        if job == other || !fit {
            return Move::None;
        }
        order.swap(job, other);
        Move::Swapped(job, other)
    }

    /// Two workers exchange the rest of their day.
    fn cross(&mut self, timing: &Timing, order: &mut Order, job: u16) -> Move {
        let one = order.worker(job);
        let other = self.dice.below(timing.from.len());
        if one == other {
            return Move::None;
        }
        let (at, place) = (order.place(job), self.dice.below(order.route(other).len() + 1));
        let fits = |jobs: &[u16], stays: &[u16], worker: usize| {
            jobs.iter().all(|&job| {
                let given = &timing.jobs[usize::from(job)];
                given.able.contains(&(worker as u16))
                    && (given.partner == NONE || !stays.contains(&given.partner))
            })
        };
        let (mine, theirs) = (order.route(one), order.route(other));
        if !fits(&mine[at..], &theirs[..place], other) || !fits(&theirs[place..], &mine[..at], one) {
            return Move::None;
        }
        order.cross((one, at), (other, place));
        Move::Crossed((one, at), (other, place))
    }
}

impl Move {
    fn undo(self, order: &mut Order) {
        let mut back = |(job, worker, at): (u16, usize, usize)| {
            order.remove(job);
            order.insert(job, worker, at);
        };
        match self {
            Self::None => {}
            Self::Moved(job, worker, at) => back((job, worker, at)),
            Self::Both(first, second) => {
                back(second);
                back(first);
            }
            Self::Swapped(one, other) => order.swap(one, other),
            Self::Crossed(one, other) => order.cross(one, other),
        }
    }
}

/// A first order: visits by their windows, each where it costs least. It never leaves anybody waiting for ever,
/// since all workers meet in the same order.
fn first(timing: &mut Timing) -> (Order, Costs) {
    let mut order = Order::new(timing.from.len(), timing.jobs.len());
    let mut jobs: Vec<u16> = (0..timing.jobs.len() as u16).collect();
    jobs.sort_by_key(|&job| {
        let given = &timing.jobs[usize::from(job)];
        (given.window.closes, given.visit, given.role == Role::Second)
    });
    let mut places: Vec<(usize, i64)> =
        timing.hours.iter().zip(&timing.from).map(|(hours, &from)| (from, hours.opens)).collect();
    for job in jobs {
        let given = &timing.jobs[usize::from(job)];
        let taken = |worker: usize| given.partner != NONE && order.route(worker).contains(&given.partner);
        let spared = |worker: usize| {
            // The partner's only worker is kept for the partner.
            given.partner != NONE && timing.jobs[usize::from(given.partner)].able == [worker as u16]
        };
        let able = given.able.iter().map(|&worker| usize::from(worker)).filter(|&worker| !taken(worker));
        let ready = |worker: usize| {
            let (place, free) = places[worker];
            let way = timing.minutes(place, given.place);
            ((free + way).max(given.window.opens), way)
        };
        let Some(worker) = able.min_by_key(|&worker| (spared(worker), ready(worker), worker)) else {
            continue;
        };
        places[worker] = (given.place, ready(worker).0 + given.length);
        let end = order.route(worker).len();
        order.insert(job, worker, end);
    }
    let costs = timing.costs(&order, i64::MAX).unwrap_or(Costs { points: i64::MAX / 4, ..Costs::default() });
    (order, costs)
}
