//! The fields of two records side by side. Which fields there are, and how each is said, comes from the people's ledger.

use cq_platform::{Result, web::Ui};

use crate::{
    intake::{FieldChange, Ledger, shown},
    person::{Facts, PersonLedger, ledger},
};

/// Name of the field that says when and why somebody ceased to be served.
pub const ENDED: &str = "ended";
/// Name of the citizen id's field.
pub const CITIZEN_ID: &str = "citizen_id";
/// Name of the illnesses' field, of which one may keep both.
pub const CONDITIONS: &str = "conditions";

/// Fields that lie sealed: a comparison says only that they hold something.
const SEALED: &[&str] = &["health_note", "allergies", "death_cause"];

/// Where two records say something else: what the first says, and the second.
pub fn differing(kept: &Facts, gone: &Facts) -> Vec<FieldChange> {
    ledger::changes(kept, gone)
}

/// Makes `facts` say `value` in `field`.
pub fn put(facts: &mut Facts, field: &str, value: Option<String>) -> Result<()> {
    let change = FieldChange { field: field.to_owned(), before: value, after: None };
    ledger::put_back(facts, &[change]).map(drop)
}

/// The field's name, in words.
pub fn title(ui: &Ui, field: &str) -> String {
    let column = PersonLedger.columns().iter().find(|column| column.spec.key == field);
    column.map_or_else(|| field.to_owned(), |column| ui.m(column.title).to_owned())
}

/// A field's value, in words; what is sealed stays hidden.
pub fn said(ui: &Ui, field: &str, value: Option<&str>) -> String {
    if SEALED.contains(&field) && value.is_some() {
        return ui.m("duplicate-sealed").to_owned();
    }
    let column = PersonLedger.columns().iter().find(|column| column.spec.key == field);
    column.map_or_else(String::new, |column| shown(ui, column.shown, value))
}
