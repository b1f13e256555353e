//! A figure as it was counted, and how it stands against what is aimed at.

use cq_calendar::Span;
use cq_platform::words;
use jiff::civil::Date;

use super::{MeasureKind, Number};

/// What was counted.
///
/// | Measure | `hit` | `of` |
/// |---|---|---|
/// | reached, covered | people with | people of the segment |
/// | done | done | done and owed in the period |
/// | in time | done by its day | promised for days that are past |
/// | days late | days late, all together | done |
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Actual {
    /// See above.
    pub hit: i64,
    /// See above.
    pub of: i64,
}

words! {
    /// How a number stands on a day: derived, never stored.
    pub enum Standing {
        /// Its period has not begun.
        Waiting = "waiting",
        /// There is nobody and nothing to count.
        Nothing = "nothing",
        /// Not yet reached, and as far as can be expected.
        OnWay = "on-way",
        /// Not yet reached, and less than can be expected by now.
        Behind = "behind",
        /// Reached.
        Kept = "kept",
        /// The period is over without.
        Missed = "missed",
    }
}

impl Actual {
    /// Tenths of a percent of a share, rounded down, so that what is not reached never looks as if it were.
    pub fn share_tenths(self) -> Option<i64> {
        (self.of > 0).then(|| self.hit * 1_000 / self.of)
    }

    /// Tenths of a day of a mean, rounded up for the same reason.
    pub fn mean_tenths(self) -> Option<i64> {
        (self.of > 0).then(|| (self.hit * 10 + self.of - 1) / self.of)
    }

    fn reaches(self, kind: MeasureKind, aim: i64) -> bool {
        match kind {
            MeasureKind::Reached | MeasureKind::InTime | MeasureKind::Covered => {
                self.of > 0 && self.hit * 100 >= aim * self.of
            }
            MeasureKind::Done => self.hit >= aim,
            MeasureKind::DaysLate => self.of > 0 && self.hit <= aim * self.of,
        }
    }

    /// Whether as much is there as can be expected when `part` of `whole` days are past.
    fn keeps_pace(self, kind: MeasureKind, aim: i64, part: i64, whole: i64) -> bool {
        match kind {
            MeasureKind::Done => self.hit * whole >= aim * part,
            _ => self.hit * 100 * whole >= aim * self.of * part,
        }
    }
}

impl Number {
    /// How `actual`, counted on `today` for the days of `span`, stands.
    pub fn standing(&self, actual: Actual, span: Span, today: Date) -> Standing {
        let kind = self.measure.kind();
        let is_over = span.last < today;
        if today < span.first {
            Standing::Waiting
        } else if actual.of == 0 && kind != MeasureKind::Done {
            Standing::Nothing
        } else if actual.reaches(kind, self.aim) {
            Standing::Kept
        } else if is_over {
            Standing::Missed
        } else if kind.grows() && actual.keeps_pace(kind, self.aim, days(span.first, today), days_of(span)) {
            Standing::OnWay
        } else {
            Standing::Behind
        }
    }
}

/// Whole days between.
fn days(from: Date, to: Date) -> i64 {
    from.until(to).map_or(0, |span| i64::from(span.get_days()))
}

fn days_of(span: Span) -> i64 {
    days(span.first, span.last) + 1
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::{super::tests::visited, *};
    use crate::target::model::{Measure, Period, Work};

    const AUTUMN: Span = Span { first: date(2026, 10, 1), last: date(2026, 12, 31) };

    fn stands(number: &Number, hit: i64, of: i64, today: Date) -> Standing {
        number.standing(Actual { hit, of }, AUTUMN, today)
    }

    #[test]
    fn a_share_is_kept_behind_or_missed() {
        let half_time = date(2026, 11, 16);
        assert_eq!(stands(&visited(), 0, 100, date(2026, 9, 30)), Standing::Waiting);
        assert_eq!(stands(&visited(), 0, 0, half_time), Standing::Nothing);
        assert_eq!(stands(&visited(), 95, 100, half_time), Standing::Kept);
        assert_eq!(stands(&visited(), 48, 100, half_time), Standing::OnWay);
        assert_eq!(stands(&visited(), 47, 100, half_time), Standing::Behind, "47.5 can be expected");
        assert_eq!(stands(&visited(), 94, 100, date(2026, 12, 31)), Standing::OnWay, "there is still a day");
        assert_eq!(stands(&visited(), 94, 100, date(2027, 1, 1)), Standing::Missed);
    }

    #[test]
    fn a_count_of_none_is_missed_and_a_mean_of_none_is_nothing() {
        let of = |measure| Number { measure, aim: 3, period: Period::Quarter, ..visited() };
        let (done, late) = (of(Measure::Done { work: Work::Any }), of(Measure::DaysLate { work: Work::Any }));
        assert_eq!(stands(&done, 0, 0, date(2027, 1, 1)), Standing::Missed);
        assert_eq!(stands(&done, 3, 5, date(2026, 10, 2)), Standing::Kept);
        assert_eq!(stands(&late, 0, 0, date(2027, 1, 1)), Standing::Nothing);
        assert_eq!(stands(&late, 30, 10, date(2027, 1, 1)), Standing::Kept);
        assert_eq!(stands(&late, 31, 10, date(2026, 11, 1)), Standing::Behind);
    }

    #[test]
    fn what_is_shown_never_looks_better_than_it_is() {
        assert_eq!(Actual { hit: 9_499, of: 10_000 }.share_tenths(), Some(949));
        assert_eq!(Actual { hit: 31, of: 10 }.mean_tenths(), Some(31));
        assert_eq!(Actual { hit: 301, of: 100 }.mean_tenths(), Some(31));
        assert_eq!(Actual::default().share_tenths(), None);
    }

    proptest! {
        #[test]
        fn more_done_never_stands_worse(hit in 0i64..100, more in 0i64..100, of in 100i64..200, day in 0i64..120) {
            let rank = |standing| match standing {
                Standing::Missed | Standing::Behind => 0,
                Standing::OnWay => 1,
                Standing::Kept => 2,
                Standing::Waiting | Standing::Nothing => 3,
            };
            let today = AUTUMN.first.saturating_add(jiff::Span::new().days(day));
            let less = stands(&visited(), hit, of, today);
            let best = stands(&visited(), (hit + more).min(of), of, today);
            prop_assert!(rank(less) <= rank(best), "{less} then {best}");
        }
    }
}
