//! What a file says once of all its rows: a roll of the retired has a title and no column 人员类别. A person says it, and it is offered
//! again for a file with the same headers; a title that can mean one thing alone says it by itself.

use std::fmt::Write;

use sha2::{Digest, Sha256};

use super::layout::{Layout, Sheet};

/// A column of which a file may say once what holds for all.
#[derive(Debug)]
pub struct OfAll {
    /// The column's key.
    pub column: &'static str,
    /// What it may say, as stored.
    pub words: &'static [&'static str],
    /// The messages of those words: `family-word`.
    pub family: &'static str,
    /// Reads it out of a title or a sheet's name, where that can mean nothing else.
    pub read: fn(&str) -> Option<&'static str>,
}

impl OfAll {
    /// What holds for the rows of a sheet that has no column of it: what a person said, be it nothing, else the title.
    pub(super) fn of_sheet(&self, layout: &Layout, sheet: &Sheet) -> Option<&'static str> {
        let said = layout.chosen.get(&header(layout)).unwrap_or(&sheet.of_title).as_deref()?;
        self.words.iter().copied().find(|word| *word == said && self.is_asked(sheet))
    }

    /// Whether a sheet has rows and no column of it.
    pub(super) fn is_asked(&self, sheet: &Sheet) -> bool {
        sheet.header.is_some() && sheet.column(self.column).is_none()
    }
}

/// Under which header the choice is kept among those of columns: one that no file has, the same for files with the same headers.
pub(super) fn header(layout: &Layout) -> String {
    let mut sum = Sha256::new();
    for heading in layout.headings() {
        sum.update(heading.text.as_bytes());
        sum.update([0]);
    }
    let mut header = "of-all ".to_owned();
    for byte in sum.finalize().iter().take(8) {
        // Writing to a text does not fail.
        let _ = write!(header, "{byte:02x}");
    }
    header
}
