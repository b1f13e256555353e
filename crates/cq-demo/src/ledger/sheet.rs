//! Writing lines into a workbook, the same bytes every time.

use jiff::civil::Date;
use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Formula, Workbook, Worksheet, XlsxError,
};

use crate::{
    county::BUREAU,
    ledger::{Cell, DateLook},
};

/// As the file format numbers paper sizes.
const PAPER_A3: u8 = 8;

/// One row of a sheet, from the top.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Line {
    Blank,
    /// Merged over the whole width, large.
    Title(String),
    /// Merged over the whole width, small.
    Note(String),
    Header(Vec<&'static str>),
    Row(Vec<Cell>),
    /// A text in the first cell, such as 填报人.
    Loose(String),
}

/// A workbook under way.
pub(crate) struct Book {
    workbook: Workbook,
    formats: Formats,
}

struct Formats {
    title: Format,
    note: Format,
    header: Format,
    body: Format,
    day: Format,
    month: Format,
}

impl Book {
    pub(crate) fn new() -> Result<Self, XlsxError> {
        let mut workbook = Workbook::new();
        let written = ExcelDateTime::from_ymd(2026, 1, 5)?.and_hms(8, 30, 0)?;
        workbook.set_properties(&DocProperties::new().set_author(BUREAU).set_creation_datetime(&written));
        let body = Format::new().set_border(FormatBorder::Thin);
        let formats = Formats {
            title: Format::new().set_bold().set_font_size(16).set_align(FormatAlign::Center),
            note: Format::new().set_align(FormatAlign::Left),
            header: body.clone().set_bold().set_align(FormatAlign::Center).set_background_color("#E7E6E6"),
            day: body.clone().set_num_format("yyyy-mm-dd"),
            month: body.clone().set_num_format("yyyy\"年\"m\"月\""),
            body,
        };
        Ok(Self { workbook, formats })
    }

    /// `widths` has one entry a column.
    pub(crate) fn sheet(&mut self, name: &str, widths: &[f64], lines: &[Line]) -> Result<(), XlsxError> {
        let sheet = self.workbook.add_worksheet();
        sheet.set_name(name)?.set_landscape().set_paper_size(PAPER_A3).set_print_fit_to_pages(1, 0);
        for (column, width) in (0..).zip(widths) {
            sheet.set_column_width(column, *width)?;
        }
        let last_column = u16::try_from(widths.len().saturating_sub(1)).unwrap_or(u16::MAX);
        for (row, line) in (0..).zip(lines) {
            self.formats.write_line(sheet, row, last_column, line)?;
        }
        Ok(())
    }

    pub(crate) fn finish(mut self) -> Result<Vec<u8>, XlsxError> {
        self.workbook.save_to_buffer()
    }
}

impl Formats {
    fn write_line(
        &self,
        sheet: &mut Worksheet,
        row: u32,
        last_column: u16,
        line: &Line,
    ) -> Result<(), XlsxError> {
        match line {
            Line::Blank => {}
            Line::Title(text) => {
                sheet.merge_range(row, 0, row, last_column, text, &self.title)?;
                sheet.set_row_height(row, 28)?;
            }
            Line::Note(text) => {
                sheet.merge_range(row, 0, row, last_column, text, &self.note)?;
            }
            Line::Header(words) => {
                for (column, word) in (0..).zip(words) {
                    sheet.write_string_with_format(row, column, *word, &self.header)?;
                }
                sheet.set_freeze_panes(row + 1, 0)?;
            }
            Line::Row(cells) => {
                for (column, cell) in (0..).zip(cells) {
                    self.write_cell(sheet, row, column, cell)?;
                }
            }
            Line::Loose(text) => {
                sheet.write_string(row, 0, text)?;
            }
        }
        Ok(())
    }

    fn write_cell(&self, sheet: &mut Worksheet, row: u32, column: u16, cell: &Cell) -> Result<(), XlsxError> {
        match cell {
            Cell::Blank => sheet.write_blank(row, column, &self.body)?,
            Cell::Text(text) => sheet.write_string_with_format(row, column, text, &self.body)?,
            Cell::Number(number) => sheet.write_number_with_format(row, column, *number, &self.body)?,
            Cell::Date(date, look) => {
                let format = match look {
                    DateLook::Day => &self.day,
                    DateLook::Month => &self.month,
                };
                sheet.write_datetime_with_format(row, column, &excel(*date)?, format)?
            }
            Cell::BrokenFormula => {
                let lookup = Formula::new("VLOOKUP(\"\",A1:B2,2,FALSE)").set_result("#N/A");
                sheet.write_formula_with_format(row, column, lookup, &self.body)?
            }
        };
        Ok(())
    }
}

fn excel(date: Date) -> Result<ExcelDateTime, XlsxError> {
    ExcelDateTime::from_ymd(
        date.year().unsigned_abs(),
        date.month().unsigned_abs(),
        date.day().unsigned_abs(),
    )
}
