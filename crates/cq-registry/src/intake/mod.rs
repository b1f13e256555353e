//! Ledgers taken in: a file is checked row by row against the registry, shown, taken in as a whole or not at all, and can be
//! taken back while nothing else depends on it.
//!
//! The engine knows no kind of ledger: each implements [`Ledger`] beside its noun, and the server lends the list.

pub mod cells;
pub mod columns;
pub mod engine;
mod fault;
pub mod layout;
pub mod ledger;

pub use cells::Cells;
pub use ledger::{
    AnyLedger, Applied, Blocked, CellError, Column, Done, Errors, FieldChange, Finding, Ledger, Ledgers,
    Place, Read, Shown, Verdict,
};
