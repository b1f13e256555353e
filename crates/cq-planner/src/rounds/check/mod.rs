//! Checks of answers that share no code with the search: every time and every price is worked out again from the
//! problem, stop by stop.

mod fleet;
mod team;

pub use fleet::fleet;
pub use team::team;

use super::plan::{Plan, PlanProblem, Visit};
use super::tour::{Tour, TourProblem};
use super::{Promise, Stop, Time, Travel, Window};

/// What is wrong with an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Wrong {
    /// A stop is missing, unknown or made twice.
    #[error("not every stop is made exactly once")]
    Stops,
    /// There is no way between two places that follow one another.
    #[error("there is no way to stop {stop}")]
    NoWay {
        /// Which cannot be reached; the number of stops for the end.
        stop: u32,
    },
    /// A stop begins before the worker is there, or outside its windows.
    #[error("stop {stop} begins at a wrong time")]
    Start {
        /// Which.
        stop: u32,
    },
    /// The day begins too early or ends too late, or its end is not when it is said.
    #[error("the day's hours are not kept")]
    Hours,
    /// A break is due and not taken, or taken at a wrong time.
    #[error("the break is not kept")]
    Break,
    /// The cost stated is not what the answer costs, or lies below its bound.
    #[error("the cost is {cost}, not what is stated")]
    Cost {
        /// What it costs.
        cost: i64,
    },
    /// A visit is on a day that its wishes exclude, or not when it is said.
    #[error("visit {visit} is on a wrong day")]
    Day {
        /// Which.
        visit: u32,
    },
    /// A visit is made by somebody who may not.
    #[error("visit {visit} is made by somebody who may not")]
    Worker {
        /// Which.
        visit: u32,
    },
    /// A vehicle holds more than it can, or there are more vehicles than there are.
    #[error("the vehicles do not hold it")]
    Load,
    /// A visit is made twice or neither made nor left out.
    #[error("visit {visit} is not made exactly once")]
    Visit {
        /// Which.
        visit: u32,
    },
}

/// Checks a day's tour. The break lies in one of the gaps between the calls.
pub fn tour<T: Travel + ?Sized>(problem: &TourProblem<T>, tour: &Tour) -> Result<(), Wrong> {
    let mut seen = vec![false; problem.stops.len()];
    for call in &tour.calls {
        let known = seen.get_mut(call.stop as usize).ok_or(Wrong::Stops)?;
        if std::mem::replace(known, true) {
            return Err(Wrong::Stops);
        }
    }
    if seen.contains(&false) {
        return Err(Wrong::Stops);
    }
    let (opens, day) = (problem.day.hours.opens, problem.day);
    let (mut place, mut free, mut cost, mut travel) = (day.from, tour.leaves, 0, 0);
    for call in &tour.calls {
        let stop = &problem.stops[call.stop as usize];
        let way = if place == stop.place { Some(0) } else { problem.travel.minutes(place, stop.place) };
        let way = way.ok_or(Wrong::NoWay { stop: call.stop })?;
        let due = ready(problem, tour, (free, way), call.starts);
        let open = stop.windows.is_empty() || stop.windows.iter().any(|window| window.holds(call.starts));
        if call.starts < due || !open || call.ends != call.starts + stop.length || call.arrives > call.starts
        {
            return Err(Wrong::Start { stop: call.stop });
        }
        let late = if stop.urgent { problem.weights.urgent * (call.starts - opens) } else { 0 };
        let broken = stop.promise.filter(|promise| !promise.window.holds(call.starts));
        cost += late + broken.map_or(0, |promise| promise.price);
        (place, free, travel) = (stop.place, call.ends, travel + way);
    }
    let last = problem.stops.len() as u32;
    let way = match day.to.filter(|&to| to != place) {
        Some(to) => problem.travel.minutes(place, to).ok_or(Wrong::NoWay { stop: last })?,
        None => 0,
    };
    let ends = ready(problem, tour, (free, way), Time::MAX);
    if tour.leaves < opens || ends != tour.ends || ends > day.hours.closes || tour.travel != travel + way {
        return Err(Wrong::Hours);
    }
    cost += problem.weights.travel * tour.travel + problem.weights.finish * (ends - opens);
    pause(problem, tour)?;
    let stated = cost == tour.cost && tour.bound <= cost && tour.optimal == (tour.bound == cost);
    stated.then_some(()).ok_or(Wrong::Cost { cost })
}

/// When the worker is there and ready, having had the break if it lies in this gap: before the way or after it.
fn ready<T: Travel + ?Sized>(
    problem: &TourProblem<T>,
    tour: &Tour,
    (free, way): (Time, Time),
    until: Time,
) -> Time {
    let taken = problem.day.pause.zip(tour.pause).filter(|&(_, begins)| free <= begins && begins < until);
    match taken {
        Some((pause, begins)) if begins < free + way => begins + pause.length + way,
        Some((pause, begins)) => begins + pause.length,
        None => free + way,
    }
}

fn pause<T: Travel + ?Sized>(problem: &TourProblem<T>, tour: &Tour) -> Result<(), Wrong> {
    let Some(pause) = problem.day.pause else {
        return if tour.pause.is_none() { Ok(()) } else { Err(Wrong::Break) };
    };
    let Some(begins) = tour.pause else {
        let none_due = tour.ends <= pause.window.closes || problem.day.hours.opens > pause.window.closes;
        return if none_due { Ok(()) } else { Err(Wrong::Break) };
    };
    let ends = begins + pause.length;
    let busy = tour.calls.iter().any(|call| begins < call.ends && call.starts < ends);
    (pause.window.holds(begins) && !busy).then_some(()).ok_or(Wrong::Break)
}

/// Checks a plan over many days: every visit once, on a day that suits, each day's tour, and the cost.
pub fn plan<T: Travel + ?Sized>(problem: &PlanProblem<T>, plan: &Plan) -> Result<(), Wrong> {
    let mut times = vec![0_u32; problem.visits.len()];
    let mut cost = 0;
    for left in &plan.left {
        let visit = problem.visits.get(left.visit as usize).ok_or(Wrong::Visit { visit: left.visit })?;
        times[left.visit as usize] += 1;
        cost += visit.leave + if visit.settled.is_some() { 1 << 40 } else { 0 };
    }
    let mut calls = 0;
    for round in &plan.rounds {
        let day = problem.days.get(round.day as usize).ok_or(Wrong::Hours)?;
        let mut stops = Vec::new();
        let mut renamed = round.tour.clone();
        for call in &mut renamed.calls {
            let name = call.stop;
            let visit = problem.visits.get(name as usize).ok_or(Wrong::Visit { visit: name })?;
            times[name as usize] += 1;
            calls += 1;
            let placed = plan.placed.iter().find(|placed| placed.visit == name);
            let said = placed.is_some_and(|placed| (placed.day, placed.starts) == (round.day, call.starts));
            let stop =
                suits(visit, round.day, day.weekday).filter(|_| said).ok_or(Wrong::Day { visit: name })?;
            let waits = i64::from(round.day.saturating_sub(visit.first_day));
            cost += if visit.urgent { problem.weights.wait * waits } else { 0 };
            cost +=
                visit.former.filter(|former| former.day != round.day).map_or(0, |former| former.prices.day);
            call.stop = stops.len() as u32;
            stops.push(stop);
        }
        let weights = problem.weights.tour;
        tour(&TourProblem { travel: problem.travel, day, stops: &stops, weights }, &renamed)?;
        cost += round.tour.cost + problem.weights.day;
    }
    if let Some(visit) = times.iter().position(|&times| times != 1) {
        return Err(Wrong::Visit { visit: visit as u32 });
    }
    let stated = cost == plan.cost && plan.bound <= cost && plan.optimal == (plan.bound == cost);
    (stated && calls == plan.placed.len()).then_some(()).ok_or(Wrong::Cost { cost })
}

/// A visit as a stop of a day, if it may be there.
fn suits(visit: &Visit, day: u32, weekday: u8) -> Option<Stop> {
    let mut windows: Vec<Window> = Vec::new();
    match visit.settled {
        Some(settled) if settled.day != day => return None,
        Some(settled) => windows.extend(settled.start.map(|start| Window::new(start, start))),
        None => {
            let open = visit.openings.iter().filter(|opening| opening.weekdays & (1 << weekday) != 0);
            windows.extend(open.map(|opening| opening.window));
            if day < visit.first_day
                || day > visit.due_day
                || (windows.is_empty() && !visit.openings.is_empty())
            {
                return None;
            }
        }
    }
    let former = visit.former.filter(|former| former.day == day);
    let promise = former.map(|former| Promise {
        window: Window::new(former.start - former.prices.tolerance, former.start + former.prices.tolerance),
        price: former.prices.time,
    });
    Some(Stop { place: visit.place, length: visit.length, windows, urgent: visit.urgent, promise })
}
