//! How a need was seen to, as it is filled in.

use cq_platform::form::Form;

use super::model::Outcome;

/// Reads it: who, and in words how.
pub(super) fn settled(form: &mut Form) -> Option<(Outcome, String)> {
    let outcome = form.choice::<Outcome>("outcome");
    let words = form.text("words", 1..=500);
    Some((outcome?, words)).filter(|_| form.errors().is_empty())
}
