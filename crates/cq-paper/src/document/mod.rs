//! What can be printed. Every word, label and pattern is the caller's, so that texts stay in locale files.
//!
//! The types have no `Debug`: they hold personal data, which must not slip into a log.

mod day_sheet;
mod dossier;
mod letters;
mod name_list;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

pub use day_sheet::{DaySheet, DaySheetLabels, Visit};
pub use dossier::{Dossier, Figure, Grid, Part};
pub use letters::{Letter, Letters};
pub use name_list::{Align, Column, Head, NameList, Orientation};

/// A document that a [`Printer`](crate::Printer) can print.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Document {
    /// A doctor's home visits of one day.
    DaySheet(Box<DaySheet>),
    /// A table of rows under a title.
    NameList(Box<NameList>),
    /// Letters, a sheet each.
    Letters(Box<Letters>),
    /// Several parts with pictures.
    Dossier(Box<Dossier>),
}

impl From<Letters> for Document {
    fn from(letters: Letters) -> Self {
        Self::Letters(Box::new(letters))
    }
}

impl From<DaySheet> for Document {
    fn from(sheet: DaySheet) -> Self {
        Self::DaySheet(Box::new(sheet))
    }
}

impl From<NameList> for Document {
    fn from(list: NameList) -> Self {
        Self::NameList(Box::new(list))
    }
}

impl From<Dossier> for Document {
    fn from(dossier: Dossier) -> Self {
        Self::Dossier(Box::new(dossier))
    }
}

/// What the PDF says about itself beside its title.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Imprint {
    /// Who issues the document, usually the bureau.
    pub author: String,
    /// The day written into the file; the day on the paper is a text of its own.
    pub created_on: Date,
}

/// The foot of every page.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Foot {
    /// Entries from left to right, such as 填报单位, 填报人, 日期.
    pub entries: Vec<Entry>,
    /// Page number pattern; `{page}` and `{pages}` are replaced, as in `第 {page} 页，共 {pages} 页`.
    pub page_pattern: String,
}

/// A label and what stands after it.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// The label, without colon.
    pub label: String,
    /// The value; `None` prints a line to write on.
    pub value: Option<String>,
}
