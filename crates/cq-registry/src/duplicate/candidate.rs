//! Who may be registered twice. Comparing each with each would take a million times a million looks, so records are compared
//! that share something a duplicate nearly always shares: reading and birth month, telephone, unit and surname, or all but a
//! digit of the citizen id.

use std::{
    collections::{BTreeSet, HashMap, HashSet, hash_map::DefaultHasher},
    hash::{Hash, Hasher},
};

use cq_calendar::PartialDate;
use cq_platform::{Result, actor::Act, db::Conn, policy::Scope};

use super::{
    likeness::{Likeness, Probe, Reason},
    store::{self, Open},
};
use crate::{
    intake::{FieldChange, Resembled},
    person::{self, CitizenId, Facts, Person, PersonId},
};

/// Pairs that a page shows, and the most that are compared in full for it.
pub const PAIRS_MAX: usize = 200;
const COMPARED_MAX: usize = 4_000;
/// A key that more records than this share tells nothing.
const BLOCK_MAX: usize = 40;
/// Records compared in full when somebody is entered.
const LIKE_MAX: usize = 30;

/// A record as lists of duplicates show it.
#[derive(Debug, Clone)]
pub struct Card {
    /// Who.
    pub id: PersonId,
    /// Full name.
    pub name: String,
    /// Birth.
    pub born: Option<PartialDate>,
    /// 原工作单位.
    pub unit: Option<String>,
    /// Digits.
    pub phone: Option<String>,
}

impl Card {
    fn of(id: PersonId, probe: &Probe) -> Self {
        Self {
            id,
            name: probe.name.clone(),
            born: probe.born,
            unit: probe.unit.clone(),
            phone: probe.phone.clone(),
        }
    }
}

/// Two records that look like one person.
#[derive(Debug, Clone)]
pub struct Pair {
    /// The one entered first.
    pub one: Card,
    /// The other.
    pub other: Card,
    /// How much, and why.
    pub likeness: Likeness,
}

/// Every likely pair that is not known to be two people, the likeliest first.
pub fn pairs(conn: &Conn<'_>, act: &Act) -> Result<Vec<Pair>> {
    let dismissed: HashSet<(PersonId, PersonId)> =
        store::dismissed(conn, act.bureau())?.into_iter().collect();
    let mut probes: HashMap<PersonId, Option<Probe>> = HashMap::new();
    let mut pairs = Vec::new();
    for (one, other) in blocked(conn, act)?.into_iter().filter(|pair| !dismissed.contains(pair)) {
        for id in [one, other] {
            if let std::collections::hash_map::Entry::Vacant(place) = probes.entry(id) {
                place.insert(probe(conn, act, id)?);
            }
        }
        let (Some(Some(of_one)), Some(Some(of_other))) = (probes.get(&one), probes.get(&other)) else {
            continue;
        };
        let likeness = of_one.likeness(of_other);
        if likeness.is_likely() {
            pairs.push(Pair { one: Card::of(one, of_one), other: Card::of(other, of_other), likeness });
        }
    }
    pairs.sort_by(|a, b| (b.likeness.score, &a.one.name).cmp(&(a.likeness.score, &b.one.name)));
    pairs.truncate(PAIRS_MAX);
    Ok(pairs)
}

fn probe(conn: &Conn<'_>, act: &Act, id: PersonId) -> Result<Option<Probe>> {
    let person = person::store::find(conn, &Scope::BUREAU, act.bureau(), id)?;
    person.map(|person| Ok(Probe::of(&facts(conn, act, &person)?))).transpose()
}

/// What the bureau knows of somebody, opened.
pub(super) fn facts(conn: &Conn<'_>, act: &Act, person: &Person) -> Result<Facts> {
    person::store::facts(conn, act.bureau(), &act.secrets, person)
}

/// Pairs that share a key, the lesser id first. Two passes, so that only records that share something are remembered.
fn blocked(conn: &Conn<'_>, act: &Act) -> Result<BTreeSet<(PersonId, PersonId)>> {
    let mut counts: HashMap<u64, usize> = HashMap::new();
    let mut count = |key: u64| *counts.entry(key).or_default() += 1;
    store::each(conn, act.bureau(), |open| keys(&open).into_iter().flatten().for_each(&mut count))?;
    store::each_citizen_id(conn, act, |_, id| id_keys(&id).into_iter().for_each(&mut count))?;
    counts.retain(|_, shared| (2..=BLOCK_MAX).contains(shared));
    let mut blocks: HashMap<u64, Vec<PersonId>> = HashMap::new();
    let mut note = |key: u64, id: PersonId| {
        if counts.contains_key(&key) {
            blocks.entry(key).or_default().push(id);
        }
    };
    store::each(conn, act.bureau(), |open| {
        keys(&open).into_iter().flatten().for_each(|key| note(key, open.id))
    })?;
    store::each_citizen_id(conn, act, |id, number| {
        id_keys(&number).into_iter().for_each(|key| note(key, id));
    })?;
    let mut pairs = BTreeSet::new();
    for block in blocks.values() {
        for (at, one) in block.iter().enumerate() {
            let others = block.iter().skip(at + 1).filter(|other| *other != one);
            pairs.extend(others.map(|other| (*one.min(other), *one.max(other))));
        }
        if pairs.len() >= COMPARED_MAX {
            break;
        }
    }
    Ok(pairs)
}

/// What the record is compared by: reading and birth month, telephone, unit and surname.
fn keys(open: &Open) -> [Option<u64>; 3] {
    let month = open.born.and_then(|born| Some((born.year(), born.month()?)));
    let surname = open.pinyin.split(' ').next().unwrap_or_default();
    [
        month.map(|month| key(("born", &open.pinyin, month))),
        open.phone.as_ref().map(|phone| key(("phone", phone))),
        open.unit.map(|unit| key(("unit", unit, surname))),
    ]
}

/// Two numbers of which one digit differs share one of the first keys; with two neighbours swapped, one of the others.
fn id_keys(id: &CitizenId) -> HashSet<u64> {
    let digits: Vec<u8> = id.as_str().bytes().take(17).collect();
    let masked = (0..digits.len()).map(|at| {
        let mut masked = digits.clone();
        if let Some(digit) = masked.get_mut(at) {
            *digit = b'*';
        }
        key(("id", masked))
    });
    let sorted = (1..digits.len()).map(|at| {
        let mut sorted = digits.clone();
        if let Some(pair) = sorted.get_mut(at - 1..=at) {
            pair.sort_unstable();
        }
        key(("swapped", at, sorted))
    });
    masked.chain(sorted).collect()
}

fn key(of: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    of.hash(&mut hasher);
    hasher.finish()
}

/// Somebody known whom `probe` looks like.
#[derive(Debug, Clone)]
pub struct Alike {
    /// Who.
    pub card: Card,
    /// How much, and why.
    pub likeness: Likeness,
}

/// Whom somebody who is being entered may be; `but` is the record itself, if there is one already. The likeliest first.
pub fn like(conn: &Conn<'_>, act: &Act, probe: &Probe, but: Option<PersonId>) -> Result<Vec<Alike>> {
    let mut alike = Vec::new();
    for id in near(conn, act, probe)?.into_iter().filter(|id| Some(*id) != but).take(LIKE_MAX) {
        let Some(known) = self::probe(conn, act, id)? else { continue };
        let likeness = probe.likeness(&known);
        let is_two = match but.filter(|_| likeness.is_likely()) {
            Some(but) => store::is_dismissed(conn, act.bureau(), but, id)?,
            None => false,
        };
        if likeness.is_likely() && !is_two {
            alike.push(Alike { card: Card::of(id, &known), likeness });
        }
    }
    alike.sort_by_key(|alike| std::cmp::Reverse(alike.likeness.score));
    Ok(alike)
}

/// Records worth comparing in full, those that share most first.
fn near(conn: &Conn<'_>, act: &Act, probe: &Probe) -> Result<Vec<PersonId>> {
    let bureau = act.bureau();
    let mut near: Vec<PersonId> = Vec::new();
    if let Some(id) = &probe.citizen_id {
        near.extend(
            person::store::find_by_citizen_id(conn, bureau, &act.secrets, id)?.map(|person| person.id),
        );
    }
    let may_be = |open: &&Open| match (probe.born, open.born) {
        (Some(born), Some(its)) => born.year() == its.year(),
        _ => true,
    };
    near.extend(store::by_reading(conn, bureau, &probe.reading)?.iter().filter(may_be).map(|open| open.id));
    if let Some(phone) = &probe.phone {
        near.extend(store::by_term(conn, bureau, phone)?.iter().map(|open| open.id));
    }
    if let Some(unit) = &probe.unit {
        let surname = probe.reading.split(' ').next().unwrap_or_default();
        near.extend(store::by_unit(conn, bureau, unit, surname)?.iter().filter(may_be).map(|open| open.id));
    }
    let mut seen = HashSet::new();
    near.retain(|id| seen.insert(*id));
    Ok(near)
}

/// Whom a row of a ledger that brings somebody new looks like; `made` is whom it became, if it was written.
pub fn resembled(
    conn: &Conn<'_>,
    act: &Act,
    row: &[FieldChange],
    made: Option<PersonId>,
) -> Result<Vec<Resembled>> {
    let resembled = |alike: Alike| Resembled {
        href: format!("/people/{}", alike.card.id),
        name: alike.card.name,
        reasons: alike.likeness.reasons.iter().map(|one| format!("duplicate-reason-{one}")).collect(),
    };
    Ok(like(conn, act, &Probe::of_row(row), made)?.into_iter().map(resembled).collect())
}

/// Whether likeness rests on the citizen id itself, which nobody else may have.
pub fn is_same_id(likeness: &Likeness) -> bool {
    likeness.reasons.contains(&Reason::SameId)
}
