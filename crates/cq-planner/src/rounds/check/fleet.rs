//! Checks of a fleet's routes.

use super::Wrong;
use crate::rounds::Travel;
use crate::rounds::fleet::{FleetPlan, FleetProblem};

/// Checks a fleet's routes: every visit once or left out, windows and loads kept, no more vehicles than there are, and
/// the cost.
pub fn fleet<T: Travel + ?Sized>(problem: &FleetProblem<T>, plan: &FleetPlan) -> Result<(), Wrong> {
    let fleet = problem.fleet;
    let mut times = vec![0_u32; problem.visits.len()];
    let way = |from: u32, to: u32| if from == to { Some(0) } else { problem.travel.minutes(from, to) };
    let mut travel = 0;
    for route in &plan.routes {
        let (mut place, mut free, mut load) = (fleet.depot, fleet.hours.opens, 0);
        for call in &route.calls {
            let visit = problem.visits.get(call.stop as usize).ok_or(Wrong::Visit { visit: call.stop })?;
            times[call.stop as usize] += 1;
            let way = way(place, visit.place).ok_or(Wrong::NoWay { stop: call.stop })?;
            let kept = call.arrives == free + way
                && call.starts >= call.arrives
                && visit.window.holds(call.starts)
                && call.ends == call.starts + visit.length;
            if !kept {
                return Err(Wrong::Start { stop: call.stop });
            }
            (place, free, load, travel) = (visit.place, call.ends, load + visit.load, travel + way);
        }
        let home = way(place, fleet.depot).ok_or(Wrong::NoWay { stop: u32::MAX })?;
        travel += home;
        if free + home != route.ends || route.ends > fleet.hours.closes {
            return Err(Wrong::Hours);
        }
        if load != route.load || load > fleet.capacity {
            return Err(Wrong::Load);
        }
    }
    if plan.routes.len() > fleet.vehicles as usize {
        return Err(Wrong::Load);
    }
    let mut cost = travel + fleet.price * plan.routes.len() as i64;
    for left in &plan.left {
        let visit = problem.visits.get(left.visit as usize).ok_or(Wrong::Visit { visit: left.visit })?;
        times[left.visit as usize] += 1;
        cost += visit.leave;
    }
    if let Some(visit) = times.iter().position(|&times| times != 1) {
        return Err(Wrong::Visit { visit: visit as u32 });
    }
    let said = plan.travel == travel && plan.cost == cost;
    (said && plan.bound <= cost && plan.optimal == (plan.bound == cost))
        .then_some(())
        .ok_or(Wrong::Cost { cost })
}
