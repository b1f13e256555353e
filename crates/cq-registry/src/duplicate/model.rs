//! A merge, and what is answered where two things cannot stand side by side.

use std::collections::BTreeMap;

use cq_calendar::PartialDate;
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
    /// What the kept record comes to know of earlier days.
    #[serde(default)]
    pub past: Vec<PastChange>,
}

/// What one field of the kept record said before: as the record had it, and as it has it through the merge.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PastChange {
    /// Which.
    pub field: String,
    /// The earliest first.
    pub before: Vec<Noted>,
    /// The earliest first.
    pub after: Vec<Noted>,
}

/// What a field said until a day, exclusive, and who noted it when.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Noted {
    /// The day it changed, as exactly as known.
    pub until: PartialDate,
    /// What it said.
    pub value: Option<String>,
    /// When it was noted.
    pub at: Timestamp,
    /// By whom.
    pub by: Option<AccountId>,
}

/// The past of a person, by field.
pub type Pasts = BTreeMap<String, Vec<Noted>>;

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
