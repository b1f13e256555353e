//! Sets of stops as bits.

/// A set of up to `64 × W` stops.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Set<const W: usize>([u64; W]);

impl<const W: usize> Set<W> {
    pub const EMPTY: Self = Self([0; W]);

    #[inline]
    pub fn has(&self, stop: usize) -> bool {
        self.0[stop / 64] >> (stop % 64) & 1 == 1
    }

    #[inline]
    #[must_use]
    pub fn with(mut self, stop: usize) -> Self {
        self.0[stop / 64] |= 1 << (stop % 64);
        self
    }

    #[inline]
    pub fn within(&self, other: &Self) -> bool {
        self.0.iter().zip(&other.0).all(|(mine, theirs)| mine & !theirs == 0)
    }

    /// A number that differs for most sets.
    #[inline]
    pub fn mixed(&self) -> u64 {
        let mix =
            |mixed: u64, &word: &u64| (mixed ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29);
        self.0.iter().fold(0, mix)
    }
}
