//! The ladder of who is told of late cases, climbed in one statement.

use cq_platform::{
    Result,
    db::{Conn, Param, Tx},
    ids::{BureauId, StaffId},
    record,
};
use jiff::Timestamp;
use uuid::Uuid;

use crate::case::{clock::RUNGS, model::CaseId, rules::Rules};

const ESCALATE: &str = "UPDATE case_file SET level = CASE WHEN leader_at <= $2 THEN 3 WHEN head_at <= $2 THEN 2 ELSE 1 END,
    escalate_at = CASE WHEN leader_at <= $2 THEN NULL WHEN head_at <= $2 THEN leader_at ELSE head_at END
    WHERE bureau_id = $1 AND escalate_at <= $2 RETURNING id, round, level, first_id, due_at, head_at, leader_at";
const INSERT_RUNGS: &str = "INSERT INTO case_rung (bureau_id, case_id, round, level, told_id, at, noted_at)";
const RUNGS_OF: &str = "SELECT g.round, g.level, s.name, g.at FROM case_rung g
    LEFT JOIN staff s ON s.bureau_id = g.bureau_id AND s.id = g.told_id
    WHERE g.bureau_id = $1 AND g.case_id = $2 ORDER BY g.bureau_id, g.case_id, g.round, g.level";

/// For the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&str] = &[ESCALATE, RUNGS_OF];

record! {
    struct Told {
        id: Uuid,
        round: i64,
        level: i64,
        first: StaffId,
        due: Timestamp,
        head: Timestamp,
        leader: Timestamp,
    }
}

/// A rung that a case has climbed to.
#[derive(Debug, Clone, Copy)]
pub struct Climbed {
    /// Which case.
    pub case: CaseId,
    /// In which round of its clock.
    pub round: i64,
    /// 1: first receiver, 2: head, 3: leader.
    pub level: i64,
    /// Who; nobody where the bureau has not said.
    pub told: Option<StaffId>,
    /// When its time ran out.
    pub due: Timestamp,
}

/// Every case whose next rung is due at `at` climbs as far as it has to, and who is told is noted; returns how many, and to where. Asked
/// again at the same instant, or by two at once, it does nothing twice: what has climbed is due no more.
pub fn escalate(
    tx: &Tx<'_>,
    bureau: &BureauId,
    at: Timestamp,
    rules: &Rules,
) -> Result<(usize, Vec<Climbed>)> {
    let told: Vec<Told> = tx.list(ESCALATE, &[bureau, &at])?;
    let rungs: Vec<(&Told, i64, Option<StaffId>, Timestamp)> = told
        .iter()
        .flat_map(|one| {
            let rungs: [_; RUNGS] =
                [(1, Some(one.first), one.due), (2, rules.head, one.head), (3, rules.leader, one.leader)];
            rungs
                .into_iter()
                .filter(|(level, ..)| *level <= one.level)
                .map(move |(l, who, when)| (one, l, who, when))
        })
        .collect();
    let cells: Vec<&dyn Param> = rungs
        .iter()
        .flat_map(|(one, level, who, when)| -> [&dyn Param; 7] {
            [bureau, &one.id, &one.round, level, who, when, &at]
        })
        .collect();
    tx.insert_missing(INSERT_RUNGS, 7, &cells)?;
    let climbed = rungs.iter().map(|(one, level, who, _)| Climbed {
        case: CaseId(one.id),
        round: one.round,
        level: *level,
        told: *who,
        due: one.due,
    });
    Ok((told.len(), climbed.collect()))
}

record! {
    /// A rung that was told.
    pub struct Rung {
        /// In which round of the clock.
        pub round: i64,
        /// 1: first receiver, 2: head, 3: leader.
        pub level: i64,
        /// Who; nobody where the bureau has not said.
        pub name: Option<String>,
        /// When the time was that far spent.
        pub at: Timestamp,
    }
}

/// Who was told of a case, in order.
pub fn rungs(conn: &Conn<'_>, bureau: &BureauId, id: CaseId) -> Result<Vec<Rung>> {
    conn.list(RUNGS_OF, &[bureau, &id])
}
