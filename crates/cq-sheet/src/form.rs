//! Official forms as `.xlsx`: a title, merged heads, rows of figures, and the line below that is signed.

use jiff::civil::Date;
use rust_xlsxwriter::{DocProperties, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError};

use crate::{
    OutCell, WriteError,
    write::{excel_date, from_writer, sheet_name},
};

/// A head over one column or several, in one row or several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormHead {
    /// What it says.
    pub text: String,
    /// First row of the head, from 0.
    pub row: u32,
    /// First column, from 0.
    pub column: u16,
    /// How many rows it covers.
    pub rows: u32,
    /// How many columns it covers.
    pub columns: u16,
}

/// A form of one sheet.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct FormSpec {
    /// Name of the sheet.
    pub sheet_name: String,
    /// Title, merged over all columns.
    pub title: String,
    /// Line below it at the left, such as 填报单位.
    pub above_left: String,
    /// The same line at the right, such as 单位：人.
    pub above_right: String,
    /// Heads; together they cover a rectangle as wide as `widths`.
    pub heads: Vec<FormHead>,
    /// Width of each column, in half-width characters.
    pub widths: Vec<f64>,
    /// Line below the rows, such as 单位负责人, 填报人, 日期; merged over all columns.
    pub below: String,
    /// Notes below that, each merged over all columns.
    pub notes: Vec<String>,
}

/// A row: how far its label is set in, and its cells from the first column on.
pub type FormRow<'a> = (u8, Vec<OutCell<'a>>);

/// One form as a file. `created_on` stands in the properties of the file.
pub fn write_form(spec: &FormSpec, rows: &[FormRow<'_>], created_on: Date) -> Result<Vec<u8>, WriteError> {
    let mut workbook = Workbook::new();
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&excel_date(created_on)?));
    let sheet = workbook.add_worksheet();
    fill(sheet, spec, rows).map_err(|error| from_writer(error, 0))?;
    workbook.save_to_buffer().map_err(|error| from_writer(error, 0))
}

fn fill(sheet: &mut Worksheet, spec: &FormSpec, rows: &[FormRow<'_>]) -> Result<(), XlsxError> {
    const A4: u8 = 9;
    let boxed = Format::new().set_border(FormatBorder::Thin).set_align(FormatAlign::VerticalCenter);
    let head = boxed.clone().set_bold().set_align(FormatAlign::Center).set_text_wrap();
    let plain = Format::new();
    let right = Format::new().set_align(FormatAlign::Right);
    let title = Format::new().set_bold().set_font_size(18).set_align(FormatAlign::Center);
    sheet.set_name(sheet_name(&spec.sheet_name, &[]))?;
    sheet.set_paper_size(A4).set_landscape().set_print_fit_to_pages(1, 0);
    for (column, width) in (0u16..).zip(&spec.widths) {
        sheet.set_column_width(column, *width)?;
    }
    let last =
        u16::try_from(spec.widths.len()).map_err(|_| XlsxError::RowColumnLimitError)?.saturating_sub(1);
    across(sheet, 0, (0, last), &spec.title, &title)?;
    let middle = last / 2;
    across(sheet, 1, (0, middle), &spec.above_left, &plain)?;
    across(sheet, 1, (middle + 1, last), &spec.above_right, &right)?;
    let deep = spec.heads.iter().map(|head| head.row + head.rows).max().unwrap_or(0);
    for FormHead { text, row, column, rows, columns } in &spec.heads {
        let (first, below, right) = (row + 2, row + rows + 1, column + columns - 1);
        if *rows > 1 || *columns > 1 {
            sheet.merge_range(first, *column, below, right, text, &head)?;
        } else {
            sheet.write_string_with_format(first, *column, text, &head)?;
        }
    }
    let body = deep + 2;
    sheet.set_freeze_panes(body, 1)?;
    sheet.set_repeat_rows(2, body.saturating_sub(1))?;
    let mut next = body;
    for (depth, cells) in rows {
        for (column, cell) in (0u16..).zip(cells) {
            let format = if column == 0 { boxed.clone().set_indent(*depth) } else { boxed.clone() };
            match cell {
                OutCell::Empty => sheet.write_blank(next, column, &format)?,
                OutCell::Text(text) => {
                    sheet.write_string_with_format(next, column, text.as_ref(), &format)?
                }
                OutCell::Number(number) => sheet.write_number_with_format(next, column, *number, &format)?,
                OutCell::Date(day) => {
                    sheet.write_string_with_format(next, column, day.to_string(), &format)?
                }
            };
        }
        next += 1;
    }
    across(sheet, next, (0, last), &spec.below, &plain)?;
    for (row, note) in (next + 1..).zip(&spec.notes) {
        across(sheet, row, (0, last), note, &plain)?;
    }
    Ok(())
}

/// One text over several columns.
fn across(
    sheet: &mut Worksheet,
    row: u32,
    (from, to): (u16, u16),
    text: &str,
    format: &Format,
) -> Result<(), XlsxError> {
    if to > from {
        sheet.merge_range(row, from, row, to, text, format)?;
    } else if to == from {
        sheet.write_string_with_format(row, from, text, format)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_form_is_a_workbook_and_holds_its_figures() {
        let head = |text: &str, row, column, rows, columns| FormHead {
            text: text.into(),
            row,
            column,
            rows,
            columns,
        };
        let spec = FormSpec {
            sheet_name: "变化".into(),
            title: "两年数字变化".into(),
            above_left: "填报单位：长庆县".into(),
            above_right: "单位：人".into(),
            heads: vec![
                head("类别", 0, 0, 2, 1),
                head("减少", 0, 1, 1, 2),
                head("去世", 1, 1, 1, 1),
                head("转出", 1, 2, 1, 1),
            ],
            widths: vec![20.0, 10.0, 10.0],
            below: "单位负责人：　　填报人：".into(),
            notes: vec!["说明".into()],
        };
        let rows = [(0, vec![OutCell::from("合计"), OutCell::Number(3.0), OutCell::Number(1.0)])];
        let bytes = write_form(&spec, &rows, date(2026, 12, 31)).unwrap();
        let mut book = crate::Workbook::open(bytes, crate::Limits::default()).unwrap();
        let name = book.sheets()[0].name.clone();
        assert_eq!(name, "变化");
        let mut shown = Vec::new();
        let mut rows = book.rows(0).unwrap();
        while let Some(row) = rows.next_row().unwrap() {
            shown.push(row.cells.iter().map(|cell| cell.shown().into_owned()).collect::<Vec<_>>());
        }
        assert!(shown.iter().any(|row| row == &["合计", "3", "1"]), "{shown:?}");
    }
}
