//! When to stop.

/// Says when to stop. Planners ask often, and always at the same steps; a caller may look at a clock, a flag or
/// nothing at all. What comes back is the best so far.
pub trait Limit {
    /// Whether to stop now. Once reached, a limit stays reached.
    fn reached(&mut self) -> bool;

    /// What share of all the time there is has gone, from 0 to 1, for those who know; a search cools by it.
    fn share(&mut self) -> Option<f64> {
        None
    }
}

/// Stops when the share of all the time there is, as a caller tells it, comes to 1.
#[derive(Debug, Clone, Copy)]
pub struct Budget<F>(pub F);

impl<F: FnMut() -> f64> Limit for Budget<F> {
    fn reached(&mut self) -> bool {
        (self.0)() >= 1.0
    }

    fn share(&mut self) -> Option<f64> {
        Some((self.0)())
    }
}

/// Goes on until the answer is proven.
#[derive(Debug, Clone, Copy, Default)]
pub struct Unlimited;

impl Limit for Unlimited {
    fn reached(&mut self) -> bool {
        false
    }
}

/// Stops after having been asked so many times: the same on every machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Steps(pub u64);

impl Limit for Steps {
    fn reached(&mut self) -> bool {
        self.0 = self.0.saturating_sub(1);
        self.0 == 0
    }
}

impl<F: FnMut() -> bool> Limit for F {
    fn reached(&mut self) -> bool {
        self()
    }
}
