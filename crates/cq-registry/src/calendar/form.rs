//! A day of a notice, desk hours, and sums of working time as they are typed.

use cq_calendar::{DeskHours, DeskHoursError};
use cq_platform::{db::UnknownWord, form::Form, messages::Text};
use jiff::civil::{Date, DateTime};

use super::model::Kind;

/// The word of a day that no notice mentions.
pub(super) const ORDINARY: &str = "ordinary";

/// Most working days or minutes of a sum.
const DAYS_MAX: i64 = 1_000;
const HOURS_MAX: i64 = 1_000;

/// What the form says of a day: none for "as its weekday".
pub(super) fn notice(form: &mut Form) -> Option<Option<(Kind, String)>> {
    let kind = match form.value("kind") {
        ORDINARY => Ok(None),
        word => word.parse::<Kind>().map(Some),
    };
    let name = form.text("name", 0..=20);
    match kind {
        Err(UnknownWord) => {
            form.reject("kind", Text::new("form-choice"));
            None
        }
        Ok(kind) => form.errors().is_empty().then_some(kind.map(|kind| (kind, name))),
    }
}

/// Desk hours and the day from which they hold.
pub(super) fn hours(form: &mut Form) -> Option<(Date, DeskHours)> {
    let since = form.day("since");
    let hours = match form.value("hours").parse::<DeskHours>() {
        Ok(hours) => Some(hours),
        Err(error) => {
            let key = match error {
                DeskHoursError::Shape => "calendar-hours-shape",
                DeskHoursError::Order => "calendar-hours-order",
            };
            form.reject("hours", Text::new(key));
            None
        }
    };
    Some((since?, hours?))
}

/// What is to be added to a start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sum {
    /// Working hours and minutes from an instant on.
    Minutes(DateTime, u32),
    /// Working days after a day, or before it.
    Days(Date, i32),
}

/// Reads the sum.
pub(super) fn sum(form: &mut Form) -> Option<Sum> {
    let day = form.day("from");
    if form.value("unit") == "days" {
        let n = form.number("n", -DAYS_MAX..=DAYS_MAX, true);
        return Some(Sum::Days(day?, i32::try_from(n?).ok()?));
    }
    let time = format!("{}:00", form.value("at")).parse::<jiff::civil::Time>();
    if time.is_err() {
        form.reject("at", Text::new("calendar-time"));
    }
    let hours = form.number("n", 0..=HOURS_MAX, true);
    let minutes = u32::try_from(hours? * 60).ok()?;
    Some(Sum::Minutes(day?.to_datetime(time.ok()?), minutes))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn read<T>(fields: &[(&'static str, &str)], of: fn(&mut Form) -> Option<T>) -> Result<T, Vec<String>> {
        let mut form = Form::filled(fields.iter().map(|(name, value)| (*name, (*value).to_owned())));
        let value = of(&mut form);
        let wrong = || form.errors().iter().map(|(field, text)| format!("{field} {}", text.key)).collect();
        value.ok_or_else(wrong)
    }

    #[test]
    fn sums_are_of_hours_or_days() {
        let friday = date(2026, 11, 20);
        let fields = [("from", "2026-11-20"), ("at", "16:30"), ("n", "2"), ("unit", "hours")];
        assert_eq!(read(&fields, sum), Ok(Sum::Minutes(friday.at(16, 30, 0, 0), 120)));
        let fields = [("from", "2026-11-20"), ("n", "-3"), ("unit", "days")];
        assert_eq!(read(&fields, sum), Ok(Sum::Days(friday, -3)));
        let fields = [("from", "2026-11-20"), ("at", "half past"), ("n", "2"), ("unit", "hours")];
        assert_eq!(read(&fields, sum), Err(vec!["at calendar-time".to_owned()]));
        let fields = [("from", "2026-11-31"), ("n", "1001"), ("unit", "days")];
        assert_eq!(read(&fields, sum), Err(vec!["from form-day".to_owned(), "n form-number".to_owned()]));
    }

    #[test]
    fn a_day_is_off_worked_or_as_its_weekday() {
        let holiday = Some((Kind::Holiday, "国庆节".to_owned()));
        assert_eq!(read(&[("kind", "holiday"), ("name", "国庆节")], notice), Ok(holiday));
        assert_eq!(read(&[("kind", "ordinary"), ("name", "")], notice), Ok(None));
        assert_eq!(read(&[("name", "国庆节")], notice), Err(vec!["kind form-choice".to_owned()]));
    }

    #[test]
    fn desk_hours_say_what_is_wrong_with_them() {
        let wrong = |text| read(&[("since", "2026-05-01"), ("hours", text)], hours).unwrap_err();
        assert_eq!(wrong("九点到五点"), ["hours calendar-hours-shape"]);
        assert_eq!(wrong("13:30-17:30 08:30-12:00"), ["hours calendar-hours-order"]);
        assert!(read(&[("since", "2026-05-01"), ("hours", "8：30—12：00")], hours).is_ok());
    }
}
