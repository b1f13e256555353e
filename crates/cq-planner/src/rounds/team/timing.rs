//! When everything happens, given who does what in which order: every task as early as can be.

use super::model::{Invalid, Left, MOST_TASKS, MOST_WORKERS, TeamProblem, TeamWeights, Visit, WhyLeft};
use super::model::{MOST_MINUTES, MOST_WEIGHT};
use super::order::Order;
use crate::rounds::{Time, Travel, Window};

/// No partner, nobody waiting.
pub(super) const NONE: u16 = u16::MAX;
/// A first task is put off at most so often for a second that comes too late.
const PASSES: usize = 12;

/// A task made ready.
#[derive(Debug, Clone)]
pub(super) struct Job {
    pub visit: u32,
    pub place: usize,
    pub length: Time,
    pub window: Window,
    pub role: Role,
    pub partner: u16,
    /// The second begins so long after the first.
    pub after: Window,
    /// Who can do it.
    pub able: Vec<u16>,
}

/// What a task has to do with its partner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Alone,
    Together,
    First,
    Second,
}

/// What a plan costs, taken apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Costs {
    pub travel: Time,
    pub late: Time,
    pub latest: Time,
    pub points: i64,
}

/// Tasks and workers made ready, and what is noted while a plan is timed.
pub(super) struct Timing {
    pub jobs: Vec<Job>,
    pub left: Vec<Left>,
    pub from: Vec<usize>,
    pub to: Vec<usize>,
    pub hours: Vec<Window>,
    pub weights: TeamWeights,
    places: usize,
    minutes: Vec<Time>,
    /// When each task begins, by the last pass; `Time::MIN` if not yet.
    pub starts: Vec<Time>,
    pub arrives: Vec<Time>,
    pub ends: Vec<Time>,
    /// First tasks that were put off.
    floors: Vec<Time>,
    /// Who stands before a task and waits.
    waits: Vec<u16>,
    next: Vec<u16>,
    stack: Vec<u16>,
}

enum Pass {
    Timed(Costs),
    Again,
    Stuck,
}

impl Timing {
    pub fn new<T: Travel + ?Sized>(problem: &TeamProblem<T>) -> Result<Self, Invalid> {
        check(problem)?;
        let mut places: Vec<u32> =
            problem.workers.iter().flat_map(|worker| [worker.from, worker.to]).collect();
        places.extend(problem.visits.iter().map(|visit| visit.place));
        places.sort_unstable();
        places.dedup();
        let at = |place: u32| places.partition_point(|&other| other < place);
        let (mut jobs, mut left) = (Vec::new(), Vec::new());
        for (visit, number) in problem.visits.iter().zip(0..) {
            match jobs_of(problem, visit, number, (at(visit.place), jobs.len() as u16)) {
                Ok(new) => jobs.extend(new),
                Err(why) => left.push(Left { visit: number, why }),
            }
        }
        let many = (jobs.len(), problem.workers.len());
        let timing = Self {
            left,
            from: problem.workers.iter().map(|worker| at(worker.from)).collect(),
            to: problem.workers.iter().map(|worker| at(worker.to)).collect(),
            hours: problem.workers.iter().map(|worker| worker.hours).collect(),
            weights: problem.weights,
            places: places.len(),
            minutes: minutes(problem, &places)?,
            starts: vec![Time::MIN; many.0],
            arrives: vec![0; many.0],
            ends: vec![0; many.1],
            floors: vec![Time::MIN; many.0],
            waits: vec![NONE; many.0],
            next: vec![0; many.1],
            stack: Vec::with_capacity(many.1),
            jobs,
        };
        Ok(timing)
    }

    #[inline]
    pub fn minutes(&self, from: usize, to: usize) -> Time {
        self.minutes[from * self.places + to]
    }

    /// What a plan costs, unless that is more than allowed or some who wait for each other never meet.
    pub fn costs(&mut self, order: &Order, allowed: i64) -> Option<Costs> {
        self.floors.fill(Time::MIN);
        // Where any cost is allowed, so is any time to find it.
        let passes = if allowed == i64::MAX { self.jobs.len() + 2 } else { PASSES };
        for _ in 0..passes {
            match self.pass(order, allowed) {
                Pass::Timed(costs) => return Some(costs),
                Pass::Stuck => return None,
                Pass::Again => {}
            }
        }
        None
    }

    fn pass(&mut self, order: &Order, allowed: i64) -> Pass {
        self.starts.fill(Time::MIN);
        self.waits.fill(NONE);
        self.next.fill(0);
        for worker in 0..self.from.len() {
            self.ends[worker] = self.hours[worker].opens;
        }
        let (mut costs, mut done, mut again) = (Costs::default(), 0, false);
        for worker in 0..self.from.len() as u16 {
            self.stack.push(worker);
            while let Some(worker) = self.stack.pop() {
                again |= self.walk(order, worker.into(), &mut costs, &mut done);
                if costs.points(self.weights) > allowed {
                    self.stack.clear();
                    return Pass::Stuck;
                }
            }
        }
        if done < self.jobs.len() {
            return Pass::Stuck;
        }
        if again {
            return Pass::Again;
        }
        costs.points = costs.points(self.weights);
        Pass::Timed(costs)
    }

    /// A worker goes on until she is back or has to wait; whether some first task has to be put off.
    fn walk(&mut self, order: &Order, worker: usize, costs: &mut Costs, done: &mut usize) -> bool {
        let mut again = false;
        let route = order.route(worker);
        let mut place = match usize::from(self.next[worker]) {
            0 => self.from[worker],
            next => self.jobs[usize::from(route[next - 1])].place,
        };
        while let Some(&job) = route.get(usize::from(self.next[worker])) {
            let job = usize::from(job);
            let Job { place: there, window, role, partner, after, .. } = self.jobs[job];
            let way = self.minutes(place, there);
            let arrives = self.ends[worker] + way;
            let ready = arrives.max(window.opens).max(self.floors[job]);
            self.arrives[job] = arrives;
            let partner = usize::from(partner);
            let start = match role {
                Role::Alone | Role::First => ready,
                Role::Together if self.waits[partner] == NONE && self.starts[partner] == Time::MIN => {
                    self.waits[job] = worker as u16;
                    return again;
                }
                Role::Together if self.starts[partner] > Time::MIN => self.starts[partner],
                Role::Together => {
                    let other = self.arrives[partner].max(window.opens);
                    self.stack.push(self.waits[partner]);
                    ready.max(other)
                }
                Role::Second if self.starts[partner] == Time::MIN => {
                    self.waits[job] = worker as u16;
                    return again;
                }
                Role::Second => {
                    let first = self.starts[partner];
                    let start = ready.max(first + after.opens);
                    if start > first + after.closes {
                        self.floors[partner] = start - after.closes;
                        again = true;
                    }
                    start
                }
            };
            if role == Role::First && self.waits[partner] != NONE {
                self.stack.push(self.waits[partner]);
            }
            self.starts[job] = start;
            self.ends[worker] = start + self.jobs[job].length;
            self.next[worker] += 1;
            *done += 1;
            costs.travel += way;
            costs.delay(start - window.closes);
            place = there;
        }
        let way = self.minutes(place, self.to[worker]);
        if !route.is_empty() {
            costs.travel += way;
            self.ends[worker] += way;
            costs.delay(self.ends[worker] - self.hours[worker].closes);
        }
        again
    }
}

impl Costs {
    #[inline]
    fn delay(&mut self, late: Time) {
        if late > 0 {
            self.late += late;
            self.latest = self.latest.max(late);
        }
    }

    #[inline]
    fn points(&self, weights: TeamWeights) -> i64 {
        weights.travel * self.travel + weights.late * self.late + weights.latest * self.latest
    }
}

/// A visit's tasks, or why nobody can make it.
fn jobs_of<T: Travel + ?Sized>(
    problem: &TeamProblem<T>,
    visit: &Visit,
    number: u32,
    (place, at): (usize, u16),
) -> Result<Vec<Job>, WhyLeft> {
    let tasks = [Some(&visit.task), visit.meeting.as_ref().map(|meeting| &meeting.task)];
    let after = visit.meeting.as_ref().map_or(Window::new(0, 0), |meeting| meeting.after);
    if after.opens > after.closes || after.closes < 0 {
        return Err(WhyLeft::NeverMeets);
    }
    let after = Window::new(after.opens.max(0), after.closes);
    let roles = match visit.meeting {
        None => [Role::Alone, Role::Alone],
        Some(_) if after.closes == 0 => [Role::Together, Role::Together],
        Some(_) => [Role::First, Role::Second],
    };
    let mut jobs = Vec::with_capacity(2);
    for (which, task) in tasks.into_iter().flatten().enumerate() {
        let able = |(worker, given): (u16, &super::Worker)| {
            let welcome = !task.refused.contains(&worker.into());
            (welcome && given.skills.contains(&task.skill)).then_some(worker)
        };
        let able: Vec<u16> = (0..).zip(problem.workers).filter_map(able).collect();
        if able.is_empty() {
            return Err(WhyLeft::NobodyAble { skill: task.skill });
        }
        let partner = if visit.meeting.is_none() { NONE } else { at + 1 - which as u16 };
        let (length, window, role) = (task.length, visit.window, roles[which]);
        jobs.push(Job { visit: number, place, length, window, role, partner, after, able });
    }
    match &jobs[..] {
        [first, second] if first.able.len() == 1 && first.able == second.able => {
            Err(WhyLeft::NoSecondWorker { worker: first.able[0].into() })
        }
        _ => Ok(jobs),
    }
}

fn minutes<T: Travel + ?Sized>(problem: &TeamProblem<T>, places: &[u32]) -> Result<Vec<Time>, Invalid> {
    let mut minutes = Vec::with_capacity(places.len() * places.len());
    for &from in places {
        for &to in places {
            let way = if from == to { Some(0) } else { problem.travel.minutes(from, to) };
            let Some(way) = way.filter(|way| (0..=MOST_MINUTES).contains(way)) else {
                let visit = problem.visits.iter().position(|visit| visit.place == to || visit.place == from);
                let worker = problem.workers.iter().position(|worker| worker.from == from || worker.to == to);
                return Err(match visit {
                    Some(visit) => Invalid::Visit { visit: visit as u32 },
                    None => Invalid::Worker { worker: worker.unwrap_or(0) as u32 },
                });
            };
            minutes.push(way);
        }
    }
    Ok(minutes)
}

fn check<T: Travel + ?Sized>(problem: &TeamProblem<T>) -> Result<(), Invalid> {
    if problem.workers.len() > MOST_WORKERS {
        return Err(Invalid::TooManyWorkers);
    }
    if problem.visits.len() * 2 > MOST_TASKS {
        return Err(Invalid::TooManyTasks);
    }
    let TeamWeights { travel, late, latest } = problem.weights;
    if ![travel, late, latest].iter().all(|weight| (0..=MOST_WEIGHT).contains(weight)) {
        return Err(Invalid::Weights);
    }
    let time = |time: Time| (-MOST_MINUTES..=MOST_MINUTES).contains(&time);
    let window = |window: Window| time(window.opens) && time(window.closes);
    let length = |length: Time| (0..=MOST_MINUTES).contains(&length);
    if let Some(worker) = problem.workers.iter().position(|worker| !window(worker.hours)) {
        return Err(Invalid::Worker { worker: worker as u32 });
    }
    let sound = |visit: &Visit| {
        let met = |meeting: &super::Meeting| window(meeting.after) && length(meeting.task.length);
        window(visit.window) && length(visit.task.length) && visit.meeting.as_ref().is_none_or(met)
    };
    match problem.visits.iter().position(|visit| !sound(visit)) {
        Some(visit) => Err(Invalid::Visit { visit: visit as u32 }),
        None => Ok(()),
    }
}
