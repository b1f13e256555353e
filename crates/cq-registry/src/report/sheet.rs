//! A table as a workbook in the official layout: title, 填报单位, merged heads, figures, the line that is signed.

use cq_platform::web::Ui;
use cq_sheet::{FormHead, FormRow, FormSpec, OutCell, WriteError, write_form};

use super::{
    model::table::{self, Head, Span},
    pages::export::Sheet,
};

/// The file.
pub(super) fn write(ui: &Ui, sheet: &Sheet) -> Result<Vec<u8>, WriteError> {
    let table = &sheet.table;
    let head = |Span { label, row, column, rows, columns }: Span| FormHead {
        text: ui.m(&label).to_owned(),
        row,
        column,
        rows,
        columns,
    };
    let width = table.rows.first().map_or(0, |(_, counts)| counts.len());
    let spec = FormSpec {
        sheet_name: ui.w("report-kind", table.kind),
        title: ui.w("report-title", table.kind),
        above_left: ui.a1("report-issued-by", "bureau", sheet.bureau.clone()).into_owned(),
        above_right: ui.a1("report-as-of", "day", ui.day(&table.day)).into_owned(),
        heads: table::heads(table.kind).into_iter().map(head).collect(),
        widths: std::iter::once(26.0).chain(std::iter::repeat_n(11.0, width)).collect(),
        below: ui.a2("report-signed", "clerk", sheet.clerk.clone(), "day", ui.day(&sheet.today)).into_owned(),
        notes: sheet.notes.clone(),
    };
    let row = |(row, counts): &(Head, Vec<i64>)| -> FormRow<'static> {
        let label = OutCell::from(ui.m(&row.label).to_owned());
        let counts = counts.iter().map(|count| OutCell::Number(*count as f64));
        (row.depth, std::iter::once(label).chain(counts).collect())
    };
    write_form(&spec, &table.rows.iter().map(row).collect::<Vec<_>>(), sheet.today)
}
