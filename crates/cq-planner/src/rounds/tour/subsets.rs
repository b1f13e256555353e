//! What every set of a few visits costs on one day, all at once (Held and Karp 1962, with time and price).

use super::ready::Ready;
use super::{Invalid, TourProblem};
use crate::rounds::{Time, Travel};

/// More visits than this are not tabled.
pub(in crate::rounds) const MOST_TABLED: usize = 16;

/// The least cost of each set of stops of a day.
#[derive(Debug, Clone)]
pub(in crate::rounds) struct Subsets {
    costs: Vec<i64>,
}

#[derive(Clone, Copy)]
struct Label {
    start: Time,
    cost: i64,
    next: u32,
}

const NONE: u32 = u32::MAX;

impl Subsets {
    /// Works out all sets; stops that cannot be made on this day are in none.
    pub fn new<T: Travel + ?Sized>(problem: &TourProblem<T>) -> Result<Self, Invalid> {
        if problem.stops.len() > MOST_TABLED {
            return Err(Invalid::TooManyStops);
        }
        let ready = Ready::alone(problem)?;
        let n = ready.n;
        let mut costs = vec![i64::MAX; 1 << n];
        let mut heads = vec![NONE; (n << n) * 2];
        let mut labels: Vec<Label> = Vec::new();
        let beginning = (n, ready.hours.opens, false);
        costs[0] = ready.close(beginning).map_or(i64::MAX, |end| end.cost);
        for stop in 0..n {
            ready.go(beginning, stop, |next| {
                let at = ((1 << stop) * n + stop) * 2 + usize::from(next.rested);
                push(&mut labels, &mut heads[at], next.start, next.cost);
            });
        }
        for set in 1..1_usize << n {
            for stop in (0..n).filter(|&stop| set >> stop & 1 == 1) {
                for rested in [false, true] {
                    let mut known = heads[(set * n + stop) * 2 + usize::from(rested)];
                    while known != NONE {
                        let Label { start, cost, next } = labels[known as usize];
                        known = next;
                        if cost == i64::MAX {
                            continue;
                        }
                        let end = ready.close((stop, start, rested)).map_or(i64::MAX, |end| cost + end.cost);
                        costs[set] = costs[set].min(end);
                        for to in (0..n).filter(|&to| set >> to & 1 == 0) {
                            ready.go((stop, start, rested), to, |next| {
                                let at = ((set | 1 << to) * n + to) * 2 + usize::from(next.rested);
                                push(&mut labels, &mut heads[at], next.start, cost + next.cost);
                            });
                        }
                    }
                }
            }
        }
        Ok(Self { costs })
    }

    /// What a set costs, as bits; nothing if it cannot be done.
    #[inline]
    pub fn cost(&self, set: usize) -> Option<i64> {
        self.costs.get(set).copied().filter(|&cost| cost < i64::MAX)
    }
}

fn push(labels: &mut Vec<Label>, head: &mut u32, start: Time, cost: i64) {
    let mut known = *head;
    while known != NONE {
        let other = &mut labels[known as usize];
        if other.start <= start && other.cost <= cost {
            return;
        }
        if start <= other.start && cost <= other.cost {
            (other.start, other.cost) = (Time::MAX, i64::MAX);
        }
        known = other.next;
    }
    labels.push(Label { start, cost, next: *head });
    *head = labels.len() as u32 - 1;
}
