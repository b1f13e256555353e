//! A table of rows under a title: the overdue list, or any other list.

use serde::{Deserialize, Serialize};

use super::{Foot, Imprint};
use crate::PaperError;

/// A ruled list on A4. Every row has one cell for each column.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct NameList {
    /// What the PDF says about itself.
    pub imprint: Imprint,
    /// Title.
    pub title: String,
    /// Line under the title.
    pub subtitle: Option<String>,
    /// Line above the table at its right edge, such as 共 128 人.
    pub count_line: Option<String>,
    /// Said instead of rows when there are none.
    pub no_rows: String,
    /// How the sheet is turned.
    pub orientation: Orientation,
    /// The columns, from left to right.
    pub columns: Vec<Column>,
    /// Heads in two rows instead of the columns' own, the upper row first; empty for none.
    pub heads: Vec<Head>,
    /// The rows; texts too long for a column wrap.
    pub rows: Vec<Vec<String>>,
    /// What is said below the table, a line each.
    pub notes: Vec<String>,
    /// Foot of every page.
    pub foot: Foot,
}

impl NameList {
    /// Refuses a list whose rows and columns do not agree.
    #[cfg_attr(not(feature = "typst"), allow(dead_code))]
    pub(crate) fn check(&self) -> Result<(), PaperError> {
        let expected = self.columns.len();
        if expected == 0 {
            return Err(PaperError::NoColumns);
        }
        let is_outside = |head: &&Head| usize::from(head.column) + usize::from(head.columns) > expected;
        if let Some(head) = self.heads.iter().find(is_outside) {
            return Err(PaperError::Typesetting(format!("no column under head {}", head.label)));
        }
        match self.rows.iter().position(|cells| cells.len() != expected) {
            None => Ok(()),
            Some(at) => {
                let found = self.rows.get(at).map_or(0, Vec::len);
                Err(PaperError::RowShape { row: at + 1, expected, found })
            }
        }
    }
}

/// A head over several columns, or over both rows of heads. Heads follow one another from left to right, each in the first place
/// that is free.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Head {
    /// What it says.
    pub label: String,
    /// The first column that it stands over, from 0.
    pub column: u16,
    /// Over how many columns.
    pub columns: u16,
    /// Over how many rows of heads.
    pub rows: u32,
}

/// A column of a [`NameList`].
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Column {
    /// The column's head.
    pub label: String,
    /// Width as a share of the sum of all shares: a list always fills its page and never runs off it. 0 counts as 1.
    pub share: u16,
    /// How the cells are aligned.
    pub align: Align,
}

/// How the cells of a column are aligned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Align {
    /// Left: words.
    Start,
    /// Centred: short values of equal length, such as dates.
    Center,
    /// Right: figures.
    End,
}

/// How the sheet is turned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Orientation {
    /// Upright.
    Portrait,
    /// On its side, for many columns.
    Landscape,
}
