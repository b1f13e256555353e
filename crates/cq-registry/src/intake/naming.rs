//! Names of units and towns in a ledger: a slip of the pen must not make a new one. Each that the registry does not have is asked
//! about once, and made only where a person says that it is new. While the registry has none of a kind, a first ledger makes them.

use std::collections::{BTreeSet, HashMap, HashSet};

use cq_platform::{Result, db::Conn, ids::BureauId, messages::Text, words};
use serde::{Deserialize, Serialize};

use super::ledger::CellError;
use crate::{area, slip::nearest, unit};

/// Names that are asked about, and to which near ones are looked for. More of them are no list of slips, but a column taken for
/// another.
const ASKED: usize = 200;

words! {
    /// What is named.
    pub enum Noun {
        /// A unit.
        Unit = "unit",
        /// A town or sub-district.
        Area = "area",
    }
}

/// What a person said of names that the registry does not have.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Agreed {
    /// Whatever the file names is new.
    pub all: bool,
    /// These are.
    pub names: BTreeSet<(Noun, String)>,
}

/// A name that the file uses and the registry does not have.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Unknown {
    /// What it names.
    pub noun: Noun,
    /// The name.
    pub name: String,
    /// How many rows use it.
    pub rows: i64,
    /// What may have been meant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub near: Option<String>,
    /// Whether it is to be made.
    pub is_new: bool,
}

/// Names met in a pass over a file.
pub struct Naming {
    units: Names,
    areas: Names,
    agreed: Agreed,
}

struct Names {
    known: HashSet<String>,
    /// Rows and what may have been meant.
    met: HashMap<String, (i64, Option<String>)>,
}

impl Naming {
    /// Loads the names that the registry has.
    pub fn begin(conn: &Conn<'_>, bureau: &BureauId) -> Result<Self> {
        let units = unit::list(conn, bureau)?.into_iter().map(|unit| unit.name);
        let areas = area::list(conn, bureau)?.into_iter().map(|area| area.name);
        Ok(Self { units: Names::of(units), areas: Names::of(areas), agreed: Agreed::default() })
    }

    /// What a person said of them.
    pub fn agree(&mut self, agreed: &Agreed) {
        self.agreed = agreed.clone();
    }

    /// What keeps a row from giving the registry these names, each at its column.
    pub fn wrong<'n>(
        &mut self,
        names: impl IntoIterator<Item = (&'static str, Noun, &'n str)>,
    ) -> Vec<CellError> {
        names.into_iter().filter_map(|(column, noun, name)| self.asked(column, noun, name)).collect()
    }

    /// The names that the registry does not have, those that are asked about first, at most [`ASKED`].
    pub fn unknown(&self) -> Vec<Unknown> {
        let of = |noun| {
            let names = self.of(noun);
            names.met.iter().map(move |(name, (rows, near))| Unknown {
                noun,
                name: name.clone(),
                rows: *rows,
                near: near.clone(),
                is_new: self.is_new(noun, name),
            })
        };
        let mut all: Vec<Unknown> = Noun::ALL.iter().flat_map(|noun| of(*noun)).collect();
        all.sort_by(|a, b| (a.is_new, a.noun, &a.name).cmp(&(b.is_new, b.noun, &b.name)));
        all.truncate(ASKED);
        all
    }

    fn asked(&mut self, column: &'static str, noun: Noun, name: &str) -> Option<CellError> {
        if self.of(noun).known.contains(name) {
            return None;
        }
        let is_new = self.is_new(noun, name);
        let names = match noun {
            Noun::Unit => &mut self.units,
            Noun::Area => &mut self.areas,
        };
        let (key, near) = match (noun, names.meet(name)) {
            (Noun::Unit, None) => ("intake-unit-unknown", ""),
            (Noun::Unit, Some(near)) => ("intake-unit-unknown-near", near),
            (Noun::Area, None) => ("intake-area-unknown", ""),
            (Noun::Area, Some(near)) => ("intake-area-unknown-near", near),
        };
        let text = || Text::new(key).with("name", name).with("near", near);
        (!is_new).then(|| CellError::at(column, text()))
    }

    fn is_new(&self, noun: Noun, name: &str) -> bool {
        let is_first = self.of(noun).known.is_empty();
        is_first || self.agreed.all || self.agreed.names.contains(&(noun, name.to_owned()))
    }

    fn of(&self, noun: Noun) -> &Names {
        match noun {
            Noun::Unit => &self.units,
            Noun::Area => &self.areas,
        }
    }
}

impl Names {
    fn of(known: impl Iterator<Item = String>) -> Self {
        Self { known: known.collect(), met: HashMap::new() }
    }

    /// Of a name that is not known, what may have been meant.
    fn meet(&mut self, name: &str) -> Option<&str> {
        if !self.met.contains_key(name) {
            let known = self.known.iter().map(String::as_str);
            let near = if self.met.len() < ASKED { nearest(name, known) } else { None };
            self.met.insert(name.to_owned(), (0, near.map(str::to_owned)));
        }
        let (rows, near) = self.met.get_mut(name)?;
        *rows += 1;
        near.as_deref()
    }
}
