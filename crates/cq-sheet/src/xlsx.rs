//! Rows of an `.xlsx` sheet, assembled from calamine's stream of cells.
//!
//! Only `worksheet_cells_reader` is used: `worksheet_range` asks for memory by the far corner of the sheet.

use crate::cell::value_of;
use crate::package::{PackageFacts, damaged, inspect};
use crate::workbook::check_cell;
use crate::{Cell, Limits, RowRef, SheetError, SheetInfo};
use calamine::{Reader, SheetType, SheetVisible, Style, Xlsx, XlsxCellReader, XlsxError};
use cq_calendar::ExcelEpoch;
use std::io::{Cursor, Read, Seek, SeekFrom};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// The file, which remembers where it was read last.
struct Bytes {
    bytes: Cursor<Whole>,
    read_at: Arc<AtomicU64>,
}

/// The file's bytes, held once however often it is parsed.
#[derive(Clone)]
struct Whole(Arc<Vec<u8>>);

impl AsRef<[u8]> for Whole {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl Read for Bytes {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        self.read_at.store(self.bytes.position(), Ordering::Relaxed);
        self.bytes.read(buffer)
    }
}

impl Seek for Bytes {
    fn seek(&mut self, to: SeekFrom) -> std::io::Result<u64> {
        self.bytes.seek(to)
    }
}

pub(crate) struct XlsxBook {
    /// None while it is at rest.
    xlsx: Option<Xlsx<Bytes>>,
    bytes: Whole,
    facts: PackageFacts,
    read_at: Arc<AtomicU64>,
}

impl XlsxBook {
    pub(crate) fn open(bytes: Vec<u8>, limits: &Limits) -> Result<(XlsxBook, Vec<SheetInfo>), SheetError> {
        let facts = contain("", || inspect(&bytes, limits))?;
        let read_at = Arc::new(AtomicU64::new(0));
        let bytes = Whole(Arc::new(bytes));
        let xlsx = parsed(&bytes, &read_at)?;
        let sheets: Vec<SheetInfo> = xlsx
            .sheets_metadata()
            .iter()
            .filter(|sheet| sheet.typ == SheetType::WorkSheet)
            .map(|sheet| SheetInfo {
                name: sheet.name.clone(),
                hidden: sheet.visible != SheetVisible::Visible,
            })
            .collect();
        if sheets.is_empty() {
            return Err(SheetError::NoSheet);
        }
        let mut names: Vec<&str> = sheets.iter().map(|sheet| sheet.name.as_str()).collect();
        names.sort_unstable();
        if names.windows(2).any(|pair| matches!(pair, [first, second] if first == second)) {
            return Err(damaged("", "two sheets of one name"));
        }
        Ok((XlsxBook { xlsx: Some(xlsx), bytes, facts, read_at }, sheets))
    }

    /// Lets go of what was parsed.
    pub(crate) fn rest(&mut self) {
        self.xlsx = None;
    }

    pub(crate) fn rows(&mut self, sheet: &str, limits: Limits) -> Result<XlsxRows<'_>, SheetError> {
        let xlsx = match &mut self.xlsx {
            Some(xlsx) => xlsx,
            resting => resting.insert(parsed(&self.bytes, &self.read_at)?),
        };
        let epoch = if xlsx.has_1904_epoch() { ExcelEpoch::Y1904 } else { ExcelEpoch::Y1900 };
        let reader = open_sheet(xlsx, sheet)?;
        // The parser tells formulas or number formats, not both in one pass. Which part it has just begun to read says
        // which cells the first look saw formulas in.
        let formulas = self.facts.formulas_at(self.read_at.load(Ordering::Relaxed));
        let shows = reader.styles().iter().map(Shows::of).collect();
        Ok(XlsxRows {
            reader,
            sheet: sheet.to_owned(),
            limits,
            epoch,
            shows,
            formulas: formulas.iter().copied().peekable(),
            ordinal: 0,
            pending: None,
            last_row: None,
            ended: false,
            finished: false,
            cells: Vec::new(),
        })
    }
}

/// What a number format shows of a date: a ledger's 1938年5月 is often kept as 1 May 1938.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shows {
    Day,
    Month,
    Year,
}

impl Shows {
    fn of(style: &Style) -> Shows {
        /// Built-in formats of Chinese Excel that show year and month (ECMA-376 part 1, 18.8.30, zh-cn).
        const CHINESE_MONTHS: [u32; 5] = [27, 36, 50, 52, 57];
        let Some(format) = &style.number_format else { return Shows::Day };
        if format.format_id.is_some_and(|id| CHINESE_MONTHS.contains(&id)) {
            return Shows::Month;
        }
        Shows::of_code(&format.format_code)
    }

    pub(crate) fn of_code(code: &str) -> Shows {
        if code.to_ascii_lowercase().contains("general") {
            return Shows::Day;
        }
        let (mut year, mut month, mut day) = (false, false, false);
        let mut chars = code.chars();
        while let Some(c) = chars.next() {
            match c.to_ascii_lowercase() {
                '"' => drop(chars.by_ref().find(|c| *c == '"')),
                '[' => drop(chars.by_ref().find(|c| *c == ']')),
                '\\' | '_' | '*' => drop(chars.next()),
                ';' => break,
                'y' | 'e' => year = true,
                'm' => month = true,
                'd' | 'h' | 's' => day = true,
                _ => (),
            }
        }
        match (year, month, day) {
            (true, true, false) => Shows::Month,
            (true, false, false) => Shows::Year,
            _ => Shows::Day,
        }
    }
}

pub(crate) struct XlsxRows<'a> {
    reader: XlsxCellReader<'a, Bytes>,
    sheet: String,
    limits: Limits,
    epoch: ExcelEpoch,
    /// By style.
    shows: Vec<Shows>,
    formulas: std::iter::Peekable<std::iter::Copied<std::slice::Iter<'a, u32>>>,
    ordinal: u32,
    /// The first cell of the row after the one handed out.
    pending: Option<(u32, u32, Cell<'a>)>,
    last_row: Option<u32>,
    /// The stream has come to the end of the sheet.
    ended: bool,
    /// No more rows are handed out.
    finished: bool,
    cells: Vec<Cell<'a>>,
}

impl<'a> XlsxRows<'a> {
    pub(crate) fn next_row(&mut self) -> Result<Option<RowRef<'_>>, SheetError> {
        if self.finished {
            return Ok(None);
        }
        // Whatever goes wrong, nothing more is read from a broken stream.
        self.finished = true;
        let sheet = std::mem::take(&mut self.sheet);
        let row = contain(&sheet, || self.collect(&sheet));
        self.sheet = sheet;
        let Some(row) = row? else { return Ok(None) };
        self.finished = false;
        Ok(Some(RowRef { number: row + 1, cells: &self.cells }))
    }

    /// Gathers the cells of one row; its index, or `None` at the end.
    fn collect(&mut self, sheet: &str) -> Result<Option<u32>, SheetError> {
        self.cells.clear();
        let Some((row, column, cell)) = self.take_cell(sheet)? else { return Ok(None) };
        if self.last_row.is_some_and(|last| last >= row) {
            return Err(damaged(sheet, "order of rows"));
        }
        self.last_row = Some(row);
        self.put(column, cell);
        while let Some((next_row, column, cell)) = self.take_cell(sheet)? {
            if next_row != row {
                self.pending = Some((next_row, column, cell));
                break;
            }
            self.put(column, cell);
        }
        Ok(Some(row))
    }

    /// The next cell that holds something and lies within the limits.
    fn take_cell(&mut self, sheet: &str) -> Result<Option<(u32, u32, Cell<'a>)>, SheetError> {
        if let Some(pending) = self.pending.take() {
            return Ok(Some(pending));
        }
        // calamine reads on past the end of the data if it is asked again.
        while !self.ended {
            let next = self.reader.next_cell_with_style_id().map_err(|error| from_calamine(sheet, &error))?;
            let Some((raw, style)) = next else {
                self.ended = true;
                return Ok(None);
            };
            let formula = self.formulas.next_if_eq(&self.ordinal).is_some();
            self.ordinal += 1;
            let (row, column) = raw.get_position();
            let shows = self.shows.get(style).copied().unwrap_or(Shows::Day);
            let value = value_of(&raw, self.epoch, shows);
            let cell = Cell { value, formula };
            // Formats reach far beyond the data of many sheets; only contents count.
            if cell.is_empty() && !formula {
                continue;
            }
            check_cell(sheet, row, column, &cell, &self.limits)?;
            return Ok(Some((row, column, cell)));
        }
        Ok(None)
    }

    fn put(&mut self, column: u32, cell: Cell<'a>) {
        let column = column as usize;
        if column >= self.cells.len() {
            self.cells.resize_with(column + 1, Cell::default);
        }
        if let Some(place) = self.cells.get_mut(column) {
            *place = cell;
        }
    }
}

fn parsed(bytes: &Whole, read_at: &Arc<AtomicU64>) -> Result<Xlsx<Bytes>, SheetError> {
    let bytes = Bytes { bytes: Cursor::new(bytes.clone()), read_at: read_at.clone() };
    contain("", || Xlsx::new(bytes).map_err(|error| from_calamine("", &error)))
}

fn open_sheet<'a>(xlsx: &'a mut Xlsx<Bytes>, sheet: &str) -> Result<XlsxCellReader<'a, Bytes>, SheetError> {
    contain(sheet, || xlsx.worksheet_cells_reader(sheet).map_err(|error| from_calamine(sheet, &error)))
}

/// A parser of foreign files may have a bug that panics; to us that is one more damaged file.
fn contain<T>(part: &str, work: impl FnOnce() -> Result<T, SheetError>) -> Result<T, SheetError> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| Err(damaged(part, "parser failed")))
}

/// Keeps what went wrong and drops what was read: the messages of calamine quote cells.
fn from_calamine(part: &str, error: &XlsxError) -> SheetError {
    let what = match error {
        XlsxError::Password => return SheetError::Encrypted,
        XlsxError::XmlEof(_) => return SheetError::Truncated,
        XlsxError::Io(_) | XlsxError::Zip(_) => "compressed data",
        XlsxError::Xml(_) | XlsxError::XmlAttr(_) | XlsxError::UnexpectedNode(_) => "markup",
        XlsxError::Encoding(_) => "encoding",
        XlsxError::FileNotFound(_) | XlsxError::RelationshipNotFound | XlsxError::WorksheetNotFound(_) => {
            "missing part"
        }
        XlsxError::NotAWorksheet(_) => "not a worksheet",
        XlsxError::CellError(_) => "unknown error value",
        XlsxError::Alphanumeric(_)
        | XlsxError::NumericColumn(_)
        | XlsxError::RangeWithoutColumnComponent
        | XlsxError::RangeWithoutRowComponent
        | XlsxError::ColumnNumberOverflow
        | XlsxError::RowNumberOverflow
        | XlsxError::DimensionCount(_) => "cell reference",
        _ => "cell value",
    };
    damaged(part, what)
}

#[cfg(test)]
mod tests {
    use super::Shows;

    #[test]
    fn a_number_format_tells_how_much_of_a_date_is_meant() {
        for (code, shows) in [
            ("yyyy\"年\"m\"月\"", Shows::Month),
            ("yyyy.mm", Shows::Month),
            ("[$-804]yyyy\"年\"m\"月\";@", Shows::Month),
            ("mmm-yy", Shows::Month),
            ("yyyy\"年\"", Shows::Year),
            ("yyyy\"年\"m\"月\"d\"日\"", Shows::Day),
            ("yyyy-mm-dd", Shows::Day),
            ("m/d/yy h:mm", Shows::Day),
            ("General", Shows::Day),
            ("\"day\"yyyy\\dmm", Shows::Month),
        ] {
            assert_eq!(Shows::of_code(code), shows, "{code}");
        }
    }
}
