//! A campaign, its window, and the plan it makes.

use std::collections::{BTreeMap, BTreeSet};

use cq_calendar::{PartialDate, Span, TermWindow};
use cq_platform::{
    Error,
    db::{Col, Value},
    ids::StaffId,
    messages::Text,
    record, words,
};
use cq_registry::{
    person::{PersonId, model::Illness},
    task::CampaignId,
};
use jiff::{Timestamp, ToSpan, civil::Date, civil::Weekday};

words! {
    /// How the window of a campaign is given.
    pub enum Season {
        /// 冬日送温暖: 立冬 to 立春.
        Winter = "winter",
        /// 春风行动: 立春 to 立夏.
        Spring = "spring",
        /// Days of one's own.
        Dates = "dates",
    }
}

impl Season {
    /// The terms it runs between.
    pub fn window(self) -> Option<TermWindow> {
        match self {
            Season::Winter => Some(TermWindow::WINTER),
            Season::Spring => Some(TermWindow::SPRING),
            Season::Dates => None,
        }
    }

    /// Its days: those running on `today`, or else those that come next.
    pub fn days(self, today: Date) -> Option<Span> {
        let window = self.window()?;
        let coming = || {
            let years = [today.year(), today.year() + 1];
            years.into_iter().filter_map(|year| window.occurrence(year)).find(|span| span.first >= today)
        };
        window.containing(today).or_else(coming)
    }

    /// The season that runs on `today` or comes first after it.
    pub fn nearest(today: Date) -> Self {
        let first = |season: Season| season.days(today).map(|span| span.first.max(today));
        if first(Season::Spring) < first(Season::Winter) { Season::Spring } else { Season::Winter }
    }
}

/// Illnesses in one column: their words, a space apart, in the order of declaration.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Illnesses(pub BTreeSet<Illness>);

impl Illnesses {
    /// As the column holds it.
    pub fn text(&self) -> String {
        self.0.iter().map(|illness| illness.as_str()).collect::<Vec<_>>().join(" ")
    }
}

impl Col for Illnesses {
    fn col(cell: Value<'_>) -> Option<Self> {
        match cell {
            Value::Text(words) => {
                words.split_whitespace().map(|word| word.parse().ok()).collect::<Option<_>>().map(Self)
            }
            _ => None,
        }
    }
}

/// A campaign to be made.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    /// What it is called.
    pub name: String,
    /// First and last day.
    pub days: Span,
    /// Whom it is for: elders with any of these.
    pub illnesses: Illnesses,
    /// What is not done when it closes lapses, instead of staying overdue.
    pub ends_hard: bool,
}

record! {
    /// A campaign: one visit each, within a window, for elders with certain illnesses.
    pub struct Campaign {
        /// Identity.
        pub id: CampaignId,
        /// What it is called.
        pub name: String,
        /// First day.
        pub opens_on: Date,
        /// Last day.
        pub closes_on: Date,
        /// Whom it is for.
        pub illnesses: Illnesses,
        /// What is not done when it closes lapses, instead of staying overdue.
        pub ends_hard: bool,
        /// When it was made.
        pub made_at: Timestamp,
        /// Guard.
        pub version: i64,
    }
}

impl Campaign {
    /// Its days.
    pub fn days(&self) -> Span {
        Span { first: self.opens_on, last: self.closes_on }
    }
}

record! {
    /// An elder whom a campaign is for, and who answers for him.
    pub struct Elder {
        /// Who.
        pub id: PersonId,
        /// The name.
        pub name: String,
        /// Its reading.
        pub pinyin: String,
        /// Birth.
        pub born: Option<PartialDate>,
        /// 所在镇街.
        pub area: Option<String>,
        /// Who answers.
        pub doctor: Option<StaffId>,
        /// The doctor's name.
        pub doctor_name: Option<String>,
        /// The doctor's hospital.
        pub hospital: Option<String>,
    }
}

/// A visit to be owed.
#[derive(Debug, Clone)]
pub struct Visit {
    /// To whom.
    pub elder: Elder,
    /// By whom.
    pub owner: StaffId,
    /// By when.
    pub due_on: Date,
}

/// Who would be visited, by whom and by when, and who could not be.
#[derive(Debug, Clone, Default)]
pub struct Plan {
    /// By doctor, then in the order of their days.
    pub visits: Vec<Visit>,
    /// Nobody answers for these.
    pub uncovered: Vec<Elder>,
}

/// The window is over before anybody could be visited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Over;

impl From<Over> for Error {
    fn from(Over: Over) -> Self {
        Error::Invalid(vec![("season".into(), Text::new("campaign-over"))])
    }
}

/// Plans one visit for each elder within what is left of `days` on `today`.
///
/// The rule: each doctor takes the older first (unknown births last, then by reading and id), and the `i`-th of his `n`
/// is due on day ⌈`i` × days left ÷ `n`⌉, counted from the first day left, so that the visits lie evenly over the weeks and
/// the last one falls on the last day. A due day on a weekend moves to the Friday before, unless that is already past.
pub fn plan(elders: Vec<Elder>, days: Span, today: Date) -> Result<Plan, Over> {
    let first = days.first.max(today);
    if first > days.last {
        return Err(Over);
    }
    let (mut by_doctor, mut uncovered) = (BTreeMap::<StaffId, Vec<Elder>>::new(), Vec::new());
    for elder in elders {
        match elder.doctor {
            Some(doctor) => by_doctor.entry(doctor).or_default().push(elder),
            None => uncovered.push(elder),
        }
    }
    let mut visits = Vec::new();
    for (owner, mut elders) in by_doctor {
        elders.sort_by(|a, b| oldest_first(a).cmp(&oldest_first(b)));
        let dues = spread(elders.len(), first, days.last);
        visits.extend(elders.into_iter().zip(dues).map(|(elder, due_on)| Visit { elder, owner, due_on }));
    }
    Ok(Plan { visits, uncovered })
}

fn oldest_first(elder: &Elder) -> (Date, &str, PersonId) {
    (elder.born.map_or(Date::MAX, PartialDate::first_day), &elder.pinyin, elder.id)
}

/// `n` due days, evenly from `first` to `last`.
fn spread(n: usize, first: Date, last: Date) -> impl Iterator<Item = Date> {
    let days = first.until(last).map_or(0, |span| i64::from(span.get_days())) + 1;
    let n = i64::try_from(n).unwrap_or(i64::MAX).max(1);
    (1..=n).map(move |i| {
        let day = first.saturating_add(((i * days + n - 1) / n - 1).days());
        let back = match day.weekday() {
            Weekday::Saturday => 1,
            Weekday::Sunday => 2,
            _ => 0,
        };
        let friday = day.saturating_sub(back.days());
        if friday < first { day } else { friday }
    })
}

/// One doctor's share of a plan.
#[derive(Debug)]
pub struct Load<'p> {
    /// The doctor.
    pub doctor: &'p str,
    /// The hospital; empty if not known.
    pub hospital: &'p str,
    /// The visits, in the order of their days.
    pub visits: &'p [Visit],
}

impl Plan {
    /// By doctor, those with the most visits first.
    pub fn loads(&self) -> Vec<Load<'_>> {
        let same = |a: &Visit, b: &Visit| a.owner == b.owner;
        let mut loads: Vec<Load<'_>> = self.visits.chunk_by(same).filter_map(Load::of).collect();
        loads.sort_by_key(|load| std::cmp::Reverse(load.visits.len()));
        loads
    }

    /// Doctors and visits by hospital, those with the most visits first.
    pub fn hospitals(&self) -> Vec<(&str, usize, usize)> {
        let mut sums = BTreeMap::<&str, (usize, usize)>::new();
        for load in self.loads() {
            let sum = sums.entry(load.hospital).or_default();
            *sum = (sum.0 + 1, sum.1 + load.visits.len());
        }
        let mut hospitals: Vec<_> =
            sums.into_iter().map(|(name, (doctors, visits))| (name, doctors, visits)).collect();
        hospitals.sort_by_key(|(_, _, visits)| std::cmp::Reverse(*visits));
        hospitals
    }
}

impl<'p> Load<'p> {
    fn of(visits: &'p [Visit]) -> Option<Self> {
        let elder = &visits.first()?.elder;
        let doctor = elder.doctor_name.as_deref().unwrap_or_default();
        Some(Self { doctor, hospital: elder.hospital.as_deref().unwrap_or_default(), visits })
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;

    fn elder(id: u128, born: &str, doctor: Option<u128>) -> Elder {
        Elder {
            id: PersonId(Uuid::from_u128(id)),
            name: format!("{id}"),
            pinyin: format!("{id}"),
            born: born.parse().ok(),
            area: None,
            doctor: doctor.map(|id| StaffId(Uuid::from_u128(id))),
            doctor_name: None,
            hospital: None,
        }
    }

    const TODAY: Date = date(2026, 11, 23);

    #[test]
    fn the_season_is_the_one_running_or_the_next() {
        let winter = Season::Winter.days(TODAY).unwrap();
        assert_eq!((winter.first, winter.last), (date(2026, 11, 7), date(2027, 2, 3)));
        assert_eq!(Season::Winter.days(date(2027, 1, 15)), Some(winter), "still running in the new year");
        assert_eq!(Season::Spring.days(TODAY).unwrap().first, date(2027, 2, 4));
        assert_eq!(
            (Season::nearest(TODAY), Season::nearest(date(2027, 2, 4))),
            (Season::Winter, Season::Spring)
        );
        assert_eq!(Season::nearest(date(2026, 7, 1)), Season::Winter);
    }

    #[test]
    fn the_oldest_is_due_first_and_nobody_falls_on_a_weekend() {
        let elders = vec![
            elder(1, "1950", Some(9)),
            elder(2, "1931-05-02", Some(9)),
            elder(3, "", Some(9)),
            elder(4, "1940", None),
        ];
        let plan = plan(elders, Season::Winter.days(TODAY).unwrap(), TODAY).unwrap();
        let dues: Vec<(&str, Date)> =
            plan.visits.iter().map(|visit| (visit.elder.name.as_str(), visit.due_on)).collect();
        // 73 days are left: a third of them each; 16 December is a Wednesday, 10 January a Sunday.
        assert_eq!(dues, [("2", date(2026, 12, 17)), ("1", date(2027, 1, 8)), ("3", date(2027, 2, 3))]);
        assert_eq!(plan.uncovered.len(), 1);
    }

    #[test]
    fn a_window_that_is_over_takes_nobody() {
        let span = Span { first: date(2026, 11, 1), last: date(2026, 11, 22) };
        assert_eq!(plan(vec![], span, TODAY).map(|_| ()), Err(Over));
    }

    proptest! {
        #[test]
        fn every_elder_is_due_once_within_the_window_and_no_day_is_heaped(n in 1usize..60, length in 0i64..200) {
            let span = Span { first: TODAY, last: TODAY.saturating_add(length.days()) };
            let elders = (0..n).map(|id| elder(id as u128, "1940", Some(9))).collect();
            let plan = plan(elders, span, TODAY).unwrap();
            prop_assert_eq!(plan.visits.len(), n);
            prop_assert!(plan.visits.iter().all(|visit| span.contains(visit.due_on)));
            prop_assert!(plan.visits.is_sorted_by_key(|visit| visit.due_on));
            // A Friday also takes the two days of its weekend, and Monday's start the rest.
            let most = (n as i64 * 3).div_euclid(length + 1) + 3;
            for visit in &plan.visits {
                let same = plan.visits.iter().filter(|other| other.due_on == visit.due_on).count() as i64;
                prop_assert!(same <= most, "{} visits on {}", same, visit.due_on);
            }
        }
    }
}
