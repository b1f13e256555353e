//! 电话通知记录: every call about a notice.

use cq_platform::{
    Result,
    actor::Act,
    db::{Conn, Tx},
    ids::StaffId,
    record,
};
use jiff::Timestamp;
use uuid::Uuid;

use crate::notice::{content, model::NoticeId};

const NEXT: &str =
    "SELECT COALESCE(MAX(number), 0) + 1 FROM notice_call WHERE bureau_id = $1 AND notice_id = $2";
const INSERT: &str =
    "INSERT INTO notice_call (bureau_id, notice_id, number, id, at, by_id, is_reached, words)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
const LIST: &str = "SELECT k.id, k.at, s.name, k.is_reached, k.words FROM notice_call k
    LEFT JOIN staff s ON s.bureau_id = k.bureau_id AND s.id = k.by_id
    WHERE k.bureau_id = $1 AND k.notice_id = $2 ORDER BY k.bureau_id DESC, k.notice_id DESC, k.number DESC";

/// For the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&str] = &[NEXT, INSERT, LIST];

record! {
    struct Stored {
        id: Uuid,
        at: Timestamp,
        by: Option<String>,
        is_reached: bool,
        words: Option<Vec<u8>>,
    }
}

/// A call.
#[derive(Debug, Clone)]
pub struct Call {
    /// When.
    pub at: Timestamp,
    /// Who called.
    pub by: String,
    /// Whether anybody was reached.
    pub is_reached: bool,
    /// What was said.
    pub words: String,
}

/// Writes a call down; the notice's row is held.
pub fn note(
    tx: &Tx<'_>,
    act: &Act,
    notice: NoticeId,
    (by, is_reached): (StaffId, bool),
    words: &str,
) -> Result<()> {
    let (number,) = tx.one::<(i64,)>(NEXT, &[act.bureau(), &notice])?;
    let id: Uuid = act.new_id();
    let words = match words {
        "" => None,
        words => Some(act.secrets.seal(content::words(id), words)?),
    };
    tx.execute_one(INSERT, &[act.bureau(), &notice, &number, &id, &act.at, &by, &is_reached, &words])
}

/// Every call about a notice, the latest first.
pub fn list(conn: &Conn<'_>, act: &Act, notice: NoticeId) -> Result<Vec<Call>> {
    let rows = conn.list::<Stored>(LIST, &[act.bureau(), &notice])?;
    let open = |row: Stored| {
        let words = row.words.map(|sealed| act.secrets.open(content::words(row.id), &sealed)).transpose()?;
        let (by, words) = (row.by.unwrap_or_default(), words.unwrap_or_default());
        Ok(Call { at: row.at, by, is_reached: row.is_reached, words })
    };
    rows.into_iter().map(open).collect()
}
