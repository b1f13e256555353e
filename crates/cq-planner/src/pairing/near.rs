//! The cheapest doctors of a person at given prices, without looking at all of them.

use super::costs::{Costs, Rules};
use super::geo::Bounds;
use super::model::{Accepts, PairingProblem};

/// Doctors per leaf of the tree.
const LEAF: usize = 8;

/// A box of doctors: a leaf, or two boxes.
#[derive(Debug, Clone)]
struct Node {
    bounds: Bounds,
    /// Places in `order`.
    first: u32,
    last: u32,
    /// Right child; the left one follows the node itself. Zero in a leaf.
    right: u32,
    /// The box this one is part of; the root is its own.
    parent: u32,
    /// The least price in the box.
    price: i64,
}

/// A k-d tree of the doctors that take anybody, with their prices.
#[derive(Debug, Clone)]
pub(super) struct Near {
    nodes: Vec<Node>,
    /// Specialties offered in each node, as sets side by side.
    offered: Vec<u64>,
    /// Doctors of the tree, leaf by leaf.
    order: Vec<u32>,
    /// Doctors who take anybody but whose position is unknown.
    anywhere: Vec<u32>,
    prices: Vec<i64>,
    /// The leaf of each doctor of the tree.
    leaf: Vec<u32>,
}

/// What to look for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Query {
    /// How many doctors at most.
    pub most: usize,
    /// Cost and price together must be below this.
    pub below: i64,
    /// Not this one.
    pub except: Option<u32>,
    pub rules: Rules,
}

impl Default for Query {
    fn default() -> Self {
        Self { most: 1, below: i64::MAX, except: None, rules: Rules::All }
    }
}

/// A doctor found.
#[derive(Debug, Clone, Copy)]
pub(super) struct Found {
    /// Cost and price together.
    pub reduced: i64,
    tie: u32,
    pub doctor: u32,
    pub cost: i64,
}

impl Near {
    pub fn new(problem: &PairingProblem, costs: &Costs) -> Self {
        let doctors = problem.doctors.len();
        let open = (0..doctors as u32).filter(|&doctor| costs.accepts(doctor) == Accepts::Everybody);
        let (order, anywhere) = open.partition(|&doctor| costs.point(doctor).is_some());
        let (prices, leaf) = (vec![0; doctors], vec![0; doctors]);
        let mut near = Self { nodes: Vec::new(), offered: Vec::new(), order, anywhere, prices, leaf };
        if !near.order.is_empty() {
            near.grow(costs, 0, 0, near.order.len());
        }
        near
    }

    /// Builds the box of some places in `order`, and its children.
    fn grow(&mut self, costs: &Costs, parent: u32, first: usize, last: usize) {
        let at = |doctor: u32| costs.point(doctor).copied().unwrap_or_default();
        let bounds = Bounds::around(self.order[first..last].iter().map(|&doctor| at(doctor)));
        let node = self.nodes.len();
        self.nodes.push(Node { bounds, first: first as u32, last: last as u32, right: 0, parent, price: 0 });
        let start = self.offered.len();
        self.offered.resize(start + costs.words(), 0);
        for &doctor in &self.order[first..last] {
            let set = &mut self.offered[start..];
            set.iter_mut().zip(costs.offered(doctor)).for_each(|(word, more)| *word |= more);
        }
        if last - first > LEAF {
            let (axis, middle) = (bounds.longest_axis(), (last - first) / 2);
            let by_axis = |a: &u32, b: &u32| at(*a)[axis].total_cmp(&at(*b)[axis]).then(a.cmp(b));
            self.order[first..last].select_nth_unstable_by(middle, by_axis);
            self.grow(costs, node as u32, first, first + middle);
            self.nodes[node].right = self.nodes.len() as u32;
            self.grow(costs, node as u32, first + middle, last);
        } else {
            self.order[first..last].iter().for_each(|&doctor| self.leaf[doctor as usize] = node as u32);
        }
    }

    /// Takes over the doctors' prices.
    pub fn set_prices(&mut self, prices: &[i64]) {
        self.prices.clear();
        self.prices.extend_from_slice(prices);
        (0..self.nodes.len()).rev().for_each(|node| self.nodes[node].price = self.least_price(node));
    }

    /// The prices of all doctors.
    pub fn prices(&self) -> &[i64] {
        &self.prices
    }

    /// A number that is near for doctors who are near.
    pub fn place(&self, doctor: u32) -> u32 {
        self.leaf[doctor as usize]
    }

    /// Changes the price of a doctor.
    pub fn set_price(&mut self, doctor: u32, price: i64) {
        self.prices[doctor as usize] = price;
        let mut node = self.leaf[doctor as usize] as usize;
        if node >= self.nodes.len() {
            return;
        }
        loop {
            let least = self.least_price(node);
            if least == self.nodes[node].price {
                return;
            }
            self.nodes[node].price = least;
            if node == 0 {
                return;
            }
            node = self.nodes[node].parent as usize;
        }
    }

    fn least_price(&self, node: usize) -> i64 {
        let Node { first, last, right, .. } = self.nodes[node];
        if right > 0 {
            return self.nodes[node + 1].price.min(self.nodes[right as usize].price);
        }
        let leaf = &self.order[first as usize..last as usize];
        leaf.iter().map(|&doctor| self.prices[doctor as usize]).min().unwrap_or(0)
    }

    /// Finds the doctors for whom cost and price together are least, best first. Doctors that take only their
    /// own are not looked at: whose they are is known without a search.
    pub fn search(&self, costs: &Costs, person: u32, query: &Query, found: &mut Vec<Found>) {
        found.clear();
        let mut search = Search { near: self, costs, person, query, found };
        if query.most == 0 {
            return;
        }
        self.anywhere.iter().for_each(|&doctor| search.offer(doctor));
        if !self.nodes.is_empty() {
            search.visit(0, search.least(0));
        }
    }
}

struct Search<'a> {
    near: &'a Near,
    costs: &'a Costs,
    person: u32,
    query: &'a Query,
    found: &'a mut Vec<Found>,
}

impl Search<'_> {
    /// What a doctor of the box costs at least, price included; the existing doctor apart, who may be cheaper.
    fn least(&self, node: usize) -> i64 {
        let words = self.costs.words();
        let offered = &self.near.offered[node * words..][..words];
        let Node { bounds, price, .. } = &self.near.nodes[node];
        let weights = &self.costs.weights;
        let distance_m = match &self.costs.person(self.person).point {
            Some(point) => {
                let straight_m = bounds.nearest_m(point);
                let distance_m = (straight_m * self.costs.detour) as u32;
                let limit_m = weights.max_distance_m.filter(|_| self.query.rules != Rules::EvenDistant);
                if limit_m.is_some_and(|limit| distance_m > limit) {
                    return i64::MAX;
                }
                distance_m
            }
            None => weights.unknown_distance_m,
        };
        self.costs.travel(distance_m)
            + self.costs.suit(self.person, offered)
            + self.costs.change(self.person, None)
            + price
    }

    /// Anything at or above this is of no use.
    fn enough(&self) -> i64 {
        match self.found.last() {
            Some(worst) if self.found.len() == self.query.most => worst.reduced.saturating_add(1),
            _ => self.query.below,
        }
    }

    fn visit(&mut self, node: usize, least: i64) {
        if least >= self.enough() {
            return;
        }
        let Node { first, last, right, .. } = self.near.nodes[node];
        if right == 0 {
            let near = self.near;
            near.order[first as usize..last as usize].iter().for_each(|&doctor| self.offer(doctor));
            return;
        }
        let (left, right) = (node + 1, right as usize);
        let (in_left, in_right) = (self.least(left), self.least(right));
        if in_left <= in_right {
            self.visit(left, in_left);
            self.visit(right, in_right);
        } else {
            self.visit(right, in_right);
            self.visit(left, in_left);
        }
    }

    fn offer(&mut self, doctor: u32) {
        let (costs, price) = (self.costs, self.near.prices[doctor as usize]);
        let suit = costs.suit(self.person, costs.offered(doctor));
        if price + suit + costs.change(self.person, Some(doctor)) >= self.enough() {
            return;
        }
        let Some(cost) = self.costs.pair_by(self.query.rules, self.person, doctor) else { return };
        let reduced = cost + price;
        let new = Found { reduced, tie: tie(self.person, doctor), doctor, cost };
        let rank = |found: &Found| (found.reduced, found.tie, found.doctor);
        if self.found.len() == self.query.most {
            if self.found.last().is_some_and(|worst| rank(&new) >= rank(worst)) {
                return;
            }
        } else if reduced >= self.query.below {
            return;
        }
        if self.query.except == Some(doctor) {
            return;
        }
        if self.found.len() == self.query.most {
            self.found.pop();
        }
        let place = self.found.partition_point(|other| rank(other) < rank(&new));
        self.found.insert(place, new);
    }
}

/// Spreads persons of equal costs over doctors of equal costs (Fibonacci hashing, Knuth 1973).
fn tie(person: u32, doctor: u32) -> u32 {
    (person ^ doctor.wrapping_mul(0x9E37_79B9))
        .wrapping_mul(0x85EB_CA6B)
        .rotate_left(13)
        .wrapping_mul(0xC2B2_AE35)
}
