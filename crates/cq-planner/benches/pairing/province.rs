//! Invented elders and doctors: towns of different sizes, one doctor to 25 km² whatever the size, hardly more places
//! than elders.

use cq_planner::pairing::{Doctor, LatLon, PairingProblem, Person, Weights};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// Degrees of latitude that one doctor's square takes.
const SQUARE_DEG: f64 = 5.0 / 111.2;
/// Places in all, over elders.
const PLACES: f64 = 1.05;
/// Doctors to a town, on average.
const TOWN: usize = 30;
/// Doctors of a town for its elders, against the mean.
const SERVED: std::ops::Range<f64> = 0.5..1.5;

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

/// Towns drawn each as often as its weight says.
struct Draw {
    up_to: Vec<f64>,
}

impl Draw {
    fn new(weights: impl Iterator<Item = f64>) -> Self {
        let mut sum = 0.0;
        let up_to = weights.map(|weight| {
            sum += weight;
            sum
        });
        Self { up_to: up_to.collect() }
    }

    fn town(&self, random: &mut ChaCha8Rng) -> usize {
        let all = self.up_to.last().copied().unwrap();
        let at = random.random_range(0.0..all);
        self.up_to.partition_point(|&up_to| up_to <= at)
    }
}

/// A province where nothing counts but the way.
pub fn province(elders: usize, doctors: usize, seed: u64) -> PairingProblem {
    let random = &mut ChaCha8Rng::seed_from_u64(seed);
    let side = SQUARE_DEG * (doctors as f64).sqrt();
    let count = doctors.div_ceil(TOWN);
    let town = |_| Town {
        lat: 30.0 + random.random_range(0.0..side),
        lon: 110.0 + random.random_range(0.0..side),
        spread: random.random_range(0.02..0.12),
    };
    let towns: Vec<Town> = (0..count).map(town).collect();
    // Few are large, and doctors are not spread quite as elders are.
    let sizes: Vec<f64> = (0..count).map(|_| random.random_range(0.1..1.0_f64).powi(-1)).collect();
    let with_elders = Draw::new(sizes.iter().copied());
    let with_doctors = Draw::new(sizes.iter().map(|size| size * random.random_range(SERVED)));
    let average = elders as f64 * PLACES / doctors as f64;
    let doctor = |_| Doctor {
        position: towns[with_doctors.town(random)].address(random),
        capacity: (average * random.random_range(0.7..1.3)).round() as u32,
        ..Doctor::default()
    };
    let doctors = (0..doctors).map(doctor).collect();
    let person =
        |_| Person { position: towns[with_elders.town(random)].address(random), ..Person::default() };
    let persons = (0..elders).map(person).collect();
    PairingProblem { persons, doctors, weights: Weights::default() }
}
