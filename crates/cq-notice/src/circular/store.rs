//! Circulars, and whom a segment means.

use cq_platform::{
    Error, Result,
    actor::Act,
    db::{Conn, Tx},
    ids::StaffId,
    secrets::Place,
};
use cq_registry::{
    person::PersonId,
    segment::{Bound, SegmentId, store::condition},
};

use super::CircularId;

const INSERT: &str =
    "INSERT INTO circular (bureau_id, id, content, segment_id, people, unreached, made_at, made_by)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
const FIND: &str =
    "SELECT s.name FROM circular c LEFT JOIN staff s ON s.bureau_id = c.bureau_id AND s.id = c.made_by
    WHERE c.bureau_id = $1 AND c.id = $2";
const PEOPLE: &str = "SELECT p.id FROM person p WHERE p.bureau_id = $1 AND p.ended_on IS NULL /* segment */ ORDER BY p.id LIMIT $2";

/// For the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&str] = &[INSERT, FIND, PEOPLE];

/// Whom a segment means, who are served: `limit` at most.
pub fn people(conn: &Conn<'_>, act: &Act, segment: &Bound, limit: i64) -> Result<Vec<PersonId>> {
    let held = condition(segment, 2);
    let rows = conn.list::<(PersonId,)>(&held.within(PEOPLE), &held.behind(&[act.bureau(), &limit]))?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// Who made a circular, if it was made.
pub fn made_by(conn: &Conn<'_>, act: &Act, id: CircularId) -> Result<Option<String>> {
    Ok(conn.find::<(Option<String>,)>(FIND, &[act.bureau(), &id])?.map(|(name,)| name.unwrap_or_default()))
}

/// A circular just made. The same one made at the same moment is a [`Error::Conflict`].
pub fn insert(
    tx: &Tx<'_>,
    act: &Act,
    (id, segment): (CircularId, Option<SegmentId>),
    (people, unreached): (usize, usize),
    said: &str,
    by: StaffId,
) -> Result<()> {
    let place = Place { table: "circular", column: "content", row: id.0 };
    let content = act.secrets.seal(place, said)?;
    let [people, unreached] = [people, unreached].map(|n| i64::try_from(n).unwrap_or(i64::MAX));
    let inserted =
        tx.execute_one(INSERT, &[act.bureau(), &id, &content, &segment, &people, &unreached, &act.at, &by]);
    inserted.map_err(|error| match &error {
        Error::Db(cause) if cause.violated().is_some() => Error::Conflict,
        _ => error,
    })
}
