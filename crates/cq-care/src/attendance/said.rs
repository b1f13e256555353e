//! What is said of an attendance in words: sealed to its row.

use cq_platform::{
    Error, Result,
    secrets::{Place, Secrets},
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What somebody comes for, and with whom.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// What for, in their words.
    pub what: String,
    /// Who comes along, and their phone.
    pub company: String,
}

impl Said {
    /// Sealed for the attendance of that id.
    pub(super) fn seal(&self, secrets: &Secrets, id: Uuid) -> Result<Vec<u8>> {
        secrets.seal(place(id), &serde_json::to_string(self).map_err(Error::internal)?)
    }

    /// Opened from the attendance of that id.
    pub(super) fn open(secrets: &Secrets, id: Uuid, sealed: &[u8]) -> Result<Self> {
        serde_json::from_str(&secrets.open(place(id), sealed)?).map_err(Error::internal)
    }
}

fn place(row: Uuid) -> Place {
    Place { table: "attendance", column: "said", row }
}
