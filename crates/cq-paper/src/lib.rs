//! Paper: documents as data in, PDF out.
//!
//! A [`Document`] is plain data, including every word on it; a [`Printer`] turns it into a PDF. [`TypstPrinter`]
//! does so with typst and the CJK faces of the system, without network and without a clock: equal input and
//! equal fonts give equal bytes.
//!
//! What a person typed reaches the templates as a JSON file, never as markup, so a name such as `#read("x")`
//! is printed, not run.

mod document;
mod error;
#[cfg(feature = "typst")]
mod press;
#[cfg(feature = "typst")]
mod typefaces;

pub use document::{
    Align, Column, DaySheet, DaySheetLabels, Document, Dossier, Entry, Figure, Foot, Grid, Head, Imprint,
    Letter, Letters, NameList, Orientation, Part, Visit,
};
pub use error::{Face, PaperError};
#[cfg(feature = "typst")]
pub use press::TypstPrinter;

/// The edge to paper: what turns a document into the bytes of a PDF file.
pub trait Printer {
    /// Prints a document.
    ///
    /// # Errors
    /// [`PaperError`] when the document is inconsistent or this machine cannot set Chinese type.
    fn print(&self, document: &Document) -> Result<Vec<u8>, PaperError>;
}

/// A printer shared by everything that prints.
pub type Press = std::sync::Arc<dyn Printer + Send + Sync>;
