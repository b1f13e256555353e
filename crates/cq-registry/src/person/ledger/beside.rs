//! What other lists of people say of each beside what they list: some columns of the ledger of people, where they are chosen.

use std::collections::HashMap;

use cq_platform::{Result, actor::Act, db::Conn, form::Form};

use super::{export::as_in_a_ledger, fields, store};
use crate::{
    export::{Chosen, Export, Take},
    intake::{Column, Field, FieldChange, changed},
    person::{PersonId, UNMASK, columns::COLUMNS, field},
};

/// What a name list of the upper level asks for.
const KEYS: &[&str] = &["citizen_id", "sex", "born", "category", "unit", "rank", "area", "address", "phone"];

/// A list's own columns and, after them, those of people that it has not itself.
pub fn columns(own: &'static [Column]) -> Vec<Column> {
    let is_new = |column: &&Column| {
        KEYS.contains(&column.spec.key) && own.iter().all(|known| known.spec.key != column.spec.key)
    };
    let more = COLUMNS.iter().filter(is_new).copied().map(optional);
    own.iter().copied().chain(more).collect()
}

/// The columns of people that a list has beside its own.
pub fn more(own: &'static [Column]) -> Vec<Column> {
    columns(own).split_off(own.len())
}

fn optional(mut column: Column) -> Column {
    column.spec.required = false;
    column
}

/// A list of people, or of what concerns them, that says beside its own columns what the ledger of people says of each.
pub trait ListOfPeople: Send + Sync + 'static {
    /// As [`Export::kind`].
    fn kind(&self) -> &'static str;

    /// What [`columns`] makes of its own.
    fn columns(&self) -> &'static [Column];

    /// Goes through its lines as [`Export::each`] does, some hundred at a time.
    fn each(&self, conn: &Conn<'_>, act: &Act, narrow: &Form, take: &mut TakeLines<'_>) -> Result<()>;
}

/// Is given line after line, some hundred at a time.
pub type TakeLines<'t> = dyn FnMut(Vec<Line>) -> Result<()> + 't;

/// What the list itself says, in the same columns for each line.
#[derive(Debug)]
pub struct Line {
    /// Whom it is about; nobody where it is about a group or the bureau.
    pub person: Option<PersonId>,
    /// What stands in the list's own columns.
    pub own: Vec<Field>,
}

impl<L: ListOfPeople> Export for L {
    fn kind(&self) -> &'static str {
        ListOfPeople::kind(self)
    }

    fn columns(&self) -> &'static [Column] {
        ListOfPeople::columns(self)
    }

    fn is_sealed(&self, key: &str) -> bool {
        KEYS.contains(&key) && field(key).is_some_and(|field| field.is_sealed)
    }

    fn may_unmask(&self, act: &Act) -> bool {
        act.actor.may(&UNMASK).is_ok()
    }

    fn each(
        &self,
        conn: &Conn<'_>,
        act: &Act,
        narrow: &Form,
        chosen: Chosen<'_>,
        take: &mut Take<'_>,
    ) -> Result<()> {
        ListOfPeople::each(self, conn, act, narrow, &mut |lines| {
            let known = known(conn, act, &lines, chosen)?;
            for Line { person, own } in lines {
                let mut row = changed(&[], own);
                row.extend(person.and_then(|id| known.get(&id)).into_iter().flatten().cloned());
                take(&row)?;
            }
            Ok(())
        })
    }
}

/// What is known of the people of `lines` in the columns that are chosen and not the list's own; whose record is gone is left out.
fn known(
    conn: &Conn<'_>,
    act: &Act,
    lines: &[Line],
    chosen: Chosen<'_>,
) -> Result<HashMap<PersonId, Vec<FieldChange>>> {
    let mut known = HashMap::new();
    let is_own = |key: &str| lines.first().is_some_and(|line| line.own.iter().any(|(own, _)| *own == key));
    let is_wanted = |key: &str| !is_own(key) && chosen.iter().any(|column| column.spec.key == key);
    let people: Vec<PersonId> = lines.iter().filter_map(|line| line.person).collect();
    if people.is_empty() || !KEYS.iter().any(|key| is_wanted(key)) {
        return Ok(known);
    }
    for person in store::by_id(conn, act.bureau(), &people)? {
        let facts = person.facts(&act.secrets, Default::default())?;
        let mut said = fields::all(&facts);
        said.retain(|field| is_wanted(&field.field));
        said.iter_mut().for_each(as_in_a_ledger);
        known.insert(person.id, said);
    }
    Ok(known)
}
