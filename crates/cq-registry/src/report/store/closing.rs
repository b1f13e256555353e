//! A closing under way: who is at it, and when it counts.

use cq_platform::{
    Result,
    db::{Conn, Tx},
    ids::BureauId,
    record,
};
use jiff::{Timestamp, civil::Date};

use super::{
    seal::{self, Seal},
    sealed::PeriodId,
};
use crate::report::model::change::Window;

/// Nobody else may be closing, and the day may not have been closed; either is no row.
const BEGIN: &str = "INSERT INTO report_period (bureau_id, id, day, closed_at, closed_by, people, has_change, state, version, worked_at)
    VALUES ($1, $2, $3, $4, $5, 0, $6, 'closing', 1, 0) ON CONFLICT DO NOTHING";
const STANDS: &str = "SELECT 1 FROM report_period WHERE bureau_id = $1 AND day = $2";
const UNDER_WAY: &str = "SELECT id, day, closed_at, closed_by, version, worked_at FROM report_period
    WHERE bureau_id = $1 AND state = 'closing' AND has_change = 1";
const BEFORE: &str = "SELECT id, state FROM report_period WHERE bureau_id = $1 AND day = $2";
const GO_ON: &str = "UPDATE report_period SET version = version + 1, worked_at = $4
    WHERE bureau_id = $1 AND id = $2 AND version = $3 AND state = 'closing'";
const FINISH: &str =
    "UPDATE report_period SET state = 'closed', version = version + 1, closed_at = $3, people = $4
    WHERE bureau_id = $1 AND id = $2 AND state = 'closing'";

pub(super) const STATEMENTS: &[&str] = &[BEGIN, STANDS, UNDER_WAY, BEFORE, GO_ON, FINISH];

record! {
    /// A closing that was begun and is not over.
    pub struct UnderWay {
        /// The period's identity.
        pub id: PeriodId,
        /// Its last day.
        pub day: Date,
        /// When it was begun.
        pub begun_at: Timestamp,
        /// By whom, as the name was then.
        pub begun_by: String,
        /// Rises with each stretch.
        pub version: i64,
        /// When the last stretch was sealed; the epoch before the first.
        pub worked_at: Timestamp,
    }
}

/// The year end before the one that is closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Before {
    /// Was closed earlier: the change is held against what was sealed then.
    Closed(PeriodId),
    /// Never was, and is sealed along.
    Sealed(PeriodId),
}

/// A closing in somebody's hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Closing {
    /// The period's identity.
    pub id: PeriodId,
    /// From the year end before to its own.
    pub window: Window,
    /// The year end before.
    pub before: Before,
    /// As it stands for whoever has it in hand.
    version: i64,
}

/// Begins to close `window.last`; where the year end before was never closed it is sealed along. Whoever is second, be it for
/// another year, is told so ([`cq_platform::Error::Conflict`]).
pub fn begin(
    tx: &Tx<'_>,
    bureau: &BureauId,
    window: Window,
    (at, by): (Timestamp, &str),
    ids: [PeriodId; 2],
) -> Result<()> {
    let [id, before] = ids;
    tx.execute_one(BEGIN, &[bureau, &id, &window.last, &at, &by, &1_i64])?;
    if !stands(tx, bureau, window.first)? {
        tx.execute_one(BEGIN, &[bureau, &before, &window.first, &at, &by, &0_i64])?;
    }
    Ok(())
}

/// Whether a day was closed, or is being closed.
pub fn stands(conn: &Conn<'_>, bureau: &BureauId, day: Date) -> Result<bool> {
    Ok(conn.find::<(i64,)>(STANDS, &[bureau, &day])?.is_some())
}

/// Closings that were begun and are not over: at most one.
pub fn list_under_way(conn: &Conn<'_>, bureau: &BureauId) -> Result<Vec<UnderWay>> {
    conn.list(UNDER_WAY, &[bureau])
}

/// Takes a closing in hand, from whoever had it: what they seal from now on is refused.
pub fn take(tx: &Tx<'_>, bureau: &BureauId, found: &UnderWay, at: Timestamp) -> Result<Closing> {
    let window = Window::until(found.day);
    let (before, state): (PeriodId, String) = tx.one(BEFORE, &[bureau, &window.first])?;
    let before = if state == "closing" { Before::Sealed(before) } else { Before::Closed(before) };
    let mut closing = Closing { id: found.id, window, before, version: found.version };
    go_on(tx, bureau, &mut closing, at)?;
    Ok(closing)
}

/// Holds the closing for a stretch, or [`cq_platform::Error::Conflict`] if somebody else took it.
pub fn go_on(tx: &Tx<'_>, bureau: &BureauId, closing: &mut Closing, at: Timestamp) -> Result<()> {
    tx.execute_one(GO_ON, &[bureau, &closing.id, &closing.version, &at])?;
    closing.version += 1;
    Ok(())
}

/// Takes away a stretch of what a hand that was cut off has left; false when nothing is left.
pub fn clear(tx: &Tx<'_>, bureau: &BureauId, closing: &Closing, most: i64) -> Result<bool> {
    for (period, _) in closing.sealed() {
        if seal::clear(tx, bureau, period, most)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// From now on what was sealed counts; `at` is now.
pub fn finish(
    tx: &Tx<'_>,
    bureau: &BureauId,
    mut closing: Closing,
    sealed: &Seal,
    at: Timestamp,
) -> Result<()> {
    go_on(tx, bureau, &mut closing, at)?;
    for (period, day) in closing.sealed() {
        let people = sealed.insert_figures(tx, bureau, period, day)?;
        tx.execute_one(FINISH, &[bureau, &period, &sealed.at(), &people])?;
    }
    Ok(())
}

impl Closing {
    /// The periods that are sealed, each with its day.
    pub(super) fn sealed(&self) -> impl Iterator<Item = (PeriodId, Date)> {
        let before = match self.before {
            Before::Sealed(before) => Some((before, self.window.first)),
            Before::Closed(_) => None,
        };
        before.into_iter().chain([(self.id, self.window.last)])
    }
}
