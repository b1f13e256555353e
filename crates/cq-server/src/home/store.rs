//! The counts of the first page, each from the same condition as the list it opens.

use cq_platform::{Result, db::Conn, ids::BureauId, record};
use jiff::{Timestamp, civil::Date};
use uuid::Uuid;

const PEOPLE: &str = "SELECT COUNT(*), COUNT(CASE WHEN p.category = 'survivor' THEN 1 END) FROM person p
    WHERE p.bureau_id = $1 AND p.ended_on IS NULL AND p.category <> 'relative'";
const UNPAIRED: &str =
    "SELECT COUNT(*) FROM person p WHERE p.bureau_id = $1 AND p.ended_on IS NULL AND p.category <> 'relative'
    AND NOT EXISTS (SELECT 1 FROM responsibility r WHERE r.bureau_id = p.bureau_id AND r.person_id = p.id AND r.kind = 'doctor' AND r.until IS NULL)";
const DOCTORS: &str = "SELECT COUNT(*), COUNT(DISTINCT hospital_id) FROM doctor WHERE bureau_id = $1";
const OVERDUE: &str = "SELECT COUNT(*) FROM task WHERE bureau_id = $1 AND state = 'open' AND next_on < $2";
const DUE_TODAY: &str = "SELECT COUNT(*) FROM task WHERE bureau_id = $1 AND state = 'open' AND next_on = $2";
const CAMPAIGNS: &str = "SELECT COUNT(*) FROM campaign WHERE bureau_id = $1";
const DRAFT: &str =
    "SELECT id FROM proposal WHERE bureau_id = $1 AND state = 'draft' ORDER BY made_at DESC LIMIT 1";
const INTAKES: &str = "SELECT id, file_name, state, rows_new, rows_changed, rows_wrong, made_at FROM intake
    WHERE bureau_id = $1 ORDER BY made_at DESC LIMIT 5";

/// For the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&str] = &[PEOPLE, UNPAIRED, DOCTORS, OVERDUE, DUE_TODAY, CAMPAIGNS, DRAFT, INTAKES];

record! {
    /// A ledger lately taken in.
    pub struct LateIntake {
        /// Identity.
        pub id: Uuid,
        /// The file's name.
        pub file_name: String,
        /// Word of its state.
        pub state: String,
        /// New rows.
        pub new: i64,
        /// Changed rows.
        pub changed: i64,
        /// Wrong rows.
        pub wrong: i64,
        /// When it was brought.
        pub made_at: Timestamp,
    }
}

/// What stands on the first page.
#[derive(Debug)]
pub struct Desk {
    /// People on the register, survivors among them.
    pub people: (i64, i64),
    /// People without a responsible doctor.
    pub unpaired: i64,
    /// Doctors, and hospitals they work at.
    pub doctors: (i64, i64),
    /// Visits overdue.
    pub overdue: i64,
    /// Visits due today.
    pub due_today: i64,
    /// Campaigns ever made.
    pub campaigns: i64,
    /// A pairing waiting for a decision.
    pub draft: Option<Uuid>,
    /// The last ledgers.
    pub intakes: Vec<LateIntake>,
}

impl Desk {
    /// The style of the overdue figure: calm while nothing is.
    pub fn urgency(&self) -> &'static str {
        if self.overdue > 0 { "overdue" } else { "" }
    }
}

/// Reads the first page's figures as of `today`.
pub fn desk(conn: &Conn<'_>, bureau: &BureauId, today: Date) -> Result<Desk> {
    let count = |sql: &str| conn.one::<(i64,)>(sql, &[bureau]).map(|(n,)| n);
    let count_by_day = |sql: &str| conn.one::<(i64,)>(sql, &[bureau, &today]).map(|(n,)| n);
    Ok(Desk {
        people: conn.one(PEOPLE, &[bureau])?,
        unpaired: count(UNPAIRED)?,
        doctors: conn.one(DOCTORS, &[bureau])?,
        overdue: count_by_day(OVERDUE)?,
        due_today: count_by_day(DUE_TODAY)?,
        campaigns: count(CAMPAIGNS)?,
        draft: conn.find::<(Uuid,)>(DRAFT, &[bureau])?.map(|(id,)| id),
        intakes: conn.list(INTAKES, &[bureau])?,
    })
}
