//! What was sealed when a period was closed.

use cq_platform::{
    Error, Result,
    db::{Conn, Param, Tx},
    id_type,
    ids::BureauId,
    record,
};
use jiff::{Timestamp, civil::Date};

use super::{
    live,
    row::{Count, Day, Name, Selected, band, counted, from, selected},
};
use crate::{
    person::PersonId,
    report::model::{Cube, Select, change::Moved},
};

id_type! {
    /// A period that was closed.
    PeriodId
}

const FIND: &str = "SELECT id, day, closed_at, closed_by, people, has_change FROM report_period WHERE bureau_id = $1 AND day = $2";
const LIST: &str =
    "SELECT id, day, closed_at, closed_by, people, has_change FROM report_period WHERE bureau_id = $1
    ORDER BY bureau_id, day DESC";
const INSERT: &str = "INSERT INTO report_period (bureau_id, id, day, closed_at, closed_by, people, has_change) VALUES ($1, $2, $3, $4, $5, 0, $6)
    ON CONFLICT (bureau_id, day) DO NOTHING";
const COUNT: &str = "UPDATE report_period SET people = (SELECT COALESCE(SUM(f.people), 0) FROM report_figure f WHERE f.bureau_id = $1 AND f.period_id = $2)
    WHERE bureau_id = $1 AND id = $2";
const SEAL: &str = concat!(
    "INSERT INTO report_row (bureau_id, period_id, person_id, name, pinyin, category, unit, unit_kind, rank, period, band, party,
    self_care) SELECT p.bureau_id, $9, p.id, p.name, p.pinyin, p.category, COALESCE(y.name, ''), COALESCE(y.kind, 'unknown'),
    COALESCE(p.rank, ''), COALESCE(p.revolution_period, 'unknown'), ",
    band!(),
    ", CASE WHEN p.politics IN ('01', '02') THEN 1 ELSE 0 END, COALESCE(p.self_care, 'unknown')",
    from!(),
    "WHERE p.bureau_id = $1 AND ",
    counted!()
);
const UNSEAL: &str = "DELETE FROM report_row WHERE bureau_id = $1 AND period_id = $2 AND person_id = $3";
const INSERT_ROW: &str = "INSERT INTO report_row (bureau_id, period_id, person_id, name, pinyin, category, unit, unit_kind, rank, period,
    band, party, self_care)";
const INSERT_MOVE: &str = "INSERT INTO report_move (bureau_id, period_id, person_id, moved)";
const MOVES: &str = "SELECT person_id, moved FROM report_move WHERE bureau_id = $1 AND period_id = $2";
const SEAL_FIGURES: &str =
    "INSERT INTO report_figure (bureau_id, period_id, category, unit_kind, rank, period, band, party, self_care, people)
    SELECT bureau_id, period_id, category, unit_kind, rank, period, band, party, self_care, COUNT(*) FROM report_row
    WHERE bureau_id = $1 AND period_id = $2
    GROUP BY bureau_id, period_id, category, unit_kind, rank, period, band, party, self_care";
const CUBE: &str =
    "SELECT category, '', unit_kind, rank, period, band, party, self_care, people FROM report_figure
    WHERE bureau_id = $1 AND period_id = $2";
const NAMES: &str = concat!(
    "SELECT r.person_id, r.name, r.pinyin, r.category, r.unit, r.unit_kind, r.rank, r.period, r.band, r.party, r.self_care
    FROM report_row r WHERE r.bureau_id = $1 AND r.period_id = $2 AND (r.pinyin, r.person_id) > ($3, $4) AND ",
    selected!(
        "r.category", "r.unit_kind", "r.rank", "r.period", "r.band", "r.party", "r.self_care",
        "$6", "$7", "$8", "$9", "$10", "$11", "$12", "$13", "$14"
    ),
    " ORDER BY r.pinyin, r.person_id LIMIT $5"
);
const ROW: &str = "SELECT person_id, name, pinyin, category, unit, unit_kind, rank, period, band, party, self_care FROM report_row
    WHERE bureau_id = $1 AND period_id = $2 AND person_id = $3";
const REMOVED: &str =
    "SELECT r.person_id, r.name, r.pinyin, r.category, r.unit, r.unit_kind, r.rank, r.period, r.band, r.party, r.self_care
    FROM person_gone g JOIN report_row r ON r.bureau_id = g.bureau_id AND r.period_id = $2 AND r.person_id = g.id
    LEFT JOIN person p ON p.bureau_id = g.bureau_id AND p.id = g.id WHERE g.bureau_id = $1 AND p.id IS NULL";

pub(super) const STATEMENTS: &[&str] =
    &[FIND, LIST, INSERT, COUNT, SEAL, SEAL_FIGURES, UNSEAL, MOVES, CUBE, NAMES, ROW, REMOVED];

record! {
    /// A period that was closed.
    pub struct Closed {
        /// Identity.
        pub id: PeriodId,
        /// Its last day.
        pub day: Date,
        /// When.
        pub closed_at: Timestamp,
        /// By whom, as the name was then.
        pub closed_by: String,
        /// How many were counted.
        pub people: i64,
        /// Whether its change was sealed too: 0 where it is only what a later year's is counted from.
        pub has_change: i64,
    }
}

/// The period that was closed for that day.
pub fn find_period(conn: &Conn<'_>, bureau: &BureauId, day: Date) -> Result<Option<Closed>> {
    conn.find(FIND, &[bureau, &day])
}

/// Periods that were closed, the latest first.
pub fn list_periods(conn: &Conn<'_>, bureau: &BureauId) -> Result<Vec<Closed>> {
    conn.list(LIST, &[bureau])
}

/// Seals whoever counts on a day. Somebody faster is [`Error::Conflict`].
pub fn seal(tx: &Tx<'_>, bureau: &BureauId, period: &Closed) -> Result<()> {
    let Closed { id, day, closed_at, closed_by, has_change, .. } = period;
    tx.execute_one(INSERT, &[bureau, id, day, closed_at, closed_by, has_change])?;
    let changed = live::changed(tx, bureau, *day)?;
    let on = Day::of(*day);
    let mut params = on.params(bureau);
    params.push(id);
    tx.execute(SEAL, &params)?;
    for person in changed.ids() {
        tx.execute(UNSEAL, &[bureau, id, &person])?;
    }
    let names: Vec<Name> = changed.names(*day).collect();
    let parties: Vec<i64> = names.iter().map(|name| i64::from(name.dims.party)).collect();
    let cells = names.iter().zip(&parties).flat_map(|(name, party)| {
        let dims = &name.dims;
        let who: [&dyn Param; 6] = [bureau, id, &name.id, &name.name, &name.pinyin, &dims.category];
        let what: [&dyn Param; 7] =
            [&dims.unit, &dims.kind, &dims.rank, &dims.period, &dims.band, party, &dims.care];
        who.into_iter().chain(what)
    });
    tx.insert_many(INSERT_ROW, 13, &cells.collect::<Vec<_>>())?;
    tx.execute(SEAL_FIGURES, &[bureau, id])?;
    tx.execute_one(COUNT, &[bureau, id])
}

/// Seals whoever came and went.
pub fn insert_moves(
    tx: &Tx<'_>,
    bureau: &BureauId,
    period: PeriodId,
    moved: &[(PersonId, Moved)],
) -> Result<()> {
    let texts = moved.iter().map(|(_, moved)| serde_json::to_string(moved).map_err(Error::internal));
    let texts = texts.collect::<Result<Vec<_>>>()?;
    let cells = moved.iter().zip(&texts).flat_map(|((person, _), text)| {
        let cells: [&dyn Param; 4] = [bureau, &period, person, text];
        cells
    });
    tx.insert_many(INSERT_MOVE, 4, &cells.collect::<Vec<_>>())
}

/// Whoever came and went before the period was closed, and since the year end before it.
pub fn list_moves(conn: &Conn<'_>, bureau: &BureauId, period: PeriodId) -> Result<Vec<(PersonId, Moved)>> {
    let rows: Vec<(PersonId, String)> = conn.list(MOVES, &[bureau, &period])?;
    let read =
        |(id, text): (PersonId, String)| Ok((id, serde_json::from_str(&text).map_err(Error::internal)?));
    rows.into_iter().map(read).collect()
}

/// How many were sealed as what.
pub fn sealed_cube(conn: &Conn<'_>, bureau: &BureauId, period: PeriodId) -> Result<Cube> {
    let counts: Vec<Count> = conn.list(CUBE, &[bureau, &period])?;
    Ok(counts.into_iter().map(|Count(dims, n)| (dims, n)).collect())
}

/// Sealed names of `select` after `after`, at most `limit`, in the order of their readings.
pub fn sealed_names(
    conn: &Conn<'_>,
    bureau: &BureauId,
    period: PeriodId,
    select: &Select,
    after: &(String, PersonId),
    limit: usize,
) -> Result<Vec<Name>> {
    let (selected, most) = (Selected::of(select), i64::try_from(limit).unwrap_or(i64::MAX));
    let mut params: Vec<&dyn Param> = vec![bureau, &period, &after.0, &after.1, &most];
    params.extend(selected.params());
    conn.list(NAMES, &params)
}

/// As what somebody was sealed.
pub(super) fn find_row(
    conn: &Conn<'_>,
    bureau: &BureauId,
    period: PeriodId,
    person: PersonId,
) -> Result<Option<Name>> {
    conn.find(ROW, &[bureau, &period, &person])
}

/// Whoever was sealed and is no longer in the registry at all, as when an import was taken back.
pub(super) fn list_removed(
    conn: &Conn<'_>,
    bureau: &BureauId,
    period: PeriodId,
) -> Result<Vec<(PersonId, Moved)>> {
    let names: Vec<Name> = conn.list(REMOVED, &[bureau, &period])?;
    let moved = |name: Name| {
        let moved = Moved {
            name: name.name,
            pinyin: name.pinyin,
            before: Some(name.dims),
            after: None,
            between: None,
            retired: None,
            ended: None,
            registered: None,
        };
        (name.id, moved)
    };
    Ok(names.into_iter().map(moved).collect())
}
