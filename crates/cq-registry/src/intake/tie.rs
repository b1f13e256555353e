//! Ties: what a file says of two of its subjects at once, such as who is married to whom. Only the whole file tells, so they come
//! after all rows, in rows of their own; what cannot be told is wrong at its cell, and holds up nothing but the tie.

use std::collections::{HashMap, HashSet};

use cq_platform::{Error, Result};
use cq_sheet::Workbook;

use super::{
    engine::{Passed, RawCell, raw},
    layout::{Layout, refused},
    ledger::{Applied, CellError, FieldChange, Place, Verdict},
};

/// What a cell says of its row's subject and another.
#[derive(Debug)]
pub struct Tied {
    /// Where it stands.
    pub place: Place,
    /// What the row is called.
    pub label: String,
    /// What will be, or what keeps it from being, at the cell.
    pub said: CellError,
    /// What becomes of it.
    pub tie: Tie,
}

/// What becomes of a tie.
#[derive(Debug)]
pub enum Tie {
    /// The registry does not have it.
    New(Tying),
    /// The registry has it, or will by another cell.
    Known {
        /// Where it can be looked at.
        href: String,
    },
    /// It cannot be told.
    Wrong,
}

/// A tie that the registry does not have yet.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Tying {
    /// Where it can be looked at; empty where nothing is yet.
    pub href: String,
    /// What was written, if it was.
    pub applied: Option<Applied>,
    /// What undoing has to know.
    pub changes: Vec<FieldChange>,
}

/// All that a file says of two of its subjects.
#[derive(Default)]
pub struct Ties<'t> {
    /// What cannot be told, in the order of the rows.
    pub wrong: Vec<Tied>,
    /// What is new, then what is known; made one by one, since a large ledger has more of them than people.
    pub right: Right<'t>,
}

/// Ties of which nothing is wrong.
pub struct Right<'t>(pub Box<dyn Iterator<Item = Tied> + 't>);

impl Default for Right<'_> {
    fn default() -> Self {
        Right(Box::new(std::iter::empty()))
    }
}

/// Makes rows of ties: first what is wrong, with the cells of its row to be mended, then the rest.
pub(super) fn passed<'t>(
    book: &mut Workbook,
    layout: &Layout,
    ties: Ties<'t>,
) -> Result<impl Iterator<Item = Passed> + 't> {
    let wrong = wrong(book, layout, ties.wrong)?;
    Ok(wrong.into_iter().chain(ties.right.0.map(Tied::passed)))
}

/// Rows to be mended, each once, with all that is wrong in it.
fn wrong(book: &mut Workbook, layout: &Layout, ties: Vec<Tied>) -> Result<Vec<Passed>> {
    let mut raws = raws(book, layout, &ties.iter().map(|tied| tied.place.clone()).collect())?;
    let mut rows: Vec<Passed> = Vec::with_capacity(ties.len());
    for tied in ties {
        if let Some(Passed { verdict: Verdict::Wrong(errors), .. }) =
            rows.last_mut().filter(|row| row.place == tied.place)
        {
            errors.push(tied.said);
            continue;
        }
        let raw = raws.remove(&tied.place).unwrap_or_default();
        rows.push(Passed { raw, is_only_a_tie: true, ..tied.passed() });
    }
    Ok(rows)
}

impl Tied {
    fn passed(self) -> Passed {
        let Tied { place, label, said, tie } = self;
        let mut applied = None;
        let verdict = match tie {
            Tie::Wrong => Verdict::Wrong(vec![said]),
            Tie::New(tying) => {
                applied = tying.applied;
                Verdict::Tie { said, is_known: false, href: tying.href, changes: tying.changes }
            }
            Tie::Known { href } => Verdict::Tie { said, is_known: true, href, changes: Vec::new() },
        };
        Passed { place, label, raw: Vec::new(), verdict, applied, is_only_a_tie: false }
    }
}

/// The cells of these rows, read once more: too many to be kept for all.
fn raws(
    book: &mut Workbook,
    layout: &Layout,
    wanted: &HashSet<Place>,
) -> Result<HashMap<Place, Vec<RawCell>>> {
    let mut raws = HashMap::new();
    let names: HashSet<&str> = wanted.iter().map(|place| place.sheet.as_ref()).collect();
    for sheet in layout.sheets.iter().filter(|sheet| names.contains(sheet.name.as_str())) {
        let name: std::sync::Arc<str> = sheet.name.as_str().into();
        let mut rows = book.rows(sheet.index).map_err(refused)?;
        while let Some(row) = rows.next_row().map_err(refused)? {
            let place = Place { sheet: name.clone(), row: row.number };
            if wanted.contains(&place) {
                raws.insert(place, raw(&row));
            }
        }
    }
    if raws.len() < wanted.len() {
        return Err(Error::internal("a row that was read is in the file no more"));
    }
    Ok(raws)
}
