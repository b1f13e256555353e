//! A day as a notice gives it.

use cq_calendar::DayKind;
use cq_platform::{id_type, record, words};
use jiff::civil::{Date, Weekday};

id_type! {
    /// A day of a notice.
    NoticeDayId
}

words! {
    /// What the notice says about it.
    pub enum Kind {
        /// 放假.
        Holiday = "holiday",
        /// 上班: a weekend day worked.
        Workday = "workday",
    }
}

impl From<Kind> for DayKind {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Holiday => DayKind::Holiday,
            Kind::Workday => DayKind::Workday,
        }
    }
}

/// Of which years the calendar knows days.
pub(super) const YEARS: std::ops::RangeInclusive<i16> = 1900..=2100;

impl Kind {
    /// Whether a notice can say so of that day: nobody is called in on a day that is worked anyway.
    pub fn fits(self, day: Date) -> bool {
        self == Kind::Holiday || matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)
    }
}

record! {
    /// A day of a notice.
    pub struct NoticeDay {
        /// Identity.
        pub id: NoticeDayId,
        /// Which day.
        pub day: Date,
        /// What it says.
        pub kind: Kind,
        /// After which holiday: 国庆节.
        pub name: String,
        /// Guard.
        pub version: i64,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn only_a_weekend_can_be_worked_in() {
        assert!(Kind::Workday.fits(date(2026, 10, 10)) && !Kind::Workday.fits(date(2026, 10, 9)));
        assert!(Kind::Holiday.fits(date(2026, 10, 3)) && Kind::Holiday.fits(date(2026, 10, 1)));
    }
}
