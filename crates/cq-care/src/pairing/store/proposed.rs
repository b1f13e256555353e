//! What a merge of two records does to pairings on the table: the record that gives way is in none of them any more.

use cq_platform::{
    Error, Result,
    actor::Act,
    db::{Conn, Tx},
    ids::StaffId,
    record,
    web::Ui,
};
use cq_registry::duplicate::{Case, Held, Reference, Side, Step};
use serde::{Deserialize, Serialize};

use crate::pairing::ProposalId;

const LIST: &str = "SELECT r.proposal_id FROM proposal_row r
    JOIN proposal p ON p.bureau_id = r.bureau_id AND p.id = r.proposal_id
    WHERE r.bureau_id = $1 AND r.person_id = $2 AND p.state = 'draft' ORDER BY r.bureau_id, r.proposal_id";
const FIND: &str = "SELECT staff_id, before_id, by_hand, cost, distance_m, reason FROM proposal_row
    WHERE bureau_id = $1 AND proposal_id = $2 AND person_id = $3";
const DELETE: &str = "DELETE FROM proposal_row WHERE bureau_id = $1 AND proposal_id = $2 AND person_id = $3";
const IS_DRAFT: &str = "SELECT 1 FROM proposal WHERE bureau_id = $1 AND id = $2 AND state = 'draft'";
const INSERT: &str = "INSERT INTO proposal_row (bureau_id, proposal_id, person_id, staff_id, before_id, by_hand, cost, distance_m, reason)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";

/// For the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&str] = &[LIST, FIND, DELETE, IS_DRAFT, INSERT];

/// See the [module](self).
pub struct Proposed;

record! {
    struct Stored {
        staff: Option<StaffId>,
        before: Option<StaffId>,
        by_hand: bool,
        cost: i64,
        distance_m: Option<i64>,
        reason: String,
    }
}

/// The row that went.
#[derive(Serialize, Deserialize)]
struct Went {
    staff: Option<StaffId>,
    before: Option<StaffId>,
    by_hand: bool,
    cost: i64,
    distance_m: Option<i64>,
    reason: String,
}

impl Reference for Proposed {
    fn name(&self) -> &'static str {
        "proposal-row"
    }

    fn list(&self, conn: &Conn<'_>, act: &Act, case: &Case) -> Result<Vec<Held>> {
        let drafts = conn.list::<(ProposalId,)>(LIST, &[act.bureau(), &case.gone])?;
        let held = |(id,): (ProposalId,)| Held {
            id: id.0,
            version: 0,
            label: String::new(),
            word: String::new(),
            since: None,
            until: None,
            rival: None,
        };
        Ok(drafts.into_iter().map(held).collect())
    }

    fn say(&self, ui: &Ui, _: &Held) -> String {
        ui.m("pairing-merge-proposed").to_owned()
    }

    fn carry(&self, tx: &Tx<'_>, act: &Act, case: &Case, held: &Held, _: Side) -> Result<Vec<Step>> {
        let Stored { staff, before, by_hand, cost, distance_m, reason } =
            tx.find(FIND, &[act.bureau(), &held.id, &case.gone])?.ok_or(Error::Conflict)?;
        tx.execute_one(DELETE, &[act.bureau(), &held.id, &case.gone])?;
        let went = Went { staff, before, by_hand, cost, distance_m, reason };
        Ok(vec![Step::new(held.id, &went, 0)?])
    }

    fn undo(&self, tx: &Tx<'_>, act: &Act, case: &Case, step: &Step) -> Result<bool> {
        let (bureau, id) = (act.bureau(), &step.subject);
        if tx.find::<(i64,)>(IS_DRAFT, &[bureau, id])?.is_none() {
            return Ok(false);
        }
        let Went { staff, before, by_hand, cost, distance_m, reason } = step.change()?;
        tx.execute_one(
            INSERT,
            &[bureau, id, &case.gone, &staff, &before, &by_hand, &cost, &distance_m, &reason],
        )?;
        Ok(true)
    }
}
