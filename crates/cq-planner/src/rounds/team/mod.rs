//! Many workers on one day, where some visits need two of them at once or one after the other: who goes where, in
//! which order, so that those who must meet do meet (home health care routing and scheduling: Mankowska, Meisel
//! and Bierwirth 2014).
//!
//! What one worker's delay does to another's visit makes this a coupled problem; it is searched by simulated
//! annealing (Kirkpatrick, Gelatt and Vecchi 1983) over the order of every worker's visits, each order being timed
//! exactly (`timing`): every visit begins as early as its order and its meeting allow. Late visits are allowed and
//! paid for. A bound from an assignment of successors says how far from the best that can be at most.

mod bound;
mod model;
mod order;
mod outcome;
mod search;
mod timing;

pub use model::{
    Call, Invalid, Left, MOST_MINUTES, MOST_TASKS, MOST_WEIGHT, MOST_WORKERS, Meeting, Next, Route, Task,
    TeamPlan, TeamProblem, TeamWeights, Visit, WhyLeft, Worker,
};

use super::{Limit, Travel};
use timing::Timing;

/// Plans the day.
pub fn solve<T: Travel + ?Sized>(
    problem: &TeamProblem<T>,
    limit: &mut dyn Limit,
) -> Result<TeamPlan, Invalid> {
    let mut timing = Timing::new(problem)?;
    let bound = bound::least(&timing)?;
    let best = search::solve(&mut timing, (problem.seed, problem.moves), bound, limit);
    Ok(outcome::plan(problem, &mut timing, best, bound))
}
