//! A merge, and what is answered where two things cannot stand side by side.

use cq_platform::{ids::AccountId, secrets::Place, words};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{intake::FieldChange, person::PersonId};

cq_platform::id_type! {
    /// A merge.
    MergeId
}

words! {
    /// Whose is taken, of two that differ or clash.
    pub enum Side {
        /// The record's that is kept.
        Kept = "kept",
        /// The record's that gives way.
        Gone = "gone",
    }
}

words! {
    /// What became of a step when its merge was undone.
    pub enum Outcome {
        /// It is as it was.
        Restored = "restored",
        /// It was changed since and stays with the kept record.
        Stayed = "stayed",
    }
}

/// What a merge changed in the two records themselves.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Fields {
    /// Of the record that is kept.
    pub kept: Vec<FieldChange>,
    /// Of the record that gives way: it ends, and gives its citizen id away.
    pub gone: Vec<FieldChange>,
}

/// Two records made one.
#[derive(Debug, Clone, PartialEq)]
pub struct Merge {
    /// Identity.
    pub id: MergeId,
    /// Whom everything belongs to now.
    pub kept: PersonId,
    /// Whom it belonged to.
    pub gone: PersonId,
    /// What changed in their records.
    pub fields: Fields,
    /// When.
    pub at: Timestamp,
    /// By whom; none when the program itself.
    pub by: Option<AccountId>,
    /// When it was taken apart.
    pub undone_at: Option<Timestamp>,
    /// Guards the undoing.
    pub version: i64,
}

/// Where a merge's fields belong.
pub(super) fn fields_place(id: MergeId) -> Place {
    Place { table: "person_merge", column: "fields", row: id.0 }
}

/// Where a step's change belongs: steps of a merge are told apart by their number.
pub(super) fn change_place(id: MergeId, number: i64) -> Place {
    let row = uuid::Uuid::from_u128(id.0.as_u128() ^ u128::from(number.unsigned_abs()));
    Place { table: "person_merge_step", column: "change", row }
}
