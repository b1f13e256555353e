//! Which visits are asked about, and what is asked.

use cq_platform::{secrets::Secrets, words};
use cq_registry::task::TaskId;
use jiff::civil::Date;

/// Visits of so many days are asked about.
pub const ASKED_DAYS: i64 = 30;
/// So many are asked about in a day.
pub const ASKED_A_DAY: usize = 20;
/// After so many tries it is let be.
pub const TRIES: i64 = 3;

words! {
    /// What came of a call.
    pub enum Outcome {
        /// 问到了.
        Asked = "asked",
        /// 没打通.
        NotReached = "not-reached",
    }
}

/// What is written down of a call.
#[derive(Debug, Clone, PartialEq)]
pub enum Said {
    /// The elder said so.
    Asked {
        /// 1 not satisfied at all, 5 very.
        score: i64,
        /// In the elder's words; may be empty.
        words: String,
    },
    /// Nobody was reached.
    NotReached,
}

impl Said {
    /// What came of it.
    pub fn outcome(&self) -> Outcome {
        match self {
            Said::Asked { .. } => Outcome::Asked,
            Said::NotReached => Outcome::NotReached,
        }
    }
}

/// The day's draw out of `visits`: keyed, so that nobody can tell before whose it will be, and the same all day. `asked` were asked about
/// today already.
pub fn draw<T>(secrets: &Secrets, day: Date, mut visits: Vec<(TaskId, T)>, asked: usize) -> Vec<T> {
    visits.sort_by_cached_key(|(id, _)| secrets.index("feedback-draw", &format!("{day} {id}")));
    visits.truncate(ASKED_A_DAY.saturating_sub(asked));
    visits.into_iter().map(|(_, visit)| visit).collect()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use uuid::Uuid;

    use super::*;

    #[test]
    fn the_draw_is_the_same_all_day_and_another_tomorrow() {
        let secrets = Secrets::from_master(&[7; 32]);
        let visits = || (0..100).map(|n| (TaskId(Uuid::from_u128(n)), n)).collect::<Vec<_>>();
        let (day, next) = (date(2026, 11, 23), date(2026, 11, 24));
        let drawn = draw(&secrets, day, visits(), 0);
        assert_eq!((drawn.len(), &drawn), (ASKED_A_DAY, &draw(&secrets, day, visits(), 0)));
        assert_ne!(drawn, draw(&secrets, next, visits(), 0));
        assert_eq!(draw(&secrets, day, visits(), ASKED_A_DAY), [0; 0], "enough for today");
    }
}
