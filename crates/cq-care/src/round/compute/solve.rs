//! Each doctor's days, solved one by one or with those whom he has to meet, several at a time.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{
        Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
};

use cq_planner::rounds::{
    Straight, Travel,
    plan::{self, Placed, Plan, PlanProblem, PlanWeights, Visit, Why, WhyLeft},
    together::{self, Company, Meeting, Member, TogetherPlan, TogetherProblem},
    tour::{self, Conflict, Wish},
};
use cq_platform::{Error, Result};
use jiff::civil::Date;

use super::{Computed, Input, Worker, assign, company, planned};
use crate::round::{
    model::{Along, Hindrance, Planned, Reason, Slot},
    store::due::Due,
};

/// Chance of the search among many visits: the same plan comes out of the same visits.
const SEED: u64 = 1;
/// A doctor's search is asked so often whether to stop before it does by itself: the same on every machine.
const STEPS: u64 = 20_000;
/// Doctors solved at once, at most.
const THREADS: usize = 4;

/// Every doctor's plan: each by himself, or with those whom he has to meet.
pub(super) fn all(input: &Input, stop: &AtomicBool) -> Result<Computed> {
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get).min(THREADS);
    let (groups, next, found) = (groups(input), AtomicUsize::new(0), Mutex::new(Vec::new()));
    let work = || {
        while let Some(group) = groups.get(next.fetch_add(1, Ordering::Relaxed)) {
            let solved = together(input, group, stop);
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

/// Workers who may have to meet, by their places in the list; most are alone.
fn groups(input: &Input) -> Vec<Vec<usize>> {
    let mut group: Vec<usize> = (0..input.workers.len()).collect();
    for meet in &input.meets {
        for company in &meet.company {
            let (Some(&one), Some(&other)) = (group.get(meet.worker), group.get(company.member as usize))
            else {
                continue;
            };
            for of in &mut group {
                if *of == other {
                    *of = one;
                }
            }
        }
    }
    let mut groups = BTreeMap::<usize, Vec<usize>>::new();
    for (worker, of) in group.into_iter().enumerate() {
        groups.entry(of).or_default().push(worker);
    }
    groups.into_values().collect()
}

/// The plans of workers who may have to meet.
fn together(input: &Input, group: &[usize], stop: &AtomicBool) -> Result<Computed> {
    let settings = &input.settings;
    let workers: Vec<&Worker> = group.iter().filter_map(|at| input.workers.get(*at)).collect();
    let detour = settings.detour_percent as f64 / 100.0;
    let straight = |worker: &&Worker| {
        Straight::new(&worker.places, detour, settings.kmh as f64, settings.setting_out_minutes)
    };
    let straight: Vec<Straight> = workers.iter().map(straight).collect();
    let visits: Vec<Vec<Visit>> =
        workers.iter().map(|worker| worker.visits.iter().map(|(_, visit)| visit.clone()).collect()).collect();
    let dates: Vec<Vec<i32>> =
        workers.iter().map(|worker| worker.days.iter().map(|day| company::number(*day)).collect()).collect();
    let weights = PlanWeights::default();
    let mut members = Vec::with_capacity(workers.len());
    for (at, worker) in workers.iter().enumerate() {
        let problem = PlanProblem {
            travel: worker.matrix.as_ref().map_or(&straight[at] as &dyn Travel, |matrix| matrix),
            days: &worker.hours,
            visits: &visits[at],
            weights,
            seed: SEED,
        };
        members.push(Member { problem, dates: &dates[at] });
    }
    let within = |worker: usize| group.iter().position(|one| *one == worker).map(|at| at as u32);
    let meets = input.meets.iter().filter_map(|meet| {
        let company = meet.company.iter();
        let company =
            company.filter_map(|one| Some(Company { member: within(one.member as usize)?, ..*one }));
        Some(Meeting { member: within(meet.worker)?, visit: meet.visit as u32, company: company.collect() })
    });
    let meetings: Vec<Meeting> = meets.collect();
    let problem = TogetherProblem { members: &members, meetings: &meetings, steps: STEPS };
    let plan = together::solve(&problem, &mut || stop.load(Ordering::Relaxed)).map_err(Error::internal)?;
    Ok(read(&workers, &members, &meetings, &plan))
}

/// What the planner found, in visits of doctors.
fn read(
    workers: &[&Worker],
    members: &[Member<dyn Travel + '_>],
    meetings: &[Meeting],
    plan: &TogetherPlan,
) -> Computed {
    let minute = PlanWeights::default().tour.travel;
    let mut computed = Computed { visits: Vec::new(), cost: plan.cost, bound: plan.bound };
    let mut along = HashMap::new();
    let reasons = meetings.iter().zip(&plan.meetings).map(|(meeting, outcome)| {
        let meet = (meeting.member as usize, meeting.visit);
        (meet, company::reason(workers, meet, outcome, minute))
    });
    let reasons: HashMap<(usize, u32), Reason> = reasons.collect();
    for (at, ((worker, member), days)) in workers.iter().zip(members).zip(&plan.plans).enumerate() {
        let company = plan.company.get(at).map(Vec::as_slice).unwrap_or_default();
        let places = company.iter().filter_map(|&meeting| {
            let one = meetings.get(meeting as usize)?.company.iter().find(|one| one.member as usize == at)?;
            Some((meeting, one.place))
        });
        let reader =
            Reader { worker, travel: member.problem.travel, plan: days, minute, company: places.collect() };
        for round in &days.rounds {
            for (stop, mut planned) in reader.round(round) {
                planned.reason = reasons.get(&(at, stop)).cloned().unwrap_or(planned.reason);
                computed.visits.push(planned);
            }
            along.extend(reader.along(round));
        }
        for left in &days.left {
            let Some((Some(due), _)) = worker.visits.get(left.visit as usize) else { continue };
            let reason = match reasons.get(&(at, left.visit)) {
                Some(reason) => reason.clone(),
                None => reader.why_left(&left.why, due, left.visit),
            };
            computed.visits.push(planned(due, worker.staff, reason));
        }
    }
    for (at, meeting) in meetings.iter().enumerate() {
        let owner =
            workers.get(meeting.member as usize).and_then(|one| one.visits.get(meeting.visit as usize));
        let task = owner.and_then(|(due, _)| Some(due.as_ref()?.task));
        if let Some(visit) = computed.visits.iter_mut().find(|visit| Some(visit.task) == task) {
            visit.along = along.get(&(at as u32)).copied();
        }
    }
    computed
}

/// A planner's numbers, read back.
struct Reader<'p> {
    worker: &'p Worker,
    travel: &'p dyn Travel,
    plan: &'p Plan,
    /// Points for a minute on the way.
    minute: i64,
    /// Meetings that he comes along to, as his plan's visits after his own: which, and its place among his.
    company: Vec<(u32, u32)>,
}

impl Reader<'_> {
    /// A day's own visits in their order, each with its number.
    fn round(&self, round: &plan::Round) -> Vec<(u32, Planned)> {
        let mut planned = Vec::new();
        for (call, travel, back, pause) in self.calls(round) {
            let Some((Some(due), _)) = self.worker.visits.get(call.stop as usize) else { continue };
            let slot =
                Slot { on: self.day(round.day), starts: call.starts, ends: call.ends, travel, back, pause };
            let visit = Planned {
                task: due.task,
                version: due.version,
                staff: self.worker.staff,
                slot: Some(slot),
                along: None,
                reason: self.why(call.stop),
                before: assign::before(due),
            };
            planned.push((call.stop, visit));
        }
        planned
    }

    /// The meetings of a day that he comes along to.
    fn along(&self, round: &plan::Round) -> Vec<(u32, Along)> {
        let along = self.calls(round).into_iter().filter_map(|(call, travel, back, pause)| {
            let (meeting, _) = self.company(call.stop)?;
            Some((meeting, Along { staff: self.worker.staff, travel, back, pause }))
        });
        along.collect()
    }

    fn company(&self, visit: u32) -> Option<(u32, u32)> {
        let beyond = (visit as usize).checked_sub(self.worker.visits.len())?;
        self.company.get(beyond).copied()
    }

    /// A day's calls with the way there, the way back after the last, and the break that follows.
    fn calls(&self, round: &plan::Round) -> Vec<(tour::Call, i64, Option<i64>, Option<i64>)> {
        let (mut place, mut told) = (0, Vec::new());
        let calls = &round.tour.calls;
        for (at, call) in calls.iter().enumerate() {
            let own = self.worker.visits.get(call.stop as usize).map(|(_, visit)| visit.place);
            let Some(here) = own.or_else(|| self.company(call.stop).map(|one| one.1)) else { continue };
            let travel = self.way(place, here);
            place = here;
            let back = (at + 1 == calls.len()).then(|| self.way(place, 0));
            let next = calls.get(at + 1).map_or(i64::MAX, |next| next.starts);
            let pause = round.tour.pause.filter(|pause| (call.ends..next).contains(pause));
            told.push((*call, travel, back, pause));
        }
        told
    }

    fn way(&self, from: u32, to: u32) -> i64 {
        if from == to { 0 } else { self.travel.minutes(from, to).unwrap_or(0) }
    }

    fn day(&self, day: u32) -> Date {
        self.worker.days.get(day as usize).copied().unwrap_or(Date::MAX)
    }

    fn name(&self, visit: u32) -> Option<String> {
        self.worker.names.get(visit as usize).cloned()
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
