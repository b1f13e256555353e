//! Which column of which sheet means what: found in the file, mended by a person.

use std::collections::{BTreeMap, BTreeSet};

use cq_platform::{
    Error, Result,
    messages::{Arg, Text},
};
use cq_sheet::{Confidence, HeadRow, HeaderMatch, SheetError, Workbook, find_header, header_at};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{
    fault,
    gone::Compared,
    ledger::Column,
    naming::{Agreed, Unknown},
    of_all::OfAll,
};

/// Rows from the top of a sheet in which its header is looked for.
const HEAD_ROWS: usize = 20;

/// Where a person found the header: sheet to row number.
pub type Heads = BTreeMap<String, u32>;

/// The layout of a whole file.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Layout {
    /// Every visible sheet that holds anything.
    pub sheets: Vec<Sheet>,
    /// What a person chose: header text to column key, or to nothing.
    pub chosen: BTreeMap<String, Option<String>>,
    /// Where a person found the header of a sheet.
    #[serde(default)]
    pub heads: Heads,
    /// The day whose state the file tells, where that is not the day on which it was brought.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub as_of: Option<Date>,
    /// What a person said of names that the registry does not have.
    #[serde(default)]
    pub agreed: Agreed,
    /// The names that it does not have.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unknown: Vec<Unknown>,
    /// How the file was held against earlier ones.
    #[serde(default)]
    pub compared: Compared,
    /// Rows that are right but for what they say of two at once.
    #[serde(default)]
    pub untied: i64,
    /// Sums up what the check found, to notice that the registry has changed since.
    pub findings: String,
}

/// One sheet.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Sheet {
    /// Position in the file, from 0.
    pub index: usize,
    /// Name; empty for a text file.
    pub name: String,
    /// First row that holds anything, from 1.
    pub first_row: u32,
    /// First and last row of the header; none if there is no header to be found.
    pub header: Option<(u32, u32)>,
    /// Its columns, from the left.
    pub columns: Vec<HeadedColumn>,
    /// What its title says of all its rows: see [`OfAll`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of_title: Option<String>,
}

/// A column with a header.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HeadedColumn {
    /// Position from 0 (A).
    pub index: usize,
    /// Its header.
    pub text: String,
    /// What it means.
    pub key: Option<String>,
    /// Whether that was certain, or chosen by a person.
    pub sure: bool,
    /// Written by this program itself.
    pub reserved: bool,
}

/// A header as the page shows it: the same text means the same on every sheet.
#[derive(Debug, Clone, PartialEq)]
pub struct Heading {
    /// The text.
    pub text: String,
    /// Column letters of the first sheet that has it.
    pub letter: String,
    /// What it means.
    pub key: Option<String>,
    /// Whether that is certain.
    pub sure: bool,
    /// On how many sheets.
    pub sheets: usize,
}

impl Sheet {
    /// Header and position of the column that means `key`.
    pub fn column(&self, key: &str) -> Option<&HeadedColumn> {
        self.columns.iter().find(|column| column.key.as_deref() == Some(key))
    }

    /// Titles of required columns that are not there.
    pub fn missing(&self, columns: &[Column]) -> Vec<&'static str> {
        let required = columns.iter().filter(|column| column.spec.required);
        required.filter(|column| self.column(column.spec.key).is_none()).map(|column| column.title).collect()
    }

    /// The headers by position, from A, for a file in the same shape.
    pub fn headers(&self) -> Vec<String> {
        let width = self.columns.iter().map(|column| column.index + 1).max().unwrap_or(0);
        let mut headers = vec![String::new(); width];
        for column in self.columns.iter().filter(|column| !column.reserved) {
            if let Some(slot) = headers.get_mut(column.index) {
                slot.clone_from(&column.text);
            }
        }
        headers
    }
}

impl Layout {
    /// Looks at the head of every sheet.
    pub fn find(
        book: &mut Workbook,
        columns: &[Column],
        of_all: Option<&OfAll>,
        reserved: &[String],
        chosen: &BTreeMap<String, Option<String>>,
        heads: &Heads,
    ) -> Result<Layout> {
        let reserved: Vec<&str> = reserved.iter().map(String::as_str).collect();
        let specs: Vec<_> = columns.iter().map(|column| column.spec).collect();
        let mut layout = Layout { chosen: chosen.clone(), heads: heads.clone(), ..Layout::default() };
        for (index, name) in visible(book) {
            let head = head(book, index)?;
            let Some(first_row) = head.first().map(|row| row.number) else { continue };
            let found = match heads.get(&name) {
                Some(number) => header_at(&head, *number, &specs, &reserved),
                None => find_header(&head, &specs, &reserved),
            };
            let found = found.map(|found| choose(found, columns, chosen));
            let first_of_head = found.as_ref().map_or(0, |found| found.first_row);
            let title = head.iter().take_while(|row| row.number < first_of_head).flat_map(|row| &row.texts);
            let title: Vec<&str> = title.map(String::as_str).chain([name.as_str()]).collect();
            layout.sheets.push(Sheet {
                of_title: of_all.and_then(|of_all| (of_all.read)(&title.join(" "))).map(str::to_owned),
                index,
                name,
                first_row,
                header: found.as_ref().map(|found| (found.first_row, found.last_row)),
                columns: found.map(headed).unwrap_or_default(),
            });
        }
        if layout.sheets.is_empty() {
            return Err(Error::refused("intake-file-blank"));
        }
        Ok(layout)
    }

    /// The keys of all columns that any sheet has.
    pub fn keys(&self) -> BTreeSet<&str> {
        self.sheets
            .iter()
            .flat_map(|sheet| &sheet.columns)
            .filter_map(|column| column.key.as_deref())
            .collect()
    }

    /// The sheets of which no header is known.
    pub fn headless(&self) -> impl Iterator<Item = &Sheet> {
        self.sheets.iter().filter(|sheet| sheet.header.is_none())
    }

    /// Refuses a file in which no sheet has a header, with what one needs: for whoever cannot point at a row.
    pub fn with_header(&self, columns: &[Column]) -> Result<()> {
        if self.headless().count() < self.sheets.len() {
            return Ok(());
        }
        let needed = columns.iter().find(|column| column.spec.required).map_or("", |column| column.title);
        let args = vec![("column", Arg::Message(needed))];
        Err(Error::Refused(Text { key: "intake-file-no-header", args }))
    }

    /// Every distinct header, in the order in which they are met.
    pub fn headings(&self) -> Vec<Heading> {
        let mut headings: Vec<Heading> = Vec::new();
        for column in self.sheets.iter().flat_map(|sheet| &sheet.columns).filter(|column| !column.reserved) {
            match headings.iter_mut().find(|heading| heading.text == column.text) {
                Some(heading) => {
                    heading.sheets += 1;
                    heading.sure &= column.sure;
                    heading.key = heading.key.take().or_else(|| column.key.clone());
                }
                None => headings.push(Heading {
                    text: column.text.clone(),
                    letter: letters(column.index),
                    key: column.key.clone(),
                    sure: column.sure,
                    sheets: 1,
                }),
            }
        }
        headings
    }

    /// The sheet of that name.
    pub fn sheet(&self, name: &str) -> Option<&Sheet> {
        self.sheets.iter().find(|sheet| sheet.name == name)
    }
}

/// The first rows of a sheet, in which its header is looked for.
pub(super) fn head(book: &mut Workbook, index: usize) -> Result<Vec<HeadRow>> {
    book.head(index, HEAD_ROWS).map_err(refused)
}

fn visible(book: &Workbook) -> Vec<(usize, String)> {
    let sheets = book.sheets().iter().enumerate().filter(|(_, sheet)| !sheet.hidden);
    sheets.map(|(at, sheet)| (at, sheet.name.clone())).collect()
}

fn choose(
    mut found: HeaderMatch,
    columns: &[Column],
    chosen: &BTreeMap<String, Option<String>>,
) -> HeaderMatch {
    let picks: Vec<_> =
        found.columns.iter().filter_map(|column| Some((column.index, chosen.get(&column.text)?))).collect();
    for (index, key) in picks {
        let key = key.as_ref().and_then(|key| columns.iter().find(|column| column.spec.key == key));
        found.choose(index, key.map(|column| column.spec.key));
    }
    found
}

fn headed(found: HeaderMatch) -> Vec<HeadedColumn> {
    let columns = found.columns.into_iter();
    columns
        .map(|column| HeadedColumn {
            index: column.index,
            text: column.text,
            key: column.meaning.map(|(key, _)| key.to_owned()),
            sure: column.meaning.is_none_or(|(_, confidence)| confidence > Confidence::Near),
            reserved: column.reserved,
        })
        .collect()
}

/// A column as Excel names it: A, Z, AA.
pub fn letters(index: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = index + 1;
    while rest > 0 {
        letters.push(char::from(b'A' + u8::try_from((rest - 1) % 26).unwrap_or(0)));
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().collect()
}

/// What is wrong with a file, said to whoever brought it.
#[allow(clippy::needless_pass_by_value, reason = "it stands in map_err")]
pub(super) fn refused(error: SheetError) -> Error {
    Error::Refused(fault::text(&error))
}

/// A sheet that cannot be read, as an error of its first row.
pub(super) fn no_header() -> Text {
    Text::new("intake-sheet-no-header")
}
