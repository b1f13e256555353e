//! What a doctor fills in at the door.

use std::str::FromStr;

use cq_platform::{form::Form, messages::Text, words};
use jiff::{ToSpan, civil::Date};

use super::{
    model::{Condition, Decliner, Report, Source, VisitReport},
    report::{Answered, CallReport, CareReport, Need, Service},
};

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
    let services = services(form, "services");
    let treatment = words(form, "treatment", "task-treatment-needed");
    let advice = words(form, "advice", "task-advice-needed");
    let (needs, need_note) = needs(form);
    let report =
        VisitReport { services, treatment, advice, condition: condition?, condition_note, needs, need_note };
    Some((on?, Report::Visit(report))).filter(|_| form.errors().is_empty())
}

/// What kinds of service it was: one at least.
pub(super) fn services(form: &mut Form, name: &str) -> Vec<Service> {
    let services = several(form, name);
    if services.is_empty() && form.error(name).is_none() {
        form.reject(name, Text::new("task-services-needed"));
    }
    services
}

/// What is needed beyond the visit. Anything else is said in words, and words say what they are about.
fn needs(form: &mut Form) -> (Vec<Need>, String) {
    let needs: Vec<Need> = several(form, "needs");
    let note = form.text("need_note", 0..=TEXT_MAX);
    if needs.contains(&Need::Other) && note.is_empty() {
        form.reject("need_note", Text::new("task-need-note-needed"));
    }
    if needs.is_empty() && !note.is_empty() && form.error("needs").is_none() {
        form.reject("needs", Text::new("task-needs-needed"));
    }
    (needs, note)
}

/// Words chosen out of several, as ticks or with a space between, in the order they stand in and each once.
fn several<T: FromStr + PartialOrd + Ord>(form: &mut Form, name: &str) -> Vec<T> {
    let typed = form.values(name).join(" ");
    let Ok(mut chosen) = typed.split_whitespace().map(str::parse).collect::<Result<Vec<T>, _>>() else {
        form.reject(name, Text::new("form-choice"));
        return Vec::new();
    };
    chosen.sort();
    chosen.dedup();
    chosen
}

/// From what something done long ago is known, where that is said.
pub(super) fn source(form: &Form) -> Option<Source> {
    form.value("source").parse().ok()
}

/// What the bureau's own people did: its day, and how it was. Of a visit with care (`is_care`) also how the elder is and what was
/// brought.
pub(super) fn settled(form: &mut Form, is_care: bool) -> Option<(Date, Report)> {
    let on = form.day("settled_on");
    let said = words(form, "said", "task-said-needed");
    let report = if is_care {
        let condition: Option<Condition> = form.value("condition").parse().ok();
        if condition.is_none() {
            form.reject("condition", Text::new("task-condition-needed"));
        }
        let given = form.text("given", 0..=TEXT_MAX);
        Report::Care(CareReport { given, condition: condition?, said })
    } else {
        Report::Note { said }
    };
    Some((on?, report)).filter(|_| form.errors().is_empty())
}

/// That it is not wanted: the day, who said so, and why.
pub(super) fn declined(form: &mut Form) -> Option<(Date, Decliner, Report)> {
    let on = form.day("declined_on");
    let by = form.choice::<Decliner>("declined_by");
    let reason = words(form, "reason", "task-reason-needed");
    Some((on?, by?, Report::Declined { reason })).filter(|_| form.errors().is_empty())
}

words! {
    /// What came of a call, as a touch says it.
    pub(super) enum Outcome {
        /// Reached, and all is well.
        Well = "well",
        /// Reached; the rest of the form says how it is.
        Reached = "reached",
        /// Nobody answered.
        Missed = "missed",
        /// Not now.
        Later = "later",
    }
}

/// What came of a call.
pub(super) enum Called {
    /// Reached.
    Reached(Date, Report),
    /// Nobody answered; again on the second day.
    Missed(Date, Date),
    /// To be called on that day.
    Later(Date),
}

/// A call: what came of it. What one touch says has its defaults: today, the elder herself, well.
pub(super) fn call(form: &mut Form, today: Date) -> Option<Called> {
    let outcome = form.choice::<Outcome>("outcome")?;
    let on = if form.value("called_on").is_empty() { Some(today) } else { form.day("called_on") };
    let days = |form: &mut Form| form.number("days", 1..=30, false).unwrap_or(1);
    let later = |days: i64| today.saturating_add(days.days());
    let called = match outcome {
        Outcome::Missed => Called::Missed(on?, later(days(form))),
        Outcome::Later => Called::Later(later(days(form))),
        Outcome::Well => {
            let said = form.text("said", 0..=TEXT_MAX);
            let report = CallReport { answered: Answered::Elder, condition: Condition::Good, said };
            Called::Reached(on?, Report::Call(report))
        }
        Outcome::Reached => {
            let answered = form.choice::<Answered>("answered");
            let condition: Option<Condition> = form.value("condition").parse().ok();
            if condition.is_none() {
                form.reject("condition", Text::new("task-condition-needed"));
            }
            let said = form.text("said", 0..=TEXT_MAX);
            if said.is_empty() && condition.is_some_and(|condition| condition != Condition::Good) {
                form.reject("said", Text::new("task-call-said-needed"));
            }
            let report = CallReport { answered: answered?, condition: condition?, said };
            Called::Reached(on?, Report::Call(report))
        }
    };
    Some(called).filter(|_| form.errors().is_empty())
}

/// A call of today that reached the elder herself, for showing.
pub(super) fn blank_call(today: Date) -> Form {
    Form::filled([("called_on", today.to_string()), ("answered", Answered::Elder.to_string())])
}

/// Declined today, for showing.
pub(super) fn blank_declined(today: Date) -> Form {
    Form::filled([("declined_on", today.to_string()), ("declined_by", Decliner::Elder.to_string())])
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
        assert_eq!(fields, ["on", "condition", "services", "treatment", "advice"]);
    }
}
