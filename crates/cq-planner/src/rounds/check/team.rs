//! Checks of a team's day.

use super::Wrong;
use crate::rounds::team::{Call, TeamPlan, TeamProblem};
use crate::rounds::{Time, Travel};

/// Checks a team's day: every task once, by somebody who may and can be there, meetings kept, delays and cost.
pub fn team<T: Travel + ?Sized>(problem: &TeamProblem<T>, plan: &TeamPlan) -> Result<(), Wrong> {
    let mut starts: Vec<[Option<(usize, Time)>; 2]> = vec![[None; 2]; problem.visits.len()];
    let (mut travel, mut late, mut latest) = (0, 0, 0);
    if plan.routes.len() != problem.workers.len() {
        return Err(Wrong::Stops);
    }
    for (at, (worker, route)) in problem.workers.iter().zip(&plan.routes).enumerate() {
        let (mut place, mut free) = (worker.from, worker.hours.opens);
        for call in &route.calls {
            let visit = problem.visits.get(call.visit as usize).ok_or(Wrong::Visit { visit: call.visit })?;
            let way = way(problem, place, visit.place).ok_or(Wrong::NoWay { stop: call.visit })?;
            let task = match &visit.meeting {
                Some(meeting) if call.second => &meeting.task,
                _ => &visit.task,
            };
            if !worker.skills.contains(&task.skill) || task.refused.contains(&(at as u32)) {
                return Err(Wrong::Worker { visit: call.visit });
            }
            let begins = call.arrives == free + way
                && call.starts >= call.arrives
                && call.starts >= visit.window.opens
                && call.ends == call.starts + task.length
                && call.late == (call.starts - visit.window.closes).max(0);
            if !begins {
                return Err(Wrong::Start { stop: call.visit });
            }
            let slot = &mut starts[call.visit as usize][usize::from(call.second)];
            if slot.replace((at, call.starts)).is_some() {
                return Err(Wrong::Visit { visit: call.visit });
            }
            (place, free) = (visit.place, call.ends);
            (travel, late, latest) = (travel + way, late + call.late, latest.max(call.late));
        }
        if route.calls.is_empty() {
            continue;
        }
        let way = way(problem, place, worker.to).ok_or(Wrong::NoWay { stop: at as u32 })?;
        let delay = (free + way - worker.hours.closes).max(0);
        (travel, late, latest) = (travel + way, late + delay, latest.max(delay));
        if route.ends != free + way {
            return Err(Wrong::Hours);
        }
    }
    meetings(problem, plan, &starts)?;
    let weights = problem.weights;
    let cost = weights.travel * travel + weights.late * late + weights.latest * latest;
    let said = (plan.travel, plan.late, plan.latest, plan.cost) == (travel, late, latest, cost);
    let proven = plan.bound <= cost && plan.optimal == (plan.bound == cost);
    (said && proven).then_some(()).ok_or(Wrong::Cost { cost })
}

/// That every visit that is not left out is made in full, by two who are not the same and meet as they must.
fn meetings<T: Travel + ?Sized>(
    problem: &TeamProblem<T>,
    plan: &TeamPlan,
    starts: &[[Option<(usize, Time)>; 2]],
) -> Result<(), Wrong> {
    for (number, (visit, starts)) in (0..).zip(problem.visits.iter().zip(starts)) {
        let left = plan.left.iter().any(|left| left.visit == number);
        let kept = match (visit.meeting.as_ref(), starts) {
            _ if left => *starts == [None, None],
            (None, [Some(_), None]) => true,
            (Some(meeting), [Some((one, first)), Some((other, second))]) => {
                one != other && meeting.after.holds(second - first)
            }
            _ => false,
        };
        let calls = plan.routes.iter().flat_map(|route| &route.calls).filter(|call| call.visit == number);
        let named = |call: &Call| {
            let other = starts[usize::from(!call.second)].map(|(worker, _)| worker as u32);
            call.meets == other
        };
        if !kept || !calls.into_iter().all(named) {
            return Err(Wrong::Visit { visit: number });
        }
    }
    Ok(())
}

fn way<T: Travel + ?Sized>(problem: &TeamProblem<T>, from: u32, to: u32) -> Option<Time> {
    if from == to { Some(0) } else { problem.travel.minutes(from, to) }
}
