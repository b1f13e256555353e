//! The few kinds of value that both engines know, and the types that travel as one of them.

use std::sync::Arc;

use cq_calendar::PartialDate;
use jiff::{Timestamp, civil::Date};
use uuid::Uuid;

/// A value on its way into a statement or out of a row.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Value<'a> {
    /// SQL NULL.
    Null,
    /// `INTEGER` / `BIGINT`.
    Int(i64),
    /// `REAL` / `DOUBLE PRECISION`.
    Real(f64),
    /// `TEXT`.
    Text(&'a str),
    /// `BLOB` / `BYTEA`.
    Blob(&'a [u8]),
    /// `BLOB` of 16 bytes / `UUID`.
    Id(Uuid),
    /// A calendar day, known to the year, month or day, as `TEXT` in ISO 8601.
    Day(DayText),
}

/// ISO 8601 text of a day without an allocation: `2000`, `2000-01`, `2000-01-05`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DayText {
    text: [u8; 10],
    length: usize,
}

impl DayText {
    fn of(year: i16, month: Option<i8>, day: Option<i8>) -> Self {
        let mut text = *b"0000-00-00";
        put(&mut text[..4], year.unsigned_abs());
        put(&mut text[5..7], month.unwrap_or(0).unsigned_abs().into());
        put(&mut text[8..], day.unwrap_or(0).unsigned_abs().into());
        let length = if day.is_some() {
            10
        } else if month.is_some() {
            7
        } else {
            4
        };
        Self { text, length }
    }

    /// The text.
    pub fn as_bytes(&self) -> &[u8] {
        &self.text[..self.length]
    }
}

fn put(slots: &mut [u8], mut n: u16) {
    for slot in slots.iter_mut().rev() {
        *slot = b'0' + u8::try_from(n % 10).unwrap_or(0);
        n /= 10;
    }
}

/// A type that can be bound to `$n`.
pub trait Param: Sync {
    /// The value to bind.
    fn value(&self) -> Value<'_>;
}

/// A type that can be read from a column; `None` when the column holds something else.
pub trait Col: Sized {
    /// Reads one cell.
    fn col(cell: Value<'_>) -> Option<Self>;
}

impl<T: Param + ?Sized> Param for &T {
    fn value(&self) -> Value<'_> {
        (**self).value()
    }
}

impl<T: Param> Param for Option<T> {
    fn value(&self) -> Value<'_> {
        self.as_ref().map_or(Value::Null, Param::value)
    }
}

impl<T: Col> Col for Option<T> {
    fn col(cell: Value<'_>) -> Option<Self> {
        match cell {
            Value::Null => Some(None),
            cell => T::col(cell).map(Some),
        }
    }
}

macro_rules! plain {
    ($($type:ty, $self:ident => $value:expr, $pattern:pat => $read:expr;)+) => {$(
        impl Param for $type {
            fn value(&$self) -> Value<'_> { $value }
        }
        impl Col for $type {
            fn col(cell: Value<'_>) -> Option<Self> {
                match cell { $pattern => $read, _ => None }
            }
        }
    )+};
}

plain! {
    i64, self => Value::Int(*self), Value::Int(n) => Some(n);
    u32, self => Value::Int(i64::from(*self)), Value::Int(n) => u32::try_from(n).ok();
    bool, self => Value::Int(i64::from(*self)), Value::Int(n) => Some(n != 0);
    f64, self => Value::Real(*self), Value::Real(x) => Some(x);
    String, self => Value::Text(self), Value::Text(text) => Some(text.to_owned());
    Arc<str>, self => Value::Text(self), Value::Text(text) => Some(text.into());
    Vec<u8>, self => Value::Blob(self), Value::Blob(bytes) => Some(bytes.to_owned());
    Timestamp, self => Value::Int(self.as_millisecond()), Value::Int(ms) => Timestamp::from_millisecond(ms).ok();
}

impl Param for str {
    fn value(&self) -> Value<'_> {
        Value::Text(self)
    }
}

impl Param for [u8] {
    fn value(&self) -> Value<'_> {
        Value::Blob(self)
    }
}

impl Param for Uuid {
    fn value(&self) -> Value<'_> {
        Value::Id(*self)
    }
}

impl Col for Uuid {
    fn col(cell: Value<'_>) -> Option<Self> {
        match cell {
            Value::Id(id) => Some(id),
            Value::Blob(bytes) => Uuid::from_slice(bytes).ok(),
            _ => None,
        }
    }
}

impl Param for Date {
    fn value(&self) -> Value<'_> {
        Value::Day(DayText::of(self.year(), Some(self.month()), Some(self.day())))
    }
}

impl Param for PartialDate {
    fn value(&self) -> Value<'_> {
        Value::Day(DayText::of(self.year(), self.month(), self.day().map(Date::day)))
    }
}

impl Col for PartialDate {
    fn col(cell: Value<'_>) -> Option<Self> {
        match cell {
            Value::Text(text) => text.parse().ok(),
            _ => None,
        }
    }
}

impl Col for Date {
    fn col(cell: Value<'_>) -> Option<Self> {
        match cell {
            Value::Text(text) => text.parse().ok(),
            _ => None,
        }
    }
}

/// Lets a type that is written as text (`Display`) and read back (`FromStr`) stand in a column: give it `as_str()`.
#[macro_export]
macro_rules! text_column {
    ($type:ty) => {
        impl $crate::db::Param for $type {
            fn value(&self) -> $crate::db::Value<'_> {
                $crate::db::Value::Text(self.as_str())
            }
        }
        impl $crate::db::Col for $type {
            fn col(cell: $crate::db::Value<'_>) -> Option<Self> {
                match cell {
                    $crate::db::Value::Text(text) => text.parse().ok(),
                    _ => None,
                }
            }
        }
    };
}

/// Declares an enum whose variants travel as fixed words: columns, forms, message keys.
///
/// `words! { /// Sex, GB/T 2261.1. pub enum Sex { Male = "male", Female = "female" } }`
#[macro_export]
macro_rules! words {
    ($(#[$doc:meta])* $vis:vis enum $name:ident { $($(#[$vdoc:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        $vis enum $name { $($(#[$vdoc])* #[serde(rename = $word)] $variant),+ }

        impl $name {
            /// Every value, in the order of declaration.
            pub const ALL: &'static [$name] = &[$($name::$variant),+];

            /// The word it travels as.
            pub const fn as_str(self) -> &'static str {
                match self { $($name::$variant => $word),+ }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::db::UnknownWord;
            fn from_str(word: &str) -> Result<Self, $crate::db::UnknownWord> {
                match word { $($word => Ok($name::$variant),)+ _ => Err($crate::db::UnknownWord) }
            }
        }

        $crate::text_column!($name);
    };
}

/// The word is none of the enum's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("unknown word")]
pub struct UnknownWord;
