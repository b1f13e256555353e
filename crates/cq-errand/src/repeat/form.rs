//! A repeat as it is filled in.

use cq_case::case::model::Channel;
use cq_platform::{form::Form, messages::Text};
use cq_registry::person::PersonId;
use jiff::civil::{Date, Weekday};

use super::{
    draft::Draft,
    model::{LEAD_MAX, Plan, Rhythm},
};
use crate::errand::{
    form::{WANTED_MAX, words},
    said::Said,
};

/// Reads a repeat.
pub(super) fn draft(form: &mut Form, today: Date) -> Option<Draft> {
    let person = form.value("person").parse::<PersonId>().ok();
    if person.is_none() {
        form.reject("person", Text::new("case-person-needed"));
    }
    let kind = form.text("kind", 1..=40);
    let channel = form.choice::<Channel>("channel");
    let wanted = words(form, "wanted", 2, WANTED_MAX);
    let from = if form.value("from").is_empty() { Some(today) } else { form.day("from") };
    if from.is_some_and(|from| from < today) {
        form.reject("from", Text::new("errand-refused-past"));
    }
    let plan = plan(form, from);
    let said = Said { wanted, name: String::new(), phone: String::new() };
    let draft = Draft { person: person?, kind, channel: channel?, said, plan: plan? };
    form.errors().is_empty().then_some(draft)
}

/// Reads rhythm, end and how far ahead.
pub(super) fn plan(form: &mut Form, from: Option<Date>) -> Option<Plan> {
    let rhythm = match form.value("every") {
        "weekly" => {
            let day = form.number("weekday", 1..=7, true);
            let day = day.and_then(|day| i8::try_from(day).ok());
            day.and_then(|day| Weekday::from_monday_one_offset(day).ok()).map(Rhythm::Weekly)
        }
        "monthly" => {
            let day = form.number("monthday", 1..=31, true);
            day.and_then(|day| i8::try_from(day).ok()).map(Rhythm::Monthly)
        }
        _ => {
            form.reject("every", Text::new("form-choice"));
            None
        }
    };
    let until = form.day("until");
    if let (Some(from), Some(until)) = (from, until)
        && until < from
    {
        form.reject("until", Text::new("repeat-until-before"));
    }
    let lead = form.number("lead_days", 0..=i64::from(LEAD_MAX), true);
    let lead_days = lead.and_then(|days| u32::try_from(days).ok());
    let plan = Plan { rhythm: rhythm?, from: from?, until: until?, lead_days: lead_days? };
    form.errors().is_empty().then_some(plan)
}

/// The plan as a form shows it.
pub(super) fn filled(plan: &Plan) -> Form {
    let mut form =
        Form::filled([("until", plan.until.to_string()), ("lead_days", plan.lead_days.to_string())]);
    match plan.rhythm {
        Rhythm::Weekly(day) => {
            form.set("every", "weekly");
            form.set("weekday", &day.to_monday_one_offset().to_string());
        }
        Rhythm::Monthly(day) => {
            form.set("every", "monthly");
            form.set("monthday", &day.to_string());
        }
    }
    form
}
