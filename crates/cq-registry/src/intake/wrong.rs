//! What is wrong with a row, and at which of the columns.

use cq_platform::messages::Text;

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq)]
pub struct CellError {
    /// The column's key; none when it is about the row as a whole.
    pub column: Option<&'static str>,
    /// What to do about it.
    pub text: Text,
    /// Whom or what of the registry the sentence names: links where it is read as a page.
    pub about: Vec<About>,
}

/// Something of the registry that a sentence names.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct About {
    /// How the sentence names it.
    pub name: String,
    /// Where it can be looked at.
    pub href: String,
}

impl CellError {
    /// At the column of that key.
    pub fn at(column: &'static str, text: Text) -> Self {
        Self { column: Some(column), text, about: Vec::new() }
    }

    /// About the row as a whole.
    pub fn row(text: Text) -> Self {
        Self { column: None, text, about: Vec::new() }
    }

    /// Of these, by name.
    #[must_use]
    pub fn about(self, about: Vec<About>) -> Self {
        Self { about, ..self }
    }
}

/// Collects what is wrong with a row.
#[derive(Debug, Default)]
pub struct Errors(pub Vec<CellError>);

impl Errors {
    /// Something is wrong at the column `key`.
    pub fn at(&mut self, key: &'static str, text: Text) {
        self.0.push(CellError::at(key, text));
    }

    /// Something is wrong with the row as a whole.
    pub fn row(&mut self, text: Text) {
        self.0.push(CellError::row(text));
    }
}
