//! A made-up county for measuring: towns of different sizes, people around them, doctors in them.

use cq_planner::pairing::{Doctor, LatLon, PairingProblem, Person, Specialty, Weights};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

const ILLNESSES: [&str; 12] =
    ["I25.1", "I10", "E11.9", "J44.9", "I63.9", "M17.9", "N18.9", "F03", "H25.9", "C34.9", "G20", "K29.5"];
const SPECIALTIES: [&str; 10] = [
    "I20-I25", "I10-I15", "E10-E14", "J40-J47", "I60-I69", "M00-M99", "N17-N19", "F00-F09", "C00-C97", "G20",
];

struct Town {
    lat: f64,
    lon: f64,
    spread: f64,
}

impl Town {
    fn address(&self, random: &mut ChaCha8Rng) -> Option<LatLon> {
        // The sum of three even numbers is close enough to a bell.
        let mut bell = || (0..3).map(|_| random.random_range(-1.0..1.0)).sum::<f64>() * self.spread;
        LatLon::new(self.lat + bell(), self.lon + bell()).ok()
    }
}

/// A county with little room to spare: three places for every hundred persons. Three persons in a hundred have
/// no known address, a third have a doctor already, two thirds have illnesses.
pub fn county(persons: usize, doctors: usize, seed: u64) -> PairingProblem {
    let random = &mut ChaCha8Rng::seed_from_u64(seed);
    let towns: Vec<Town> = (0..doctors.div_ceil(8))
        .map(|_| Town {
            lat: random.random_range(38.5..40.5),
            lon: random.random_range(116.0..118.0),
            spread: random.random_range(0.01..0.06),
        })
        .collect();
    // The square of an even number prefers the first towns: a few are large.
    let town =
        |random: &mut ChaCha8Rng| (random.random_range(0.0..1.0_f64).powi(2) * towns.len() as f64) as usize;
    let homes: Vec<usize> = (0..doctors).map(|_| town(random)).collect();
    let average = persons as f64 * 1.03 / doctors.max(1) as f64;
    let doctor = |&home: &usize| Doctor {
        position: towns[home].address(random),
        specialties: (0..random.random_range(1..3))
            .filter_map(|_| Specialty::parse(SPECIALTIES[random.random_range(0..SPECIALTIES.len())]).ok())
            .collect(),
        capacity: (average * random.random_range(0.7..1.3)).round() as u32,
        ..Doctor::default()
    };
    let doctors: Vec<Doctor> = homes.iter().map(doctor).collect();
    let person = |_| Person {
        position: towns[town(random)].address(random).filter(|_| random.random_bool(0.97)),
        conditions: (0..random.random_range(0..3))
            .map(|_| ILLNESSES[random.random_range(0..ILLNESSES.len())].to_owned())
            .collect(),
        previous_doctor: random.random_bool(0.33).then(|| random.random_range(0..doctors.len()) as u32),
        ..Person::default()
    };
    let persons = (0..persons).map(person).collect();
    PairingProblem { persons, doctors, weights: Weights::default() }
}
