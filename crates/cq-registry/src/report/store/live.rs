//! Counting in the registry as it is now. Fields that said something else on the day are put right from the past.

use std::collections::{HashMap, HashSet};

use cq_calendar::PartialDate;
use cq_platform::{Result, clock::day_in_china, db::Conn, ids::BureauId};
use jiff::civil::Date;

use super::{
    row::{
        Day, Group, Name, Person, Selected, WithSealed, band, counted, from, from_units, party, person,
        sealed_party, selected,
    },
    sealed::{self, PeriodId},
};
use crate::{
    person::PersonId,
    report::model::{
        Care, Counted, Cube, Dims, Select, UnitKind,
        change::{Because, Moved, Window},
        rule::{Known, end_of},
    },
};

/// In the order of an index, which is why it groups by the columns as they are: a million people are then counted without sorting.
const CUBE: &str = concat!(
    "SELECT x.category, '', COALESCE(y.kind, 'unknown'), COALESCE(x.rank, ''), COALESCE(x.revolution_period, 'unknown'), 0,
    CASE WHEN x.politics IN ('01', '02') THEN 1 WHEN COALESCE(x.politics, '') = '' THEN 2 ELSE 0 END, COALESCE(x.self_care, 'unknown'), x.people, x.born, x.by_60, x.by_70,
    x.by_80, x.by_90, x.by_100
    FROM (SELECT p.category, p.paying_unit_id, p.unit_id, p.rank, p.revolution_period, p.politics, p.self_care, COUNT(*) AS people,
    COUNT(p.born) AS born, COUNT(CASE WHEN p.born <= $4 THEN 1 END) AS by_60, COUNT(CASE WHEN p.born <= $5 THEN 1 END) AS by_70,
    COUNT(CASE WHEN p.born <= $6 THEN 1 END) AS by_80, COUNT(CASE WHEN p.born <= $7 THEN 1 END) AS by_90,
    COUNT(CASE WHEN p.born <= $8 THEN 1 END) AS by_100 FROM person p WHERE p.bureau_id = $1 AND ",
    counted!(),
    " GROUP BY p.category, p.paying_unit_id, p.unit_id, p.rank, p.revolution_period, p.politics, p.self_care) x
    LEFT JOIN unit y ON y.bureau_id = $1 AND y.id = COALESCE(x.paying_unit_id, x.unit_id)"
);

/// What the change asks of two days, in one walk over the people: neither ranks nor ages, which take longest to group by. The
/// beginning of the same index.
const TOTALS: &str = concat!(
    "SELECT x.category, COALESCE(y.kind, 'unknown'), x.on_first, x.on_last FROM (SELECT p.category, p.paying_unit_id, p.unit_id,
    COUNT(CASE WHEN ",
    counted!("$2", "$3"),
    " THEN 1 END) AS on_first, COUNT(CASE WHEN ",
    counted!("$4", "$5"),
    " THEN 1 END) AS on_last FROM person p WHERE p.bureau_id = $1 AND p.category IN ('honoured', 'retired')
    GROUP BY p.category, p.paying_unit_id, p.unit_id) x
    LEFT JOIN unit y ON y.bureau_id = $1 AND y.id = COALESCE(x.paying_unit_id, x.unit_id)"
);

/// Fields of the past that are counted by.
macro_rules! fields {
    () => {
        "('category', 'unit', 'paying_unit', 'rank', 'self_care')"
    };
}

const NAMES: &str = concat!(
    "SELECT x.id, x.name, x.pinyin, x.category, x.unit, x.kind, x.rank, x.period, x.band, x.party, x.care FROM (SELECT p.id AS id,
    p.name AS name, p.pinyin AS pinyin, p.category AS category, COALESCE(y.name, '') AS unit, COALESCE(y.kind, 'unknown') AS kind,
    COALESCE(p.rank, '') AS rank, COALESCE(p.revolution_period, 'unknown') AS period, ",
    band!(),
    " AS band, ",
    party!(),
    " AS party, COALESCE(p.self_care, 'unknown') AS care ",
    from!(),
    "WHERE p.bureau_id = $1 AND (p.pinyin, p.id) > ($18, $19) AND ",
    counted!(),
    " AND NOT EXISTS (SELECT 1 FROM person_past h WHERE h.bureau_id = p.bureau_id AND h.person_id = p.id AND h.field IN ",
    fields!(),
    " AND h.held_until > $2)) x WHERE ",
    selected!(
        "x.category", "x.kind", "x.rank", "x.period", "x.band", "x.party", "x.care",
        "$9", "$10", "$11", "$12", "$13", "$14", "$15", "$16", "$17"
    ),
    " ORDER BY x.pinyin, x.id LIMIT $20"
);

const CHANGED: &str = concat!(
    person!(),
    from_units!(),
    "WHERE p.bureau_id = $1 AND p.id IN (SELECT h.person_id FROM person_past h WHERE h.bureau_id = $1 AND h.held_until > $2
    AND h.field IN ",
    fields!(),
    ")"
);
const PAST: &str = concat!(
    "SELECT person_id, field, held_until, value FROM person_past WHERE bureau_id = $1 AND held_until > $2 AND field IN ",
    fields!(),
    " ORDER BY person_id, field, held_until"
);
const UNITS: &str = "SELECT name, COALESCE(kind, 'unknown') FROM unit WHERE bureau_id = $1";

/// Came or went after `$2`, which ends with the instant `$3`, and up to `$4`.
macro_rules! flowed {
    () => {
        "((p.retired > $2 AND p.retired <= $4) OR (p.ended_on > $2 AND p.ended_on <= $4)
    OR (p.retired IS NULL AND p.created_at >= $3))"
    };
}

const FLOWED: &str = concat!(
    person!(),
    from_units!(),
    "WHERE p.bureau_id = $1 AND p.id IN (SELECT p.id FROM person p WHERE p.bureau_id = $1 AND ",
    flowed!(),
    ")"
);
/// Came, went, or is otherwise than sealed under period `$5`. Whoever that is, is found without reading the people themselves.
const DIFFERS: &str = concat!(
    person!(),
    ", r.category, r.unit, r.unit_kind, r.rank, r.period, r.band, ",
    sealed_party!(),
    ", r.self_care ",
    from_units!(),
    "LEFT JOIN report_row r ON r.bureau_id = p.bureau_id AND r.period_id = $5 AND r.person_id = p.id
    WHERE p.bureau_id = $1 AND p.id IN (SELECT p.id ",
    from!(),
    "LEFT JOIN report_row r ON r.bureau_id = p.bureau_id AND r.period_id = $5 AND r.person_id = p.id
    WHERE p.bureau_id = $1 AND (",
    flowed!(),
    " OR (CASE WHEN ",
    counted!(),
    " THEN 1 ELSE 0 END) <> (CASE WHEN r.person_id IS NULL THEN 0 ELSE 1 END)
    OR r.category <> p.category OR r.unit_kind <> COALESCE(y.kind, 'unknown')))"
);

pub(super) const STATEMENTS: &[&str] = &[CUBE, TOTALS, NAMES, CHANGED, PAST, UNITS, FLOWED, DIFFERS];

/// Whoever is otherwise known now than on a day, with what was known then.
#[derive(Debug, Default)]
pub struct Changed(HashMap<PersonId, (Person, Known)>);

impl Changed {
    /// What was known of `person` on the day.
    pub(super) fn then(&self, person: &Person) -> Known {
        self.0.get(&person.id).map_or_else(|| person.known.clone(), |(_, then)| then.clone())
    }

    /// Those who counted on the day, as what they counted.
    fn names(&self, day: Date) -> impl Iterator<Item = Name> {
        self.0.values().filter_map(move |(person, then)| {
            let dims = then.on(day)?;
            Some(Name { id: person.id, name: person.name.clone(), pinyin: person.pinyin.clone(), dims })
        })
    }
}

/// Whoever is otherwise known now than on `day`.
pub fn changed(conn: &Conn<'_>, bureau: &BureauId, day: Date) -> Result<Changed> {
    let past: Vec<(PersonId, String, PartialDate, Option<String>)> = conn.list(PAST, &[bureau, &day])?;
    if past.is_empty() {
        return Ok(Changed::default());
    }
    let people: Vec<Person> = conn.list(CHANGED, &[bureau, &day])?;
    let kinds: HashMap<String, UnitKind> =
        conn.list::<(String, UnitKind)>(UNITS, &[bureau])?.into_iter().collect();
    let mut held: HashMap<PersonId, HashMap<String, Option<String>>> = HashMap::new();
    for (id, field, until, value) in past {
        // Of several, the one that ended first after the day held on it.
        if until.first_day() > day {
            held.entry(id).or_default().entry(field).or_insert(value);
        }
    }
    let then = |person: &Person| held.get(&person.id).map(|past| put_back(&person.known, past, &kinds));
    Ok(Changed(
        people.into_iter().filter_map(|person| Some((person.id, (person.clone(), then(&person)?)))).collect(),
    ))
}

fn put_back(now: &Known, past: &HashMap<String, Option<String>>, kinds: &HashMap<String, UnitKind>) -> Known {
    let mut then = now.clone();
    let said = |field: &str| past.get(field).map(|value| value.clone().unwrap_or_default());
    if let Some(category) = said("category") {
        then.category = category.parse().ok();
    }
    if let Some(rank) = said("rank") {
        then.rank = rank;
    }
    if let Some(care) = said("self_care") {
        then.care = care.parse().unwrap_or(Care::Unknown);
    }
    // 现管单位 goes before the unit retired from.
    let paying = said("paying_unit").unwrap_or_else(|| now.paying_unit.clone());
    let unit = said("unit").unwrap_or_else(|| now.own_unit.clone());
    then.unit = if paying.is_empty() { unit } else { paying };
    if then.unit != now.unit {
        then.kind = kinds.get(&then.unit).copied().unwrap_or(UnitKind::Unknown);
    }
    then
}

/// How many counted as what on a day.
pub fn cube(conn: &Conn<'_>, bureau: &BureauId, day: Date, changed: &Changed) -> Result<Cube> {
    let groups: Vec<Group> = conn.list(CUBE, &Day::of(day).params(bureau))?;
    let mut cube: HashMap<Dims, i64> = HashMap::new();
    for (dims, n) in groups.iter().flat_map(Group::by_band) {
        *cube.entry(dims).or_default() += n;
    }
    let mut add = |dims: Option<Dims>, n: i64| {
        if let Some(dims) = dims {
            *cube.entry(Dims { unit: String::new(), ..dims }).or_default() += n;
        }
    };
    for (person, then) in changed.0.values() {
        add(person.known.on(day), -1);
        add(then.on(day), 1);
    }
    Ok(cube.into_iter().filter(|(_, n)| *n != 0).collect())
}

/// How many counted as what on the two days of `window`, told apart by category and kind of unit alone.
pub fn totals(conn: &Conn<'_>, bureau: &BureauId, window: Window) -> Result<[Cube; 2]> {
    let days = [window.first, window.last];
    let [first_end, last_end] = days.map(end_of);
    let groups: Vec<(Counted, UnitKind, i64, i64)> =
        conn.list(TOTALS, &[bureau, &window.first, &first_end, &window.last, &last_end])?;
    let mut totals: [HashMap<(Counted, UnitKind), i64>; 2] = Default::default();
    for (category, kind, on_first, on_last) in groups {
        for (cube, n) in totals.iter_mut().zip([on_first, on_last]) {
            *cube.entry((category, kind)).or_default() += n;
        }
    }
    for (cube, day) in totals.iter_mut().zip(days) {
        for (person, then) in changed(conn, bureau, day)?.0.values() {
            for (known, n) in [(&person.known, -1), (then, 1)] {
                if let Some(dims) = known.on(day) {
                    *cube.entry((dims.category, dims.kind)).or_default() += n;
                }
            }
        }
    }
    Ok(totals.map(|cube| {
        cube.into_iter().map(|((category, kind), n)| (Dims::coarse(category, kind), n)).collect()
    }))
}

/// Names of `select` on a day after `after`, at most `limit`, in the order of their readings.
pub fn names(
    conn: &Conn<'_>,
    bureau: &BureauId,
    day: Date,
    select: &Select,
    after: &(String, PersonId),
    limit: usize,
) -> Result<Vec<Name>> {
    let (on, selected, most) = (Day::of(day), Selected::of(select), i64::try_from(limit).unwrap_or(i64::MAX));
    let mut params = on.params(bureau);
    params.extend(selected.params());
    params.extend([&after.0 as &dyn cq_platform::db::Param, &after.1, &most]);
    let mut names: Vec<Name> = conn.list(NAMES, &params)?;
    let changed = changed(conn, bureau, day)?;
    let is_asked = |name: &Name| select.holds(&name.dims) && (&name.pinyin, name.id) > (&after.0, after.1);
    names.extend(changed.names(day).filter(is_asked));
    names.sort_by(|a, b| (&a.pinyin, a.id).cmp(&(&b.pinyin, b.id)));
    names.truncate(limit);
    Ok(names)
}

/// Whoever is not the same on both days of `window`, held against what was sealed for the first day, if it was.
pub fn moved_between(
    conn: &Conn<'_>,
    bureau: &BureauId,
    window: Window,
    sealed: Option<PeriodId>,
) -> Result<Vec<(PersonId, Moved)>> {
    let (first, last) = (changed(conn, bureau, window.first)?, changed(conn, bureau, window.last)?);
    let end = end_of(window.first);
    let mut people: Vec<WithSealed> = match sealed {
        None => alone(conn.list(FLOWED, &[bureau, &window.first, &end, &window.last])?),
        Some(period) => conn.list(DIFFERS, &[bureau, &window.first, &end, &window.last, &period])?,
    };
    let seen: HashSet<PersonId> = people.iter().map(|found| found.person.id).collect();
    for (person, _) in first.0.values().filter(|(person, _)| !seen.contains(&person.id)) {
        let dims = match sealed {
            Some(period) => sealed::find_row(conn, bureau, period, person.id)?.map(|name| name.dims),
            None => None,
        };
        people.push(WithSealed { person: person.clone(), sealed: dims });
    }
    let mut moved = Vec::new();
    for WithSealed { person, sealed: kept } in people {
        let before = if sealed.is_some() { kept } else { first.then(&person).on(window.first) };
        moved.extend(compared(&person, &last.then(&person), before, window).map(|moved| (person.id, moved)));
    }
    if let Some(period) = sealed {
        moved.extend(sealed::list_removed(conn, bureau, period)?);
    }
    Ok(moved)
}

fn alone(people: Vec<Person>) -> Vec<WithSealed> {
    people.into_iter().map(|person| WithSealed { person, sealed: None }).collect()
}

/// What somebody counted as up to the end, who was entered only after it without a day of retirement: new and gone between the days, as
/// whoever is entered without one is new.
fn unseen(now: &Known, window: Window) -> Option<Dims> {
    let ended = now.ended_on.filter(|_| now.retired.is_none())?.first_day();
    let is_late = window.first < ended && ended <= window.last && day_in_china(now.created_at) >= ended;
    let before = ended.yesterday().ok().filter(|_| is_late)?;
    Known { retired: Some(window.first.into()), ..now.clone() }.on(before)
}

/// None where nothing that the change shows is otherwise.
fn compared(person: &Person, now: &Known, before: Option<Dims>, window: Window) -> Option<Moved> {
    let after = now.on(window.last);
    // Whoever came and went between the days counts as on the day of coming.
    let came = now.retired.map(PartialDate::first_day).filter(|day| *day > window.first);
    let is_neither = before.is_none() && after.is_none();
    let between = match came {
        Some(day) => now.on(day).filter(|_| is_neither),
        None => unseen(now, window).filter(|_| is_neither),
    };
    let place = |dims: &Option<Dims>| dims.as_ref().map(|dims| (dims.category, dims.kind));
    if place(&before) == place(&after) && between.is_none() {
        return None;
    }
    Some(Moved {
        name: person.name.clone(),
        pinyin: person.pinyin.clone(),
        before,
        after,
        between,
        retired: now.retired,
        ended: now.ended_on.map(|on| (on, person.because.unwrap_or(Because::Other))),
        registered: Some(day_in_china(now.created_at)),
    })
}
