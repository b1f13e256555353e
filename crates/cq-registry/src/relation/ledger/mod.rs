//! Families in the ledger of people: spouse, children and contacts beside a person become relations, each once.
//!
//! Who is meant is told after the last row, so that it does not matter who stands first: somebody of the family already, else
//! somebody of the file or the registry by name, with telephone or citizen id where there is one, else somebody new. Two who may
//! be meant are a doubt at the cell, which holds up the relation and not the person.

mod columns;
mod export;
mod said;
mod settle;
mod text;
mod undo;
mod weigh;
mod wish;
mod write;

use std::{
    collections::{BTreeSet, HashMap, HashSet},
    sync::Arc,
};

use cq_calendar::PartialDate;
use cq_platform::{
    Result,
    actor::Act,
    db::{Conn, Tx},
    messages::Text,
};

pub(crate) use columns::COLUMNS;
pub(crate) use export::{of_people, out};
pub(crate) use said::{Said, read, shown};
pub(crate) use undo::undo;

use crate::{
    intake::{
        CellError, Place,
        tie::{Right, Tie, Tied, Ties, Tying},
    },
    person::{Facts, PersonId},
};
use settle::{Phone, Settled};
use wish::{Answer, Wish};
use write::Written;

/// One of those whom relations tie.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Who {
    /// The registry has them.
    Known(PersonId),
    /// New in the file: position of the row.
    Row(usize),
    /// New by being named: position among them.
    New(usize),
}

/// A row of the file that is right.
struct Row {
    place: Place,
    who: Who,
    name: String,
    born: Option<PartialDate>,
    unit: Option<String>,
    phone: Option<String>,
    number: Option<[u8; 32]>,
    died: Option<PartialDate>,
    said: Option<Arc<Said>>,
}

/// The families of a file: gathered row by row, told at the end.
#[derive(Default)]
pub(crate) struct Families {
    rows: Vec<Row>,
    by_name: HashMap<String, Vec<usize>>,
    by_place: HashMap<Place, usize>,
    met: HashMap<PersonId, usize>,
    keys: HashSet<String>,
    /// Whom the pass made of new rows.
    made: HashMap<usize, PersonId>,
}

/// A row on its way to its family.
pub(crate) struct Met<'m> {
    /// Where it stands.
    pub place: &'m Place,
    /// What makes it the same as another row.
    pub key: &'m str,
    /// Whom it means, if the registry has them.
    pub known: Option<PersonId>,
    /// What is known of them with the row.
    pub facts: &'m Facts,
    /// The keyed index of the citizen id.
    pub number: Option<[u8; 32]>,
    /// What it says of the family.
    pub said: Option<Arc<Said>>,
}

impl Families {
    /// Families, if the file has any of their columns.
    pub fn expected(columns: &BTreeSet<&str>) -> Option<Families> {
        COLUMNS.iter().any(|column| columns.contains(column.spec.key)).then(Families::default)
    }

    /// Takes up a row that is right. One that means the same as a row before is refused elsewhere and left out here.
    pub fn meet(&mut self, met: Met<'_>) {
        let Met { place, key, known, facts, number, said } = met;
        let is_first = known.is_none_or(|id| !self.met.contains_key(&id));
        if !(is_first && self.keys.insert(key.to_owned())) {
            return;
        }
        let at = self.rows.len();
        self.rows.push(Row {
            place: place.clone(),
            who: known.map_or(Who::Row(at), Who::Known),
            name: facts.name.clone(),
            born: facts.born,
            unit: facts.unit.clone(),
            phone: facts.phone.clone(),
            number,
            died: facts.died(),
            said,
        });
        self.by_name.entry(facts.name.clone()).or_default().push(at);
        self.by_place.insert(place.clone(), at);
        self.met.extend(known.map(|id| (id, at)));
    }

    /// The new row at `place` became `id`.
    pub fn made(&mut self, place: &Place, id: PersonId) {
        if let Some(at) = self.by_place.get(place) {
            self.made.insert(*at, id);
        }
    }

    /// Tells who is meant, and writes the relations where there is a `tx`. `made` are those whom the pass itself made: what is
    /// found is as if it had not.
    pub fn ties(
        &mut self,
        conn: &Conn<'_>,
        tx: Option<&Tx<'_>>,
        act: &Act,
        made: &HashSet<PersonId>,
    ) -> Result<Ties<'_>> {
        // What only the rows needed.
        (self.by_place, self.keys) = (HashMap::new(), HashSet::new());
        self.rows.shrink_to_fit();
        let settled = Settled::of(conn, act, self, made)?;
        let written = match tx {
            Some(tx) => write::write(tx, act, self, &settled)?,
            None => Written::default(),
        };
        let (wishes, phones) = settled.told();
        let mut wrong = self.wrong_cells();
        wrong.extend(wishes.iter().filter_map(|wish| match &wish.answer {
            Answer::Doubt(doubt) => {
                let tied = self.tied(wish.owner, wish.named.column, doubt.text.clone(), Tie::Wrong)?;
                Some(Tied { said: tied.said.about(doubt.about.clone()), ..tied })
            }
            _ => None,
        }));
        Ok(Ties { wrong, right: self.right(wishes, phones, written) })
    }

    /// New relations, then telephones, then what is known, each in the order of the rows.
    fn right(&self, wishes: Vec<Wish>, phones: Vec<Phone>, mut written: Written) -> Right<'_> {
        enum Step {
            New(usize),
            Phone(usize),
            Known(usize),
        }
        let new = (0..wishes.len()).map(Step::New);
        let steps = new.chain((0..phones.len()).map(Step::Phone)).chain((0..wishes.len()).map(Step::Known));
        Right(Box::new(steps.filter_map(move |step| match step {
            Step::New(at) => {
                let Wish { owner, named, answer: Answer::Tie(_, text) | Answer::Call(_, text), .. } =
                    wishes.get(at)?
                else {
                    return None;
                };
                let tying = Tying { href: self.href(*owner), ..written.of(at) };
                self.tied(*owner, named.column, text.clone(), Tie::New(tying))
            }
            Step::Phone(at) => {
                let phone = phones.get(at)?;
                let tying = Tying { href: format!("/people/{}", phone.person), ..written.of_phone(at) };
                self.tied(phone.owner, phone.column, phone.text(), Tie::New(tying))
            }
            Step::Known(at) => {
                let Wish { owner, named, answer: Answer::Known(text), .. } = wishes.get(at)? else {
                    return None;
                };
                self.tied(*owner, named.column, text.clone(), Tie::Known { href: self.href(*owner) })
            }
        })))
    }

    /// What is wrong with cells, whoever is meant.
    fn wrong_cells(&self) -> Vec<Tied> {
        let rows = self.rows.iter().filter_map(|row| Some((row, row.said.as_ref()?)));
        let wrong = rows.flat_map(|(row, said)| said.wrong.iter().map(move |wrong| (row, wrong)));
        wrong
            .map(|(row, wrong)| Tied {
                place: row.place.clone(),
                label: row.name.clone(),
                said: wrong.clone(),
                tie: Tie::Wrong,
            })
            .collect()
    }

    fn tied(&self, owner: usize, column: &'static str, text: Text, tie: Tie) -> Option<Tied> {
        let row = self.rows.get(owner)?;
        let said = CellError::at(column, text);
        Some(Tied { place: row.place.clone(), label: row.name.clone(), said, tie })
    }

    fn href(&self, row: usize) -> String {
        let who = self.rows.get(row).and_then(|of| match of.who {
            Who::Known(id) => Some(id),
            _ => self.made.get(&row).copied(),
        });
        who.map_or_else(String::new, |id| format!("/people/{id}"))
    }
}
