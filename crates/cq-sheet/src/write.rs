//! Tables as `.xlsx`, written row by row in constant memory.

use crate::{Cell, CellValue, WriteError};
use cq_calendar::PartialDate;
use jiff::civil::Date;
use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};
use std::borrow::Cow;

/// What a column holds: how its cells are formatted and aligned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnKind {
    /// Text, also for whatever a person types into it later: citizen IDs and telephones belong here.
    Text,
    /// Whole days.
    Date,
    /// Numbers.
    Number,
}

/// How wide a column grows with its text, in half-width characters: three such columns fill an A4 page across.
pub const WIDEST: f64 = 44.0;

/// A column of a table.
#[derive(Debug, Clone, PartialEq)]
pub struct TableColumn {
    /// Its header.
    pub header: String,
    /// Least width in half-width characters of the default font; the column grows with what stands in it, up to [`WIDEST`], and
    /// wraps what is longer.
    pub width: f64,
    /// What it holds.
    pub kind: ColumnKind,
}

/// The frame of a table.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TableSpec {
    /// Name of the sheet; characters that Excel refuses are replaced, repeated names are numbered.
    pub sheet_name: String,
    /// Title above the table, merged over all columns.
    pub title: Option<String>,
    /// Header of a first column that counts the rows (序号), if there shall be one.
    pub numbered: Option<String>,
    /// The columns, from the left.
    pub columns: Vec<TableColumn>,
    /// Lines below the table, such as 填报单位, 填报人, 日期; merged over all columns.
    pub footer: Vec<String>,
}

/// A cell to be written.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum OutCell<'a> {
    /// Nothing.
    #[default]
    Empty,
    /// Text; never a formula, whatever it begins with.
    Text(Cow<'a, str>),
    /// A number.
    Number(f64),
    /// A day.
    Date(Date),
}

impl<'a> From<&'a str> for OutCell<'a> {
    fn from(text: &'a str) -> OutCell<'a> {
        OutCell::Text(Cow::Borrowed(text))
    }
}

impl From<String> for OutCell<'_> {
    fn from(text: String) -> Self {
        OutCell::Text(Cow::Owned(text))
    }
}

impl From<PartialDate> for OutCell<'_> {
    /// A whole date as a day, a partial one as text.
    fn from(date: PartialDate) -> Self {
        date.day().map_or_else(|| OutCell::Text(Cow::Owned(date.to_string())), OutCell::Date)
    }
}

impl<'a> From<&'a Cell<'a>> for OutCell<'a> {
    /// What was read, of the same kind; formulas as their values.
    fn from(cell: &'a Cell<'a>) -> OutCell<'a> {
        match &cell.value {
            CellValue::Empty => OutCell::Empty,
            CellValue::Text(text) => OutCell::Text(Cow::Borrowed(text)),
            CellValue::Number(number) => OutCell::Number(*number),
            CellValue::Date(date) => OutCell::from(*date),
            CellValue::Moment(_) | CellValue::Bool(_) | CellValue::Error(_) => OutCell::Text(cell.shown()),
        }
    }
}

/// One table as a file. `created_on` stands in the properties of the file.
pub fn write_table<'a, R>(
    spec: &TableSpec,
    rows: impl IntoIterator<Item = R>,
    created_on: Date,
) -> Result<Vec<u8>, WriteError>
where
    R: IntoIterator<Item = OutCell<'a>>,
{
    let mut writer = TableWriter::new(created_on)?;
    writer.table(spec, rows)?;
    writer.finish()
}

/// Several tables in one file, one sheet each.
pub struct TableWriter {
    workbook: Workbook,
    names: Vec<String>,
    formats: Formats,
}

struct Formats {
    title: Format,
    header: Format,
    text: Format,
    date: Format,
    number: Format,
    footer: Format,
}

impl Formats {
    fn of(&self, kind: ColumnKind) -> &Format {
        match kind {
            ColumnKind::Text => &self.text,
            ColumnKind::Date => &self.date,
            ColumnKind::Number => &self.number,
        }
    }
}

impl TableWriter {
    /// An empty file; `created_on` stands in its properties.
    pub fn new(created_on: Date) -> Result<TableWriter, WriteError> {
        let mut workbook = Workbook::new();
        workbook.set_properties(&DocProperties::new().set_creation_datetime(&excel_date(created_on)?));
        let boxed = || Format::new().set_border(FormatBorder::Thin).set_align(FormatAlign::VerticalCenter);
        let formats = Formats {
            title: Format::new().set_bold().set_font_size(16).set_align(FormatAlign::Center),
            header: boxed().set_bold().set_align(FormatAlign::Center).set_text_wrap(),
            text: boxed().set_num_format("@").set_text_wrap(),
            date: boxed().set_num_format("yyyy-mm-dd"),
            number: boxed(),
            footer: Format::new().set_align(FormatAlign::Left),
        };
        Ok(TableWriter { workbook, names: Vec::new(), formats })
    }

    /// Adds a sheet with a table.
    pub fn table<'a, R>(
        &mut self,
        spec: &TableSpec,
        rows: impl IntoIterator<Item = R>,
    ) -> Result<(), WriteError>
    where
        R: IntoIterator<Item = OutCell<'a>>,
    {
        let mut open = self.begin(spec)?;
        for row in rows {
            open.row(row)?;
        }
        open.end()
    }

    /// Begins a sheet with a table, for rows that come one by one.
    pub fn begin<'w>(&'w mut self, spec: &'w TableSpec) -> Result<OpenTable<'w>, WriteError> {
        let name = sheet_name(&spec.sheet_name, &self.names);
        let sheet =
            self.workbook.add_worksheet_with_constant_memory().map_err(|error| from_writer(error, 0))?;
        sheet.set_name(&name).map_err(|error| from_writer(error, 0))?;
        self.names.push(name);
        let widths = spec.columns.iter().map(|column| column.width).collect();
        let mut out = SheetOut { sheet, formats: &self.formats, spec, widths, next_row: 0 };
        out.head().map_err(|error| from_writer(error, 0))?;
        Ok(OpenTable { out, rows: 0 })
    }

    /// Writes the file into `file`, a sheet at a time, without ever holding it whole.
    pub fn finish_into(mut self, file: &mut std::fs::File) -> Result<(), WriteError> {
        self.workbook.save_to_writer(file).map_err(|error| from_writer(error, 0))
    }

    /// The bytes of the file. A file without tables has one empty sheet.
    pub fn finish(mut self) -> Result<Vec<u8>, WriteError> {
        self.workbook.save_to_buffer().map_err(|error| from_writer(error, 0))
    }
}

/// A table under way: its rows go to disk as they come.
pub struct OpenTable<'w> {
    out: SheetOut<'w>,
    rows: usize,
}

impl OpenTable<'_> {
    /// Adds a row.
    pub fn row<'a>(&mut self, cells: impl IntoIterator<Item = OutCell<'a>>) -> Result<(), WriteError> {
        self.out.row(self.rows, cells).map_err(|error| from_writer(error, self.rows))?;
        self.rows += 1;
        Ok(())
    }

    /// Adds what stands below the table, and gives each column the width that its text takes.
    pub fn end(mut self) -> Result<(), WriteError> {
        self.out.foot().and_then(|()| self.out.widen()).map_err(|error| from_writer(error, 0))
    }
}

struct SheetOut<'w> {
    sheet: &'w mut Worksheet,
    formats: &'w Formats,
    spec: &'w TableSpec,
    /// How wide each column has to be so far.
    widths: Vec<f64>,
    next_row: u32,
}

impl SheetOut<'_> {
    /// Title, header, widths and print set-up.
    fn head(&mut self) -> Result<(), XlsxError> {
        let (offset, formats) = (self.offset(), self.formats);
        for (at, column) in (offset..).zip(&self.spec.columns) {
            self.sheet.set_column_format(at, formats.of(column.kind))?;
        }
        if offset > 0 {
            self.sheet.set_column_width(0, 6)?;
        }
        if let Some(title) = &self.spec.title {
            self.line(title, &self.formats.title)?;
        }
        let header_row = self.next_row;
        let headers = self.spec.numbered.iter().chain(self.spec.columns.iter().map(|column| &column.header));
        for (at, header) in (0..).zip(headers) {
            self.sheet.write_string_with_format(header_row, at, header, &self.formats.header)?;
        }
        self.next_row += 1;
        self.sheet.set_freeze_panes(self.next_row, 0)?;
        self.sheet.set_repeat_rows(header_row, header_row)?;
        const A4: u8 = 9;
        self.sheet.set_paper_size(A4).set_landscape().set_print_fit_to_pages(1, 0);
        Ok(())
    }

    fn row<'a>(&mut self, at: usize, cells: impl IntoIterator<Item = OutCell<'a>>) -> Result<(), XlsxError> {
        let (row, offset, formats) = (self.next_row, self.offset(), self.formats);
        if offset > 0 {
            self.sheet.write_number_with_format(row, 0, (at + 1) as f64, &self.formats.number)?;
        }
        for (at, cell) in cells.into_iter().enumerate() {
            let column = u16::try_from(at).ok().and_then(|at| at.checked_add(offset));
            let column = column.ok_or(XlsxError::RowColumnLimitError)?;
            let kind = self.spec.columns.get(at).map_or(ColumnKind::Text, |column| column.kind);
            match cell {
                OutCell::Empty => self.sheet.write_blank(row, column, formats.of(kind))?,
                OutCell::Text(text) => {
                    if let Some(width) = self.widths.get_mut(at) {
                        *width = width.max(shown_width(&text).min(WIDEST));
                    }
                    self.sheet.write_string_with_format(row, column, text, &self.formats.text)?
                }
                OutCell::Number(number) => {
                    self.sheet.write_number_with_format(row, column, number, &self.formats.number)?
                }
                OutCell::Date(date) => match excel_date(date) {
                    Ok(day) => self.sheet.write_datetime_with_format(row, column, day, &self.formats.date)?,
                    // Excel knows no day before 1900.
                    Err(_) => self.sheet.write_string_with_format(
                        row,
                        column,
                        date.to_string(),
                        &self.formats.text,
                    )?,
                },
            };
        }
        self.next_row += 1;
        Ok(())
    }

    fn foot(&mut self) -> Result<(), XlsxError> {
        for line in &self.spec.footer {
            self.line(line, &self.formats.footer)?;
        }
        Ok(())
    }

    fn widen(&mut self) -> Result<(), XlsxError> {
        for (at, width) in (self.offset()..).zip(&self.widths) {
            self.sheet.set_column_width(at, *width)?;
        }
        Ok(())
    }

    /// One text over the whole width.
    fn line(&mut self, text: &str, format: &Format) -> Result<(), XlsxError> {
        let width = self.offset() as usize + self.spec.columns.len();
        match u16::try_from(width) {
            Ok(width @ 2..) => {
                self.sheet.merge_range(self.next_row, 0, self.next_row, width - 1, text, format)?;
            }
            _ => {
                self.sheet.write_string_with_format(self.next_row, 0, text, format)?;
            }
        }
        self.next_row += 1;
        Ok(())
    }

    fn offset(&self) -> u16 {
        u16::from(self.spec.numbered.is_some())
    }
}

/// A name that Excel accepts and no other sheet of the file has.
pub(crate) fn sheet_name(wanted: &str, taken: &[String]) -> String {
    const LONGEST: usize = 31;
    let clean: String = wanted
        .chars()
        .map(
            |c| if c.is_control() || matches!(c, '[' | ']' | ':' | '*' | '?' | '/' | '\\') { '_' } else { c },
        )
        .collect();
    let clean = clean.trim_matches(['\'', ' ']);
    let clean = if clean.is_empty() { "Sheet" } else { clean };
    let cut = |units: usize| {
        let mut left = units;
        clean
            .chars()
            .take_while(|c| left.checked_sub(c.len_utf16()).inspect(|rest| left = *rest).is_some())
            .collect::<String>()
    };
    let is_taken = |name: &String| taken.iter().any(|other| other.to_lowercase() == name.to_lowercase());
    (1_usize..)
        .map(|count| match count {
            1 => cut(LONGEST),
            _ => format!("{}({count})", cut(LONGEST - 2 - count.to_string().len())),
        })
        .find(|name| !is_taken(name))
        .unwrap_or_default()
}

/// What a text takes in half-width characters, with some room around it.
pub(crate) fn shown_width(text: &str) -> f64 {
    let widths = text.chars().map(|c| if c.is_ascii() { 1.0 } else { 2.0 });
    widths.sum::<f64>() + 2.0
}

pub(crate) fn excel_date(date: Date) -> Result<ExcelDateTime, WriteError> {
    let part = |value: i8| u8::try_from(value).unwrap_or_default();
    u16::try_from(date.year())
        .ok()
        .and_then(|year| ExcelDateTime::from_ymd(year, part(date.month()), part(date.day())).ok())
        .ok_or_else(|| WriteError::Io("date before 1900".to_owned()))
}

pub(crate) fn from_writer(error: XlsxError, row: usize) -> WriteError {
    match error {
        XlsxError::MaxStringLengthExceeded => WriteError::TextTooLong { row },
        XlsxError::RowColumnLimitError | XlsxError::RowColumnOrderError => WriteError::TooLarge,
        other => WriteError::Io(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::sheet_name;

    #[test]
    fn sheet_names_fit_excel() {
        assert_eq!(sheet_name("章丘区/教育[体育]局", &[]), "章丘区_教育_体育_局");
        assert_eq!(sheet_name("  ", &[]), "Sheet");
        let long = "长".repeat(40);
        let first = sheet_name(&long, &[]);
        assert_eq!(first.chars().count(), 31);
        let second = sheet_name(&long, &[first]);
        assert_eq!((second.chars().count(), second.ends_with("(2)")), (31, true));
        assert_eq!(sheet_name("abc", &["ABC".into()]), "abc(2)");
    }
}
