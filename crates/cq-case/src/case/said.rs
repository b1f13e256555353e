//! What is said of a case in words: sealed to its row.

use cq_platform::{
    Error, Result,
    secrets::{Place, Secrets},
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Who asked, how to reach them, and what, in their words.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// The asker's name; empty where it is the elder.
    pub name: String,
    /// Their number; empty where the elder's own is meant.
    pub phone: String,
    /// What was asked.
    pub asked: String,
}

impl Said {
    /// Sealed for the case of that id.
    pub(super) fn seal(&self, secrets: &Secrets, id: Uuid) -> Result<Vec<u8>> {
        secrets.seal(place(id), &serde_json::to_string(self).map_err(Error::internal)?)
    }

    /// Opened from the case of that id.
    pub(super) fn open(secrets: &Secrets, id: Uuid, sealed: &[u8]) -> Result<Self> {
        serde_json::from_str(&secrets.open(place(id), sealed)?).map_err(Error::internal)
    }
}

fn place(row: Uuid) -> Place {
    Place { table: "case_file", column: "said", row }
}

/// Where the words of an entry are sealed.
pub(super) fn note(row: Uuid) -> Place {
    Place { table: "case_entry", column: "note", row }
}

/// Where it is sealed what a part of a case is.
pub(super) fn what(row: Uuid) -> Place {
    Place { table: "case_step", column: "what", row }
}
