//! The embedded engine: one writer thread that commits in groups, one read-only connection per asking thread.

pub(super) mod words;

use std::{
    cell::RefCell,
    collections::HashMap,
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
    sync::{
        atomic::{AtomicU64, Ordering},
        mpsc,
    },
    thread::JoinHandle,
};

use rusqlite::{Connection, OpenFlags, config::DbConfig, types::ToSqlOutput, types::ValueRef};
use tokio::sync::oneshot;

use super::{Conn, DbError, Param, Record, Row, Session, Tx, Value};
use crate::{Result, meter::DbMeter};

/// Most writes that share one commit.
const GROUP: usize = 64;

/// `synchronous=FULL`: with NORMAL, acknowledged writes are lost when the power goes.
const SETTINGS: &str = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=4000;
    PRAGMA journal_size_limit=67108864; PRAGMA foreign_keys=ON; PRAGMA busy_timeout=5000;
    PRAGMA cache_size=-65536; PRAGMA mmap_size=0; PRAGMA temp_store=MEMORY; PRAGMA analysis_limit=1000;";

static NEXT_INSTANCE: AtomicU64 = AtomicU64::new(0);

thread_local! {
    static READERS: RefCell<HashMap<u64, Connection>> = RefCell::default();
}

pub(super) struct Sqlite {
    instance: u64,
    file: PathBuf,
    jobs: Option<mpsc::Sender<Job>>,
    writer: Option<JoinHandle<()>>,
    meter: DbMeter,
}

/// A write, run inside a transaction.
type Job = Box<dyn FnOnce(&Connection) -> Done + Send>;

/// A write that ran.
struct Done {
    /// Whether it came to a good end.
    is_good: bool,
    /// Called once it is known what became of the transaction.
    reply: Box<dyn FnOnce(std::result::Result<(), DbError>) + Send>,
}

/// A consistent view, closed however its reader ends.
struct View<'c>(&'c Connection);

impl Sqlite {
    pub(super) fn open(file: &Path, meter: DbMeter) -> Result<Self> {
        let conn = Connection::open(file).map_err(DbError::from)?;
        conn.execute_batch(SETTINGS).map_err(DbError::from)?;
        keep_prepared(&conn)?;
        let (jobs, inbox) = mpsc::channel();
        let counts = meter.clone();
        let writer = std::thread::Builder::new()
            .name("cq-writer".into())
            .spawn(move || write_in_groups(&conn, &inbox, &counts))
            .map_err(|_| DbError::Cut)?;
        let instance = NEXT_INSTANCE.fetch_add(1, Ordering::Relaxed);
        Ok(Self { instance, file: file.to_owned(), jobs: Some(jobs), writer: Some(writer), meter })
    }

    pub(super) fn read<T>(&self, work: impl FnOnce(&Conn<'_>) -> Result<T>) -> Result<T> {
        READERS.with_borrow_mut(|readers| {
            let conn = match readers.entry(self.instance) {
                std::collections::hash_map::Entry::Occupied(entry) => entry.into_mut(),
                std::collections::hash_map::Entry::Vacant(entry) => entry.insert(self.reader()?),
            };
            let view = View::open(conn)?;
            work(&Conn(Session::Sqlite(view.0)))
        })
    }

    fn reader(&self) -> std::result::Result<Connection, DbError> {
        let conn = Connection::open_with_flags(
            &self.file,
            OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX,
        )?;
        conn.execute_batch(READER_SETTINGS)?;
        keep_prepared(&conn)?;
        Ok(conn)
    }

    pub(super) async fn write<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&Tx<'_>) -> Result<T> + Send + 'static,
    {
        let (answer, waiting) = oneshot::channel();
        let turn = self.meter.waits();
        let job: Job = Box::new(move |conn| {
            drop(turn);
            let done = catch_unwind(AssertUnwindSafe(|| work(&Tx(Conn(Session::Sqlite(conn))))))
                .unwrap_or(Err(DbError::Cut.into()));
            let is_good = done.is_ok();
            let reply = Box::new(move |ended: std::result::Result<(), DbError>| {
                let _ = answer.send(ended.map_err(Into::into).and(done));
            });
            Done { is_good, reply }
        });
        self.jobs.as_ref().ok_or(DbError::Cut)?.send(job).map_err(|_| DbError::Cut)?;
        waiting.await.map_err(|_| DbError::Cut)?
    }

    pub(super) fn copy_to(&self, file: &str) -> Result<()> {
        let conn = self.reader()?;
        conn.execute("VACUUM INTO ?1", [file]).map_err(DbError::from)?;
        Ok(())
    }
}

const READER_SETTINGS: &str = "PRAGMA busy_timeout=5000; PRAGMA cache_size=-65536; PRAGMA mmap_size=4294967296; PRAGMA temp_store=MEMORY;";

impl Drop for Sqlite {
    fn drop(&mut self) {
        drop(self.jobs.take());
        if let Some(writer) = self.writer.take() {
            let _ = writer.join();
        }
        READERS.with_borrow_mut(|readers| readers.remove(&self.instance));
    }
}

/// Lets a statement be prepared once and for all. Where there are statistics SQLite would else plan it anew for each other
/// value bound, which for a page of a list takes as long as reading it.
fn keep_prepared(conn: &Connection) -> std::result::Result<(), DbError> {
    conn.set_prepared_statement_cache_capacity(256);
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    Ok(())
}

/// Rows that the planner is told a table has for as long as it has fewer.
const ROWS_ASSUMED: i64 = 100_000;

const SMALL_INDEXES: &str =
    "SELECT t.name, CASE i.origin WHEN 'pk' THEN t.name ELSE i.name END, i.\"unique\",
        (SELECT COUNT(*) FROM pragma_index_info(i.name))
    FROM sqlite_schema t JOIN pragma_index_list(t.name) i
    WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite%' AND NOT EXISTS (SELECT 1 FROM sqlite_stat1 s
        WHERE s.tbl = t.name AND s.idx = CASE i.origin WHEN 'pk' THEN t.name ELSE i.name END
        AND CAST(s.stat AS INTEGER) >= ?1)";

/// Tells the planner of every table that is still small that it will not remain so: a bureau is one of few and has many
/// rows. Else, without statistics or with those of an empty table, it would take the bureau for enough to find a row by,
/// and a ledger taken in by a new bureau would read the whole registry for every few rows.
pub(super) fn assume_many_rows(conn: &Connection) -> std::result::Result<(), DbError> {
    // Makes the table of statistics where there is none.
    conn.execute_batch("ANALYZE sqlite_schema")?;
    let mut small = conn.prepare(SMALL_INDEXES)?;
    let small = small.query_map([ROWS_ASSUMED], |row| {
        Ok((
            row.get::<_, String>(0)?,
            row.get::<_, String>(1)?,
            row.get::<_, bool>(2)?,
            row.get::<_, u32>(3)?,
        ))
    })?;
    for (table, index, is_unique, columns) in small.collect::<rusqlite::Result<Vec<_>>>()? {
        conn.execute("DELETE FROM sqlite_stat1 WHERE tbl = ?1 AND idx = ?2", (&table, &index))?;
        let stat = stat(is_unique, columns);
        conn.execute(
            "INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES (?1, ?2, ?3)",
            (&table, &index, stat),
        )?;
    }
    // Has them read.
    Ok(conn.execute_batch("ANALYZE sqlite_schema")?)
}

/// As SQLite writes it: rows, then how many of them share the first column, the first two, and so on.
fn stat(is_unique: bool, columns: u32) -> String {
    let share = |column: u32| match column {
        last if last == columns && is_unique => 1,
        1 if columns > 1 => ROWS_ASSUMED,
        _ => 10,
    };
    (1..=columns).fold(ROWS_ASSUMED.to_string(), |stat, column| format!("{stat} {}", share(column)))
}

impl<'c> View<'c> {
    fn open(conn: &'c Connection) -> std::result::Result<Self, DbError> {
        control(conn, "BEGIN")?;
        Ok(Self(conn))
    }
}

impl Drop for View<'_> {
    fn drop(&mut self) {
        let _ = control(self.0, "COMMIT");
    }
}

fn write_in_groups(conn: &Connection, inbox: &mpsc::Receiver<Job>, meter: &DbMeter) {
    while let Ok(first) = inbox.recv() {
        write_group(conn, first, inbox, meter);
    }
    // Whoever copies the file of a program that has ended copies everything.
    let _ = conn.execute_batch("PRAGMA optimize; PRAGMA wal_checkpoint(TRUNCATE)");
}

/// One commit for `first` and whatever waits behind it.
fn write_group(conn: &Connection, first: Job, inbox: &mpsc::Receiver<Job>, meter: &DbMeter) {
    if let Err(error) = control(conn, "BEGIN IMMEDIATE") {
        // The job never ran; dropping it tells its asker that it was cut off.
        tracing::error!(%error, "no write transaction could begin");
        return;
    }
    // The first needs no savepoint: when it fails, there is nothing else to keep.
    let first = first(conn);
    if !first.is_good {
        let _ = control(conn, "ROLLBACK");
        return (first.reply)(Ok(()));
    }
    let (mut group, mut ended) = (vec![first], Ok(()));
    while ended.is_ok() && group.len() < GROUP && !conn.is_autocommit() {
        let Ok(job) = inbox.try_recv() else { break };
        ended = in_savepoint(conn, job, &mut group);
    }
    let ended = ended.and_then(|()| control(conn, "COMMIT"));
    if let Err(error) = &ended {
        tracing::error!(%error, "a group of writes could not be committed");
        let _ = control(conn, "ROLLBACK");
    } else {
        meter.committed(group.len());
    }
    for done in group {
        (done.reply)(if ended.is_ok() { Ok(()) } else { Err(DbError::Cut) });
    }
}

/// Adds what became of `job` to the group. An error means that the transaction is not to be trusted any more.
fn in_savepoint(conn: &Connection, job: Job, group: &mut Vec<Done>) -> rusqlite::Result<()> {
    control(conn, "SAVEPOINT job")?;
    let done = job(conn);
    let is_good = done.is_good;
    group.push(done);
    if !is_good {
        control(conn, "ROLLBACK TO job")?;
    }
    control(conn, "RELEASE job")
}

/// Runs a statement that begins or ends something, prepared once.
fn control(conn: &Connection, sql: &str) -> rusqlite::Result<()> {
    conn.prepare_cached(sql)?.raw_execute().map(drop)
}

impl rusqlite::ToSql for Value<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self {
            Value::Null => ToSqlOutput::Borrowed(ValueRef::Null),
            Value::Int(n) => ToSqlOutput::Borrowed(ValueRef::Integer(*n)),
            Value::Real(x) => ToSqlOutput::Borrowed(ValueRef::Real(*x)),
            Value::Text(text) => ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes())),
            Value::Blob(bytes) => ToSqlOutput::Borrowed(ValueRef::Blob(bytes)),
            Value::Id(id) => ToSqlOutput::Borrowed(ValueRef::Blob(id.as_bytes())),
            Value::Day(day) => ToSqlOutput::Borrowed(ValueRef::Text(day.as_bytes())),
        })
    }
}

/// SQLite numbers `$n` by first appearance, PostgreSQL by `n`; binding by name makes both mean the same.
fn bind(statement: &mut rusqlite::Statement<'_>, params: &[&dyn Param]) -> std::result::Result<(), DbError> {
    let mut name = String::with_capacity(4);
    for (index, param) in (1..).zip(params) {
        name.clear();
        name.push('$');
        name.push_str(itoa(index, &mut [0; 4]));
        let place = statement.parameter_index(&name)?.ok_or(DbError::Parameter { index })?;
        statement.raw_bind_parameter(place, param.value())?;
    }
    Ok(())
}

/// Decimal digits of a small number, without a formatter.
fn itoa(mut n: usize, digits: &mut [u8; 4]) -> &str {
    let mut at = digits.len();
    while at > 0 {
        at -= 1;
        digits[at] = b'0' + u8::try_from(n % 10).unwrap_or(0);
        n /= 10;
        if n == 0 {
            break;
        }
    }
    std::str::from_utf8(&digits[at..]).unwrap_or("0")
}

pub(super) fn each(
    conn: &Connection,
    sql: &str,
    params: &[&dyn Param],
    take: &mut dyn FnMut(&Row<'_>) -> Result<()>,
) -> Result<()> {
    let mut statement = conn.prepare_cached(sql).map_err(DbError::from)?;
    bind(&mut statement, params)?;
    let mut rows = statement.raw_query();
    while let Some(row) = rows.next().map_err(DbError::from)? {
        take(&Row::Sqlite(row))?;
    }
    Ok(())
}

pub(super) fn find<R: Record>(
    conn: &Connection,
    sql: &str,
    params: &[&dyn Param],
) -> std::result::Result<Option<R>, DbError> {
    let mut statement = conn.prepare_cached(sql)?;
    bind(&mut statement, params)?;
    let mut rows = statement.raw_query();
    rows.next()?.map(|row| R::read(&Row::Sqlite(row))).transpose()
}

pub(super) fn execute(
    conn: &Connection,
    sql: &str,
    params: &[&dyn Param],
) -> std::result::Result<u64, DbError> {
    let mut statement = conn.prepare_cached(sql)?;
    bind(&mut statement, params)?;
    Ok(statement.raw_execute()? as u64)
}

/// Inserts row after row. One statement for many rows would be no faster, and, since it may fail half-way, would have
/// SQLite set every touched page aside: within a savepoint, in time that grows with the square of what was written.
pub(super) fn insert_many(
    conn: &Connection,
    one_row: &str,
    width: usize,
    cells: &[&dyn Param],
) -> std::result::Result<(), DbError> {
    let mut statement = conn.prepare_cached(one_row)?;
    for row in cells.chunks_exact(width) {
        for (place, cell) in (1..).zip(row) {
            statement.raw_bind_parameter(place, cell.value())?;
        }
        statement.raw_execute()?;
    }
    Ok(())
}

pub(super) fn execute_each(
    conn: &Connection,
    sql: &str,
    width: usize,
    cells: &[&dyn Param],
) -> std::result::Result<u64, DbError> {
    let mut statement = conn.prepare_cached(sql)?;
    let mut touched = 0;
    for row in cells.chunks_exact(width) {
        bind(&mut statement, row)?;
        touched += statement.raw_execute()? as u64;
    }
    Ok(touched)
}

pub(super) fn prepare(conn: &Connection, sql: &str) -> std::result::Result<(usize, usize), DbError> {
    let statement = conn.prepare(sql)?;
    Ok((statement.parameter_count(), statement.column_count()))
}
