//! Imports and their rows.

use std::sync::Arc;

use cq_platform::{
    Error, Result,
    db::{Conn, Param, Tx},
    ids::BureauId,
    record,
};
use jiff::Timestamp;
use uuid::Uuid;

use super::gone::Scopes;
use super::model::{Counts, Intake, IntakeId, Outcome, Row, State};

macro_rules! intakes {
    ($rest:literal) => {
        concat!(
            "SELECT i.id, i.kind, i.file_name, i.file_hash, i.mapping, i.state, i.rows_new, i.rows_changed, i.rows_same,
                i.rows_wrong, i.rows_gone, i.rows_ending, i.rows_tie, i.rows_tying, i.made_by, a.name, i.made_at, i.done_at, i.undone_at, i.version
            FROM intake i LEFT JOIN account a ON a.bureau_id = i.bureau_id AND a.id = i.made_by WHERE i.bureau_id = $1 AND ",
            $rest
        )
    };
}

const FIND: &str = intakes!("i.id = $2");
const LIST: &str =
    intakes!("(i.made_at, i.id) < ($2, $3) ORDER BY i.bureau_id DESC, i.made_at DESC, i.id DESC LIMIT $4");
const TAKEN_IN: &str =
    intakes!("i.file_hash = $2 AND i.state = 'done' AND i.id <> $3 ORDER BY i.made_at DESC LIMIT 1");
const CONTENT: &str = "SELECT content FROM intake WHERE bureau_id = $1 AND id = $2";
const INSERT: &str = "INSERT INTO intake (bureau_id, id, kind, file_name, file_hash, content, mapping, state, rows_new, rows_changed,
    rows_same, rows_wrong, rows_gone, rows_ending, rows_tie, rows_tying, made_by, made_at, done_at, undone_at, version)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, NULL, 1)";
const SAVE_CHECK: &str =
    "UPDATE intake SET mapping = $3, rows_new = $4, rows_changed = $5, rows_same = $6, rows_wrong = $7, rows_gone = $8,
    rows_ending = $9, rows_tie = $10, rows_tying = $11, version = version + 1
    WHERE bureau_id = $1 AND id = $2 AND version = $12 AND state = 'checked'";
const SAVE_DONE: &str =
    "UPDATE intake SET state = 'done', content = NULL, mapping = '', done_at = $3, version = version + 1
    WHERE bureau_id = $1 AND id = $2 AND version = $4 AND state = 'checked'";
const SAVE_MAPPING: &str =
    "UPDATE intake SET mapping = $3 WHERE bureau_id = $1 AND id = $2 AND state = 'done'";
const SAVE_UNDONE: &str = "UPDATE intake SET state = 'undone', undone_at = $3, version = version + 1
    WHERE bureau_id = $1 AND id = $2 AND version = $4 AND state = 'done'";
const SAVE_DISCARDED: &str = "UPDATE intake SET state = 'discarded', content = NULL, version = version + 1
    WHERE bureau_id = $1 AND id = $2 AND version = $3 AND state = 'checked'";
const DELETE_ROWS: &str = "DELETE FROM intake_row WHERE bureau_id = $1 AND intake_id = $2";
const INSERT_ROWS: &str = "INSERT INTO intake_row (bureau_id, intake_id, number, sheet, row_number, verdict, label, subject_id, detail, after_version)";
const ROWS_AFTER: &str = "SELECT number, sheet, row_number, verdict, label, subject_id, detail, after_version FROM intake_row
    WHERE bureau_id = $1 AND intake_id = $2 AND verdict = $3 AND number > $4 ORDER BY bureau_id, intake_id, verdict, number LIMIT $5";
const ROWS_BEFORE: &str =
    "SELECT number, sheet, row_number, verdict, label, subject_id, detail, after_version FROM intake_row
    WHERE bureau_id = $1 AND intake_id = $2 AND verdict = $3 AND number < $4
    ORDER BY bureau_id DESC, intake_id DESC, verdict DESC, number DESC LIMIT $5";
const WRITTEN_BEFORE: &str =
    "SELECT number, sheet, row_number, verdict, label, subject_id, detail, after_version FROM intake_row
    WHERE bureau_id = $1 AND intake_id = $2 AND number < $3 AND after_version IS NOT NULL
    ORDER BY bureau_id DESC, intake_id DESC, number DESC LIMIT $4";
const SAVE_DETAIL: &str =
    "UPDATE intake_row SET detail = $4 WHERE bureau_id = $1 AND intake_id = $2 AND number = $3";
const INSERT_SCOPES: &str = "INSERT INTO intake_scope (bureau_id, intake_id, scope, rows)";
const COVERED: &str = "SELECT s.intake_id, s.scope, s.rows, i.done_at FROM intake i
    JOIN intake_scope s ON s.bureau_id = i.bureau_id AND s.intake_id = i.id
    WHERE i.bureau_id = $1 AND i.kind = $2 AND i.state = 'done'";
const SUBJECTS_AFTER: &str = "SELECT number, sheet, row_number, subject_id FROM intake_row
    WHERE bureau_id = $1 AND intake_id = $2 AND number > $3 AND subject_id IS NOT NULL AND verdict NOT IN ('gone', 'tie')
    ORDER BY bureau_id, intake_id, number LIMIT $4";
const ABOUT: &str = "SELECT r.intake_id, i.file_name, r.verdict, i.state, i.done_at FROM intake_row r
    JOIN intake i ON i.bureau_id = r.bureau_id AND i.id = r.intake_id
    WHERE r.bureau_id = $1 AND r.subject_id = $2 AND r.after_version IS NOT NULL ORDER BY r.intake_id DESC LIMIT $3";

const MEMORY: &str = "SELECT header, column_key FROM ledger_memory WHERE bureau_id = $1 AND kind = $2
    ORDER BY bureau_id, kind, header";
const REMEMBER: &str =
    "INSERT INTO ledger_memory (bureau_id, kind, header, column_key, chosen_at) VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (bureau_id, kind, header) DO UPDATE SET column_key = $4, chosen_at = $5";

/// For the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&str] = &[
    FIND,
    LIST,
    TAKEN_IN,
    CONTENT,
    INSERT,
    SAVE_CHECK,
    SAVE_DONE,
    SAVE_MAPPING,
    SAVE_UNDONE,
    SAVE_DISCARDED,
    DELETE_ROWS,
    ROWS_AFTER,
    ROWS_BEFORE,
    WRITTEN_BEFORE,
    SAVE_DETAIL,
    COVERED,
    SUBJECTS_AFTER,
    ABOUT,
    MEMORY,
    REMEMBER,
];

record! {
    /// An import that wrote something.
    pub struct Written {
        /// Which import.
        pub intake: IntakeId,
        /// What its file was called.
        pub file_name: String,
        /// Whether it made or changed it.
        pub verdict: Outcome,
        /// How the import stands.
        pub state: State,
        /// When it was written.
        pub done_at: Option<Timestamp>,
    }
}

/// An import of this bureau.
pub fn find(conn: &Conn<'_>, bureau: &BureauId, id: IntakeId) -> Result<Option<Intake>> {
    conn.find(FIND, &[bureau, &id])
}

/// Imports older than that one, newest first.
pub fn list(
    conn: &Conn<'_>,
    bureau: &BureauId,
    before: (Timestamp, IntakeId),
    limit: i64,
) -> Result<Vec<Intake>> {
    conn.list(LIST, &[bureau, &before.0, &before.1, &limit])
}

/// The last time that the same file was taken in and not taken back.
pub fn taken_in(conn: &Conn<'_>, bureau: &BureauId, hash: &[u8], but: IntakeId) -> Result<Option<Intake>> {
    conn.find(TAKEN_IN, &[bureau, &hash, &but])
}

/// The sealed file, while it is kept.
pub(super) fn content(conn: &Conn<'_>, bureau: &BureauId, id: IntakeId) -> Result<Option<Vec<u8>>> {
    let found = conn.find::<(Option<Vec<u8>>,)>(CONTENT, &[bureau, &id])?;
    Ok(found.and_then(|(content,)| content))
}

/// A new import; `content` is sealed.
pub(super) fn insert(
    tx: &Tx<'_>,
    bureau: &BureauId,
    intake: &Intake,
    content: Option<&Vec<u8>>,
) -> Result<()> {
    let Intake {
        id,
        kind,
        file_name,
        file_hash,
        mapping,
        state,
        rows_new,
        rows_changed,
        rows_same,
        rows_wrong,
        rows_gone,
        rows_ending,
        rows_tie,
        rows_tying,
        made_by,
        ..
    } = intake;
    tx.execute_one(
        INSERT,
        &[
            bureau,
            id,
            kind,
            file_name,
            file_hash,
            &content,
            mapping,
            state,
            rows_new,
            rows_changed,
            rows_same,
            rows_wrong,
            rows_gone,
            rows_ending,
            rows_tie,
            rows_tying,
            made_by,
            &intake.made_at,
            &intake.done_at,
        ],
    )
}

/// What another look found.
pub(super) fn save_check(
    tx: &Tx<'_>,
    bureau: &BureauId,
    intake: &Intake,
    mapping: &str,
    counts: Counts,
) -> Result<()> {
    let Counts { new, changed, same, wrong, gone, ending, tie, tying } = counts;
    let Intake { id, version, .. } = intake;
    tx.execute_one(
        SAVE_CHECK,
        &[bureau, id, &mapping, &new, &changed, &same, &wrong, &gone, &ending, &tie, &tying, version],
    )
}

/// What its columns mean; put back once all rows are written.
pub(super) fn save_mapping(tx: &Tx<'_>, bureau: &BureauId, id: IntakeId, mapping: &str) -> Result<()> {
    tx.execute_one(SAVE_MAPPING, &[bureau, &id, &mapping])
}

/// Written. What its columns mean is left out until all rows are: SQLite reads the whole entry for each row that refers to it.
pub(super) fn save_done(tx: &Tx<'_>, bureau: &BureauId, intake: &Intake, at: Timestamp) -> Result<()> {
    tx.execute_one(SAVE_DONE, &[bureau, &intake.id, &at, &intake.version])
}

/// Taken back.
pub(super) fn save_undone(tx: &Tx<'_>, bureau: &BureauId, intake: &Intake, at: Timestamp) -> Result<()> {
    tx.execute_one(SAVE_UNDONE, &[bureau, &intake.id, &at, &intake.version])
}

/// Put away.
pub(super) fn save_discarded(tx: &Tx<'_>, bureau: &BureauId, intake: &Intake) -> Result<()> {
    tx.execute_one(SAVE_DISCARDED, &[bureau, &intake.id, &intake.version])
}

/// Removes the rows of an import, to be written anew or because it was put away.
pub(super) fn delete_rows(tx: &Tx<'_>, bureau: &BureauId, id: IntakeId) -> Result<()> {
    tx.execute(DELETE_ROWS, &[bureau, &id]).map(drop)
}

/// Adds rows.
pub(super) fn insert_rows(tx: &Tx<'_>, bureau: &BureauId, id: IntakeId, rows: &[Row]) -> Result<()> {
    let cells: Vec<&dyn Param> = rows
        .iter()
        .flat_map(|row| {
            [
                bureau as &dyn Param,
                &id,
                &row.number,
                &row.sheet,
                &row.row_number,
                &row.verdict,
                &row.label,
                &row.subject_id,
                &row.detail,
                &row.after_version,
            ]
        })
        .collect::<Vec<_>>();
    tx.insert_many(INSERT_ROWS, 10, &cells)
}

/// Rows of one outcome after a number.
pub fn rows_after(
    conn: &Conn<'_>,
    bureau: &BureauId,
    id: IntakeId,
    outcome: Outcome,
    number: i64,
    limit: i64,
) -> Result<Vec<Row>> {
    conn.list(ROWS_AFTER, &[bureau, &id, &outcome, &number, &limit])
}

/// Rows of one outcome before a number, in their order.
pub fn rows_before(
    conn: &Conn<'_>,
    bureau: &BureauId,
    id: IntakeId,
    outcome: Outcome,
    number: i64,
    limit: i64,
) -> Result<Vec<Row>> {
    let mut rows: Vec<Row> = conn.list(ROWS_BEFORE, &[bureau, &id, &outcome, &number, &limit])?;
    rows.reverse();
    Ok(rows)
}

/// Rows that were written, the last first, before a number.
pub(super) fn written_before(
    conn: &Conn<'_>,
    bureau: &BureauId,
    id: IntakeId,
    number: i64,
    limit: i64,
) -> Result<Vec<Row>> {
    conn.list(WRITTEN_BEFORE, &[bureau, &id, &number, &limit])
}

/// Writes anew what is kept of a row; `sealed` as its place wants it.
pub(super) fn save_detail(
    tx: &Tx<'_>,
    bureau: &BureauId,
    id: IntakeId,
    number: i64,
    sealed: &[u8],
) -> Result<()> {
    tx.execute_one(SAVE_DETAIL, &[bureau, &id, &number, &sealed])
}

/// Notes what a ledger that was taken in lists.
pub(super) fn insert_scopes(tx: &Tx<'_>, bureau: &BureauId, id: IntakeId, scopes: &Scopes) -> Result<()> {
    let cells = scopes.iter().flat_map(|(scope, rows)| [bureau as &dyn Param, &id, scope, rows]);
    let cells: Vec<&dyn Param> = cells.collect();
    tx.insert_many(INSERT_SCOPES, 4, &cells)
}

record! {
    /// That a ledger listed something.
    pub(super) struct Covered {
        /// Which ledger.
        pub intake: IntakeId,
        /// What: a unit, a group, or all.
        pub scope: String,
        /// In how many rows.
        pub rows: i64,
        /// When it was taken in.
        pub done_at: Option<Timestamp>,
    }
}

/// What ledgers of that kind listed that were taken in and not taken back, the latest first.
pub(super) fn covered(conn: &Conn<'_>, bureau: &BureauId, kind: &str) -> Result<Vec<Covered>> {
    let mut covered: Vec<Covered> = conn.list(COVERED, &[bureau, &kind])?;
    covered.sort_by_key(|one| std::cmp::Reverse((one.done_at, one.intake)));
    Ok(covered)
}

record! {
    /// A row that means something in the registry.
    pub(super) struct Meaning {
        /// Position among the rows.
        pub number: i64,
        /// Sheet.
        pub sheet: Arc<str>,
        /// Row number as Excel shows it.
        pub row_number: i64,
        /// What it means.
        pub subject: Uuid,
    }
}

/// What the rows of an import mean, after a number.
pub(super) fn subjects_after(
    conn: &Conn<'_>,
    bureau: &BureauId,
    id: IntakeId,
    number: i64,
    limit: i64,
) -> Result<Vec<Meaning>> {
    conn.list(SUBJECTS_AFTER, &[bureau, &id, &number, &limit])
}

/// The imports that made or changed something, newest first: for its history.
pub fn list_about(conn: &Conn<'_>, bureau: &BureauId, subject: Uuid, limit: i64) -> Result<Vec<Written>> {
    conn.list(ABOUT, &[bureau, &subject, &limit])
}

/// The import, or nothing to be found.
pub(super) fn get(conn: &Conn<'_>, bureau: &BureauId, id: IntakeId) -> Result<Intake> {
    find(conn, bureau, id)?.ok_or(Error::NotFound)
}

/// What headers of a kind of ledger were said to mean, the last time that somebody said so.
pub(super) fn memory(
    conn: &Conn<'_>,
    bureau: &BureauId,
    kind: &str,
) -> Result<std::collections::BTreeMap<String, Option<String>>> {
    let said = conn.list::<(String, Option<String>)>(MEMORY, &[bureau, &kind])?;
    Ok(said.into_iter().collect())
}

/// Keeps what a header was said to mean.
pub(super) fn remember(
    tx: &Tx<'_>,
    bureau: &BureauId,
    kind: &str,
    header: &str,
    key: Option<&str>,
    at: Timestamp,
) -> Result<()> {
    tx.execute(REMEMBER, &[bureau, &kind, &header, &key, &at]).map(drop)
}
