//! A case's clock: it runs in working time only, stands still while the case is paused, and climbs a ladder once it has run out.

use cq_calendar::{DeskHours, Stretch, WorkCalendar, WorkingTime};
use cq_platform::{clock::CHINA, words};
use jiff::Timestamp;

use super::rules::Rules;

/// Rungs above the handler: whoever received the case first, the head, the leader.
pub const RUNGS: usize = 3;

words! {
    /// How a clock stands at an instant: derived, never stored.
    pub enum Standing {
        /// There is time.
        Fine = "fine",
        /// Most of it is spent.
        Near = "near",
        /// It has run out.
        Overdue = "overdue",
        /// It stands still.
        Paused = "paused",
    }
}

/// Working days and desk hours as they hold.
#[derive(Debug, Clone, Default)]
pub struct Desk {
    /// Which days.
    pub calendar: WorkCalendar,
    /// Which hours.
    pub hours: DeskHours,
}

impl Desk {
    /// The instant at which `minutes` of working time from `from` on have passed, and the stretches that they fill.
    /// At the end of all dates it is that end.
    pub fn after(&self, from: Timestamp, minutes: u32) -> (Timestamp, Vec<Stretch>) {
        let work = WorkingTime { calendar: &self.calendar, hours: &self.hours };
        let Some((end, spent)) = work.add(CHINA.to_datetime(from), minutes) else {
            return (Timestamp::MAX, Vec::new());
        };
        (CHINA.to_timestamp(end).unwrap_or(Timestamp::MAX), spent)
    }

    /// Minutes of working time from one instant to another; 0 if it is not later.
    pub fn between(&self, from: Timestamp, to: Timestamp) -> u32 {
        let work = WorkingTime { calendar: &self.calendar, hours: &self.hours };
        let minutes = work.between(CHINA.to_datetime(from), CHINA.to_datetime(to));
        u32::try_from(minutes).unwrap_or(u32::MAX)
    }
}

/// Time allowed, and what of it is spent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clock {
    /// Counted from 1; a case that is taken up anew begins another round.
    pub round: u32,
    /// Working minutes allowed.
    pub allowed: u32,
    /// Working minutes spent before the present stretch.
    pub used: u32,
    /// How many rungs have been told.
    pub level: u32,
    /// Whether it runs.
    pub hand: Hand,
}

/// Whether a clock runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hand {
    /// It does.
    Running {
        /// From when the rest is counted.
        since: Timestamp,
        /// When most of the time is spent.
        near: Timestamp,
        /// When each rung is told; the first when the time has run out.
        rungs: [Timestamp; RUNGS],
    },
    /// It stands still.
    Paused {
        /// Since when.
        at: Timestamp,
    },
}

impl Clock {
    /// A new clock, running from `at` on.
    pub fn start(round: u32, allowed: u32, at: Timestamp, desk: &Desk, rules: &Rules) -> Self {
        let clock = Self { round, allowed, used: 0, level: 0, hand: Hand::Paused { at } };
        clock.resume(at, desk, rules)
    }

    /// Stands still from `at` on. One that stands still already is left as it is.
    pub fn pause(self, at: Timestamp, desk: &Desk) -> Self {
        let Hand::Running { since, .. } = self.hand else { return self };
        Self { used: self.used.saturating_add(desk.between(since, at)), hand: Hand::Paused { at }, ..self }
    }

    /// Runs from `at` on, with what is left.
    pub fn resume(self, at: Timestamp, desk: &Desk, rules: &Rules) -> Self {
        let when = |percent: u32| {
            let whole = u64::from(self.allowed) * u64::from(percent) / 100;
            desk.after(at, u32::try_from(whole).unwrap_or(u32::MAX).saturating_sub(self.used)).0
        };
        let rungs = [when(100), when(rules.head_percent), when(rules.leader_percent)];
        Self { hand: Hand::Running { since: at, near: when(rules.near_percent), rungs }, ..self }
    }

    /// When the time has run out; none while it stands still.
    pub fn due(&self) -> Option<Timestamp> {
        match self.hand {
            Hand::Running { rungs: [due, ..], .. } => Some(due),
            Hand::Paused { .. } => None,
        }
    }

    /// When the next rung is told; none while it stands still or where all have been.
    pub fn escalates(&self) -> Option<Timestamp> {
        let Hand::Running { rungs, .. } = self.hand else { return None };
        rungs.get(usize::try_from(self.level).ok()?).copied()
    }

    /// How it stands at `now`.
    pub fn standing(&self, now: Timestamp) -> Standing {
        match self.hand {
            Hand::Paused { .. } => Standing::Paused,
            Hand::Running { rungs: [due, ..], .. } if due <= now => Standing::Overdue,
            Hand::Running { near, .. } if near <= now => Standing::Near,
            Hand::Running { .. } => Standing::Fine,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cq_calendar::DayKind;
    use jiff::civil::date;
    use proptest::prelude::*;

    /// A time in China.
    fn at(text: &str) -> Timestamp {
        CHINA.to_timestamp(text.parse().unwrap()).unwrap()
    }

    fn started(text: &str, minutes: u32) -> Clock {
        Clock::start(1, minutes, at(text), &Desk::default(), &Rules::default())
    }

    #[test]
    fn two_hours_from_friday_half_past_four_run_out_on_monday_half_past_nine() {
        let clock = started("2026-11-20T16:30", 120);
        assert_eq!(clock.due(), Some(at("2026-11-23T09:30")));
        assert_eq!(clock.standing(at("2026-11-20T17:00")), Standing::Fine);
        assert_eq!(clock.standing(at("2026-11-23T09:00")), Standing::Near);
        assert_eq!(clock.standing(at("2026-11-23T09:30")), Standing::Overdue);
        assert_eq!(clock.escalates(), clock.due());
    }

    #[test]
    fn a_holiday_does_not_count_and_a_make_up_day_does() {
        let off = (1..=7).map(|day| (date(2026, 10, day), DayKind::Holiday));
        let days = off.chain([(date(2026, 10, 10), DayKind::Workday)]).collect();
        let desk = Desk { calendar: days, ..Desk::default() };
        // Wednesday before the holidays; the third working day after it is the Saturday worked to make up.
        let clock = Clock::start(1, 3 * 450, at("2026-09-30T10:00"), &desk, &Rules::default());
        assert_eq!(clock.due(), Some(at("2026-10-10T10:00")));
    }

    #[test]
    fn each_rung_is_told_in_its_turn() {
        let clock = started("2026-11-23T08:30", 60);
        let told = |level| Clock { level, ..clock }.escalates();
        assert_eq!(told(0), Some(at("2026-11-23T09:30")), "who received it");
        assert_eq!(told(1), Some(at("2026-11-23T10:00")), "the head");
        assert_eq!(told(2), Some(at("2026-11-23T10:30")), "the leader");
        assert_eq!(told(3), None);
    }

    #[test]
    fn a_pause_gives_the_rest_and_no_more() {
        let (desk, rules) = (Desk::default(), Rules::default());
        let paused = started("2026-11-23T08:30", 120).pause(at("2026-11-23T09:30"), &desk);
        assert_eq!((paused.used, paused.due(), paused.escalates()), (60, None, None));
        let again = paused.resume(at("2026-11-25T11:30"), &desk, &rules);
        assert_eq!(again.due(), Some(at("2026-11-25T14:00")), "half an hour before noon, half after");
    }

    proptest! {
        /// However often it was paused, what it spent running is what was allowed.
        #[test]
        fn pauses_neither_give_nor_take(allowed in 1u32..4_000, stops in prop::collection::vec((1i64..3_000, 1i64..9_000), 0..6)) {
            let (desk, rules) = (Desk::default(), Rules::default());
            let mut now = at("2026-11-20T16:30");
            let mut clock = Clock::start(1, allowed, now, &desk, &rules);
            let mut ran = 0;
            for (run, stop) in stops {
                let until = now + jiff::SignedDuration::from_mins(run);
                if clock.due().is_some_and(|due| due <= until) {
                    break;
                }
                ran += desk.between(now, until);
                clock = clock.pause(until, &desk);
                prop_assert_eq!(clock.used, ran);
                now = until + jiff::SignedDuration::from_mins(stop);
                clock = clock.resume(now, &desk, &rules);
            }
            prop_assert_eq!(ran + desk.between(now, clock.due().unwrap()), allowed);
            let Hand::Running { near, rungs, .. } = clock.hand else { panic!("it runs") };
            prop_assert!(near <= rungs[0] && rungs[0] <= rungs[1] && rungs[1] <= rungs[2]);
        }
    }
}
