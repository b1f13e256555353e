//! The sparse transportation problem: rows (people) with a supply, columns (doctors) with a capacity,
//! and arcs with an integer cost. What a row does not place is left over at the row's own price, so a
//! problem is always feasible and its optimum is the least total of arcs used and units left over.
//!
//! Method: successive shortest paths on prices (Tomizawa 1971; Edmonds and Karp 1972; Ahuja, Magnanti and
//! Orlin, *Network Flows*, 1993, section 9.7), searched on the graph of the columns only: the way from one
//! column to another is its cheapest row to move, and is remembered until the column's rows change. A start
//! from earlier prices keeps every placement that is still tight, inserts the rest, and then fills the
//! columns that lost somebody at a positive price by the same search run backwards.
//!
//! Costs are points, whole numbers; supplies and capacities are units (persons). Everything is
//! deterministic, and every answer has passed [`crate::certificate::check`].

mod fill;
mod insert;
mod problem;
mod state;

pub use problem::{Builder, COST_LIMIT, Invalid, Placement, Problem, Solution, Start};

use crate::certificate::{self, Certificate, Violation};
use state::State;

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
    let mut state = State::new(problem, start)?;
    insert::all(&mut state);
    fill::all(&mut state);
    Ok(state.into_solution())
}
