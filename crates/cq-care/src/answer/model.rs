//! An answer, and what the figures count.

use cq_platform::words;

words! {
    /// Which way.
    pub enum Said {
        /// 接受.
        Accepted = "accepted",
        /// 婉拒.
        Declined = "declined",
    }
}

/// What a doctor says to a pair.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// 接受.
    Accepted,
    /// 婉拒.
    Declined {
        /// Why.
        reason: String,
    },
}

impl Answer {
    /// Which way.
    pub fn said(&self) -> Said {
        match self {
            Answer::Accepted => Said::Accepted,
            Answer::Declined { .. } => Said::Declined,
        }
    }
}

words! {
    /// What a figure counts.
    pub enum What {
        /// Everybody served by the bureau.
        All = "all",
        /// Have a doctor.
        Paired = "paired",
        /// Whose doctor accepted: signed.
        Signed = "signed",
        /// Whose doctor has not answered.
        Waiting = "waiting",
        /// Whose doctor declined.
        Declined = "declined",
        /// Were visited by a doctor in the window.
        Served = "served",
        /// 只签不约: signed, and not visited in the window.
        OnlySigned = "only-signed",
    }
}

/// The windows that are asked for, days.
pub const WINDOWS: [i64; 3] = [30, 90, 365];
/// The one that is shown first: a quarter.
pub const WINDOW_FIRST: i64 = 90;
