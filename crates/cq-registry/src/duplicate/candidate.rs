//! Who may be registered twice. Comparing each with each would take a million times a million looks, so records are compared
//! that share something a duplicate nearly always shares: reading and birth month or year, telephone, unit and surname, or all
//! but a digit of the citizen id.

use std::{
    collections::{HashMap, HashSet, hash_map::DefaultHasher, hash_map::Entry},
    hash::{Hash, Hasher},
    rc::Rc,
};

use cq_calendar::PartialDate;
use cq_platform::{Result, actor::Act, db::Conn, policy::Scope};

use super::{
    likeness::{Digits, LIKELY, Likeness, Probe, Reason},
    store::{self, Open},
};
use crate::{
    intake::{FieldChange, Resembled},
    person::{self, Facts, Person, PersonId},
};

/// Pairs that a page shows.
pub const PAIRS_MAX: usize = 200;
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

/// What there is to look through.
#[derive(Debug, Clone)]
pub struct Review {
    /// Likely pairs that are not known to be two people, the likeliest first; at most [`PAIRS_MAX`].
    pub pairs: Vec<Pair>,
    /// Likely pairs beyond these.
    pub more: usize,
    /// Citizen ids that differ by a slip were looked for among the first of them only.
    pub is_ids_cut: bool,
}

/// Who may be one person, as far as a page shows.
pub fn review(conn: &Conn<'_>, act: &Act) -> Result<Review> {
    let Blocked { pairs, is_ids_cut } = blocked(conn, act)?;
    let mut probes: HashMap<PersonId, Option<Probe>> = HashMap::new();
    let (mut likely, mut left) = (Vec::new(), pairs.len());
    for (one, other) in pairs {
        if likely.len() == PAIRS_MAX {
            break;
        }
        left -= 1;
        for id in [one, other] {
            if let Entry::Vacant(place) = probes.entry(id) {
                place.insert(probe(conn, act, id)?);
            }
        }
        let (Some(Some(of_one)), Some(Some(of_other))) = (probes.get(&one), probes.get(&other)) else {
            continue;
        };
        // Otherwise than it was told of somebody whose citizen id was not opened.
        let likeness = of_one.likeness(of_other);
        if likeness.is_likely() {
            likely.push(Pair { one: Card::of(one, of_one), other: Card::of(other, of_other), likeness });
        }
    }
    likely.sort_by(|a, b| (b.likeness.score, &a.one.name).cmp(&(a.likeness.score, &b.one.name)));
    Ok(Review { pairs: likely, more: left, is_ids_cut })
}

fn probe(conn: &Conn<'_>, act: &Act, id: PersonId) -> Result<Option<Probe>> {
    let person = person::store::find(conn, &Scope::BUREAU, act.bureau(), id)?;
    person.map(|person| Ok(Probe::of(&facts(conn, act, &person)?))).transpose()
}

/// What the bureau knows of somebody, opened.
pub(super) fn facts(conn: &Conn<'_>, act: &Act, person: &Person) -> Result<Facts> {
    person::store::facts(conn, act.bureau(), &act.secrets, person)
}

/// Pairs that are likely as far as is known without opening whole records.
struct Blocked {
    /// The lesser id first; the likeliest first.
    pairs: Vec<(PersonId, PersonId)>,
    is_ids_cut: bool,
}

/// Pairs that share a key and are likely, but are not known to be two: every such pair is weighed here, so that none is left out
/// because others were entered before. Two passes over everybody, so that only records that share something are remembered.
fn blocked(conn: &Conn<'_>, act: &Act) -> Result<Blocked> {
    let dismissed: HashSet<(PersonId, PersonId)> =
        store::dismissed(conn, act.bureau())?.into_iter().collect();
    let mut counts: HashMap<u64, usize> = HashMap::new();
    let mut count = |key: u64| *counts.entry(key).or_default() += 1;
    store::each(conn, act.bureau(), |open| keys(&open).into_iter().flatten().for_each(&mut count))?;
    let mut numbers: HashMap<PersonId, Digits> = HashMap::new();
    let is_ids_cut = store::each_citizen_id(conn, act, |id, number| {
        if let Some(digits) = number.as_str().as_bytes().first_chunk::<17>() {
            id_keys(digits).into_iter().for_each(&mut count);
            numbers.insert(id, *digits);
        }
    })?;
    counts.retain(|_, shared| (2..=BLOCK_MAX).contains(shared));

    let mut by_number: HashMap<u64, Vec<PersonId>> = HashMap::new();
    for (id, digits) in &numbers {
        for key in id_keys(digits).into_iter().filter(|key| counts.contains_key(key)) {
            by_number.entry(key).or_default().push(*id);
        }
    }
    let numbered: HashSet<PersonId> = by_number.values().flatten().copied().collect();
    let mut blocks: HashMap<u64, Vec<Rc<Open>>> = HashMap::new();
    let mut people: HashMap<PersonId, Rc<Open>> = HashMap::new();
    store::each(conn, act.bureau(), |open| {
        let open = Rc::new(open);
        for key in keys(&open).into_iter().flatten().filter(|key| counts.contains_key(key)) {
            blocks.entry(key).or_default().push(open.clone());
        }
        if numbered.contains(&open.id) {
            people.insert(open.id, open);
        }
    })?;

    let mut best: HashMap<(PersonId, PersonId), u32> = HashMap::new();
    let mut weigh = |one: &Open, other: &Open| {
        let pair = ordered(one.id, other.id);
        if let Entry::Vacant(place) = best.entry(pair) {
            let score = one.likeness(other, [numbers.get(&one.id), numbers.get(&other.id)]);
            if score >= LIKELY && !dismissed.contains(&pair) {
                place.insert(score);
            }
        }
    };
    for block in blocks.values() {
        each_two(block, |one, other| weigh(one, other));
    }
    for block in by_number.values() {
        each_two(block, |one, other| {
            if let (Some(one), Some(other)) = (people.get(one), people.get(other)) {
                weigh(one, other);
            }
        });
    }

    let mut pairs: Vec<_> = best.into_iter().collect();
    pairs.sort_unstable_by(|(one, its), (other, score)| score.cmp(its).then(one.cmp(other)));
    Ok(Blocked { pairs: pairs.into_iter().map(|(pair, _)| pair).collect(), is_ids_cut })
}

fn each_two<T>(all: &[T], mut take: impl FnMut(&T, &T)) {
    for (at, one) in all.iter().enumerate() {
        all.iter().skip(at + 1).for_each(|other| take(one, other));
    }
}

fn ordered(one: PersonId, other: PersonId) -> (PersonId, PersonId) {
    (one.min(other), one.max(other))
}

/// What the record is compared by: reading and birth month or, of those who may be known to the year, the year; telephone; unit
/// and surname.
fn keys(open: &Open) -> [Option<u64>; 4] {
    let month = open.born.and_then(|born| Some((born.year(), born.month()?)));
    let surname = open.pinyin.split(' ').next().unwrap_or_default();
    [
        month.map(|month| key(("born", &open.pinyin, month))),
        open.born.map(|born| key(("year", &open.pinyin, born.year()))),
        open.phone.as_ref().map(|phone| key(("phone", phone))),
        open.unit.map(|unit| key(("unit", unit, surname))),
    ]
}

/// Two numbers of which one digit differs share one of the first keys; with two neighbours swapped, one of the others.
fn id_keys(digits: &Digits) -> HashSet<u64> {
    let masked = (0..digits.len()).map(|at| {
        let mut masked = *digits;
        if let Some(digit) = masked.get_mut(at) {
            *digit = b'*';
        }
        key(("id", masked))
    });
    let sorted = (1..digits.len()).map(|at| {
        let mut sorted = *digits;
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

/// Whoever has the citizen id of `probe`.
pub fn holder(conn: &Conn<'_>, act: &Act, probe: &Probe) -> Result<Option<Alike>> {
    let Some(id) = &probe.citizen_id else { return Ok(None) };
    let found = person::store::find_by_citizen_id(conn, act.bureau(), &act.secrets, id)?;
    let alike = |person: Person| {
        let known = Probe::of(&facts(conn, act, &person)?);
        Ok(Alike { card: Card::of(person.id, &known), likeness: probe.likeness(&known) })
    };
    found.map(alike).transpose()
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
    let of_unit = match &probe.unit {
        Some(unit) => {
            let surname = probe.reading.split(' ').next().unwrap_or_default();
            store::by_unit(conn, bureau, unit, surname)?
        }
        None => Vec::new(),
    };
    // Of a name that many have, those of the same unit come first: only so many are compared.
    near.extend(
        of_unit.iter().filter(may_be).filter(|open| open.pinyin == probe.reading).map(|open| open.id),
    );
    near.extend(store::by_reading(conn, bureau, &probe.reading)?.iter().filter(may_be).map(|open| open.id));
    if let Some(phone) = &probe.phone {
        near.extend(store::by_term(conn, bureau, phone)?.iter().map(|open| open.id));
    }
    near.extend(of_unit.iter().filter(may_be).map(|open| open.id));
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
