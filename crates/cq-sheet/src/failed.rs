//! Rows that could not be taken, as a file to be mended and sent in again.

use jiff::civil::Date;

use crate::{
    WriteError,
    write::{ColumnKind, OutCell, TableColumn, TableSpec, TableWriter, shown_width},
};

/// Rows that could not be taken, to be mended and sent in again.
#[derive(Debug, Clone, PartialEq)]
pub struct FailedSheet<'a> {
    /// Name of the sheet they came from.
    pub sheet_name: String,
    /// The headers of that sheet by column, from A; empty where it had none.
    pub headers: Vec<String>,
    /// The rows.
    pub rows: Vec<FailedRow<'a>>,
}

/// One row that could not be taken.
#[derive(Debug, Clone, PartialEq)]
pub struct FailedRow<'a> {
    /// What is wrong with it, in sentences.
    pub errors: String,
    /// The row as it was, from column A.
    pub cells: Vec<OutCell<'a>>,
}

/// The failed rows in the shape of the sheets they came from, with the errors in an extra first column whose
/// header, `error_header`, is to be given to [`find_header`](crate::find_header) as reserved.
pub fn write_failed_rows(
    error_header: &str,
    sheets: Vec<FailedSheet<'_>>,
    created_on: Date,
) -> Result<Vec<u8>, WriteError> {
    let mut writer = TableWriter::new(created_on)?;
    for sheet in sheets {
        let column =
            |header: &str, width| TableColumn { header: header.to_owned(), width, kind: ColumnKind::Text };
        let columns = std::iter::once(column(error_header, 40.0))
            .chain(sheet.headers.iter().map(|header| column(header, default_width(header))))
            .collect();
        let spec = TableSpec { sheet_name: sheet.sheet_name, columns, ..TableSpec::default() };
        let rows = sheet
            .rows
            .into_iter()
            .map(|row| std::iter::once(OutCell::from(row.errors)).chain(row.cells).collect::<Vec<_>>());
        writer.table(&spec, rows)?;
    }
    writer.finish()
}

/// Room for a header and a typical value below it.
fn default_width(header: &str) -> f64 {
    (shown_width(header) + 2.0).clamp(12.0, 40.0)
}
