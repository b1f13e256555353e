//! Who stands at which desk on which day: by their duties, in the stead of somebody away, as the work calendar has the day.
//!
//! Derived from a few rows where it is asked, before anything of a desk is read: what a guide reaches is what follows from it.

use cq_calendar::{DayKind, WorkCalendar};
use cq_platform::{
    Error, Result,
    actor::Act,
    db::Conn,
    ids::{BureauId, StaffId},
    policy::{Action, Reach},
};
use cq_registry::calendar;
use jiff::{
    ToSpan,
    civil::{Date, Time},
};

use super::{
    hours::Stretch,
    model::{Desk, DeskId, Duty},
    store,
};

/// So many days are looked ahead for the next time that somebody stands at a desk.
const LOOK_AHEAD: i64 = 62;

/// Days on which somebody is away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Away {
    /// Who.
    pub staff: StaffId,
    /// From.
    pub from: Date,
    /// Until; none for good.
    pub until: Option<Date>,
    /// Who stands in.
    pub substitute: StaffId,
    /// What that one is called.
    pub substitute_name: String,
}

impl Away {
    fn holds(&self, staff: StaffId, day: Date) -> bool {
        self.staff == staff && self.from <= day && self.until.is_none_or(|until| day <= until)
    }
}

/// Desks, duties, absences and working days, as far as they were read.
pub struct Roster {
    desks: Vec<Desk>,
    duties: Vec<Duty>,
    away: Vec<Away>,
    calendar: WorkCalendar,
}

/// That somebody is at a desk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turn {
    /// At which.
    pub desk: DeskId,
    /// In which hospital.
    pub hospital: String,
    /// From, until; nothing where neither the desk nor the duty says hours.
    pub stretches: Vec<Stretch>,
}

/// The next day on which somebody is at a desk, and where.
pub type Next = (Date, Vec<Turn>);

/// Why somebody is at no desk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Off {
    /// Nobody puts them at one, now or later.
    NoDuty,
    /// Away; who stands in.
    Away(Away),
    /// It is a public holiday.
    Holiday,
    /// Their turn is on other days.
    OtherDays,
}

impl Roster {
    /// Puts together what was read.
    pub fn new(desks: Vec<Desk>, duties: Vec<Duty>, away: Vec<Away>, calendar: WorkCalendar) -> Self {
        Self { desks, duties, away, calendar }
    }

    /// Reads it for the days between two.
    pub fn read(conn: &Conn<'_>, bureau: &BureauId, from: Date, to: Date) -> Result<Self> {
        let calendar = calendar::store::work_calendar(conn, bureau, from, to)?;
        let away = store::away(conn, bureau, from, to)?;
        Ok(Self::new(store::list(conn, bureau)?, store::duties(conn, bureau, None)?, away, calendar))
    }

    fn away(&self, staff: StaffId, day: Date) -> Option<&Away> {
        self.away.iter().find(|away| away.holds(staff, day))
    }

    /// Whether `staff` does `duty` on `day`: it is theirs, or that of somebody away in whose stead they are. Whoever is away does none.
    fn does(&self, staff: StaffId, duty: &Duty, day: Date) -> bool {
        if self.away(staff, day).is_some() {
            return false;
        }
        duty.staff == staff || self.away(duty.staff, day).is_some_and(|away| away.substitute == staff)
    }

    /// When `duty` is done on `day`, at its desk; `None` where it is not.
    fn on(&self, desk: &Desk, duty: &Duty, day: Date) -> Option<Vec<Stretch>> {
        let weekday = desk.hours.as_weekday(day, &self.calendar)?;
        let stretches = duty.on(day, weekday, desk.hours.on(day, &self.calendar));
        // A desk whose hours nobody has entered is open on the days on which somebody stands there.
        let is_on =
            !stretches.is_empty() || (desk.hours.is_never() && duty.lasts(day) && duty.days.has(weekday));
        is_on.then_some(stretches)
    }

    /// The desks at which `staff` is on `day`, by hospital.
    pub fn turns(&self, staff: StaffId, day: Date) -> Vec<Turn> {
        let turn = |desk: &Desk| {
            let here = self.duties.iter().filter(|duty| duty.desk == desk.id && self.does(staff, duty, day));
            let mut done = here.filter_map(|duty| self.on(desk, duty, day)).peekable();
            done.peek()?;
            let mut stretches: Vec<Stretch> = done.flatten().collect();
            stretches.sort_unstable();
            stretches.dedup();
            Some(Turn { desk: desk.id, hospital: desk.hospital_name.clone(), stretches })
        };
        self.desks.iter().filter_map(turn).collect()
    }

    /// When somebody is at `desk` on `day`, whoever it is.
    pub fn manned(&self, desk: &Desk, day: Date) -> Vec<Stretch> {
        self.done(desk, day).into_iter().flatten().collect()
    }

    /// Whether somebody is at `desk` on `day`, at that time where one is said. Of who is there without hours it is not known when.
    pub fn is_manned(&self, desk: &Desk, day: Date, at: Option<Time>) -> bool {
        let there = |(from, to): &Stretch| at.is_none_or(|at| *from <= at && at < *to);
        self.done(desk, day).iter().any(|hours| hours.is_empty() || hours.iter().any(there))
    }

    /// The hours of each duty that is done at `desk` on `day`.
    fn done(&self, desk: &Desk, day: Date) -> Vec<Vec<Stretch>> {
        let is_done = |duty: &&Duty| {
            duty.desk == desk.id
                && match self.away(duty.staff, day) {
                    None => true,
                    Some(away) => self.away(away.substitute, day).is_none(),
                }
        };
        let done = self.duties.iter().filter(is_done);
        done.filter_map(|duty| self.on(desk, duty, day)).collect()
    }

    /// Why `staff` is at no desk on `day`.
    pub fn off(&self, staff: StaffId, day: Date) -> Off {
        let goes_on = |duty: &Duty| duty.staff == staff && duty.until.is_none_or(|until| until >= day);
        if !self.duties.iter().any(goes_on) {
            return Off::NoDuty;
        }
        match self.away(staff, day) {
            Some(away) => Off::Away(away.clone()),
            None if self.calendar.notice(day) == Some(DayKind::Holiday) => Off::Holiday,
            None => Off::OtherDays,
        }
    }

    /// The next day after `day` on which `staff` is at a desk, and where.
    pub fn next(&self, staff: StaffId, day: Date) -> Option<Next> {
        let days = (1..=LOOK_AHEAD).map(|n| day.saturating_add(n.days()));
        days.map(|day| (day, self.turns(staff, day))).find(|(_, turns)| !turns.is_empty())
    }

    /// The desks that were read.
    pub fn desks(&self) -> &[Desk] {
        &self.desks
    }

    /// The duties that were read.
    pub fn duties(&self) -> &[Duty] {
        &self.duties
    }

    /// The working days that were read.
    pub fn calendar(&self) -> &WorkCalendar {
        &self.calendar
    }
}

/// The desks that an action lets one reach today.
pub enum Reached {
    /// Every desk of the bureau.
    All,
    /// Those at which one is on duty.
    Today(Vec<DeskId>),
}

impl Reached {
    /// Whether that desk is one of them.
    pub fn has(&self, desk: DeskId) -> bool {
        match self {
            Reached::All => true,
            Reached::Today(desks) => desks.contains(&desk),
        }
    }
}

/// The desks that `action` lets one reach today: all, or those at which one is on duty.
pub fn reached(conn: &Conn<'_>, act: &Act, action: &Action) -> Result<Reached> {
    match act.actor.may(action)? {
        Reach::Bureau => Ok(Reached::All),
        Reach::Own => {
            let (staff, today) = (act.actor.staff.ok_or(Error::Forbidden)?, act.today());
            let roster = Roster::read(conn, act.bureau(), today, today)?;
            Ok(Reached::Today(roster.turns(staff, today).into_iter().map(|turn| turn.desk).collect()))
        }
    }
}

/// A desk that `action` lets one reach today.
pub fn desk(conn: &Conn<'_>, act: &Act, action: &Action, id: DeskId) -> Result<Desk> {
    if !reached(conn, act, action)?.has(id) {
        return Err(Error::NotFound);
    }
    store::find(conn, act.bureau(), id)?.ok_or(Error::NotFound)
}

/// Why one is at no desk today, and when one is at one next.
pub fn why_off(conn: &Conn<'_>, act: &Act) -> Result<(Off, Option<Next>)> {
    let Some(staff) = act.actor.staff else { return Ok((Off::NoDuty, None)) };
    let today = act.today();
    let roster = Roster::read(conn, act.bureau(), today, today.saturating_add(LOOK_AHEAD.days()))?;
    Ok((roster.off(staff, today), roster.next(staff, today)))
}
