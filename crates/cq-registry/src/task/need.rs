//! Why one task comes before another of the same day: what is known of the elder, weighed and said. Computed where it is shown and
//! never stored, so that it is always about today.

use jiff::{ToSpan, civil::Date};

use super::store::list::Listed;
use crate::person::{Living, SelfCare};
use cq_platform::words;

/// From which age on somebody counts as very old.
const OLD: u16 = 80;
/// Nobody came for so many days: long unseen.
pub const UNSEEN_DAYS: i64 = 90;
/// ICD-10 blocks, from and before, that make an illness severe: cancers, heart attack, heart failure, stroke, lung and kidney failure,
/// dementia, Parkinson's disease.
const SEVERE: &[(&str, &str)] = &[
    ("C00", "D10"),
    ("F00", "F04"),
    ("G20", "G21"),
    ("G30", "G31"),
    ("I21", "I23"),
    ("I50", "I51"),
    ("I60", "I65"),
    ("J96", "J97"),
    ("N17", "N20"),
];

words! {
    /// Something that makes a task more needed than others.
    pub enum Reason {
        /// 不能自理.
        NoSelfCare = "no-self-care",
        /// 重病.
        Severe = "severe",
        /// 独居.
        Alone = "alone",
        /// 久未见到.
        Unseen = "unseen",
        /// 高龄.
        Old = "old",
        /// Tried before, and nobody was met.
        Tried = "tried",
    }
}

impl Reason {
    /// How much it weighs.
    pub fn weight(self) -> u32 {
        match self {
            Reason::NoSelfCare | Reason::Severe => 3,
            Reason::Alone | Reason::Unseen => 2,
            Reason::Old | Reason::Tried => 1,
        }
    }
}

/// Every reason that holds for `task` on `today`, the weightiest first; `codes` are the elder's illnesses by ICD-10.
pub fn reasons<'c>(task: &Listed, codes: impl IntoIterator<Item = &'c str>, today: Date) -> Vec<Reason> {
    let age = task.born.and_then(|born| born.age_on(today)).map_or(0, |age| age.least);
    let long_ago = today.saturating_sub(UNSEEN_DAYS.days());
    let holds = |reason: &Reason| match reason {
        Reason::NoSelfCare => task.self_care == Some(SelfCare::None),
        Reason::Alone => task.living.0.contains(&Living::Alone),
        Reason::Unseen => task.last_done_on.is_none_or(|on| on < long_ago),
        Reason::Old => age >= OLD,
        Reason::Tried => task.tries > 0,
        Reason::Severe => false,
    };
    let severe = codes.into_iter().any(is_severe).then_some(Reason::Severe);
    let mut reasons: Vec<Reason> = Reason::ALL.iter().copied().filter(holds).chain(severe).collect();
    reasons.sort_by_key(|reason| std::cmp::Reverse(reason.weight()));
    reasons
}

/// Whether an illness is severe by its code alone.
fn is_severe(code: &str) -> bool {
    SEVERE.iter().any(|(from, before)| (*from..*before).contains(&code))
}

#[cfg(test)]
mod tests {
    use super::is_severe;

    #[test]
    fn a_stroke_is_severe_and_high_pressure_is_not() {
        for code in ["I63", "I61.3", "C34", "D09", "F03", "N18", "I50"] {
            assert!(is_severe(code), "{code}");
        }
        for code in ["I10", "E11", "J44", "D10", "I25", "N20", "I69"] {
            assert!(!is_severe(code), "{code}");
        }
    }
}
