//! The fields of two records side by side. Which fields there are, and how each is said, comes from the people's ledger.

use cq_platform::{Result, web::Ui};

use crate::{
    intake::{FieldChange, LedgerKind, shown},
    person::{
        Facts, PersonLedger, field, icd, ledger,
        past::{Dates, Since},
    },
};

/// Name of the field that says when and why somebody ceased to be served.
pub const ENDED: &str = "ended";
/// Name of the citizen id's field.
pub const CITIZEN_ID: &str = "citizen_id";
/// Name of the illnesses' field, of which one may keep both.
pub const CONDITIONS: &str = "conditions";

/// Where two records say something else: what the first says, and the second.
pub fn differing(kept: &Facts, gone: &Facts) -> Vec<FieldChange> {
    ledger::changes(kept, gone)
}

/// The dated ones of `changes`, as corrections: that two records were one is no event in a life, so the past keeps nothing of it.
pub fn corrections(changes: &[FieldChange]) -> Dates {
    let dated = changes.iter().filter_map(|change| field(&change.field)).filter(|field| field.is_dated);
    dated.map(|field| (field.key, Since::Always)).collect()
}

/// Makes `facts` say `value` in `field`.
pub fn put(facts: &mut Facts, key: &str, value: Option<String>) -> Result<()> {
    let change = FieldChange { field: key.to_owned(), before: value, after: None };
    ledger::put_back(facts, &[change]).map(drop)
}

/// The field's name, in words.
pub fn title(ui: &Ui, key: &str) -> String {
    let column = PersonLedger.columns().iter().find(|column| column.spec.key == key);
    column.map_or_else(|| key.to_owned(), |column| ui.m(column.title).to_owned())
}

/// A field's value, in words; what is sealed stays hidden.
pub fn said(ui: &Ui, key: &str, value: Option<&str>) -> String {
    let is_sealed = field(key).is_some_and(|field| field.is_sealed && key != CITIZEN_ID);
    if is_sealed && value.is_some() {
        return ui.m("duplicate-sealed").to_owned();
    }
    if let (CONDITIONS, Some(codes)) = (key, value) {
        let illnesses: Vec<String> = codes.split_whitespace().map(|code| icd::said(ui, code)).collect();
        return illnesses.join(ui.m("person-and"));
    }
    let column = PersonLedger.columns().iter().find(|column| column.spec.key == key);
    column.map_or_else(String::new, |column| shown(ui, column.shown, value))
}
