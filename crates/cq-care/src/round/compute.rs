//! From the registry to the planner and back: visits that are owed go in, days and times with reasons come out.

mod assign;
mod company;
mod solve;

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::atomic::AtomicBool,
};

use cq_calendar::WorkCalendar;
use cq_planner::{
    pairing::LatLon,
    rounds::{Day, Matrix, Window, plan::MOST_VISITS, plan::Visit},
};
use cq_platform::{
    Result,
    db::Conn,
    ids::{BureauId, StaffId},
};
use cq_registry::{calendar, task::TaskId};
use jiff::civil::{Date, DateTime};

use self::{
    assign::{Covers, Turn},
    company::Meet,
};
use super::{
    model::{Planned, Reason, Wanted, Whose},
    settings::{Settings, bit},
    store::due::{self, Due, Standing},
};

/// All that a plan is computed from.
pub struct Input {
    /// What it is computed with.
    pub settings: Settings,
    /// Each doctor with something to do, by identity.
    pub workers: Vec<Worker>,
    /// Visits that take two.
    meets: Vec<Meet>,
    /// What cannot be planned, with its reason.
    left: Vec<Planned>,
}

/// One doctor's days and visits.
pub struct Worker {
    /// Who.
    pub staff: StaffId,
    name: String,
    /// The hospital, then each visit's home.
    pub places: Vec<LatLon>,
    /// Minutes between the places, where a road network said them.
    pub matrix: Option<Matrix>,
    days: Vec<Date>,
    hours: Vec<Day>,
    /// Each with what is owed; nothing where it stands already and belongs to another plan.
    visits: Vec<(Option<Due>, Visit)>,
    /// To whom each of them is.
    names: Vec<String>,
}

/// A computed plan.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Computed {
    /// One for each visit, by doctor and task.
    pub visits: Vec<Planned>,
    /// Points.
    pub cost: i64,
    /// What every plan costs at least, in points.
    pub bound: i64,
}

impl Input {
    /// Reads everything in one view; `now` is the moment in China's time before which nothing can be done.
    pub fn load(
        conn: &Conn<'_>,
        bureau: &BureauId,
        wanted: Wanted,
        settings: Settings,
        now: DateTime,
    ) -> Result<Self> {
        let Wanted { whose, from, until } = wanted;
        let (away, shares) = due::away(conn, bureau, from, until)?;
        let owed = match whose {
            Whose::Campaign(campaign) => due::of_campaign(conn, bureau, campaign, until)?,
            Whose::Doctor(staff) => {
                let stands_in = shares.iter().filter(|share| share.substitute == staff);
                let mut absences: HashSet<_> = stands_in.map(|share| share.absence).collect();
                absences.extend(away.iter().filter(|away| away.substitute == staff).map(|away| away.absence));
                let others = away.iter().filter(|away| absences.contains(&away.absence));
                let owners: std::collections::BTreeSet<StaffId> =
                    others.map(|away| away.staff).chain([staff]).collect();
                let mut owed = Vec::new();
                for owner in owners {
                    owed.extend(due::of_owner(conn, bureau, owner, until)?);
                }
                owed
            }
        };
        let calendar = calendar::store::work_calendar(conn, bureau, from, until)?;
        let days = days(wanted, &settings, &calendar);
        let doctors = due::doctors(conn, bureau)?;
        let starts =
            doctors.into_iter().map(|one| (one.staff, (one.name, position(one.north, one.east)))).collect();
        let desk = Desk { settings, wanted, now, days, starts, covers: Covers::new(away, shares) };
        let standing = due::standing(conn, bureau, from, until)?;
        Ok(desk.input(owed, standing))
    }

    /// How many visits there are.
    pub fn visits(&self) -> usize {
        self.left.len() + self.workers.iter().map(|worker| worker.owed().count()).sum::<usize>()
    }

    /// The best plan until `stop` is set; then the best found so far. Takes seconds for thousands: keep it off the threads that answer
    /// requests.
    pub fn solve(&self, stop: &AtomicBool) -> Result<Computed> {
        solve::all(self, stop)
    }
}

impl Worker {
    fn owed(&self) -> impl Iterator<Item = &Due> {
        self.visits.iter().filter_map(|(due, _)| due.as_ref())
    }
}

/// What holds for all doctors of a plan.
struct Desk {
    settings: Settings,
    wanted: Wanted,
    now: DateTime,
    /// Days on which doctors go out.
    days: Vec<Date>,
    /// What each doctor is called, and where his hospital stands.
    starts: BTreeMap<StaffId, (String, Option<LatLon>)>,
    covers: Covers,
}

impl Desk {
    fn input(self, owed: Vec<Due>, standing: Vec<Standing>) -> Input {
        let mut left = Vec::new();
        let mut turns = BTreeMap::<StaffId, Vec<(Due, Turn)>>::new();
        for due in owed {
            if self.stands_before(&due) {
                continue;
            }
            match self.turn(&due) {
                Ok(turn) => turns.entry(turn.by).or_default().push((due, turn)),
                // Whoever is planned for takes over from others only what falls to him.
                Err(_) if matches!(self.wanted.whose, Whose::Doctor(staff) if due.owner != staff) => {}
                Err(reason) => left.push(planned(&due, due.owner, reason)),
            }
        }
        if let Whose::Doctor(staff) = self.wanted.whose {
            let own = turns.remove_entry(&staff);
            let others = std::mem::replace(&mut turns, own.into_iter().collect());
            let given = others.into_values().flatten().filter(|(due, _)| due.owner == staff);
            left.extend(given.map(|(due, turn)| planned(&due, staff, Reason::Away { by: turn.name })));
        }
        let ids: HashSet<TaskId> = turns
            .values()
            .flatten()
            .map(|(due, _)| due.task)
            .chain(left.iter().map(|one| one.task))
            .collect();
        let mut others = HashMap::<StaffId, Vec<Standing>>::new();
        for one in standing.into_iter().filter(|one| !ids.contains(&one.task)) {
            others.entry(one.staff).or_default().push(one);
        }
        let mut workers = Vec::new();
        for (staff, turns) in turns {
            let others = others.remove(&staff).unwrap_or_default();
            workers.extend(self.worker(staff, turns, others, &mut left));
        }
        let meets = self.meets(&mut workers, &mut others);
        Input { settings: self.settings, workers, meets, left }
    }

    /// It has its time before the plan's first day, and that can still be kept: it is left alone.
    fn stands_before(&self, due: &Due) -> bool {
        let stands = due.before_on.filter(|on| (self.now.date()..self.wanted.from).contains(on));
        stands.is_some_and(|on| {
            let agreed = due.again_on.is_none_or(|again| again == on);
            agreed && due.before_staff.is_some_and(|staff| !self.covers.is_away(staff, on))
        })
    }

    fn worker(
        &self,
        staff: StaffId,
        mut turns: Vec<(Due, Turn)>,
        others: Vec<Standing>,
        left: &mut Vec<Planned>,
    ) -> Option<Worker> {
        let Some((name, Some(start))) = self.starts.get(&staff).cloned() else {
            left.extend(turns.iter().map(|(due, _)| planned(due, staff, Reason::NoStart)));
            return None;
        };
        let mut worker = Worker {
            staff,
            name,
            places: vec![start],
            matrix: None,
            days: Vec::new(),
            hours: Vec::new(),
            visits: Vec::new(),
            names: Vec::new(),
        };
        for day in self.days.iter().filter(|day| !self.covers.is_away(staff, **day)) {
            if let Some(hours) = self.hours(*day) {
                worker.days.push(*day);
                worker.hours.push(hours);
            }
        }
        for other in others {
            self.settle(&mut worker, &other);
        }
        turns.sort_by_key(|(due, _)| (due.next_on, due.task));
        for (due, turn) in turns {
            let reason = match assign::place(&due, start, self.settings.farthest_km) {
                _ if worker.visits.len() >= MOST_VISITS => Reason::TooMany,
                Err(reason) => reason,
                Ok(home) => match assign::visit(&self.settings, &worker.days, &due, &turn) {
                    Err(reason) => reason,
                    Ok(visit) => {
                        worker.add(home, due.name.clone(), Some(due), visit);
                        continue;
                    }
                },
            };
            left.push(planned(&due, staff, reason));
        }
        Some(worker)
    }

    /// The hours of a day; of today only what is left of them.
    fn hours(&self, day: Date) -> Option<Day> {
        let Window { mut opens, closes } = self.settings.hours();
        if day == self.now.date() {
            let now = i64::from(self.now.hour()) * 60 + i64::from(self.now.minute());
            // Nobody sets out the very minute that a plan is made.
            opens = opens.max((now + 9) / 5 * 5);
        }
        let pause = self.settings.pause();
        let weekday = bit(day.weekday()).trailing_zeros() as u8;
        let day = Day { weekday, hours: Window::new(opens, closes), pause, from: 0, to: Some(0) };
        (opens < closes).then_some(day)
    }

    /// A visit of another plan keeps its time.
    fn settle(&self, worker: &mut Worker, other: &Standing) {
        let day = worker.days.iter().position(|day| *day == other.on);
        let home = position(other.north, other.east).or(worker.places.first().copied());
        let (Some(day), Some(home)) = (day.and_then(|day| u32::try_from(day).ok()), home) else { return };
        if worker.visits.len() < MOST_VISITS {
            worker.add(
                home,
                other.name.clone(),
                None,
                assign::settled(day, other.starts, other.ends - other.starts),
            );
        }
    }
}

impl Worker {
    fn add(&mut self, home: LatLon, name: String, due: Option<Due>, visit: Visit) {
        self.names.push(name);
        let place = u32::try_from(self.places.len()).unwrap_or_default();
        self.places.push(home);
        self.visits.push((due, Visit { place, ..visit }));
    }
}

/// Days of the plan on which doctors go out.
fn days(wanted: Wanted, settings: &Settings, calendar: &WorkCalendar) -> Vec<Date> {
    let mut days = Vec::new();
    let mut day = wanted.from;
    while day <= wanted.until {
        // A weekend that is worked is worked like any other day; a free weekday is free.
        let is_out = match calendar.notice(day) {
            Some(_) => calendar.is_working(day),
            None => settings.is_out(day),
        };
        if is_out {
            days.push(day);
        }
        match day.tomorrow() {
            Ok(next) => day = next,
            Err(_) => break,
        }
    }
    days
}

fn position(north: Option<f64>, east: Option<f64>) -> Option<LatLon> {
    north.zip(east).and_then(|(north, east)| LatLon::new(north, east).ok())
}

/// A visit without a time.
fn planned(due: &Due, staff: StaffId, reason: Reason) -> Planned {
    Planned {
        task: due.task,
        version: due.version,
        staff,
        slot: None,
        along: None,
        reason,
        before: assign::before(due),
    }
}

#[cfg(test)]
mod tests;
