//! What a doctor fills in to open a file, and what a reviewer says of it.

use cq_calendar::PartialDate;
use cq_platform::{form::Form, messages::Text};
use cq_registry::person::PersonId;
use jiff::civil::Date;

use super::model::Verdict;

/// Whose file a doctor wants, and why.
#[derive(Debug, Clone, PartialEq)]
pub struct Wanted {
    /// The full name.
    pub name: String,
    /// Birth, to the month at least: nobody goes through a list of names.
    pub born: PartialDate,
    /// Which of several of that name and month.
    pub person: Option<PersonId>,
    /// Why.
    pub reason: String,
}

/// The shortest reason: a word is none.
const REASON_MIN: usize = 6;

/// Reads the form.
pub(super) fn wanted(form: &mut Form) -> Option<Wanted> {
    let name = form.text("name", 2..=40);
    let born = born(form);
    let reason = form.text("reason", REASON_MIN..=300);
    let person = form.value("person").parse().ok();
    Some(Wanted { name, born: born?, person, reason }).filter(|_| form.errors().is_empty())
}

fn born(form: &mut Form) -> Option<PartialDate> {
    let text = form.value("born").trim().to_owned();
    let wrong = match PartialDate::parse_loose(&text) {
        _ if text.is_empty() => "form-required",
        Ok(born) if born.month().is_some() => return Some(born),
        _ => "opening-born-wrong",
    };
    form.reject("born", Text::new(wrong));
    None
}

/// Reads what a reviewer says.
pub(super) fn review(form: &mut Form) -> Option<(Verdict, String)> {
    let verdict = form.choice::<Verdict>("verdict");
    let finding = form.text("finding", 4..=300);
    Some((verdict?, finding)).filter(|_| form.errors().is_empty())
}

/// Reads for how many days, and from when.
pub(super) fn days(form: &mut Form) -> Option<(Date, i64)> {
    let since = form.day("since");
    let days = form.number("days", 0..=7, true);
    Some((since?, days?)).filter(|_| form.errors().is_empty())
}
