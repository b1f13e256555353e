//! How long things may take, who is told when they take longer, and how the asker is called back: a bureau's dated settings.

use cq_platform::ids::StaffId;
use serde::{Deserialize, Serialize};

use super::{clock::Desk, model::Urgency};

/// What a bureau says about its cases. What it never set is as shipped.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Rules {
    /// 急事, in working minutes.
    pub urgent_minutes: u32,
    /// 一般, in working days.
    pub ordinary_days: u32,
    /// 复杂, in working days.
    pub complex_days: u32,
    /// How soon the asker is called back, in working days.
    pub callback_days: u32,
    /// So much of the time is most of it.
    pub near_percent: u32,
    /// The head is told when so much of the time is spent; above 100.
    pub head_percent: u32,
    /// The leader is told when so much of it is spent.
    pub leader_percent: u32,
    /// After so many calls that reached nobody a case is closed.
    pub tries: u32,
    /// Whoever handled it does not call back.
    pub callback_apart: bool,
    /// 科室负责人: decides what is unclear, second rung of the ladder.
    pub head: Option<StaffId>,
    /// 分管领导: the last rung.
    pub leader: Option<StaffId>,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            urgent_minutes: 120,
            ordinary_days: 7,
            complex_days: 15,
            callback_days: 3,
            near_percent: 75,
            head_percent: 150,
            leader_percent: 200,
            tries: 3,
            callback_apart: true,
            head: None,
            leader: None,
        }
    }
}

impl Rules {
    /// Working minutes that a case may take; a day has as many as the desk is manned.
    pub fn allowed(&self, urgency: Urgency, desk: &Desk) -> u32 {
        let days = match urgency {
            Urgency::Urgent => return self.urgent_minutes,
            Urgency::Ordinary => self.ordinary_days,
            Urgency::Complex => self.complex_days,
        };
        days.saturating_mul(desk.hours.minutes_a_day())
    }

    /// Working minutes within which the asker is called back.
    pub fn callback(&self, desk: &Desk) -> u32 {
        self.callback_days.saturating_mul(desk.hours.minutes_a_day())
    }
}
