//! What the rest of a day takes at least on the way: the order is relaxed to walks that keep the windows and the
//! number of stops still to make, but may come twice to the same (state-space relaxation: Christofides, Mingozzi
//! and Toth 1981).

use super::ready::{FAR, Ready};
use crate::rounds::Time;

/// More steps than this are joined, which weakens the bound and never breaks it.
const STEPS: usize = 64;

/// For each stop and number of stops after it: up to which start how much travel is left at least, in order.
pub(super) struct Rest {
    n: usize,
    steps: Vec<Vec<(Time, Time)>>,
}

impl Rest {
    pub fn new(ready: &Ready) -> Self {
        let n = ready.n;
        let mut rest = Self { n, steps: vec![Vec::new(); (n + 1) * (n + 1)] };
        let follows = follows(ready);
        let places: Vec<(usize, usize)> = (0..n).map(|stop| places(ready, stop)).collect();
        let mut found = Vec::new();
        for after in 0..n {
            for stop in 0..n {
                let (first, last) = places[stop];
                if after < n - last || after > n - first {
                    continue;
                }
                found.clear();
                if after == 0 {
                    let way = ready.travel(stop, n + 1);
                    let start = ready.fit_back(stop, ready.hours.closes - way - ready.length[stop]);
                    found.extend(start.filter(|_| way < FAR).map(|start| (start, way)));
                } else {
                    for &next in &follows[stop] {
                        let way = ready.travel(stop, next);
                        let later = rest.steps[next * (n + 1) + after - 1].iter();
                        found.extend(later.filter_map(|&(start, travel)| {
                            let start = ready.fit_back(stop, start - way - ready.length[stop])?;
                            Some((start, travel + way))
                        }));
                    }
                }
                rest.steps[stop * (n + 1) + after] = staircase(&mut found);
            }
        }
        rest
    }

    /// The least travel still to come for a stop that begins at a time and has so many stops after it; nothing if
    /// there is no way to the end.
    #[inline]
    pub fn travel(&self, stop: usize, after: usize, start: Time) -> Option<Time> {
        let steps = &self.steps[stop * (self.n + 1) + after];
        steps.get(steps.partition_point(|&(latest, _)| latest < start)).map(|&(_, travel)| travel)
    }
}

/// What may follow directly: not what must come earlier, nor what something must come before in between.
pub(super) fn follows(ready: &Ready) -> Vec<Vec<usize>> {
    let n = ready.n;
    let between = |first: usize, second: usize| {
        (0..n).any(|middle| {
            middle != first && middle != second && ready.before(first, middle) && ready.before(middle, second)
        })
    };
    let may = |first: usize, second: usize| {
        let start = ready.earliest[first] + ready.length[first] + ready.travel(first, second);
        second != first
            && !ready.before(second, first)
            && start <= ready.latest[second]
            && !(ready.before(first, second) && between(first, second))
    };
    (0..n).map(|first| (0..n).filter(|&second| may(first, second)).collect()).collect()
}

/// The first and the last place in the order that a stop can have, counted from 1.
pub(super) fn places(ready: &Ready, stop: usize) -> (usize, usize) {
    let earlier = (0..ready.n).filter(|&other| other != stop && ready.before(other, stop)).count();
    let later = (0..ready.n).filter(|&other| other != stop && ready.before(stop, other)).count();
    (earlier + 1, ready.n - later)
}

/// Keeps what no other step beats: later starts only at more travel.
fn staircase(found: &mut [(Time, Time)]) -> Vec<(Time, Time)> {
    found.sort_unstable_by_key(|&(start, travel)| (std::cmp::Reverse(start), travel));
    let mut steps: Vec<(Time, Time)> = Vec::new();
    for &(start, travel) in found.iter() {
        if steps.last().is_none_or(|&(_, known)| travel < known) {
            steps.push((start, travel));
        }
    }
    while steps.len() > STEPS {
        // The pair becomes its later start with its lesser travel.
        steps = steps.chunks(2).map(|pair| (pair[0].0, pair[pair.len() - 1].1)).collect();
    }
    steps.reverse();
    steps
}
