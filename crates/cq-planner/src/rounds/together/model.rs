//! What is planned for workers who visit some homes in twos, and what comes out.

use crate::rounds::plan::{self, Plan, PlanProblem};
use crate::rounds::tour::{self, Wish};
use crate::rounds::{Time, Travel};
use serde::Serialize;

/// A worker's own visits, and which days his days are.
#[derive(Debug)]
pub struct Member<'a, T: Travel + ?Sized> {
    /// All he visits, alone or with somebody.
    pub problem: PlanProblem<'a, T>,
    /// Each of his days as a number that is the same for everybody, ascending.
    pub dates: &'a [i32],
}

/// A visit that takes a second worker.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Meeting {
    /// Whose visit it is.
    pub member: u32,
    /// Which of his.
    pub visit: u32,
    /// Who could come along.
    pub company: Vec<Company>,
}

/// Somebody who could come along.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Company {
    /// Who.
    pub member: u32,
    /// The home, among his places.
    pub place: u32,
}

/// Workers and their meetings to plan.
#[derive(Debug)]
pub struct TogetherProblem<'a, T: Travel + ?Sized> {
    /// The workers.
    pub members: &'a [Member<'a, T>],
    /// The visits that take two.
    pub meetings: &'a [Meeting],
    /// How often the search for one worker's days may ask whether to stop.
    pub steps: u64,
}

/// What is not a problem.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Invalid {
    /// A meeting of a visit, a worker or a place that there is not, or of one worker with himself.
    #[error("meeting {meeting} is out of range")]
    Meeting {
        /// Which, from 0.
        meeting: u32,
    },
    /// A worker's days are not as many as their numbers, or not ascending.
    #[error("the dates of worker {member} do not fit his days")]
    Dates {
        /// Who, from 0.
        member: u32,
    },
    /// A worker's own visits are out of range.
    #[error(transparent)]
    Plan(#[from] plan::Invalid),
    /// A day is out of range.
    #[error(transparent)]
    Tour(#[from] tour::Invalid),
}

/// Everybody's plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TogetherPlan {
    /// Each worker's plan. Visits beyond his own are those he comes along to, as [`TogetherPlan::company`] lists them.
    pub plans: Vec<Plan>,
    /// By worker, the meetings he comes along to, in the order of their visits in his plan.
    pub company: Vec<Vec<u32>>,
    /// What becomes of each meeting.
    pub meetings: Vec<Outcome>,
    /// What everything costs, in points.
    pub cost: i64,
    /// What every plan costs at least, as long as no detour is shorter than the way: each worker's best if nobody came along
    /// and nobody waited.
    pub bound: i64,
}

/// What becomes of a meeting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum Outcome {
    /// It has its time.
    Met(Met),
    /// It has none.
    Apart(Apart),
}

/// A meeting's time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Met {
    /// Who comes along.
    pub with: u32,
    /// The day's number.
    pub date: i32,
    /// When it begins, for both.
    pub starts: Time,
    /// The next best day while all else stays, and what it would cost more; nothing if there is none or it is not known.
    pub next: Option<(i32, i64)>,
}

/// Why two do not meet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum Apart {
    /// There is nobody who could come along.
    Nobody,
    /// On none of the days that suit are two of them there.
    NoDay,
    /// Both are there, but their days do not fit together.
    Conflict {
        /// Who would come along.
        with: u32,
        /// The first day on which both are there.
        date: i32,
        /// The smallest set of other visits that do not fit together with the meeting: whose, and which of his.
        visits: Vec<(u32, u32)>,
        /// What of them stands in the way: whose, and what. The meeting's own time is its owner's wish.
        wishes: Vec<(u32, Wish)>,
    },
    /// Another visit would have to be left out for it.
    Dearer,
    /// Whether they could be there together was not found out in time.
    Unknown {
        /// Who would come along.
        with: u32,
        /// The first day of which it is not known.
        date: i32,
    },
}

pub(super) fn check<T: Travel + ?Sized>(problem: &TogetherProblem<T>) -> Result<(), Invalid> {
    for (at, member) in (0..).zip(problem.members) {
        let ascending = member.dates.windows(2).all(|two| matches!(two, [a, b] if a < b));
        if member.dates.len() != member.problem.days.len() || !ascending {
            return Err(Invalid::Dates { member: at });
        }
    }
    for (at, meeting) in (0..).zip(problem.meetings) {
        let owner = problem.members.get(meeting.member as usize);
        let visit = owner.and_then(|owner| owner.problem.visits.get(meeting.visit as usize));
        let known =
            |one: &Company| (one.member as usize) < problem.members.len() && one.member != meeting.member;
        let once = problem
            .meetings
            .iter()
            .filter(|other| (other.member, other.visit) == (meeting.member, meeting.visit))
            .count();
        if visit.is_none() || once != 1 || !meeting.company.iter().all(known) {
            return Err(Invalid::Meeting { meeting: at });
        }
    }
    Ok(())
}
