//! A table on paper.

use cq_paper::{Align, Column, Entry, Foot, Head, NameList, Orientation};
use cq_platform::web::Ui;

use super::{
    model::table::{self, ChangeColumn, Kind, Span},
    pages::export::Sheet,
};
use crate::paper;

/// The document; heads in two rows as the official tables have them; differences stand below it, by name.
pub(super) fn document(ui: &Ui, sheet: &Sheet) -> NameList {
    let table = &sheet.table;
    let labels: Vec<String> = match table.kind {
        Kind::Change => ChangeColumn::ALL.iter().map(|column| ui.w("report-change", column)).collect(),
        kind => table::columns(kind).iter().map(|column| ui.m(&column.label).to_owned()).collect(),
    };
    let figures = labels.into_iter().map(|label| Column { label, share: 3, align: Align::End });
    let first = Column { label: ui.w("report-rows", table.kind), share: 6, align: Align::Start };
    let mut rows: Vec<Vec<String>> = Vec::new();
    for (row, counts) in &table.rows {
        let label = format!("{}{}", "\u{3000}".repeat(usize::from(row.depth)), ui.m(&row.label));
        rows.push(std::iter::once(label).chain(counts.iter().map(|count| ui.n(*count))).collect());
    }
    let head = |Span { label, column, columns, rows, .. }: Span| Head {
        label: ui.m(&label).to_owned(),
        column,
        columns,
        rows,
    };
    let entry = |key: &str, value: Option<String>| Entry { label: ui.m(key).to_owned(), value };
    NameList {
        imprint: paper::imprint(&sheet.bureau, sheet.today),
        title: ui.w("report-title", table.kind),
        subtitle: Some(ui.a1("report-as-of", "day", ui.day(&table.day)).into_owned()),
        count_line: None,
        no_rows: ui.m("report-nobody").to_owned(),
        orientation: Orientation::Landscape,
        columns: std::iter::once(first).chain(figures).collect(),
        heads: table::heads(table.kind).into_iter().map(head).collect(),
        rows,
        notes: sheet.notes.clone(),
        foot: Foot {
            entries: vec![
                entry("paper-issued-by", Some(sheet.bureau.clone())),
                entry("report-head", None),
                entry("paper-printed-by", Some(sheet.clerk.clone())),
                entry("paper-date", Some(ui.day(&sheet.today))),
            ],
            page_pattern: ui.m("paper-pages").to_owned(),
        },
    }
}
