//! People taken out in the shape of their ledger.

use std::{collections::HashMap, sync::LazyLock};

use cq_platform::{Result, actor::Act, db::Conn, form::Form};

use super::{fields, store};
use crate::{
    export::{Chosen, Export, Take},
    intake::{Column, FieldChange},
    person::{
        EXPORT, EndedBecause, Mark, OWN, Person, PersonId, UNMASK, actions, columns::COLUMNS, field, pages,
        store::list,
    },
    relation::ledger,
};

/// Kind `people`: the list of people with its filters.
pub struct PersonExport;

/// What is known of people, and of their families.
static OUT: LazyLock<Vec<Column>> = LazyLock::new(|| COLUMNS.iter().chain(ledger::out()).copied().collect());

/// People read at a time.
const CHUNK: usize = 512;
/// Most people that a search brings out, as its page does.
const FOUND: usize = 50;

impl Export for PersonExport {
    fn kind(&self) -> &'static str {
        "people"
    }

    fn columns(&self) -> &'static [Column] {
        &OUT
    }

    fn is_sealed(&self, key: &str) -> bool {
        field(key).is_some_and(|field| field.is_sealed)
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
        let scope = act.actor.scope(&EXPORT, OWN)?;
        let (filter, typed) = (pages::listed(conn, act, narrow)?, narrow.value("q").trim());
        let with_families =
            ledger::out().any(|column| chosen.iter().any(|one| one.spec.key == column.spec.key));
        if !typed.is_empty() {
            let found = actions::find(conn, act, &filter, typed, FOUND)?;
            let ids: Vec<PersonId> = found.into_iter().map(|hit| hit.listed.id).collect();
            return whole(conn, act, &ids, with_families, take);
        }
        let mut mark = Mark::default();
        loop {
            let mut ids = Vec::with_capacity(CHUNK);
            let next = list::each_after(conn, &scope, act.bureau(), &filter, &mark, CHUNK, |line| {
                ids.push(line.id());
                Ok(())
            })?;
            whole(conn, act, &ids, with_families, take)?;
            match next {
                Some(next) => mark = next,
                None => return Ok(()),
            }
        }
    }
}

/// Everything known of these people, in this order, and of their families where that is asked.
fn whole(
    conn: &Conn<'_>,
    act: &Act,
    ids: &[PersonId],
    with_families: bool,
    take: &mut Take<'_>,
) -> Result<()> {
    let people = store::by_id(conn, act.bureau(), ids)?;
    let mut people: HashMap<PersonId, Person> =
        people.into_iter().map(|person| (person.id, person)).collect();
    let mut conditions = store::conditions(conn, act.bureau(), ids)?;
    let mut families = if with_families { ledger::of_people(conn, act, ids)? } else { HashMap::new() };
    for id in ids {
        let Some(person) = people.remove(id) else { continue };
        let facts = person.facts(&act.secrets, conditions.remove(id).unwrap_or_default())?;
        let mut fields = fields::all(&facts);
        fields.iter_mut().for_each(as_in_a_ledger);
        fields.extend(families.remove(id).unwrap_or_default());
        take(&fields)?;
    }
    Ok(())
}

/// What a ledger writes otherwise than it is kept: illnesses with a sign between, the day of a death without its reason.
fn as_in_a_ledger(field: &mut FieldChange) {
    let kept = field.after.take();
    field.after = match field.field.as_str() {
        "conditions" => kept.map(|codes| codes.replace(' ', "、")),
        "ended" => kept.and_then(|ended| {
            let (on, because) = ended.split_once(' ')?;
            (because == EndedBecause::Died.as_str()).then(|| on.to_owned())
        }),
        _ => kept,
    };
}
