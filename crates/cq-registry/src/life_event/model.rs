//! An event, what is refused, and what becomes of it.

mod refused;

use cq_calendar::PartialDate;
use cq_platform::{Error, ids::AccountId, messages::Text, words};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

pub use refused::Refused;

use crate::person::{Category, PersonId, Rank};

cq_platform::id_type! {
    /// A life event.
    EventId
}

words! {
    /// What happened.
    pub enum Kind {
        /// 去世.
        Death = "death",
        /// 住院.
        Admission = "admission",
        /// 出院.
        Discharge = "discharge",
        /// 搬家.
        Move = "move",
        /// 去外地.
        Away = "away",
        /// 回来.
        Return = "return",
        /// 退休.
        Retirement = "retirement",
        /// 丧偶.
        Widowed = "widowed",
        /// 再婚.
        Remarriage = "remarriage",
    }
}

pub use crate::person::model::EndedBecause as Ended;

/// What happened, with what has to be known of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Event {
    /// 去世.
    Death {
        /// The day; where only month or year are known, the last that it can have been.
        on: Date,
        /// Month or year, where no more is known.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        known: Option<PartialDate>,
        /// Of what; sensitive.
        cause: Option<String>,
        /// How the family wishes to take leave.
        farewell: Option<String>,
        /// 因公.
        at_work: bool,
        /// Basic monthly pay or pension of the deceased, fen.
        pay_fen: Option<i64>,
    },
    /// 住院.
    Admission {
        /// The day.
        on: Date,
        /// Where.
        hospital: String,
        /// Why; sensitive.
        reason: Option<String>,
    },
    /// 出院.
    Discharge {
        /// The day.
        on: Date,
    },
    /// 搬家.
    Move {
        /// The day.
        on: Date,
        /// Where to.
        address: String,
        /// 镇街, by name; none outside the county.
        area: Option<String>,
        /// Away for good: the bureau serves no longer.
        leaves: bool,
    },
    /// 去外地.
    Away {
        /// The first day.
        on: Date,
        /// The last day, where it is known.
        until: Option<Date>,
        /// Where.
        place: String,
    },
    /// 回来.
    Return {
        /// The day.
        on: Date,
    },
    /// 退休.
    Retirement {
        /// The day.
        on: Date,
        /// 离休 or 退休.
        category: Category,
        /// 职级.
        rank: Option<Rank>,
        /// From which unit.
        unit: Option<String>,
    },
    /// 丧偶: the spouse is not in the registry.
    Widowed {
        /// The day of the spouse's death.
        on: Date,
        /// Who that was, if known.
        name: Option<String>,
    },
    /// 再婚.
    Remarriage {
        /// The day.
        on: Date,
        /// With whom.
        spouse: PersonId,
    },
}

impl Event {
    /// What it is.
    pub fn kind(&self) -> Kind {
        match self {
            Event::Death { .. } => Kind::Death,
            Event::Admission { .. } => Kind::Admission,
            Event::Discharge { .. } => Kind::Discharge,
            Event::Move { .. } => Kind::Move,
            Event::Away { .. } => Kind::Away,
            Event::Return { .. } => Kind::Return,
            Event::Retirement { .. } => Kind::Retirement,
            Event::Widowed { .. } => Kind::Widowed,
            Event::Remarriage { .. } => Kind::Remarriage,
        }
    }

    /// The day it happened, or began.
    pub fn on(&self) -> Date {
        match self {
            Event::Death { on, .. }
            | Event::Admission { on, .. }
            | Event::Discharge { on }
            | Event::Move { on, .. }
            | Event::Away { on, .. }
            | Event::Return { on }
            | Event::Retirement { on, .. }
            | Event::Widowed { on, .. }
            | Event::Remarriage { on, .. } => *on,
        }
    }

    /// The day as exactly as it is known.
    pub fn day(&self) -> PartialDate {
        match self {
            Event::Death { known: Some(known), .. } => *known,
            _ => self.on().into(),
        }
    }

    /// Whether the bureau serves no longer from that day.
    pub fn ends(&self) -> Option<Ended> {
        match self {
            Event::Death { .. } => Some(Ended::Died),
            Event::Move { leaves: true, .. } => Some(Ended::Moved),
            _ => None,
        }
    }
}

/// How things stand with somebody to whom something happened: all that a refusal goes by.
#[derive(Debug, Clone, PartialEq)]
pub struct Standing {
    /// Whose they are.
    pub person: PersonId,
    /// Birth.
    pub born: Option<PartialDate>,
    /// The end of service, if it came.
    pub ended: Option<(PartialDate, Ended)>,
    /// When they died, where their service had ended otherwise before.
    pub died_on: Option<PartialDate>,
    /// The living spouse in the registry.
    pub spouse: Option<String>,
    /// The last day of the marriage that ended last, of the person or, of a re-marriage, of the other.
    pub married_until: Option<PartialDate>,
    /// When they retired.
    pub retired: Option<PartialDate>,
    /// The same kind of event is noted for the same day already.
    pub is_noted: bool,
    /// Of a re-marriage: the other.
    pub other: Option<Other>,
}

/// Whom somebody marries.
#[derive(Debug, Clone, PartialEq)]
pub struct Other {
    /// The name.
    pub name: String,
    /// Has died, or is no longer served.
    pub is_gone: bool,
    /// Has a living spouse in the registry, by name.
    pub spouse: Option<String>,
    /// Birth.
    pub born: Option<PartialDate>,
    /// Is family already: a parent, a child, a sister.
    pub is_family: bool,
}

impl Standing {
    /// When they died, served until then or moved away before.
    pub fn died(&self) -> Option<PartialDate> {
        match self.ended {
            Some((day, Ended::Died)) => Some(day),
            _ => self.died_on,
        }
    }
}

/// Whether it is noted of somebody who has moved away: that they come back, or that they died there.
pub fn is_open_to_the_gone(kind: Kind) -> bool {
    matches!(kind, Kind::Return | Kind::Death)
}

/// Whether `event` can have happened to somebody of whom all this is known.
pub fn check(event: &Event, standing: &Standing, today: Date) -> Result<(), Refused> {
    let on = event.on();
    if on > today {
        return Err(Refused::InFuture);
    }
    if let Some(born) = standing.born.filter(|born| on < born.first_day()) {
        return Err(Refused::BeforeBirth(born));
    }
    if let Some(day) = standing.died() {
        if event.kind() == Kind::Death || (event.kind() == Kind::Return && standing.died_on.is_some()) {
            return Err(Refused::DiedAlready(day));
        }
        if on > day.last_day() {
            return Err(Refused::AfterDeath(day));
        }
    }
    match standing.ended {
        Some((_, Ended::Merged)) => return Err(Refused::Merged),
        Some((day, Ended::Moved | Ended::Other))
            if !is_open_to_the_gone(event.kind()) && on > day.last_day() =>
        {
            return Err(Refused::NoLongerServed(day));
        }
        _ => {}
    }
    if standing.is_noted {
        return Err(Refused::NotedAlready);
    }
    let is_at_work = |retired: &PartialDate| on < retired.first_day() && retired.first_day() <= today;
    if let Some(retired) = standing.retired.filter(is_at_work)
        && event.kind() == Kind::Death
    {
        return Err(Refused::DiedBeforeRetired(retired));
    }
    of_its_kind(event, standing)
}

fn of_its_kind(event: &Event, standing: &Standing) -> Result<(), Refused> {
    match event {
        Event::Away { on, until: Some(until), .. } if until < on => Err(Refused::EndsBeforeItBegins),
        Event::Widowed { .. } => match &standing.spouse {
            Some(name) => Err(Refused::SpouseIsRegistered(name.clone())),
            None => Ok(()),
        },
        Event::Remarriage { on, spouse } => {
            if *spouse == standing.person {
                return Err(Refused::SameOne);
            }
            if let Some(day) = standing.died() {
                return Err(Refused::DeadDoNotMarry(day));
            }
            if let Some(day) = standing.married_until.filter(|day| *on < day.first_day()) {
                return Err(Refused::MarriedThen(day));
            }
            if let Some(name) = &standing.spouse {
                return Err(Refused::SpouseLives(name.clone()));
            }
            match &standing.other {
                Some(Other { name, is_gone: true, .. }) => Err(Refused::OtherIsGone(name.clone())),
                Some(Other { is_family: true, .. }) => Err(Refused::OtherIsFamily),
                Some(Other { name, born: Some(born), .. }) if *on < born.first_day() => {
                    Err(Refused::OtherUnborn(name.clone(), *born))
                }
                Some(Other { name, spouse: Some(spouse), .. }) => {
                    Err(Refused::OtherIsMarried(name.clone(), spouse.clone()))
                }
                _ => Ok(()),
            }
        }
        _ => Ok(()),
    }
}

/// When something was written down, and by which account; none when the program did it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: Option<AccountId>,
}

/// An event as it was noted.
#[derive(Debug, Clone, PartialEq)]
pub struct LifeEvent {
    /// Identity.
    pub id: EventId,
    /// To whom.
    pub person: PersonId,
    /// What.
    pub event: Event,
    /// When and by whom it was noted.
    pub noted: Mark,
    /// Whether it still stands.
    pub state: State,
    /// Guard.
    pub version: i64,
}

/// Whether an event stands.
#[derive(Debug, Clone, PartialEq)]
pub enum State {
    /// It does.
    Holds,
    /// It was taken back.
    Undone {
        /// When and by whom.
        mark: Mark,
        /// Why.
        because: String,
    },
}

/// It was taken back before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UndoneAlready;

impl From<UndoneAlready> for Error {
    fn from(_: UndoneAlready) -> Self {
        Error::Overtaken(Text::new("life-undone-already"))
    }
}

impl LifeEvent {
    /// Noted now.
    pub fn note(id: EventId, person: PersonId, event: Event, noted: Mark) -> Self {
        Self { id, person, event, noted, state: State::Holds, version: 1 }
    }

    /// Taken back.
    pub fn undo(self, mark: Mark, because: String) -> Result<Self, UndoneAlready> {
        match self.state {
            State::Holds => Ok(Self { state: State::Undone { mark, because }, ..self }),
            State::Undone { .. } => Err(UndoneAlready),
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use uuid::Uuid;

    use super::*;

    const TODAY: Date = date(2026, 11, 23);

    fn person(n: u128) -> PersonId {
        PersonId(Uuid::from_u128(n))
    }

    fn alive() -> Standing {
        Standing {
            person: person(1),
            born: "1938-05".parse().ok(),
            ended: None,
            died_on: None,
            spouse: None,
            married_until: None,
            retired: None,
            is_noted: false,
            other: None,
        }
    }

    fn death(on: Date) -> Event {
        Event::Death { on, known: None, cause: None, farewell: None, at_work: false, pay_fen: None }
    }

    #[test]
    fn a_death_lies_between_birth_and_today() {
        assert_eq!(check(&death(TODAY), &alive(), TODAY), Ok(()));
        assert_eq!(check(&death(date(2026, 11, 24)), &alive(), TODAY), Err(Refused::InFuture));
        let born: PartialDate = "1938-05".parse().unwrap();
        assert_eq!(check(&death(date(1938, 4, 30)), &alive(), TODAY), Err(Refused::BeforeBirth(born)));
        assert_eq!(check(&death(date(1938, 5, 1)), &alive(), TODAY), Ok(()), "known to the month only");
    }

    #[test]
    fn nobody_dies_twice_and_nothing_happens_to_the_dead() {
        let day: PartialDate = "2026-11-01".parse().unwrap();
        let dead = Standing { ended: Some((day, Ended::Died)), ..alive() };
        assert_eq!(check(&death(TODAY), &dead, TODAY), Err(Refused::DiedAlready(day)));
        let discharge = |on| check(&Event::Discharge { on }, &dead, TODAY);
        assert_eq!(discharge(date(2026, 11, 2)), Err(Refused::AfterDeath(day)));
        assert_eq!(discharge(date(2026, 10, 30)), Ok(()), "noted late, with its true day");
    }

    #[test]
    fn who_has_moved_away_can_only_come_back_or_die() {
        let day: PartialDate = "2026-11-01".parse().unwrap();
        let gone = Standing { ended: Some((day, Ended::Moved)), ..alive() };
        assert_eq!(check(&Event::Discharge { on: TODAY }, &gone, TODAY), Err(Refused::NoLongerServed(day)));
        assert_eq!(check(&Event::Return { on: TODAY }, &gone, TODAY), Ok(()));
        assert_eq!(check(&death(TODAY), &gone, TODAY), Ok(()));
        let died: PartialDate = "2026-11-20".parse().unwrap();
        let dead = Standing { died_on: Some(died), ..gone };
        assert_eq!(check(&death(TODAY), &dead, TODAY), Err(Refused::DiedAlready(died)), "once");
        let back = Event::Return { on: date(2026, 11, 10) };
        assert_eq!(check(&back, &dead, TODAY), Err(Refused::DiedAlready(died)), "nobody comes back dead");
    }

    #[test]
    fn nobody_has_two_spouses() {
        let marries = |spouse| Event::Remarriage { on: TODAY, spouse };
        assert_eq!(check(&marries(person(1)), &alive(), TODAY), Err(Refused::SameOne));
        let married = Standing { spouse: Some("李桂兰".into()), ..alive() };
        assert_eq!(check(&marries(person(2)), &married, TODAY), Err(Refused::SpouseLives("李桂兰".into())));
        let of = |is_gone, spouse: Option<&str>| {
            let other = Other {
                name: "赵敏".into(),
                is_gone,
                spouse: spouse.map(Into::into),
                born: None,
                is_family: false,
            };
            check(&marries(person(2)), &Standing { other: Some(other), ..alive() }, TODAY)
        };
        assert_eq!(of(true, None), Err(Refused::OtherIsGone("赵敏".into())));
        assert_eq!(of(false, Some("钱进")), Err(Refused::OtherIsMarried("赵敏".into(), "钱进".into())));
        assert_eq!(of(false, None), Ok(()));
    }

    #[test]
    fn a_marriage_begins_after_the_one_before_and_before_death() {
        let marries = |on| Event::Remarriage { on, spouse: person(2) };
        let day: PartialDate = "2026-11-10".parse().unwrap();
        let widowed = Standing { married_until: Some(day), ..alive() };
        let marries_on = |on| check(&marries(on), &widowed, TODAY);
        assert_eq!(marries_on(date(2026, 11, 9)), Err(Refused::MarriedThen(day)));
        assert_eq!(marries_on(date(2026, 11, 10)), Ok(()));
        let dead = Standing { ended: Some((day, Ended::Died)), ..alive() };
        assert_eq!(
            check(&marries(date(2026, 11, 1)), &dead, TODAY),
            Err(Refused::DeadDoNotMarry(day)),
            "nor late"
        );
    }

    #[test]
    fn nobody_marries_a_parent_or_somebody_unborn_nor_dies_before_retiring() {
        let born: PartialDate = "2000-01".parse().unwrap();
        let of = |on, is_family| {
            let name = "赵敏".to_owned();
            let other = Other { name, is_gone: false, spouse: None, born: Some(born), is_family };
            let standing = Standing { other: Some(other), ..alive() };
            check(&Event::Remarriage { on, spouse: person(2) }, &standing, TODAY)
        };
        assert_eq!(of(TODAY, true), Err(Refused::OtherIsFamily));
        assert_eq!(of(date(1999, 12, 31), false), Err(Refused::OtherUnborn("赵敏".into(), born)));
        assert_eq!(of(date(2000, 1, 1), false), Ok(()));
        let retired: PartialDate = "1998-06".parse().unwrap();
        let at_work = Standing { retired: Some(retired), ..alive() };
        let dies = |on, standing| check(&death(on), standing, TODAY);
        assert_eq!(dies(date(1998, 5, 31), &at_work), Err(Refused::DiedBeforeRetired(retired)));
        assert_eq!(dies(date(1998, 6, 1), &at_work), Ok(()));
        let planned = Standing { retired: "2027-01".parse().ok(), ..alive() };
        assert_eq!(dies(TODAY, &planned), Ok(()), "what was only planned does not hinder");
    }

    #[test]
    fn an_event_is_taken_back_once() {
        let mark = Mark { at: "2026-11-23T01:00:00Z".parse().unwrap(), by: None };
        let event = LifeEvent::note(EventId(Uuid::from_u128(1)), person(1), death(TODAY), mark);
        let undone = event.undo(mark, "记错了人".into()).unwrap();
        assert_eq!(undone.undo(mark, "再来一次".into()), Err(UndoneAlready));
    }
}
