//! Ways on which everything waits, since the house itself is refused.

use cq_platform::{
    Result,
    db::{Conn, Tx},
    ids::BureauId,
    record,
};
use jiff::{SignedDuration, Timestamp};

use crate::notice::model::{Channel, Fault};

/// After so long one is tried again.
const TRIED_AGAIN: SignedDuration = SignedDuration::from_mins(5);

const PUT: &str = "INSERT INTO notice_hold (bureau_id, channel, since, fault, code, next_at) VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT (bureau_id, channel) DO UPDATE SET fault = excluded.fault, code = excluded.code, next_at = excluded.next_at";
const LIST: &str = "SELECT channel, since, fault, code, next_at FROM notice_hold WHERE bureau_id = $1 ORDER BY bureau_id, channel";
const END: &str = "DELETE FROM notice_hold WHERE bureau_id = $1 AND channel = $2";

/// For the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&str] = &[PUT, LIST, END];

record! {
    /// A way on which everything waits.
    pub struct Hold {
        /// Which.
        pub channel: Channel,
        /// Since when.
        pub since: Timestamp,
        /// What is wrong.
        pub fault: Fault,
        /// The other side's code.
        pub code: Option<u32>,
        /// When one is tried again.
        pub next_at: Timestamp,
    }
}

/// Everything that goes this way waits.
pub fn put(
    tx: &Tx<'_>,
    bureau: &BureauId,
    channel: Channel,
    (fault, code): (Fault, Option<u32>),
    at: Timestamp,
) -> Result<()> {
    let next_at = at.saturating_add(TRIED_AGAIN).unwrap_or(at);
    tx.execute(PUT, &[bureau, &channel, &at, &fault, &code, &next_at]).map(drop)
}

/// One has gone through, or was refused for its own sake: nothing stands in the way of the others.
pub fn end(tx: &Tx<'_>, bureau: &BureauId, channel: Channel) -> Result<()> {
    tx.execute(END, &[bureau, &channel]).map(drop)
}

/// The ways on which everything waits.
pub fn list(conn: &Conn<'_>, bureau: &BureauId) -> Result<Vec<Hold>> {
    conn.list(LIST, &[bureau])
}
