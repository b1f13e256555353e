//! Why a day cannot be done: the smallest set of visits that do not fit together, and which of their wishes
//! stand in the way (deletion filter: Chinneck and Dravnieks 1991).

use super::{Invalid, Stop, TourProblem, search};
use crate::rounds::tour::ready::Ready;
use crate::rounds::{Day, Limit, TIME_LIMIT, Travel, Window};
use serde::Serialize;

/// Visits that contradict one another. Without any one of them, and likewise without any one of the wishes, the
/// others could be done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Conflict {
    /// The visits, as stops from 0. None if the day is impossible without any visit.
    pub stops: Vec<u32>,
    /// What of them stands in the way. None if not even without wishes is there a way.
    pub wishes: Vec<Wish>,
    /// The limit was not reached meanwhile: the set is as small as is said.
    pub complete: bool,
}

/// A wish that could be given up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Wish {
    /// That a visit begins within its windows.
    Windows {
        /// The stop.
        stop: u32,
    },
    /// That the day ends in time.
    Hours,
    /// That there is a break.
    Break,
}

/// The smallest contradiction of a day that is known to be impossible. One or two visits are tried first, then the
/// set is thinned out until none can be spared.
pub(super) fn smallest<T: Travel + ?Sized>(
    problem: &TourProblem<T>,
    limit: &mut dyn Limit,
) -> Result<Conflict, Invalid> {
    let mut complete = true;
    let all: Vec<u32> = (0..problem.stops.len() as u32).collect();
    let mut fails = |stops: &[u32]| -> Result<bool, Invalid> {
        let chosen: Vec<Stop> = stops.iter().map(|&stop| problem.stops[stop as usize].clone()).collect();
        let found = search(&Ready::new(&TourProblem { stops: &chosen, ..*problem })?, limit);
        complete &= found.best.is_some() || found.bound == i64::MAX;
        Ok(found.best.is_none() && found.bound == i64::MAX)
    };
    let stops = match few(&all, &mut fails)? {
        Some(few) => few,
        None => thinned(all, &mut fails)?,
    };
    let chosen: Vec<Stop> = stops.iter().map(|&stop| problem.stops[stop as usize].clone()).collect();
    let mut wishes = vec![Wish::Hours, Wish::Break];
    wishes.extend((0..stops.len() as u32).map(|stop| Wish::Windows { stop }));
    let mut fails = |wishes: &[Wish]| -> Result<bool, Invalid> {
        let (day, stops) = granted(problem.day, &chosen, wishes);
        let found = search(&Ready::new(&TourProblem { day: &day, stops: &stops, ..*problem })?, limit);
        complete &= found.best.is_some() || found.bound == i64::MAX;
        Ok(found.best.is_none() && found.bound == i64::MAX)
    };
    let wishes = thinned(wishes, &mut fails)?;
    let named = |wish: Wish| match wish {
        Wish::Windows { stop } => Wish::Windows { stop: stops[stop as usize] },
        other => other,
    };
    let wishes = wishes.into_iter().map(named).collect();
    Ok(Conflict { stops, wishes, complete })
}

/// Whether no, one or two visits contradict already.
fn few(
    all: &[u32],
    fails: &mut impl FnMut(&[u32]) -> Result<bool, Invalid>,
) -> Result<Option<Vec<u32>>, Invalid> {
    if fails(&[])? {
        return Ok(Some(Vec::new()));
    }
    for &stop in all {
        if fails(&[stop])? {
            return Ok(Some(vec![stop]));
        }
    }
    for (at, &first) in all.iter().enumerate() {
        for &second in &all[at + 1..] {
            if fails(&[first, second])? {
                return Ok(Some(vec![first, second]));
            }
        }
    }
    Ok(None)
}

/// Leaves out what can be left out while the rest still fails, until nothing can: where a way by a stop is shorter than
/// the way past it, something may be spared only after something else was.
pub(in crate::rounds) fn thinned<W: Copy, E>(
    mut set: Vec<W>,
    fails: &mut impl FnMut(&[W]) -> Result<bool, E>,
) -> Result<Vec<W>, E> {
    loop {
        let (before, mut at) = (set.len(), 0);
        while at < set.len() {
            let one = set.remove(at);
            if !fails(&set)? {
                set.insert(at, one);
                at += 1;
            }
        }
        if set.len() == before {
            return Ok(set);
        }
    }
}

/// The day with only some of its wishes.
pub(in crate::rounds) fn granted(day: &Day, stops: &[Stop], wishes: &[Wish]) -> (Day, Vec<Stop>) {
    let mut day = day.clone();
    let hours = day.hours;
    if !wishes.contains(&Wish::Hours) {
        day.hours.closes = TIME_LIMIT;
    }
    if !wishes.contains(&Wish::Break) {
        day.pause = None;
    }
    let free = |(at, stop): (u32, &Stop)| {
        let mut stop = stop.clone();
        if !wishes.contains(&Wish::Windows { stop: at }) {
            stop.windows = Vec::new();
        } else if stop.windows.is_empty() {
            stop.windows = vec![Window::new(hours.opens, TIME_LIMIT)];
        }
        stop
    };
    (day, (0..).zip(stops).map(free).collect())
}
