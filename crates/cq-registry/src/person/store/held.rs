//! Somebody held fast while something is entered for them.

use cq_platform::{Error, Result, db::Tx, ids::BureauId};

use crate::person::PersonId;

pub(super) const HOLD: &str = "UPDATE person SET version = version WHERE bureau_id = $1 AND id = $2";

/// Holds somebody until the transaction ends: whoever enters something for them at the same moment, or their death, waits here.
pub fn hold(tx: &Tx<'_>, bureau: &BureauId, id: PersonId) -> Result<()> {
    match tx.execute(HOLD, &[bureau, &id])? {
        1 => Ok(()),
        _ => Err(Error::NotFound),
    }
}
