//! A file opened for reading, whatever its format.

use crate::kind::{Detected, detect};
use crate::text::{TextRows, TextTable};
use crate::xlsx::{XlsxBook, XlsxRows};
use crate::{Cell, CellValue, HeadRow, Limits, SheetError};

/// Excel's limit for the text of one cell, in UTF-16 units.
pub(crate) const CELL_CHARS: usize = 32_767;

/// A spreadsheet file whose rows can be streamed, sheet by sheet.
pub struct Workbook {
    source: Source,
    sheets: Vec<SheetInfo>,
    limits: Limits,
}

enum Source {
    Xlsx(Box<XlsxBook>),
    Text(TextTable),
}

/// A sheet that can hold rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetInfo {
    /// Its name; empty for a text file, which has none.
    pub name: String,
    /// Whether Excel hides it.
    pub hidden: bool,
}

impl Workbook {
    /// Opens an `.xlsx` (or `.xlsm`) workbook or a CSV or tab-separated text in UTF-8, UTF-16 or GB18030, told
    /// apart by contents. Every part is checked against the limits before anything is parsed.
    pub fn open(bytes: Vec<u8>, limits: Limits) -> Result<Workbook, SheetError> {
        if bytes.is_empty() {
            return Err(SheetError::Empty);
        }
        match detect(&bytes) {
            Detected::Encrypted => Err(SheetError::Encrypted),
            Detected::Other(kind) => Err(SheetError::NotASpreadsheet(kind)),
            Detected::Text => {
                let table = TextTable::decode(&bytes, &limits)?;
                let sheets = vec![SheetInfo { name: String::new(), hidden: false }];
                Ok(Workbook { source: Source::Text(table), sheets, limits })
            }
            Detected::Package => {
                let (book, sheets) = XlsxBook::open(bytes, &limits)?;
                Ok(Workbook { source: Source::Xlsx(Box::new(book)), sheets, limits })
            }
        }
    }

    /// Lets go of what was parsed of a large file until rows are asked for again.
    pub fn rest(&mut self) {
        if let Source::Xlsx(book) = &mut self.source {
            book.rest();
        }
    }

    /// The sheets in the order of their tabs.
    pub fn sheets(&self) -> &[SheetInfo] {
        &self.sheets
    }

    /// Streams the rows of a sheet from its top; `index` counts [`Workbook::sheets`] from 0.
    pub fn rows(&mut self, index: usize) -> Result<Rows<'_>, SheetError> {
        let info = self.sheets.get(index).ok_or(SheetError::NoSuchSheet { index })?;
        let stream = match &mut self.source {
            Source::Xlsx(book) => Stream::Xlsx(Box::new(book.rows(&info.name, self.limits)?)),
            Source::Text(table) => Stream::Text(Box::new(table.rows(self.limits))),
        };
        Ok(Rows { stream })
    }

    /// The texts of the first rows of a sheet that hold anything, at most `count`, to look for the header in.
    pub fn head(&mut self, index: usize, count: usize) -> Result<Vec<HeadRow>, SheetError> {
        let mut rows = self.rows(index)?;
        let mut head = Vec::new();
        while head.len() < count {
            let Some(row) = rows.next_row()? else { break };
            head.push(HeadRow::of(&row));
        }
        Ok(head)
    }
}

/// The rows of one sheet; holds one row at a time.
pub struct Rows<'a> {
    stream: Stream<'a>,
}

enum Stream<'a> {
    Xlsx(Box<XlsxRows<'a>>),
    Text(Box<TextRows<'a>>),
}

impl Rows<'_> {
    /// The next row that holds anything at all. After an error there are no more rows.
    pub fn next_row(&mut self) -> Result<Option<RowRef<'_>>, SheetError> {
        match &mut self.stream {
            Stream::Xlsx(rows) => rows.next_row(),
            Stream::Text(rows) => rows.next_row(),
        }
    }
}

/// One row, from column A to the last cell that holds something.
#[derive(Debug, Clone, Copy)]
pub struct RowRef<'a> {
    /// Row number as Excel shows it, from 1.
    pub number: u32,
    /// Its cells, from column A.
    pub cells: &'a [Cell<'a>],
}

impl<'a> RowRef<'a> {
    /// The cell of a column, counted from 0; empty to the right of the last cell.
    pub fn cell(&self, column: usize) -> &'a Cell<'a> {
        const EMPTY: &Cell<'static> = &Cell { value: CellValue::Empty, formula: false };
        self.cells.get(column).unwrap_or(EMPTY)
    }

    /// Whether no cell shows anything but spaces.
    pub fn is_blank(&self) -> bool {
        self.cells.iter().all(Cell::is_blank)
    }
}

/// A cell as Excel names it, from its row and column counted from 0: `A1`, `XFD1048576`.
pub(crate) fn cell_name(row: u32, column: u32) -> String {
    let mut letters = Vec::new();
    let mut rest = u64::from(column) + 1;
    while rest > 0 {
        letters.push(char::from(b'A' + ((rest - 1) % 26) as u8));
        rest = (rest - 1) / 26;
    }
    format!("{}{}", letters.iter().rev().collect::<String>(), u64::from(row) + 1)
}

/// Refuses a cell outside the limits; row and column count from 0.
pub(crate) fn check_cell(
    sheet: &str,
    row: u32,
    column: u32,
    cell: &Cell<'_>,
    limits: &Limits,
) -> Result<(), SheetError> {
    let name = || (sheet.to_owned(), cell_name(row, column));
    if row >= limits.rows {
        let (sheet, cell) = name();
        return Err(SheetError::RowBeyondLimit { sheet, cell, limit: limits.rows });
    }
    if column >= limits.columns {
        let (sheet, cell) = name();
        return Err(SheetError::ColumnBeyondLimit { sheet, cell, limit: limits.columns });
    }
    match &cell.value {
        // Bytes are never fewer than UTF-16 units, so short texts need no counting.
        CellValue::Text(text) if text.len() > CELL_CHARS && text.encode_utf16().count() > CELL_CHARS => {
            let (sheet, cell) = name();
            Err(SheetError::CellTooLong { sheet, cell })
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_named_as_excel_does() {
        assert_eq!(cell_name(0, 0), "A1");
        assert_eq!(cell_name(9, 25), "Z10");
        assert_eq!(cell_name(0, 26), "AA1");
        assert_eq!(cell_name(1_048_575, 16_383), "XFD1048576");
    }
}
