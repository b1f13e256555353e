//! Who could come along to a visit that takes two, and what the planner says of it.

use std::collections::HashMap;

use cq_planner::rounds::{
    plan::MOST_VISITS,
    together::{Apart, Company, Met, Outcome},
    tour::Wish,
};
use cq_platform::ids::StaffId;
use jiff::civil::Date;

use super::{Desk, Worker, assign::distance_km};
use crate::round::{
    model::{Hindrance, Reason},
    store::due::Standing,
};

/// So many doctors are considered for a visit.
const COMPANY_MAX: usize = 4;
/// Hospitals no farther apart than this are as near.
const AS_NEAR_KM: f64 = 1.0;

/// A visit that takes two: whose, which of his, and who could come along. Workers by their place in the list.
pub struct Meet {
    pub(super) worker: usize,
    pub(super) visit: usize,
    pub(super) company: Vec<Company>,
}

/// A day as a number that is the same for everybody, ascending.
pub(super) fn number(day: Date) -> i32 {
    i32::from(day.year()) * 400 + i32::from(day.day_of_year())
}

impl Desk {
    /// For each visit that takes two, the doctors whose hospitals are nearest; of those as near, who was asked least. Whoever has nothing
    /// else to do in this plan joins it with what stands in his days.
    pub(super) fn meets(
        &self,
        workers: &mut Vec<Worker>,
        standing: &mut HashMap<StaffId, Vec<Standing>>,
    ) -> Vec<Meet> {
        let mut asked = HashMap::<StaffId, usize>::new();
        let mut meets = Vec::new();
        for worker in 0..workers.len() {
            for visit in 0..workers.get(worker).map_or(0, |one| one.visits.len()) {
                let Some(company) = self.company(workers, standing, (worker, visit), &mut asked) else {
                    continue;
                };
                meets.push(Meet { worker, visit, company });
            }
        }
        meets
    }

    fn company(
        &self,
        workers: &mut Vec<Worker>,
        standing: &mut HashMap<StaffId, Vec<Standing>>,
        (worker, visit): (usize, usize),
        asked: &mut HashMap<StaffId, usize>,
    ) -> Option<Vec<Company>> {
        let owner = workers.get(worker)?;
        let (due, given) = owner.visits.get(visit)?;
        due.as_ref().filter(|due| due.needs_two.unwrap_or(false))?;
        let (home, staff) = (*owner.places.get(given.place as usize)?, owner.staff);
        let near = self.starts.iter().filter_map(|(id, (_, start))| {
            let km = distance_km((*start)?, home);
            let is_near = *id != staff && km <= self.settings.farthest_km as f64;
            is_near.then_some(((km / AS_NEAR_KM).floor() as i64, asked.get(id).copied().unwrap_or(0), *id))
        });
        let mut near: Vec<_> = near.collect();
        near.sort_unstable();
        let mut company = Vec::new();
        for (.., id) in near {
            if company.len() == COMPANY_MAX {
                break;
            }
            let known = workers.iter().position(|one| one.staff == id);
            let member = match known {
                Some(member) => member,
                None => {
                    let others = standing.remove(&id).unwrap_or_default();
                    let Some(joined) = self.worker(id, Vec::new(), others, &mut Vec::new()) else { continue };
                    workers.push(joined);
                    workers.len() - 1
                }
            };
            let Some(other) = workers.get_mut(member).filter(|one| can_join(one)) else {
                continue;
            };
            let place = other.places.len();
            other.places.push(home);
            *asked.entry(id).or_default() += 1;
            company.push(Company { member: member as u32, place: place as u32 });
        }
        Some(company)
    }
}

/// He goes out on some day, and not to as many as can be planned already.
fn can_join(one: &Worker) -> bool {
    !one.days.is_empty() && one.visits.len() < MOST_VISITS
}

/// What is said of a visit that takes two. `group` are the workers it was planned among; `minute` is the price of a minute's way.
pub(super) fn reason(group: &[&Worker], meet: (usize, u32), outcome: &Outcome, minute: i64) -> Reason {
    let owner = group.get(meet.0);
    let visit = owner.and_then(|owner| owner.visits.get(meet.1 as usize));
    let day = |number: i32| {
        let days = owner.map(|owner| owner.days.as_slice()).unwrap_or_default();
        days.iter().copied().find(|day| self::number(*day) == number).unwrap_or(Date::MAX)
    };
    let doctor = |member: u32| group.get(member as usize).map(|one| one.name.clone()).unwrap_or_default();
    match outcome {
        Outcome::Met(Met { with, date, next, .. }) => {
            let moved_from =
                visit.and_then(|(due, _)| due.as_ref()?.before_on).filter(|on| number(*on) != *date);
            // What waiting or moving would cost is no way.
            let is_way =
                |_: &(i32, i64)| visit.is_some_and(|(_, visit)| !visit.urgent && visit.former.is_none());
            let next = next.filter(is_way).map(|(next, cost)| (day(next), (cost / minute).max(1)));
            Reason::Together { by: doctor(*with), next, moved_from }
        }
        Outcome::Apart(Apart::Nobody) => Reason::NobodyAlong,
        Outcome::Apart(Apart::Dearer) => Reason::DearerTogether,
        Outcome::Apart(Apart::Unknown { with, date }) => {
            Reason::TogetherUnknown { on: day(*date), by: doctor(*with) }
        }
        Outcome::Apart(Apart::NoDay) => {
            let days = owner.map(|owner| owner.days.as_slice()).unwrap_or_default();
            let at = |at: u32| days.get(at as usize).copied().unwrap_or(Date::MAX);
            let (first, last) = visit.map_or((0, 0), |(_, visit)| (visit.first_day, visit.due_day));
            Reason::NoDayTogether { first: at(first), last: at(last) }
        }
        Outcome::Apart(Apart::Conflict { with, date, visits, wishes }) => {
            let elder =
                |whose: u32, visit: u32| group.get(whose as usize)?.names.get(visit as usize).cloned();
            let mut against: Vec<Hindrance> = Vec::new();
            for (whose, wish) in wishes {
                let said = match wish {
                    Wish::Windows { stop } => elder(*whose, *stop).map(Hindrance::Time),
                    Wish::Hours => Some(Hindrance::Hours),
                    Wish::Break => Some(Hindrance::Pause),
                };
                against.extend(said.filter(|said| !against.contains(said)));
            }
            Reason::Apart {
                on: day(*date),
                by: doctor(*with),
                with: visits.iter().filter_map(|(whose, visit)| elder(*whose, *visit)).collect(),
                hindrances: against,
            }
        }
    }
}
