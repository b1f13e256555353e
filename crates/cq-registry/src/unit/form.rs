//! What a clerk fills in about a unit.

use cq_platform::form::Form;

use super::{Unit, UnitId, UnitKind};

/// Reads name and kind; the version is the one that the form's reader saw.
pub(super) fn unit(form: &mut Form, id: UnitId) -> Option<Unit> {
    let name = form.text("name", 2..=80).split_whitespace().collect::<Vec<_>>().join(" ");
    let kind = if form.value("kind").is_empty() { None } else { form.choice::<UnitKind>("kind") };
    let version = form.value("version").parse().unwrap_or(0);
    form.errors().is_empty().then_some(Unit { id, name, kind, version })
}

/// The unit as a form shows it.
pub(super) fn filled(unit: &Unit) -> Form {
    Form::filled([
        ("version", unit.version.to_string()),
        ("name", unit.name.clone()),
        ("kind", unit.kind.map(|kind| kind.to_string()).unwrap_or_default()),
    ])
}
