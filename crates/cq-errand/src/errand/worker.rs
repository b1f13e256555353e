//! Who does errands, and who of them suits one: the nearest who is free.

use cq_platform::ids::StaffId;
use cq_registry::area::AreaId;
use jiff::civil::Date;

/// A point, in degrees north and east.
pub type Point = (f64, f64);

/// The earth's mean radius in metres (IUGG).
const EARTH_M: f64 = 6_371_008.8;

/// What is said of a worker.
#[derive(Debug, Clone)]
pub struct Terms {
    /// The area they set out from.
    pub base: AreaId,
    /// Where they go; everywhere where empty.
    pub areas: Vec<AreaId>,
    /// On which days.
    pub days: Days,
    /// What they do; everything where empty.
    pub kinds: Vec<String>,
    /// How many a day.
    pub daily_max: i64,
    /// Whether they do errands at present.
    pub is_active: bool,
}

/// Days of the week.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Days(u8);

impl Days {
    /// From Monday to Friday.
    pub const WORKING: Days = Days(0b001_1111);

    /// From digits, 1 a Monday; nothing where one is none of them.
    pub fn parse(digits: &str) -> Option<Self> {
        digits.chars().try_fold(Days(0), |days, digit| {
            let day = digit.to_digit(10).filter(|day| (1..=7).contains(day))?;
            Some(Days(days.0 | 1 << (day - 1)))
        })
    }

    /// As digits.
    pub fn digits(self) -> String {
        (1..=7u8).filter(|day| self.0 & 1 << (day - 1) != 0).map(|day| char::from(b'0' + day)).collect()
    }

    /// Whether `day` is one of them.
    pub fn has(self, day: Date) -> bool {
        let n = u8::try_from(day.weekday().to_monday_zero_offset()).unwrap_or(0);
        self.0 & 1 << n != 0
    }
}

/// Who does errands.
#[derive(Debug, Clone)]
pub struct Worker {
    /// Who.
    pub staff: StaffId,
    /// Their name.
    pub name: String,
    /// Their number.
    pub phone: Option<String>,
    /// The area they set out from.
    pub base: AreaId,
    /// Its name.
    pub base_name: String,
    /// Its middle.
    pub at: Option<Point>,
    /// Where they go; everywhere where empty.
    pub areas: Vec<AreaId>,
    /// On which days.
    pub days: Days,
    /// What they do; everything where empty.
    pub kinds: Vec<String>,
    /// How many a day.
    pub daily_max: u32,
    /// Whether they do errands at present.
    pub is_active: bool,
    /// Away on the day that is asked about.
    pub is_away: bool,
    /// Errands they have on that day.
    pub busy: u32,
    /// Guard.
    pub version: i64,
}

/// An errand that somebody is looked for.
#[derive(Debug, Clone)]
pub struct Wish {
    /// Of what kind.
    pub kind: String,
    /// Where.
    pub area: Option<AreaId>,
    /// Where exactly, as far as is known.
    pub at: Option<Point>,
    /// When.
    pub on: Date,
}

/// Why somebody does not suit an errand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unfit {
    /// Does no errands at present.
    Inactive,
    /// Does not do that kind.
    Kind,
    /// Does not go there.
    Area,
    /// Not on that day of the week.
    Day,
    /// On leave that day.
    Away,
    /// Has as many as they take that day.
    Full,
}

/// Whether somebody suits an errand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fit {
    /// They do, from so many metres away, with so many errands that day; no distance where it is not known.
    Yes {
        /// How far.
        distance_m: Option<u32>,
        /// Errands that day.
        busy: u32,
    },
    /// They do not.
    No(Unfit),
}

impl Worker {
    /// Whether they suit `wish`.
    pub fn fit(&self, wish: &Wish) -> Fit {
        let elsewhere = |area| !self.areas.is_empty() && !self.areas.contains(&area);
        let unfit = match () {
            () if !self.is_active => Some(Unfit::Inactive),
            () if !self.kinds.is_empty() && !self.kinds.contains(&wish.kind) => Some(Unfit::Kind),
            () if wish.area.is_some_and(elsewhere) => Some(Unfit::Area),
            () if !self.days.has(wish.on) => Some(Unfit::Day),
            () if self.is_away => Some(Unfit::Away),
            () if self.busy >= self.daily_max => Some(Unfit::Full),
            () => None,
        };
        let distance_m = match (self.at, wish.at) {
            (Some(from), Some(to)) => Some(distance_m(from, to)),
            _ if wish.area == Some(self.base) => Some(0),
            _ => None,
        };
        unfit.map_or(Fit::Yes { distance_m, busy: self.busy }, Fit::No)
    }
}

/// Whoever suits `wish`, the nearest first, of two as near who has less to do; save those of `except`.
pub fn proposed<'w>(
    workers: &'w [Worker],
    wish: &Wish,
    except: &[StaffId],
) -> Vec<(&'w Worker, Option<u32>)> {
    let mut fit: Vec<_> = workers
        .iter()
        .filter(|worker| !except.contains(&worker.staff))
        .filter_map(|worker| match worker.fit(wish) {
            Fit::Yes { distance_m, .. } => Some((worker, distance_m)),
            Fit::No(_) => None,
        })
        .collect();
    fit.sort_by(|(a, from_a), (b, from_b)| {
        let key = |from: &Option<u32>| from.unwrap_or(u32::MAX);
        (key(from_a), a.busy, &a.name, a.staff.0).cmp(&(key(from_b), b.busy, &b.name, b.staff.0))
    });
    fit
}

/// Great-circle distance in whole metres (haversine, Sinnott 1984).
fn distance_m(from: Point, to: Point) -> u32 {
    let [(north, east), (other_north, other_east)] =
        [from, to].map(|(north, east)| (north.to_radians(), east.to_radians()));
    let chord = ((other_north - north) / 2.0).sin().powi(2)
        + north.cos() * other_north.cos() * ((other_east - east) / 2.0).sin().powi(2);
    let metres = 2.0 * EARTH_M * chord.sqrt().min(1.0).asin();
    // At most half the earth's girth, which fits.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 20 015 087")]
    let metres = metres.round() as u32;
    metres
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;

    fn worker(n: u128, at: Point) -> Worker {
        Worker {
            staff: StaffId(Uuid::from_u128(n)),
            name: format!("代办员{n}"),
            phone: None,
            base: AreaId(Uuid::from_u128(n)),
            base_name: String::new(),
            at: Some(at),
            areas: Vec::new(),
            days: Days::WORKING,
            kinds: Vec::new(),
            daily_max: 3,
            is_active: true,
            is_away: false,
            busy: 0,
            version: 1,
        }
    }

    fn wish() -> Wish {
        let area = Some(AreaId(Uuid::from_u128(1)));
        Wish { kind: "shopping".into(), area, at: Some((36.71, 117.53)), on: date(2026, 11, 25) }
    }

    #[test]
    fn the_nearest_who_is_free_is_proposed() {
        let near = worker(1, (36.71, 117.54));
        let far = worker(2, (36.80, 117.60));
        let full = Worker { busy: 3, ..worker(3, (36.71, 117.53)) };
        let workers = [far, near, full];
        let found: Vec<u128> =
            proposed(&workers, &wish(), &[]).iter().map(|(worker, _)| worker.staff.0.as_u128()).collect();
        assert_eq!(found, [1, 2]);
        assert_eq!(proposed(&workers, &wish(), &[workers[1].staff]).len(), 1);
        let metres = workers[1].fit(&wish());
        assert_eq!(metres, Fit::Yes { distance_m: Some(891), busy: 0 });
    }

    #[test]
    fn each_reason_against_somebody_is_said() {
        let good = worker(1, (36.71, 117.53));
        let unfit = |worker: Worker| worker.fit(&wish());
        assert_eq!(unfit(Worker { is_active: false, ..good.clone() }), Fit::No(Unfit::Inactive));
        assert_eq!(unfit(Worker { kinds: vec!["chat".into()], ..good.clone() }), Fit::No(Unfit::Kind));
        let elsewhere = vec![AreaId(Uuid::from_u128(9))];
        assert_eq!(unfit(Worker { areas: elsewhere, ..good.clone() }), Fit::No(Unfit::Area));
        assert_eq!(unfit(Worker { days: Days::parse("67").unwrap(), ..good.clone() }), Fit::No(Unfit::Day));
        assert_eq!(unfit(Worker { is_away: true, ..good.clone() }), Fit::No(Unfit::Away));
        assert_eq!(unfit(Worker { busy: 3, ..good }), Fit::No(Unfit::Full));
    }

    proptest! {
        #[test]
        fn whoever_is_proposed_suits_and_nobody_nearer_is_left_out(
            given in prop::collection::vec((36.5f64..37.0, 117.3f64..117.8, 0u32..5, any::<bool>()), 0..12),
        ) {
            let workers: Vec<Worker> = given
                .iter()
                .enumerate()
                .map(|(n, (north, east, busy, is_away))| {
                    Worker { busy: *busy, is_away: *is_away, ..worker(n as u128, (*north, *east)) }
                })
                .collect();
            let found = proposed(&workers, &wish(), &[]);
            prop_assert!(found.windows(2).all(|pair| pair[0].1 <= pair[1].1));
            let free = workers.iter().filter(|worker| worker.busy < 3 && !worker.is_away).count();
            prop_assert_eq!(found.len(), free);
        }

        #[test]
        fn days_are_read_as_they_are_written(mask in 0u8..128) {
            let days = Days(mask);
            prop_assert_eq!(Days::parse(&days.digits()), Some(days));
        }
    }
}
