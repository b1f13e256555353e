//! The sheet that goes to the bank.

use cq_platform::{Error, Result, web::Ui};
use cq_sheet::{ColumnKind, OutCell, TableColumn, TableSpec, write_table};
use jiff::civil::Date;

use super::store::{Line, Listed};

/// Who issues it, who took it, and when.
pub(super) struct Issued<'i> {
    /// The bureau.
    pub bureau: &'i str,
    /// Who took it.
    pub clerk: &'i str,
    /// The day.
    pub today: Date,
}

/// 序号, 户名, 账号, 开户行, 金额, 附言: accounts as text, amounts as numbers in yuan.
pub(super) fn of(ui: &Ui, batch: &Listed, lines: &[Line], issued: &Issued<'_>) -> Result<Vec<u8>> {
    let column = |key, width, kind| TableColumn { header: ui.m(key).to_owned(), width, kind };
    let sum = cq_registry::task::brief::yuan(batch.fen);
    let spec = TableSpec {
        sheet_name: ui.m("relief-sheet-name").to_owned(),
        title: Some(
            ui.a2("relief-sheet-title", "bureau", issued.bureau, "number", &batch.number).into_owned(),
        ),
        numbered: Some(ui.m("relief-sheet-number").to_owned()),
        columns: vec![
            column("relief-sheet-payee", 16.0, ColumnKind::Text),
            column("relief-sheet-account", 26.0, ColumnKind::Text),
            column("relief-sheet-bank", 28.0, ColumnKind::Text),
            column("relief-sheet-yuan", 14.0, ColumnKind::Number),
            column("relief-sheet-reference", 22.0, ColumnKind::Text),
        ],
        footer: vec![
            ui.a2("relief-sheet-sum", "n", batch.count, "yuan", sum).into_owned(),
            ui.a2("relief-sheet-issued", "bureau", issued.bureau, "clerk", issued.clerk).into_owned(),
            ui.a1("relief-sheet-day", "day", ui.day(&issued.today)).into_owned(),
        ],
    };
    let rows = lines.iter().map(|line| {
        [
            OutCell::from(line.payee.name.as_str()),
            OutCell::from(line.payee.account.digits()),
            OutCell::from(line.payee.bank.as_str()),
            OutCell::Number(in_yuan(line.fen)),
            OutCell::from(line.reference.as_str()),
        ]
    });
    write_table(&spec, rows, issued.today).map_err(Error::internal)
}

/// Fen as a number of yuan: exact to the fen, since no posting comes near the fifteen digits that a number keeps.
#[allow(clippy::cast_precision_loss, reason = "below 2^53")]
fn in_yuan(fen: i64) -> f64 {
    fen as f64 / 100.0
}
