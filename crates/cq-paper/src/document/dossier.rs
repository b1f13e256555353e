//! A file of several parts: minutes, a notice for the wall, or everything of one application with its papers.

use serde::{Deserialize, Serialize};

use super::{Column, Entry, Foot, Imprint};
use crate::PaperError;

/// Parts one after another on upright A4.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Dossier {
    /// What the PDF says about itself.
    pub imprint: Imprint,
    /// Title.
    pub title: String,
    /// Line under the title.
    pub subtitle: Option<String>,
    /// The parts, in order.
    pub parts: Vec<Part>,
    /// JPEG files that parts show, by their place in this list.
    #[serde(skip)]
    pub pictures: Vec<Vec<u8>>,
    /// Foot of every page.
    pub foot: Foot,
}

/// A part: whatever of it is empty is left out.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Part {
    /// Its heading; empty for none.
    pub heading: String,
    /// Whether it begins on a page of its own.
    pub new_page: bool,
    /// What is known, label by label, in two columns with rules.
    pub facts: Vec<Entry>,
    /// Paragraphs.
    pub words: Vec<String>,
    /// A table.
    pub table: Option<Grid>,
    /// Pictures, each with a line under it.
    pub figures: Vec<Figure>,
    /// Lines at the right edge at its end: who issues it, and the day.
    pub closing: Vec<String>,
}

/// A ruled table. Every row has one cell for each column.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Grid {
    /// The columns, from left to right.
    pub columns: Vec<Column>,
    /// The rows.
    pub rows: Vec<Vec<String>>,
}

/// A picture with a line under it.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Figure {
    /// Which of [`Dossier::pictures`].
    pub picture: usize,
    /// The line under it.
    pub caption: String,
}

impl Dossier {
    /// Refuses a table whose rows and columns do not agree, and a picture that is not there.
    #[cfg_attr(not(feature = "typst"), allow(dead_code))]
    pub(crate) fn check(&self) -> Result<(), PaperError> {
        for grid in self.parts.iter().filter_map(|part| part.table.as_ref()) {
            let expected = grid.columns.len();
            if expected == 0 {
                return Err(PaperError::NoColumns);
            }
            if let Some(at) = grid.rows.iter().position(|cells| cells.len() != expected) {
                let found = grid.rows.get(at).map_or(0, Vec::len);
                return Err(PaperError::RowShape { row: at + 1, expected, found });
            }
        }
        let mut figures = self.parts.iter().flat_map(|part| &part.figures);
        match figures.find(|figure| figure.picture >= self.pictures.len()) {
            Some(figure) => Err(PaperError::Typesetting(format!("no picture {}", figure.picture))),
            None => Ok(()),
        }
    }
}
