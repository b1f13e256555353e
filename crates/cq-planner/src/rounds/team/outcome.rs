//! An order as a plan, with what the next best worker would cost.

use super::model::{Call, Next, Route, TeamPlan, TeamProblem};
use super::order::Order;
use super::timing::{Costs, NONE, Role, Timing};
use crate::rounds::Travel;

pub(super) fn plan<T: Travel + ?Sized>(
    problem: &TeamProblem<T>,
    timing: &mut Timing,
    (mut order, costs): (Order, Costs),
    bound: i64,
) -> TeamPlan {
    let nexts: Vec<Option<Next>> =
        (0..timing.jobs.len() as u16).map(|job| next(timing, &mut order, job, costs.points)).collect();
    let _ = timing.costs(&order, i64::MAX);
    let route = |worker: usize| {
        let call = |&job: &u16| {
            let (at, given) = (usize::from(job), &timing.jobs[usize::from(job)]);
            let starts = timing.starts[at];
            Call {
                visit: given.visit,
                second: given.role != Role::Alone && given.partner < job,
                arrives: timing.arrives[at],
                starts,
                ends: starts + given.length,
                late: (starts - given.window.closes).max(0),
                meets: (given.partner != NONE).then(|| order.worker(given.partner) as u32),
                able: given.able.len() as u32,
                next: nexts[at],
            }
        };
        Route { calls: order.route(worker).iter().map(call).collect(), ends: timing.ends[worker] }
    };
    let bound = bound.min(costs.points);
    TeamPlan {
        routes: (0..problem.workers.len()).map(route).collect(),
        left: timing.left.clone(),
        travel: costs.travel,
        late: costs.late,
        latest: costs.latest,
        cost: costs.points,
        bound,
        optimal: costs.points == bound,
    }
}

/// Who else would do a task at the least price while everything else stays.
fn next(timing: &mut Timing, order: &mut Order, job: u16, points: i64) -> Option<Next> {
    let given = timing.jobs[usize::from(job)].clone();
    let (worker, at) = order.remove(job);
    let mut best: Option<(i64, u16)> = None;
    for &other in given.able.iter().filter(|&&other| usize::from(other) != worker) {
        if given.partner != NONE && order.worker(given.partner) == usize::from(other) {
            continue;
        }
        for place in 0..=order.route(other.into()).len() {
            order.insert(job, other.into(), place);
            let allowed = best.map_or(i64::MAX, |best| best.0);
            if let Some(costs) = timing.costs(order, allowed) {
                best = [best, Some((costs.points, other))].into_iter().flatten().min();
            }
            order.remove(job);
        }
    }
    order.insert(job, worker, at);
    best.map(|(cost, worker)| Next { worker: worker.into(), extra_cost: cost - points })
}
