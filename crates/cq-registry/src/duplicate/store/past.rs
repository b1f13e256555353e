//! What a person's dated fields said before, row by row: a merge may give the kept record the other's, and gives back exactly
//! what was there.

use cq_calendar::PartialDate;
use cq_platform::{
    Result,
    actor::Act,
    db::{Conn, Param, Tx},
    ids::{AccountId, BureauId},
};
use jiff::Timestamp;

use crate::{
    duplicate::model::{Noted, Pasts},
    person::PersonId,
};

const LIST: &str = "SELECT field, held_until, value, noted_at, noted_by FROM person_past WHERE bureau_id = $1 AND person_id = $2
    ORDER BY bureau_id, person_id, field, held_until";
const DELETE: &str = "DELETE FROM person_past WHERE bureau_id = $1 AND person_id = $2 AND field = $3";
const INSERT: &str =
    "INSERT INTO person_past (bureau_id, person_id, field, held_until, value, noted_at, noted_by)";

/// For the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&str] = &[LIST, DELETE];

type Row = (String, PartialDate, Option<String>, Timestamp, Option<AccountId>);

/// The whole past of somebody, by field, the earliest first.
pub fn list(conn: &Conn<'_>, bureau: &BureauId, person: PersonId) -> Result<Pasts> {
    let mut pasts = Pasts::new();
    for (field, until, value, at, by) in conn.list::<Row>(LIST, &[bureau, &person])? {
        pasts.entry(field).or_default().push(Noted { until, value, at, by });
    }
    Ok(pasts)
}

/// Makes the past of one field be `noted`, whatever it was.
pub fn replace(tx: &Tx<'_>, act: &Act, person: PersonId, field: &str, noted: &[Noted]) -> Result<()> {
    tx.execute(DELETE, &[act.bureau(), &person, &field])?;
    let cells = noted.iter().flat_map(|Noted { until, value, at, by }| -> [&dyn Param; 7] {
        [act.bureau(), &person, &field, until, value, at, by]
    });
    let cells: Vec<&dyn Param> = cells.collect();
    tx.insert_many(INSERT, 7, &cells)
}
