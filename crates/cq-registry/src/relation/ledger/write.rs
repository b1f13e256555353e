//! What was told of families, written: people first, then the relations between them, many at once.

use std::collections::{BTreeSet, HashMap, HashSet};

use cq_platform::{Error, Result, actor::Act, db::Tx};

use super::{
    Families, Who,
    settle::{NewPerson, Phone, Settled},
    wish::Answer,
};
use crate::{
    intake::{Applied, FieldChange, ledger::CHUNK, tie::Tying},
    person::{
        self, Category, Facts, PersonId,
        store::{Newcomer, Terms},
    },
    relation::{
        model::{Relation, RelationId},
        store::{self, many},
    },
};

/// Key of the change that says whom a relation brought into the registry.
pub(super) const MADE: &str = "made";
/// Key of the change that says who is to be called: the other, and the person.
pub(super) const CALLED: &str = "called";
/// Key of the change of a telephone, as people have it.
pub(super) const PHONE: &str = "phone";

/// What was written.
#[derive(Default)]
pub(super) struct Written {
    /// New relations by wish; empty where nothing was written.
    relations: Vec<Option<Made>>,
    /// Whom to call from now on, by wish.
    calls: HashMap<usize, Tying>,
    /// Telephones, in their order.
    phones: Vec<Tying>,
}

/// A relation made, and with it whom it brought into the registry.
#[derive(Clone, Copy)]
struct Made {
    relation: RelationId,
    person: Option<PersonId>,
}

impl Written {
    /// What was written of a wish. It is put into words only now: a large ledger has more of them than people.
    pub fn of(&mut self, wish: usize) -> Tying {
        let Some(Made { relation, person }) = self.relations.get(wish).copied().flatten() else {
            return self.calls.remove(&wish).unwrap_or_default();
        };
        let applied = Some(Applied { subject: relation.0, version: 1 });
        let changes = person.map(|person| change(MADE, None, person.to_string()));
        Tying { applied, changes: changes.into_iter().collect(), ..Tying::default() }
    }

    /// What was written of a telephone.
    pub fn of_phone(&mut self, at: usize) -> Tying {
        self.phones.get_mut(at).map(std::mem::take).unwrap_or_default()
    }
}

/// Writes new people, relations, calls and telephones. What somebody else changed meanwhile is a conflict.
pub(super) fn write(tx: &Tx<'_>, act: &Act, families: &Families, settled: &Settled<'_>) -> Result<Written> {
    hold(tx, act, settled)?;
    let people = people(tx, act, settled)?;
    let id_of = |who: Who| match who {
        Who::Known(id) => Some(id),
        Who::Row(at) => families.made.get(&at).copied(),
        Who::New(at) => people.get(&at).copied(),
    };
    let mut written = Written { relations: vec![None; settled.wishes.len()], ..Written::default() };
    let (mut relations, mut told) = (Vec::with_capacity(CHUNK), HashSet::new());
    for (at, wish) in settled.wishes.iter().enumerate() {
        let Answer::Tie(tie, _) = wish.answer else { continue };
        let tie = settled.ties.get(tie).ok_or(Error::NotFound)?;
        let unmade = || Error::internal("a relation to a row that was not written");
        let (person, other) = (id_of(tie.person).ok_or_else(unmade)?, id_of(tie.other).ok_or_else(unmade)?);
        let id: RelationId = act.new_id();
        let relation = Relation {
            id,
            person,
            other,
            kind: tie.kind,
            is_contact: tie.is_contact,
            is_contact_back: tie.is_contact_back,
            is_proxy: false,
            since: None,
            remark: None,
            version: 1,
        };
        relations.push((relation, tie.until()));
        if relations.len() == CHUNK {
            many::insert_all(tx, act, &relations)?;
            relations.clear();
        }
        // Undone last of those who name them, the first takes them back.
        let person = matches!(tie.other, Who::New(new) if told.insert(new)).then_some(other);
        if let Some(slot) = written.relations.get_mut(at) {
            *slot = Some(Made { relation: id, person });
        }
    }
    many::insert_all(tx, act, &relations)?;
    calls(tx, act, settled, &mut written)?;
    written.phones = settled.phones.iter().map(|one| phone(tx, act, one)).collect::<Result<_>>()?;
    Ok(written)
}

/// Holds everybody who gets a relation fast, and sees that their families are still what was weighed.
fn hold(tx: &Tx<'_>, act: &Act, settled: &Settled<'_>) -> Result<()> {
    let whose = settled.ties.iter().filter(|tie| !tie.is_off).flat_map(|tie| [tie.person, tie.other]);
    let known = whose.filter_map(|who| if let Who::Known(id) = who { Some(id) } else { None });
    let ids: BTreeSet<PersonId> = known.collect();
    store::hold_all(tx, act.bureau(), ids.iter().copied())?;
    let now = many::of_people(tx, act.bureau(), &ids.iter().copied().collect::<Vec<_>>())?;
    let now: BTreeSet<(RelationId, i64)> = now.iter().map(|held| (held.id, held.version)).collect();
    if now == settled.weigh.versions(&ids) { Ok(()) } else { Err(Error::Conflict) }
}

/// Makes those whom the relations bring into the registry, by their position.
fn people(tx: &Tx<'_>, act: &Act, settled: &Settled<'_>) -> Result<HashMap<usize, PersonId>> {
    let wanted = settled.ties.iter().filter(|tie| !tie.is_off).filter_map(|tie| match tie.other {
        Who::New(at) => Some(at),
        _ => None,
    });
    let wanted: Vec<usize> = wanted.collect::<BTreeSet<_>>().into_iter().collect();
    let (mut ids, mut terms) = (HashMap::new(), Terms::default());
    for some in wanted.chunks(CHUNK) {
        let mut new = Vec::with_capacity(some.len());
        for at in some {
            let one = settled.people.get(*at).ok_or(Error::NotFound)?;
            let newcomer = Newcomer::of(act, facts(one))?;
            ids.insert(*at, newcomer.id());
            new.push(newcomer);
        }
        person::store::load(tx, act, &mut new, &mut terms)?;
        if terms.are_many() {
            terms.write(tx, act)?;
        }
    }
    terms.write(tx, act)?;
    Ok(ids)
}

fn facts(one: &NewPerson) -> Facts {
    let mut facts = Facts::new(&one.name, Category::Relative);
    facts.sex = one.sex;
    facts.phone.clone_from(&one.phone);
    if let Some(id) = &one.citizen_id {
        facts.born = Some(id.born().into());
        facts.sex = id.sex();
    }
    facts.citizen_id.clone_from(&one.citizen_id);
    facts
}

fn calls(tx: &Tx<'_>, act: &Act, settled: &Settled<'_>, written: &mut Written) -> Result<()> {
    for (at, wish) in settled.wishes.iter().enumerate() {
        let Answer::Call(call, _) = wish.answer else { continue };
        let call = settled.calls.get(call).ok_or(Error::NotFound)?;
        if !many::call(tx, act, (call.relation, call.version), call.after)? {
            return Err(Error::Conflict);
        }
        let applied = Some(Applied { subject: call.relation.0, version: call.version + 1 });
        let changes = vec![change(CALLED, Some(flags(call.before)), flags(call.after))];
        written.calls.insert(at, Tying { applied, changes, ..Tying::default() });
    }
    Ok(())
}

fn phone(tx: &Tx<'_>, act: &Act, phone: &Phone) -> Result<Tying> {
    let found = person::ledger::store::by_id(tx, act.bureau(), &[phone.person])?;
    let person = found.first().ok_or(Error::Conflict)?;
    let mut facts = person::store::facts(tx, act.bureau(), &act.secrets, person)?;
    let before = facts.phone.replace(phone.after.clone());
    person::store::save(tx, act, person, &facts)?;
    Ok(Tying {
        applied: Some(Applied { subject: person.id.0, version: person.version + 1 }),
        changes: vec![change(PHONE, before, phone.after.clone())],
        ..Tying::default()
    })
}

fn change(field: &str, before: Option<String>, after: String) -> FieldChange {
    FieldChange { field: field.to_owned(), before, after: Some(after) }
}

/// Who is to be called, as undoing reads it.
fn flags((other, person): (bool, bool)) -> String {
    format!("{} {}", u8::from(other), u8::from(person))
}

/// [`flags`] back.
pub(super) fn flags_of(text: &str) -> (bool, bool) {
    let (other, person) = text.split_once(' ').unwrap_or((text, ""));
    (other == "1", person == "1")
}
