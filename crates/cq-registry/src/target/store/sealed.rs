//! Closed periods: what was sealed, and what came to light afterwards.

use cq_platform::{
    Error, Result,
    actor::Act,
    db::{Conn, Param, Tx},
    ids::BureauId,
    record, words,
};
use jiff::Timestamp;
use uuid::Uuid;

use super::{
    super::model::{Actual, ClosingId, MeasureKind, Number, Target, TargetId},
    figure::{Behind, By, Line, Name, Pair, summed},
};
use crate::task::store::list::Pick;

macro_rules! closings {
    ($tail:literal) => {
        concat!(
            "SELECT id, target_id, nth, state, name, owner, definition, hit, counted, closed_at, closed_by, worked_at, version
            FROM target_closing WHERE bureau_id = $1 ",
            $tail
        )
    };
}

const OF_TARGET: &str = closings!("AND target_id = $2 ORDER BY bureau_id, target_id, nth");
const FIND: &str = closings!("AND target_id = $2 AND nth = $3");
const BEGIN: &str =
    "INSERT INTO target_closing (bureau_id, id, target_id, nth, state, name, owner, definition, hit, counted, closed_at, closed_by,
    worked_at, version) VALUES ($1, $2, $3, $4, 'closing', $5, $6, $7, 0, 0, $8, $9, $8, 1)";
const GO_ON: &str = "UPDATE target_closing SET worked_at = $4, version = version + 1
    WHERE bureau_id = $1 AND id = $2 AND version = $3 AND state = 'closing'";
const TAKE: &str = "UPDATE target_closing SET worked_at = $4, closed_by = $5, name = $6, owner = $7, definition = $8, version = version + 1
    WHERE bureau_id = $1 AND id = $2 AND version = $3 AND state = 'closing'";
const FINISH: &str =
    "UPDATE target_closing SET state = 'closed', hit = $4, counted = $5, closed_at = $6, version = version + 1
    WHERE bureau_id = $1 AND id = $2 AND version = $3 AND state = 'closing'";
const CLEAR: &str = "DELETE FROM target_row WHERE bureau_id = $1 AND closing_id = $2";
const INSERT: &str = "INSERT INTO target_row (bureau_id, closing_id, sorted, subject_id, person_id, group_id, name, area_id, area, staff_id,
    staff, hospital_id, hospital, due_on, done_on, is_hit)";
const NAMES: &str =
    "SELECT x.subject_id, x.person_id, x.group_id, x.name, x.sorted, x.area_id, x.area, x.staff_id, x.staff, x.hospital_id,
    x.hospital, x.due_on, x.done_on, x.is_hit FROM target_row x WHERE x.bureau_id = $1 AND x.closing_id = $2
    AND (x.sorted, x.subject_id) > ($3, $4) AND ($5 = 'all' OR ($5 = 'hit' AND x.is_hit = 1) OR ($5 = 'missing' AND x.is_hit = 0))
    AND ($6 = 'any' OR ($6 = 'none' AND {part} IS NULL) OR {part} = $7)
    ORDER BY x.bureau_id, x.closing_id, x.sorted, x.subject_id LIMIT $8";
const LINES: &str = "SELECT {part}, {named}, COUNT(CASE WHEN x.is_hit = 1 THEN 1 END), COUNT(*) FROM target_row x WHERE x.bureau_id = $1 AND x.closing_id = $2
    GROUP BY {part}, {named}";
const PAIRS: &str = "SELECT {part}, {named}, x.due_on, x.done_on, COUNT(*) FROM target_row x WHERE x.bureau_id = $1 AND x.closing_id = $2
    AND x.due_on IS NOT NULL AND x.done_on IS NOT NULL GROUP BY {part}, {named}, x.due_on, x.done_on";

fn split(template: &str, by: By) -> String {
    let (part, named) = match by {
        By::Area => ("x.area_id", "x.area"),
        By::Hospital => ("x.hospital_id", "x.hospital"),
        By::Person => ("x.staff_id", "x.staff"),
    };
    template.replace("{part}", part).replace("{named}", named)
}

/// For the lint that prepares every statement on both engines.
pub fn statements() -> Vec<String> {
    let mut all: Vec<String> =
        [OF_TARGET, FIND, BEGIN, GO_ON, TAKE, FINISH, CLEAR].iter().map(|sql| (*sql).to_owned()).collect();
    all.extend(By::ALL.iter().flat_map(|by| [NAMES, LINES, PAIRS].map(|sql| split(sql, *by))));
    all
}

words! {
    enum Word {
        Closing = "closing",
        Closed = "closed",
    }
}

record! {
    struct Stored {
        id: ClosingId,
        target: TargetId,
        nth: i64,
        state: Word,
        name: String,
        owner: String,
        definition: String,
        hit: i64,
        counted: i64,
        closed_at: Timestamp,
        closed_by: String,
        worked_at: Timestamp,
        version: i64,
    }
}

/// A period that is closed, or being closed.
#[derive(Debug, Clone, PartialEq)]
pub enum Closing {
    /// Somebody is at it, or was cut off.
    UnderWay(UnderWay),
    /// Sealed for good.
    Closed(Closed),
}

/// A period that is being closed.
#[derive(Debug, Clone, PartialEq)]
pub struct UnderWay {
    /// Which.
    pub id: ClosingId,
    /// The how manieth of the year.
    pub nth: i8,
    /// When the last stretch was written.
    pub worked_at: Timestamp,
    /// Guard.
    pub version: i64,
}

/// A period that is closed: everything as it was.
#[derive(Debug, Clone, PartialEq)]
pub struct Closed {
    /// Which.
    pub id: ClosingId,
    /// The how manieth of the year.
    pub nth: i8,
    /// What the target was called.
    pub name: String,
    /// Who answered for it.
    pub owner: String,
    /// What it counted.
    pub number: Number,
    /// The figure.
    pub actual: Actual,
    /// As of when.
    pub at: Timestamp,
    /// By whom.
    pub by: String,
}

impl TryFrom<Stored> for Closing {
    type Error = Error;

    fn try_from(row: Stored) -> Result<Self> {
        let nth = i8::try_from(row.nth).map_err(Error::internal)?;
        Ok(match row.state {
            Word::Closing => {
                let Stored { id, worked_at, version, .. } = row;
                Closing::UnderWay(UnderWay { id, nth, worked_at, version })
            }
            Word::Closed => Closing::Closed(Closed {
                number: Number::from_kept(&row.definition).ok_or_else(|| {
                    Error::internal(format!("closing {} of {} says what nobody can read", row.id, row.target))
                })?,
                id: row.id,
                nth,
                name: row.name,
                owner: row.owner,
                actual: Actual { hit: row.hit, of: row.counted },
                at: row.closed_at,
                by: row.closed_by,
            }),
        })
    }
}

/// Every period of a target that is closed or being closed.
pub fn of_target(conn: &Conn<'_>, bureau: &BureauId, id: TargetId) -> Result<Vec<Closing>> {
    conn.list::<Stored>(OF_TARGET, &[bureau, &id])?.into_iter().map(Closing::try_from).collect()
}

/// The closing of one period.
pub fn find(conn: &Conn<'_>, bureau: &BureauId, id: TargetId, nth: i8) -> Result<Option<Closing>> {
    conn.find::<Stored>(FIND, &[bureau, &id, &i64::from(nth)])?.map(Closing::try_from).transpose()
}

/// Somebody begins to close a period. One that is closed or being closed is a [`Error::Conflict`].
pub fn begin(
    tx: &Tx<'_>,
    act: &Act,
    target: &Target,
    number: &Number,
    owner: &str,
    nth: i8,
) -> Result<UnderWay> {
    let id: ClosingId = act.new_id();
    let made = tx.execute_one(
        BEGIN,
        &[
            act.bureau(),
            &id,
            &target.id,
            &i64::from(nth),
            &target.name,
            &owner,
            &number.kept(),
            &act.at,
            &act.actor.name,
        ],
    );
    match made {
        Err(Error::Db(cause)) if cause.violated().is_some() => Err(Error::Conflict),
        made => made.map(|()| UnderWay { id, nth, worked_at: act.at, version: 1 }),
    }
}

/// Takes a closing over that was cut off, and clears what was left of it.
pub fn take(
    tx: &Tx<'_>,
    act: &Act,
    under_way: &UnderWay,
    target: &Target,
    number: &Number,
    owner: &str,
) -> Result<UnderWay> {
    let UnderWay { id, nth, version, .. } = under_way;
    let cells: &[&dyn Param] =
        &[act.bureau(), id, version, &act.at, &act.actor.name, &target.name, &owner, &number.kept()];
    tx.execute_one(TAKE, cells)?;
    tx.execute(CLEAR, &[act.bureau(), id])?;
    Ok(UnderWay { id: *id, nth: *nth, worked_at: act.at, version: version + 1 })
}

/// Writes a stretch of names, or [`Error::Conflict`] where another has taken it over.
pub fn put(tx: &Tx<'_>, act: &Act, under_way: &UnderWay, names: &[Name]) -> Result<UnderWay> {
    let UnderWay { id, nth, version, .. } = under_way;
    tx.execute_one(GO_ON, &[act.bureau(), id, version, &act.at])?;
    let cells: Vec<&dyn Param> = names
        .iter()
        .flat_map(|name| -> [&dyn Param; 16] {
            [
                act.bureau(),
                id,
                &name.sorted,
                &name.id,
                &name.person,
                &name.group,
                &name.name,
                &name.area_id,
                &name.area,
                &name.staff_id,
                &name.staff,
                &name.hospital_id,
                &name.hospital,
                &name.due_on,
                &name.done,
                &name.is_hit,
            ]
        })
        .collect();
    tx.insert_many(INSERT, 16, &cells)?;
    Ok(UnderWay { id: *id, nth: *nth, worked_at: act.at, version: version + 1 })
}

/// From now on it counts, as of `read_at`.
pub fn finish(
    tx: &Tx<'_>,
    act: &Act,
    under_way: &UnderWay,
    actual: Actual,
    read_at: Timestamp,
) -> Result<()> {
    let UnderWay { id, version, .. } = under_way;
    tx.execute_one(FINISH, &[act.bureau(), id, version, &actual.hit, &actual.of, &read_at])
}

impl Closed {
    /// Its parts, by name; those without one last.
    pub fn lines(&self, conn: &Conn<'_>, bureau: &BureauId, by: By) -> Result<Vec<Line>> {
        let mut lines = if self.number.measure.kind() == MeasureKind::DaysLate {
            summed(conn.list::<Pair>(&split(PAIRS, by), &[bureau, &self.id])?)
        } else {
            let lines = conn
                .list::<(Option<Uuid>, Option<String>, i64, i64)>(&split(LINES, by), &[bureau, &self.id])?;
            let line = |(part, name, hit, of)| Line { part, name, actual: Actual { hit, of } };
            lines.into_iter().map(line).collect()
        };
        Line::sort(&mut lines);
        Ok(lines)
    }

    /// Its names in order after `after`, at most `limit`.
    pub fn names(
        &self,
        conn: &Conn<'_>,
        bureau: &BureauId,
        behind: Behind,
        after: &(String, Uuid),
        limit: i64,
    ) -> Result<Vec<Name>> {
        let Behind { which, by, part } = behind;
        let (pick, picked) = match part {
            Pick::Any => ("any", Uuid::nil()),
            Pick::Without => ("none", Uuid::nil()),
            Pick::One(id) => ("one", id),
        };
        let cells: &[&dyn Param] = &[bureau, &self.id, &after.0, &after.1, &which, &pick, &picked, &limit];
        conn.list(&split(NAMES, by), cells)
    }
}
