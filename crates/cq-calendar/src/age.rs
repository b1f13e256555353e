//! How old somebody is: by completed years, as the bureau counts, or by the years one has lived in, as people say it.

use jiff::civil::Date;

use crate::{AgeRange, LunarDate, PartialDate};

/// How years are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum AgeRule {
    /// 周岁: completed years; one more on every birthday. What every table and rule of the bureau means.
    #[default]
    Completed,
    /// 虚岁: one at birth, and one more on every first day of the lunar year.
    Nominal,
}

impl PartialDate {
    /// 虚岁 on a day: how many lunar years he has lived in, the one of his birth included. `None` if certainly not yet
    /// born, or outside the years 1600 to 2400.
    pub fn nominal_age_on(self, on: Date) -> Option<AgeRange> {
        let years = |born: Date| {
            let (born, now) = (LunarDate::of(born)?.year(), LunarDate::of(on)?.year());
            u16::try_from(now - born + 1).ok()
        };
        if on < self.first_day() {
            return None;
        }
        Some(AgeRange { least: years(self.last_day().min(on))?, most: years(self.first_day())? })
    }

    /// The age by either rule.
    pub fn age_by(self, rule: AgeRule, on: Date) -> Option<AgeRange> {
        match rule {
            AgeRule::Completed => self.age_on(on),
            AgeRule::Nominal => self.nominal_age_on(on),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    fn nominal(born: &str, on: Date) -> Option<(u16, u16)> {
        let born: PartialDate = born.parse().unwrap();
        born.nominal_age_on(on).map(|age| (age.least, age.most))
    }

    #[test]
    fn one_at_birth_and_one_more_at_every_spring_festival() {
        assert_eq!(nominal("1938-05-12", date(1938, 5, 12)), Some((1, 1)));
        assert_eq!(nominal("1938-05-12", date(2026, 2, 16)), Some((88, 88)));
        assert_eq!(nominal("1938-05-12", date(2026, 2, 17)), Some((89, 89)), "Spring Festival");
        // Born before Spring Festival (1938-01-31), in the lunar year before.
        assert_eq!(nominal("1938-01-30", date(2026, 2, 17)), Some((90, 90)));
    }

    #[test]
    fn a_birth_known_roughly_gives_a_range() {
        assert_eq!(nominal("1938", date(2026, 2, 17)), Some((89, 90)));
        assert_eq!(nominal("2026", date(2026, 2, 17)), Some((1, 2)));
        assert_eq!(nominal("2027", date(2026, 2, 17)), None);
        assert_eq!(nominal("1500", date(2026, 2, 17)), None);
    }

    proptest! {
        #[test]
        fn nominal_age_is_at_most_three_above_completed_years_and_never_below(born in 0i64..60_000, lived in 0i64..36_000) {
            let day = |days: i64| date(1900, 1, 1).checked_add(jiff::Span::new().days(days)).unwrap();
            let born_on = PartialDate::from(day(born));
            let on = day((born + lived).min(73_000));
            prop_assume!(on >= day(born));
            let (least, nominal) = (born_on.age_on(on).unwrap().least, born_on.nominal_age_on(on).unwrap().least);
            prop_assert!((least..=least + 3).contains(&nominal), "{} and {}", least, nominal);
        }
    }
}
