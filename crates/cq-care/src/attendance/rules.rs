//! Who goes first and how long a step may take: a dated setting of the bureau.

use serde::{Deserialize, Serialize};

use super::{model::Leg, priority::Reason};

/// How much a reason weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Weight {
    /// Which.
    pub reason: Reason,
    /// How much; nothing where it does not count.
    pub points: u32,
}

/// How long somebody may wait for something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limit {
    /// For what.
    pub leg: Leg,
    /// So many minutes.
    pub minutes: u32,
}

/// The rules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rules {
    /// What each reason weighs.
    pub weights: Vec<Weight>,
    /// From so many completed years on somebody is very old.
    pub aged_from: i64,
    /// How long each step may take.
    pub limits: Vec<Limit>,
    /// For so many minutes a mark can be taken back.
    pub undo_minutes: u32,
}

/// What ships: the urgent before everybody, then who cannot walk, the very old, the honoured, and who came alone.
impl Default for Rules {
    fn default() -> Self {
        let weight = |(reason, points)| Weight { reason, points };
        let limit = |(leg, minutes)| Limit { leg, minutes };
        Self {
            weights: [
                (Reason::Urgent, 100),
                (Reason::Unsteady, 30),
                (Reason::Aged, 20),
                (Reason::Honoured, 15),
                (Reason::Alone, 10),
            ]
            .map(weight)
            .to_vec(),
            aged_from: 80,
            limits: [
                (Leg::Call, 10),
                (Leg::Register, 10),
                (Leg::See, 30),
                (Leg::Examine, 60),
                (Leg::Dispense, 20),
                (Leg::Admit, 60),
            ]
            .map(limit)
            .to_vec(),
            undo_minutes: 10,
        }
    }
}

impl Rules {
    /// How many minutes somebody may wait for `leg`; none where nothing was said.
    pub fn limit(&self, leg: Leg) -> Option<i64> {
        self.limits.iter().find(|limit| limit.leg == leg).map(|limit| i64::from(limit.minutes))
    }

    /// What a reason weighs.
    pub fn points(&self, reason: Reason) -> u32 {
        self.weights.iter().find(|weight| weight.reason == reason).map_or(0, |weight| weight.points)
    }
}
