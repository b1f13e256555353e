//! Papers of an application: drawn anew, sealed.

use cq_platform::{
    Error, Result,
    actor::Act,
    db::{Conn, Tx},
    ids::{BureauId, StaffId},
    record,
};
use cq_registry::photo::Picture;
use jiff::Timestamp;

use crate::application::{
    model::{PaperId, PaperKind, ReliefId},
    said::place,
};

const INSERT: &str =
    "INSERT INTO relief_paper (bureau_id, id, application_id, kind, label, content, put_at, put_by)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
const COUNT: &str =
    "SELECT COUNT(*) FROM relief_paper WHERE bureau_id = $1 AND application_id = $2 AND kind = 'evidence'";
const LIST: &str =
    "SELECT id, kind, label, put_at FROM relief_paper WHERE bureau_id = $1 AND application_id = $2
    ORDER BY bureau_id, application_id, put_at, id";
const CONTENT: &str =
    "SELECT content FROM relief_paper WHERE bureau_id = $1 AND id = $2 AND application_id = $3";

/// For the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&str] = &[INSERT, COUNT, LIST, CONTENT];

/// How many papers an application may have.
pub const PAPERS_MAX: i64 = 20;

record! {
    struct Stored {
        id: PaperId,
        kind: PaperKind,
        label: Vec<u8>,
        put_at: Timestamp,
    }
}

/// A paper.
pub struct Paper {
    /// Identity.
    pub id: PaperId,
    /// What it is.
    pub kind: PaperKind,
    /// What it shows.
    pub label: String,
    /// When it was put there.
    pub put_at: Timestamp,
}

/// Puts a paper to an application.
pub fn put(
    tx: &Tx<'_>,
    act: &Act,
    application: ReliefId,
    (kind, label): (PaperKind, &str),
    picture: &Picture,
    by: StaffId,
) -> Result<()> {
    let id: PaperId = act.new_id();
    let label = act.secrets.seal(place("relief_paper", "label", id.0), label)?;
    let content = act.secrets.seal_bytes(place("relief_paper", "content", id.0), picture.jpeg())?;
    tx.execute_one(INSERT, &[act.bureau(), &id, &application, &kind, &label, &content, &act.at, &by])
}

/// How many papers of evidence there are.
pub fn count(conn: &Conn<'_>, bureau: &BureauId, application: ReliefId) -> Result<i64> {
    Ok(conn.one::<(i64,)>(COUNT, &[bureau, &application])?.0)
}

/// The papers of an application, the first first.
pub fn list(conn: &Conn<'_>, act: &Act, application: ReliefId) -> Result<Vec<Paper>> {
    let rows = conn.list::<Stored>(LIST, &[act.bureau(), &application])?.into_iter();
    rows.map(|row| {
        let label = act.secrets.open(place("relief_paper", "label", row.id.0), &row.label)?;
        Ok(Paper { id: row.id, kind: row.kind, label, put_at: row.put_at })
    })
    .collect()
}

/// The JPEG of a paper.
pub fn content(conn: &Conn<'_>, act: &Act, application: ReliefId, id: PaperId) -> Result<Vec<u8>> {
    let found = conn.find::<(Vec<u8>,)>(CONTENT, &[act.bureau(), &id, &application])?;
    let (sealed,) = found.ok_or(Error::NotFound)?;
    act.secrets.open_bytes(place("relief_paper", "content", id.0), &sealed)
}
