//! Prices to start from, by auction with prices that come down between rounds of ever smaller raises (Bertsekas 1979,
//! 1988; several places to a column: Bertsekas and Castañon 1989). They only save the search its longest ways; nothing
//! of the proof rests on them.
//!
//! A row bids for the column where cost and price together are least, as much as its second choice makes it worth and a
//! raise beyond. A column holds its highest bids, and once it is full its price is the lowest of them. Large raises tell
//! quickly where places are too few, small ones what they are worth; lowering all prices by some raises takes back what
//! the large ones were too high, since prices that are too low are cheaper to mend than those that are too high.

use super::COST_LIMIT;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// The first raise is this part of the widest difference between being left over and being placed.
const FIRST: i64 = 16;
/// Each raise is this part of the one before.
const FINER: i64 = 3;
/// The last raise is about this part of what rows cost at the least, on average.
const LAST: i64 = 16;
/// Raises by which prices come down after a round.
const BACK: i64 = 5;
/// So many times as much when a price was too high even so.
const FURTHER: i64 = 3;
/// Raises by which they come down at the end.
const END: i64 = 2;
/// Bids for each row in one round, after which the round is over.
const BIDS: usize = 100;

/// A column and the cost of a row there.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Choice {
    pub column: u32,
    pub cost: i64,
}

/// Where rows look for columns.
pub(crate) trait Market<const CHOICES: usize> {
    /// Of so many rows one takes part in all rounds but the last, with as many fewer places.
    const SAMPLE: usize;
    /// Rows that take part, each with one unit, those that compete with one another close together.
    fn bidders(&self) -> Vec<u32>;
    /// What being left over costs a row.
    fn leave(&self, row: u32) -> i64;
    /// Puts a row's cheapest columns at today's prices into `choices`, and answers below what it finds none other; choices
    /// that there are not may repeat others, or cost more than being left over.
    fn look(&self, row: u32, price: &[i64], choices: &mut [Choice; CHOICES]) -> i64;
    /// A price rose.
    fn raised(&mut self, _column: u32, _price: i64) {}
    /// All prices fell.
    fn lowered(&mut self, _price: &[i64]) {}
}

/// What a row remembers. Prices only rise in a round, so whatever is not among the choices stays above `others`.
#[derive(Debug, Clone, Copy)]
struct Known<const CHOICES: usize> {
    choices: [Choice; CHOICES],
    /// In prices that never came down.
    others: i64,
}

struct Auction<'a, M, const CHOICES: usize> {
    market: M,
    capacity: &'a [u64],
    /// Units that each column takes of those who take part.
    places: Vec<u64>,
    price: Vec<i64>,
    held: Vec<BinaryHeap<Reverse<(i64, u32)>>>,
    known: Vec<Known<CHOICES>>,
    /// By how much prices came down so far.
    lowered: i64,
}

/// Prices of the columns, given how many units each takes.
pub(crate) fn prices<M: Market<CHOICES>, const CHOICES: usize>(
    rows: usize,
    capacity: &[u64],
    market: M,
) -> Vec<i64> {
    let bidders = market.bidders();
    let known = Known { choices: [Choice::default(); CHOICES], others: i64::MIN / 2 };
    let mut auction = Auction {
        price: capacity.iter().map(|&units| if units == 0 { COST_LIMIT } else { 0 }).collect(),
        held: vec![BinaryHeap::new(); capacity.len()],
        known: vec![known; rows],
        lowered: 0,
        capacity,
        places: Vec::new(),
        market,
    };
    let (mut raise, last) = auction.raises(&bidders);
    while raise > 0 {
        let is_last = raise / FINER < last;
        auction.round(&bidders, raise, if is_last { 1 } else { M::SAMPLE });
        if is_last {
            auction.lower(raise * END);
            break;
        }
        let further = if auction.too_dear() { FURTHER } else { 1 };
        auction.lower(raise * BACK * further);
        raise /= FINER;
    }
    auction.price.iter().map(|&price| if price < COST_LIMIT { price } else { 0 }).collect()
}

impl<M: Market<CHOICES>, const CHOICES: usize> Auction<'_, M, CHOICES> {
    /// The first raise and the last; nothing if nobody gains by being placed.
    fn raises(&mut self, bidders: &[u32]) -> (i64, i64) {
        let (mut widest, mut sum, mut count) = (0, 0i128, 0);
        for &row in bidders {
            let leave = self.market.leave(row);
            let best = self.offer(row, leave).best;
            if best < leave {
                widest = widest.max(leave - best);
                sum += i128::from(best.abs());
                count += 1;
            }
        }
        let mean = sum / count.max(1);
        let last = i64::try_from(mean).unwrap_or(COST_LIMIT) / LAST;
        (widest / FIRST + i64::from(widest > 0), last.max(1))
    }

    /// Every row bids until it is held or better left over.
    fn round(&mut self, bidders: &[u32], raise: i64, sample: usize) {
        self.places = share(self.capacity, sample as u64);
        self.held.iter_mut().for_each(BinaryHeap::clear);
        let mut rest = bidders.len().saturating_mul(BIDS);
        for &row in bidders.iter().step_by(sample) {
            let mut next = Some(row);
            while let Some(row) = next.filter(|_| rest > 0) {
                next = self.bid(row, raise);
                rest -= 1;
            }
        }
    }

    /// Whether a column that has a price was not filled at it.
    fn too_dear(&self) -> bool {
        let mut columns = self.price.iter().zip(&self.held).zip(&self.places);
        columns.any(|((&price, held), &units)| price > 0 && (held.len() as u64) < units)
    }

    /// One bid; answers whom it outbids.
    fn bid(&mut self, row: u32, raise: i64) -> Option<u32> {
        let leave = self.market.leave(row);
        let offer = self.offer(row, leave);
        let column = offer.column as usize;
        if offer.best > leave {
            return None;
        }
        let bid = self.price[column] + (offer.next - offer.best) + raise;
        let (held, full) = (&mut self.held[column], self.places[column]);
        let mut outbid = None;
        if (held.len() as u64) < full {
            held.push(Reverse((bid, row)));
        } else if let Some(mut least) = held.peek_mut() {
            outbid = Some(least.0.1);
            *least = Reverse((bid, row));
        }
        let least = held.peek().filter(|_| held.len() as u64 == full).map(|&Reverse((least, _))| least);
        if let Some(least) = least.filter(|&least| least > self.price[column]) {
            self.price[column] = least;
            self.market.raised(offer.column, least);
        }
        outbid
    }

    /// A row's first choice and what its second one costs, or being left over.
    fn offer(&mut self, row: u32, leave: i64) -> Offer {
        let known = &mut self.known[row as usize];
        let mut offer = Offer::among(&known.choices, &self.price);
        let mut others = known.others - self.lowered;
        if offer.next > others {
            others = self.market.look(row, &self.price, &mut known.choices);
            known.others = others + self.lowered;
            offer = Offer::among(&known.choices, &self.price);
        }
        offer.next = offer.next.min(others).min(leave);
        offer
    }

    fn lower(&mut self, by: i64) {
        self.lowered += by;
        for (price, _) in self.price.iter_mut().zip(self.capacity).filter(|&(_, &units)| units > 0) {
            *price = (*price - by).max(0);
        }
        self.market.lowered(&self.price);
    }
}

/// A part of each capacity, no more and no less in all.
fn share(capacity: &[u64], sample: u64) -> Vec<u64> {
    let mut rest = 0;
    let part = |&units: &u64| {
        rest += units;
        let part = rest / sample;
        rest %= sample;
        part
    };
    capacity.iter().map(part).collect()
}

/// A first choice, its cost and price together, and those of the second.
struct Offer {
    column: u32,
    best: i64,
    next: i64,
}

impl Offer {
    fn among(choices: &[Choice], price: &[i64]) -> Self {
        let mut offer = Self { column: 0, best: i64::MAX, next: i64::MAX };
        for &Choice { column, cost } in choices {
            let value = cost + price[column as usize];
            if value < offer.best {
                offer = Self { column, best: value, next: offer.best };
            } else {
                offer.next = offer.next.min(value);
            }
        }
        offer
    }
}
