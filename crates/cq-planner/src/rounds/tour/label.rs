//! The search for the best order: labels by number of stops made, of which those are kept that no other beats in
//! both time and price (dynamic programming with dominance: Held and Karp 1962; Dumas et al. 1995). A round keeps
//! the most promising labels only; what it drops is remembered by its bound, so that every round proves something.

use super::bound::{Rest, follows};
use super::ready::{Next, Ready};
use super::set::Set;
use crate::rounds::{Limit, Time};
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// Labels kept a layer, round by round, until none is dropped.
const WIDTHS: [usize; 5] = [50, 1_000, 20_000, 200_000, 1_500_000];
/// The limit is asked after so many labels.
const ASKED_EVERY: usize = 4_096;
const NONE: u32 = u32::MAX;

/// What the search found out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    /// The best order with its starts, and what it costs.
    pub best: Option<(i64, Vec<Step>)>,
    /// No order costs less; `i64::MAX` if there is none at all.
    pub bound: i64,
}

/// A stop made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Step {
    pub stop: u32,
    pub start: Time,
    /// Whether the break was taken before it began.
    pub rested: bool,
    parent: u32,
}

impl Step {
    fn of<const W: usize>(label: &Label<W>) -> Self {
        let Label { start, rested, parent, .. } = *label;
        Self { stop: label.stop.into(), start, rested, parent }
    }
}

#[derive(Clone, Copy)]
struct Label<const W: usize> {
    set: Set<W>,
    start: Time,
    cost: i64,
    /// No end of the day that comes of this label costs less.
    bound: i64,
    parent: u32,
    next: u32,
    stop: u16,
    rested: bool,
}

type Key<const W: usize> = (Set<W>, u16, bool);
type Heads<const W: usize> = HashMap<Key<W>, u32, BuildHasherDefault<Mixed>>;

/// Takes what it is given as already well mixed.
#[derive(Default)]
struct Mixed(u64);

impl Hasher for Mixed {
    fn finish(&self) -> u64 {
        self.0 ^ (self.0 >> 32)
    }
    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let word = chunk.iter().rev().fold(0, |word, &byte| word << 8 | u64::from(byte));
            self.write_u64(word);
        }
    }
    fn write_u64(&mut self, word: u64) {
        self.0 = (self.0 ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29);
    }
    fn write_u16(&mut self, word: u16) {
        self.write_u64(word.into());
    }
    fn write_u8(&mut self, word: u8) {
        self.write_u64(word.into());
    }
    fn write_usize(&mut self, word: usize) {
        self.write_u64(word as u64);
    }
}

/// Searches until the best order is proven, or the limit is reached.
pub(super) fn search<const W: usize>(ready: &Ready, limit: &mut dyn Limit) -> Found {
    if ready.hopeless {
        return Found { best: None, bound: i64::MAX };
    }
    if ready.n == 0 {
        let best = ready.close((0, ready.hours.opens, false)).map(|end| (end.cost, Vec::new()));
        return Found { bound: best.as_ref().map_or(i64::MAX, |best| best.0), best };
    }
    let search = Search::<W>::new(ready);
    let mut found = Found { best: None, bound: 0 };
    for width in WIDTHS {
        let round = search.round(width, found.best.as_ref().map_or(i64::MAX, |best| best.0), limit);
        found.bound = found.bound.max(round.bound);
        found.best = round.best.or(found.best);
        found.bound = found.best.as_ref().map_or(found.bound, |best| found.bound.min(best.0));
        if round.bound == i64::MAX || found.best.as_ref().is_some_and(|best| best.0 <= found.bound) {
            break;
        }
        if limit.reached() {
            break;
        }
    }
    found
}

struct Search<'a, const W: usize> {
    ready: &'a Ready,
    rest: Rest,
    follows: Vec<Vec<usize>>,
    before: Vec<Set<W>>,
    /// For each stop, by rising time: who cannot be reached any more once it begins later.
    lost: Vec<Vec<(Time, Set<W>)>>,
    urgent: Vec<usize>,
}

/// A layer in the making.
struct Layer<const W: usize> {
    labels: Vec<Label<W>>,
    heads: Heads<W>,
}

impl<'a, const W: usize> Search<'a, W> {
    fn new(ready: &'a Ready) -> Self {
        let n = ready.n;
        let before = |stop: usize| {
            let earlier = (0..n).filter(|&other| other != stop && ready.before(other, stop));
            earlier.fold(Set::EMPTY, |set, other| set.with(other))
        };
        let lost = |stop: usize| {
            let others = (0..n).filter(|&other| other != stop);
            let mut times: Vec<_> =
                others.map(|other| (ready.latest[other] - ready.reach(stop, other), other)).collect();
            times.sort_unstable();
            let mut set = Set::EMPTY;
            let mut grow = |(time, other): (Time, usize)| {
                set = set.with(other);
                (time, set)
            };
            times.into_iter().map(&mut grow).collect()
        };
        Self {
            ready,
            rest: Rest::new(ready),
            follows: follows(ready),
            before: (0..n).map(before).collect(),
            lost: (0..n).map(lost).collect(),
            urgent: (0..n).filter(|&stop| ready.urgent[stop]).collect(),
        }
    }

    /// One round with so many labels a layer: the best that costs less than what is known, and a bound that is
    /// `i64::MAX` if nothing was dropped and nothing found.
    fn round(&self, width: usize, known: i64, limit: &mut dyn Limit) -> Found {
        let n = self.ready.n;
        let (mut dropped, mut history) = (i64::MAX, Vec::with_capacity(n));
        let mut layer: Layer<W> = self.first(known);
        for made in 1..=n {
            let labels = settle(layer.labels, width, &mut dropped);
            history.push(labels.iter().map(Step::of).collect::<Vec<_>>());
            if made == n {
                return self.best(&history, &labels, known, dropped);
            }
            layer = Layer { labels: Vec::new(), heads: Heads::default() };
            for (parent, label) in labels.iter().enumerate() {
                if parent % ASKED_EVERY == ASKED_EVERY - 1 && limit.reached() {
                    let open = labels[parent..].iter().chain(&layer.labels).map(|label| label.bound).min();
                    return Found { best: None, bound: dropped.min(open.unwrap_or(i64::MAX)) };
                }
                self.extend(label, (parent as u32, made), known, &mut layer);
            }
            if layer.labels.is_empty() {
                break;
            }
        }
        Found { best: None, bound: dropped }
    }

    fn first(&self, known: i64) -> Layer<W> {
        let mut layer = Layer { labels: Vec::new(), heads: Heads::default() };
        let beginning = (self.ready.n, self.ready.hours.opens, false);
        for stop in (0..self.ready.n).filter(|&stop| self.before[stop] == Set::EMPTY) {
            self.ready.go(beginning, stop, |next| {
                self.add(&mut layer, (Set::EMPTY, 0, NONE), stop, next, (1, known))
            });
        }
        layer
    }

    fn extend(&self, label: &Label<W>, (parent, made): (u32, usize), known: i64, layer: &mut Layer<W>) {
        let from = (usize::from(label.stop), label.start, label.rested);
        for &stop in &self.follows[from.0] {
            if label.set.has(stop) || !self.before[stop].within(&label.set) {
                continue;
            }
            let origin = (label.set, label.cost, parent);
            self.ready.go(from, stop, |next| self.add(layer, origin, stop, next, (made + 1, known)));
        }
    }

    fn add(
        &self,
        layer: &mut Layer<W>,
        (set, cost, parent): (Set<W>, i64, u32),
        stop: usize,
        next: Next,
        (made, known): (usize, i64),
    ) {
        let set = set.with(stop);
        let lost = &self.lost[stop];
        let gone = lost.partition_point(|&(time, _)| time < next.start);
        if gone > 0 && !lost[gone - 1].1.within(&set) {
            return;
        }
        let cost = cost + next.cost;
        let Some(bound) = self.bound(&set, stop, (next.start, cost), made).filter(|&bound| bound < known)
        else {
            return;
        };
        let Next { start, rested, .. } = next;
        let label = Label { set, start, cost, bound, parent, next: NONE, stop: stop as u16, rested };
        insert(layer, label);
    }

    /// What a day costs at least that goes on from here.
    fn bound(&self, set: &Set<W>, stop: usize, (start, cost): (Time, i64), made: usize) -> Option<i64> {
        let travel = self.rest.travel(stop, self.ready.n - made, start)?;
        let weights = self.ready.weights;
        let mut bound = cost + weights.travel * travel;
        if weights.finish > 0 {
            let others = (0..self.ready.n).filter(|&other| !set.has(other));
            let service: Time = others.map(|other| self.ready.length[other]).sum();
            let end = (start + self.ready.length[stop] + service + travel)
                .max(self.ready.earliest[self.ready.n + 1]);
            bound += weights.finish * (end - self.ready.hours.opens);
        }
        if weights.urgent > 0 {
            for &urgent in self.urgent.iter().filter(|&&urgent| !set.has(urgent)) {
                let begins = self.ready.earliest[urgent].max(start + self.ready.reach(stop, urgent));
                bound += weights.urgent * (begins - self.ready.hours.opens);
            }
        }
        Some(bound)
    }

    /// The cheapest end of the day, and the way to it.
    fn best(&self, history: &[Vec<Step>], last: &[Label<W>], known: i64, dropped: i64) -> Found {
        let ends = last.iter().enumerate().filter_map(|(at, label)| {
            let end = self.ready.close((label.stop.into(), label.start, label.rested))?;
            Some((label.cost + end.cost, at)).filter(|&(cost, _)| cost < known)
        });
        let Some((cost, mut at)) = ends.min() else { return Found { best: None, bound: dropped } };
        let mut steps = Vec::with_capacity(history.len());
        for layer in history.iter().rev() {
            steps.push(layer[at]);
            at = layer[at].parent as usize;
        }
        steps.reverse();
        Found { best: Some((cost, steps)), bound: dropped.min(cost) }
    }
}

/// Adds a label unless another is at least as good; takes away those that it beats.
fn insert<const W: usize>(layer: &mut Layer<W>, mut label: Label<W>) {
    let at = layer.labels.len() as u32;
    let head = layer.heads.entry((label.set, label.stop, label.rested)).or_insert(NONE);
    let mut known = *head;
    while known != NONE {
        let other = &mut layer.labels[known as usize];
        if other.start <= label.start && other.cost <= label.cost {
            return;
        }
        if label.start <= other.start && label.cost <= other.cost {
            other.bound = i64::MAX;
            (other.start, other.cost) = (Time::MAX, i64::MAX);
        }
        known = other.next;
    }
    label.next = *head;
    *head = at;
    layer.labels.push(label);
}

/// The labels of a layer that go on; what is dropped leaves its bound behind.
fn settle<const W: usize>(mut labels: Vec<Label<W>>, width: usize, dropped: &mut i64) -> Vec<Label<W>> {
    labels.retain(|label| label.bound < i64::MAX);
    if labels.len() > width {
        let rank = |label: &Label<W>| (label.bound, label.cost, label.start, label.stop, label.set.mixed());
        labels.select_nth_unstable_by_key(width, rank);
        for label in labels.drain(width..) {
            *dropped = label.bound.min(*dropped);
        }
    }
    labels
}
