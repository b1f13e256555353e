//! Pictures of a task, numbered from 1; a number is not given twice.

use cq_platform::{
    Result,
    actor::Act,
    db::{Conn, Tx},
    ids::BureauId,
    record,
};

use crate::{photo::Picture, task::TaskId};

const LIST: &str =
    "SELECT number, version FROM task_photo WHERE bureau_id = $1 AND task_id = $2 AND LENGTH(content) > 0
    ORDER BY bureau_id, task_id, number";
const LAST: &str = "SELECT COALESCE(MAX(number), 0) FROM task_photo WHERE bureau_id = $1 AND task_id = $2";
const FIND: &str =
    "SELECT kind, content, version FROM task_photo WHERE bureau_id = $1 AND task_id = $2 AND number = $3
    AND LENGTH(content) > 0";
const INSERT: &str =
    "INSERT INTO task_photo (bureau_id, task_id, number, kind, content, put_at, put_by, version)
    VALUES ($1, $2, $3, $4, $5, $6, $7, 1) ON CONFLICT (bureau_id, task_id, number) DO NOTHING";
/// What is taken away leaves its number behind, empty.
const EMPTY: &str = "UPDATE task_photo SET content = $5, version = version + 1
    WHERE bureau_id = $1 AND task_id = $2 AND number = $3 AND version = $4";

/// For the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&str] = &[LIST, LAST, FIND, INSERT, EMPTY];

/// What every picture is since it was drawn anew.
const JPEG: &str = "image/jpeg";

record! {
    /// A picture as the row has it.
    pub struct Kept {
        /// Media type.
        pub kind: String,
        /// The file.
        pub content: Vec<u8>,
        /// Guard.
        pub version: i64,
    }
}

/// Numbers and guards of a task's pictures.
pub fn list(conn: &Conn<'_>, bureau: &BureauId, task: TaskId) -> Result<Vec<(i64, i64)>> {
    conn.list(LIST, &[bureau, &task])
}

/// One of them.
pub fn find(conn: &Conn<'_>, bureau: &BureauId, task: TaskId, number: i64) -> Result<Option<Kept>> {
    conn.find(FIND, &[bureau, &task, &number])
}

/// One more. Somebody faster is a conflict.
pub fn insert(tx: &Tx<'_>, act: &Act, task: TaskId, picture: &Picture) -> Result<()> {
    let (last,) = tx.one::<(i64,)>(LAST, &[act.bureau(), &task])?;
    let content = picture.jpeg();
    tx.execute_one(INSERT, &[act.bureau(), &task, &(last + 1), &JPEG, &content, &act.at, &act.actor.account])
}

/// Takes one away.
pub fn remove(tx: &Tx<'_>, act: &Act, task: TaskId, number: i64, version: i64) -> Result<()> {
    tx.execute_one(EMPTY, &[act.bureau(), &task, &number, &version, &Vec::<u8>::new()])
}
