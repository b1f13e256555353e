//! One worker's visits over many days: which visit on which day, and each day's order.
//!
//! A visit may be made between its first and its due day, on the weekdays and at the times that suit, and costs
//! something to leave out. Up to [`MOST_PROVEN`] visits are planned exactly: every day's cost of every set of
//! visits is worked out, and the sets are put together day by day (dynamic programming over subsets). More are
//! planned by taking out a few and putting them back better (large neighbourhood search: Shaw 1998), each day's
//! tour still being exact; then a bound tells how far from the best that can be at most.
//!
//! A plan that is made again keeps what it can: a visit that was planned pays for another day and for another
//! hour by [`Former`], so that nothing moves unless moving saves more than that.

mod board;
mod exact;
mod model;
mod prices;
mod reasons;
mod search;

pub use model::{
    Former, Invalid, Left, MOST_DAYS, MOST_VISITS, Opening, Placed, Plan, PlanProblem, PlanWeights, Prices,
    Round, Settled, Visit, Why, WhyLeft,
};

use super::tour::{self, Call, Outcome, TourProblem};
use super::{Limit, Travel, Unlimited};
pub(in crate::rounds) use board::Board;

/// Up to so many visits the plan is proven best.
pub const MOST_PROVEN: usize = 16;
/// Beyond what a settled visit costs to leave out: more than all the others together.
const SETTLED: i64 = 1 << 40;

/// Which visits each day has, as bits.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Sets {
    days: Vec<u64>,
    cost: i64,
}

/// Plans the visits.
pub fn solve<T: Travel + ?Sized>(problem: &PlanProblem<T>, limit: &mut dyn Limit) -> Result<Plan, Invalid> {
    let mut board = Board::new(problem)?;
    let proven = if problem.visits.len() <= MOST_PROVEN { exact::solve(&mut board, limit)? } else { None };
    let (sets, bound) = match proven {
        Some(sets) => {
            let bound = sets.cost;
            (sets, bound)
        }
        None => {
            let first = search::first(&mut board)?;
            let priced = prices::least(&board, first.cost, limit).unwrap_or(0);
            let bound = board.least().max(priced);
            let sets = search::solve(&mut board, first, (problem.seed, bound), limit)?;
            let bound = bound.min(sets.cost);
            (sets, bound)
        }
    };
    plan(&mut board, &sets, bound)
}

/// The plan with its tours and its reasons.
fn plan<T: Travel + ?Sized>(board: &mut Board<T>, sets: &Sets, bound: i64) -> Result<Plan, Invalid> {
    let mut plan = Plan {
        rounds: Vec::new(),
        placed: Vec::new(),
        left: Vec::new(),
        cost: sets.cost,
        bound,
        optimal: sets.cost == bound,
    };
    for (day, &set) in sets.days.iter().enumerate().filter(|&(_, &set)| set != 0) {
        let (visits, stops) = board.stops(day, set);
        let problem = board.problem;
        let day_problem = TourProblem {
            travel: problem.travel,
            day: &problem.days[day],
            stops: &stops,
            weights: problem.weights.tour,
        };
        let Outcome::Planned(mut tour) = tour::solve(&day_problem, &mut Unlimited)? else { continue };
        for call in &mut tour.calls {
            let Call { stop, starts, ends, .. } = *call;
            call.stop = visits[stop as usize];
            let why = reasons::why(board, sets, (call.stop, day), starts)?;
            plan.placed.push(Placed { visit: call.stop, day: day as u32, starts, ends, why });
        }
        plan.rounds.push(Round { day: day as u32, tour });
    }
    plan.placed.sort_unstable_by_key(|placed| placed.visit);
    let held = sets.days.iter().fold(0, |held, set| held | set);
    for visit in (0..board.problem.visits.len()).filter(|visit| held >> visit & 1 == 0) {
        plan.left.push(Left { visit: visit as u32, why: reasons::why_left(board, sets, visit)? });
    }
    Ok(plan)
}
