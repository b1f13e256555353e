//! The rules and choices, from their forms.

use cq_platform::{Error, Result, form::Form, ids::StaffId, messages::Text};

use super::model::Rules;

/// The rules as a form shows them.
pub(super) fn of_rules(rules: &Rules) -> Form {
    Form::filled([
        ("per_km", rules.per_km.to_string()),
        ("specialty_match", rules.specialty_match.to_string()),
        ("specialty_mismatch", rules.specialty_mismatch.to_string()),
        ("change", rules.change.to_string()),
        ("leave_over", rules.leave_over.to_string()),
        ("max_km", rules.max_km.map(|km| km.to_string()).unwrap_or_default()),
        ("unknown_km", rules.unknown_km.to_string()),
        ("detour_percent", rules.detour_percent.to_string()),
    ])
}

/// The rules as they were typed.
pub(super) fn rules(form: &mut Form) -> Option<Rules> {
    const POINTS: std::ops::RangeInclusive<i64> = 0..=10_000_000;
    let narrow = |number: Option<i64>| number.and_then(|number| u32::try_from(number).ok());
    let per_km = form.number("per_km", 0..=100_000, true);
    let specialty_match = form.number("specialty_match", POINTS, true);
    let specialty_mismatch = form.number("specialty_mismatch", POINTS, true);
    let change = form.number("change", POINTS, true);
    let leave_over = form.number("leave_over", POINTS, true);
    let max_km = narrow(form.number("max_km", 1..=2_000, false));
    let unknown_km = narrow(form.number("unknown_km", 0..=2_000, true));
    let detour_percent = narrow(form.number("detour_percent", 100..=1_000, true));
    Some(Rules {
        per_km: per_km?,
        specialty_match: specialty_match?,
        specialty_mismatch: specialty_mismatch?,
        change: change?,
        leave_over: leave_over?,
        max_km,
        unknown_km: unknown_km?,
        detour_percent: detour_percent?,
    })
}

/// The word of the choice "nobody".
pub(super) const NOBODY: &str = "nobody";

/// A doctor or nobody.
pub(super) fn choice(form: &Form) -> Result<Option<StaffId>> {
    match form.value("doctor") {
        NOBODY => Ok(None),
        id => id
            .parse()
            .map(Some)
            .map_err(|_| Error::Invalid(vec![("doctor".into(), Text::new("form-choice"))])),
    }
}
