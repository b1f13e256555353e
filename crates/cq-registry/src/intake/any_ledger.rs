//! Kinds of ledger without their types.

use cq_platform::{
    Result,
    actor::Act,
    db::{Conn, Tx},
    messages::Text,
};
use jiff::civil::Date;
use uuid::Uuid;

use super::{
    engine::{File, Take, pass},
    gone::Scopes,
    ledger::{Blocked, Column, Done, FieldChange, Ledger, Resembled},
};

/// [`Ledger`] without its types, for lists of them.
pub trait AnyLedger: Send + Sync + 'static {
    /// See [`Ledger::kind`].
    fn kind(&self) -> &'static str;
    /// See [`Ledger::columns`].
    fn columns(&self) -> &'static [Column];
    /// Goes through a file without writing; `take` is given every row in turn.
    fn check(&self, conn: &Conn<'_>, act: &Act, file: &mut File<'_>, take: &mut Take<'_>) -> Result<Scopes>;
    /// Goes through a file and writes what is new or changed.
    fn apply(&self, tx: &Tx<'_>, act: &Act, file: &mut File<'_>, take: &mut Take<'_>) -> Result<Scopes>;
    /// See [`Ledger::undo`].
    fn undo(&self, tx: &Tx<'_>, act: &Act, rows: &[Done]) -> Result<Vec<Blocked>>;
    /// See [`Ledger::resembled`].
    fn resembled(
        &self,
        conn: &Conn<'_>,
        act: &Act,
        row: &[FieldChange],
        made: Option<Uuid>,
    ) -> Result<Vec<Resembled>>;
    /// See [`Ledger::remedies`].
    fn remedies(&self) -> &'static [(&'static str, &'static str)];
    /// See [`Ledger::ends_gone`].
    fn ends_gone(&self) -> bool;
    /// See [`Ledger::may_end`].
    fn may_end(&self, conn: &Conn<'_>, act: &Act, subject: Uuid, on: Date) -> Result<Option<Text>>;
}

impl<L: Ledger> AnyLedger for L {
    fn kind(&self) -> &'static str {
        Ledger::kind(self)
    }

    fn columns(&self) -> &'static [Column] {
        Ledger::columns(self)
    }

    fn check(&self, conn: &Conn<'_>, act: &Act, file: &mut File<'_>, take: &mut Take<'_>) -> Result<Scopes> {
        pass(self, conn, None, act, file, take)
    }

    fn apply(&self, tx: &Tx<'_>, act: &Act, file: &mut File<'_>, take: &mut Take<'_>) -> Result<Scopes> {
        pass(self, tx, Some(tx), act, file, take)
    }

    fn undo(&self, tx: &Tx<'_>, act: &Act, rows: &[Done]) -> Result<Vec<Blocked>> {
        Ledger::undo(self, tx, act, rows)
    }

    fn resembled(
        &self,
        conn: &Conn<'_>,
        act: &Act,
        row: &[FieldChange],
        made: Option<Uuid>,
    ) -> Result<Vec<Resembled>> {
        Ledger::resembled(self, conn, act, row, made)
    }

    fn remedies(&self) -> &'static [(&'static str, &'static str)] {
        Ledger::remedies(self)
    }

    fn ends_gone(&self) -> bool {
        Ledger::ends_gone(self)
    }

    fn may_end(&self, conn: &Conn<'_>, act: &Act, subject: Uuid, on: Date) -> Result<Option<Text>> {
        Ledger::may_end(self, conn, act, subject, on)
    }
}

/// Every kind that can be taken in.
pub type Ledgers = &'static [&'static dyn AnyLedger];
