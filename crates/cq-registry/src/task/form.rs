//! What a doctor fills in at the door.

use cq_platform::{form::Form, messages::Text, words};
use jiff::{ToSpan, civil::Date};

use super::model::{Condition, Report, VisitReport};

words! {
    /// When to go again.
    pub(super) enum Again {
        /// Tomorrow.
        Tomorrow = "1",
        /// In three days.
        ThreeDays = "3",
        /// In a week.
        Week = "7",
        /// On a day of one's own.
        Day = "day",
    }
}

impl Again {
    /// How many days ahead, unless it is a day of one's own.
    pub(super) fn days(self) -> Option<i64> {
        match self {
            Again::Tomorrow => Some(1),
            Again::ThreeDays => Some(3),
            Again::Week => Some(7),
            Again::Day => None,
        }
    }
}

const TEXT_MAX: usize = 2_000;

/// A visit as it was: its day and what was found.
pub(super) fn visit(form: &mut Form) -> Option<(Date, Report)> {
    let on = form.day("on");
    let condition: Option<Condition> = form.value("condition").parse().ok();
    if condition.is_none() {
        form.reject("condition", Text::new("task-condition-needed"));
    }
    let condition_note = form.text("condition_note", 0..=TEXT_MAX);
    let treatment = words(form, "treatment", "task-treatment-needed");
    let advice = words(form, "advice", "task-advice-needed");
    let report = VisitReport { treatment, advice, condition: condition?, condition_note };
    Some((on?, Report::Visit(report))).filter(|_| form.errors().is_empty())
}

/// What the bureau's own people did: its day, and how it was.
pub(super) fn settled(form: &mut Form) -> Option<(Date, Report)> {
    let on = form.day("settled_on");
    let said = words(form, "said", "task-said-needed");
    Some((on?, Report::Note { said })).filter(|_| form.errors().is_empty())
}

/// Something done today, for showing.
pub(super) fn blank_settled(today: Date) -> Form {
    Form::filled([("settled_on", today.to_string())])
}

/// Text that must not be empty, with a sentence of its own.
fn words(form: &mut Form, name: &str, needed: &'static str) -> String {
    let text = form.text(name, 0..=TEXT_MAX);
    if text.is_empty() {
        form.reject(name, Text::new(needed));
    }
    text
}

/// A visit of today, for showing.
pub(super) fn blank_visit(today: Date) -> Form {
    Form::filled([("on", today.to_string())])
}

/// A try of today, again in three days, for showing.
pub(super) fn blank_try(today: Date) -> Form {
    Form::filled([("tried_on", today.to_string()), ("again", Again::ThreeDays.to_string())])
}

/// A try that met nobody: its day, and the day to go again.
pub(super) fn not_reached(form: &mut Form, today: Date) -> Option<(Date, Date)> {
    let tried_on = form.day("tried_on");
    let again = form.choice::<Again>("again");
    let again_on = again.and_then(|again| match again.days() {
        Some(days) => Some(today.saturating_add(days.days())),
        None => form.day("again_on"),
    });
    Some((tried_on?, again_on?)).filter(|_| form.errors().is_empty())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn form(fields: &[(&'static str, &str)]) -> Form {
        Form::filled(fields.iter().map(|(name, value)| (*name, (*value).to_owned())))
    }

    #[test]
    fn again_in_three_days_is_counted_from_today() {
        let read = |again, again_on| {
            let mut form = form(&[("tried_on", "2026-11-22"), ("again", again), ("again_on", again_on)]);
            not_reached(&mut form, date(2026, 11, 23))
        };
        assert_eq!(read("3", ""), Some((date(2026, 11, 22), date(2026, 11, 26))));
        assert_eq!(read("day", "2026-12-01"), Some((date(2026, 11, 22), date(2026, 12, 1))));
        assert_eq!(read("day", ""), None);
        assert_eq!(read("5", ""), None);
    }

    #[test]
    fn each_missing_part_has_its_sentence() {
        let mut form = form(&[("on", "2026-11-31"), ("condition", "splendid")]);
        assert!(visit(&mut form).is_none());
        let fields: Vec<&str> = form.errors().iter().map(|(field, _)| field.as_str()).collect();
        assert_eq!(fields, ["on", "condition", "treatment", "advice"]);
    }
}
