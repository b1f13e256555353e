//! What a pair costs, from numbers made ready once.

use super::geo::{Point, distance_m};
use super::model::{Accepts, Error, PairingProblem, Weights};
use super::specialty::{Specialty, plain};
use crate::transport::COST_LIMIT;
use std::collections::HashMap;

/// Largest weight, in points or points per kilometre: the dearest pair stays far below the solver's limit.
const WEIGHT_LIMIT: i64 = 1_000_000_000;
/// Half the globe, in metres: nobody lives farther away.
const FARTHEST_M: f64 = 20_037_509.0;
/// Most points for losing a doctor: with all else they stay within the solver's limit. Reached only where the dearest of a million
/// pairs costs more than 10^11 points.
const LOSE_LIMIT: i64 = COST_LIMIT / 2;

/// A person made ready.
#[derive(Debug, Clone)]
pub(super) struct Ready {
    pub point: Option<Point>,
    previous: Option<u32>,
    refused: Vec<u32>,
    ill: bool,
    has_doctor: bool,
}

/// Everything that decides what a pair costs.
#[derive(Debug, Clone)]
pub(super) struct Costs {
    pub weights: Weights,
    /// Road over straight line.
    pub detour: f64,
    /// Points for leaving somebody over who has a doctor, beyond those of the weights.
    lose: i64,
    persons: Vec<Ready>,
    points: Vec<Option<Point>>,
    accepts: Vec<Accepts>,
    /// 64-bit words per set of specialties.
    words: usize,
    /// Specialties that would cover an illness of each person, as sets.
    wanted: Vec<u64>,
    /// Specialties of each doctor, as sets.
    offered: Vec<u64>,
}

/// Which pairs a search may make that the plan may not, to find out why somebody is left over.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Rules {
    /// All rules hold.
    #[default]
    All,
    /// Refused doctors count too.
    EvenRefused,
    /// Refused and distant doctors count too.
    EvenDistant,
}

impl Costs {
    pub fn new(problem: &PairingProblem) -> Result<Self, Error> {
        let weights = problem.weights;
        check(&weights)?;
        let doctors = problem.doctors.len();
        let mut numbers: HashMap<&Specialty, usize> = HashMap::new();
        let mut specialties: Vec<&Specialty> = Vec::new();
        for specialty in problem.doctors.iter().flat_map(|doctor| &doctor.specialties) {
            numbers.entry(specialty).or_insert_with(|| {
                specialties.push(specialty);
                specialties.len() - 1
            });
        }
        let words = specialties.len().div_ceil(64).max(1);
        let mut offered = vec![0; words * doctors];
        for (doctor, set) in problem.doctors.iter().zip(offered.chunks_mut(words)) {
            for number in doctor.specialties.iter().filter_map(|specialty| numbers.get(specialty)) {
                set[number / 64] |= 1 << (number % 64);
            }
        }
        let mut wanted = vec![0; words * problem.persons.len()];
        let mut known: HashMap<&str, Vec<u64>> = HashMap::new();
        let mut persons = Vec::with_capacity(problem.persons.len());
        for ((person, set), index) in problem.persons.iter().zip(wanted.chunks_mut(words)).zip(0..) {
            let named = person.refused.iter().chain(&person.previous_doctor);
            if let Some(&doctor) = named.into_iter().find(|&&doctor| doctor as usize >= doctors) {
                return Err(Error::NoSuchDoctor { person: index, doctor });
            }
            for condition in &person.conditions {
                let covered =
                    known.entry(condition).or_insert_with(|| covering(&specialties, condition, words));
                set.iter_mut().zip(covered).for_each(|(word, more)| *word |= *more);
            }
            persons.push(Ready {
                point: person.position.map(super::LatLon::point),
                previous: person.previous_doctor,
                refused: person.refused.clone(),
                ill: !person.conditions.is_empty(),
                has_doctor: person.has_doctor,
            });
        }
        let points = problem.doctors.iter().map(|doctor| doctor.position.map(super::LatLon::point)).collect();
        // Nobody fits where there is no place: then the doctor needs no price.
        let open = |capacity: u32, accepts| if capacity == 0 { Accepts::Nobody } else { accepts };
        let accepts = problem.doctors.iter().map(|doctor| open(doctor.capacity, doctor.accepts)).collect();
        let detour = f64::from(weights.detour_permille) / 1000.0;
        let lose = lose(&weights, detour, persons.len());
        Ok(Self { weights, detour, lose, persons, points, accepts, words, wanted, offered })
    }

    pub fn persons(&self) -> usize {
        self.persons.len()
    }

    #[inline]
    pub fn person(&self, person: u32) -> &Ready {
        &self.persons[person as usize]
    }

    #[inline]
    pub fn point(&self, doctor: u32) -> Option<&Point> {
        self.points[doctor as usize].as_ref()
    }

    #[inline]
    pub fn accepts(&self, doctor: u32) -> Accepts {
        self.accepts[doctor as usize]
    }

    #[inline]
    pub fn offered(&self, doctor: u32) -> &[u64] {
        &self.offered[self.words * doctor as usize..][..self.words]
    }

    #[inline]
    pub fn wanted(&self, person: u32) -> &[u64] {
        &self.wanted[self.words * person as usize..][..self.words]
    }

    #[inline]
    pub fn words(&self) -> usize {
        self.words
    }

    #[inline]
    pub fn is_refused(&self, person: u32, doctor: u32) -> bool {
        self.person(person).refused.contains(&doctor)
    }

    /// Whether the doctor takes this person, wishes and distance apart.
    #[inline]
    pub fn takes(&self, person: u32, doctor: u32) -> bool {
        match self.accepts(doctor) {
            Accepts::Everybody => true,
            Accepts::OwnOnly => self.person(person).previous == Some(doctor),
            Accepts::Nobody => false,
        }
    }

    /// Metres of road, if both positions are known.
    #[inline]
    pub fn distance_m(&self, person: u32, doctor: u32) -> Option<u32> {
        let straight_m = distance_m(self.person(person).point.as_ref()?, self.point(doctor)?);
        // At most half the globe times ten: far below what 32 bits count. Adding a half and cutting rounds.
        Some((straight_m * self.detour + 0.5) as u32)
    }

    /// Points for a distance on the road.
    #[inline]
    pub fn travel(&self, distance_m: u32) -> i64 {
        (i64::from(distance_m) * self.weights.per_km + 500) / 1000
    }

    /// Points for leaving a person over.
    pub fn leave(&self, person: u32) -> i64 {
        self.leave_by_weights(person) + if self.person(person).has_doctor { self.lose } else { 0 }
    }

    /// Points that the weights alone say for leaving a person over.
    pub fn leave_by_weights(&self, person: u32) -> i64 {
        let change = if self.person(person).previous.is_some() { self.weights.change } else { 0 };
        self.weights.leave_over + change
    }

    /// Points for losing a doctor, beyond those of the weights.
    pub fn lose(&self) -> i64 {
        self.lose
    }

    /// Points for specialty against illness, given what is offered.
    #[inline]
    pub fn suit(&self, person: u32, offered: &[u64]) -> i64 {
        let covered = self.wanted(person).iter().zip(offered).any(|(wanted, offered)| wanted & offered != 0);
        match (self.person(person).ill, covered) {
            (false, _) => 0,
            (true, true) => -self.weights.specialty_match,
            (true, false) => self.weights.specialty_mismatch,
        }
    }

    /// Points for changing the doctor of somebody who has one.
    #[inline]
    pub fn change(&self, person: u32, doctor: Option<u32>) -> i64 {
        let previous = self.person(person).previous;
        if previous.is_some() && previous != doctor { self.weights.change } else { 0 }
    }

    /// Points for a pair, if the plan may make it.
    pub fn pair(&self, person: u32, doctor: u32) -> Option<i64> {
        self.pair_by(Rules::All, person, doctor)
    }

    /// Points for a pair, if the rules given allow it.
    #[inline]
    pub fn pair_by(&self, rules: Rules, person: u32, doctor: u32) -> Option<i64> {
        if !self.takes(person, doctor) || (rules == Rules::All && self.is_refused(person, doctor)) {
            return None;
        }
        let distance_m = self.distance_m(person, doctor);
        let limit_m = self.weights.max_distance_m.filter(|_| rules != Rules::EvenDistant);
        if distance_m.zip(limit_m).is_some_and(|(distance, limit)| distance > limit) {
            return None;
        }
        let travel = self.travel(distance_m.unwrap_or(self.weights.unknown_distance_m));
        Some(travel + self.suit(person, self.offered(doctor)) + self.change(person, Some(doctor)))
    }
}

/// The set of specialties that cover a condition.
fn covering(specialties: &[&Specialty], condition: &str, words: usize) -> Vec<u64> {
    let (condition, mut set) = (plain(condition), vec![0; words]);
    for (number, specialty) in specialties.iter().enumerate() {
        if specialty.covers(&condition) {
            set[number / 64] |= 1 << (number % 64);
        }
    }
    set
}

/// So many points that one more person who loses a doctor costs more than all that could be saved by it. Where one fewer could lose
/// theirs, people change their places along one chain, at most everybody once, and at its end nobody or somebody who has none
/// today is left over instead (the exchange by which a matching grows: Berge 1957).
fn lose(weights: &Weights, detour: f64, persons: usize) -> i64 {
    let farthest_m = weights.max_distance_m.unwrap_or((FARTHEST_M * detour) as u32);
    let travel = (i64::from(farthest_m.max(weights.unknown_distance_m)) * weights.per_km + 500) / 1000;
    let widest = travel + weights.specialty_mismatch + weights.change + weights.specialty_match;
    let persons = i64::try_from(persons).unwrap_or(i64::MAX);
    widest.saturating_mul(persons).saturating_add(weights.change + 1).min(LOSE_LIMIT)
}

fn check(weights: &Weights) -> Result<(), Error> {
    let points = [
        ("per_km", weights.per_km),
        ("specialty_match", weights.specialty_match),
        ("specialty_mismatch", weights.specialty_mismatch),
        ("change", weights.change),
        ("leave_over", weights.leave_over),
    ];
    match points.iter().find(|(_, points)| !(0..=WEIGHT_LIMIT).contains(points)) {
        Some(&(name, _)) => Err(Error::Weight(name)),
        None if !(1000..=10_000).contains(&weights.detour_permille) => Err(Error::Weight("detour_permille")),
        None => Ok(()),
    }
}
