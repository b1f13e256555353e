//! Data access: one SQL text, two engines, no mapper in between.
//!
//! A unit of work is a closure: [`Db::read`] gives it a consistent view, [`Db::write`] a transaction. Inside, calls are
//! plain and synchronous, so a store reads like the SQL it holds. On SQLite reads run inline on the asking thread and
//! writes go to one writer that commits in groups; on PostgreSQL both take a pooled connection on a blocking thread.

mod migrate;
mod postgres;
mod row;
mod sqlite;
mod value;

use std::{path::Path, sync::Arc};

pub use migrate::{MIGRATIONS, Migration};
pub use row::{Record, Row};
pub use value::{Col, Param, UnknownWord, Value};

use crate::{Result, meter::DbMeter, policy::Scope};

/// What went wrong below the domain.
#[derive(Debug, thiserror::Error)]
pub enum DbError {
    /// SQLite refused.
    #[error("sqlite: {0}")]
    Sqlite(#[from] rusqlite::Error),
    /// PostgreSQL refused.
    #[error("postgres: {0}")]
    Postgres(#[from] tokio_postgres::Error),
    /// No connection could be had.
    #[error("no connection: {0}")]
    Pool(String),
    /// A column held a value of another kind than its type.
    #[error("column {index} holds another kind of value")]
    Column {
        /// Counted from 0.
        index: usize,
    },
    /// The statement and the parameters given do not fit.
    #[error("statement has no parameter ${index}")]
    Parameter {
        /// Counted from 1.
        index: usize,
    },
    /// The work was stopped: a panic inside, or the program is ending.
    #[error("the unit of work was cut off")]
    Cut,
    /// A column whose words a migration gives anew has no list of words.
    #[error("no list of words at that column")]
    Words,
    /// The database was made by another, newer or altered, program.
    #[error("migration {number} differs from the one applied")]
    Migration {
        /// The sequence number.
        number: u32,
    },
}

impl DbError {
    /// The name of the violated constraint or, on SQLite, the columns of the violated key.
    pub fn violated(&self) -> Option<String> {
        match self {
            DbError::Sqlite(rusqlite::Error::SqliteFailure(code, Some(text)))
                if code.code == rusqlite::ErrorCode::ConstraintViolation =>
            {
                Some(text.rsplit(": ").next().unwrap_or(text).to_owned())
            }
            DbError::Postgres(error) => error
                .as_db_error()
                .filter(|error| error.code().code().starts_with("23"))
                .map(|error| error.constraint().unwrap_or("unnamed").to_owned()),
            _ => None,
        }
    }
}

/// Rows that travel to PostgreSQL together.
const ROWS_AT_ONCE: usize = 64;

/// A database of Changqing's. Cheap to clone.
#[derive(Clone)]
pub struct Db(Arc<Engine>, DbMeter);

enum Engine {
    Sqlite(sqlite::Sqlite),
    Postgres(postgres::Postgres),
}

/// Long reads on PostgreSQL: every statement sees the same moment, hashes of a million rows stay in memory, and no statement is
/// compiled for longer than it runs.
const REPORT: &str =
    "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL work_mem = '64MB'; SET LOCAL jit = off";

impl Db {
    /// Opens `url`: `postgres://…`, or else the path of a SQLite file, made if absent. Needs a tokio runtime.
    pub async fn open(url: &str) -> Result<Self> {
        let meter = DbMeter::default();
        let engine = if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            Engine::Postgres(postgres::Postgres::open(url, meter.clone()).await?)
        } else {
            Engine::Sqlite(sqlite::Sqlite::open(Path::new(url), meter.clone())?)
        };
        Ok(Self(Arc::new(engine), meter))
    }

    /// What is counted of its writes.
    pub fn meter(&self) -> &DbMeter {
        &self.1
    }

    /// Whether the embedded engine is in use.
    pub fn is_embedded(&self) -> bool {
        matches!(*self.0, Engine::Sqlite(_))
    }

    /// Runs `work` on a consistent view. For indexed reads of a page's size; see [`Db::report`] for long ones.
    pub async fn read<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&Conn<'_>) -> Result<T> + Send + 'static,
    {
        match &*self.0 {
            Engine::Sqlite(sqlite) => sqlite.read(work),
            Engine::Postgres(postgres) => postgres.run("BEGIN READ ONLY", move |tx| work(tx)).await,
        }
    }

    /// Runs `work` like [`Db::read`], away from the threads that answer requests.
    pub async fn report<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&Conn<'_>) -> Result<T> + Send + 'static,
    {
        match &*self.0 {
            Engine::Sqlite(_) => {
                let db = self.clone();
                let run = move || match &*db.0 {
                    Engine::Sqlite(sqlite) => sqlite.read(work),
                    Engine::Postgres(_) => Err(DbError::Cut.into()),
                };
                tokio::task::spawn_blocking(run).await.map_err(|_| DbError::Cut)?
            }
            Engine::Postgres(postgres) => postgres.run(REPORT, move |tx| work(tx)).await,
        }
    }

    /// Runs `work` in a transaction: all of it is kept, durably, or none of it.
    pub async fn write<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&Tx<'_>) -> Result<T> + Send + 'static,
    {
        match &*self.0 {
            Engine::Sqlite(sqlite) => sqlite.write(work).await,
            Engine::Postgres(postgres) => postgres.write(work).await,
        }
    }

    /// Lets the engine renew its statistics; after a load it would otherwise choose the wrong index.
    pub async fn analyze(&self) -> Result<()> {
        self.write(|tx| {
            tx.batch("ANALYZE")?;
            tx.assume_many_rows()
        })
        .await
    }

    /// Reads every page of an embedded database and holds its indexes against its tables; PostgreSQL looks after itself.
    pub async fn check_sound(&self) -> Result<()> {
        if !self.is_embedded() {
            return Ok(());
        }
        let found = self.report(|conn| conn.one::<(String,)>("PRAGMA integrity_check", &[])).await?.0;
        if found == "ok" { Ok(()) } else { Err(crate::Error::internal(format!("damaged: {found}"))) }
    }

    /// A consistent copy of an embedded database, made while it is in use.
    pub async fn copy_to(&self, file: &Path) -> Result<()> {
        let file = file.to_string_lossy().into_owned();
        match &*self.0 {
            Engine::Sqlite(sqlite) => sqlite.copy_to(&file),
            Engine::Postgres(_) => {
                Err(crate::Error::internal("a copy is for the embedded database; for PostgreSQL use pg_dump"))
            }
        }
    }
}

/// A view of the database: what is read through one `Conn` belongs together.
pub struct Conn<'c>(Session<'c>);

enum Session<'c> {
    Sqlite(&'c rusqlite::Connection),
    Postgres(&'c postgres::Session),
}

/// A transaction: a [`Conn`] that may also write.
pub struct Tx<'c>(Conn<'c>);

impl<'c> std::ops::Deref for Tx<'c> {
    type Target = Conn<'c>;
    fn deref(&self) -> &Conn<'c> {
        &self.0
    }
}

impl Conn<'_> {
    /// Every row of the answer.
    pub fn list<R: Record>(&self, sql: &str, params: &[&dyn Param]) -> Result<Vec<R>> {
        let mut rows = Vec::new();
        self.each(sql, params, |row| {
            rows.push(R::read(row)?);
            Ok(())
        })?;
        Ok(rows)
    }

    /// The first row, if there is one.
    pub fn find<R: Record>(&self, sql: &str, params: &[&dyn Param]) -> Result<Option<R>> {
        match &self.0 {
            Session::Sqlite(conn) => Ok(sqlite::find(conn, sql, params)?),
            Session::Postgres(session) => Ok(session.find(sql, params)?),
        }
    }

    /// The one row of a question that always has an answer, such as a count.
    pub fn one<R: Record>(&self, sql: &str, params: &[&dyn Param]) -> Result<R> {
        self.find(sql, params)?.ok_or(crate::Error::NotFound)
    }

    /// Hands each row to `take`, without keeping them.
    pub fn each(
        &self,
        sql: &str,
        params: &[&dyn Param],
        mut take: impl FnMut(&Row<'_>) -> Result<()>,
    ) -> Result<()> {
        match &self.0 {
            Session::Sqlite(conn) => sqlite::each(conn, sql, params, &mut take),
            Session::Postgres(session) => session.each(sql, params, &mut take),
        }
    }

    /// [`Conn::list`] of what `scope` lets through; the statement marks the place with `{reach}`.
    pub fn list_in<R: Record>(&self, scope: &Scope, sql: &str, params: &[&dyn Param]) -> Result<Vec<R>> {
        let (sql, params) = scope.apply(sql, params);
        self.list(&sql, &params)
    }

    /// [`Conn::find`] of what `scope` lets through: what it hides is as if it were not there.
    pub fn find_in<R: Record>(&self, scope: &Scope, sql: &str, params: &[&dyn Param]) -> Result<Option<R>> {
        let (sql, params) = scope.apply(sql, params);
        self.find(&sql, &params)
    }

    /// [`Conn::each`] of what `scope` lets through.
    pub fn each_in(
        &self,
        scope: &Scope,
        sql: &str,
        params: &[&dyn Param],
        take: impl FnMut(&Row<'_>) -> Result<()>,
    ) -> Result<()> {
        let (sql, params) = scope.apply(sql, params);
        self.each(&sql, &params, take)
    }

    /// Checks that the engine accepts the statement; returns the number of its parameters and columns.
    pub fn prepare(&self, sql: &str) -> Result<(usize, usize)> {
        match &self.0 {
            Session::Sqlite(conn) => Ok(sqlite::prepare(conn, sql)?),
            Session::Postgres(session) => Ok(session.prepare(sql)?),
        }
    }
}

impl Tx<'_> {
    /// Runs a statement; returns how many rows it touched.
    pub fn execute(&self, sql: &str, params: &[&dyn Param]) -> Result<u64> {
        match &self.0.0 {
            Session::Sqlite(conn) => Ok(sqlite::execute(conn, sql, params)?),
            Session::Postgres(session) => Ok(session.execute(sql, params)?),
        }
    }

    /// Runs a guarded statement that must touch exactly one row; none means that somebody was first.
    pub fn execute_one(&self, sql: &str, params: &[&dyn Param]) -> Result<()> {
        match self.execute(sql, params)? {
            1 => Ok(()),
            _ => Err(crate::Error::Conflict),
        }
    }

    /// Inserts many rows: `head` is the statement up to `VALUES`, `width` the number of columns, `cells` row after row.
    pub fn insert_many(&self, head: &str, width: usize, cells: &[&dyn Param]) -> Result<()> {
        self.insert_rows(head, "", width, cells)
    }

    /// [`Tx::insert_many`], save rows whose key is there already: somebody else was first with the same.
    pub fn insert_missing(&self, head: &str, width: usize, cells: &[&dyn Param]) -> Result<()> {
        self.insert_rows(head, " ON CONFLICT DO NOTHING", width, cells)
    }

    /// One statement, once for each `width` of `cells`: they travel together. Returns how many rows they touched.
    pub fn execute_each(&self, sql: &str, width: usize, cells: &[&dyn Param]) -> Result<u64> {
        match &self.0.0 {
            Session::Sqlite(conn) => Ok(sqlite::execute_each(conn, sql, width, cells)?),
            Session::Postgres(session) => {
                let mut touched = 0;
                for together in cells.chunks(width * ROWS_AT_ONCE) {
                    touched += session.execute_each(sql, width, together)?;
                }
                Ok(touched)
            }
        }
    }

    fn insert_rows(&self, head: &str, tail: &str, width: usize, cells: &[&dyn Param]) -> Result<()> {
        let one_row = values(head, width, 1) + tail;
        match &self.0.0 {
            Session::Sqlite(conn) => Ok(sqlite::insert_many(conn, &one_row, width, cells)?),
            Session::Postgres(session) => {
                let mut chunks = cells.chunks_exact(width * ROWS_AT_ONCE);
                let many = values(head, width, ROWS_AT_ONCE) + tail;
                for chunk in &mut chunks {
                    session.execute(&many, chunk)?;
                }
                for row in chunks.remainder().chunks_exact(width) {
                    session.execute(&one_row, row)?;
                }
                Ok(())
            }
        }
    }

    /// Gives `column` a new closed list of words, quoted and a comma apart. What the table holds must be among them.
    fn give_words(&self, table: &str, column: &str, words: &str) -> Result<()> {
        match &self.0.0 {
            Session::Sqlite(conn) => Ok(sqlite::words::give(conn, table, column, words)?),
            Session::Postgres(session) => {
                let name = format!("{table}_{column}_check");
                Ok(session.batch(&format!(
                    "ALTER TABLE {table} DROP CONSTRAINT {name};
                    ALTER TABLE {table} ADD CONSTRAINT {name} CHECK ({column} IN ({words}))"
                ))?)
            }
        }
    }

    /// Lets `column` be empty.
    fn make_optional(&self, table: &str, column: &str) -> Result<()> {
        match &self.0.0 {
            Session::Sqlite(conn) => Ok(sqlite::words::make_optional(conn, table, column)?),
            Session::Postgres(session) => {
                Ok(session.batch(&format!("ALTER TABLE {table} ALTER COLUMN {column} DROP NOT NULL"))?)
            }
        }
    }

    /// Spells closed lists of words in the way that costs the engine least.
    fn respell_words(&self) -> Result<()> {
        match &self.0.0 {
            Session::Sqlite(conn) => Ok(sqlite::words::respell(conn)?),
            Session::Postgres(_) => Ok(()),
        }
    }

    /// Keeps the plans that large tables need while tables are small; PostgreSQL looks at a table's size by itself.
    fn assume_many_rows(&self) -> Result<()> {
        match &self.0.0 {
            Session::Sqlite(conn) => Ok(sqlite::assume_many_rows(conn)?),
            Session::Postgres(_) => Ok(()),
        }
    }

    /// Runs statements without parameters, for migrations and loads.
    pub fn batch(&self, sql: &str) -> Result<()> {
        match &self.0.0 {
            Session::Sqlite(conn) => Ok(conn.execute_batch(sql).map_err(DbError::from)?),
            Session::Postgres(session) => Ok(session.batch(sql)?),
        }
    }
}

fn values(head: &str, width: usize, rows: usize) -> String {
    let row = |r: usize| {
        let cells: Vec<String> = (1..=width).map(|c| format!("${}", r * width + c)).collect();
        format!("({})", cells.join(","))
    };
    let rows: Vec<String> = (0..rows).map(row).collect();
    format!("{head} VALUES {}", rows.join(","))
}

#[cfg(test)]
mod tests {
    #[test]
    fn values_are_numbered_row_after_row() {
        assert_eq!(
            super::values("INSERT INTO t (a, b)", 2, 2),
            "INSERT INTO t (a, b) VALUES ($1,$2),($3,$4)"
        );
    }
}
