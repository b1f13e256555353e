//! Each doctor's days, solved one by one, several doctors at a time.

use std::sync::{
    Mutex,
    atomic::{AtomicBool, AtomicUsize, Ordering},
};

use cq_planner::rounds::{
    Straight, Travel,
    plan::{self, Placed, Plan, PlanProblem, PlanWeights, Visit, Why, WhyLeft},
    tour::{Conflict, Wish},
};
use cq_platform::{Error, Result};
use jiff::civil::Date;

use super::{Computed, Input, Worker, assign, planned};
use crate::round::{
    model::{Hindrance, Planned, Reason, Slot},
    settings::Settings,
    store::due::Due,
};

/// Chance of the search among many visits: the same plan comes out of the same visits.
const SEED: u64 = 1;
/// A doctor's search is asked so often whether to stop before it does by itself: the same on every machine.
const STEPS: u64 = 20_000;
/// Doctors solved at once, at most.
const THREADS: usize = 4;

/// Every doctor's plan.
pub(super) fn all(input: &Input, stop: &AtomicBool) -> Result<Computed> {
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get).min(THREADS);
    let (next, found) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    let work = || {
        while let Some(worker) = input.workers.get(next.fetch_add(1, Ordering::Relaxed)) {
            let solved = one(&input.settings, worker, stop);
            if let Ok(mut found) = found.lock() {
                found.push(solved);
            }
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(work);
        }
    });
    let mut computed = Computed { visits: input.left.clone(), ..Computed::default() };
    for solved in found.into_inner().map_err(|_| Error::internal("a planner did not end"))? {
        let Computed { visits, cost, bound } = solved?;
        computed.visits.extend(visits);
        computed.cost += cost;
        computed.bound += bound;
    }
    if computed.visits.len() != input.visits() {
        return Err(Error::internal("a planner lost visits"));
    }
    computed.visits.sort_by_key(|planned| (planned.staff, planned.task));
    Ok(computed)
}

/// One doctor's plan.
fn one(settings: &Settings, worker: &Worker, stop: &AtomicBool) -> Result<Computed> {
    let detour = settings.detour_percent as f64 / 100.0;
    let straight = Straight::new(&worker.places, detour, settings.kmh as f64, settings.setting_out_minutes);
    let travel: &dyn Travel = match &worker.matrix {
        Some(matrix) => matrix,
        None => &straight,
    };
    let visits: Vec<Visit> = worker.visits.iter().map(|(_, visit)| visit.clone()).collect();
    let weights = PlanWeights::default();
    let problem = PlanProblem { travel, days: &worker.hours, visits: &visits, weights, seed: SEED };
    let mut steps = STEPS;
    let mut limit = || {
        steps = steps.saturating_sub(1);
        steps == 0 || stop.load(Ordering::Relaxed)
    };
    let plan = plan::solve(&problem, &mut limit).map_err(Error::internal)?;
    let reader = Reader { worker, travel, plan: &plan, minute: weights.tour.travel };
    let mut computed = Computed { visits: Vec::new(), cost: plan.cost, bound: plan.bound };
    for round in &plan.rounds {
        computed.visits.extend(reader.round(round));
    }
    for left in &plan.left {
        let Some((Some(due), _)) = worker.visits.get(left.visit as usize) else { continue };
        let reason = reader.why_left(&left.why, due, left.visit);
        computed.visits.push(planned(due, worker.staff, reason));
    }
    Ok(computed)
}

/// A planner's numbers, read back.
struct Reader<'p> {
    worker: &'p Worker,
    travel: &'p dyn Travel,
    plan: &'p Plan,
    /// Points for a minute on the way.
    minute: i64,
}

impl Reader<'_> {
    /// A day's visits in their order.
    fn round(&self, round: &plan::Round) -> Vec<Planned> {
        let (mut place, mut planned) = (0, Vec::new());
        let calls = &round.tour.calls;
        for (at, call) in calls.iter().enumerate() {
            let Some((due, visit)) = self.worker.visits.get(call.stop as usize) else { continue };
            let travel = self.way(place, visit.place);
            place = visit.place;
            let back = (at + 1 == calls.len()).then(|| self.way(place, 0));
            let next = calls.get(at + 1).map_or(i64::MAX, |next| next.starts);
            let pause = round.tour.pause.filter(|pause| (call.ends..next).contains(pause));
            let Some(due) = due else { continue };
            let slot =
                Slot { on: self.day(round.day), starts: call.starts, ends: call.ends, travel, back, pause };
            planned.push(Planned {
                task: due.task,
                version: due.version,
                staff: self.worker.staff,
                slot: Some(slot),
                reason: self.why(call.stop),
                before: assign::before(due),
            });
        }
        planned
    }

    fn way(&self, from: u32, to: u32) -> i64 {
        if from == to { 0 } else { self.travel.minutes(from, to).unwrap_or(0) }
    }

    fn day(&self, day: u32) -> Date {
        self.worker.days.get(day as usize).copied().unwrap_or(Date::MAX)
    }

    fn name(&self, visit: u32) -> Option<String> {
        self.worker.visits.get(visit as usize)?.0.as_ref().map(|due| due.name.clone())
    }

    fn why(&self, visit: u32) -> Reason {
        let at = self.plan.placed.binary_search_by_key(&visit, |placed| placed.visit);
        let moved = |from: &Option<u32>| from.map(|day| self.day(day));
        match at.ok().and_then(|at| self.plan.placed.get(at)) {
            Some(Placed { why: Why::Kept { .. } | Why::Settled, .. }) => Reason::Kept,
            Some(Placed { why: Why::Cheapest { next_day, extra_cost, moved_from }, .. }) => {
                Reason::Cheapest {
                    next: self.day(*next_day),
                    minutes: (extra_cost / self.minute).max(1),
                    moved_from: moved(moved_from),
                }
            }
            Some(Placed { why: Why::OnlyDay { moved_from, .. }, .. }) => {
                Reason::OnlyDay { moved_from: moved(moved_from) }
            }
            None => Reason::OnlyDay { moved_from: None },
        }
    }

    fn why_left(&self, why: &WhyLeft, due: &Due, visit: u32) -> Reason {
        match why {
            // Some weekday suits, which was looked at before: it is the time of the day that is outside the hours.
            WhyLeft::NoDay => Reason::NeverFits {
                on: self
                    .worker
                    .visits
                    .get(visit as usize)
                    .map_or(due.next_on, |(_, visit)| self.day(visit.first_day)),
                hindrances: vec![Hindrance::Time(due.name.clone()), Hindrance::Hours],
            },
            WhyLeft::NeverFits { day, conflict } => {
                Reason::NeverFits { on: self.day(*day), hindrances: self.hindrances(conflict) }
            }
            WhyLeft::NoRoom { day, conflict } => {
                let with = conflict.stops.iter().filter_map(|stop| self.name(*stop)).collect();
                Reason::NoRoom { on: self.day(*day), with, hindrances: self.hindrances(conflict) }
            }
            // Nothing that is owed costs more than leaving it out; said of itself alone if it did.
            WhyLeft::Dearer { day, .. } => Reason::NoRoom {
                on: self.day(*day),
                with: self.name(visit).into_iter().collect(),
                hindrances: vec![Hindrance::Hours],
            },
        }
    }

    fn hindrances(&self, conflict: &Conflict) -> Vec<Hindrance> {
        let said = |wish: &Wish| match wish {
            Wish::Windows { stop } => self.name(*stop).map(Hindrance::Time),
            Wish::Hours => Some(Hindrance::Hours),
            Wish::Break => Some(Hindrance::Pause),
        };
        conflict.wishes.iter().filter_map(said).collect()
    }
}
