//! What each day costs with each set of visits, asked again and again.

use super::SETTLED;
use super::model::{Invalid, MOST_DAYS, MOST_VISITS, PlanProblem, Visit};
use crate::rounds::tour::{self, Subsets, TourProblem};
use crate::rounds::{Day, PRICE_LIMIT, Promise, Stop, TIME_LIMIT, Time, Travel, Window};
use std::collections::HashMap;

/// Visits, days, and what is known of their costs.
pub(in crate::rounds) struct Board<'a, T: Travel + ?Sized> {
    pub problem: PlanProblem<'a, T>,
    /// By day and visit, what the visit costs there beside the tour; nothing if it may not be there.
    extra: Vec<Vec<Option<i64>>>,
    /// Days that are alike share their number and with it what is known.
    kinds: Vec<usize>,
    tables: Vec<Option<Table>>,
    known: HashMap<(usize, u64), Option<i64>>,
}

/// All sets of a day.
struct Table {
    visits: Vec<u32>,
    costs: Subsets,
}

impl<'a, T: Travel + ?Sized> Board<'a, T> {
    pub fn new(problem: &PlanProblem<'a, T>) -> Result<Self, Invalid> {
        check(problem)?;
        let problem = *problem;
        let extra = |day| problem.visits.iter().map(|visit| extra(&problem, visit, day)).collect();
        let extra: Vec<Vec<Option<i64>>> = (0..problem.days.len()).map(extra).collect();
        let mut board = Self { problem, extra, kinds: Vec::new(), tables: Vec::new(), known: HashMap::new() };
        let mut kinds: Vec<(Day, Vec<u32>, Vec<Stop>)> = Vec::new();
        for (day, given) in problem.days.iter().enumerate() {
            let (visits, stops) = board.stops(day, u64::MAX);
            let tour =
                TourProblem { travel: problem.travel, day: given, stops: &[], weights: problem.weights.tour };
            tour::solve(&tour, &mut crate::rounds::Unlimited)?;
            let day = Day { weekday: 0, ..given.clone() };
            let kind = (day, visits, stops);
            let known = kinds.iter().position(|other| *other == kind);
            board.kinds.push(known.unwrap_or(kinds.len()));
            if known.is_none() {
                kinds.push(kind);
            }
        }
        board.tables.resize_with(kinds.len(), || None);
        Ok(board)
    }

    /// What a visit costs on a day beside the tour; nothing if it may not be there.
    #[inline]
    pub fn extra(&self, day: usize, visit: usize) -> Option<i64> {
        self.extra[day][visit]
    }

    /// What leaving a visit out costs.
    pub fn leave(&self, visit: usize) -> i64 {
        let visit = &self.problem.visits[visit];
        visit.leave + if visit.settled.is_some() { SETTLED } else { 0 }
    }

    /// What a plan costs by its sets.
    pub fn total(&mut self, days: &[u64]) -> Result<Option<i64>, Invalid> {
        let held = days.iter().fold(0, |held, set| held | set);
        let out = (0..self.problem.visits.len()).filter(|visit| held >> visit & 1 == 0);
        let mut total = out.map(|visit| self.leave(visit)).sum();
        for (day, &set) in days.iter().enumerate() {
            let Some(cost) = self.cost(day, set)? else { return Ok(None) };
            total += cost;
        }
        Ok(Some(total))
    }

    /// The visits of a set that may be on a day, and what they are as stops.
    pub fn stops(&self, day: usize, set: u64) -> (Vec<u32>, Vec<Stop>) {
        let visits = (0..self.problem.visits.len()).filter(|&visit| set >> visit & 1 == 1);
        let visits = visits.filter(|&visit| self.extra[day][visit].is_some());
        visits.map(|visit| (visit as u32, stop(&self.problem, &self.problem.visits[visit], day))).unzip()
    }

    /// What a day costs with a set of visits; nothing if they do not fit. A day without visits costs nothing.
    pub fn cost(&mut self, day: usize, set: u64) -> Result<Option<i64>, Invalid> {
        if set == 0 {
            return Ok(Some(0));
        }
        let mut extra = self.problem.weights.day;
        for visit in bits(set) {
            let Some(more) = self.extra[day][visit] else { return Ok(None) };
            extra += more;
        }
        let kind = self.kinds[day];
        if let Some(table) = &self.tables[kind] {
            let chosen = table.visits.iter().zip(0..).filter(|&(&visit, _)| set >> visit & 1 == 1);
            let local = chosen.fold(0_usize, |local, (_, at)| local | 1 << at);
            return Ok(table.costs.cost(local).map(|cost| cost + extra));
        }
        if let Some(known) = self.known.get(&(kind, set)) {
            return Ok(known.map(|cost| cost + extra));
        }
        let (_, stops) = self.stops(day, set);
        let problem = self.problem;
        let tour = TourProblem {
            travel: problem.travel,
            day: &problem.days[day],
            stops: &stops,
            weights: problem.weights.tour,
        };
        let cost = tour::least(&tour)?;
        self.known.insert((kind, set), cost);
        Ok(cost.map(|cost| cost + extra))
    }

    /// All sets of a day that can be done and cost no more than leaving them out, with their costs.
    pub fn sets(&mut self, day: usize) -> Result<Vec<(u64, i64)>, Invalid> {
        let kind = self.kinds[day];
        if self.tables[kind].is_none() {
            let (visits, stops) = self.stops(day, u64::MAX);
            let problem = self.problem;
            let tour = TourProblem {
                travel: problem.travel,
                day: &problem.days[day],
                stops: &stops,
                weights: problem.weights.tour,
            };
            self.tables[kind] = Some(Table { visits, costs: Subsets::new(&tour)? });
        }
        let Some(table) = &self.tables[kind] else { return Ok(Vec::new()) };
        let mut sets = Vec::new();
        for local in 1_usize..1 << table.visits.len() {
            let Some(cost) = table.costs.cost(local) else { continue };
            let (mut set, mut cost, mut leave) = (0_u64, cost + self.problem.weights.day, 0);
            for at in bits(local as u64) {
                let visit = table.visits[at] as usize;
                set |= 1 << visit;
                cost += self.extra[day][visit].unwrap_or(0);
                leave += self.leave(visit);
            }
            if cost <= leave {
                sets.push((set, cost));
            }
        }
        Ok(sets)
    }

    /// No plan costs less: each visit is left out, or comes on its best day after its nearest neighbour and bears its
    /// share of what setting out and coming home cost, by how much of the day's hours it takes.
    pub fn least(&self) -> i64 {
        let visits = 0..self.problem.visits.len();
        let least = |at: usize| {
            let on = (0..self.problem.days.len()).filter_map(|day| self.least_on(day, at));
            on.min().unwrap_or(i64::MAX).min(self.leave(at))
        };
        visits.map(least).sum()
    }

    fn least_on(&self, day: usize, at: usize) -> Option<i64> {
        let problem = &self.problem;
        let (weights, given, visit) = (problem.weights.tour, &problem.days[day], &problem.visits[at]);
        let extra = self.extra[day][at]?;
        let way = |from, to| if from == to { Some(0) } else { problem.travel.minutes(from, to) };
        let allowed = || problem.visits.iter().zip(&self.extra[day]).filter(|(_, extra)| extra.is_some());
        let others = (0..).zip(&self.extra[day]).filter(|&(other, extra)| other != at && extra.is_some());
        let others = others.map(|(other, _): (usize, _)| problem.visits[other].place);
        let before = others.chain([given.from]).filter_map(|from| way(from, visit.place)).min()?;
        let home = given
            .to
            .and_then(|to| allowed().filter_map(|(visit, _)| way(visit.place, to)).min())
            .unwrap_or(0);
        let hours = (given.hours.closes - given.hours.opens - home).max(1);
        let fixed = problem.weights.day + (weights.travel + weights.finish) * home;
        let share = i128::from(fixed) * i128::from((before + visit.length).min(hours)) / i128::from(hours);
        let share = i64::try_from(share).unwrap_or(0);
        Some(extra + weights.travel * before + weights.finish * (before + visit.length) + share)
    }
}

/// The places of the bits that are set.
pub(super) fn bits(set: u64) -> impl Iterator<Item = usize> {
    std::iter::successors(Some(set), |rest| Some(rest & rest.wrapping_sub(1)))
        .take_while(|&rest| rest != 0)
        .map(|rest| rest.trailing_zeros() as usize)
}

/// When a visit may begin on a day; nothing if not at all.
fn windows<T: Travel + ?Sized>(problem: &PlanProblem<T>, visit: &Visit, day: usize) -> Option<Vec<Window>> {
    let weekday = problem.days[day].weekday;
    let mut windows: Vec<Window> = if visit.openings.is_empty() {
        vec![problem.days[day].hours]
    } else {
        let open = visit.openings.iter().filter(|opening| opening.weekdays >> weekday & 1 == 1);
        open.map(|opening| opening.window).collect()
    };
    if let Some(settled) = visit.settled {
        // What was agreed holds, whatever the wishes say.
        return (settled.day as usize == day).then(|| {
            settled.start.map_or(vec![problem.days[day].hours], |start| vec![Window::new(start, start)])
        });
    }
    windows.retain(|window| window.opens <= window.closes);
    let within = (visit.first_day as usize..=visit.due_day as usize).contains(&day);
    (within && !windows.is_empty()).then_some(windows)
}

fn extra<T: Travel + ?Sized>(problem: &PlanProblem<T>, visit: &Visit, day: usize) -> Option<i64> {
    windows(problem, visit, day)?;
    let moved =
        visit.former.filter(|former| former.day as usize != day).map_or(0, |former| former.prices.day);
    let waits = day.saturating_sub(visit.first_day as usize) as i64;
    Some(moved + if visit.urgent { problem.weights.wait * waits } else { 0 })
}

fn stop<T: Travel + ?Sized>(problem: &PlanProblem<T>, visit: &Visit, day: usize) -> Stop {
    let former = visit.former.filter(|former| former.day as usize == day);
    let promise = former.map(|former| {
        let tolerance = former.prices.tolerance;
        Promise {
            window: Window::new(former.start - tolerance, former.start + tolerance),
            price: former.prices.time,
        }
    });
    let windows = windows(problem, visit, day).unwrap_or_default();
    Stop { place: visit.place, length: visit.length, windows, urgent: visit.urgent, promise }
}

fn check<T: Travel + ?Sized>(problem: &PlanProblem<T>) -> Result<(), Invalid> {
    if problem.visits.len() > MOST_VISITS {
        return Err(Invalid::TooManyVisits);
    }
    if problem.days.len() > MOST_DAYS {
        return Err(Invalid::TooManyDays);
    }
    let price = |price: i64| (0..=PRICE_LIMIT).contains(&price);
    if !(price(problem.weights.day) && price(problem.weights.wait)) {
        return Err(Invalid::Price);
    }
    let time = |time: Time| (-TIME_LIMIT..=TIME_LIMIT).contains(&time);
    let half = |time: Time| (-TIME_LIMIT / 2..=TIME_LIMIT / 2).contains(&time);
    let sound = |visit: &Visit| {
        (0..=TIME_LIMIT).contains(&visit.length)
            && price(visit.leave)
            && visit.openings.iter().all(|opening| time(opening.window.opens) && time(opening.window.closes))
            && visit.settled.and_then(|settled| settled.start).is_none_or(time)
            && visit.former.is_none_or(|former| {
                let prices = former.prices;
                half(former.start)
                    && prices.tolerance >= 0
                    && half(prices.tolerance)
                    && price(prices.day)
                    && price(prices.time)
            })
    };
    match problem.visits.iter().position(|visit| !sound(visit)) {
        Some(visit) => Err(Invalid::Visit { visit: visit as u32 }),
        None => Ok(()),
    }
}
