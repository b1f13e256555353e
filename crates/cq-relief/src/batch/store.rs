//! Batches and their lines.

use cq_platform::{
    Error, Result,
    actor::Act,
    db::{Conn, Tx},
    ids::{BureauId, StaffId},
    record, words,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{
    BatchId,
    model::{Batch, State},
};
use crate::application::{
    model::ReliefId,
    said::{Payee, open, place, seal},
    store::list::number,
};

const HOLD: &str = "UPDATE relief_batch SET version = version WHERE bureau_id = $1 AND id = $2";
const INSERT: &str =
    "INSERT INTO relief_batch (bureau_id, id, year, serial, state, made_by, made_at, version)
    VALUES ($1, $2, $3, $4, 'made', $5, $6, 1)";
const FIND: &str = "SELECT id, state, made_by, released_by, answered_by, version FROM relief_batch WHERE bureau_id = $1 AND id = $2";
const SAVE: &str = "UPDATE relief_batch SET state = $4, released_by = $5, released_at = CASE WHEN $4 IN ('made', 'dropped') THEN NULL ELSE COALESCE(released_at, $7) END,
    answered_by = $6, answered_at = CASE WHEN $4 = 'answered' THEN $7 ELSE NULL END, version = version + 1
    WHERE bureau_id = $1 AND id = $2 AND version = $3";
const INSERT_LINE: &str = "INSERT INTO relief_line (bureau_id, batch_id, number, application_id, fen, payee)
    VALUES ($1, $2, $3, $4, $5, $6)";
const NUMBERS: &str = "SELECT number FROM relief_line WHERE bureau_id = $1 AND batch_id = $2 ORDER BY bureau_id, batch_id, number";
const TAKE_OUT: &str = "DELETE FROM relief_line WHERE bureau_id = $1 AND application_id = $2
    AND batch_id IN (SELECT b.id FROM relief_batch b WHERE b.bureau_id = $1 AND b.state = 'made')";
const SAVE_LINE: &str = "UPDATE relief_line SET outcome = $4, answer = $5
    WHERE bureau_id = $1 AND batch_id = $2 AND application_id = $3 AND outcome IS NULL";
const LINES: &str = "SELECT l.number, l.application_id, b.year, b.serial, a.year, a.serial, p.name, a.version, l.fen, l.payee, l.outcome, l.answer
    FROM relief_line l JOIN relief_batch b ON b.bureau_id = l.bureau_id AND b.id = l.batch_id
    JOIN relief_application a ON a.bureau_id = l.bureau_id AND a.id = l.application_id
    JOIN person p ON p.bureau_id = a.bureau_id AND p.id = a.person_id
    WHERE l.bureau_id = $1 AND l.batch_id = $2 ORDER BY l.bureau_id, l.batch_id, l.number";
const LIST: &str = "SELECT b.id, b.year, b.serial, b.state, m.name, b.made_at, r.name, b.released_at,
    (SELECT COUNT(*) FROM relief_line l WHERE l.bureau_id = b.bureau_id AND l.batch_id = b.id),
    (SELECT CAST(COALESCE(SUM(l.fen), 0) AS BIGINT) FROM relief_line l WHERE l.bureau_id = b.bureau_id AND l.batch_id = b.id)
    FROM relief_batch b JOIN staff m ON m.bureau_id = b.bureau_id AND m.id = b.made_by
    LEFT JOIN staff r ON r.bureau_id = b.bureau_id AND r.id = b.released_by
    WHERE b.bureau_id = $1 AND ($2 = 'any' OR b.id = $3) ORDER BY b.bureau_id DESC, b.made_at DESC, b.id DESC LIMIT 100";

/// For the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&str] =
    &[HOLD, INSERT, FIND, SAVE, INSERT_LINE, NUMBERS, TAKE_OUT, SAVE_LINE, LINES, LIST];

words! {
    /// What the bank says of a line.
    pub enum Outcome {
        /// 成功.
        Paid = "paid",
        /// 失败.
        Returned = "returned",
    }
}

record! {
    struct Stored {
        id: BatchId,
        state: String,
        made_by: StaffId,
        released_by: Option<StaffId>,
        answered_by: Option<StaffId>,
        version: i64,
    }
}

/// A batch.
pub fn find(conn: &Conn<'_>, bureau: &BureauId, id: BatchId) -> Result<Batch> {
    let row = conn.find::<Stored>(FIND, &[bureau, &id])?.ok_or(Error::NotFound)?;
    let Stored { id, made_by, version, .. } = row;
    let state = match (row.state.as_str(), row.released_by, row.answered_by) {
        ("made", ..) => State::Made,
        ("dropped", ..) => State::Dropped,
        ("released", Some(by), _) => State::Released { by },
        ("answered", Some(by), Some(read_by)) => State::Answered { by, read_by },
        _ => return Err(Error::internal("a batch in no state")),
    };
    Ok(Batch { id, made_by, state, version })
}

/// Holds a batch's row until the transaction ends.
pub fn hold(tx: &Tx<'_>, bureau: &BureauId, id: BatchId) -> Result<()> {
    tx.execute(HOLD, &[bureau, &id]).map(drop)
}

/// A batch just put together, under the next number of its year.
pub fn insert(tx: &Tx<'_>, act: &Act, id: BatchId, by: StaffId) -> Result<()> {
    let year = i64::from(act.today().year());
    let serial = crate::application::store::next(tx, act.bureau(), year, "batch")?;
    tx.execute_one(INSERT, &[act.bureau(), &id, &year, &serial, &by, &act.at])
}

/// Writes down what a transition made; `batch` still has the version it was read with.
pub fn save(tx: &Tx<'_>, act: &Act, batch: &Batch) -> Result<()> {
    let (released, read) = match batch.state {
        State::Made | State::Dropped => (None, None),
        State::Released { by } => (Some(by), None),
        State::Answered { by, read_by } => (Some(by), Some(read_by)),
    };
    tx.execute_one(SAVE, &[act.bureau(), &batch.id, &batch.version, &batch.word(), &released, &read, &act.at])
}

/// Puts an application into a batch, to be paid to `payee`.
pub fn insert_line(
    tx: &Tx<'_>,
    act: &Act,
    (batch, number): (BatchId, i64),
    (application, fen): (ReliefId, i64),
    payee: &Payee,
) -> Result<()> {
    let payee = seal(&act.secrets, place("relief_line", "payee", application.0), payee)?;
    tx.execute_one(INSERT_LINE, &[act.bureau(), &batch, &number, &application, &fen, &payee])
}

/// The first place in a batch that nobody has: where one was taken out, that.
pub fn free_number(conn: &Conn<'_>, bureau: &BureauId, batch: BatchId) -> Result<i64> {
    let taken = conn.list::<(i64,)>(NUMBERS, &[bureau, &batch])?;
    Ok((1..)
        .zip(&taken)
        .find(|(place, (number,))| place != number)
        .map_or(i64::try_from(taken.len()).unwrap_or(i64::MAX - 1) + 1, |(place, _)| place))
}

/// Takes an application out of the batch that nobody has released.
pub fn take_out(tx: &Tx<'_>, bureau: &BureauId, application: ReliefId) -> Result<()> {
    tx.execute(TAKE_OUT, &[bureau, &application]).map(drop)
}

/// What the bank says of a line, in its words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// Its own number for the payment.
    pub reference: String,
    /// Why not.
    pub why: String,
}

/// Writes down what the bank says of a line; one that it has said something of is a conflict.
pub fn save_line(
    tx: &Tx<'_>,
    act: &Act,
    batch: BatchId,
    application: ReliefId,
    (outcome, said): (Outcome, &Said),
) -> Result<()> {
    let said = seal(&act.secrets, place("relief_line", "answer", application.0), said)?;
    tx.execute_one(SAVE_LINE, &[act.bureau(), &batch, &application, &outcome, &said])
}

record! {
    struct StoredLine {
        number: i64,
        application: ReliefId,
        batch_year: i64,
        batch_serial: i64,
        year: i64,
        serial: i64,
        name: String,
        version: i64,
        fen: i64,
        payee: Vec<u8>,
        outcome: Option<Outcome>,
        answer: Option<Vec<u8>>,
    }
}

/// A line of a batch.
pub struct Line {
    /// Its place.
    pub number: i64,
    /// The application.
    pub application: ReliefId,
    /// `2026-0003-2026-0007`: the batch's number and the application's, so that no other batch has the same.
    pub reference: String,
    /// For whom.
    pub name: String,
    /// The application's version.
    pub version: i64,
    /// How much, in fen.
    pub fen: i64,
    /// To whom.
    pub payee: Payee,
    /// What the bank says.
    pub answer: Option<(Outcome, Said)>,
}

/// The lines of a batch.
pub fn lines(conn: &Conn<'_>, act: &Act, batch: BatchId) -> Result<Vec<Line>> {
    let rows = conn.list::<StoredLine>(LINES, &[act.bureau(), &batch])?.into_iter();
    let opened = |row: StoredLine| {
        let at = |column| place("relief_line", column, row.application.0);
        let said = row.answer.map(|said| open::<Said>(&act.secrets, at("answer"), &said)).transpose()?;
        Ok(Line {
            number: row.number,
            application: row.application,
            reference: reference((row.batch_year, row.batch_serial), (row.year, row.serial)),
            name: row.name,
            version: row.version,
            fen: row.fen,
            payee: open(&act.secrets, at("payee"), &row.payee)?,
            answer: row.outcome.zip(said),
        })
    };
    rows.map(opened).collect()
}

fn reference((batch_year, batch_serial): (i64, i64), (year, serial): (i64, i64)) -> String {
    format!("{}-{}", number(batch_year, batch_serial), number(year, serial))
}

record! {
    struct ListedRow {
        id: BatchId,
        year: i64,
        serial: i64,
        state: String,
        made_by: String,
        made_at: Timestamp,
        released_by: Option<String>,
        released_at: Option<Timestamp>,
        count: i64,
        fen: i64,
    }
}

/// A batch in a list.
pub struct Listed {
    /// Identity.
    pub id: BatchId,
    /// `2026-0003`.
    pub number: String,
    /// A word of its states.
    pub state: String,
    /// Who made it.
    pub made_by: String,
    /// When.
    pub made_at: Timestamp,
    /// Who released it.
    pub released_by: Option<String>,
    /// When.
    pub released_at: Option<Timestamp>,
    /// How many lines.
    pub count: i64,
    /// How much together, in fen.
    pub fen: i64,
}

/// The latest hundred batches, or the one of that id.
pub fn list(conn: &Conn<'_>, bureau: &BureauId, one: Option<BatchId>) -> Result<Vec<Listed>> {
    let which = if one.is_some() { "one" } else { "any" };
    let id = one.map_or(uuid::Uuid::nil(), |id| id.0);
    let rows = conn.list::<ListedRow>(LIST, &[bureau, &which, &id])?.into_iter();
    let listed = rows.map(|row| {
        let number = number(row.year, row.serial);
        let ListedRow { id, state, made_by, made_at, released_by, released_at, count, fen, .. } = row;
        Listed { id, number, state, made_by, made_at, released_by, released_at, count, fen }
    });
    Ok(listed.collect())
}
