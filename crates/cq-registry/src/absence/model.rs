//! An absence, who stands in for whom, and how people are shared out.

use cq_platform::{
    Error,
    ids::{AccountId, StaffId},
    messages::Text,
    words,
};
use jiff::{Timestamp, ToSpan, civil::Date};

use crate::person::PersonId;

/// The longest absence that has an end, in days.
pub const LONGEST_DAYS: i64 = 400;
/// How far back an absence may begin that is entered late, in days.
pub const LATE_DAYS: i64 = 30;
/// The most who stand in for one.
pub const SUBSTITUTES: usize = 3;

cq_platform::id_type! {
    /// An absence.
    AbsenceId
}

words! {
    /// Why somebody is away.
    pub enum Reason {
        /// 请假.
        Leave = "leave",
        /// 病假.
        Sick = "sick",
        /// 出差、学习.
        Away = "away",
        /// 离职.
        Resigned = "resigned",
        /// 调离.
        Transferred = "transferred",
    }
}

impl Reason {
    /// Whether they do not come back: people and tasks are handed over.
    pub fn is_for_good(self) -> bool {
        matches!(self, Reason::Resigned | Reason::Transferred)
    }
}

words! {
    /// How an absence stands on a day: derived, never stored.
    pub enum Standing {
        /// Begins later.
        Planned = "planned",
        /// Lasts.
        Current = "current",
        /// Is over.
        Over = "over",
        /// For good.
        Gone = "gone",
        /// Taken back.
        Undone = "undone",
    }
}

/// Somebody is away.
#[derive(Debug, Clone, PartialEq)]
pub struct Absence {
    /// Identity.
    pub id: AbsenceId,
    /// Who.
    pub staff: StaffId,
    /// Why.
    pub reason: Reason,
    /// First day.
    pub from: Date,
    /// Last day; none for good.
    pub until: Option<Date>,
    /// Who stands in for all that is not shared out to others.
    pub substitute: StaffId,
    /// Whether it holds.
    pub state: State,
    /// Guard.
    pub version: i64,
}

/// Whether an absence holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// It does.
    Holds,
    /// It was taken back.
    Undone {
        /// When.
        at: Timestamp,
        /// By whom.
        by: Option<AccountId>,
    },
}

/// Why something does not become of an absence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// It was undone: somebody was first.
    NotHolding,
    /// It does not last today, or has no end.
    NotCurrent,
}

impl From<Refused> for Error {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::NotHolding => Error::Conflict,
            Refused::NotCurrent => Error::Refused(Text::new("absence-refused-not-current")),
        }
    }
}

impl Absence {
    /// How it stands on `today`.
    pub fn standing(&self, today: Date) -> Standing {
        match (self.state, self.until) {
            (State::Undone { .. }, _) => Standing::Undone,
            (State::Holds, _) if self.from > today => Standing::Planned,
            (State::Holds, None) => Standing::Gone,
            (State::Holds, Some(until)) if until < today => Standing::Over,
            (State::Holds, Some(_)) => Standing::Current,
        }
    }

    /// Back today: yesterday was the last day. Who comes back on the first day was never away.
    pub fn end(self, today: Date, at: Timestamp, by: Option<AccountId>) -> Result<Self, Refused> {
        if self.state != State::Holds {
            return Err(Refused::NotHolding);
        }
        if self.standing(today) != Standing::Current {
            return Err(Refused::NotCurrent);
        }
        if self.from == today {
            return self.undo(at, by);
        }
        Ok(Self { until: Some(today.saturating_sub(1.day())), ..self })
    }

    /// Taken back.
    pub fn undo(self, at: Timestamp, by: Option<AccountId>) -> Result<Self, Refused> {
        if self.state != State::Holds {
            return Err(Refused::NotHolding);
        }
        Ok(Self { state: State::Undone { at, by }, ..self })
    }
}

/// An absence to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// Who.
    pub staff: StaffId,
    /// Why.
    pub reason: Reason,
    /// First day.
    pub from: Date,
    /// Last day; none for good.
    pub until: Option<Date>,
    /// Who stands in; the first for all that nobody else does. Never empty.
    pub substitutes: Vec<StaffId>,
    /// Who looks after whom, where a clerk says so.
    pub chosen: Vec<(PersonId, StaffId)>,
}

/// Shares `people` out among those who stand in: each goes to whom a clerk chose, else to whoever looks after fewest so far, `loads`
/// saying how many each has already; of those alike to the first.
pub fn share(people: &[PersonId], draft: &Draft, loads: impl Fn(StaffId) -> i64) -> Vec<(PersonId, StaffId)> {
    let mut have: Vec<(StaffId, i64)> = draft.substitutes.iter().map(|id| (*id, loads(*id))).collect();
    let mut shared = Vec::with_capacity(people.len());
    for person in people {
        let chosen = draft.chosen.iter().find(|(who, to)| who == person && draft.substitutes.contains(to));
        let least = have.iter().min_by_key(|(_, n)| *n).map(|(id, _)| *id);
        let Some(to) = chosen.map(|(_, to)| *to).or(least) else { continue };
        if let Some((_, n)) = have.iter_mut().find(|(id, _)| *id == to) {
            *n += 1;
        }
        shared.push((*person, to));
    }
    shared
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use uuid::Uuid;

    use super::*;

    const TODAY: Date = date(2026, 11, 23);

    fn staff(n: u128) -> StaffId {
        StaffId(Uuid::from_u128(n))
    }

    fn absence(from: Date, until: Option<Date>) -> Absence {
        let id = AbsenceId(Uuid::nil());
        let (reason, state) = (Reason::Leave, State::Holds);
        Absence { id, staff: staff(1), reason, from, until, substitute: staff(2), state, version: 1 }
    }

    #[test]
    fn who_is_back_today_was_away_until_yesterday() {
        let at = "2026-11-23T01:00:00Z".parse().unwrap();
        let end = |from, until| absence(from, until).end(TODAY, at, None);
        let ended = end(date(2026, 11, 16), Some(date(2026, 11, 29))).unwrap();
        assert_eq!((ended.until, ended.standing(TODAY)), (Some(date(2026, 11, 22)), Standing::Over));
        assert_eq!(end(TODAY, Some(TODAY)).unwrap().standing(TODAY), Standing::Undone);
        assert_eq!(end(date(2026, 11, 24), Some(date(2026, 11, 29))), Err(Refused::NotCurrent));
        assert_eq!(end(date(2026, 11, 16), Some(date(2026, 11, 20))), Err(Refused::NotCurrent));
        assert_eq!(end(date(2026, 11, 16), None), Err(Refused::NotCurrent), "for good");
    }

    #[test]
    fn people_are_shared_out_evenly_unless_a_clerk_says_otherwise() {
        let people: Vec<PersonId> = (10..14).map(|n| PersonId(Uuid::from_u128(n))).collect();
        let draft = Draft {
            staff: staff(1),
            reason: Reason::Leave,
            from: TODAY,
            until: Some(TODAY),
            substitutes: vec![staff(2), staff(3)],
            chosen: vec![(people[0], staff(3)), (people[1], staff(9))],
        };
        let shared = share(&people, &draft, |id| if id == staff(2) { 1 } else { 0 });
        let to: Vec<StaffId> = shared.iter().map(|(_, to)| *to).collect();
        assert_eq!(to, [staff(3), staff(2), staff(3), staff(2)], "nobody goes to whom does not stand in");
    }
}
