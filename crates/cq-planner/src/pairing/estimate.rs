//! All persons × doctors as a market for [`crate::transport::auction`], whose prices tell which pairs are worth looking at.

use super::costs::Costs;
use super::near::{Found, Near, Query};
use crate::transport::COST_LIMIT;
use crate::transport::auction::{self, Choice, Market};
use std::cell::RefCell;

/// Choices that a person remembers.
const CHOICES: usize = 8;

/// Leaves estimated prices in the tree.
pub(super) fn auction(costs: &Costs, near: &mut Near, capacity: &[u64]) {
    let market = Everybody { costs, near: near.clone(), found: RefCell::default() };
    near.set_prices(&auction::prices(costs.persons(), capacity, market));
}

struct Everybody<'a> {
    costs: &'a Costs,
    near: Near,
    found: RefCell<Vec<Found>>,
}

impl Market<CHOICES> for Everybody<'_> {
    /// Looking is dear here, and farther doctors make up for what a sample gets wrong.
    const SAMPLE: usize = 4;

    /// Neighbours stand together where their doctors do.
    fn bidders(&self) -> Vec<u32> {
        let mut found = self.found.borrow_mut();
        let mut place = |person: u32| {
            self.near.search(self.costs, person, &Query::default(), &mut found);
            found.first().map(|first| self.near.place(first.doctor))
        };
        let mut bidders: Vec<(u32, u32)> =
            (0..self.costs.persons() as u32).filter_map(|person| Some((place(person)?, person))).collect();
        bidders.sort_unstable();
        bidders.into_iter().map(|(_, person)| person).collect()
    }

    fn leave(&self, person: u32) -> i64 {
        self.costs.leave(person)
    }

    fn look(&self, person: u32, _price: &[i64], choices: &mut [Choice; CHOICES]) -> i64 {
        let mut found = self.found.borrow_mut();
        let below = self.costs.leave(person).saturating_add(1);
        let query = Query { most: CHOICES + 1, below, ..Query::default() };
        self.near.search(self.costs, person, &query, &mut found);
        *choices = [Choice { column: 0, cost: COST_LIMIT }; CHOICES];
        for (choice, found) in choices.iter_mut().zip(found.iter()) {
            *choice = Choice { column: found.doctor, cost: found.cost };
        }
        found.get(CHOICES).map_or(below, |next| next.reduced)
    }

    fn raised(&mut self, doctor: u32, price: i64) {
        self.near.set_price(doctor, price);
    }

    fn lowered(&mut self, price: &[i64]) {
        self.near.set_prices(price);
    }
}
