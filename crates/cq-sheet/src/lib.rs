//! Spreadsheets in and out: what a bureau's own ledgers look like, read row by row without trusting them,
//! and tables that a clerk can open, mend and send back.
//!
//! Reading never loads a sheet as a whole and never trusts a file: [`Workbook::open`] first inflates every
//! part against [`Limits`], then rows are streamed one at a time ([`Rows::next_row`]). Errors carry facts, no
//! sentences and no cell contents.

mod cell;
mod csv_out;
mod error;
mod failed;
mod form;
mod header;
mod kind;
mod limits;
mod package;
mod scan;
mod text;
mod word;
mod workbook;
mod write;
mod xlsx;

pub use cell::{Cell, CellDateError, CellValue, IdText};
pub use csv_out::{CsvOut, injection_safe, write_csv};
pub use error::{SheetError, WriteError};
pub use failed::{FailedRow, FailedSheet, write_failed_rows};
pub use form::{FormHead, FormRow, FormSpec, write_form};
pub use header::{
    ColumnSpec, Confidence, HeadRow, HeaderColumn, HeaderMatch, RowKind, find_header, header_at,
};
pub use kind::FileKind;
pub use limits::Limits;
pub use word::{is_footer, normalise};
pub use workbook::{RowRef, Rows, SheetInfo, Workbook};
pub use write::{ColumnKind, OpenTable, OutCell, TableColumn, TableSpec, TableWriter, write_table};
