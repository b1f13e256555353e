//! Wishes in the database.

use cq_platform::{
    Result,
    actor::Act,
    db::{Conn, Tx},
    ids::BureauId,
    record,
};
use cq_registry::{person::PersonId, task::TaskId};
use uuid::Uuid;

use crate::round::wish::{Part, Wish};

const FIND: &str = "SELECT w.id, w.part, w.weekdays, w.needs_two, w.version FROM visit_wish w
    WHERE w.bureau_id = $1 AND w.person_id = $2 AND w.until IS NULL";
const INSERT: &str = "INSERT INTO visit_wish (bureau_id, id, person_id, part, weekdays, needs_two, since, noted_at, noted_by, version)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1) ON CONFLICT (bureau_id, person_id) WHERE until IS NULL DO NOTHING";
const SAVE: &str = "UPDATE visit_wish SET part = $4, weekdays = $5, needs_two = $6, noted_at = $7, noted_by = $8, version = version + 1
    WHERE bureau_id = $1 AND id = $2 AND version = $3 AND until IS NULL";
const URGE: &str =
    "INSERT INTO visit_urgency (bureau_id, task_id, noted_at, noted_by) VALUES ($1, $2, $3, $4)
    ON CONFLICT (bureau_id, task_id) DO NOTHING";
const CALM: &str = "DELETE FROM visit_urgency WHERE bureau_id = $1 AND task_id = $2";
const IS_URGENT: &str = "SELECT 1 FROM visit_urgency WHERE bureau_id = $1 AND task_id = $2";

/// See [`cq_registry::duplicate::reference::Rows`].
pub(in crate::round) const HELD: &str = "SELECT w.id, w.version, '', w.part, w.since, w.until, k.id, k.version, '' FROM visit_wish w
    LEFT JOIN visit_wish k ON k.bureau_id = w.bureau_id AND k.person_id = $3 AND k.until IS NULL AND w.until IS NULL
    WHERE w.bureau_id = $1 AND w.person_id = $2 ORDER BY w.bureau_id, w.person_id, w.since, w.id";
pub(in crate::round) const TAKE: &str = "UPDATE visit_wish SET person_id = $3, version = version + 1 WHERE bureau_id = $1 AND id = $2 AND version = $4";
pub(in crate::round) const CLOSE: &str = "UPDATE visit_wish SET until = $4, version = version + 1
    WHERE bureau_id = $1 AND id = $2 AND version = $3 AND until IS NULL";
pub(in crate::round) const REOPEN: &str = "UPDATE visit_wish SET until = NULL, version = version - 1
    WHERE bureau_id = $1 AND id = $2 AND version = $3 AND NOT EXISTS (SELECT 1 FROM visit_wish x WHERE x.bureau_id = $1
        AND x.person_id = visit_wish.person_id AND x.until IS NULL)";

/// For the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&str] = &[FIND, INSERT, SAVE, URGE, CALM, IS_URGENT, HELD, TAKE, CLOSE, REOPEN];

record! {
    struct Stored {
        id: Uuid,
        part: Part,
        weekdays: i64,
        needs_two: bool,
        version: i64,
    }
}

/// A wish as it is kept.
#[derive(Debug, Clone, Copy)]
pub struct Kept {
    /// Identity.
    pub id: Uuid,
    /// What is wished.
    pub wish: Wish,
    /// Guard.
    pub version: i64,
}

/// What somebody wishes.
pub fn find(conn: &Conn<'_>, bureau: &BureauId, person: PersonId) -> Result<Option<Kept>> {
    let kept = |Stored { id, part, weekdays, needs_two, version }: Stored| Kept {
        id,
        wish: Wish { part, weekdays, needs_two },
        version,
    };
    Ok(conn.find::<Stored>(FIND, &[bureau, &person])?.map(kept))
}

/// A first wish. Somebody faster is a conflict.
pub fn insert(tx: &Tx<'_>, act: &Act, person: PersonId, wish: &Wish) -> Result<()> {
    let (id, account): (Uuid, _) = (act.new_id(), act.actor.account);
    let Wish { part, weekdays, needs_two } = wish;
    let today = act.today();
    tx.execute_one(
        INSERT,
        &[act.bureau(), &id, &person, part, weekdays, needs_two, &today, &act.at, &account],
    )
}

/// Another wish in the place of the one that was read.
pub fn save(tx: &Tx<'_>, act: &Act, kept: &Kept) -> Result<()> {
    let Kept { id, wish: Wish { part, weekdays, needs_two }, version } = kept;
    let account = act.actor.account;
    tx.execute_one(SAVE, &[act.bureau(), id, version, part, weekdays, needs_two, &act.at, &account])
}

/// Says that a visit comes first, or not any more.
pub fn urge(tx: &Tx<'_>, act: &Act, task: TaskId, is_urgent: bool) -> Result<()> {
    let account = act.actor.account;
    match is_urgent {
        true => tx.execute(URGE, &[act.bureau(), &task, &act.at, &account]).map(drop),
        false => tx.execute(CALM, &[act.bureau(), &task]).map(drop),
    }
}

/// Whether somebody said that it comes first.
pub fn is_urgent(conn: &Conn<'_>, bureau: &BureauId, task: TaskId) -> Result<bool> {
    Ok(conn.find::<(i64,)>(IS_URGENT, &[bureau, &task])?.is_some())
}
