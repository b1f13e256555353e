//! The rows that could not be taken in, as a file to be mended and brought again.

use cq_platform::{
    Error, Result,
    actor::Act,
    db::Conn,
    messages::{Lang, Messages},
    web::App,
};
use cq_sheet::{FailedRow, FailedSheet, OutCell, write_failed_rows};

use super::{
    actions,
    any_ledger::AnyLedger,
    engine::RawCell,
    layout::Layout,
    model::{Detail, Intake, Outcome, Row},
    report::place,
    store,
};

/// Headers that are never taken for data, in every language: that of the column in which failed rows carry their errors, and those
/// that only go out.
pub(super) fn reserved(app: &App, ledger: &dyn AnyLedger) -> Vec<String> {
    let failed = Lang::ALL.iter().map(|lang| app.messages.say(*lang, "intake-failed-header"));
    let out = ledger.out_only().iter().flat_map(|column| column.spec.synonyms).copied();
    failed.chain(out).map(str::to_owned).collect()
}

/// Writes the file.
pub(super) fn file(
    conn: &Conn<'_>,
    act: &Act,
    messages: &Messages,
    lang: Lang,
    intake: &Intake,
) -> Result<Vec<u8>> {
    let layout = actions::layout(intake)?;
    let mut sheets: Vec<FailedSheet<'static>> = Vec::new();
    let mut after = 0;
    loop {
        let rows = store::rows_after(conn, act.bureau(), intake.id, Outcome::Wrong, after, 1_000)?;
        let Some(last) = rows.last() else { break };
        after = last.number;
        for row in rows {
            let detail = actions::detail(act, intake.id, &row)?;
            let failed =
                FailedRow { errors: said(messages, lang, &layout, &row, &detail), cells: cells(detail.raw) };
            match sheets.iter_mut().find(|sheet| *sheet.sheet_name == *row.sheet) {
                Some(sheet) => sheet.rows.push(failed),
                None => {
                    let headers =
                        layout.sheet(&row.sheet).map(super::layout::Sheet::headers).unwrap_or_default();
                    sheets.push(FailedSheet {
                        sheet_name: row.sheet.to_string(),
                        headers,
                        rows: vec![failed],
                    });
                }
            }
        }
    }
    let header = messages.say(lang, "intake-failed-header");
    write_failed_rows(header, sheets, act.today()).map_err(Error::internal)
}

fn said(messages: &Messages, lang: Lang, layout: &Layout, row: &Row, detail: &Detail) -> String {
    let one = |error: &super::model::KeptError| {
        let sentence = messages.tell(lang, &error.text()).into_owned();
        match place(layout, &row.sheet, error.column.as_deref()) {
            Some((_, header)) => format!("{header}: {sentence}"),
            None => sentence,
        }
    };
    detail.errors.iter().map(one).collect::<Vec<_>>().join("\n")
}

fn cells(raw: Vec<RawCell>) -> Vec<OutCell<'static>> {
    let cells = raw.into_iter();
    cells
        .map(|cell| match cell {
            RawCell::Empty => OutCell::Empty,
            RawCell::Text(text) => OutCell::from(text),
            RawCell::Number(number) => OutCell::Number(number),
        })
        .collect()
}
