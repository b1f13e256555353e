//! What can be wrong with a file as a whole, in words.

use cq_platform::messages::Text;
use cq_sheet::{FileKind, SheetError};

/// The sentence that says what to do.
pub(super) fn text(error: &SheetError) -> Text {
    let at = |key, sheet: &str, cell: &str| Text::new(key).with("sheet", sheet).with("cell", cell);
    match error {
        SheetError::Empty => Text::new("intake-file-empty"),
        SheetError::NotASpreadsheet(FileKind::OldExcel) => Text::new("intake-file-old-excel"),
        SheetError::NotASpreadsheet(FileKind::Xlsb | FileKind::OpenDocument) => {
            Text::new("intake-file-other-sheet")
        }
        SheetError::NotASpreadsheet(FileKind::Markup) => Text::new("intake-file-markup"),
        SheetError::NotASpreadsheet(_) => Text::new("intake-file-not-a-sheet"),
        SheetError::Encrypted => Text::new("intake-file-encrypted"),
        SheetError::Truncated => Text::new("intake-file-truncated"),
        SheetError::Damaged { .. } | SheetError::Doctype { .. } | SheetError::NoSuchSheet { .. } => {
            Text::new("intake-file-damaged")
        }
        SheetError::TooManyParts { .. }
        | SheetError::PartTooLarge { .. }
        | SheetError::TotalTooLarge { .. }
        | SheetError::Overcompressed { .. }
        | SheetError::TooManyElements { .. } => Text::new("intake-file-bomb"),
        SheetError::NoSheet => Text::new("intake-file-blank"),
        SheetError::RowBeyondLimit { sheet, cell, limit } => {
            at("intake-file-row", sheet, cell).with("limit", *limit)
        }
        SheetError::ColumnBeyondLimit { sheet, cell, limit } => {
            at("intake-file-column", sheet, cell).with("limit", *limit)
        }
        SheetError::CellTooLong { sheet, cell } => at("intake-file-cell", sheet, cell),
    }
}
