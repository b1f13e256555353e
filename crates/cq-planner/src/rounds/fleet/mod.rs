//! A shared fleet: vehicles or workers of one kind from one place, visits with loads and windows that all must keep
//! (the vehicle routing problem with time windows), where the way is what counts.
//!
//! The search takes out strings of neighbouring visits and puts them back where they cost least, now and then
//! overlooking a place (slack induction by string removals: Christiaens and Vanden Berghe 2020), and cools down as
//! simulated annealing does.

mod model;
mod outcome;
mod recreate;
mod routes;
mod ruin;
mod search;

pub use model::{Fleet, FleetPlan, FleetProblem, Invalid, Left, MOST_VISITS, Route, Visit, WhyLeft};

use super::{Limit, Travel};
use routes::Ground;

/// Plans the routes.
pub fn solve<T: Travel + ?Sized>(
    problem: &FleetProblem<T>,
    limit: &mut dyn Limit,
) -> Result<FleetPlan, Invalid> {
    let ground = Ground::new(problem)?;
    let bound = outcome::least(&ground)?;
    let best = search::solve(&ground, (problem.seed, problem.moves), bound, limit);
    Ok(outcome::plan(&ground, &best, bound))
}
