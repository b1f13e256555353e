//! One way through a file, for the check and for the taking in alike: rows are streamed and read on one thread, held against
//! the registry in chunks and, if asked for, written on another, so that the one parses while the other asks the database.

use std::{
    collections::HashMap,
    sync::{Arc, mpsc},
    thread,
};

use cq_platform::{
    Error, Result,
    actor::Act,
    db::{Conn, Tx},
    messages::Text,
};
use cq_sheet::{CellValue, RowKind, RowRef, Workbook};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    cells::Cells,
    gone::{self, Compared, Endings, Met, Scopes},
    layout::{Layout, Sheet, no_header, refused},
    ledger::{Applied, CHUNK, CellError, Column, Errors, Finding, Head, Ledger, Place, Read, Verdict},
    naming::Unknown,
    tie,
};

/// A file on its way in.
pub struct File<'f> {
    /// Opened.
    pub book: &'f mut Workbook,
    /// What its columns mean.
    pub layout: &'f Layout,
    /// What is gone and is to end.
    pub endings: &'f Endings,
}

/// A row that has been through.
#[derive(Debug)]
pub struct Passed {
    /// Where it stands.
    pub place: Place,
    /// What to call it.
    pub label: String,
    /// The row as it was, if it is wrong: to be mended.
    pub raw: Vec<RawCell>,
    /// What becomes of it.
    pub verdict: Verdict,
    /// What was written, if it was.
    pub applied: Option<Applied>,
    /// Only what the row says of two at once is wrong: the row itself has been through.
    pub is_only_a_tie: bool,
}

/// What a pass leaves besides its rows.
pub struct Ended {
    /// Rows by what they are a list of.
    pub scopes: Scopes,
    /// How they were held against earlier ledgers.
    pub compared: Compared,
    /// Names that the registry does not have.
    pub unknown: Vec<Unknown>,
}

/// Is given each row in turn.
pub type Take<'t> = dyn FnMut(Passed) -> Result<()> + 't;

/// A cell as it was, to be written once more.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RawCell {
    /// Nothing.
    Empty,
    /// Text, or what another kind of cell shows.
    Text(String),
    /// A number.
    Number(f64),
}

/// A row waiting for the rest of its chunk.
struct Waiting<R> {
    place: Place,
    label: String,
    raw: Vec<RawCell>,
    read: std::result::Result<R, Vec<CellError>>,
}

/// Chunks that may be read ahead of the one in hand.
const AHEAD: usize = 4;

pub(super) fn pass<L: Ledger>(
    ledger: &L,
    conn: &Conn<'_>,
    tx: Option<&Tx<'_>>,
    act: &Act,
    file: &mut File<'_>,
    take: &mut Take<'_>,
) -> Result<Ended> {
    let mut session = ledger.begin(conn, act)?;
    let head = Head { columns: file.layout.keys(), as_of: file.layout.as_of };
    ledger.headed(&mut session, &head);
    if let Some(naming) = ledger.naming(&mut session) {
        naming.agree(&file.layout.agreed);
    }
    let mut pass = Pass { ledger, conn, tx, act, session, firsts: HashMap::new(), met: Met::default(), take };
    let (book, layout, writes) = (&mut *file.book, file.layout, tx.is_some());
    thread::scope(|scope| {
        let (give, chunks) = mpsc::sync_channel(AHEAD);
        let read = move || Reading { ledger, act, writes, give }.file(book, layout);
        let reading = thread::Builder::new()
            .name("cq-intake".into())
            .spawn_scoped(scope, read)
            .map_err(Error::internal)?;
        // Leaving early ends the reading too: nobody is left to be given chunks.
        for chunk in chunks {
            pass.chunk(chunk)?;
        }
        // A file may bring its reader down.
        reading.join().map_err(|_| Error::refused("intake-file-damaged"))?
    })?;
    let compared = pass.gone(file.endings)?;
    // Ties need room of their own.
    pass.firsts = HashMap::new();
    file.book.rest();
    pass.ties(file)?;
    pass.end(compared)
}

/// Streams rows and says what each means, without a look at the registry.
struct Reading<'r, L: Ledger> {
    ledger: &'r L,
    act: &'r Act,
    writes: bool,
    give: mpsc::SyncSender<Vec<Waiting<L::Row>>>,
}

impl<L: Ledger> Reading<'_, L> {
    fn file(&self, book: &mut Workbook, layout: &Layout) -> Result<()> {
        let of_all = |sheet| self.ledger.of_all()?.of_sheet(layout, sheet);
        layout.sheets.iter().try_for_each(|sheet| self.sheet(book, sheet, of_all(sheet)))
    }

    fn sheet(&self, book: &mut Workbook, sheet: &Sheet, of_all: Option<&'static str>) -> Result<()> {
        let name: Arc<str> = sheet.name.as_str().into();
        if let Some(text) = unreadable(sheet, self.ledger.columns()) {
            let place = Place { sheet: name, row: sheet.header.map_or(sheet.first_row, |(first, _)| first) };
            let read = Err(vec![CellError::row(text)]);
            return self.chunk(vec![Waiting { place, label: String::new(), raw: Vec::new(), read }]);
        }
        let columns = meanings(sheet, self.ledger.columns());
        let head = sheet_head(sheet);
        let last_of_head = sheet.header.map_or(0, |(_, last)| last);
        let mut chunk = Vec::with_capacity(CHUNK);
        let mut rows = book.rows(sheet.index).map_err(refused)?;
        while let Some(row) = rows.next_row().map_err(refused)? {
            if row.number <= last_of_head || head.kind(&row) != RowKind::Data {
                continue;
            }
            let cells = Cells { sheet: &sheet.name, of_all, row, columns: &columns };
            if cells.is_empty() {
                continue;
            }
            chunk.push(self.row(&name, &cells)?);
            if chunk.len() == CHUNK {
                self.chunk(std::mem::replace(&mut chunk, Vec::with_capacity(CHUNK)))?;
            }
        }
        self.chunk(chunk)
    }

    fn row(&self, sheet: &Arc<str>, cells: &Cells<'_>) -> Result<Waiting<L::Row>> {
        let mut errors = Errors::default();
        let mut row = self.ledger.read(self.act, cells, &mut errors).filter(|_| errors.0.is_empty());
        if let Some(row) = row.as_mut().filter(|_| self.writes) {
            self.ledger.prepare(self.act, row)?;
        }
        Ok(Waiting {
            place: Place { sheet: sheet.clone(), row: cells.row.number },
            label: self.ledger.label(cells),
            raw: raw(&cells.row),
            read: row.ok_or(errors.0),
        })
    }

    fn chunk(&self, chunk: Vec<Waiting<L::Row>>) -> Result<()> {
        // Nobody takes chunks any more once something has gone wrong; what that was is told there.
        self.give.send(chunk).map_err(|_| Error::Conflict)
    }
}

struct Pass<'p, L: Ledger> {
    ledger: &'p L,
    conn: &'p Conn<'p>,
    tx: Option<&'p Tx<'p>>,
    act: &'p Act,
    session: L::Session,
    /// Key or subject of rows gone through, and where they stand.
    firsts: HashMap<Same, Place>,
    met: Met,
    take: &'p mut Take<'p>,
}

#[derive(PartialEq, Eq, Hash)]
enum Same {
    Key(Box<str>),
    Subject(Uuid),
}

impl<L: Ledger> Pass<'_, L> {
    fn chunk(&mut self, chunk: Vec<Waiting<L::Row>>) -> Result<()> {
        let mut rows = Vec::with_capacity(chunk.len());
        let mut rest = Vec::with_capacity(chunk.len());
        for Waiting { place, label, raw, read } in chunk {
            let wrong = match read {
                Ok(row) => {
                    rows.push(Read { place: place.clone(), row });
                    None
                }
                Err(errors) => Some(Verdict::Wrong(errors)),
            };
            rest.push((place, label, raw, wrong));
        }
        let findings = self.ledger.check(self.conn, self.act, &mut self.session, &rows)?;
        if findings.len() != rows.len() {
            return Err(Error::internal(format!("{}: a finding for each row", self.ledger.kind())));
        }
        let verdicts: Vec<Verdict> =
            findings.into_iter().zip(&rows).map(|(finding, row)| self.once(finding, &row.place)).collect();
        let mut applied = self.write(&rows, &verdicts)?.into_iter();
        let mut verdicts = verdicts.into_iter();
        for (place, label, raw, wrong) in rest {
            let verdict = match wrong {
                Some(verdict) => verdict,
                None => verdicts.next().ok_or(Error::NotFound)?,
            };
            let is_written = matches!(verdict, Verdict::New(_) | Verdict::Changed { .. });
            let applied = if is_written { applied.next() } else { None };
            self.meet(&label, &verdict);
            let raw = if matches!(verdict, Verdict::Wrong(_)) { raw } else { Vec::new() };
            (self.take)(Passed { place, label, raw, verdict, applied, is_only_a_tie: false })?;
        }
        Ok(())
    }

    /// A row that stands further up already is wrong, and names the first.
    fn once(&mut self, finding: Finding, place: &Place) -> Verdict {
        let Finding { key, verdict, scope } = finding;
        if let Some(scope) = scope {
            *self.met.scopes.entry(scope).or_default() += 1;
        }
        let subject = match &verdict {
            Verdict::Wrong(_) | Verdict::Gone(_) | Verdict::Tie { .. } => return verdict,
            Verdict::New(_) => None,
            Verdict::Changed { subject, .. } | Verdict::Same { subject } => Some(*subject),
        };
        let key = Some(key).filter(|key| !key.is_empty()).map(|key| Same::Key(key.into()));
        let same: Vec<Same> = key.into_iter().chain(subject.map(Same::Subject)).collect();
        if let Some(first) = same.iter().find_map(|same| self.firsts.get(same)) {
            let text =
                Text::new("intake-row-repeated").with("sheet", first.sheet.as_ref()).with("row", first.row);
            return Verdict::Wrong(vec![CellError::row(text)]);
        }
        self.firsts.extend(same.into_iter().map(|same| (same, place.clone())));
        verdict
    }

    /// Keeps what a row was, to know what is missing.
    fn meet(&mut self, label: &str, verdict: &Verdict) {
        match verdict {
            Verdict::Changed { subject, .. } | Verdict::Same { subject } => {
                self.met.subjects.insert(*subject);
            }
            Verdict::Wrong(_) => {
                self.met.wrong.insert(gone::bare(label));
            }
            Verdict::New(_) => {
                self.met.new.insert(gone::bare(label));
            }
            Verdict::Gone(_) | Verdict::Tie { .. } => {}
        }
    }

    /// Gives what is gone as rows of their own, and ends what is to end.
    fn gone(&mut self, endings: &Endings) -> Result<Compared> {
        let (all, compared) = gone::find(self.ledger, self.conn, self.act, &self.met)?;
        for (place, mut gone) in all {
            let subject = gone.standing.subject;
            let mut applied = None;
            if let Some(on) = endings.get(&subject) {
                gone.changes = vec![gone::ending(*on)];
                if let Some(tx) = self.tx {
                    let (done, changes) = self.ledger.end_gone(tx, self.act, subject, *on)?;
                    (applied, gone.changes) = (Some(done), changes);
                }
            }
            let (label, raw) = (gone.standing.label.clone(), Vec::new());
            let verdict = Verdict::Gone(gone);
            (self.take)(Passed { place, label, raw, verdict, applied, is_only_a_tie: false })?;
        }
        Ok(compared)
    }

    /// Gives ties as rows of their own, last, so that undoing takes them back first.
    fn ties(&mut self, file: &mut File<'_>) -> Result<()> {
        let Pass { ledger, conn, tx, act, session, take, .. } = self;
        let ties = ledger.ties(conn, *tx, act, session)?;
        tie::passed(file.book, file.layout, ties)?.try_for_each(take)
    }

    fn end(mut self, compared: Compared) -> Result<Ended> {
        if let Some(tx) = self.tx {
            self.ledger.end(tx, self.act, &mut self.session)?;
        }
        let unknown =
            self.ledger.naming(&mut self.session).map(|naming| naming.unknown()).unwrap_or_default();
        Ok(Ended { scopes: self.met.scopes, compared, unknown })
    }

    fn write(&mut self, rows: &[Read<L::Row>], verdicts: &[Verdict]) -> Result<Vec<Applied>> {
        let Some(tx) = self.tx else { return Ok(Vec::new()) };
        let written = rows
            .iter()
            .zip(verdicts)
            .filter(|(_, verdict)| matches!(verdict, Verdict::New(_) | Verdict::Changed { .. }));
        let written: Vec<_> = written.collect();
        if written.is_empty() {
            return Ok(Vec::new());
        }
        let applied = self.ledger.apply(tx, self.act, &mut self.session, &written)?;
        if applied.len() == written.len() {
            Ok(applied)
        } else {
            Err(Error::internal("an answer for each row written"))
        }
    }
}

/// Why no row of the sheet can be read.
fn unreadable(sheet: &Sheet, columns: &[Column]) -> Option<Text> {
    if sheet.header.is_none() {
        return Some(no_header());
    }
    let missing = sheet.missing(columns);
    let first = missing.first()?;
    Some(Text {
        key: "intake-sheet-lacks-column",
        args: vec![("column", cq_platform::messages::Arg::Message(first))],
    })
}

fn meanings(sheet: &Sheet, columns: &'static [Column]) -> Vec<(&'static str, usize)> {
    columns
        .iter()
        .filter_map(|column| Some((column.spec.key, sheet.column(column.spec.key)?.index)))
        .collect()
}

/// The header as the sheet library knows it, to tell repeated headers and footers from records.
fn sheet_head(sheet: &Sheet) -> cq_sheet::HeaderMatch {
    let (first_row, last_row) = sheet.header.unwrap_or_default();
    let columns = sheet.columns.iter().map(|column| cq_sheet::HeaderColumn {
        index: column.index,
        text: column.text.clone(),
        // Which key does not matter here, only that the column means something.
        meaning: column.key.as_ref().map(|_| ("", cq_sheet::Confidence::Chosen)),
        reserved: column.reserved,
    });
    cq_sheet::HeaderMatch { first_row, last_row, columns: columns.collect() }
}

pub(super) fn raw(row: &RowRef<'_>) -> Vec<RawCell> {
    let cells = row.cells.iter();
    cells
        .map(|cell| match &cell.value {
            CellValue::Empty => RawCell::Empty,
            CellValue::Text(text) => RawCell::Text(text.clone().into_owned()),
            CellValue::Number(number) => RawCell::Number(*number),
            _ => RawCell::Text(cell.shown().into_owned()),
        })
        .collect()
}
