//! A circular as it is written.

use cq_platform::{form::Form, messages::Text, unwritten};
use cq_registry::person::PersonId;

use super::{CircularId, draft::Draft};

/// Subject, in signs.
const SUBJECT_MAX: usize = 40;
/// Text, in signs: ten text messages.
const TEXT_MAX: usize = 600;
/// People picked one by one.
const PICKED_MAX: usize = 200;

/// Reads it.
pub(super) fn draft(form: &mut Form) -> Option<Draft> {
    let segment = match form.value("segment") {
        "" => None,
        _ => form.choice("segment"),
    };
    let picked: Vec<PersonId> = form.values("person").iter().filter_map(|id| id.parse().ok()).collect();
    if segment.is_none() && picked.is_empty() && form.error("segment").is_none() {
        form.reject("segment", Text::new("notice-whom-needed"));
    }
    if picked.len() > PICKED_MAX {
        form.reject("segment", Text::new("notice-whom-many").with("max", PICKED_MAX));
    }
    let (subject, text) = (form.text("subject", 1..=SUBJECT_MAX), form.text("text", 2..=TEXT_MAX));
    unwritten::refuse(form, "subject");
    unwritten::refuse(form, "text");
    Some(Draft { segment, picked, subject, text }).filter(|_| form.errors().is_empty())
}

/// Under which id it is made, as the preview gave it.
pub(super) fn id(form: &Form) -> Option<CircularId> {
    form.value("id").parse().ok()
}
