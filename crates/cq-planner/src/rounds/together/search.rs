//! Where the meetings are: one after the other where it costs least, then each once more until nothing is gained.

use super::desk::{Desk, Spot, State};
use super::model::{Invalid, Met};
use crate::rounds::{Limit, Travel};

/// So often every meeting is looked at again.
const PASSES: usize = 4;
/// Where there is no room, so many places are tried with everything else moving.
const TRIES: usize = 6;

/// The best places found, and what every plan costs at least.
pub(super) fn solve<T: Travel + ?Sized>(
    desk: &Desk<T>,
    limit: &mut dyn Limit,
) -> Result<(State, i64), Invalid> {
    let (members, meetings) = (desk.problem.members.len(), desk.problem.meetings.len());
    let mut bound = 0;
    let mut state = State { spots: vec![None; meetings], plans: Vec::with_capacity(members) };
    for member in 0..members {
        let plan = desk.plan(&state.spots, member, limit)?;
        let meets = (0..meetings).any(|at| desk.owner(at) == member);
        bound += if meets { alone(desk, member, limit)? } else { plan.bound };
        state.plans.push(plan);
    }
    let mut order = Vec::with_capacity(meetings);
    for at in 0..meetings {
        let owner = desk.owner(at);
        let visit = desk.problem.meetings[at].visit as usize;
        let urgent = desk.problem.members[owner].problem.visits[visit].urgent;
        order.push((!urgent, desk.pairs(at).len(), at));
    }
    order.sort_unstable();
    for pass in 0..PASSES {
        let before = state.cost();
        for &(.., at) in &order {
            if pass > 0 && limit.reached() {
                return Ok((state, bound));
            }
            place(desk, &mut state, at, limit)?;
        }
        if state.cost() == before {
            break;
        }
    }
    Ok((state, bound))
}

/// What a worker's days cost at least if nobody had to meet.
fn alone<T: Travel + ?Sized>(desk: &Desk<T>, member: usize, limit: &mut dyn Limit) -> Result<i64, Invalid> {
    let mut steps = desk.problem.steps;
    let mut both = || {
        steps = steps.saturating_sub(1);
        steps == 0 || limit.reached()
    };
    Ok(crate::rounds::plan::solve(&desk.problem.members[member].problem, &mut both)?.bound)
}

/// Puts a meeting where it costs least, if that costs less than where it is.
fn place<T: Travel + ?Sized>(
    desk: &Desk<T>,
    state: &mut State,
    at: usize,
    limit: &mut dyn Limit,
) -> Result<(), Invalid> {
    let spot = cheapest(desk, state, at, None, limit)?.map(|(_, spot)| spot);
    if let Some(spot) = spot.filter(|spot| state.spots[at] != Some(*spot)) {
        settle(desk, state, at, spot, limit)?;
    }
    if state.spots[at].is_some() {
        return Ok(());
    }
    // No day has room as it is: what else is there may move.
    let mut tries = Vec::new();
    for pair in desk.pairs(at) {
        let Some((own, theirs)) = desk.sides(state, at, pair, true)? else { continue };
        if let Some((cost, starts)) = desk.best((&own, &theirs), i64::MAX, limit)? {
            tries.push((cost, Spot { date: pair.1, with: pair.0, starts }));
        }
    }
    tries.sort_unstable();
    for (_, spot) in tries.into_iter().take(TRIES) {
        if settle(desk, state, at, spot, limit)? {
            break;
        }
    }
    Ok(())
}

/// The cheapest place while all else stays, and what it costs; with `except` only on another day.
fn cheapest<T: Travel + ?Sized>(
    desk: &Desk<T>,
    state: &State,
    at: usize,
    except: Option<i32>,
    limit: &mut dyn Limit,
) -> Result<Option<(i64, Spot)>, Invalid> {
    let mut sides = Vec::new();
    for pair in desk.pairs(at).into_iter().filter(|pair| Some(pair.1) != except) {
        let Some((own, theirs)) = desk.sides(state, at, pair, false)? else { continue };
        if let Some(least) = desk.apart(&own, &theirs)? {
            sides.push((least, pair, own, theirs));
        }
    }
    sides.sort_by_key(|(least, pair, ..)| (*least, pair.1, pair.0));
    let mut best: Option<(i64, Spot)> = None;
    for (least, (with, date), own, theirs) in &sides {
        let below = best.map_or(i64::MAX, |best| best.0);
        if *least >= below {
            break;
        }
        if let Some((cost, starts)) = desk.best((own, theirs), below, limit)? {
            best = Some((cost, Spot { date: *date, with: *with, starts }));
        }
    }
    Ok(best)
}

/// Puts a meeting somewhere and plans everybody concerned anew; leaves all as it was if that does not cost less, or if somebody
/// would then not be where he has to be.
fn settle<T: Travel + ?Sized>(
    desk: &Desk<T>,
    state: &mut State,
    at: usize,
    spot: Spot,
    limit: &mut dyn Limit,
) -> Result<bool, Invalid> {
    let mut spots = state.spots.clone();
    let former = spots[at].replace(spot).map(|former| desk.with(at, former));
    let mut concerned: Vec<usize> =
        [Some(desk.owner(at)), Some(desk.with(at, spot)), former].into_iter().flatten().collect();
    concerned.sort_unstable();
    concerned.dedup();
    let (mut costs, mut plans) = (0, Vec::with_capacity(concerned.len()));
    for member in concerned {
        let plan = desk.plan(&spots, member, limit)?;
        if !desk.attends(&spots, member, &plan) {
            return Ok(false);
        }
        costs += plan.cost - state.plans[member].cost;
        plans.push((member, plan));
    }
    if costs >= 0 {
        return Ok(false);
    }
    for (member, plan) in plans {
        state.plans[member] = plan;
    }
    state.spots = spots;
    Ok(true)
}

/// What is said of a meeting that has its time.
pub(super) fn met<T: Travel + ?Sized>(
    desk: &Desk<T>,
    state: &State,
    at: usize,
    spot: Spot,
    limit: &mut dyn Limit,
) -> Result<Met, Invalid> {
    let with = desk.with(at, spot) as u32;
    let met = Met { with, date: spot.date, starts: spot.starts, next: None };
    let Some((own, theirs)) = desk.sides(state, at, (spot.with, spot.date), false)? else { return Ok(met) };
    let stays = desk.at(&own, &theirs, spot.starts)?;
    let Some(stays) = stays.filter(|_| !limit.reached()) else { return Ok(met) };
    let next = cheapest(desk, state, at, Some(spot.date), limit)?;
    Ok(Met { next: next.map(|(cost, next)| (next.date, cost - stays)), ..met })
}
