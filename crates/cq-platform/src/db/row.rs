//! One row of an answer, and the types that are read from one.

use super::{Col, DbError, Value};

/// A row, whichever engine answered.
pub enum Row<'r> {
    /// From SQLite.
    Sqlite(&'r rusqlite::Row<'r>),
    /// From PostgreSQL.
    Postgres(&'r tokio_postgres::Row),
}

impl Row<'_> {
    /// Column `index`, counted from 0 as the statement lists them.
    pub fn get<T: Col>(&self, index: usize) -> Result<T, DbError> {
        T::col(self.value(index)?).ok_or(DbError::Column { index })
    }

    /// The text in column `index`, not copied.
    pub fn text(&self, index: usize) -> Result<Option<&str>, DbError> {
        match self.value(index)? {
            Value::Null => Ok(None),
            Value::Text(text) => Ok(Some(text)),
            _ => Err(DbError::Column { index }),
        }
    }

    fn value(&self, index: usize) -> Result<Value<'_>, DbError> {
        match self {
            Row::Sqlite(row) => {
                use rusqlite::types::ValueRef;
                Ok(match row.get_ref(index)? {
                    ValueRef::Null => Value::Null,
                    ValueRef::Integer(n) => Value::Int(n),
                    ValueRef::Real(x) => Value::Real(x),
                    ValueRef::Text(text) => {
                        Value::Text(std::str::from_utf8(text).map_err(|_| DbError::Column { index })?)
                    }
                    ValueRef::Blob(bytes) => Value::Blob(bytes),
                })
            }
            Row::Postgres(row) => Ok(row.try_get(index)?),
        }
    }
}

/// A type read from a whole row, by position.
pub trait Record: Sized {
    /// Reads the row.
    fn read(row: &Row<'_>) -> Result<Self, DbError>;
}

/// Declares a struct that is read from a row in the order of its fields.
#[macro_export]
macro_rules! record {
    ($(#[$doc:meta])* $vis:vis struct $name:ident { $($(#[$fdoc:meta])* $fvis:vis $field:ident: $type:ty),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone)]
        $vis struct $name { $($(#[$fdoc])* $fvis $field: $type),+ }

        impl $crate::db::Record for $name {
            fn read(row: &$crate::db::Row<'_>) -> Result<Self, $crate::db::DbError> {
                let mut index = 0..;
                let mut next = || index.next().unwrap_or_default();
                Ok(Self { $($field: row.get(next())?),+ })
            }
        }
    };
}

macro_rules! tuple_record {
    ($($type:ident $index:tt),+) => {
        impl<$($type: Col),+> Record for ($($type,)+) {
            fn read(row: &Row<'_>) -> Result<Self, DbError> {
                Ok(($(row.get::<$type>($index)?,)+))
            }
        }
    };
}
tuple_record!(A 0);
tuple_record!(A 0, B 1);
tuple_record!(A 0, B 1, C 2);
tuple_record!(A 0, B 1, C 2, D 3);
tuple_record!(A 0, B 1, C 2, D 3, E 4);
tuple_record!(A 0, B 1, C 2, D 3, E 4, F 5);
