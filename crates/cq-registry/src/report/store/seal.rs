//! What a closing seals: read as a whole in one view, and written a stretch at a time.

use std::{collections::HashMap, ops::Range};

use cq_platform::{
    Error, Result,
    db::{Conn, Param, Tx},
    ids::BureauId,
};
use jiff::{Timestamp, civil::Date};
use uuid::Uuid;

use super::{
    closing::{Before, Closing},
    live,
    row::{Person, from_units, person},
    sealed::PeriodId,
};
use crate::{
    person::PersonId,
    report::model::{Dims, Party, change::Moved},
};

const EACH: &str = concat!(
    person!(),
    from_units!(),
    "WHERE p.bureau_id = $1 AND p.id > $2 ORDER BY p.bureau_id, p.id LIMIT $3"
);
const INSERT_ROW: &str = "INSERT INTO report_row (bureau_id, period_id, person_id, name, pinyin, category, unit, unit_kind, rank, period,
    band, party, is_politics_unknown, self_care)";
const INSERT_NAME: &str = "INSERT INTO report_name (bureau_id, period_id, pinyin, person_id)";
const INSERT_MOVE: &str = "INSERT INTO report_move (bureau_id, period_id, person_id, moved)";
const INSERT_FIGURE: &str = "INSERT INTO report_figure (bureau_id, period_id, category, unit_kind, rank, period, band, party, self_care,
    people)";
const CLEAR_ROWS: &str = "DELETE FROM report_row WHERE bureau_id = $1 AND period_id = $2 AND person_id IN
    (SELECT person_id FROM report_row WHERE bureau_id = $1 AND period_id = $2 LIMIT $3)";
const CLEAR_NAMES: &str =
    "DELETE FROM report_name WHERE bureau_id = $1 AND period_id = $2 AND (pinyin, person_id) IN
    (SELECT pinyin, person_id FROM report_name WHERE bureau_id = $1 AND period_id = $2 LIMIT $3)";
const CLEAR_MOVES: &str = "DELETE FROM report_move WHERE bureau_id = $1 AND period_id = $2 AND person_id IN
    (SELECT person_id FROM report_move WHERE bureau_id = $1 AND period_id = $2 LIMIT $3)";

pub(super) const STATEMENTS: &[&str] = &[EACH, CLEAR_ROWS, CLEAR_NAMES, CLEAR_MOVES];

/// People read at once.
const PAGE: usize = 5_000;

/// Everything that is sealed, as it was at one moment. A million people take some 150 MB.
#[derive(Debug)]
pub struct Seal {
    at: Timestamp,
    days: [Date; 2],
    /// In the order of their ids.
    people: Vec<Counted>,
    /// The same by their places in that, in the order of their readings.
    by_name: Vec<u32>,
    /// What many count as alike.
    alike: Vec<Dims>,
    moved: Vec<(PersonId, Moved)>,
}

/// Somebody who counts on one of the two days, with the place of what they count as.
#[derive(Debug)]
struct Counted {
    id: PersonId,
    name: String,
    pinyin: String,
    on: [Option<u32>; 2],
}

/// Some of what is sealed, to be written in one transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stretch {
    /// Rows of a period, of people in the order of their ids.
    Rows(PeriodId, Date, Range<usize>),
    /// Names of a period, in the order of their readings.
    Names(PeriodId, Date, Range<usize>),
    /// Who came and went.
    Moves(PeriodId, Range<usize>),
}

/// Reads what `closing` seals. All of it is of the one moment of `conn`'s view, `at`.
pub fn look(conn: &Conn<'_>, bureau: &BureauId, closing: &Closing, at: Timestamp) -> Result<Seal> {
    let window = closing.window;
    let (seals_before, sealed) = match closing.before {
        Before::Closed(before) => (false, Some(before)),
        Before::Sealed(_) => (true, None),
    };
    let moved = live::moved_between(conn, bureau, window, sealed)?;
    let (first, last) =
        (live::changed(conn, bureau, window.first)?, live::changed(conn, bureau, window.last)?);
    let (mut people, mut places, mut after) = (Vec::new(), HashMap::new(), PersonId(Uuid::nil()));
    loop {
        let page: Vec<Person> = conn.list(EACH, &[bureau, &after, &(PAGE as i64)])?;
        let Some(end) = page.last() else { break };
        after = end.id;
        for person in page {
            let mut place = |dims: Option<Dims>| {
                let next = u32::try_from(places.len()).unwrap_or(u32::MAX);
                dims.map(|dims| *places.entry(dims).or_insert(next))
            };
            let before = if seals_before { place(first.then(&person).on(window.first)) } else { None };
            let on = [before, place(last.then(&person).on(window.last))];
            if on != [None, None] {
                people.push(Counted { id: person.id, name: person.name, pinyin: person.pinyin, on });
            }
        }
    }
    let mut alike: Vec<(Dims, u32)> = places.into_iter().collect();
    alike.sort_unstable_by_key(|(_, place)| *place);
    let alike = alike.into_iter().map(|(dims, _)| dims).collect();
    let by_name = in_order_of_readings(&people);
    Ok(Seal { at, days: [window.first, window.last], people, by_name, alike, moved })
}

fn in_order_of_readings(people: &[Counted]) -> Vec<u32> {
    let mut keyed: Vec<(&str, PersonId, u32)> =
        people.iter().zip(0..).map(|(one, place)| (one.pinyin.as_str(), one.id, place)).collect();
    keyed.sort_unstable();
    keyed.into_iter().map(|(_, _, place)| place).collect()
}

/// Takes away at most `most` rows of a period that is being closed; false when none are left.
pub(super) fn clear(tx: &Tx<'_>, bureau: &BureauId, period: PeriodId, most: i64) -> Result<bool> {
    for sql in [CLEAR_ROWS, CLEAR_NAMES, CLEAR_MOVES] {
        if tx.execute(sql, &[bureau, &period, &most])? > 0 {
            return Ok(true);
        }
    }
    Ok(false)
}

impl Seal {
    /// The moment it is of.
    pub(super) fn at(&self) -> Timestamp {
        self.at
    }

    /// How many came and went.
    pub fn moved(&self) -> usize {
        self.moved.len()
    }

    /// All of it, `most` rows at a time, each kind from one end of its table to the other.
    pub fn stretches(&self, closing: &Closing, most: usize) -> Vec<Stretch> {
        let cut =
            |len: usize| (0..len).step_by(most.max(1)).map(move |from| from..(from + most.max(1)).min(len));
        let mut all = Vec::new();
        for (period, day) in closing.sealed() {
            all.extend(cut(self.people.len()).map(|some| Stretch::Rows(period, day, some)));
            all.extend(cut(self.by_name.len()).map(|some| Stretch::Names(period, day, some)));
        }
        all.extend(cut(self.moved.len()).map(|some| Stretch::Moves(closing.id, some)));
        all
    }

    /// Writes one of its stretches.
    pub fn put(&self, tx: &Tx<'_>, bureau: &BureauId, stretch: &Stretch) -> Result<()> {
        match stretch {
            Stretch::Rows(period, day, some) => {
                let people = self.people.get(some.clone()).unwrap_or_default().iter();
                let counted = people.filter_map(|one| Some((one, self.dims(one, *day)?)));
                let cells = counted.flat_map(|(one, dims)| {
                    let who: [&dyn Param; 6] =
                        [bureau, period, &one.id, &one.name, &one.pinyin, &dims.category];
                    let [party, unknown] =
                        [Party::Member, Party::Unknown].map(|party| flag(dims.party == party));
                    let what: [&dyn Param; 8] = [
                        &dims.unit,
                        &dims.kind,
                        &dims.rank,
                        &dims.period,
                        &dims.band,
                        party,
                        unknown,
                        &dims.care,
                    ];
                    who.into_iter().chain(what)
                });
                tx.insert_many(INSERT_ROW, 14, &cells.collect::<Vec<_>>())
            }
            Stretch::Names(period, day, some) => {
                let places = self.by_name.get(some.clone()).unwrap_or_default().iter();
                let people = places.filter_map(|place| self.people.get(*place as usize));
                let counted = people.filter(|one| self.dims(one, *day).is_some());
                let cells = counted.flat_map(|one| [bureau as &dyn Param, period, &one.pinyin, &one.id]);
                tx.insert_many(INSERT_NAME, 4, &cells.collect::<Vec<_>>())
            }
            Stretch::Moves(period, some) => {
                let moved = self.moved.get(some.clone()).unwrap_or_default();
                let texts =
                    moved.iter().map(|(_, moved)| serde_json::to_string(moved).map_err(Error::internal));
                let texts = texts.collect::<Result<Vec<_>>>()?;
                let rows = moved.iter().zip(&texts);
                let cells = rows.flat_map(|((person, _), text)| [bureau as &dyn Param, period, person, text]);
                tx.insert_many(INSERT_MOVE, 4, &cells.collect::<Vec<_>>())
            }
        }
    }

    /// The figures of a day, and how many people they are.
    pub(super) fn insert_figures(
        &self,
        tx: &Tx<'_>,
        bureau: &BureauId,
        period: PeriodId,
        day: Date,
    ) -> Result<i64> {
        let mut figures: HashMap<Dims, i64> = HashMap::new();
        let mut people = vec![0_i64; self.alike.len()];
        for place in self.people.iter().filter_map(|one| self.place(one, day)) {
            if let Some(count) = people.get_mut(place as usize) {
                *count += 1;
            }
        }
        for (dims, count) in self.alike.iter().zip(&people).filter(|(_, count)| **count > 0) {
            *figures.entry(Dims { unit: String::new(), ..dims.clone() }).or_default() += count;
        }
        let cells = figures.iter().flat_map(|(dims, count)| {
            let party: &dyn Param = party(dims.party);
            let cells: [&dyn Param; 10] = [
                bureau,
                &period,
                &dims.category,
                &dims.kind,
                &dims.rank,
                &dims.period,
                &dims.band,
                party,
                &dims.care,
                count,
            ];
            cells
        });
        let cells: Vec<&dyn Param> = cells.collect();
        tx.insert_many(INSERT_FIGURE, 10, &cells)?;
        Ok(people.iter().sum())
    }

    /// What somebody counts as on a day.
    fn dims(&self, one: &Counted, day: Date) -> Option<&Dims> {
        self.alike.get(self.place(one, day)? as usize)
    }

    fn place(&self, one: &Counted, day: Date) -> Option<u32> {
        let [first, last] = one.on;
        if day == self.days[0] { first } else { last }
    }
}

fn flag(holds: bool) -> &'static dyn Param {
    if holds { &1_i64 } else { &0_i64 }
}

fn party(party: Party) -> &'static dyn Param {
    match party {
        Party::Other => &0_i64,
        Party::Member => &1_i64,
        Party::Unknown => &2_i64,
    }
}
