//! How long people waited: how many, in the middle, and all but the slowest tenth; for each desk and each thing waited for.

use std::collections::BTreeMap;

use super::{model::Leg, rules::Rules, store::list::Listed};
use crate::desk::DeskId;

/// How long a thing took.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Figure {
    /// For what they waited.
    pub leg: Leg,
    /// How many did.
    pub people: usize,
    /// Half of them waited no longer, in minutes.
    pub median: i64,
    /// Nine out of ten waited no longer, in minutes.
    pub p90: i64,
    /// How many waited longer than the bureau wants.
    pub over: usize,
}

/// A desk with its figures.
#[derive(Debug, Clone)]
pub struct OfDesk {
    /// Which.
    pub desk: DeskId,
    /// In which hospital.
    pub hospital: String,
    /// Where in it.
    pub place: String,
    /// How many came.
    pub came: usize,
    /// How many left without being seen.
    pub left: usize,
    /// How many were announced and did not come.
    pub missed: usize,
    /// For each thing that anybody waited for.
    pub figures: Vec<Figure>,
}

/// The value below or at which `percent` of `sorted` lie (nearest rank); nothing of nothing.
pub fn percentile(sorted: &[i64], percent: usize) -> Option<i64> {
    let rank = (sorted.len() * percent).div_ceil(100).max(1);
    sorted.get(rank - 1).copied()
}

/// Of everybody in `listed`, by desk.
pub fn by_desk(listed: &[Listed], rules: &Rules) -> Vec<OfDesk> {
    let mut desks: BTreeMap<(String, String, DeskId), Vec<&Listed>> = BTreeMap::new();
    for one in listed {
        let key = (one.hospital.clone(), one.place.clone(), one.attendance.desk);
        desks.entry(key).or_default().push(one);
    }
    let of_desk = |((hospital, place, desk), here): ((String, String, DeskId), Vec<&Listed>)| {
        let count = |word: &str| here.iter().filter(|one| one.attendance.state.word() == word).count();
        let came = here.iter().filter(|one| one.attendance.state.ticket().is_some()).count();
        let (left, missed) = (count("left"), count("missed"));
        OfDesk { desk, hospital, place, came, left, missed, figures: figures(&here, rules) }
    };
    desks.into_iter().map(of_desk).collect()
}

fn figures(here: &[&Listed], rules: &Rules) -> Vec<Figure> {
    let mut waits: BTreeMap<Leg, Vec<i64>> = BTreeMap::new();
    for one in here {
        for (leg, minutes) in one.attendance.state.waits() {
            waits.entry(leg).or_default().push(minutes);
        }
    }
    let figure = |(leg, mut minutes): (Leg, Vec<i64>)| {
        minutes.sort_unstable();
        let limit = rules.limit(leg).unwrap_or(i64::MAX);
        Figure {
            leg,
            people: minutes.len(),
            median: percentile(&minutes, 50).unwrap_or(0),
            p90: percentile(&minutes, 90).unwrap_or(0),
            over: minutes.iter().filter(|minutes| **minutes > limit).count(),
        }
    };
    waits.into_iter().map(figure).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_middle_and_the_slowest_tenth() {
        let ten: Vec<i64> = (1..=10).collect();
        assert_eq!((percentile(&ten, 50), percentile(&ten, 90)), (Some(5), Some(9)));
        assert_eq!((percentile(&[7], 50), percentile(&[7], 90)), (Some(7), Some(7)));
        assert_eq!(percentile(&[], 50), None);
    }

    proptest! {
        #[test]
        fn so_many_lie_at_or_below_and_not_one_fewer(mut minutes in prop::collection::vec(0i64..300, 1..60), percent in 1usize..=100) {
            minutes.sort_unstable();
            let value = percentile(&minutes, percent).unwrap();
            let at_or_below = minutes.iter().filter(|minutes| **minutes <= value).count();
            let below = minutes.iter().filter(|minutes| **minutes < value).count();
            prop_assert!(at_or_below * 100 >= minutes.len() * percent);
            prop_assert!(below * 100 < minutes.len() * percent);
        }
    }
}
