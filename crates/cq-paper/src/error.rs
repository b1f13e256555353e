//! Why a document could not be printed.

use std::fmt;

/// The Debian package that holds the faces which the templates are set in.
#[cfg(feature = "typst")]
pub(crate) const FONT_PACKAGE: &str = "fonts-noto-cjk";

/// Why a document could not be printed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PaperError {
    /// The machine has no Chinese face of this kind. An operator mends it by installing `package`.
    #[error("no Chinese {face} typeface on this system; install the Debian package {package}")]
    FontMissing {
        /// The kind of face that was looked for.
        face: Face,
        /// The Debian package that brings it.
        package: &'static str,
    },
    /// A list without columns shows nothing.
    #[error("the list has no columns")]
    NoColumns,
    /// A row has more or fewer cells than the list has columns.
    #[error("row {row} has {found} cells, the list has {expected} columns")]
    RowShape {
        /// The row, counted from 1.
        row: usize,
        /// The number of columns.
        expected: usize,
        /// The number of cells in the row.
        found: usize,
    },
    /// The document could not be handed to its template.
    #[error("the document could not be written as data")]
    Data(#[from] serde_json::Error),
    /// The template or the PDF export failed: a defect of this crate. Holds the compiler's messages.
    #[error("typesetting failed: {0}")]
    Typesetting(String),
    /// The program was built without typesetting.
    #[error("this program was built without typesetting")]
    NotBuilt,
}

/// A kind of typeface.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Face {
    /// 宋体: body text and titles.
    Serif,
    /// 黑体: table heads and names.
    Sans,
}

impl fmt::Display for Face {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Serif => "serif",
            Self::Sans => "sans",
        })
    }
}
