//! The sparse transportation problem: rows (people) with a supply, columns (doctors) with a capacity,
//! and arcs with an integer cost. What a row does not place is left over at the row's own price, so a
//! problem is always feasible and its optimum is the least total of arcs used and units left over.
//!
//! Method: successive shortest paths on prices (Tomizawa 1971; Edmonds and Karp 1972; Ahuja, Magnanti and
//! Orlin, *Network Flows*, 1993, section 9.7), searched on the graph of the columns only: the way from one
//! column to another is its cheapest row to move, and is remembered until the column's rows change. From nothing, an
//! auction first says about what places are worth, so that the ways stay short; it proves nothing. A start
//! from earlier prices keeps every placement that is still tight, inserts the rest, and then fills the
//! columns that lost somebody at a positive price by the same search run backwards.
//!
//! Costs are points, whole numbers; supplies and capacities are units (persons). Everything is
//! deterministic, and every answer has passed [`crate::certificate::check`].

mod arcs;
pub(crate) mod auction;
mod fill;
mod insert;
mod problem;
mod standing;
mod state;

pub use problem::{Builder, COST_LIMIT, Invalid, Placement, Problem, Solution, Start};
pub use standing::Standing;

use crate::certificate::{self, Certificate, Violation};
use arcs::Arcs;
use state::State;

/// Columns from which on an auction saves more than it takes.
pub(crate) const AUCTION_COLUMNS: usize = 1_000;

/// Why a problem was not solved.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The start given does not belong to the problem.
    #[error(transparent)]
    Invalid(#[from] Invalid),
    /// The answer failed its own check: a defect of the solver, reported rather than handed out.
    #[error("the answer failed its certificate: {0}")]
    Uncertified(#[from] Violation),
}

/// Solves a problem from nothing.
pub fn solve(problem: &Problem) -> Result<(Solution, Certificate), Error> {
    solve_from(problem, &Start::default())
}

/// Solves a problem from earlier prices and placements, which may belong to a slightly different problem:
/// only what still holds is kept. The optimum is the same as from nothing; the way is shorter.
pub fn solve_from(problem: &Problem, start: &Start) -> Result<(Solution, Certificate), Error> {
    let solution = optimise(problem, start)?;
    let certificate = certificate::check(problem, &solution)?;
    Ok((solution, certificate))
}

/// The solver without the check, for callers that go on to enlarge the problem and check the last answer.
pub(crate) fn optimise(problem: &Problem, start: &Start) -> Result<Solution, Invalid> {
    Ok(settle(problem, start)?.solution(problem))
}

fn settle(problem: &Problem, start: &Start) -> Result<State, Invalid> {
    // Only rows of one unit bid, and for a few columns the search from nothing is as quick.
    let bids = problem.columns() >= AUCTION_COLUMNS && problem.supply.iter().all(|&units| units <= 1);
    if bids && *start == Start::default() {
        return settle_by_auction(problem);
    }
    let mut state = State::new(problem, start)?;
    place(problem, &mut state, 0..problem.rows() as u32);
    Ok(state)
}

fn settle_by_auction(problem: &Problem) -> Result<State, Invalid> {
    let order = arcs::order(problem);
    let column_prices = auction::prices(order.len(), &problem.capacity, Arcs::new(problem, &order));
    let mut state = State::new(problem, &Start { column_prices, placements: Vec::new() })?;
    // In the order of the auction, since neighbours are still at hand; then whoever has nowhere to go.
    place(problem, &mut state, order.into_iter().chain(0..problem.rows() as u32));
    Ok(state)
}

fn place(problem: &Problem, state: &mut State, rows: impl Iterator<Item = u32>) {
    let mut search = insert::Search::new(problem.columns());
    rows.for_each(|row| search.insert(problem, state, row));
    fill::all(problem, state);
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    prop_compose! {
        /// Costs that tie, repeat and reach the limit; columns without room; rows without arcs or units.
        fn any_problem()(
            capacity in prop::collection::vec(0u64..4, 1..9),
        )(
            rows in prop::collection::vec((
                0u32..2,
                prop_oneof![4 => -3i64..40, 1 => Just(COST_LIMIT)],
                prop::collection::vec((0..capacity.len() as u32, prop_oneof![8 => -3i64..9, 8 => 0i64..5_000, 1 => Just(-COST_LIMIT)]), 0..6),
            ), 0..30),
            capacity in Just(capacity),
        ) -> Problem {
            let mut builder = Builder::new(capacity).unwrap();
            for (supply, leave, arcs) in rows {
                builder.row(supply, leave, arcs).unwrap();
            }
            builder.build()
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1500))]

        #[test]
        fn an_auction_before_it_leaves_the_optimum_as_it_is(problem in any_problem()) {
            let solution = settle_by_auction(&problem).unwrap().solution(&problem);
            let certificate = certificate::check(&problem, &solution).unwrap();
            prop_assert_eq!(certificate.cost, solve(&problem).unwrap().1.cost);
        }
    }
}
