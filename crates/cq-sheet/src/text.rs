//! Text tables (CSV, or tab-separated): encodings, delimiters and rows.

use crate::csv_out::injection_undone;
use crate::kind::FileKind;
use crate::package::damaged;
use crate::workbook::check_cell;
use crate::{Cell, CellValue, Limits, RowRef, SheetError};
use encoding_rs::{Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};
use std::borrow::Cow;

/// A whole text file, decoded.
pub(crate) struct TextTable {
    text: String,
    delimiter: u8,
}

impl TextTable {
    pub(crate) fn decode(bytes: &[u8], limits: &Limits) -> Result<TextTable, SheetError> {
        if bytes.len() as u64 > limits.sheet_bytes {
            return Err(SheetError::TotalTooLarge { limit_bytes: limits.sheet_bytes });
        }
        let text = decode(bytes).ok_or(SheetError::NotASpreadsheet(FileKind::Unknown))?;
        if text.chars().any(|c| c.is_control() && !matches!(c, '\t' | '\r' | '\n' | '\u{1a}')) {
            return Err(SheetError::NotASpreadsheet(FileKind::Unknown));
        }
        let delimiter = delimiter(&text);
        Ok(TextTable { text, delimiter })
    }

    pub(crate) fn rows(&self, limits: Limits) -> TextRows<'_> {
        let reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(self.delimiter)
            .from_reader(self.text.as_bytes());
        TextRows {
            text: &self.text,
            reader,
            record: csv::StringRecord::new(),
            number: 0,
            cells: Vec::new(),
            limits,
        }
    }
}

pub(crate) struct TextRows<'a> {
    text: &'a str,
    reader: csv::Reader<&'a [u8]>,
    record: csv::StringRecord,
    number: u32,
    cells: Vec<Cell<'a>>,
    limits: Limits,
}

impl TextRows<'_> {
    pub(crate) fn next_row(&mut self) -> Result<Option<RowRef<'_>>, SheetError> {
        loop {
            if !self.reader.read_record(&mut self.record).map_err(|_| damaged("", "delimited text"))? {
                return Ok(None);
            }
            self.number += 1 + self.blank_lines_before();
            self.cells.clear();
            let mut blank = true;
            for (column, field) in self.record.iter().enumerate() {
                let column = u32::try_from(column).unwrap_or(u32::MAX);
                if field.is_empty() {
                    self.cells.push(Cell::default());
                    continue;
                }
                let field = injection_undone(field);
                let cell = Cell { value: CellValue::Text(Cow::Owned(field.to_owned())), formula: false };
                check_cell("", self.number - 1, column, &cell, &self.limits)?;
                blank = false;
                self.cells.push(cell);
            }
            if !blank {
                let filled = self.cells.iter().rposition(|cell| !cell.is_empty()).map_or(0, |last| last + 1);
                let cells = self.cells.get(..filled).unwrap_or_default();
                return Ok(Some(RowRef { number: self.number, cells }));
            }
        }
    }

    /// The reader jumps over blank lines; Excel counts them as rows.
    fn blank_lines_before(&self) -> u32 {
        let start =
            self.record.position().and_then(|position| usize::try_from(position.byte()).ok()).unwrap_or(0);
        let Some((before, after)) = self.text.as_bytes().split_at_checked(start) else { return 0 };
        // The reader ends a record at \r and leaves the \n of the pair for the next one.
        let after = if before.ends_with(b"\r") { after.strip_prefix(b"\n").unwrap_or(after) } else { after };
        let blank = after.iter().take_while(|byte| matches!(byte, b'\r' | b'\n'));
        u32::try_from(blank.filter(|byte| **byte == b'\n').count()).unwrap_or(u32::MAX >> 1)
    }
}

/// UTF-8 if it is valid, otherwise GB18030; a byte order mark decides.
fn decode(bytes: &[u8]) -> Option<String> {
    let strict = |encoding: &'static Encoding, bytes| {
        encoding.decode_without_bom_handling_and_without_replacement(bytes).map(Cow::into_owned)
    };
    match Encoding::for_bom(bytes) {
        Some((encoding, length)) if encoding == UTF_8 || encoding == UTF_16LE || encoding == UTF_16BE => {
            strict(encoding, bytes.get(length..)?)
        }
        _ => strict(UTF_8, bytes).or_else(|| strict(GB18030, bytes)),
    }
}

/// The delimiter that the first lines use most, outside quotes.
fn delimiter(text: &str) -> u8 {
    let mut quoted = false;
    let mut counts = [(b',', 0), (b'\t', 0), (b';', 0)];
    for byte in text.bytes().take(16_384) {
        quoted ^= byte == b'"';
        for (delimiter, count) in &mut counts {
            *count += usize::from(!quoted && byte == *delimiter);
        }
    }
    let most = counts.iter().map(|(_, count)| *count).max().unwrap_or(0);
    counts.iter().find(|(_, count)| *count == most).map_or(b',', |(delimiter, _)| *delimiter)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workbook::cell_name;

    fn rows(bytes: &[u8]) -> Vec<(u32, Vec<String>)> {
        let table = TextTable::decode(bytes, &Limits::default()).unwrap();
        let mut rows = table.rows(Limits::default());
        let mut all = Vec::new();
        while let Some(row) = rows.next_row().unwrap() {
            all.push((row.number, row.cells.iter().map(|cell| cell.shown().into_owned()).collect()));
        }
        all
    }

    #[test]
    fn both_encodings_and_delimiters() {
        let text = "姓名,电话\r\n仇英,\"0531,1\"\r\n";
        let want =
            vec![(1, vec!["姓名".to_owned(), "电话".into()]), (2, vec!["仇英".into(), "0531,1".into()])];
        assert_eq!(rows(text.as_bytes()), want);
        assert_eq!(rows(format!("\u{feff}{text}").as_bytes()), want);
        assert_eq!(rows(&GB18030.encode(text).0), want);
        let tabs = "姓名\t电话\n仇英\t\"0531,1\"\n";
        assert_eq!(rows(&GB18030.encode(tabs).0), want);
        let utf16: Vec<u8> =
            [0xFF, 0xFE].into_iter().chain(tabs.encode_utf16().flat_map(u16::to_le_bytes)).collect();
        assert_eq!(rows(&utf16), want);
    }

    #[test]
    fn rare_characters_of_gb18030_survive() {
        let text = "姓名\n𠮷㛃\n";
        assert_eq!(rows(&GB18030.encode(text).0)[1].1[0], "𠮷㛃");
    }

    #[test]
    fn blank_lines_count_as_rows() {
        let numbers: Vec<u32> =
            rows(b"a,b\r\n\r\n\r\nc,d\r\n,\r\n\"x\ny\",z\r\ne,f").iter().map(|row| row.0).collect();
        assert_eq!(numbers, [1, 4, 6, 7]);
    }

    #[test]
    fn bytes_that_are_no_text_and_cells_beyond_the_limit() {
        let unknown = SheetError::NotASpreadsheet(FileKind::Unknown);
        assert_eq!(TextTable::decode(&[0xFF, 0xFF, 1, 2], &Limits::default()).err(), Some(unknown.clone()));
        assert_eq!(TextTable::decode(b"a\0b", &Limits::default()).err(), Some(unknown));
        let wide = format!("{}x", ",".repeat(300));
        let table = TextTable::decode(wide.as_bytes(), &Limits::default()).unwrap();
        let error = table.rows(Limits::default()).next_row().err();
        assert_eq!(
            error,
            Some(SheetError::ColumnBeyondLimit { sheet: String::new(), cell: cell_name(0, 300), limit: 256 })
        );
    }
}
