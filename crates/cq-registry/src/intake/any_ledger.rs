//! Kinds of ledger without their types.

use cq_platform::{
    Result,
    actor::Act,
    db::{Conn, Tx},
};

use super::{
    engine::{Ended, File, Take, pass},
    ledger::{Ledger, LedgerKind},
};

/// [`Ledger`] without its types, for lists of them.
pub trait AnyLedger: LedgerKind {
    /// Goes through a file without writing; `take` is given every row in turn.
    fn check(&self, conn: &Conn<'_>, act: &Act, file: &mut File<'_>, take: &mut Take<'_>) -> Result<Ended>;
    /// Goes through a file and writes what is new or changed.
    fn apply(&self, tx: &Tx<'_>, act: &Act, file: &mut File<'_>, take: &mut Take<'_>) -> Result<Ended>;
}

impl<L: Ledger> AnyLedger for L {
    fn check(&self, conn: &Conn<'_>, act: &Act, file: &mut File<'_>, take: &mut Take<'_>) -> Result<Ended> {
        pass(self, conn, None, act, file, take)
    }

    fn apply(&self, tx: &Tx<'_>, act: &Act, file: &mut File<'_>, take: &mut Take<'_>) -> Result<Ended> {
        pass(self, tx, Some(tx), act, file, take)
    }
}

/// Every kind that can be taken in.
pub type Ledgers = &'static [&'static dyn AnyLedger];
