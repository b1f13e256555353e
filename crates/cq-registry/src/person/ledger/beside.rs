//! What other lists of people say of each beside what they list: some columns of the ledger of people, where they are chosen.

use std::collections::HashMap;

use cq_platform::{Result, actor::Act, db::Conn};

use super::{export::as_in_a_ledger, fields, store};
use crate::{
    export::Chosen,
    intake::{Column, FieldChange},
    person::{PersonId, UNMASK, columns::COLUMNS, field},
};

/// What a name list of the upper level asks for.
const KEYS: &[&str] = &["citizen_id", "sex", "born", "category", "unit", "rank", "area", "address", "phone"];

/// What is known of people, by person.
pub type Beside = HashMap<PersonId, Vec<FieldChange>>;

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

/// Whether what stands in the column is sealed.
pub fn is_sealed(key: &str) -> bool {
    KEYS.contains(&key) && field(key).is_some_and(|field| field.is_sealed)
}

/// Whether `act` may see it in full.
pub fn may_unmask(act: &Act) -> bool {
    act.actor.may(&UNMASK).is_ok()
}

/// What is known of `ids` in the columns that are chosen and not the list's `own`; whose record is gone is left out.
pub fn read(
    conn: &Conn<'_>,
    act: &Act,
    ids: &[PersonId],
    own: &[Column],
    chosen: Chosen<'_>,
) -> Result<Beside> {
    let is_own = |key: &str| own.iter().any(|column| column.spec.key == key);
    let is_wanted = |key: &str| !is_own(key) && chosen.iter().any(|column| column.spec.key == key);
    if ids.is_empty() || !KEYS.iter().any(|key| is_wanted(key)) {
        return Ok(Beside::new());
    }
    let mut beside = Beside::new();
    for person in store::by_id(conn, act.bureau(), ids)? {
        let facts = person.facts(&act.secrets, Default::default())?;
        let mut said = fields::all(&facts);
        said.retain(|field| is_wanted(&field.field));
        said.iter_mut().for_each(as_in_a_ledger);
        beside.insert(person.id, said);
    }
    Ok(beside)
}
