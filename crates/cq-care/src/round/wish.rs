//! 上门意愿: when somebody wishes to be visited.

use cq_planner::rounds::plan::Opening;
use cq_platform::words;
use jiff::civil::Date;

use super::settings::Settings;

/// Every day of the week.
pub const ALL_DAYS: i64 = 0b111_1111;

words! {
    /// At what time of the day.
    pub enum Part {
        /// 都行.
        Any = "any",
        /// 上午.
        Morning = "morning",
        /// 下午.
        Afternoon = "afternoon",
    }
}

/// What somebody wishes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wish {
    /// At what time of the day.
    pub part: Part,
    /// Weekdays that suit, as bits: 1 for Monday to 64 for Sunday; at least one.
    pub weekdays: i64,
    /// Two have to come.
    pub needs_two: bool,
}

impl Default for Wish {
    fn default() -> Self {
        Self { part: Part::Any, weekdays: ALL_DAYS, needs_two: false }
    }
}

impl Wish {
    /// Nothing that a plan would have to heed.
    pub fn is_none(&self) -> bool {
        *self == Self::default()
    }

    /// Whether that day suits.
    pub fn suits(&self, day: Date) -> bool {
        self.weekdays >> day.weekday().to_monday_zero_offset() & 1 == 1
    }

    /// When a visit of that length may begin; none where any time of any day will do.
    pub fn openings(&self, settings: &Settings, length: i64) -> Vec<Opening> {
        if self.part == Part::Any && self.weekdays == ALL_DAYS {
            return Vec::new();
        }
        let window = match self.part {
            Part::Any => settings.hours(),
            Part::Morning => settings.morning(length),
            Part::Afternoon => settings.afternoon(length),
        };
        vec![Opening { weekdays: u8::try_from(self.weekdays & ALL_DAYS).unwrap_or(u8::MAX), window }]
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn not_on_tuesdays_and_only_in_the_morning() {
        let wish = Wish { part: Part::Morning, weekdays: ALL_DAYS & !2, needs_two: false };
        assert!(wish.suits(date(2026, 11, 23)) && !wish.suits(date(2026, 11, 24)));
        let openings = wish.openings(&Settings::default(), 40);
        assert_eq!((openings.len(), openings[0].weekdays, openings[0].window.closes), (1, 0b111_1101, 650));
        assert!(Wish::default().openings(&Settings::default(), 40).is_empty());
    }
}
