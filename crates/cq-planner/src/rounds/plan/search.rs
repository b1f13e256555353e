//! More visits than can be proven: a first plan, then some visits out and in again, as long as it pays.

use super::Sets;
use super::board::{Board, bits};
use super::model::Invalid;
use crate::rounds::dice::Dice;
use crate::rounds::{Limit, Travel};

/// The search ends after so many tries a visit without a better plan.
const PATIENCE: usize = 80;
/// A plan that costs so many thousandths more than the best may be gone on from.
const LENIENCE: i64 = 4;

/// A first plan: what stood before as far as it still can, and the rest where it costs least.
pub(super) fn first<T: Travel + ?Sized>(board: &mut Board<T>) -> Result<Sets, Invalid> {
    let mut sets = former(board)?;
    fill(board, &mut sets, None)?;
    Ok(sets)
}

/// The best plan found until the limit, or until it costs no more than the bound.
pub(super) fn solve<T: Travel + ?Sized>(
    board: &mut Board<T>,
    first: Sets,
    (seed, bound): (u64, i64),
    limit: &mut dyn Limit,
) -> Result<Sets, Invalid> {
    let visits = board.problem.visits.len();
    let mut dice = Dice::new(seed);
    let mut best = first.clone();
    let (mut current, mut idle) = (first, 0);
    while idle < PATIENCE * visits && best.cost > bound && !limit.reached() {
        let mut tried = current.clone();
        take_out(board, &mut tried, &mut dice)?;
        fill(board, &mut tried, Some(&mut dice))?;
        idle += 1;
        if tried.cost < best.cost {
            best = tried.clone();
            idle = 0;
        }
        if tried.cost <= best.cost + best.cost / 1000 * LENIENCE {
            current = tried;
        }
    }
    Ok(best)
}

/// What of the former plan and of what is settled can stand together.
fn former<T: Travel + ?Sized>(board: &mut Board<T>) -> Result<Sets, Invalid> {
    let mut days = vec![0; board.problem.days.len()];
    let mut order: Vec<usize> = (0..board.problem.visits.len()).collect();
    order.sort_by_key(|&visit| board.problem.visits[visit].settled.is_none());
    for visit in order {
        let given = &board.problem.visits[visit];
        let day = given.settled.map(|settled| settled.day).or(given.former.map(|former| former.day));
        let Some(day) = day.map(|day| day as usize).filter(|&day| day < days.len()) else { continue };
        if board.cost(day, days[day] | 1 << visit)?.is_some() {
            days[day] |= 1 << visit;
        }
    }
    let cost = board.total(&days)?.unwrap_or(i64::MAX);
    Ok(Sets { days, cost })
}

/// Takes out a few visits that have to do with one another.
fn take_out<T: Travel + ?Sized>(
    board: &mut Board<T>,
    sets: &mut Sets,
    dice: &mut Dice,
) -> Result<(), Invalid> {
    let problem = board.problem;
    let held = sets.days.iter().fold(0, |held, set| held | set);
    let mut visits: Vec<usize> = bits(held).collect();
    if visits.is_empty() {
        return Ok(());
    }
    let many = 2 + dice.below(5);
    let first = visits[dice.below(visits.len())];
    let gone = match dice.below(3) {
        0 => {
            for at in (1..visits.len()).rev() {
                visits.swap(at, dice.below(at + 1));
            }
            visits.truncate(many);
            visits.iter().fold(0, |gone, visit| gone | 1 << visit)
        }
        1 => {
            let place = problem.visits[first].place;
            visits.sort_by_key(|&visit| {
                let other = problem.visits[visit].place;
                if other == place { Some(0) } else { problem.travel.minutes(place, other).or(Some(i64::MAX)) }
            });
            visits.truncate(many);
            visits.iter().fold(0, |gone, visit| gone | 1 << visit)
        }
        _ => {
            let one = sets.days.iter().copied().find(|set| set >> first & 1 == 1).unwrap_or(0);
            one | sets.days[dice.below(sets.days.len())]
        }
    };
    for set in &mut sets.days {
        *set &= !gone;
    }
    sets.cost = board.total(&sets.days)?.unwrap_or(i64::MAX);
    Ok(())
}

/// Puts in what is out, those first that would lose most by waiting (regret: Potvin and Rousseau 1993); what costs
/// less outside stays out. With dice, now and then another comes first.
fn fill<T: Travel + ?Sized>(
    board: &mut Board<T>,
    sets: &mut Sets,
    mut dice: Option<&mut Dice>,
) -> Result<(), Invalid> {
    let held = sets.days.iter().fold(0, |held, set| held | set);
    let mut out: Vec<usize> =
        (0..board.problem.visits.len()).filter(|visit| held >> visit & 1 == 0).collect();
    let mut deltas: Vec<Vec<Option<i64>>> = Vec::with_capacity(out.len());
    for &visit in &out {
        let mut row = Vec::with_capacity(sets.days.len());
        for day in 0..sets.days.len() {
            row.push(delta(board, sets, day, visit)?);
        }
        deltas.push(row);
    }
    while !out.is_empty() {
        let mut choice: Option<(i64, usize, usize, i64)> = None;
        for (at, &visit) in out.iter().enumerate() {
            let leave = board.leave(visit);
            let mut options: Vec<(i64, usize)> =
                deltas[at].iter().zip(0..).filter_map(|(delta, day)| Some(((*delta)?, day))).collect();
            options.sort_unstable();
            let Some(&(cost, day)) = options.first().filter(|option| option.0 < leave) else { continue };
            let second = options.get(1).map_or(leave, |option| option.0.min(leave));
            let shaken =
                dice.as_mut().map_or(0, |dice| dice.below(1 + (cost.unsigned_abs() as usize) / 4) as i64);
            let regret = second - cost + shaken;
            if choice.is_none_or(|(known, ..)| regret > known) {
                choice = Some((regret, at, day, cost));
            }
        }
        let Some((_, at, day, cost)) = choice else { break };
        sets.days[day] |= 1 << out[at];
        sets.cost += cost - board.leave(out[at]);
        out.swap_remove(at);
        deltas.swap_remove(at);
        for (row, &visit) in deltas.iter_mut().zip(&out) {
            row[day] = delta(board, sets, day, visit)?;
        }
    }
    Ok(())
}

/// What a day costs more with a visit.
fn delta<T: Travel + ?Sized>(
    board: &mut Board<T>,
    sets: &Sets,
    day: usize,
    visit: usize,
) -> Result<Option<i64>, Invalid> {
    if board.extra(day, visit).is_none() {
        return Ok(None);
    }
    let without = board.cost(day, sets.days[day])?;
    let with = board.cost(day, sets.days[day] | 1 << visit)?;
    Ok(with.zip(without).map(|(with, without)| with - without))
}
