//! What an assessor fills in.

use cq_platform::{form::Form, messages::Text};
use jiff::civil::Date;

use super::model::{COUNT, ITEMS, Scores, Thresholds, is_mental};
use crate::person::Facts;

/// A filled-in assessment.
#[derive(Debug, Clone)]
pub struct Answers {
    /// When.
    pub on: Date,
    /// The points.
    pub scores: Scores,
    /// 昏迷.
    pub is_comatose: bool,
    /// A diagnosis of F00–F99.
    pub has_mental_illness: bool,
    /// In the last 30 days.
    pub risk_events: u32,
    /// By whom.
    pub assessor: Option<String>,
}

/// Reads the form; each item not scored is named.
pub(super) fn answers(form: &mut Form, today: Date) -> Option<Answers> {
    let on = form.day("on");
    if on.is_some_and(|on| on > today) {
        form.reject("on", Text::new("person-date-in-future"));
    }
    let is_comatose = form.has("coma", "yes");
    let mut points = [0_u8; COUNT];
    for (slot, item) in points.iter_mut().zip(ITEMS) {
        let typed = form.value(item.key).to_owned();
        match typed.parse::<u8>() {
            Ok(scored) if scored <= item.most => *slot = scored,
            // Whoever lies in a coma can do nothing of it; the items need not be gone through.
            _ if typed.is_empty() && is_comatose => {}
            _ => form.reject(item.key, Text::new("assessment-not-scored")),
        }
    }
    let risk_events = form.number("risk_events", 0..=99, false).unwrap_or(0);
    let assessor = form.text("assessor", 0..=40);
    let answers = Answers {
        on: on?,
        scores: Scores::new(points)?,
        is_comatose,
        has_mental_illness: form.has("mental", "yes"),
        risk_events: u32::try_from(risk_events).unwrap_or(0),
        assessor: Some(assessor).filter(|name| !name.is_empty()),
    };
    form.errors().is_empty().then_some(answers)
}

/// Reads why an assessment is taken back.
pub(super) fn because(form: &mut Form) -> Option<String> {
    Some(form.text("because", 2..=200)).filter(|_| form.errors().is_empty())
}

/// An empty form for today; a mental illness that is known is ticked.
pub(super) fn empty(facts: &Facts, today: Date) -> Form {
    let is_known = facts.conditions.iter().any(|code| is_mental(code));
    let mental = is_known.then(|| ("mental", "yes".to_owned()));
    Form::filled([("on", today.to_string()), ("risk_events", "0".to_owned())].into_iter().chain(mental))
}

/// Reads where levels begin, and from which day.
pub(super) fn thresholds(form: &mut Form) -> Option<(Date, Thresholds)> {
    let since = form.day("since");
    let mut from = |name: &str| form.number(name, 1..=90, true).and_then(|points| u32::try_from(points).ok());
    let (intact, mild, moderate, severe) = (from("intact"), from("mild"), from("moderate"), from("severe"));
    let thresholds = Thresholds { intact: intact?, mild: mild?, moderate: moderate?, severe: severe? };
    if !thresholds.are_falling() {
        form.reject("mild", Text::new("assessment-not-falling"));
    }
    Some((since?, thresholds)).filter(|_| form.errors().is_empty())
}

/// The thresholds as a form shows them.
pub(super) fn of_thresholds(thresholds: Thresholds, today: Date) -> Form {
    let Thresholds { intact, mild, moderate, severe } = thresholds;
    Form::filled([
        ("since", today.to_string()),
        ("intact", intact.to_string()),
        ("mild", mild.to_string()),
        ("moderate", moderate.to_string()),
        ("severe", severe.to_string()),
    ])
}
