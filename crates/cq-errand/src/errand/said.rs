//! What is said of an errand in words: sealed to its row.

use cq_platform::{
    Error, Result,
    secrets::{Place, Secrets},
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What is wanted, and whom to call.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// What is wanted, in their words.
    pub wanted: String,
    /// Who spoke for the elder; empty where it was the elder.
    pub name: String,
    /// Whom to call; empty where the elder's own number is meant.
    pub phone: String,
}

impl Said {
    /// Sealed for the errand of that id.
    pub(crate) fn seal(&self, secrets: &Secrets, id: Uuid) -> Result<Vec<u8>> {
        secrets.seal(place(id), &serde_json::to_string(self).map_err(Error::internal)?)
    }

    /// Opened from the errand of that id.
    pub(super) fn open(secrets: &Secrets, id: Uuid, sealed: &[u8]) -> Result<Self> {
        serde_json::from_str(&secrets.open(place(id), sealed)?).map_err(Error::internal)
    }
}

fn place(row: Uuid) -> Place {
    Place { table: "errand", column: "said", row }
}

/// Where the words of an entry are sealed.
pub(super) fn note(row: Uuid) -> Place {
    Place { table: "errand_entry", column: "note", row }
}
