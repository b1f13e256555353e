//! Rows of a pass on their way into the database, and the sum of what was found.

use std::fmt::Write;

use cq_platform::{Error, Result, actor::Act, db::Tx};
use sha2::{Digest, Sha256};

use super::{
    aside::{Aside, Laying},
    engine::Passed,
    ledger::Verdict,
    model::{Counts, IntakeId, Outcome, Row, detail_place, kept},
    store,
};

/// Rows that are written together.
const AT_ONCE: usize = 512;

/// Collects what passes.
pub(super) struct Collector<'c> {
    act: &'c Act,
    intake: IntakeId,
    to: To<'c>,
    number: i64,
    sum: Sha256,
    counts: Counts,
    untied: i64,
    wrong: Vec<Row>,
}

/// Where rows go.
pub(super) enum To<'c> {
    /// Into the database as they come, some at a time. Of rows that were written as new nothing is kept but what they made:
    /// the registry has the rest.
    Database(&'c Tx<'c>, Vec<Row>),
    /// Aside, until the database is not needed for reading any more.
    Aside(Laying),
}

/// What a pass came to.
pub(super) struct Collected {
    /// Equal sums: the same rows would do the same to the same.
    pub findings: String,
    /// How many rows came to what.
    pub counts: Counts,
    /// Of those that are wrong, in how many only what they say of two at once.
    pub untied: i64,
    /// Rows that are wrong.
    pub wrong: Vec<Row>,
    /// Every row of a check.
    pub aside: Option<Aside>,
}

impl<'c> Collector<'c> {
    /// Collects the rows of `intake`.
    pub fn new(act: &'c Act, intake: IntakeId, to: To<'c>) -> Self {
        let (sum, counts) = (Sha256::new(), Counts::default());
        Self { act, intake, to, number: 0, sum, counts, untied: 0, wrong: Vec::new() }
    }

    /// Takes one row.
    pub fn take(&mut self, mut passed: Passed) -> Result<()> {
        self.number += 1;
        let number = self.number;
        let (place, label) = (passed.place.clone(), std::mem::take(&mut passed.label));
        let after_version = passed.applied.map(|applied| applied.version);
        self.untied += i64::from(passed.is_only_a_tie);
        let is_tying = matches!(passed.verdict, Verdict::Tie { is_known: false, .. });
        let (verdict, subject_id, mut detail) = kept(passed);
        self.counts.add(verdict);
        self.counts.tying += i64::from(is_tying);
        self.counts.ending += i64::from(verdict == Outcome::Gone && !detail.changes.is_empty());
        let is_new = verdict == Outcome::New;
        let is_tie = verdict == Outcome::Tie;
        self.add_up(place.row, &place.sheet, verdict, subject_id.filter(|_| !is_new && !is_tie));
        if verdict == Outcome::Changed {
            self.sum.update(serde_json::to_vec(&detail.changes).map_err(Error::internal)?);
        }
        if is_tie {
            self.sum.update([u8::from(is_tying)]);
            self.sum.update(serde_json::to_vec(&detail.errors).map_err(Error::internal)?);
        }
        if is_new && matches!(self.to, To::Database(..)) {
            detail.changes.clear();
        }
        let detail = if detail.is_empty() {
            Vec::new()
        } else {
            let json = serde_json::to_vec(&detail).map_err(Error::internal)?;
            self.act.secrets.seal_bytes(detail_place(self.intake, number), &json)?
        };
        let row_number = i64::from(place.row);
        let row =
            Row { number, sheet: place.sheet, row_number, verdict, label, subject_id, detail, after_version };
        self.keep(row)
    }

    fn keep(&mut self, row: Row) -> Result<()> {
        if row.verdict == Outcome::Wrong {
            self.wrong.push(row.clone());
        }
        match &mut self.to {
            To::Aside(laying) => laying.lay(row),
            To::Database(tx, rows) => {
                rows.push(row);
                if rows.len() >= AT_ONCE {
                    store::insert_rows(tx, self.act.bureau(), self.intake, rows)?;
                    rows.clear();
                }
                Ok(())
            }
        }
    }

    fn add_up(&mut self, row: u32, sheet: &str, verdict: Outcome, subject: Option<uuid::Uuid>) {
        self.sum.update(row.to_be_bytes());
        self.sum.update(sheet.as_bytes());
        self.sum.update([0]);
        self.sum.update(verdict.as_str().as_bytes());
        self.sum.update(subject.unwrap_or_default().as_bytes());
    }

    /// Ends the pass.
    pub fn end(self) -> Result<Collected> {
        let mut findings = String::with_capacity(64);
        for byte in self.sum.finalize() {
            write!(findings, "{byte:02x}").map_err(Error::internal)?;
        }
        let aside = match self.to {
            To::Database(tx, rows) => {
                store::insert_rows(tx, self.act.bureau(), self.intake, &rows)?;
                None
            }
            To::Aside(laying) => Some(laying.end()?),
        };
        Ok(Collected { findings, counts: self.counts, untied: self.untied, wrong: self.wrong, aside })
    }
}
