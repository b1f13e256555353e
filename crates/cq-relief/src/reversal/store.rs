//! Reversals, each kept as it was noted.

use cq_platform::{
    Error, Result,
    actor::Act,
    db::{Conn, Tx},
    ids::StaffId,
    record,
};
use jiff::Timestamp;

use super::{
    ReversalId,
    model::{Reversal, State},
};
use crate::{
    application::{
        model::ReliefId,
        said::{open, place, seal},
    },
    batch::{BatchId, store::Said},
};

const INSERT: &str =
    "INSERT INTO relief_reversal (bureau_id, id, application_id, batch_id, said, state, noted_by, noted_at)
    VALUES ($1, $2, $3, $4, $5, 'noted', $6, $7)";
const OPEN: &str =
    "SELECT r.id, r.batch_id, r.said, r.state, r.noted_by, s.name, r.noted_at FROM relief_reversal r
    JOIN staff s ON s.bureau_id = r.bureau_id AND s.id = r.noted_by
    WHERE r.bureau_id = $1 AND r.application_id = $2 AND r.state = 'noted'";
const END: &str = "UPDATE relief_reversal SET state = $3, ended_by = $4, ended_at = $5
    WHERE bureau_id = $1 AND id = $2 AND state = 'noted'";

/// For the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&str] = &[INSERT, OPEN, END];

record! {
    struct Stored {
        id: ReversalId,
        batch: BatchId,
        said: Vec<u8>,
        state: State,
        noted_by: StaffId,
        name: String,
        noted_at: Timestamp,
    }
}

/// Notes a reversal.
pub fn insert(tx: &Tx<'_>, act: &Act, of: (ReliefId, BatchId), said: &Said, by: StaffId) -> Result<()> {
    let id: ReversalId = act.new_id();
    let said = seal(&act.secrets, place("relief_reversal", "said", id.0), said)?;
    tx.execute_one(INSERT, &[act.bureau(), &id, &of.0, &of.1, &said, &by, &act.at])
}

/// The one that nobody has agreed to yet.
pub fn open_of(conn: &Conn<'_>, act: &Act, id: ReliefId) -> Result<Option<Reversal>> {
    let Some(row) = conn.find::<Stored>(OPEN, &[act.bureau(), &id])? else { return Ok(None) };
    let said = open(&act.secrets, place("relief_reversal", "said", row.id.0), &row.said)?;
    let Stored { id, batch, state, noted_by, name, noted_at, .. } = row;
    Ok(Some(Reversal { id, batch, said, state, noted_by, name, noted_at }))
}

/// Nothing goes on while it is not found whether the bank gives the money back.
pub fn none_open(conn: &Conn<'_>, act: &Act, id: ReliefId) -> Result<()> {
    match open_of(conn, act, id)? {
        Some(_) => Err(Error::refused("relief-reversal-open")),
        None => Ok(()),
    }
}

/// A second one has found it so, or not.
pub fn end(tx: &Tx<'_>, act: &Act, ended: &Reversal, by: StaffId) -> Result<()> {
    tx.execute_one(END, &[act.bureau(), &ended.id, &ended.state, &by, &act.at])
}
