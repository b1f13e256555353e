//! What a kind of ledger has to say for itself so that the engine can take it in: its columns, how a row is read, what it
//! would change, how that is written and taken back.
//!
//! A feature that wants to be imported implements [`Ledger`] on a unit struct and lends it to the server's list of
//! [`AnyLedger`]s; pages, preview, undo and the command line follow by themselves. Rows come in chunks of at most
//! [`CHUNK`], so that a ledger may ask the database once for many.

use std::collections::BTreeSet;

use cq_platform::{
    Error, Result,
    actor::Act,
    db::{Conn, Tx},
    messages::Text,
};
use cq_sheet::ColumnSpec;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use super::wrong::{CellError, Errors};
use super::{
    cells::Cells,
    gone::{Gone, Standing},
    naming::Naming,
    of_all::OfAll,
    tie::Ties,
};

/// Most rows that are checked or written together.
pub const CHUNK: usize = 512;

/// A column that a kind of ledger knows.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    /// How it is recognised.
    pub spec: ColumnSpec,
    /// Message key of its name.
    pub title: &'static str,
    /// How its values are shown.
    pub shown: Shown,
}

impl Column {
    /// A column that a ledger may lack.
    pub const fn new(
        key: &'static str,
        title: &'static str,
        shown: Shown,
        synonyms: &'static [&'static str],
    ) -> Self {
        Self { spec: ColumnSpec { key, synonyms, required: false }, title, shown }
    }

    /// The same column, without which a ledger is of no use.
    #[must_use]
    pub const fn required(mut self) -> Self {
        self.spec.required = true;
        self
    }
}

/// How a stored value is shown to people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// As it is.
    Plain,
    /// ISO 8601, possibly partial.
    Day,
    /// Words or codes, a space apart, each with a message `family-word`; a word without one stands for itself.
    Words(&'static str),
    /// All but a few characters are hidden.
    Masked,
}

/// A value that a row changes. Both sides are as stored (ISO dates, words, codes), for [`Shown`] to show. Kept by the hundred
/// thousand, hence the short names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldChange {
    /// The column's key.
    #[serde(rename = "f")]
    pub field: String,
    /// What the registry holds; none for a new row or an empty field.
    #[serde(rename = "b", default, skip_serializing_if = "Option::is_none")]
    pub before: Option<String>,
    /// What the row says.
    #[serde(rename = "a", default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
}

/// Where a row stands in its file.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Place {
    /// Sheet's name; empty for a text file.
    pub sheet: std::sync::Arc<str>,
    /// Row number as Excel shows it.
    pub row: u32,
}

/// A row that could be read.
#[derive(Debug, Clone)]
pub struct Read<R> {
    /// Where it stands.
    pub place: Place,
    /// What it says.
    pub row: R,
}

/// What a row comes to, held against the registry.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// What makes the row the same thing as another row of the file, e.g. a citizen id: a second row with an equal key is an
    /// error that names the first. Never shown, never stored. Empty: nothing does.
    pub key: String,
    /// What becomes of it.
    pub verdict: Verdict,
    /// What the row's sheet is a list of: a unit, a group; empty for a ledger that lists all there is of its kind. What stood in
    /// the last ledger of it and is missing now is shown as gone. None: nothing is missed where the row is missing.
    pub scope: Option<String>,
}

impl Finding {
    /// A row that nothing is missed without.
    pub fn new(key: impl Into<String>, verdict: Verdict) -> Self {
        Self { key: key.into(), verdict, scope: None }
    }

    /// A row of the list of `scope`.
    #[must_use]
    pub fn within(self, scope: impl Into<String>) -> Self {
        Self { scope: Some(scope.into()), ..self }
    }
}

/// What becomes of a row.
#[derive(Debug, Clone, PartialEq)]
pub enum Verdict {
    /// The registry does not have it. Every value as a change without a `before`, of which nothing is kept once it is written.
    New(Vec<FieldChange>),
    /// The registry has it and says something else.
    Changed {
        /// What it would change.
        subject: Uuid,
        /// Only what differs.
        changes: Vec<FieldChange>,
    },
    /// The registry says the same.
    Same {
        /// Of what.
        subject: Uuid,
    },
    /// It cannot be taken in.
    Wrong(Vec<CellError>),
    /// It stood in the last ledger and stands in this one no more: said by the engine, of no row of the file.
    Gone(Gone),
    /// A cell ties the row's subject to another: see [`super::tie`].
    Tie {
        /// What will be, at the cell.
        said: CellError,
        /// The registry has it already.
        is_known: bool,
        /// Where it can be looked at.
        href: String,
        /// What undoing has to know.
        changes: Vec<FieldChange>,
    },
}

/// A row that was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Applied {
    /// What was made or changed.
    pub subject: Uuid,
    /// Its version since.
    pub version: i64,
}

/// A row that was written once and shall be taken back.
#[derive(Debug, Clone)]
pub struct Done {
    /// What was made or changed.
    pub subject: Uuid,
    /// Its version then; another one now means that somebody changed it since.
    pub version: i64,
    /// Whether the import made it.
    pub is_new: bool,
    /// Whether it is of a tie, not of a row.
    pub is_tie: bool,
    /// What it changed: undoing puts every `before` back.
    pub changes: Vec<FieldChange>,
}

/// Why a row cannot be taken back.
#[derive(Debug, Clone)]
pub struct Blocked {
    /// Of what.
    pub subject: Uuid,
    /// The reason, in words.
    pub text: Text,
}

/// What is known of a file before its first row.
#[derive(Debug)]
pub struct Head<'f> {
    /// The keys of its columns.
    pub columns: BTreeSet<&'f str>,
    /// Of which day it tells, where that is not today.
    pub as_of: Option<Date>,
}

/// What a kind of ledger says of itself, without a file in hand.
pub trait LedgerKind: Send + Sync + 'static {
    /// Plural noun, as in `changqing import KIND` and the message `intake-kind-KIND`.
    fn kind(&self) -> &'static str;

    /// The columns, in the order in which they are shown.
    fn columns(&self) -> &'static [Column];

    /// Takes rows back. What has changed since, or what something else depends on, is not touched but answered; then the
    /// engine puts everything back as it was before the undoing.
    fn undo(&self, tx: &Tx<'_>, act: &Act, rows: &[Done]) -> Result<Vec<Blocked>>;

    /// Columns that go out with the list and are left out when it comes back.
    fn out_only(&self) -> &'static [Column] {
        &[]
    }

    /// Whether what changes is dated by the day that the ledger tells of; else that day says nothing, and is not kept.
    fn tells_of_a_day(&self) -> bool {
        false
    }

    /// What a file may say once of all its rows where it has no column of it.
    fn of_all(&self) -> Option<&'static OfAll> {
        None
    }

    /// Whether [`Finding::scope`] is a name that people know, such as a unit's.
    fn names_scopes(&self) -> bool {
        false
    }

    /// What can be done about something gone, elsewhere: what follows its address, and the message that says it.
    fn remedies(&self) -> &'static [(&'static str, &'static str)] {
        &[]
    }

    /// Whether what is gone can end with the import.
    fn ends_gone(&self) -> bool {
        false
    }

    /// Why something gone cannot end on a day; none where it can.
    fn may_end(&self, _conn: &Conn<'_>, _act: &Act, _subject: Uuid, _on: Date) -> Result<Option<Text>> {
        Ok(Some(Text::new("intake-gone-no-end")))
    }

    /// What in the registry a new row looks like, although it means something else; `made` is what it became, if it was written.
    fn resembled(
        &self,
        _conn: &Conn<'_>,
        _act: &Act,
        _row: &[FieldChange],
        _made: Option<Uuid>,
    ) -> Result<Vec<Resembled>> {
        Ok(Vec::new())
    }
}

/// A kind of ledger. See the module's head; `area::ledger` is a short example, `person::ledger` a long one.
pub trait Ledger: LedgerKind {
    /// What a row says, parsed.
    type Row: Send;
    /// What one pass over a file remembers or has loaded beforehand.
    type Session: Send;

    /// Begins a pass: loads what every row needs, and no more than what fits into memory.
    fn begin(&self, conn: &Conn<'_>, act: &Act) -> Result<Self::Session>;

    /// What is known of the file before its first row.
    fn headed(&self, _session: &mut Self::Session, _head: &Head<'_>) {}

    /// The names of units and towns that rows use, where some of them may be new.
    fn naming<'s>(&self, _session: &'s mut Self::Session) -> Option<&'s mut Naming> {
        None
    }

    /// What to call the row in lists (a name), as far as it can be read; errors are for [`Ledger::read`].
    fn label(&self, cells: &Cells<'_>) -> String;

    /// Reads a row, on a thread of its own. Whatever is wrong goes into `errors`; a row with errors goes no further.
    fn read(&self, act: &Act, cells: &Cells<'_>, errors: &mut Errors) -> Option<Self::Row>;

    /// Makes a row ready to be written, as far as that needs no database: on the thread that reads, in a pass that writes.
    fn prepare(&self, _act: &Act, _row: &mut Self::Row) -> Result<()> {
        Ok(())
    }

    /// Holds rows against the registry: one finding for each, in their order. While rows are taken in, `conn` sees those of
    /// earlier chunks already written; findings must come out as if they were not (keep what is needed in the session).
    fn check(
        &self,
        conn: &Conn<'_>,
        act: &Act,
        session: &mut Self::Session,
        rows: &[Read<Self::Row>],
    ) -> Result<Vec<Finding>>;

    /// Writes rows whose finding is [`Verdict::New`] or [`Verdict::Changed`]: one answer for each, in their order. Guarded by
    /// version: somebody faster is [`cq_platform::Error::Conflict`], and nothing is kept.
    fn apply(
        &self,
        tx: &Tx<'_>,
        act: &Act,
        session: &mut Self::Session,
        rows: &[(&Read<Self::Row>, &Verdict)],
    ) -> Result<Vec<Applied>>;

    /// What cells say of two subjects at once, after all rows; written where there is a `tx`. Findings must come out the same
    /// either way.
    fn ties<'s>(
        &self,
        _conn: &Conn<'_>,
        _tx: Option<&Tx<'_>>,
        _act: &Act,
        _session: &'s mut Self::Session,
    ) -> Result<Ties<'s>> {
        Ok(Ties::default())
    }

    /// Ends a pass that wrote: what is better written once for many chunks is written now.
    fn end(&self, _tx: &Tx<'_>, _act: &Act, _session: &mut Self::Session) -> Result<()> {
        Ok(())
    }

    /// Which of these, from an earlier ledger, the registry still has, and of which list they are now. What ended since is none.
    fn standing(&self, _conn: &Conn<'_>, _act: &Act, _subjects: &[Uuid]) -> Result<Vec<Standing>> {
        Ok(Vec::new())
    }

    /// Ends something gone with `on` as its last day, as [`LedgerKind::undo`] takes it back: its changes say so under [`super::gone::UNTIL`].
    fn end_gone(
        &self,
        _tx: &Tx<'_>,
        _act: &Act,
        _subject: Uuid,
        _on: Date,
    ) -> Result<(Applied, Vec<FieldChange>)> {
        Err(Error::refused("intake-gone-no-end"))
    }
}

/// Something in the registry that a new row looks like.
#[derive(Debug, Clone)]
pub struct Resembled {
    /// Where it is.
    pub href: String,
    /// What it is called; empty where there is nothing to compare with, only something to look at.
    pub name: String,
    /// Message keys of what the two have in common, the weightiest first.
    pub reasons: Vec<String>,
}
