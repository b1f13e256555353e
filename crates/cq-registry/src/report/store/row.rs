//! The parts that the statements share, and what is read from their rows.

use cq_platform::{
    db::{DbError, Param, Record, Row},
    ids::BureauId,
};
use jiff::civil::Date;

use crate::{
    person::PersonId,
    report::model::{
        Care, Counted, Dims, Party, Period, Select, UnitKind,
        change::Because,
        rule::{BANDS, Known, born_by, end_of},
    },
};

/// 党员 as [`Party::code`] has it.
macro_rules! party {
    () => {
        "CASE WHEN p.politics IN ('01', '02') THEN 1 WHEN COALESCE(p.politics, '') = '' THEN 2 ELSE 0 END"
    };
}
/// The same of a sealed row `r`.
macro_rules! sealed_party {
    () => {
        "(r.party + 2 * r.is_politics_unknown)"
    };
}
/// Somebody as far as the tables know them.
macro_rules! person {
    () => {
        concat!(
            "SELECT p.id, p.name, p.pinyin, p.category, COALESCE(o.name, ''), COALESCE(q.name, ''), COALESCE(y.kind, 'unknown'),
    COALESCE(p.rank, ''), COALESCE(p.revolution_period, 'unknown'), p.born, ",
            $crate::report::store::row::party!(),
            ", COALESCE(p.self_care, 'unknown'), p.retired, p.ended_on, p.ended_because, p.created_at"
        )
    };
}
/// With the unit `y` that pays.
macro_rules! from {
    () => {
        " FROM person p LEFT JOIN unit y ON y.bureau_id = p.bureau_id AND y.id = COALESCE(p.paying_unit_id, p.unit_id) "
    };
}
/// With the unit that pays, the one named as paying, and the one retired from.
macro_rules! from_units {
    () => {
        concat!(
            $crate::report::store::row::from!(),
            "LEFT JOIN unit q ON q.bureau_id = p.bureau_id AND q.id = p.paying_unit_id
    LEFT JOIN unit o ON o.bureau_id = p.bureau_id AND o.id = p.unit_id "
        )
    };
}

/// Counted on day `$2`, whose end is the instant `$3`, or on another: the rule of `model::rule`.
macro_rules! counted {
    () => {
        $crate::report::store::row::counted!("$2", "$3")
    };
    ($day:literal, $end:literal) => {
        concat!(
            "p.category IN ('honoured', 'retired') AND (p.retired <= ",
            $day,
            " OR (p.retired IS NULL AND p.created_at < ",
            $end,
            ")) AND (p.ended_on IS NULL OR p.ended_on > ",
            $day,
            ") AND (p.ended_because IS NULL OR p.ended_because <> 'merged')"
        )
    };
}

/// Tens of completed years, by the births by which 60, 70, 80, 90 and 100 are completed: `$4` to `$8`.
macro_rules! band {
    () => {
        "CASE WHEN p.born IS NULL THEN 0 WHEN p.born <= $8 THEN 10 WHEN p.born <= $7 THEN 9 WHEN p.born <= $6 THEN 8
    WHEN p.born <= $5 THEN 7 WHEN p.born <= $4 THEN 6 ELSE 5 END"
    };
}

/// What a [`Select`] lets through: seven columns, and nine parameters as [`Selected::params`] gives them.
macro_rules! selected {
    ($category:literal, $kind:literal, $rank:literal, $period:literal, $band:literal, $party:literal, $care:literal,
     $a:literal, $b:literal, $c:literal, $d:literal, $e:literal, $f:literal, $g:literal, $h:literal, $i:literal $(,)?) => {
        concat!(
            "(",
            $a,
            " = 'any' OR ",
            $category,
            " = ",
            $a,
            ") AND (",
            $b,
            " = 'any' OR ",
            $kind,
            " = ",
            $b,
            ") AND (",
            $c,
            " = 'any' OR (",
            $rank,
            " >= ",
            $c,
            " AND ",
            $rank,
            " <= ",
            $d,
            ")) AND (",
            $e,
            " = 'any' OR ",
            $period,
            " = ",
            $e,
            ") AND (CAST(",
            $f,
            " AS BIGINT) < 0 OR (",
            $band,
            " >= CAST(",
            $f,
            " AS BIGINT) AND ",
            $band,
            " <= CAST(",
            $g,
            " AS BIGINT))) AND (CAST(",
            $h,
            " AS BIGINT) < 0 OR ",
            $party,
            " = CAST(",
            $h,
            " AS BIGINT)) AND (",
            $i,
            " = 'any' OR ",
            $care,
            " = ",
            $i,
            ")"
        )
    };
}
pub(super) use {band, counted, from, from_units, party, person, sealed_party, selected};

/// Somebody, and what the registry says of them now.
#[derive(Debug, Clone)]
pub struct Person {
    /// Who.
    pub id: PersonId,
    /// Name.
    pub name: String,
    /// Its reading.
    pub pinyin: String,
    /// What is known.
    pub known: Known,
    /// Why being served ended.
    pub because: Option<Because>,
}

impl Record for Person {
    fn read(row: &Row<'_>) -> Result<Self, DbError> {
        let category: String = row.get(3)?;
        let because: Option<Because> = row.get(14)?;
        let (own_unit, paying_unit): (String, String) = (row.get(4)?, row.get(5)?);
        Ok(Self {
            id: row.get(0)?,
            name: row.get(1)?,
            pinyin: row.get(2)?,
            known: Known {
                category: category.parse().ok(),
                unit: if paying_unit.is_empty() { own_unit.clone() } else { paying_unit.clone() },
                own_unit,
                paying_unit,
                kind: row.get(6)?,
                rank: row.get(7)?,
                period: row.get(8)?,
                born: row.get(9)?,
                party: Party::of_code(row.get(10)?),
                care: row.get(11)?,
                retired: row.get(12)?,
                ended_on: row.get(13)?,
                is_merged: because == Some(Because::Merged),
                created_at: row.get(15)?,
            },
            because,
        })
    }
}

/// Somebody, and as what they were sealed, if they were.
pub(super) struct WithSealed {
    pub(super) person: Person,
    pub(super) sealed: Option<Dims>,
}

impl Record for WithSealed {
    fn read(row: &Row<'_>) -> Result<Self, DbError> {
        let category: Option<Counted> = row.get(16)?;
        let sealed = if category.is_some() { Some(dims(row, 16)?) } else { None };
        Ok(Self { person: Person::read(row)?, sealed })
    }
}

/// A name in a table, and what it counts as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// Who.
    pub id: PersonId,
    /// Name.
    pub name: String,
    /// Its reading.
    pub pinyin: String,
    /// What they count as.
    pub dims: Dims,
}

impl Record for Name {
    fn read(row: &Row<'_>) -> Result<Self, DbError> {
        Ok(Self { id: row.get(0)?, name: row.get(1)?, pinyin: row.get(2)?, dims: dims(row, 3)? })
    }
}

/// One cell of a cube.
pub(super) struct Count(pub(super) Dims, pub(super) i64);

impl Record for Count {
    fn read(row: &Row<'_>) -> Result<Self, DbError> {
        Ok(Self(dims(row, 0)?, row.get(8)?))
    }
}

/// People who count alike but for their ages.
pub(super) struct Group {
    dims: Dims,
    people: i64,
    /// How many were born by the days that make 60, 70, 80, 90 and 100 years; before them, of how many birth is known.
    born_by: [i64; 6],
}

impl Record for Group {
    fn read(row: &Row<'_>) -> Result<Self, DbError> {
        let mut born_by = [0; 6];
        for (born, column) in born_by.iter_mut().zip(9..) {
            *born = row.get(column)?;
        }
        Ok(Self { dims: dims(row, 0)?, people: row.get(8)?, born_by })
    }
}

impl Group {
    /// How many are in each band that has anybody.
    pub(super) fn by_band(&self) -> impl Iterator<Item = (Dims, i64)> + '_ {
        let reached = std::iter::once(self.people).chain(self.born_by);
        let older = self.born_by.into_iter().chain([0]);
        let bands = [0, 5, 6, 7, 8, 9, 10];
        let counts = reached.zip(older).zip(bands).map(|((reached, older), band)| (reached - older, band));
        counts.filter(|(n, _)| *n != 0).map(|(n, band)| (Dims { band, ..self.dims.clone() }, n))
    }
}

/// What somebody counts as, in eight columns from `first` on.
fn dims(row: &Row<'_>, first: usize) -> Result<Dims, DbError> {
    Ok(Dims {
        category: row.get(first)?,
        unit: row.get(first + 1)?,
        kind: row.get(first + 2)?,
        rank: row.get(first + 3)?,
        period: row.get(first + 4)?,
        band: row.get(first + 5)?,
        party: Party::of_code(row.get(first + 6)?),
        care: row.get(first + 7)?,
    })
}

/// The parameters of a day: itself, its end, and the births by which each band is reached.
pub(super) struct Day {
    day: Date,
    end: jiff::Timestamp,
    born_by: [Date; 5],
}

impl Day {
    pub(super) fn of(day: Date) -> Self {
        Self { day, end: end_of(day), born_by: BANDS.map(|years| born_by(day, years)) }
    }

    /// `$1` to `$8`.
    pub(super) fn params<'p>(&'p self, bureau: &'p BureauId) -> Vec<&'p dyn Param> {
        let mut params: Vec<&dyn Param> = vec![bureau, &self.day, &self.end];
        params.extend(self.born_by.iter().map(|day| day as &dyn Param));
        params
    }
}

/// The parameters of a selection.
pub(super) struct Selected {
    words: [&'static str; 6],
    numbers: [i64; 3],
}

impl Selected {
    pub(super) fn of(select: &Select) -> Self {
        const ANY: &str = "any";
        let (from, to) = select.rank.unwrap_or((ANY, ANY));
        let (youngest, oldest) = select.band.unwrap_or((-1, -1));
        Self {
            words: [
                select.category.map_or(ANY, Counted::as_str),
                select.kind.map_or(ANY, UnitKind::as_str),
                from,
                to,
                select.period.map_or(ANY, Period::as_str),
                select.care.map_or(ANY, Care::as_str),
            ],
            numbers: [youngest, oldest, select.party.map_or(-1, Party::code)],
        }
    }

    pub(super) fn params(&self) -> [&dyn Param; 9] {
        let [category, kind, from, to, period, care] = &self.words;
        let [youngest, oldest, party] = &self.numbers;
        [category, kind, from, to, period, youngest, oldest, party, care]
    }
}
