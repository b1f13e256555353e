//! Likeness in words.

use cq_platform::web::Ui;

use crate::duplicate::{
    candidate::Card,
    likeness::{Likeness, Reason, VERY_LIKELY},
};

/// One observation.
pub fn reason(ui: &Ui, reason: Reason) -> String {
    ui.w("duplicate-reason", reason)
}

/// All observations, the weightiest first.
pub fn why(ui: &Ui, likeness: &Likeness) -> String {
    let reasons: Vec<String> = likeness.reasons.iter().map(|one| reason(ui, *one)).collect();
    reasons.join(ui.m("duplicate-comma"))
}

/// The sum, in words and as a number.
pub fn how(ui: &Ui, likeness: &Likeness) -> String {
    let key = if likeness.score >= VERY_LIKELY { "duplicate-very-likely" } else { "duplicate-likely" };
    ui.a1(key, "score", likeness.score).into_owned()
}

/// Birth, unit and telephone, in one line.
pub fn about(ui: &Ui, card: &Card) -> String {
    let parts = [
        card.born.map(|born| ui.partial(&born)).unwrap_or_default(),
        card.unit.clone().unwrap_or_default(),
        card.phone.clone().unwrap_or_default(),
    ];
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join(ui.m("duplicate-comma"))
}
