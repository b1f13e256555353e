//! What was sealed when a period was closed.

use cq_platform::{
    Error, Result,
    db::{Conn, Param},
    id_type,
    ids::BureauId,
    record,
};
use jiff::{Timestamp, civil::Date};

use super::row::{Count, Name, Selected, sealed_party, selected};
use crate::{
    person::PersonId,
    report::model::{Cube, Select, change::Moved},
};

id_type! {
    /// A period that was closed.
    PeriodId
}

const FIND: &str = "SELECT id, day, closed_at, closed_by, people, has_change FROM report_period WHERE bureau_id = $1 AND day = $2
    AND state = 'closed'";
const LIST: &str =
    "SELECT id, day, closed_at, closed_by, people, has_change FROM report_period WHERE bureau_id = $1 AND state = 'closed'
    ORDER BY bureau_id, day DESC";
const MOVES: &str = "SELECT person_id, moved FROM report_move WHERE bureau_id = $1 AND period_id = $2";
const CUBE: &str =
    "SELECT category, '', unit_kind, rank, period, band, party, self_care, people FROM report_figure
    WHERE bureau_id = $1 AND period_id = $2";
const NAMES: &str = concat!(
    "SELECT r.person_id, r.name, r.pinyin, r.category, r.unit, r.unit_kind, r.rank, r.period, r.band, ",
    sealed_party!(),
    ", r.self_care FROM report_name n JOIN report_row r ON r.bureau_id = n.bureau_id AND r.period_id = n.period_id AND r.person_id = n.person_id
    WHERE n.bureau_id = $1 AND n.period_id = $2 AND (n.pinyin, n.person_id) > ($3, $4) AND ",
    selected!(
        "r.category", "r.unit_kind", "r.rank", "r.period", "r.band", "(r.party + 2 * r.is_politics_unknown)", "r.self_care",
        "$6", "$7", "$8", "$9", "$10", "$11", "$12", "$13", "$14"
    ),
    " ORDER BY n.pinyin, n.person_id LIMIT $5"
);
const ROW: &str = concat!(
    "SELECT r.person_id, r.name, r.pinyin, r.category, r.unit, r.unit_kind, r.rank, r.period, r.band, ",
    sealed_party!(),
    ", r.self_care FROM report_row r WHERE r.bureau_id = $1 AND r.period_id = $2 AND r.person_id = $3"
);
const REMOVED: &str = concat!(
    "SELECT r.person_id, r.name, r.pinyin, r.category, r.unit, r.unit_kind, r.rank, r.period, r.band, ",
    sealed_party!(),
    ", r.self_care FROM person_gone g JOIN report_row r ON r.bureau_id = g.bureau_id AND r.period_id = $2 AND r.person_id = g.id
    LEFT JOIN person p ON p.bureau_id = g.bureau_id AND p.id = g.id WHERE g.bureau_id = $1 AND p.id IS NULL"
);

pub(super) const STATEMENTS: &[&str] = &[FIND, LIST, MOVES, CUBE, NAMES, ROW, REMOVED];

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
