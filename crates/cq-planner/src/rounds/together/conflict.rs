//! Why two cannot meet: the smallest set of their other visits, and which wishes stand in the way.

use super::desk::{Common, Desk, Side, State};
use super::model::{Apart, Invalid};
use crate::rounds::tour::{Wish, granted, thinned};
use crate::rounds::{Limit, TIME_LIMIT, Travel, Window};

/// Why a meeting has no time.
pub(super) fn why<T: Travel + ?Sized>(
    desk: &Desk<T>,
    state: &State,
    at: usize,
    limit: &mut dyn Limit,
) -> Result<Apart, Invalid> {
    let meeting = &desk.problem.meetings[at];
    if meeting.company.is_empty() {
        return Ok(Apart::Nobody);
    }
    let mut never: Option<(i32, usize, Side, Side)> = None;
    let mut unknown: Option<(i32, usize)> = None;
    for (with, date) in desk.pairs(at) {
        if desk.is_full(&state.spots, at, with) {
            return Ok(Apart::Dearer);
        }
        let sides = desk.sides(state, at, (with, date), false)?;
        let common = match &sides {
            Some((own, theirs)) => desk.common(own, theirs, limit)?,
            None => Common::Unknown,
        };
        match (common, sides) {
            (Common::At(_), _) => return Ok(Apart::Dearer),
            (Common::Never, Some((own, theirs))) if never.as_ref().is_none_or(|first| date < first.0) => {
                never = Some((date, with, own, theirs));
            }
            (Common::Never, _) => {}
            (Common::Unknown, _) => unknown = [unknown, Some((date, with))].into_iter().flatten().min(),
        }
    }
    let member = |with: usize| meeting.company[with].member;
    if let Some((date, with)) = unknown {
        return Ok(Apart::Unknown { with: member(with), date });
    }
    let Some((date, with, own, theirs)) = never else { return Ok(Apart::NoDay) };
    let (visits, wishes) = smallest(desk, (meeting.member, meeting.visit), (&own, &theirs), limit)?;
    Ok(Apart::Conflict { with: member(with), date, visits, wishes })
}

/// A visit: whose, and which of his.
type Name = (u32, u32);
/// What does not fit together, and whose wishes of it.
type Cause = (Vec<Name>, Vec<(u32, Wish)>);

/// The smallest contradiction of two days that are known to have no time for the meeting. What is not known in time is not spared.
fn smallest<T: Travel + ?Sized>(
    desk: &Desk<T>,
    meeting: Name,
    (own, theirs): (&Side, &Side),
    limit: &mut dyn Limit,
) -> Result<Cause, Invalid> {
    let sides = [own, theirs];
    let mut fails = |chosen: &[(usize, usize)]| -> Result<bool, Invalid> {
        let (own, theirs) = (only(own, 0, chosen), only(theirs, 1, chosen));
        Ok(desk.common(&own, &theirs, limit)? == Common::Never)
    };
    let all: Vec<(usize, usize)> =
        (0..2).flat_map(|side| (0..sides[side].stops.len()).map(move |stop| (side, stop))).collect();
    let mut chosen = if fails(&[])? { Some(Vec::new()) } else { None };
    for one in &all {
        if chosen.is_none() && fails(&[*one])? {
            chosen = Some(vec![*one]);
        }
    }
    let chosen = match chosen {
        Some(chosen) => chosen,
        None => thinned(all, &mut fails)?,
    };
    let (own, theirs) = (only(own, 0, &chosen), only(theirs, 1, &chosen));
    let mut wishes = vec![(0, Wish::Hours), (0, Wish::Break), (1, Wish::Hours), (1, Wish::Break)];
    for (side, given) in [(0, &own), (1, &theirs)] {
        wishes.extend((0..given.stops.len() as u32).map(|stop| (side, Wish::Windows { stop })));
    }
    wishes.push((0, Wish::Windows { stop: own.stops.len() as u32 }));
    let mut fails = |wishes: &[(usize, Wish)]| -> Result<bool, Invalid> {
        let (mut one, mut other) = (with_wishes(&own, 0, wishes), with_wishes(&theirs, 1, wishes));
        let (from, until) = (one.hours.hours.opens.min(other.hours.hours.opens), TIME_LIMIT);
        let kept = wishes.contains(&(0, Wish::Windows { stop: own.stops.len() as u32 }));
        for side in [&mut one, &mut other] {
            side.stop.windows = if kept { own.stop.windows.clone() } else { vec![Window::new(from, until)] };
        }
        Ok(desk.common(&one, &other, limit)? == Common::Never)
    };
    let wishes = thinned(wishes, &mut fails)?;
    let named = |(side, wish): (usize, Wish)| {
        let given = [&own, &theirs][side];
        match wish {
            Wish::Windows { stop } => {
                let (whose, visit) = given.visits.get(stop as usize).copied().unwrap_or(meeting);
                (whose, Wish::Windows { stop: visit })
            }
            other => (given.member as u32, other),
        }
    };
    let visits = [own.visits.as_slice(), theirs.visits.as_slice()].concat();
    Ok((visits, wishes.into_iter().map(named).collect()))
}

/// A day with only some of its other visits.
fn only(side: &Side, which: usize, chosen: &[(usize, usize)]) -> Side {
    let kept = |stop: &usize| chosen.contains(&(which, *stop));
    let kept: Vec<usize> = (0..side.stops.len()).filter(kept).collect();
    Side {
        stops: kept.iter().map(|&stop| side.stops[stop].clone()).collect(),
        visits: kept.iter().map(|&stop| side.visits[stop]).collect(),
        ..side.clone()
    }
}

/// A day with only some of its wishes.
fn with_wishes(side: &Side, which: usize, wishes: &[(usize, Wish)]) -> Side {
    let wishes: Vec<Wish> = wishes.iter().filter(|(side, _)| *side == which).map(|(_, wish)| *wish).collect();
    let (hours, stops) = granted(&side.hours, &side.stops, &wishes);
    Side { hours, stops, ..side.clone() }
}
