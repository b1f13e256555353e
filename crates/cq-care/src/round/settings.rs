//! How the bureau's doctors go out: a dated setting.

use cq_planner::rounds::{Break, Window};
use cq_registry::task::model::Form;
use jiff::civil::{Date, Weekday};
use serde::{Deserialize, Serialize};

/// A break begins within so many minutes after the earliest moment for it.
const PAUSE_LEEWAY: i64 = 60;
/// Where there is no break, the day's halves meet here.
const NOON: i64 = 12 * 60;
/// Monday to Friday.
pub const WORKDAYS: u8 = 0b001_1111;

/// Hours, lengths and ways. Times are minutes since midnight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// A doctor leaves the hospital not before.
    pub opens: i64,
    /// And is back not after.
    pub closes: i64,
    /// The break begins not before.
    pub pause_from: i64,
    /// How long it is; 0 for none.
    pub pause_minutes: i64,
    /// Weekdays on which doctors go out, as bits: 1 for Monday to 64 for Sunday.
    pub weekdays: u8,
    /// How long a home visit takes.
    pub home_minutes: i64,
    /// A visit after a stay in hospital.
    pub return_minutes: i64,
    /// A visit of care.
    pub care_minutes: i64,
    /// Road over straight line, in hundredths.
    pub detour_percent: i64,
    /// Kilometres an hour on the road.
    pub kmh: i64,
    /// Minutes for setting out and parking.
    pub setting_out_minutes: i64,
    /// A home farther than so many kilometres from the hospital is taken for a mistake in its coordinates.
    pub farthest_km: i64,
}

/// What ships: half past eight to five, a break at noon, forty minutes a visit, thirty kilometres an hour.
impl Default for Settings {
    fn default() -> Self {
        Self {
            opens: 8 * 60 + 30,
            closes: 17 * 60,
            pause_from: 11 * 60 + 30,
            pause_minutes: 90,
            weekdays: WORKDAYS,
            home_minutes: 40,
            return_minutes: 30,
            care_minutes: 30,
            detour_percent: 130,
            kmh: 30,
            setting_out_minutes: 3,
            farthest_km: 60,
        }
    }
}

impl Settings {
    /// How long a task takes at somebody's home; nothing for what is not done there.
    pub fn minutes(&self, form: Form) -> Option<i64> {
        match form {
            Form::HomeVisit => Some(self.home_minutes),
            Form::ReturnVisit => Some(self.return_minutes),
            Form::CareVisit => Some(self.care_minutes),
            _ => None,
        }
    }

    /// The working hours.
    pub fn hours(&self) -> Window {
        Window::new(self.opens, self.closes)
    }

    /// The break, if there is one.
    pub fn pause(&self) -> Option<Break> {
        let window = Window::new(self.pause_from, self.pause_from + PAUSE_LEEWAY);
        (self.pause_minutes > 0).then_some(Break { window, length: self.pause_minutes })
    }

    /// When a visit of that length can begin in the morning, so that it is over before the break.
    pub fn morning(&self, length: i64) -> Window {
        let noon = self.pause().map_or(NOON, |pause| pause.window.opens);
        Window::new(self.opens, noon - length)
    }

    /// When it can begin in the afternoon.
    pub fn afternoon(&self, length: i64) -> Window {
        let noon = self.pause().map_or(NOON, |pause| pause.window.opens + pause.length);
        Window::new(noon, self.closes - length)
    }

    /// Whether doctors go out on that weekday.
    pub fn is_out(&self, day: Date) -> bool {
        self.weekdays & bit(day.weekday()) != 0
    }
}

/// The bit of a weekday: 1 for Monday to 64 for Sunday.
pub fn bit(weekday: Weekday) -> u8 {
    1 << weekday.to_monday_zero_offset()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn halves_of_the_day_leave_room_for_the_visit_and_the_break() {
        let settings = Settings::default();
        assert_eq!(settings.morning(40), Window::new(510, 650));
        assert_eq!(settings.afternoon(40), Window::new(780, 980));
        let without = Settings { pause_minutes: 0, ..settings };
        assert_eq!((without.pause(), without.morning(40).closes), (None, 680));
    }

    #[test]
    fn weekends_are_free_until_the_bureau_says_otherwise() {
        let settings = Settings::default();
        assert!(settings.is_out(date(2026, 11, 27)) && !settings.is_out(date(2026, 11, 28)));
    }
}
