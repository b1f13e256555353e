//! How a try to send ended, and how long the next one waits.

use jiff::SignedDuration;

use super::Fault;

/// How a try to send ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The other side has it.
    Taken {
        /// Under which name.
        receipt: String,
    },
    /// The other side certainly does not have it and may take it later.
    Later {
        /// What went wrong.
        fault: Fault,
        /// The other side's code.
        code: Option<u32>,
        /// It asked to be left alone for so long.
        after: Option<SignedDuration>,
    },
    /// The other side will not take anything from this house, whoever it is for: everything that goes this way waits.
    Held {
        /// What is wrong.
        fault: Fault,
        /// The other side's code.
        code: Option<u32>,
    },
    /// The other side will not take it.
    Never {
        /// What went wrong.
        fault: Fault,
        /// The other side's code.
        code: Option<u32>,
    },
    /// It may have it.
    Unclear {
        /// What went wrong.
        fault: Fault,
    },
}

/// Shortest wait before it is tried again; each try doubles it.
const FIRST_WAIT: SignedDuration = SignedDuration::from_mins(1);
/// Longest wait before it is tried again.
const LONGEST_WAIT: SignedDuration = SignedDuration::from_hours(6);
/// Longest that another side can ask to be left alone.
const LONGEST_ASKED: SignedDuration = SignedDuration::from_hours(24);

/// How long to wait after so many tries. `dice` spreads waits from three quarters to five quarters, so that a thousand that failed
/// together do not come back together.
pub fn wait(tries: u32, asked: Option<SignedDuration>, dice: u8) -> SignedDuration {
    let doubled = FIRST_WAIT.checked_mul(1 << tries.saturating_sub(1).min(12)).unwrap_or(LONGEST_WAIT);
    let millis = doubled.min(LONGEST_WAIT).as_millis();
    let spread = millis * 3 / 4 + millis * i128::from(dice) / 510;
    let wait = SignedDuration::from_millis(i64::try_from(spread).unwrap_or(0));
    asked.map_or(wait, |asked| wait.max(asked.min(LONGEST_ASKED)))
}
