//! Lists taken out: chosen columns of a list as xlsx or csv, in the shape of the ledger of its kind, so that what goes out comes
//! back in as "nothing changed".
//!
//! The engine knows no kind of list: each implements [`Export`] beside its noun. Taking a list out is a right of its own and
//! stands in the log with how many rows and which columns. What is sealed goes out in full only to whoever may unmask it; else
//! citizen ids are masked, and a masked one that comes back is left alone.

mod pages;
mod sheet;
pub mod store;

use cq_platform::{Result, actor::Act, db::Conn, form::Form, messages::Locale, words};

use crate::intake::{Column, FieldChange};

pub use pages::{Asked, answer};
pub use sheet::{Frame, Job, write};

/// Texts.
pub const LOCALES: &[Locale] = cq_platform::locales!["export"];

words! {
    /// What a list is written as.
    pub enum Format {
        /// Excel, WPS.
        Xlsx = "xlsx",
        /// Text, for programs.
        Csv = "csv",
    }
}

/// Is given each row: what `after` says of each column, as stored; columns that are empty may be left out.
pub type Take<'t> = dyn FnMut(&[FieldChange]) -> Result<()> + 't;

/// The columns that are taken out, in their order.
pub type Chosen<'c> = &'c [&'static Column];

/// A list that can be taken out.
pub trait Export: Send + Sync + 'static {
    /// Plural noun, as in `changqing export KIND` and the message `intake-kind-KIND`; the ledger of this kind reads it back.
    fn kind(&self) -> &'static str;

    /// Its columns, those of the ledger.
    fn columns(&self) -> &'static [Column];

    /// Whether the column of that key is sealed; masked ones go out masked and others not at all to whoever may not unmask.
    fn is_sealed(&self, _key: &str) -> bool {
        false
    }

    /// Whether `act` may see what is sealed.
    fn may_unmask(&self, _: &Act) -> bool {
        true
    }

    /// A tick that the page offers besides columns: its name in the address and its words.
    fn tick(&self) -> Option<(&'static str, &'static str)> {
        None
    }

    /// Goes through the rows that `narrow` leaves, within the reach of `act`, never holding more than some hundred of them.
    /// What only columns other than `chosen` would say need not be read.
    fn each(
        &self,
        conn: &Conn<'_>,
        act: &Act,
        narrow: &Form,
        chosen: Chosen<'_>,
        take: &mut Take<'_>,
    ) -> Result<()>;
}

/// Every kind that can be taken out.
pub type Exports = &'static [&'static dyn Export];
