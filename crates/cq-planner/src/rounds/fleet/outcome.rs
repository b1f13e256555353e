//! Routes as a plan, and what every plan costs at least.

use super::model::{FleetPlan, Left, Route, WhyLeft};
use super::routes::{Ground, Line, Lines};
use crate::rounds::successors;
use crate::rounds::tour::Call;
use crate::transport;

/// Above so many visits, the bound is the sum of the nearest.
const MOST_ASSIGNED: usize = 250;

/// No plan costs less: every visit comes after something, or some visit is left out.
pub(super) fn least(ground: &Ground) -> Result<i64, transport::Error> {
    let follows = |from: u16, to: u16| {
        let (a, b) = (usize::from(from), usize::from(to));
        from != to
            && ground.load[a] + ground.load[b] <= ground.capacity
            && ground.windows[a].opens + ground.length[a] + ground.minutes(from, to)
                <= ground.windows[b].closes
    };
    let nodes = ground.nodes as u16;
    let visits = ground.nodes - 1;
    let left = ground.leave.iter().skip(1).copied().min().unwrap_or(0);
    if visits == 0 {
        return Ok(0);
    }
    if visits > MOST_ASSIGNED {
        let nearest =
            |to: u16| (0..nodes).filter(|&from| follows(from, to)).map(|from| ground.minutes(from, to)).min();
        return Ok((1..nodes).map(|to| nearest(to).unwrap_or(0)).sum::<i64>().min(left));
    }
    let vehicles = ground.vehicles.min(visits);
    let widest =
        (0..nodes).flat_map(|from| (0..nodes).map(move |to| ground.minutes(from, to))).max().unwrap_or(0);
    // Rows and columns: the visits, then the vehicles; a vehicle that follows itself stays at home.
    let successors = |row: usize| -> Vec<(u32, i64)> {
        let from = if row < visits { row as u16 + 1 } else { 0 };
        let visited = (1..nodes).filter(|&to| follows(from, to));
        let visited = visited.map(|to| {
            (u32::from(to) - 1, ground.minutes(from, to) + if from == 0 { ground.price } else { 0 })
        });
        let home = 0..vehicles;
        let home = home.filter(|&vehicle| from > 0 || vehicle == row - visits);
        let home = home.map(|vehicle| ((visits + vehicle) as u32, ground.minutes(from, 0)));
        visited.chain(home).collect()
    };
    let assigned = successors::least(visits + vehicles, widest + ground.price, successors)?;
    Ok(assigned.unwrap_or(left).min(left))
}

pub(super) fn plan(ground: &Ground, lines: &Lines, bound: i64) -> FleetPlan {
    let routes: Vec<Route> =
        lines.lines.iter().filter(|line| !line.stops.is_empty()).map(|line| route(ground, line)).collect();
    let why = |&visit: &u16| {
        let node = usize::from(visit);
        let mut alone = Line { stops: vec![visit], ..Line::default() };
        let why = if ground.load[node] > ground.capacity {
            WhyLeft::TooLarge
        } else if alone.time(ground) {
            WhyLeft::NoRoom
        } else {
            WhyLeft::NeverInTime
        };
        Left { visit: u32::from(visit) - 1, why }
    };
    let mut left: Vec<Left> = lines.out.iter().map(why).collect();
    left.sort_unstable_by_key(|left| left.visit);
    let prices = ground.price * routes.len() as i64;
    let travel = lines.lines.iter().map(|line| line.cost).sum::<i64>() - prices;
    let bound = bound.min(lines.cost);
    FleetPlan { routes, left, travel, cost: lines.cost, bound, optimal: lines.cost == bound }
}

fn route(ground: &Ground, line: &Line) -> Route {
    let (mut last, mut free) = (0, ground.windows[0].opens);
    let mut calls = Vec::with_capacity(line.stops.len());
    for (&stop, &starts) in line.stops.iter().zip(&line.starts) {
        let arrives = free + ground.minutes(last, stop);
        let ends = starts + ground.length[usize::from(stop)];
        calls.push(Call { stop: u32::from(stop) - 1, arrives, starts, ends });
        (last, free) = (stop, ends);
    }
    Route { calls, load: line.load, ends: free + ground.minutes(last, 0) }
}
