//! A problem's own arcs as a market.

use super::COST_LIMIT;
use super::auction::{Choice, Market};
use super::problem::Problem;

/// Choices that a row remembers.
const CHOICES: usize = 2;

/// The arcs of a problem, those side by side that compete with one another: copied and shortened, which halves the time.
pub(super) struct Arcs {
    /// Where the arcs of each bidder begin.
    first: Vec<u32>,
    /// Column, and cost shifted right.
    arcs: Vec<(u32, i32)>,
    leave: Vec<i64>,
    /// Bits that costs are shifted by: prices to start from need not be exact.
    shift: u32,
}

impl Arcs {
    /// The arcs of some rows.
    pub fn new(problem: &Problem, order: &[u32]) -> Self {
        let widest = problem.costs.iter().map(|cost| cost.unsigned_abs()).max().unwrap_or(0);
        let shift = (u64::BITS - widest.leading_zeros()).saturating_sub(i32::BITS - 1);
        let mut first = Vec::with_capacity(order.len() + 1);
        let mut arcs = Vec::with_capacity(problem.arcs());
        first.push(0);
        for &row in order {
            let range = problem.arcs_of(row as usize);
            let short = problem.costs[range.clone()].iter().map(|cost| (cost >> shift) as i32);
            arcs.extend(problem.columns[range].iter().copied().zip(short));
            first.push(arcs.len() as u32);
        }
        let leave = order.iter().map(|&row| problem.leave[row as usize]).collect();
        Self { first, arcs, leave, shift }
    }
}

impl Market<CHOICES> for Arcs {
    /// Where a part of the rows has too few places and where all have is not the same, and being left over is dear.
    const SAMPLE: usize = 1;

    fn bidders(&self) -> Vec<u32> {
        (0..self.leave.len() as u32).collect()
    }

    fn leave(&self, bidder: u32) -> i64 {
        self.leave[bidder as usize]
    }

    fn look(&self, bidder: u32, price: &[i64], choices: &mut [Choice; CHOICES]) -> i64 {
        let bidder = bidder as usize;
        let mut values = [i64::MAX; CHOICES];
        let mut others = i64::MAX / 2;
        *choices = [Choice { column: 0, cost: COST_LIMIT }; CHOICES];
        for &(column, cost) in &self.arcs[self.first[bidder] as usize..self.first[bidder + 1] as usize] {
            let cost = i64::from(cost) << self.shift;
            let (mut choice, mut value) = (Choice { column, cost }, cost + price[column as usize]);
            if value < values[CHOICES - 1] {
                for (known, least) in choices.iter_mut().zip(&mut values) {
                    if value < *least {
                        std::mem::swap(&mut value, least);
                        std::mem::swap(&mut choice, known);
                    }
                }
            }
            others = others.min(value);
        }
        others
    }
}

/// Rows that have a unit and an arc, by their cheapest column, and columns as one leads to the next: who competes stands
/// together.
pub(super) fn order(problem: &Problem) -> Vec<u32> {
    let (first, rows) = by_cheapest_column(problem);
    let mut order = Vec::with_capacity(rows.len());
    let mut seen = vec![false; problem.columns()];
    let mut stack = Vec::new();
    for start in 0..problem.columns() as u32 {
        stack.push(start);
        while let Some(column) = stack.pop() {
            let column = column as usize;
            if std::mem::replace(&mut seen[column], true) {
                continue;
            }
            for &row in &rows[first[column] as usize..first[column + 1] as usize] {
                order.push(row);
                let reached = &problem.columns[problem.arcs_of(row as usize)];
                stack.extend(reached.iter().filter(|&&to| !seen[to as usize]));
            }
        }
    }
    order
}

/// Rows that have a unit and an arc, sorted by their cheapest column, and where each column's rows begin.
fn by_cheapest_column(problem: &Problem) -> (Vec<u32>, Vec<u32>) {
    let cheapest = |row: usize| {
        let arcs = problem.arcs_of(row).filter(|_| problem.supply[row] > 0);
        let arc = arcs.min_by_key(|&arc| problem.costs[arc])?;
        Some(problem.columns[arc] as usize)
    };
    let mut first = vec![0; problem.columns() + 1];
    for column in (0..problem.rows()).filter_map(cheapest) {
        first[column + 1] += 1;
    }
    for column in 0..problem.columns() {
        first[column + 1] += first[column];
    }
    let mut next = first.clone();
    let mut rows = vec![0; first[problem.columns()] as usize];
    for row in 0..problem.rows() {
        if let Some(column) = cheapest(row) {
            rows[next[column] as usize] = row as u32;
            next[column] += 1;
        }
    }
    (first, rows)
}
