//! Numbers by chance that are the same on every machine and with every version of every library: SplitMix64
//! (Steele, Lea and Flood 2014).

/// A die with a seed.
#[derive(Debug, Clone)]
pub(super) struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    #[inline]
    pub fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `sides`; 0 if there are none.
    #[inline]
    pub fn below(&mut self, sides: usize) -> usize {
        ((u128::from(self.roll()) * sides as u128) >> 64) as usize
    }

    /// A number from 0 to just below 1.
    #[inline]
    pub fn share(&mut self) -> f64 {
        (self.roll() >> 11) as f64 / (1_u64 << 53) as f64
    }
}

/// Quantiles of the exponential distribution: how much worse, in units of the heat, a move may be.
pub(super) fn delays() -> Vec<f64> {
    (0..1_024).map(|at| -ln((f64::from(at) + 0.5) / 1_024.0)).collect()
}

/// The natural logarithm by plain arithmetic, so that it is the same to the last bit on every machine.
fn ln(x: f64) -> f64 {
    let (mut x, mut halvings) = (x, 0.0);
    while x < 0.75 && x > 0.0 {
        x *= 2.0;
        halvings += 1.0;
    }
    let y = (x - 1.0) / (x + 1.0);
    let series = (0..20).rev().fold(0.0, |sum, at| sum * y * y + 2.0 / f64::from(2 * at + 1));
    series * y - halvings * std::f64::consts::LN_2
}

/// A power of a number below 1, likewise.
pub(super) fn power(base: f64, exponent: f64) -> f64 {
    let x = ln(base) * exponent;
    let small = x / 1_024.0;
    let near = 1.0 + small * (1.0 + small / 2.0 * (1.0 + small / 3.0));
    (0..10).fold(near, |power, _| power * power)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_numbers_are_those_of_the_paper() {
        let mut dice = Dice::new(1_234_567);
        let rolls = [dice.roll(), dice.roll(), dice.roll()];
        assert_eq!(rolls, [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423]);
    }

    #[test]
    fn numbers_stay_below_their_sides() {
        let mut dice = Dice::new(7);
        assert!((0..1_000).all(|_| dice.below(6) < 6 && dice.share() < 1.0));
        assert_eq!(dice.below(0), 0);
    }

    #[test]
    fn plain_arithmetic_agrees_with_the_library() {
        for at in 1..1_000 {
            let x = f64::from(at) / 1_000.0;
            assert!((ln(x) - x.ln()).abs() < 1e-12, "{x}");
            assert!((power(0.001, x) - 0.001_f64.powf(x)).abs() < 1e-7, "{x}");
        }
    }
}
