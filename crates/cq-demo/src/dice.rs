//! Seeded draws. Integer and IEEE-exact arithmetic only, so that a seed gives the same bureau on every machine
//! and under every version of the distribution crates.

use rand_chacha::{
    ChaCha8Rng,
    rand_core::{Rng, SeedableRng},
};

/// One independent sequence of draws for each thing that is made: more doctors never change the people.
#[derive(Clone, Copy)]
pub(crate) enum Stream {
    People = 1,
    Doctors = 2,
    PastPairings = 3,
    Messy = 4,
    Groups = 5,
    Families = 6,
    HealthFiles = 7,
}

/// A source of draws.
pub(crate) struct Dice(ChaCha8Rng);

impl Dice {
    pub(crate) fn new(seed: u64, stream: Stream) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        rng.set_stream(stream as u64);
        Self(rng)
    }

    /// `0..n`; 0 when `n` is 0. The bias is below one in four billion.
    pub(crate) fn below(&mut self, n: usize) -> usize {
        ((u64::from(self.0.next_u32()) * n as u64) >> 32) as usize
    }

    /// Both ends may come.
    pub(crate) fn between(&mut self, low: i32, high: i32) -> i32 {
        low + self.below((high - low + 1).max(0) as usize) as i32
    }

    /// `0.0..1.0`
    pub(crate) fn unit(&mut self) -> f64 {
        (self.0.next_u64() >> 11) as f64 / (1_u64 << 53) as f64
    }

    pub(crate) fn chance(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }

    /// Bell-shaped, mean 0, standard deviation 1, never beyond ±3.5: the sum of four uniform draws.
    pub(crate) fn bell(&mut self) -> f64 {
        let sum: f64 = (0..4).map(|_| self.unit()).sum();
        (sum - 2.0) * 1.732_050_807_568_877_2
    }

    /// One of a table that is never empty.
    pub(crate) fn pick<'a, T, const N: usize>(&mut self, table: &'a [T; N]) -> &'a T {
        const { assert!(N > 0) };
        &table[self.below(N)]
    }

    /// A position, drawn by weight; 0 when there are no weights.
    pub(crate) fn weighted(&mut self, weights: impl Iterator<Item = u32> + Clone) -> usize {
        let mut left = self.below(weights.clone().map(|w| w as usize).sum());
        for (at, weight) in weights.enumerate() {
            match left.checked_sub(weight as usize) {
                Some(rest) => left = rest,
                None => return at,
            }
        }
        0
    }
}
