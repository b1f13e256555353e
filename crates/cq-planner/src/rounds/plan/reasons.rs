//! Why a visit is on its day, and why one is left out.

use super::Sets;
use super::board::Board;
use super::model::{Invalid, Why, WhyLeft};
use crate::rounds::tour::{self, Conflict, Outcome, TourProblem, Wish};
use crate::rounds::{Time, Travel, Unlimited};

/// Why a visit is on its day: what the next best day would cost more while all the others stay.
pub(super) fn why<T: Travel + ?Sized>(
    board: &mut Board<T>,
    sets: &Sets,
    (visit, day): (u32, usize),
    starts: Time,
) -> Result<Why, Invalid> {
    let problem = board.problem;
    let given = &problem.visits[visit as usize];
    if given.settled.is_some() {
        return Ok(Why::Settled);
    }
    let one = 1 << visit;
    let stays =
        board.cost(day, sets.days[day])?.unwrap_or(0) - board.cost(day, sets.days[day] & !one)?.unwrap_or(0);
    let (mut next, mut allowed) = (None, 0);
    for other in (0..problem.days.len())
        .filter(|&other| board.extra(other, visit as usize).is_some())
        .collect::<Vec<_>>()
    {
        allowed += 1;
        if other == day {
            continue;
        }
        let without = board.cost(other, sets.days[other])?;
        let with = board.cost(other, sets.days[other] | one)?;
        let costs = with.zip(without).map(|(with, without)| (with - without - stays, other as u32));
        next = [next, costs].into_iter().flatten().min();
    }
    let next = next.map(|(extra_cost, day)| (day, extra_cost));
    let former = given.former.filter(|former| former.day as usize == day);
    if former.is_some_and(|former| (former.start - starts).abs() <= former.prices.tolerance) {
        return Ok(Why::Kept { next });
    }
    let moved_from = given.former.map(|former| former.day).filter(|&former| former as usize != day);
    Ok(match next {
        Some((next_day, extra_cost)) => Why::Cheapest { next_day, extra_cost, moved_from },
        None => Why::OnlyDay { allowed, moved_from },
    })
}

/// Why a visit is left out.
pub(super) fn why_left<T: Travel + ?Sized>(
    board: &mut Board<T>,
    sets: &Sets,
    visit: usize,
) -> Result<WhyLeft, Invalid> {
    let one = 1 << visit;
    let days = 0..board.problem.days.len();
    let allowed: Vec<usize> = days.filter(|&day| board.extra(day, visit).is_some()).collect();
    let Some(&first) = allowed.first() else { return Ok(WhyLeft::NoDay) };
    let (mut cheapest, mut alone) = (None, None);
    for &day in &allowed {
        let costs = board.cost(day, sets.days[day] | one)?.zip(board.cost(day, sets.days[day])?);
        let costs = costs.map(|(with, without)| (with - without, day));
        cheapest = [cheapest, costs].into_iter().flatten().min();
        if alone.is_none() && board.cost(day, one)?.is_some() {
            alone = Some(day);
        }
    }
    if let Some((costs, day)) = cheapest {
        return Ok(WhyLeft::Dearer { day: day as u32, extra_cost: costs - board.leave(visit) });
    }
    let (day, set) = alone.map_or((first, one), |day| (day, sets.days[day] | one));
    let conflict = conflict(board, day, set)?;
    let day = day as u32;
    Ok(if alone.is_none() { WhyLeft::NeverFits { day, conflict } } else { WhyLeft::NoRoom { day, conflict } })
}

/// What does not fit together on a day, named by visits.
fn conflict<T: Travel + ?Sized>(board: &Board<T>, day: usize, set: u64) -> Result<Conflict, Invalid> {
    let (visits, stops) = board.stops(day, set);
    let problem = board.problem;
    let tour = TourProblem {
        travel: problem.travel,
        day: &problem.days[day],
        stops: &stops,
        weights: problem.weights.tour,
    };
    let Outcome::Impossible(mut conflict) = tour::solve(&tour, &mut Unlimited)? else {
        return Ok(Conflict { stops: Vec::new(), wishes: Vec::new(), complete: false });
    };
    for stop in &mut conflict.stops {
        *stop = visits[*stop as usize];
    }
    for wish in &mut conflict.wishes {
        if let Wish::Windows { stop } = wish {
            *stop = visits[*stop as usize];
        }
    }
    Ok(conflict)
}
