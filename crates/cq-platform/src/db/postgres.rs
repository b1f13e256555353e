//! The server engine: a pooled connection per unit of work, driven from a blocking thread.

use std::{
    error::Error as StdError,
    future::{Future, poll_fn},
    panic::{AssertUnwindSafe, catch_unwind},
    task::Poll,
    time::Duration,
};

use deadpool_postgres::{Manager, ManagerConfig, Object, Pool, RecyclingMethod, Runtime};
use tokio::runtime::Handle;
use tokio_postgres::{
    NoTls, Statement,
    types::{FromSql, IsNull, ToSql, Type, private::BytesMut},
};
use uuid::Uuid;

use super::{Conn, DbError, Param, Record, Row, Tx, Value};
use crate::{Result, meter::DbMeter};

type Answer<T> = std::result::Result<T, DbError>;

pub(super) struct Postgres {
    pool: Pool,
    meter: DbMeter,
}

/// One checked-out connection and the runtime that drives it.
pub(super) struct Session {
    client: Object,
    runtime: Handle,
}

impl Postgres {
    pub(super) async fn open(url: &str, meter: DbMeter) -> Result<Self> {
        let mut config: tokio_postgres::Config = url.parse().map_err(DbError::from)?;
        config.connect_timeout(Duration::from_secs(2));
        let recycling = ManagerConfig { recycling_method: RecyclingMethod::Fast };
        let manager = Manager::from_config(config, NoTls, recycling);
        let pool = Pool::builder(manager)
            .max_size(16)
            .create_timeout(Some(Duration::from_secs(2)))
            .wait_timeout(Some(Duration::from_secs(10)))
            .runtime(Runtime::Tokio1)
            .build()
            .map_err(|error| DbError::Pool(error.to_string()))?;
        let postgres = Self { pool, meter };
        drop(postgres.session().await?);
        Ok(postgres)
    }

    async fn session(&self) -> Answer<Session> {
        let client = self.pool.get().await.map_err(|error| DbError::Pool(error.to_string()))?;
        Ok(Session { client, runtime: Handle::current() })
    }

    pub(super) async fn run<T, F>(&self, begin: &'static str, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&Tx<'_>) -> Result<T> + Send + 'static,
    {
        let session = self.session().await?;
        tokio::task::spawn_blocking(move || session.transact(begin, work)).await.map_err(|_| DbError::Cut)?
    }

    /// A transaction that writes. Here none shares its commit with another.
    pub(super) async fn write<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&Tx<'_>) -> Result<T> + Send + 'static,
    {
        let turn = self.meter.waits();
        let session = self.session().await?;
        drop(turn);
        let done = tokio::task::spawn_blocking(move || session.transact("BEGIN", work));
        let done = done.await.map_err(|_| DbError::Cut)??;
        self.meter.committed(1);
        Ok(done)
    }
}

impl Session {
    /// A connection whose transaction came to no known end (a panic inside, a commit without an answer) leaves the pool.
    fn transact<T>(self, begin: &str, work: impl FnOnce(&Tx<'_>) -> Result<T>) -> Result<T> {
        let done = catch_unwind(AssertUnwindSafe(|| {
            self.batch(begin)?;
            let done = work(&Tx(Conn(super::Session::Postgres(&self))));
            self.batch(if done.is_ok() { "COMMIT" } else { "ROLLBACK" })?;
            Ok::<_, DbError>(done)
        }));
        match done {
            Ok(Ok(done)) => done,
            Ok(Err(error)) => {
                drop(Object::take(self.client));
                Err(error.into())
            }
            Err(_) => {
                drop(Object::take(self.client));
                Err(DbError::Cut.into())
            }
        }
    }

    pub(super) fn prepare(&self, sql: &str) -> Answer<(usize, usize)> {
        let statement = self.statement(sql)?;
        Ok((statement.params().len(), statement.columns().len()))
    }

    fn statement(&self, sql: &str) -> Answer<Statement> {
        Ok(self.runtime.block_on(self.client.prepare_cached(sql))?)
    }

    fn rows(&self, sql: &str, params: &[&dyn Param]) -> Answer<Vec<tokio_postgres::Row>> {
        let statement = self.statement(sql)?;
        let values: Vec<Value<'_>> = params.iter().map(|param| param.value()).collect();
        let values: Vec<&(dyn ToSql + Sync)> = values.iter().map(|value| value as _).collect();
        Ok(self.runtime.block_on(self.client.query(&statement, &values))?)
    }

    pub(super) fn each(
        &self,
        sql: &str,
        params: &[&dyn Param],
        take: &mut dyn FnMut(&Row<'_>) -> Result<()>,
    ) -> Result<()> {
        self.rows(sql, params)?.iter().try_for_each(|row| take(&Row::Postgres(row)))
    }

    pub(super) fn find<R: Record>(&self, sql: &str, params: &[&dyn Param]) -> Answer<Option<R>> {
        self.rows(sql, params)?.first().map(|row| R::read(&Row::Postgres(row))).transpose()
    }

    pub(super) fn execute(&self, sql: &str, params: &[&dyn Param]) -> Answer<u64> {
        let statement = self.statement(sql)?;
        let values: Vec<Value<'_>> = params.iter().map(|param| param.value()).collect();
        let values: Vec<&(dyn ToSql + Sync)> = values.iter().map(|value| value as _).collect();
        Ok(self.runtime.block_on(self.client.execute(&statement, &values))?)
    }

    /// All of them are sent before the first is waited for.
    pub(super) fn execute_each(&self, sql: &str, width: usize, cells: &[&dyn Param]) -> Answer<u64> {
        let statement = self.statement(sql)?;
        let values: Vec<Value<'_>> = cells.iter().map(|cell| cell.value()).collect();
        let rows = values.chunks_exact(width);
        let mut sent: Vec<_> =
            rows.map(|row| Some(Box::pin(self.client.execute_raw(&statement, row)))).collect();
        let mut touched = 0;
        let answered = poll_fn(|cx| {
            for one in &mut sent {
                let Some(answer) = one else { continue };
                if let Poll::Ready(more) = answer.as_mut().poll(cx) {
                    *one = None;
                    touched += more?;
                }
            }
            if sent.iter().all(Option::is_none) { Poll::Ready(Ok(touched)) } else { Poll::Pending }
        });
        self.runtime.block_on(answered)
    }

    pub(super) fn batch(&self, sql: &str) -> Answer<()> {
        Ok(self.runtime.block_on(self.client.batch_execute(sql))?)
    }
}

impl ToSql for Value<'_> {
    fn to_sql(
        &self,
        ty: &Type,
        out: &mut BytesMut,
    ) -> std::result::Result<IsNull, Box<dyn StdError + Sync + Send>> {
        match self {
            Value::Null => Ok(IsNull::Yes),
            Value::Int(n) => n.to_sql(ty, out),
            Value::Real(x) => x.to_sql(ty, out),
            Value::Text(text) => text.to_sql(ty, out),
            Value::Blob(bytes) => bytes.to_sql(ty, out),
            Value::Id(id) => id.to_sql(ty, out),
            Value::Day(day) => std::str::from_utf8(day.as_bytes())?.to_sql(ty, out),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    fn to_sql_checked(
        &self,
        ty: &Type,
        out: &mut BytesMut,
    ) -> std::result::Result<IsNull, Box<dyn StdError + Sync + Send>> {
        let fits = match self {
            Value::Null => true,
            Value::Int(_) => *ty == Type::INT8,
            Value::Real(_) => *ty == Type::FLOAT8,
            Value::Text(_) | Value::Day(_) => <&str as ToSql>::accepts(ty),
            Value::Blob(_) => *ty == Type::BYTEA,
            Value::Id(_) => *ty == Type::UUID,
        };
        if fits { self.to_sql(ty, out) } else { Err(format!("the statement wants {ty}").into()) }
    }
}

impl<'a> FromSql<'a> for Value<'a> {
    fn from_sql(ty: &Type, raw: &'a [u8]) -> std::result::Result<Self, Box<dyn StdError + Sync + Send>> {
        Ok(match *ty {
            Type::INT8 => Value::Int(i64::from_sql(ty, raw)?),
            Type::INT4 => Value::Int(i32::from_sql(ty, raw)?.into()),
            Type::FLOAT8 => Value::Real(f64::from_sql(ty, raw)?),
            Type::BYTEA => Value::Blob(<&[u8]>::from_sql(ty, raw)?),
            Type::UUID => Value::Id(Uuid::from_sql(ty, raw)?),
            _ => Value::Text(<&str>::from_sql(ty, raw)?),
        })
    }

    fn from_sql_null(_: &Type) -> std::result::Result<Self, Box<dyn StdError + Sync + Send>> {
        Ok(Value::Null)
    }

    fn accepts(ty: &Type) -> bool {
        matches!(*ty, Type::INT8 | Type::INT4 | Type::FLOAT8 | Type::BYTEA | Type::UUID)
            || <&str as FromSql>::accepts(ty)
    }
}
