//! What can be wrong with a file, as facts: the caller says them in the user's language.

use crate::FileKind;

/// Why a file cannot be read. Holds names of sheets, parts and cells, never the contents of a cell.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SheetError {
    /// No bytes at all.
    #[error("empty file")]
    Empty,
    /// Another kind of file.
    #[error("not a spreadsheet but {0:?}")]
    NotASpreadsheet(FileKind),
    /// Protected by a password.
    #[error("encrypted")]
    Encrypted,
    /// The end of the file is missing.
    #[error("truncated")]
    Truncated,
    /// The file contradicts its own format.
    #[error("damaged: {what} in {part:?}")]
    Damaged {
        /// Part of the package, or name of the sheet, if it is known.
        part: String,
        /// What was wrong, for the log.
        what: &'static str,
    },
    /// More parts in the package than allowed.
    #[error("{found} parts, at most {limit} allowed")]
    TooManyParts {
        /// Parts in the file.
        found: usize,
        /// Parts allowed.
        limit: usize,
    },
    /// A part inflates to more than allowed.
    #[error("part {part:?} inflates to more than {limit_bytes} bytes")]
    PartTooLarge {
        /// Part of the package.
        part: String,
        /// Bytes allowed.
        limit_bytes: u64,
    },
    /// All parts together inflate to more than allowed.
    #[error("inflates to more than {limit_bytes} bytes")]
    TotalTooLarge {
        /// Bytes allowed.
        limit_bytes: u64,
    },
    /// A part is compressed as only bombs are.
    #[error("part {part:?} is compressed more than {limit}:1")]
    Overcompressed {
        /// Part of the package.
        part: String,
        /// Ratio allowed.
        limit: u64,
    },
    /// More of some element than any honest file has.
    #[error("more than {limit} {element:?} in {part:?}")]
    TooManyElements {
        /// Part of the package.
        part: String,
        /// XML element.
        element: &'static str,
        /// Number allowed.
        limit: u64,
    },
    /// A document type declaration, which spreadsheets have no use for.
    #[error("document type declaration in {part:?}")]
    Doctype {
        /// Part of the package.
        part: String,
    },
    /// No sheet in the workbook can hold rows.
    #[error("no worksheet")]
    NoSheet,
    /// The caller asked for a sheet that is not there.
    #[error("no sheet {index}")]
    NoSuchSheet {
        /// Index, from 0.
        index: usize,
    },
    /// A cell with contents below the last row allowed.
    #[error("cell {cell} of {sheet:?} is below row {limit}")]
    RowBeyondLimit {
        /// Name of the sheet.
        sheet: String,
        /// Cell as Excel names it, such as `A200001`.
        cell: String,
        /// Last row allowed, from 1.
        limit: u32,
    },
    /// A cell with contents to the right of the last column allowed.
    #[error("cell {cell} of {sheet:?} is beyond column {limit}")]
    ColumnBeyondLimit {
        /// Name of the sheet.
        sheet: String,
        /// Cell as Excel names it, such as `XFD1`.
        cell: String,
        /// Columns allowed.
        limit: u32,
    },
    /// A text longer than the 32,767 characters that Excel allows.
    #[error("cell {cell} of {sheet:?} is too long")]
    CellTooLong {
        /// Name of the sheet.
        sheet: String,
        /// Cell as Excel names it.
        cell: String,
    },
}

/// Why a table cannot be written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WriteError {
    /// A text longer than the 32,767 characters that Excel allows.
    #[error("text too long in row {row}")]
    TextTooLong {
        /// Row of the table, from 0, titles and headers not counted.
        row: usize,
    },
    /// More rows or columns than a sheet can have.
    #[error("too many rows or columns")]
    TooLarge,
    /// The temporary file or the package could not be written.
    #[error("cannot write: {0}")]
    Io(String),
}
