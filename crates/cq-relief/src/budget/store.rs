//! Budgets of a year, what changed them, and what has become of them.

use cq_platform::{
    Error, Result,
    actor::Act,
    db::{Conn, Tx},
    ids::{BureauId, StaffId},
    record, words,
};
use jiff::Timestamp;

use super::{BudgetId, GrantId};

const OPEN: &str = "INSERT INTO relief_budget (bureau_id, id, year, kind) VALUES ($1, $2, $3, $4)
    ON CONFLICT (bureau_id, year, kind) DO NOTHING";
const FIND: &str = "SELECT id FROM relief_budget WHERE bureau_id = $1 AND year = $2 AND kind = $3";
const ALLOTTED: &str =
    "SELECT CAST(COALESCE(SUM(CASE WHEN way = 'allotted' THEN fen ELSE -fen END), 0) AS BIGINT) FROM relief_grant
    WHERE bureau_id = $1 AND year = $2 AND kind = $3 AND way IN ('allotted', 'recalled') AND state = 'posted'";
const LIST: &str =
    "SELECT id, kind FROM relief_budget WHERE bureau_id = $1 AND year = $2 ORDER BY bureau_id, year, kind";
const YEARS: &str = "SELECT DISTINCT year FROM relief_budget WHERE bureau_id = $1 ORDER BY year DESC";
const USED: &str =
    "SELECT c.budget_id, c.stage, CAST(COUNT(*) AS BIGINT), CAST(COALESCE(SUM(c.fen), 0) AS BIGINT)
    FROM relief_application c JOIN relief_budget b ON b.bureau_id = c.bureau_id AND b.id = c.budget_id
    WHERE c.bureau_id = $1 AND b.year = $2 GROUP BY c.budget_id, c.stage";
const INSERT_GRANT: &str =
    "INSERT INTO relief_grant (bureau_id, id, year, way, kind, fen, note, state, made_by, made_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, 'proposed', $8, $9)";
const END_GRANT: &str = "UPDATE relief_grant SET state = $3, ended_by = $4, ended_at = $5
    WHERE bureau_id = $1 AND id = $2 AND state = 'proposed'";
const GRANT: &str = "SELECT g.id, g.year, g.way, g.kind, g.fen, g.note, g.state, g.made_by, m.name, g.made_at, e.name, g.ended_at
    FROM relief_grant g JOIN staff m ON m.bureau_id = g.bureau_id AND m.id = g.made_by
    LEFT JOIN staff e ON e.bureau_id = g.bureau_id AND e.id = g.ended_by WHERE g.bureau_id = $1 AND g.id = $2";
const GRANTS: &str = "SELECT g.id, g.year, g.way, g.kind, g.fen, g.note, g.state, g.made_by, m.name, g.made_at, e.name, g.ended_at
    FROM relief_grant g JOIN staff m ON m.bureau_id = g.bureau_id AND m.id = g.made_by
    LEFT JOIN staff e ON e.bureau_id = g.bureau_id AND e.id = g.ended_by
    WHERE g.bureau_id = $1 AND g.year = $2 ORDER BY g.bureau_id, g.year, g.made_at DESC, g.id DESC";

/// For the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&str] =
    &[OPEN, FIND, ALLOTTED, LIST, YEARS, USED, INSERT_GRANT, END_GRANT, GRANT, GRANTS];

words! {
    /// Which way a change goes.
    pub enum Way {
        /// 财政下达: from outside into the whole.
        Granted = "granted",
        /// 核减: out of the whole.
        Cut = "cut",
        /// 划给一类: from the whole to a kind.
        Allotted = "allotted",
        /// 收回: from a kind to the whole.
        Recalled = "recalled",
    }
}

impl Way {
    /// Whether it is about one kind.
    pub fn is_of_kind(self) -> bool {
        matches!(self, Way::Allotted | Way::Recalled)
    }
}

words! {
    /// How far a change has come.
    pub enum Progress {
        /// Waits for a second person.
        Proposed = "proposed",
        /// In the ledger.
        Posted = "posted",
        /// Not agreed to.
        Withdrawn = "withdrawn",
    }
}

/// The budget of a year and kind, opened where there is none. Two that ask at once get the same.
pub fn open(tx: &Tx<'_>, act: &Act, year: i64, kind: &str) -> Result<BudgetId> {
    let id: BudgetId = act.new_id();
    tx.execute(OPEN, &[act.bureau(), &id, &year, &kind])?;
    find(tx, act.bureau(), year, kind)?.ok_or(Error::Conflict)
}

/// The budget of a year and kind; an empty kind is the whole.
pub fn find(conn: &Conn<'_>, bureau: &BureauId, year: i64, kind: &str) -> Result<Option<BudgetId>> {
    Ok(conn.find::<(BudgetId,)>(FIND, &[bureau, &year, &kind])?.map(|(id,)| id))
}

/// What was allotted to a kind in a year and not taken back, in fen.
pub fn allotted(conn: &Conn<'_>, bureau: &BureauId, year: i64, kind: &str) -> Result<i64> {
    Ok(conn.one::<(i64,)>(ALLOTTED, &[bureau, &year, &kind])?.0)
}

/// The budgets of a year, the whole first: identity and kind.
pub fn list(conn: &Conn<'_>, bureau: &BureauId, year: i64) -> Result<Vec<(BudgetId, String)>> {
    conn.list(LIST, &[bureau, &year])
}

/// The years that have a budget, the latest first.
pub fn years(conn: &Conn<'_>, bureau: &BureauId) -> Result<Vec<i64>> {
    Ok(conn.list::<(i64,)>(YEARS, &[bureau])?.into_iter().map(|(year,)| year).collect())
}

record! {
    /// What stands where of a budget.
    pub struct Used {
        /// Which.
        pub budget: BudgetId,
        /// How far it has come, a word.
        pub stage: String,
        /// How many.
        pub count: i64,
        /// How much, in fen.
        pub fen: i64,
    }
}

/// What has become of the budgets of a year.
pub fn used(conn: &Conn<'_>, bureau: &BureauId, year: i64) -> Result<Vec<Used>> {
    conn.list(USED, &[bureau, &year])
}

/// A change to be proposed.
pub struct NewGrant<'g> {
    /// Of which year.
    pub year: i64,
    /// Which way.
    pub way: Way,
    /// Of which kind; empty for the whole.
    pub kind: &'g str,
    /// How much, in fen.
    pub fen: i64,
    /// The document by which it came.
    pub note: &'g str,
}

/// Proposes a change.
pub fn insert_grant(tx: &Tx<'_>, act: &Act, id: GrantId, new: &NewGrant<'_>, by: StaffId) -> Result<()> {
    let NewGrant { year, way, kind, fen, note } = new;
    tx.execute_one(INSERT_GRANT, &[act.bureau(), &id, year, way, kind, fen, note, &by, &act.at])
}

/// Ends a proposed change; one that is not proposed any more is a conflict.
pub fn end_grant(tx: &Tx<'_>, act: &Act, id: GrantId, state: Progress, by: StaffId) -> Result<()> {
    tx.execute_one(END_GRANT, &[act.bureau(), &id, &state, &by, &act.at])
}

record! {
    /// A change of a budget.
    pub struct Grant {
        /// Identity; of its posting too.
        pub id: GrantId,
        /// Of which year.
        pub year: i64,
        /// Which way.
        pub way: Way,
        /// Of which kind; empty for the whole.
        pub kind: String,
        /// How much, in fen.
        pub fen: i64,
        /// The document by which it came.
        pub note: String,
        /// How far it has come.
        pub state: Progress,
        /// Who proposed it.
        pub made_by: StaffId,
        /// Their name.
        pub made_name: String,
        /// When.
        pub made_at: Timestamp,
        /// Who agreed or withdrew.
        pub ended_name: Option<String>,
        /// When.
        pub ended_at: Option<Timestamp>,
    }
}

/// A change.
pub fn grant(conn: &Conn<'_>, bureau: &BureauId, id: GrantId) -> Result<Option<Grant>> {
    conn.find(GRANT, &[bureau, &id])
}

/// The changes of a year, the latest first.
pub fn grants(conn: &Conn<'_>, bureau: &BureauId, year: i64) -> Result<Vec<Grant>> {
    conn.list(GRANTS, &[bureau, &year])
}
