//! Whose day looks how while the meetings are being placed, and what a place costs.

use super::model::{Invalid, TogetherProblem};
use crate::rounds::plan::{Board, MOST_VISITS, Opening, Plan, PlanProblem, Settled, Visit, solve};
use crate::rounds::tour::{self, Tour, TourProblem};
use crate::rounds::{Day, Limit, Stop, Time, Travel, Weights, Window};

/// Starts that are tried lie so far apart.
const EVERY: Time = 15;
/// Two are asked so often at most when they can be there.
const QUESTIONS: usize = 2_000;
/// A day that nobody has.
const NO_DAY: u32 = u32::MAX;
/// Only when a visit begins counts.
const EARLIEST: Weights = Weights { travel: 0, finish: 0, urgent: 1 };

/// Where a meeting is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Spot {
    pub date: i32,
    /// Which of those who could come along.
    pub with: usize,
    pub starts: Time,
}

/// When two can be there together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Common {
    /// At this moment first.
    At(Time),
    /// At none.
    Never,
    /// It was not found out in time.
    Unknown,
}

/// Where the meetings are, and everybody's days around them.
#[derive(Debug, Clone)]
pub(super) struct State {
    pub spots: Vec<Option<Spot>>,
    pub plans: Vec<Plan>,
}

impl State {
    pub fn cost(&self) -> i64 {
        self.plans.iter().map(|plan| plan.cost).sum()
    }
}

pub(super) struct Desk<'p, T: Travel + ?Sized> {
    pub problem: &'p TogetherProblem<'p, T>,
    pub boards: Vec<Board<'p, T>>,
    /// By worker, which of his visits take two, as bits.
    meets: Vec<u64>,
}

/// One of the two on one day: what else he does there.
#[derive(Debug, Clone)]
pub(super) struct Side {
    pub member: usize,
    pub hours: Day,
    /// Of each stop, whose visit it is and which of his.
    pub visits: Vec<(u32, u32)>,
    pub stops: Vec<Stop>,
    /// What that costs.
    pub base: i64,
    /// The meeting as his stop, at whichever time it suits.
    pub stop: Stop,
    /// What that day costs more than the best.
    pub extra: i64,
}

impl<'p, T: Travel + ?Sized> Desk<'p, T> {
    pub fn new(problem: &'p TogetherProblem<'p, T>) -> Result<Self, Invalid> {
        let boards = problem.members.iter().map(|member| Board::new(&member.problem));
        let boards = boards.collect::<Result<Vec<_>, _>>()?;
        let mut meets = vec![0; problem.members.len()];
        for meeting in problem.meetings {
            meets[meeting.member as usize] |= 1 << meeting.visit;
        }
        Ok(Self { problem, boards, meets })
    }

    /// The meetings somebody comes along to.
    pub fn company_of(&self, spots: &[Option<Spot>], member: usize) -> Vec<usize> {
        let along = |(at, spot): (usize, &Option<Spot>)| {
            let spot = (*spot)?;
            (self.with(at, spot) == member).then_some(at)
        };
        spots.iter().enumerate().filter_map(along).collect()
    }

    pub fn with(&self, meeting: usize, spot: Spot) -> usize {
        self.problem.meetings[meeting].company[spot.with].member as usize
    }

    pub fn owner(&self, meeting: usize) -> usize {
        self.problem.meetings[meeting].member as usize
    }

    /// Nobody could put another visit into all his days.
    pub fn is_full(&self, spots: &[Option<Spot>], meeting: usize, with: usize) -> bool {
        let member = self.problem.meetings[meeting].company[with].member as usize;
        let along = self.company_of(spots, member).into_iter().filter(|other| *other != meeting).count();
        self.problem.members[member].problem.visits.len() + along >= MOST_VISITS
    }

    fn day(&self, member: usize, date: i32) -> Option<usize> {
        self.problem.members[member].dates.binary_search(&date).ok()
    }

    /// The best days of one worker with the meetings where they are.
    pub fn plan(
        &self,
        spots: &[Option<Spot>],
        member: usize,
        limit: &mut dyn Limit,
    ) -> Result<Plan, Invalid> {
        let given = self.problem.members[member].problem;
        let mut visits: Vec<Visit> = given.visits.to_vec();
        let settled = |spot: &Spot| {
            self.day(member, spot.date).map(|day| Settled { day: day as u32, start: Some(spot.starts) })
        };
        for (meeting, spot) in self.problem.meetings.iter().zip(spots) {
            let Some(visit) = visits.get_mut(meeting.visit as usize) else { continue };
            if meeting.member as usize != member {
                continue;
            }
            if let Some(spot) = spot {
                visit.settled = settled(spot);
            } else {
                // It has no day for now; what was agreed still costs as much to leave out.
                visit.openings = vec![Opening { weekdays: 0, window: Window::new(0, 0) }];
                visit.settled = visit.settled.map(|_| Settled { day: NO_DAY, start: None });
            }
        }
        for at in self.company_of(spots, member) {
            let (meeting, Some(spot)) = (&self.problem.meetings[at], spots[at]) else { continue };
            let owner = &self.problem.members[meeting.member as usize].problem.visits[meeting.visit as usize];
            let settled = settled(&spot);
            let day = settled.map_or(0, |settled| settled.day);
            visits.push(Visit {
                place: meeting.company[spot.with].place,
                length: owner.length,
                first_day: day,
                due_day: day,
                openings: Vec::new(),
                urgent: false,
                settled,
                former: None,
                leave: owner.leave,
            });
        }
        let mut steps = self.problem.steps;
        let mut both = || {
            steps = steps.saturating_sub(1);
            steps == 0 || limit.reached()
        };
        Ok(solve(&PlanProblem { visits: &visits, ..given }, &mut both)?)
    }

    /// Whether a plan has every meeting of its worker that has a place.
    pub fn attends(&self, spots: &[Option<Spot>], member: usize, plan: &Plan) -> bool {
        let many = self.problem.members[member].problem.visits.len();
        let placed = |visit: usize| plan.placed.iter().any(|placed| placed.visit as usize == visit);
        let own = self.problem.meetings.iter().zip(spots);
        let mut own = own.filter(|(meeting, spot)| meeting.member as usize == member && spot.is_some());
        let along = self.company_of(spots, member).len();
        own.all(|(meeting, _)| placed(meeting.visit as usize)) && (many..many + along).all(placed)
    }

    /// The days on which two could meet: who comes along, and the day's number.
    pub fn pairs(&self, meeting: usize) -> Vec<(usize, i32)> {
        let given = &self.problem.meetings[meeting];
        let owner = given.member as usize;
        let mut pairs = Vec::new();
        for (with, company) in given.company.iter().enumerate() {
            let member = company.member as usize;
            for (day, date) in self.problem.members[owner].dates.iter().enumerate() {
                let suits = self.boards[owner].extra(day, given.visit as usize).is_some();
                if suits && self.day(member, *date).is_some() {
                    pairs.push((with, *date));
                }
            }
        }
        pairs
    }

    /// Both on a day as it is without the meeting; with `bare` only what is settled there. Nothing if one of them is not there, has
    /// too many visits, or could not even do what is there without it.
    pub fn sides(
        &self,
        state: &State,
        meeting: usize,
        (with, date): (usize, i32),
        bare: bool,
    ) -> Result<Option<(Side, Side)>, Invalid> {
        let given = &self.problem.meetings[meeting];
        let (owner, company) = (given.member as usize, given.company[with]);
        if self.is_full(&state.spots, meeting, with) {
            return Ok(None);
        }
        let (Some(day), Some(other)) = (self.day(owner, date), self.day(company.member as usize, date))
        else {
            return Ok(None);
        };
        let Some(extra) = self.boards[owner].extra(day, given.visit as usize) else { return Ok(None) };
        let (_, stops) = self.boards[owner].stops(day, 1 << given.visit);
        let Some(stop) = stops.into_iter().next() else { return Ok(None) };
        let along = Stop { place: company.place, urgent: false, promise: None, ..stop.clone() };
        let own = self.side(state, (meeting, bare), (owner, day, date), (stop, extra))?;
        let theirs = self.side(state, (meeting, bare), (company.member as usize, other, date), (along, 0))?;
        Ok(own.zip(theirs))
    }

    fn side(
        &self,
        state: &State,
        (meeting, bare): (usize, bool),
        (member, day, date): (usize, usize, i32),
        (stop, extra): (Stop, i64),
    ) -> Result<Option<Side>, Invalid> {
        let board = &self.boards[member];
        let many = board.problem.visits.len();
        let round = state.plans[member].rounds.iter().find(|round| round.day as usize == day);
        let calls = round.map(|round| round.tour.calls.as_slice()).unwrap_or_default();
        let own = calls.iter().map(|call| call.stop as usize).filter(|&visit| visit < many);
        let mut set = own.fold(0_u64, |set, visit| set | 1 << visit) & !self.meets[member];
        if bare {
            let settled = |visit: &usize| board.problem.visits[*visit].settled.is_some();
            set = (0..many).filter(settled).fold(0, |kept, visit| kept | set & 1 << visit);
        }
        let (visits, mut stops) = board.stops(day, set);
        let mut visits: Vec<(u32, u32)> = visits.into_iter().map(|visit| (member as u32, visit)).collect();
        for (at, spot) in state.spots.iter().enumerate() {
            let Some(spot) = spot.filter(|spot| at != meeting && spot.date == date) else { continue };
            let other = &self.problem.meetings[at];
            let windows = vec![Window::new(spot.starts, spot.starts)];
            if other.member as usize == member {
                let (_, own) = board.stops(day, 1 << other.visit);
                stops.extend(own.into_iter().map(|own| Stop { windows: windows.clone(), ..own }));
            } else if self.with(at, spot) == member {
                let owner = &self.problem.members[other.member as usize].problem.visits[other.visit as usize];
                let place = other.company[spot.with].place;
                stops.push(Stop { place, length: owner.length, windows, urgent: false, promise: None });
            }
            visits.resize(stops.len(), (other.member, other.visit));
        }
        let hours = board.problem.days[day].clone();
        let mut side = Side { member, hours, visits, stops, base: 0, stop, extra };
        if !side.stops.is_empty() {
            let Some(base) = self.least(&side, &side.stops)? else { return Ok(None) };
            side.base = base;
        }
        Ok(Some(side))
    }

    fn tour<'s>(&'s self, side: &'s Side, stops: &'s [Stop], weights: Weights) -> TourProblem<'s, T> {
        let problem = &self.boards[side.member].problem;
        TourProblem { travel: problem.travel, day: &side.hours, stops, weights }
    }

    fn least(&self, side: &Side, stops: &[Stop]) -> Result<Option<i64>, Invalid> {
        let weights = self.boards[side.member].problem.weights;
        Ok(tour::least(&self.tour(side, stops, weights.tour))?.map(|cost| cost + weights.day))
    }

    /// What a day costs more with the meeting within these times.
    pub fn costs(&self, side: &Side, windows: Vec<Window>) -> Result<Option<i64>, Invalid> {
        let mut stops = side.stops.clone();
        stops.push(Stop { windows, ..side.stop.clone() });
        Ok(self.least(side, &stops)?.map(|cost| cost - side.base + side.extra))
    }

    /// When it would begin if only one of them counted.
    fn favourite(&self, side: &Side) -> Result<Option<Time>, Invalid> {
        let mut stops = side.stops.clone();
        stops.push(side.stop.clone());
        let weights = self.boards[side.member].problem.weights.tour;
        Ok(begins(tour::best(&self.tour(side, &stops, weights))?, side.stops.len()))
    }

    /// The first moment from `from` on at which he can be there.
    fn earliest(&self, side: &Side, from: Time) -> Result<Option<Time>, Invalid> {
        let stops = side.stops.iter().map(|stop| Stop { urgent: false, promise: None, ..stop.clone() });
        let mut stops: Vec<Stop> = stops.collect();
        let later = side.stop.windows.iter().map(|window| Window::new(window.opens.max(from), window.closes));
        let windows: Vec<Window> = later.filter(|window| window.opens <= window.closes).collect();
        if windows.is_empty() {
            return Ok(None);
        }
        stops.push(Stop { windows, urgent: true, promise: None, ..side.stop.clone() });
        Ok(begins(tour::best(&self.tour(side, &stops, EARLIEST))?, side.stops.len()))
    }

    /// The first moment at which both can be there.
    pub fn common(&self, one: &Side, other: &Side, limit: &mut dyn Limit) -> Result<Common, Invalid> {
        let mut from = Time::MIN / 4;
        for _ in 0..QUESTIONS {
            if limit.reached() {
                break;
            }
            let Some(first) = self.earliest(one, from)? else { return Ok(Common::Never) };
            let Some(second) = self.earliest(other, first)? else { return Ok(Common::Never) };
            if first == second {
                return Ok(Common::At(first));
            }
            from = second;
        }
        Ok(Common::Unknown)
    }

    /// The cheapest time of a day for two, if it costs less than `below`: what it costs and when.
    pub fn best(
        &self,
        (one, other): (&Side, &Side),
        below: i64,
        limit: &mut dyn Limit,
    ) -> Result<Option<(i64, Time)>, Invalid> {
        let Some(least) = self.apart(one, other)?.filter(|least| *least < below) else { return Ok(None) };
        let common = match self.common(one, other, limit)? {
            Common::At(first) => Some(first),
            Common::Never => return Ok(None),
            Common::Unknown => None,
        };
        let favourites = [common, self.favourite(one)?, self.favourite(other)?];
        let (opens, closes) = (one.hours.hours.opens, one.hours.hours.closes);
        let grid = one.stop.windows.iter().flat_map(|window| {
            let first = (window.opens.max(opens) + EVERY - 1).div_euclid(EVERY) * EVERY;
            let last = window.closes.min(closes);
            (0..).map(move |at| first + at * EVERY).take_while(move |start| *start <= last)
        });
        let starts: Vec<Time> = favourites.into_iter().flatten().chain(grid).collect();
        let mut best = None;
        for start in starts {
            let Some(cost) = self.at(one, other, start)? else { continue };
            best = [best, Some((cost, start))].into_iter().flatten().min();
            if best.is_some_and(|(cost, _)| cost <= least) {
                break;
            }
        }
        Ok(best.filter(|(cost, _)| *cost < below))
    }

    /// What two pay more if they need not meet, each having the visit when it suits him.
    pub fn apart(&self, one: &Side, other: &Side) -> Result<Option<i64>, Invalid> {
        let Some(own) = self.costs(one, one.stop.windows.clone())? else { return Ok(None) };
        Ok(self.costs(other, other.stop.windows.clone())?.map(|theirs| own + theirs))
    }

    /// What two pay more if they meet at this time; nothing if they cannot.
    pub fn at(&self, one: &Side, other: &Side, start: Time) -> Result<Option<i64>, Invalid> {
        if !one.stop.windows.iter().any(|window| window.holds(start)) {
            return Ok(None);
        }
        let at = || vec![Window::new(start, start)];
        let Some(own) = self.costs(one, at())? else { return Ok(None) };
        Ok(self.costs(other, at())?.map(|theirs| own + theirs))
    }
}

fn begins(tour: Option<Tour>, stop: usize) -> Option<Time> {
    tour?.calls.iter().find(|call| call.stop as usize == stop).map(|call| call.starts)
}
