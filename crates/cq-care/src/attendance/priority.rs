//! Who goes first, and why: what is told at the desk and what is on record, weighed by the bureau's rules.

use cq_platform::words;
use cq_registry::person::{Category, SelfCare};
use serde::{Deserialize, Serialize};

use super::rules::Rules;

words! {
    /// Why somebody goes ahead of others.
    pub enum Reason {
        /// 急: told at the desk.
        Urgent = "urgent",
        /// 行动不便: told at the desk, or on record as not looking after themselves.
        Unsteady = "unsteady",
        /// 没人陪: told at the desk.
        Alone = "alone",
        /// 高龄.
        Aged = "aged",
        /// 离休.
        Honoured = "honoured",
    }
}

impl Reason {
    /// Those that are told at the desk; the others are on record.
    pub const TOLD: &'static [Reason] = &[Reason::Urgent, Reason::Unsteady, Reason::Alone];
}

/// How far ahead somebody stands, and why.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Priority {
    /// More goes first; of as many, whoever came first.
    pub points: u32,
    /// Why, the weightiest first.
    pub reasons: Vec<Reason>,
}

/// What is on record of somebody.
#[derive(Debug, Clone, Copy)]
pub struct OnRecord {
    /// Completed years; not known where the birth is not.
    pub age: Option<i64>,
    /// Why served.
    pub category: Category,
    /// How far they look after themselves.
    pub self_care: Option<SelfCare>,
}

impl Rules {
    /// How far ahead somebody stands of whom `told` was said at the desk.
    pub fn priority(&self, told: &[Reason], record: OnRecord) -> Priority {
        let holds = |reason: Reason| {
            told.contains(&reason)
                || match reason {
                    Reason::Aged => record.age.is_some_and(|age| age >= self.aged_from),
                    Reason::Honoured => record.category == Category::Honoured,
                    Reason::Unsteady => {
                        matches!(record.self_care, Some(SelfCare::Partial | SelfCare::None))
                    }
                    Reason::Urgent | Reason::Alone => false,
                }
        };
        let mut weighed: Vec<(u32, Reason)> = self
            .weights
            .iter()
            .filter(|weight| weight.points > 0 && holds(weight.reason))
            .map(|weight| (weight.points, weight.reason))
            .collect();
        weighed.sort_by_key(|(points, reason)| (std::cmp::Reverse(*points), *reason));
        Priority {
            points: weighed.iter().map(|(points, _)| points).sum(),
            reasons: weighed.into_iter().map(|(_, reason)| reason).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(age: i64) -> OnRecord {
        OnRecord { age: Some(age), category: Category::Retired, self_care: None }
    }

    #[test]
    fn whoever_is_urgent_goes_before_whoever_is_old() {
        let rules = Rules::default();
        let urgent = rules.priority(&[Reason::Urgent], record(61));
        let old = rules.priority(&[Reason::Alone], OnRecord { category: Category::Honoured, ..record(96) });
        assert!(urgent.points > old.points, "{urgent:?} {old:?}");
        assert_eq!(old.reasons, [Reason::Aged, Reason::Honoured, Reason::Alone]);
    }

    #[test]
    fn what_the_bureau_weighs_with_nothing_is_no_reason() {
        let mut rules = Rules::default();
        assert_eq!(rules.priority(&[], record(79)), Priority::default());
        assert_eq!(rules.priority(&[], record(80)).reasons, [Reason::Aged]);
        for weight in &mut rules.weights {
            weight.points = 0;
        }
        assert_eq!(rules.priority(&[Reason::Urgent], record(90)), Priority::default());
        let frail = OnRecord { self_care: Some(SelfCare::Partial), ..record(70) };
        assert_eq!(Rules::default().priority(&[], frail).reasons, [Reason::Unsteady]);
    }
}
