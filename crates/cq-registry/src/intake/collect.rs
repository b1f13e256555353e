//! Rows of a pass on their way into the database, and the sum of what was found.

use cq_platform::{Error, Result, actor::Act};
use sha2::{Digest, Sha256};

use super::{
    engine::Passed,
    model::{Counts, IntakeId, Outcome, Row, detail_place, kept},
};

/// Collects what passes.
pub(super) struct Collector {
    act: Act,
    intake: IntakeId,
    is_written: bool,
    sum: Sha256,
    /// How many rows came to what.
    pub counts: Counts,
    /// The rows.
    pub rows: Vec<Row>,
}

impl Collector {
    /// Collects the rows of `intake`. Of rows that were written as new nothing is kept but what they made: the registry
    /// has the rest.
    pub fn new(act: &Act, intake: IntakeId, is_written: bool) -> Self {
        Self {
            act: act.clone(),
            intake,
            is_written,
            sum: Sha256::new(),
            counts: Counts::default(),
            rows: Vec::new(),
        }
    }

    /// Takes one row.
    pub fn take(&mut self, passed: Passed) -> Result<()> {
        let number = i64::try_from(self.rows.len()).unwrap_or(i64::MAX) + 1;
        let (place, label) = (passed.place.clone(), passed.label.clone());
        let after_version = passed.applied.map(|applied| applied.version);
        let (verdict, subject_id, mut detail) = kept(passed);
        self.counts.add(verdict);
        self.add_up(
            place.row,
            &place.sheet,
            verdict,
            (verdict != Outcome::New).then_some(subject_id).flatten(),
        );
        if verdict == Outcome::Changed {
            self.sum.update(serde_json::to_vec(&detail.changes).map_err(Error::internal)?);
        }
        if verdict == Outcome::New && self.is_written {
            detail.changes.clear();
        }
        let detail = if detail.is_empty() {
            Vec::new()
        } else {
            let json = serde_json::to_vec(&detail).map_err(Error::internal)?;
            self.act.secrets.seal_bytes(detail_place(self.intake, number), &json)?
        };
        let (sheet, row_number) = (place.sheet.to_string(), i64::from(place.row));
        self.rows.push(Row { number, sheet, row_number, verdict, label, subject_id, detail, after_version });
        Ok(())
    }

    fn add_up(&mut self, row: u32, sheet: &str, verdict: Outcome, subject: Option<uuid::Uuid>) {
        self.sum.update(row.to_be_bytes());
        self.sum.update(sheet.as_bytes());
        self.sum.update([0]);
        self.sum.update(verdict.as_str().as_bytes());
        self.sum.update(subject.unwrap_or_default().as_bytes());
    }

    /// Equal sums: the same rows would do the same to the same.
    pub fn findings(&self) -> String {
        self.sum.clone().finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }
}
