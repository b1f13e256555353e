//! A segment on a day, with its places looked up: what the SQL and the test of one person are made from, both the same.

use std::collections::{BTreeSet, HashMap, HashSet};

use cq_calendar::{LunarDate, PartialDate};
use cq_platform::ids::StaffId;
use jiff::{ToSpan, civil::Date};
use uuid::Uuid;

use super::{
    condition::{
        Ailment, Condition, Count, DateField, Debt, Field, Gap, GroupId, GroupKind, PlaceKind, PostKind,
        Prose, TaskForm, Tie,
    },
    model::{Clause, Segment, Whom},
};
use crate::person::{
    Living,
    model::{AreaId, UnitId},
};

/// So many days back something declined or lapsed still counts.
pub(super) const YEAR_DAYS: u16 = 365;

/// The first lunar year that a lunar birthday is looked up in. Nobody on record was born before it.
pub(super) const LUNAR_FROM: i16 = 1880;

/// Metres along a meridian of one degree, for the mean radius of 6,371,008.8 m.
const DEGREE_M: f64 = 111_195.080;
/// How much wider the box around a circle is made than it must be, so that rounding leaves nobody out.
const SLACK: f64 = 1.000_1;

/// A segment that can be asked.
#[derive(Debug, Clone)]
pub struct Bound {
    /// What is asked.
    pub segment: Segment,
    /// On which day.
    pub today: Date,
    pub(super) grounds: HashMap<(PlaceKind, Option<Uuid>), Ground>,
    /// Illnesses that few have, as the conditions name them; it changes how the database looks, not what it finds.
    pub(super) rare: HashSet<BTreeSet<Ailment>>,
}

/// The places of one kind that a distance is measured from. Within a county the earth is flat: a degree of longitude is taken
/// for as long as it is at the middle of the places, which for 2 km errs by metres.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Ground {
    /// Degrees north and east.
    pub(super) points: Vec<(f64, f64)>,
    /// Metres of a degree northward, and eastward.
    pub(super) north_m: f64,
    pub(super) east_m: f64,
}

impl Ground {
    pub(super) fn of(points: Vec<(f64, f64)>) -> Self {
        let middle = points.iter().map(|(north, _)| north).sum::<f64>() / points.len().max(1) as f64;
        // Nobody lives at a pole; the least keeps the box finite.
        let east_m = (DEGREE_M * middle.to_radians().cos()).max(1.0);
        Self { points, north_m: DEGREE_M, east_m }
    }

    /// Half the sides of the box around a circle, in degrees northward and eastward.
    pub(super) fn reach(&self, within_m: u32) -> (f64, f64) {
        let most = f64::from(within_m) * SLACK;
        (most / self.north_m, most / self.east_m)
    }

    /// Squares of metres a degree, and of the distance, in the order of [`Ground::is_near`].
    pub(super) fn squares(&self, within_m: u32) -> (f64, f64, f64) {
        let most = f64::from(within_m);
        (self.north_m * self.north_m, self.east_m * self.east_m, most * most)
    }

    /// The same arithmetic as the SQL, in the same order.
    fn is_near(&self, (north, east): (f64, f64), within_m: u32) -> bool {
        let (north_m2, east_m2, most_m2) = self.squares(within_m);
        self.points
            .iter()
            .any(|(y, x)| (north - y) * (north - y) * north_m2 + (east - x) * (east - x) * east_m2 <= most_m2)
    }
}

/// Everything about one person that a segment may ask.
#[derive(Debug, Clone, Default)]
pub struct Profile {
    /// What each field says, in the order of [`Field::ALL`].
    pub words: [Option<String>; Field::ALL.len()],
    /// Birth and the other dates, in the order of [`DateField::ALL`].
    pub dates: [Option<PartialDate>; DateField::ALL.len()],
    /// With whom.
    pub living: Vec<Living>,
    /// How many, in the order of [`Count::ALL`].
    pub counts: [Option<u8>; Count::ALL.len()],
    /// What the fields in words say, in the order of [`Prose::ALL`].
    pub prose: [Option<String>; Prose::ALL.len()],
    /// ICD-10 codes.
    pub illnesses: Vec<String>,
    /// 原工作单位.
    pub unit: Option<UnitId>,
    /// 现管单位, or where none is named the unit they retired from.
    pub paying_unit: Option<UnitId>,
    /// 所在镇街.
    pub area: Option<AreaId>,
    /// Degrees north and east.
    pub place: Option<(f64, f64)>,
    /// What is not known.
    pub gaps: Vec<Gap>,
    /// Whom they have.
    pub ties: Vec<Tie>,
    /// Where they are a member.
    pub groups: Vec<(GroupId, GroupKind)>,
    /// Which posts they hold.
    pub posts: Vec<PostKind>,
    /// 责任医生.
    pub doctor: Option<StaffId>,
    /// The hospital of that doctor.
    pub doctor_at: Option<Uuid>,
    /// 联络员.
    pub liaison: Option<StaffId>,
    /// Whether they are in hospital, as far as is known.
    pub is_in_hospital: bool,
    /// Of what kinds something is still to be done.
    pub awaits: Vec<TaskForm>,
    /// The earliest day for which something open is promised.
    pub owed_on: Option<Date>,
    /// The last day on which something was done for them.
    pub seen_on: Option<Date>,
    /// The last day on which something was declined.
    pub declined_on: Option<Date>,
    /// The last day that something had which lapsed.
    pub lapsed_on: Option<Date>,
    /// Level of the last assessment.
    pub ability: Option<u8>,
    /// Service has ended.
    pub has_ended: bool,
    /// The record gave way to another of the same person: it is in no list.
    pub is_merged: bool,
    /// On record only as the relative of somebody served.
    pub is_relative: bool,
}

impl Bound {
    /// Whether it leaves nobody out.
    pub fn holds_for_everybody(&self) -> bool {
        self.segment == Segment::everyone(Whom::Everybody)
    }

    /// Whether the person is in the segment.
    pub fn admits(&self, person: &Profile) -> bool {
        let is_among = match self.segment.whom {
            Whom::Served => !person.has_ended && !person.is_relative,
            Whom::Ended => person.has_ended && !person.is_relative,
            Whom::Relatives => person.is_relative,
            Whom::Everybody => true,
        };
        is_among && !person.is_merged && self.holds(&self.segment.of, person)
    }

    fn holds(&self, clause: &Clause, person: &Profile) -> bool {
        match clause {
            Clause::All(parts) => parts.iter().all(|part| self.holds(part, person)),
            Clause::Any(parts) => parts.iter().any(|part| self.holds(part, person)),
            Clause::Not(inner) => !self.holds(inner, person),
            Clause::Is(condition) => self.is(condition, person),
        }
    }

    fn is(&self, condition: &Condition, person: &Profile) -> bool {
        match condition {
            Condition::Word { field, any } => {
                let says = person.words.get(*field as usize).and_then(Option::as_ref);
                says.is_some_and(|word| any.contains(word))
            }
            Condition::Age { from, to } => person.date(DateField::Born).is_some_and(|born| {
                from.is_none_or(|age| self.is_of_age(born, age))
                    && to.is_none_or(|age| !self.is_of_age(born, age + 1))
            }),
            Condition::BornIn(months) => {
                let month = person.date(DateField::Born).and_then(PartialDate::month);
                month.and_then(|month| u8::try_from(month).ok()).is_some_and(|month| months.contains(&month))
            }
            Condition::LunarBornIn(months) => {
                let born = person.date(DateField::Born).and_then(PartialDate::day).and_then(LunarDate::of);
                born.is_some_and(|born| born.year() >= LUNAR_FROM && months.contains(&born.month()))
            }
            Condition::Count { field, from, to } => {
                let count = person.counts.get(*field as usize).copied().flatten();
                count.is_some_and(|count| {
                    from.is_none_or(|from| count >= from) && to.is_none_or(|to| count <= to)
                })
            }
            Condition::Filled(any) => any.iter().any(|field| person.says(*field).is_some()),
            Condition::Says { field, any } => {
                let says = person.says(*field);
                says.is_some_and(|text| any.iter().any(|piece| text.contains(piece.as_str())))
            }
            Condition::Dated { field, from, to } => person.date(*field).is_some_and(|date| {
                from.is_none_or(|from| date.first_day() >= from.first_day())
                    && to.is_none_or(|to| date.last_day() <= to.last_day())
            }),
            Condition::Living(any) => person.living.iter().any(|living| any.contains(living)),
            Condition::Ill(any) => any.iter().any(|ailment| {
                let (from, to) = ailment.codes();
                person.illnesses.iter().any(|code| *code >= from && *code < to)
            }),
            Condition::Unit(any) => person.unit.is_some_and(|unit| any.contains(&unit)),
            Condition::PayingUnit(any) => person.paying_unit.is_some_and(|unit| any.contains(&unit)),
            Condition::Area(any) => person.area.is_some_and(|area| any.contains(&area)),
            Condition::Lacks(any) => person.gaps.iter().any(|gap| any.contains(gap)),
            Condition::Related(any) => person.ties.iter().any(|tie| any.contains(tie)),
            Condition::Member(any) => person.groups.iter().any(|(group, _)| any.contains(group)),
            Condition::MemberOf(any) => person.groups.iter().any(|(_, kind)| any.contains(kind)),
            Condition::Post(any) => person.posts.iter().any(|post| any.contains(post)),
            Condition::HasDoctor => person.doctor.is_some(),
            Condition::Doctor(any) => person.doctor.is_some_and(|doctor| any.contains(&doctor)),
            Condition::DoctorAt(any) => person.doctor_at.is_some_and(|hospital| any.contains(&hospital)),
            Condition::HasLiaison => person.liaison.is_some(),
            Condition::Liaison(any) => person.liaison.is_some_and(|staff| any.contains(&staff)),
            Condition::InHospital => person.is_in_hospital,
            Condition::Awaits(any) => person.awaits.iter().any(|form| any.contains(form)),
            Condition::Owed(any) => any.iter().any(|debt| match debt {
                Debt::Open => person.owed_on.is_some(),
                Debt::Overdue => person.owed_on.is_some_and(|day| day < self.today),
                Debt::Declined => person.declined_on.is_some_and(|day| day > self.days_ago(YEAR_DAYS)),
                Debt::Lapsed => person.lapsed_on.is_some_and(|day| day > self.days_ago(YEAR_DAYS)),
            }),
            Condition::Unseen { days } => person.seen_on.is_none_or(|day| day <= self.days_ago(*days)),
            Condition::Near { of, id, within_m } => person.place.is_some_and(|place| {
                self.grounds.get(&(*of, *id)).is_some_and(|ground| ground.is_near(place, *within_m))
            }),
            Condition::Ability(any) => person.ability.is_some_and(|level| any.contains(&level)),
        }
    }

    /// Whether somebody born then has completed `age` years today, for certain.
    fn is_of_age(&self, born: PartialDate, age: u16) -> bool {
        let born = born.last_day();
        (born.year().saturating_add_unsigned(age), born.month(), born.day())
            <= (self.today.year(), self.today.month(), self.today.day())
    }

    pub(super) fn days_ago(&self, days: u16) -> Date {
        self.today.saturating_sub(i64::from(days).days())
    }
}

impl Profile {
    fn date(&self, field: DateField) -> Option<PartialDate> {
        self.dates.get(field as usize).copied().flatten()
    }

    fn says(&self, field: Prose) -> Option<&str> {
        self.prose.get(field as usize).and_then(Option::as_deref)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    const TODAY: Date = date(2026, 11, 23);

    fn bound(condition: Condition) -> Bound {
        Bound { segment: Segment::of(condition), today: TODAY, grounds: HashMap::new(), rare: HashSet::new() }
    }

    fn born(on: &str) -> Profile {
        let mut person = Profile::default();
        person.dates[DateField::Born as usize] = on.parse().ok();
        person
    }

    #[test]
    fn ages_divide_everybody_whose_birth_is_known() {
        for (on, age) in [
            ("1946-11-23", 80),
            ("1946-11-24", 79),
            ("1946", 79),
            ("1946-11", 79),
            ("1946-10", 80),
            ("1948-02-29", 78),
        ] {
            let person = born(on);
            for limit in [78, 79, 80, 81] {
                let (from, to) = (Some(limit), Some(limit - 1));
                assert_eq!(
                    bound(Condition::Age { from, to: None }).admits(&person),
                    age >= limit,
                    "{on} ≥ {limit}"
                );
                assert_eq!(
                    bound(Condition::Age { from: None, to }).admits(&person),
                    age < limit,
                    "{on} < {limit}"
                );
            }
        }
        assert!(!bound(Condition::Age { from: None, to: Some(79) }).admits(&born("")));
    }

    #[test]
    fn unseen_counts_from_the_day_and_never_seen_counts() {
        let unseen = bound(Condition::Unseen { days: 30 });
        let seen = |on: Option<Date>| unseen.admits(&Profile { seen_on: on, ..born("") });
        assert_eq!(
            [None, Some(date(2026, 10, 24)), Some(date(2026, 10, 25)), Some(TODAY)].map(seen),
            [true, true, false, false]
        );
    }

    #[test]
    fn two_kilometres_are_two_kilometres() {
        // Great-circle distances by the haversine formula, from 36.7167 N 117.5333 E.
        let ground = Ground::of(vec![(36.7167, 117.5333)]);
        for (place, metres) in
            [((36.7337, 117.5333), 1_890.3), ((36.7167, 117.5553), 1_961.0), ((36.7300, 117.5480), 1_975.8)]
        {
            assert!(ground.is_near(place, (metres * 1.002) as u32), "{place:?}");
            assert!(!ground.is_near(place, (metres * 0.998) as u32), "{place:?}");
        }
    }

    #[test]
    fn who_is_no_longer_served_is_asked_for_by_name() {
        let (dead, wife) = (
            Profile { has_ended: true, ..Profile::default() },
            Profile { is_relative: true, ..Profile::default() },
        );
        let whom = |whom| Bound {
            segment: Segment::everyone(whom),
            today: TODAY,
            grounds: HashMap::new(),
            rare: HashSet::new(),
        };
        let found =
            |person: &Profile| Whom::ALL.iter().map(|among| whom(*among).admits(person)).collect::<Vec<_>>();
        assert_eq!(found(&Profile::default()), [true, false, false, true]);
        assert_eq!(found(&dead), [false, true, false, true]);
        assert_eq!(found(&wife), [false, false, true, true]);
        let merged = Profile { is_merged: true, ..dead.clone() };
        assert_eq!(found(&merged), [false; 4], "a record that gave way is nobody");
    }
}
