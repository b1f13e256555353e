//! People taken out in the shape of their ledger.

use std::{collections::HashMap, sync::LazyLock};

use cq_platform::{Result, actor::Act, db::Conn, form::Form};

use super::{around::Around, columns::AROUND, fields, store};
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

/// What is known of people, of their families, and of what stands around them.
static OUT: LazyLock<Vec<Column>> =
    LazyLock::new(|| COLUMNS.iter().chain(ledger::out()).chain(AROUND).copied().collect());

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
        let is_chosen = |column: &Column| chosen.iter().any(|one| one.spec.key == column.spec.key);
        let beside = Beside { families: ledger::out().any(is_chosen), around: AROUND.iter().any(is_chosen) };
        if !typed.is_empty() {
            let found = actions::find(conn, act, &filter, typed, FOUND)?;
            let ids: Vec<PersonId> = found.into_iter().map(|hit| hit.listed.id).collect();
            return whole(conn, act, &ids, beside, take);
        }
        let mut mark = Mark::default();
        loop {
            let mut ids = Vec::with_capacity(CHUNK);
            let next = list::each_after(conn, &scope, act.bureau(), &filter, &mark, CHUNK, |line| {
                ids.push(line.id());
                Ok(())
            })?;
            whole(conn, act, &ids, beside, take)?;
            match next {
                Some(next) => mark = next,
                None => return Ok(()),
            }
        }
    }
}

/// What is asked beside the people themselves.
#[derive(Clone, Copy)]
struct Beside {
    families: bool,
    around: bool,
}

/// Everything known of these people, in this order, and what is asked beside.
fn whole(conn: &Conn<'_>, act: &Act, ids: &[PersonId], beside: Beside, take: &mut Take<'_>) -> Result<()> {
    let people = store::by_id(conn, act.bureau(), ids)?;
    let mut people: HashMap<PersonId, Person> =
        people.into_iter().map(|person| (person.id, person)).collect();
    let mut conditions = store::conditions(conn, act.bureau(), ids)?;
    let mut families = if beside.families { ledger::of_people(conn, act, ids)? } else { HashMap::new() };
    let around = if beside.around { Some(Around::of(conn, act.bureau(), ids)?) } else { None };
    for id in ids {
        let Some(person) = people.remove(id) else { continue };
        let facts = person.facts(&act.secrets, conditions.remove(id).unwrap_or_default())?;
        let mut fields = fields::all(&facts);
        fields.iter_mut().for_each(as_in_a_ledger);
        fields.extend(families.remove(id).unwrap_or_default());
        fields.extend(around.iter().flat_map(|around| around.say(act, *id, &facts)));
        take(&fields)?;
    }
    Ok(())
}

/// What a ledger writes otherwise than it is kept: illnesses with a sign between, the day of a death without its reason.
pub(super) fn as_in_a_ledger(field: &mut FieldChange) {
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
