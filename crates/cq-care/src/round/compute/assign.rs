//! Who makes a visit, on which days it may be made, and what the planner has to know of it.

use std::collections::HashMap;

use cq_planner::{
    pairing::LatLon,
    rounds::{
        Time,
        plan::{Former, Prices, Settled, Visit},
    },
};
use cq_platform::ids::StaffId;
use cq_registry::person::PersonId;
use jiff::civil::Date;
use uuid::Uuid;

use super::{Desk, position};
use crate::round::{
    model::{Before, MOVED_MINUTES, Reason},
    settings::Settings,
    store::due::{Away, Due, Share},
    wish::{ALL_DAYS, Part, Wish},
};

/// What moving a visit costs, in points; a minute of way costs four.
const KEEP: Prices = Prices { day: 400, time: 120, tolerance: MOVED_MINUTES };
/// What leaving a visit out costs, in points: far more than any way.
const LEAVE: i64 = 100_000;
/// What leaving out one that comes first costs.
const LEAVE_URGENT: i64 = 300_000;
/// The straight line between two degrees of latitude, km.
const KM_A_DEGREE: f64 = 111.2;

/// Who is away when, and who stands in.
pub(super) struct Covers {
    away: HashMap<StaffId, Vec<Away>>,
    shares: HashMap<(Uuid, PersonId), Share>,
}

/// Who makes a visit, and within which days.
pub(super) struct Turn {
    pub by: StaffId,
    /// The name, where that is not whoever owes it.
    pub name: String,
    first: Date,
    last: Date,
    /// It has to be as early as can be.
    urgent: bool,
}

impl Covers {
    pub fn new(away: Vec<Away>, shares: Vec<Share>) -> Self {
        let shares = shares.into_iter().map(|share| ((share.absence, share.person), share)).collect();
        let mut by_staff = HashMap::<StaffId, Vec<Away>>::new();
        for one in away {
            by_staff.entry(one.staff).or_default().push(one);
        }
        Self { away: by_staff, shares }
    }

    pub fn is_away(&self, staff: StaffId, day: Date) -> bool {
        self.absence(staff, day).is_some()
    }

    fn absence(&self, staff: StaffId, day: Date) -> Option<&Away> {
        let lasts = |away: &&Away| away.from <= day && away.until.is_none_or(|until| day <= until);
        self.away.get(&staff)?.iter().find(lasts)
    }

    /// Who looks after somebody meanwhile: name, and identity where that is a doctor.
    fn substitute(&self, away: &Away, person: PersonId) -> (String, Option<StaffId>) {
        match self.shares.get(&(away.absence, person)) {
            Some(share) => (share.name.clone(), share.doctor),
            None => (away.name.clone(), away.doctor),
        }
    }
}

impl Desk {
    /// Who makes the visit. Whoever owes it, if he is there on any of its days; else who stands in.
    pub(super) fn turn(&self, due: &Due) -> Result<Turn, Reason> {
        let (first, last, is_late) = self.window(due);
        let owner =
            Turn { by: due.owner, name: String::new(), first, last, urgent: is_late || due.urgent.is_some() };
        let mut days = self.days.iter().filter(|day| (first..=last).contains(*day)).peekable();
        let Some(day) = days.peek().copied() else { return Ok(owner) };
        if days.clone().any(|day| !self.covers.is_away(due.owner, *day)) {
            return Ok(owner);
        }
        let Some(away) = self.covers.absence(due.owner, *day) else { return Ok(owner) };
        match self.covers.substitute(away, due.person) {
            (name, Some(by)) => {
                let last = away.until.map_or(last, |until| until.min(last));
                Ok(Turn { by, name, first: first.max(away.from), last, ..owner })
            }
            (by, None) => Err(Reason::NobodyStandsIn { by }),
        }
    }

    /// The first and the last day on which a visit may be made, and whether it is late already. A day that was agreed is kept to; what is
    /// late has no window left and is made as soon as can be.
    fn window(&self, due: &Due) -> (Date, Date, bool) {
        let (from, until) = (self.wanted.from, self.wanted.until);
        if due.next_on < from {
            let last = due.closes_on.filter(|closes| *closes >= from).unwrap_or(until);
            return (from, last.min(until), true);
        }
        let first = due.again_on.unwrap_or(due.opens_on).max(from);
        (first, due.next_on.min(until), false)
    }
}

/// Where a visit is made, unless its coordinates cannot be right.
pub(super) fn place(due: &Due, start: LatLon, farthest_km: i64) -> Result<LatLon, Reason> {
    if due.north.is_none() || due.east.is_none() {
        return Err(Reason::NoPlace);
    }
    let home = position(due.north, due.east).ok_or(Reason::WrongPlace { km: None })?;
    let km = distance_km(start, home);
    if km > farthest_km as f64 { Err(Reason::WrongPlace { km: Some(km.round() as i64) }) } else { Ok(home) }
}

/// The straight line, well enough to tell a county from the sea.
pub(super) fn distance_km(a: LatLon, b: LatLon) -> f64 {
    let north = a.lat_deg() - b.lat_deg();
    let east = (a.lon_deg() - b.lon_deg()) * a.lat_deg().to_radians().cos();
    north.hypot(east) * KM_A_DEGREE
}

/// The visit as the planner knows it, its place left open.
pub(super) fn visit(settings: &Settings, days: &[Date], due: &Due, turn: &Turn) -> Result<Visit, Reason> {
    let (first, last) = (turn.first, turn.last);
    let wish = wish(due);
    let within = |day: &&Date| (first..=last).contains(*day);
    if !days.iter().any(|day| within(&day)) {
        return Err(Reason::NoDay { first, last });
    }
    if !days.iter().any(|day| within(&day) && wish.suits(*day)) {
        return Err(Reason::Unsuited { first, last });
    }
    let length = settings.minutes(due.form).unwrap_or(settings.home_minutes);
    Ok(Visit {
        place: 0,
        length,
        first_day: at(days.partition_point(|day| *day < first)),
        due_day: at(days.partition_point(|day| *day <= last)).saturating_sub(1),
        openings: wish.openings(settings, length),
        urgent: turn.urgent,
        settled: None,
        former: former(days, due, turn.by),
        leave: if turn.urgent { LEAVE_URGENT } else { LEAVE },
    })
}

/// A visit that another plan has given its time.
pub(super) fn settled(day: u32, start: Time, length: Time) -> Visit {
    Visit {
        place: 0,
        length,
        first_day: day,
        due_day: day,
        openings: Vec::new(),
        urgent: false,
        settled: Some(Settled { day, start: Some(start) }),
        former: None,
        leave: LEAVE,
    }
}

/// What the elder wishes.
fn wish(due: &Due) -> Wish {
    Wish {
        part: due.part.unwrap_or(Part::Any),
        weekdays: due.weekdays.unwrap_or(ALL_DAYS),
        needs_two: due.needs_two.unwrap_or(false),
    }
}

/// Where it stands, if that is with the same doctor on a day that is still to come.
fn former(days: &[Date], due: &Due, by: StaffId) -> Option<Former> {
    let before = before(due).filter(|before| before.staff == by)?;
    let day = days.iter().position(|day| *day == before.on)?;
    Some(Former { day: at(day), start: before.starts, prices: KEEP })
}

/// Where it stands.
pub(super) fn before(due: &Due) -> Option<Before> {
    Some(Before { staff: due.before_staff?, on: due.before_on?, starts: due.before_starts? })
}

fn at(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}
