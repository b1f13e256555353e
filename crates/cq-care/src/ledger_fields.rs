//! What the ledgers of this pillar share: fields held against fields.

use cq_platform::{Error, Result};
use cq_registry::intake::FieldChange;

/// Field and value as stored.
pub(crate) type Field = (&'static str, Option<String>);

/// What `after` says otherwise than `before`; both name their fields in the same order, or `before` none.
pub(crate) fn changed(before: &[Field], after: Vec<Field>) -> Vec<FieldChange> {
    let held =
        |field: &str| before.iter().find(|(name, _)| *name == field).and_then(|(_, value)| value.clone());
    after
        .into_iter()
        .map(|(field, after)| FieldChange { field: field.to_owned(), before: held(field), after })
        .filter(|change| change.before != change.after)
        .collect()
}

/// A stored number read back.
pub(crate) fn number<T: std::str::FromStr<Err: std::fmt::Display>>(
    text: &Option<String>,
) -> Result<Option<T>> {
    text.as_ref().map(|text| text.parse().map_err(Error::internal)).transpose()
}
