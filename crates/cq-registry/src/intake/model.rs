//! An import: a file that was checked, then taken in or put away, and perhaps taken back.

use std::sync::Arc;

use cq_platform::{ids::AccountId, messages::Arg, messages::Text, secrets::Place as Seal, words};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    engine::{Passed, RawCell},
    gone::Gone,
    ledger::{CellError, FieldChange, Verdict},
    wrong::About,
};

cq_platform::id_type! {
    /// An import.
    IntakeId
}

words! {
    /// How far an import has come.
    pub enum State {
        /// Shown, nothing written.
        Checked = "checked",
        /// Written.
        Done = "done",
        /// Written, and taken back.
        Undone = "undone",
        /// Put away before it was written.
        Discarded = "discarded",
    }
}

words! {
    /// What becomes of a row, as a word.
    pub enum Outcome {
        /// Not in the registry.
        New = "new",
        /// In the registry, says something else.
        Changed = "changed",
        /// In the registry, says the same.
        Same = "same",
        /// Cannot be taken in.
        Wrong = "wrong",
        /// Stood in the last ledger, and stands in this one no more.
        Gone = "gone",
        /// Ties a row's subject to another.
        Tie = "tie",
    }
}

/// How many rows came to what.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Not in the registry.
    pub new: i64,
    /// In the registry, saying something else.
    pub changed: i64,
    /// In the registry, saying the same.
    pub same: i64,
    /// Cannot be taken in.
    pub wrong: i64,
    /// Stood in the last ledger only.
    pub gone: i64,
    /// Of those gone, how many end with the import.
    pub ending: i64,
    /// What cells say of two at once.
    pub tie: i64,
    /// Of those ties, how many are new.
    pub tying: i64,
}

impl Counts {
    /// Counts one more.
    pub fn add(&mut self, outcome: Outcome) {
        match outcome {
            Outcome::New => self.new += 1,
            Outcome::Changed => self.changed += 1,
            Outcome::Same => self.same += 1,
            Outcome::Wrong => self.wrong += 1,
            Outcome::Gone => self.gone += 1,
            Outcome::Tie => self.tie += 1,
        }
    }

    /// The count of one outcome.
    pub fn of(&self, outcome: Outcome) -> i64 {
        match outcome {
            Outcome::New => self.new,
            Outcome::Changed => self.changed,
            Outcome::Same => self.same,
            Outcome::Wrong => self.wrong,
            Outcome::Gone => self.gone,
            Outcome::Tie => self.tie,
        }
    }

    /// What an import would write.
    pub fn writes(&self) -> i64 {
        self.new + self.changed + self.ending + self.tying
    }
}

cq_platform::record! {
    /// An import as it stands.
    pub struct Intake {
        /// Identity.
        pub id: IntakeId,
        /// Kind of ledger.
        pub kind: String,
        /// What the file was called.
        pub file_name: String,
        /// Its SHA-256.
        pub file_hash: Vec<u8>,
        /// [`super::layout::Layout`] as JSON.
        pub mapping: String,
        /// How far it has come.
        pub state: State,
        /// Rows not in the registry.
        pub rows_new: i64,
        /// Rows that say something else.
        pub rows_changed: i64,
        /// Rows that say the same.
        pub rows_same: i64,
        /// Rows that cannot be taken in.
        pub rows_wrong: i64,
        /// What stood in the last ledger only.
        pub rows_gone: i64,
        /// Of that, how much ends with the import.
        pub rows_ending: i64,
        /// What cells say of two at once.
        pub rows_tie: i64,
        /// Of that, how much is new.
        pub rows_tying: i64,
        /// Who brought it; none when the program itself.
        pub made_by: Option<AccountId>,
        /// The name of whoever it was.
        pub by: Option<String>,
        /// When it was brought.
        pub made_at: Timestamp,
        /// When it was written.
        pub done_at: Option<Timestamp>,
        /// When it was taken back.
        pub undone_at: Option<Timestamp>,
        /// Counts changes.
        pub version: i64,
    }
}

impl Intake {
    /// How many rows came to what.
    pub fn counts(&self) -> Counts {
        Counts {
            new: self.rows_new,
            changed: self.rows_changed,
            same: self.rows_same,
            wrong: self.rows_wrong,
            gone: self.rows_gone,
            ending: self.rows_ending,
            tie: self.rows_tie,
            tying: self.rows_tying,
        }
    }

    /// The import of which rows came to these counts.
    #[must_use]
    pub fn counting(self, counts: Counts) -> Self {
        let Counts { new, changed, same, wrong, gone, ending, tie, tying } = counts;
        Self {
            rows_new: new,
            rows_changed: changed,
            rows_same: same,
            rows_wrong: wrong,
            rows_gone: gone,
            rows_ending: ending,
            rows_tie: tie,
            rows_tying: tying,
            ..self
        }
    }

    /// The import after its next change.
    #[must_use]
    pub(super) fn later(self) -> Self {
        Self { version: self.version + 1, ..self }
    }
}

cq_platform::record! {
    /// A row of an import as it is kept.
    pub struct Row {
        /// Position among the rows, from 1.
        pub number: i64,
        /// Sheet.
        pub sheet: Arc<str>,
        /// Row number as Excel shows it.
        pub row_number: i64,
        /// What becomes of it.
        pub verdict: Outcome,
        /// What to call it.
        pub label: String,
        /// What it made or changed, or would change.
        pub subject_id: Option<Uuid>,
        /// [`Detail`], sealed; empty where there is none.
        pub detail: Vec<u8>,
        /// The subject's version since it was written.
        pub after_version: Option<i64>,
    }
}

/// What is kept of a row besides its place and outcome.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Detail {
    /// What it changes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<FieldChange>,
    /// What is wrong with it; of a tie what it says.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<KeptError>,
    /// How it was, where something is wrong with it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub raw: Vec<RawCell>,
    /// Where what is gone can be looked at, or whoever a tie is of.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub href: String,
    /// Of what is gone: a new row of the file has the same name.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub has_namesake: bool,
}

impl Detail {
    /// Whether there is nothing to keep.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// A [`CellError`] as it is kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct KeptError {
    /// The column's key.
    pub column: Option<String>,
    /// Message key.
    pub key: String,
    /// Arguments.
    pub args: Vec<(String, KeptArg)>,
    /// Whom or what of the registry the sentence names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub about: Vec<About>,
}

/// An argument as it is kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum KeptArg {
    /// Words.
    Text(String),
    /// A count.
    Number(i64),
    /// Another message.
    Message(String),
}

impl From<&CellError> for KeptError {
    fn from(error: &CellError) -> Self {
        let arg = |arg: &Arg| match arg {
            Arg::Text(text) => KeptArg::Text(text.clone()),
            Arg::Number(n) => KeptArg::Number(*n),
            Arg::Message(key) => KeptArg::Message((*key).to_owned()),
        };
        Self {
            column: error.column.map(str::to_owned),
            key: error.text.key.to_owned(),
            args: error.text.args.iter().map(|(name, value)| ((*name).to_owned(), arg(value))).collect(),
            about: error.about.clone(),
        }
    }
}

impl KeptError {
    /// The sentence.
    pub fn text(&self) -> Text {
        let arg = |arg: &KeptArg| match arg {
            KeptArg::Text(text) => Arg::Text(text.clone()),
            KeptArg::Number(n) => Arg::Number(*n),
            KeptArg::Message(key) => Arg::Message(interned(key)),
        };
        Text {
            key: interned(&self.key),
            args: self.args.iter().map(|(name, value)| (interned(name), arg(value))).collect(),
        }
    }
}

/// The program's own words, back from where they were kept. There are a few dozen of them.
fn interned(word: &str) -> &'static str {
    use std::{collections::HashSet, sync::Mutex};
    static WORDS: Mutex<Option<HashSet<&'static str>>> = Mutex::new(None);
    let mut words = WORDS.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let words = words.get_or_insert_default();
    match words.get(word) {
        Some(word) => word,
        None => {
            let kept: &'static str = Box::leak(word.to_owned().into_boxed_str());
            words.insert(kept);
            kept
        }
    }
}

/// Outcome, subject and detail of a row that went through.
pub(super) fn kept(passed: Passed) -> (Outcome, Option<Uuid>, Detail) {
    let subject = passed.applied.map(|applied| applied.subject);
    match passed.verdict {
        Verdict::New(changes) => (Outcome::New, subject, Detail { changes, ..Detail::default() }),
        Verdict::Changed { subject, changes } => {
            (Outcome::Changed, Some(subject), Detail { changes, ..Detail::default() })
        }
        Verdict::Same { subject } => (Outcome::Same, Some(subject), Detail::default()),
        Verdict::Wrong(errors) => {
            let errors = errors.iter().map(KeptError::from).collect();
            (Outcome::Wrong, None, Detail { errors, raw: passed.raw, ..Detail::default() })
        }
        Verdict::Tie { said, href, changes, .. } => {
            let detail = Detail { changes, errors: vec![KeptError::from(&said)], href, ..Detail::default() };
            (Outcome::Tie, subject, detail)
        }
        Verdict::Gone(Gone { standing, has_namesake, changes }) => {
            let detail = Detail { changes, href: standing.href, has_namesake, ..Detail::default() };
            (Outcome::Gone, Some(standing.subject), detail)
        }
    }
}

/// Where a row's detail belongs: rows of an import are told apart by their number.
pub(super) fn detail_place(intake: IntakeId, number: i64) -> Seal {
    let row = Uuid::from_u128(intake.0.as_u128() ^ u128::from(number.unsigned_abs()));
    Seal { table: "intake_row", column: "detail", row }
}

/// Where a file belongs.
pub(super) fn content_place(intake: IntakeId) -> Seal {
    Seal { table: "intake", column: "content", row: intake.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_is_the_same_sentence_after_it_was_kept() {
        let text = Text::new("intake-row-repeated").with("sheet", "a").with("row", 3usize);
        let args = [text.args.clone(), vec![("column", Arg::Message("x"))]].concat();
        let error = CellError::at("name", Text { args, ..text });
        let json = serde_json::to_string(&KeptError::from(&error)).unwrap();
        let back: KeptError = serde_json::from_str(&json).unwrap();
        assert_eq!((back.column.as_deref(), back.text()), (Some("name"), error.text));
    }
}
