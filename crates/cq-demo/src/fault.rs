//! Rows of the people ledger that are wrong on purpose, as a few always are.

use crate::{
    citizen_id::is_valid,
    ledger::{Cell, Field},
    person::PersonRecord,
};

/// What is wrong with a row. No reading of the cell makes it right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FaultKind {
    /// The ID's last character does not follow from the others.
    WrongCheckDigit,
    /// An ID of 17 characters.
    IdTooShort,
    /// A letter O where the ID has a nought.
    LetterInId,
    /// An ID that became a number and lost its last three digits.
    IdBecameNumber,
    /// A birth in month 13.
    MonthThirteen,
    /// A birth in month 0.
    MonthZero,
    /// Born on the 30th of February.
    ThirtiethOfFebruary,
    /// Born in the year 2062.
    BornInFuture,
    /// Neither 男 nor 女.
    UnknownSex,
    /// No name.
    NoName,
    /// 在职: still at work, so not of this ledger.
    UnknownCategory,
    /// The name is a formula that found nothing (#N/A).
    NameIsBrokenFormula,
}

impl FaultKind {
    /// Each stands once in the people ledger.
    pub const ALL: [FaultKind; 12] = [
        FaultKind::WrongCheckDigit,
        FaultKind::MonthThirteen,
        FaultKind::UnknownSex,
        FaultKind::IdTooShort,
        FaultKind::ThirtiethOfFebruary,
        FaultKind::NoName,
        FaultKind::IdBecameNumber,
        FaultKind::UnknownCategory,
        FaultKind::LetterInId,
        FaultKind::BornInFuture,
        FaultKind::MonthZero,
        FaultKind::NameIsBrokenFormula,
    ];

    /// The column that shows it.
    pub(crate) fn field(self) -> Field {
        match self {
            Self::WrongCheckDigit | Self::IdTooShort | Self::LetterInId | Self::IdBecameNumber => {
                Field::CitizenId
            }
            Self::MonthThirteen | Self::MonthZero | Self::ThirtiethOfFebruary | Self::BornInFuture => {
                Field::Birth
            }
            Self::UnknownSex => Field::Sex,
            Self::NoName | Self::NameIsBrokenFormula => Field::Name,
            Self::UnknownCategory => Field::Category,
        }
    }

    /// What stands there instead.
    pub(crate) fn cell(self, person: &PersonRecord) -> Cell {
        let id = &person.citizen_id;
        let year = person.birth.year();
        let text = match self {
            Self::WrongCheckDigit => wrong_check(id),
            Self::IdTooShort => id.chars().take(17).collect(),
            Self::LetterInId => format!("{}O{}", &id[..6], &id[7..]),
            Self::IdBecameNumber => return damaged(id),
            Self::MonthThirteen => format!("{year}-13"),
            Self::MonthZero => format!("{year}-00"),
            Self::ThirtiethOfFebruary => format!("{year}年2月30日"),
            Self::BornInFuture => "2062-05".to_owned(),
            Self::UnknownSex => "难".to_owned(),
            Self::UnknownCategory => "在职".to_owned(),
            Self::NoName => return Cell::Blank,
            Self::NameIsBrokenFormula => return Cell::BrokenFormula,
        };
        Cell::Text(text)
    }
}

/// The ID with another last digit, never the right one.
pub(crate) fn wrong_check(id: &str) -> String {
    let body: String = id.chars().take(17).collect();
    let wrong = ['3', '4'].into_iter().map(|last| format!("{body}{last}")).find(|id| !is_valid(id));
    wrong.unwrap_or(body)
}

/// What a spreadsheet keeps of an ID typed as a number: fifteen digits.
pub(crate) fn damaged(id: &str) -> Cell {
    let digits: String = id.chars().take(15).collect();
    Cell::Number(digits.parse::<f64>().unwrap_or_default() * 1000.0)
}

/// A row that an import must refuse.
#[derive(Debug, Clone, PartialEq)]
pub struct FaultyRow {
    /// Whom the row would describe if it were right; nobody of [`crate::Bureau::people`].
    pub person: PersonRecord,
    /// What is wrong.
    pub kind: FaultKind,
}

/// Where an import must find a wrong cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FaultAt {
    /// The sheet's name.
    pub sheet: String,
    /// As the spreadsheet numbers it, from 1.
    pub row: u32,
    /// The column's header.
    pub column: String,
    /// What is wrong.
    pub kind: FaultKind,
}
