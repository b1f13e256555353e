//! Letters, a sheet each, folded in three into a window envelope.

use serde::{Deserialize, Serialize};

use super::Imprint;

/// Letters to be printed together, A4 upright, each beginning on a page of its own.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Letters {
    /// What the PDF says about itself.
    pub imprint: Imprint,
    /// What the file is called; stands on no sheet.
    pub title: String,
    /// Who writes, in small letters above the address, for what comes back.
    pub sender: String,
    /// The letters.
    pub letters: Vec<Letter>,
}

/// One letter.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Letter {
    /// Postal address; shows through the window (20 mm from the left, 45 mm from the top, 85 mm × 45 mm, as DIN 5008 B).
    pub address: String,
    /// Who opens it, below the address.
    pub addressee: String,
    /// What it is about; empty for none.
    pub subject: String,
    /// The text.
    pub paragraphs: Vec<String>,
    /// 署名.
    pub signature: String,
    /// The day, written out.
    pub date: String,
}
