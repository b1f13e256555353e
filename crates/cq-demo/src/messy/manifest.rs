//! What an import must make of the messy workbook.

use crate::FaultKind;

/// The workbook and what is expected of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Messy {
    /// What the clerk calls the file.
    pub file_name: String,
    /// xlsx
    pub bytes: Vec<u8>,
    /// Every row that is not blank, title or header.
    pub manifest: Manifest,
}

/// Rows in the order of the workbook.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Manifest {
    /// One for each row of a person, and for those that only look like one.
    pub rows: Vec<ExpectedRow>,
}

impl Manifest {
    /// How many rows must come to that.
    pub fn count(&self, verdict: Verdict) -> usize {
        self.rows.iter().filter(|row| row.verdict == verdict).count()
    }
}

/// One row and what must become of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExpectedRow {
    /// The sheet's name.
    pub sheet: String,
    /// As the spreadsheet numbers it, from 1.
    pub row: u32,
    /// Header of the cell that decides: the wrong one, or the one that changed.
    pub column: Option<String>,
    /// What must become of it.
    pub verdict: Verdict,
    /// Why that is not obvious.
    pub trap: Option<Trap>,
}

/// What must become of a row when the people ledger was loaded before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// A person whom the registry does not know.
    New,
    /// Known, and one cell says something else than the people ledger.
    Changed,
    /// Known, and every cell says the same, however it is written.
    Unchanged,
    /// The ID stands in an earlier row of this file: must not make a second person.
    Repeated,
    /// Must be refused and shown.
    Wrong,
    /// Not a person's row at all.
    Ignored,
}

/// Why a row is not plain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Trap {
    /// The ID is written in groups.
    SpacedId,
    /// The ID ends in x.
    LowercaseX,
    /// The ID is written in full-width digits.
    FullWidthId,
    /// The ID is the one of before 1999, without century and check character.
    FifteenDigitId,
    /// A name of two characters with a space between.
    PaddedName,
    /// The birth is known to the month.
    MonthOnly,
    /// The birth is a date of the spreadsheet's own.
    ExcelDate,
    /// The birth is the number 1942.5.
    NumberDate,
    /// The birth is 1942年5月17日.
    ChineseDate,
    /// Known, but at another unit until now.
    OtherUnit,
    /// Cell for cell as an earlier row.
    RepeatedRow,
    /// The ID of another row under another name.
    SameIdOtherName,
    /// A wrong cell.
    Fault(FaultKind),
    /// Numbered in advance and never filled in.
    OnlySerial,
    /// 合计
    Total,
    /// 填报人
    Footer,
}
