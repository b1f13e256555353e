//! A repeat, its rhythm, and what may become of it.

use std::{fmt, str::FromStr};

use cq_platform::{Error, messages::Text};
use cq_registry::person::PersonId;
use jiff::{ToSpan, civil::Date, civil::Weekday};

cq_platform::id_type! {
    /// Something done for somebody again and again.
    RepeatId
}

/// An errand is made at most so many days ahead.
pub const LEAD_MAX: u32 = 6;

/// On which days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rhythm {
    /// Every week on that day.
    Weekly(Weekday),
    /// Every month on that day, 1 to 31; in a shorter month on its last.
    Monthly(i8),
}

impl Rhythm {
    /// The first of its days that is not before `day`; none only at the end of all dates.
    pub fn on_or_after(self, day: Date) -> Option<Date> {
        match self {
            Rhythm::Weekly(weekday) => {
                let ahead =
                    (weekday.to_monday_zero_offset() - day.weekday().to_monday_zero_offset()).rem_euclid(7);
                day.checked_add(i64::from(ahead).days()).ok()
            }
            Rhythm::Monthly(n) => {
                let of = |month: Date| {
                    let last = month.last_of_month();
                    Date::new(month.year(), month.month(), n.min(last.day())).unwrap_or(last)
                };
                let this = of(day);
                if this >= day {
                    return Some(this);
                }
                day.first_of_month().checked_add(1.months()).ok().map(of)
            }
        }
    }

    /// The one after `day`.
    pub fn after(self, day: Date) -> Option<Date> {
        self.on_or_after(day.tomorrow().ok()?)
    }
}

impl fmt::Display for Rhythm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Rhythm::Weekly(weekday) => write!(f, "weekly {}", weekday.to_monday_one_offset()),
            Rhythm::Monthly(day) => write!(f, "monthly {day}"),
        }
    }
}

impl FromStr for Rhythm {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        let (every, n) = text.split_once(' ').ok_or(())?;
        let n: i8 = n.parse().map_err(drop)?;
        match every {
            "weekly" => Weekday::from_monday_one_offset(n).map(Rhythm::Weekly).map_err(drop),
            "monthly" if (1..=31).contains(&n) => Ok(Rhythm::Monthly(n)),
            _ => Err(()),
        }
    }
}

/// Something done for somebody again and again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repeat {
    /// Identity.
    pub id: RepeatId,
    /// For whom.
    pub person: PersonId,
    /// A word of the bureau's kinds.
    pub kind: String,
    /// On which days.
    pub plan: Plan,
    /// The day of the errand made last.
    pub last_on: Option<Date>,
    /// How it stands.
    pub state: State,
    /// Guard.
    pub version: i64,
}

/// On which days, from when to when, and how far ahead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plan {
    /// On which days.
    pub rhythm: Rhythm,
    /// The first day that counts.
    pub from: Date,
    /// The last day that counts.
    pub until: Date,
    /// So many days ahead an errand is made.
    pub lead_days: u32,
}

/// How a repeat stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// It goes on.
    Runs {
        /// The day of the next errand.
        next: Date,
    },
    /// No day is left.
    Over,
    /// Not wanted any more.
    Stopped,
}

/// Why something does not become of a repeat.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// No day of the rhythm lies within.
    Never,
    /// It is over or stopped.
    Ended,
    /// Nothing falls due yet.
    NotYet,
}

impl From<Refused> for Error {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Never => Error::Invalid(vec![("until".to_owned(), Text::new("repeat-never"))]),
            Refused::Ended => Error::Overtaken(Text::new("repeat-ended")),
            Refused::NotYet => Error::Conflict,
        }
    }
}

/// An errand that a repeat asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    /// Of which of its days.
    pub of: Date,
    /// By when it is needed: that day, or today where that was missed.
    pub needed_on: Date,
}

impl Repeat {
    /// Just taken down.
    pub fn begun(
        id: RepeatId,
        person: PersonId,
        kind: String,
        plan: Plan,
        today: Date,
    ) -> Result<Self, Refused> {
        let next = plan.first_from(plan.from.max(today)).ok_or(Refused::Never)?;
        Ok(Self { id, person, kind, plan, last_on: None, state: State::Runs { next }, version: 1 })
    }

    /// Whether an errand is to be made on `today`.
    pub fn is_due(&self, today: Date) -> bool {
        match self.state {
            State::Runs { next } => next.saturating_sub(i64::from(self.plan.lead_days).days()) <= today,
            State::Over | State::Stopped => false,
        }
    }

    /// The errand that falls due, and how the repeat stands after it. Of days that were missed only the last has one.
    pub fn made(self, today: Date) -> Result<(Due, Self), Refused> {
        let State::Runs { next } = self.state else { return Err(Refused::Ended) };
        if !self.is_due(today) {
            return Err(Refused::NotYet);
        }
        let mut of = next;
        while let Some(later) = self.plan.after(of).filter(|later| *later <= today) {
            of = later;
        }
        let state = self.plan.after(of).map_or(State::Over, |next| State::Runs { next });
        Ok((Due { of, needed_on: of.max(today) }, Self { last_on: Some(of), state, ..self }))
    }

    /// Another rhythm or end, from the next time on.
    pub fn changed(self, plan: Plan, today: Date) -> Result<Self, Refused> {
        if !matches!(self.state, State::Runs { .. }) {
            return Err(Refused::Ended);
        }
        let after = self.last_on.and_then(|last| last.tomorrow().ok());
        let from = after.map_or(today, |after| after.max(today)).max(plan.from);
        let next = plan.first_from(from).ok_or(Refused::Never)?;
        Ok(Self { plan, state: State::Runs { next }, ..self })
    }

    /// Not wanted any more.
    pub fn stopped(self) -> Result<Self, Refused> {
        match self.state {
            State::Runs { .. } => Ok(Self { state: State::Stopped, ..self }),
            State::Over | State::Stopped => Err(Refused::Ended),
        }
    }

    /// It goes on after all.
    pub fn resumed(self, today: Date) -> Result<Self, Refused> {
        if self.state != State::Stopped {
            return Err(Refused::Ended);
        }
        let after = self.last_on.and_then(|last| last.tomorrow().ok()).unwrap_or(self.plan.from);
        let state = match self.plan.first_from(after.max(today)) {
            Some(next) => State::Runs { next },
            None => State::Over,
        };
        Ok(Self { state, ..self })
    }
}

impl Plan {
    fn first_from(&self, day: Date) -> Option<Date> {
        self.rhythm.on_or_after(day).filter(|day| *day <= self.until)
    }

    fn after(&self, day: Date) -> Option<Date> {
        self.rhythm.after(day).filter(|day| *day <= self.until)
    }
}

impl State {
    /// The word it is stored and said as.
    pub fn word(self) -> &'static str {
        match self {
            State::Runs { .. } => "runs",
            State::Over => "over",
            State::Stopped => "stopped",
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;

    fn begun(rhythm: Rhythm, until: Date, lead_days: u32) -> Repeat {
        let plan = Plan { rhythm, from: date(2026, 11, 23), until, lead_days };
        let (id, person) = (RepeatId(Uuid::from_u128(1)), PersonId(Uuid::from_u128(2)));
        Repeat::begun(id, person, "shopping".into(), plan, date(2026, 11, 23)).unwrap()
    }

    #[test]
    fn every_tuesday_and_every_fifth() {
        let tuesdays = Rhythm::Weekly(Weekday::Tuesday);
        assert_eq!(tuesdays.on_or_after(date(2026, 11, 23)), Some(date(2026, 11, 24)));
        assert_eq!(tuesdays.after(date(2026, 11, 24)), Some(date(2026, 12, 1)));
        let last = Rhythm::Monthly(31);
        assert_eq!(last.on_or_after(date(2026, 11, 23)), Some(date(2026, 11, 30)));
        assert_eq!(last.after(date(2026, 12, 31)), Some(date(2027, 1, 31)));
        assert_eq!(last.after(date(2027, 1, 31)), Some(date(2027, 2, 28)));
        for rhythm in [tuesdays, last, Rhythm::Monthly(5)] {
            assert_eq!(rhythm.to_string().parse(), Ok(rhythm));
        }
        for wrong in ["", "weekly", "weekly 8", "monthly 32", "monthly 0", "daily 1"] {
            assert_eq!(wrong.parse::<Rhythm>(), Err(()), "{wrong}");
        }
    }

    #[test]
    fn an_errand_is_made_some_days_ahead_and_not_before() {
        let repeat = begun(Rhythm::Weekly(Weekday::Thursday), date(2026, 12, 5), 2);
        assert!(!repeat.is_due(date(2026, 11, 23)) && repeat.is_due(date(2026, 11, 24)));
        assert_eq!(repeat.clone().made(date(2026, 11, 23)), Err(Refused::NotYet));
        let (due, repeat) = repeat.made(date(2026, 11, 24)).unwrap();
        assert_eq!(due, Due { of: date(2026, 11, 26), needed_on: date(2026, 11, 26) });
        assert!(!repeat.is_due(date(2026, 11, 26)), "made once");
        let (due, repeat) = repeat.made(date(2026, 12, 4)).unwrap();
        assert_eq!(
            due,
            Due { of: date(2026, 12, 3), needed_on: date(2026, 12, 4) },
            "missed, and needed now"
        );
        assert_eq!(repeat.state, State::Over);
        assert_eq!(repeat.stopped(), Err(Refused::Ended));
    }

    #[test]
    fn a_change_holds_from_the_next_time_on() {
        let repeat = begun(Rhythm::Weekly(Weekday::Tuesday), date(2026, 12, 31), 0);
        let (_, repeat) = repeat.made(date(2026, 11, 24)).unwrap();
        let plan = Plan { rhythm: Rhythm::Weekly(Weekday::Tuesday), ..repeat.plan };
        let same = repeat.clone().changed(plan, date(2026, 11, 24)).unwrap();
        assert_eq!(same.state, State::Runs { next: date(2026, 12, 1) }, "not the one that was made");
        let short = Plan { until: date(2026, 11, 30), ..plan };
        assert_eq!(repeat.clone().changed(short, date(2026, 11, 24)), Err(Refused::Never));
        let stopped = repeat.clone().stopped().unwrap();
        assert_eq!(stopped.clone().changed(plan, date(2026, 11, 24)), Err(Refused::Ended));
        assert_eq!(stopped.resumed(date(2026, 11, 24)).unwrap(), repeat);
    }

    proptest! {
        #[test]
        fn each_day_of_the_rhythm_has_one_errand_however_the_job_runs(
            weekly: bool, n in 1i8..=7, lead in 0u32..=LEAD_MAX, steps in prop::collection::vec(1i64..9, 1..60),
        ) {
            let rhythm = if weekly { Rhythm::Weekly(Weekday::from_monday_one_offset(n).unwrap()) } else { Rhythm::Monthly(n * 4) };
            let mut repeat = begun(rhythm, date(2027, 11, 30), lead);
            let (mut today, mut made) = (date(2026, 11, 23), Vec::new());
            for step in steps {
                while repeat.is_due(today) {
                    let (due, after) = repeat.made(today).unwrap();
                    prop_assert!(due.needed_on >= today && due.of <= repeat_until());
                    made.push(due.of);
                    repeat = after;
                }
                today = today.saturating_add(step.days());
            }
            prop_assert!(made.windows(2).all(|pair| pair[0] < pair[1]), "{made:?}");
            prop_assert!(made.iter().all(|day| rhythm.on_or_after(*day) == Some(*day)));
        }
    }

    fn repeat_until() -> Date {
        date(2027, 11, 30)
    }
}
