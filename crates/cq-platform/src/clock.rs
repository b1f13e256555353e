//! Time as a parameter. Only [`SystemClock`] asks the machine.

use jiff::{Timestamp, civil::Date, tz::Offset};

/// China has kept one time zone without summer time since 1992 (UTC+8).
pub const CHINA: Offset = Offset::constant(8);

/// Where "now" comes from.
pub trait Clock: Send + Sync {
    /// The present instant.
    fn now(&self) -> Timestamp;

    /// The calendar day in China at the present instant.
    fn today(&self) -> Date {
        day_in_china(self.now())
    }
}

/// The calendar day in China at `at`.
pub fn day_in_china(at: Timestamp) -> Date {
    CHINA.to_datetime(at).date()
}

/// The machine's clock.
pub struct SystemClock;

impl Clock for SystemClock {
    #[allow(clippy::disallowed_methods, reason = "the one place that asks the machine")]
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}

/// A clock that stands where it was set until it is set again.
pub struct FixedClock(std::sync::atomic::AtomicI64);

impl FixedClock {
    /// A clock standing at `at`, kept to the millisecond.
    pub fn at(at: Timestamp) -> Self {
        Self(at.as_millisecond().into())
    }

    /// Moves the hands.
    pub fn set(&self, at: Timestamp) {
        self.0.store(at.as_millisecond(), std::sync::atomic::Ordering::SeqCst);
    }
}

impl Clock for FixedClock {
    fn now(&self) -> Timestamp {
        let ms = self.0.load(std::sync::atomic::Ordering::SeqCst);
        Timestamp::from_millisecond(ms).unwrap_or(Timestamp::UNIX_EPOCH)
    }
}
