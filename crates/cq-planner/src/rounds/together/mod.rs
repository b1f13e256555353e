//! Several workers' visits over many days, where some homes are visited in twos: who comes along, on which day, and at
//! what time, so that both are there together.
//!
//! A meeting whose day and time are settled takes its place among each of the two's other visits, and each worker's days
//! are then planned by themselves ([`super::plan`], exactly where there are few). So only day, time and company of the
//! meetings are searched: each is put where it costs the two least while all else stays, both are planned anew around it,
//! and that is done again until nothing is gained. Of a pair and a day, what the two would pay if they need not meet is
//! known first and excludes most; of the rest, every quarter of an hour, either's own favourite and the first moment at
//! which both can be there are tried. That moment is found exactly: each says in turn when he can be there at the
//! earliest, until both say the same.
//!
//! The bound is what all would pay at least if nobody had to come along. In the literature these are routes with
//! synchronised visits (Bredström and Rönnqvist 2008). Where two cannot meet, the smallest set of other visits and wishes
//! that stand in the way is found (deletion filter: Chinneck and Dravnieks 1991); where there is not time enough to know,
//! that is said.

mod conflict;
mod desk;
mod model;
mod search;

pub use model::{Apart, Company, Invalid, Meeting, Member, Met, Outcome, TogetherPlan, TogetherProblem};

use super::{Limit, Travel};
use desk::Desk;

/// Plans everybody's days.
pub fn solve<T: Travel + ?Sized>(
    problem: &TogetherProblem<T>,
    limit: &mut dyn Limit,
) -> Result<TogetherPlan, Invalid> {
    model::check(problem)?;
    let desk = Desk::new(problem)?;
    let (state, bound) = search::solve(&desk, limit)?;
    let mut meetings = Vec::with_capacity(problem.meetings.len());
    for (at, spot) in state.spots.iter().enumerate() {
        meetings.push(match spot {
            Some(spot) => Outcome::Met(search::met(&desk, &state, at, *spot, limit)?),
            None => Outcome::Apart(conflict::why(&desk, &state, at, limit)?),
        });
    }
    let company = (0..problem.members.len()).map(|member| desk.company_of(&state.spots, member));
    let company = company.map(|all| all.into_iter().map(|at| at as u32).collect()).collect();
    let cost = state.cost();
    Ok(TogetherPlan { plans: state.plans, company, meetings, cost, bound })
}
