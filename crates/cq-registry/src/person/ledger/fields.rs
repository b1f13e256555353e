//! The facts of a person as stored texts by field, to show what changes and to put it back.

use cq_platform::{Error, Result};

use crate::{
    intake::FieldChange,
    person::{
        FIELDS, Facts, field,
        past::{Dates, Since},
    },
};

/// Everything that somebody new brings.
pub(super) fn all(facts: &Facts) -> Vec<FieldChange> {
    let said = FIELDS.iter().filter_map(|field| Some((field.key, field.of(facts)?)));
    said.map(|(key, after)| FieldChange { field: key.to_owned(), before: None, after: Some(after) }).collect()
}

/// What `after` says otherwise than `before`.
pub(crate) fn changes(before: &Facts, after: &Facts) -> Vec<FieldChange> {
    let other = FIELDS.iter().filter(|field| !(field.same)(before, after));
    other
        .map(|field| FieldChange {
            field: field.key.to_owned(),
            before: field.of(before),
            after: field.of(after),
        })
        .collect()
}

/// Puts back what `changes` took away, as if it had never been.
pub(crate) fn put_back(facts: &mut Facts, changes: &[FieldChange]) -> Result<Dates> {
    let mut dates = Dates::new();
    for change in changes {
        let known = field(&change.field).ok_or_else(|| {
            Error::internal(format!("an import changed {}, which nobody knows", change.field))
        })?;
        known.put(facts, change.before.as_deref()).ok_or_else(|| {
            Error::internal(format!("what {} was before an import does not read", known.key))
        })?;
        if known.is_dated {
            dates.insert(known.key, Since::Always);
        }
    }
    Ok(dates)
}
