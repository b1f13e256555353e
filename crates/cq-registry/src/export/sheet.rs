//! Rows of a list written as a sheet: stored values in the words of the ledger, within bounded memory. Text leaves row by row;
//! a workbook is put together in a file of its own first, since its table of contents stands at its end.

use std::{
    io::{Seek, Write},
    sync::atomic::{AtomicUsize, Ordering},
};

use cq_calendar::PartialDate;
use cq_platform::{
    Error, Result,
    actor::Act,
    db::Conn,
    form::Form,
    messages::{Lang, Messages},
};
use cq_sheet::{ColumnKind, CsvOut, OutCell, TableColumn, TableSpec, TableWriter};

use super::{Chosen, Export, Format};
use crate::intake::{Column, FieldChange, Shown};

/// Rows of a workbook after which it is looked whether anybody still waits for it.
const BETWEEN_LOOKS: usize = 256;

/// What stands around the table.
#[derive(Debug, Clone, Default)]
pub struct Frame {
    /// Above it.
    pub title: String,
    /// Lines below it: 填报单位, 填报人, 日期.
    pub footer: Vec<String>,
    /// Header of the first column (序号).
    pub number: String,
}

/// A column on its way out.
struct Out {
    column: &'static Column,
    /// Only a part of each value is shown.
    is_masked: bool,
}

/// What is to be written.
pub struct Job<'j> {
    /// The list.
    pub export: &'j dyn Export,
    /// For whom.
    pub act: &'j Act,
    /// The words of the ledger.
    pub messages: &'j Messages,
    /// What of the list.
    pub narrow: &'j Form,
    /// Which columns, in this order.
    pub columns: Chosen<'j>,
    /// As what.
    pub format: Format,
    /// How many rows have gone out so far.
    pub rows: &'j AtomicUsize,
}

/// Writes the list to `file`, and stops when it takes no more.
pub fn write(conn: &Conn<'_>, job: &Job<'_>, frame: Frame, file: &mut dyn Write) -> Result<()> {
    let may_unmask = job.export.may_unmask(job.act);
    let is_out =
        |column: &&&Column| may_unmask || column.shown == Shown::Masked || !is_sealed(job.export, column);
    let out: Vec<Out> = job
        .columns
        .iter()
        .filter(is_out)
        .map(|column| Out { column, is_masked: !may_unmask && is_sealed(job.export, column) })
        .collect();
    match job.format {
        Format::Xlsx => xlsx(conn, job, &out, frame, file),
        Format::Csv => csv(conn, job, &out, file),
    }
}

fn is_sealed(export: &dyn Export, column: &Column) -> bool {
    export.is_sealed(column.spec.key)
}

/// The header by which the ledger knows the column in any language of the interface.
pub(super) fn header(column: &Column) -> &'static str {
    column.spec.synonyms.first().copied().unwrap_or(column.spec.key)
}

fn xlsx(conn: &Conn<'_>, job: &Job<'_>, out: &[Out], frame: Frame, file: &mut dyn Write) -> Result<()> {
    let table = |out: &Out| TableColumn {
        header: header(out.column).to_owned(),
        width: width(out.column),
        kind: if out.column.shown == Shown::Day { ColumnKind::Date } else { ColumnKind::Text },
    };
    let spec = TableSpec {
        sheet_name: job.messages.say(Lang::Zh, "export-sheet").to_owned(),
        title: Some(frame.title),
        numbered: Some(frame.number),
        columns: out.iter().map(table).collect(),
        footer: frame.footer,
    };
    let mut writer = TableWriter::new(job.act.today()).map_err(Error::internal)?;
    let mut open = writer.begin(&spec).map_err(Error::internal)?;
    job.export.each(conn, job.act, job.narrow, job.columns, &mut |row| {
        if job.rows.fetch_add(1, Ordering::Relaxed).is_multiple_of(BETWEEN_LOOKS) {
            file.flush().map_err(Error::internal)?;
        }
        open.row(out.iter().map(|out| cell(job.messages, out, row))).map_err(Error::internal)
    })?;
    open.end().map_err(Error::internal)?;
    let mut whole = tempfile::tempfile().map_err(Error::internal)?;
    writer.finish_into(&mut whole).map_err(Error::internal)?;
    whole.rewind().map_err(Error::internal)?;
    std::io::copy(&mut whole, file).map_err(Error::internal).map(drop)
}

fn csv(conn: &Conn<'_>, job: &Job<'_>, out: &[Out], file: &mut dyn Write) -> Result<()> {
    let headers: Vec<&str> = out.iter().map(|out| header(out.column)).collect();
    let mut lines = CsvOut::new(&headers);
    job.export.each(conn, job.act, job.narrow, job.columns, &mut |row| {
        job.rows.fetch_add(1, Ordering::Relaxed);
        lines.row(out.iter().map(|out| text(job.messages, out, row).unwrap_or_default()));
        file.write_all(&lines.take()).map_err(Error::internal)
    })?;
    file.write_all(&lines.finish()).map_err(Error::internal)
}

fn cell(messages: &Messages, out: &Out, row: &[FieldChange]) -> OutCell<'static> {
    let Some(text) = text(messages, out, row) else { return OutCell::Empty };
    match out.column.shown {
        Shown::Day => text.parse::<PartialDate>().map_or_else(|_| OutCell::from(text), OutCell::from),
        _ => OutCell::from(text),
    }
}

/// The value as the ledger has it.
fn text(messages: &Messages, out: &Out, row: &[FieldChange]) -> Option<String> {
    let field = row.iter().find(|field| field.field == out.column.spec.key)?;
    let value = field.after.as_deref()?;
    Some(match out.column.shown {
        _ if out.is_masked => masked(value),
        Shown::Words(family) => {
            let word = |word: &str| {
                let key = format!("{family}-{word}");
                let said = messages.say(Lang::Zh, &key);
                if said == key { word.to_owned() } else { said.to_owned() }
            };
            value.split_whitespace().map(word).collect::<Vec<_>>().join("、")
        }
        Shown::Plain | Shown::Day | Shown::Masked => value.to_owned(),
    })
}

/// The first three and the last four characters.
fn masked(value: &str) -> String {
    let count = value.chars().count();
    let shown = |at: usize| at < 3 || at + 4 >= count;
    let sign = |(at, c): (usize, char)| if count > 10 && shown(at) { c } else { '*' };
    value.chars().enumerate().map(sign).collect()
}

/// Half-width characters of the default font.
fn width(column: &Column) -> f64 {
    let header = header(column).chars().count() as f64 * 2.2 + 2.0;
    let content: f64 = match (column.shown, column.spec.key) {
        (Shown::Masked, _) => 22.0,
        (Shown::Day, _) => 12.0,
        (_, "address" | "health_note" | "remark" | "conditions" | "unit" | "group") => 30.0,
        (_, "phone") => 16.0,
        _ => 10.0,
    };
    content.max(header)
}

#[cfg(test)]
mod tests {
    use super::masked;

    #[test]
    fn a_masked_id_can_be_told_from_another_and_not_read() {
        assert_eq!(masked("440524188001010014"), "440***********0014");
        assert_eq!(masked("1234567"), "*******");
    }
}
