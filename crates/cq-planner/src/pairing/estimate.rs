//! Rough prices by auction (Bertsekas 1988; several places per doctor: Bertsekas and Castañon 1989), on all
//! persons × doctors. They only tell which pairs are worth looking at; nothing of the proof rests on them.

use super::costs::Costs;
use super::near::{Found, Near, Query};
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// Bids per person after which prices are good enough.
const BIDS: usize = 6;
/// A bid goes beyond the next best offer by this part of the first persons' mean cost.
const RAISE: i64 = 2;
/// Persons asked for that mean.
const ASKED: u32 = 256;

/// Leaves estimated prices in the tree. Persons who find no place bid until somebody with a better second
/// choice gives way, as at any auction.
pub(super) fn auction(costs: &Costs, near: &mut Near, capacity: &[u32]) {
    let persons = costs.persons() as u32;
    let mut places: Vec<BinaryHeap<Reverse<(i64, u32)>>> = vec![BinaryHeap::new(); capacity.len()];
    let raise = raise(costs, near, persons);
    let mut found: Vec<Found> = Vec::with_capacity(2);
    let mut bidders: Vec<u32> = (0..persons).rev().collect();
    for _ in 0..costs.persons().saturating_mul(BIDS) {
        let Some(person) = bidders.pop() else { return };
        let leave = costs.leave(person);
        near.search(costs, person, &Query { most: 2, below: leave, ..Query::default() }, &mut found);
        let Some(best) = found.first() else { continue };
        let next = found.get(1).map_or(leave, |next| next.reduced);
        let doctor = best.doctor as usize;
        let bid = near.price(best.doctor) + (next - best.reduced) + raise;
        let held = &mut places[doctor];
        held.push(Reverse((bid, person)));
        let full = capacity[doctor] as usize;
        if held.len() > full {
            bidders.extend(held.pop().map(|Reverse((_, person))| person));
        }
        if let Some(&Reverse((least, _))) = held.peek().filter(|_| held.len() == full) {
            near.set_price(best.doctor, least);
        }
    }
}

/// How far a bid goes beyond the next best offer, in points.
fn raise(costs: &Costs, near: &Near, persons: u32) -> i64 {
    let mut found = Vec::with_capacity(1);
    let (mut sum, mut count) = (0, 0);
    for person in (0..persons).step_by((persons / ASKED).max(1) as usize) {
        near.search(costs, person, &Query::default(), &mut found);
        if let Some(best) = found.first() {
            sum += best.cost.abs();
            count += 1;
        }
    }
    (sum / (RAISE * count.max(1))).max(1)
}
