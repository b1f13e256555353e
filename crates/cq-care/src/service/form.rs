//! What a clerk writes down of a call.

use cq_platform::form::Form;

use super::model::{Outcome, Said};

/// Reads it.
pub(super) fn said(form: &mut Form) -> Option<Said> {
    let said = match form.choice::<Outcome>("outcome")? {
        Outcome::NotReached => Said::NotReached,
        Outcome::Asked => {
            let score = form.number("score", 1..=5, true);
            Said::Asked { words: form.text("words", 0..=300), score: score? }
        }
    };
    Some(said).filter(|_| form.errors().is_empty())
}
