//! When to stop.

/// Says when to stop. Planners ask often, and always at the same steps; a caller may look at a clock, a flag or
/// nothing at all. What comes back is the best so far.
pub trait Limit {
    /// Whether to stop now. Once reached, a limit stays reached.
    fn reached(&mut self) -> bool;
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
