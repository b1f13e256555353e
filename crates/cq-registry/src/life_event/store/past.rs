//! What a field of a person said until an event.

use cq_platform::{
    Result,
    actor::Act,
    db::{Conn, Tx},
};
use jiff::civil::Date;

use crate::person::PersonId;

const INSERT: &str =
    "INSERT INTO person_past (bureau_id, person_id, field, held_until, value, noted_at, noted_by)
    VALUES ($1, $2, $3, $4, $5, $6, $7)";
const DELETE: &str =
    "DELETE FROM person_past WHERE bureau_id = $1 AND person_id = $2 AND field = $3 AND held_until = $4
    AND COALESCE(value, '') = COALESCE($5, '')";
const IS_NOTED: &str =
    "SELECT 1 FROM person_past WHERE bureau_id = $1 AND person_id = $2 AND field = $3 AND held_until = $4";

/// For the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&str] = &[INSERT, DELETE, IS_NOTED];

/// A field of a person, until a day, exclusive.
#[derive(Debug, Clone, Copy)]
pub struct Until<'f> {
    /// Whose.
    pub person: PersonId,
    /// Which.
    pub field: &'f str,
    /// Until when.
    pub day: Date,
}

/// Notes what it said.
pub fn note(tx: &Tx<'_>, act: &Act, past: Until<'_>, value: Option<&str>) -> Result<()> {
    let Until { person, field, day } = past;
    tx.execute_one(INSERT, &[act.bureau(), &person, &field, &day, &value, &act.at, &act.actor.account])
}

/// Takes a [`note`] back; what it was corrected to since stays.
pub fn forget(tx: &Tx<'_>, act: &Act, past: Until<'_>, value: Option<&str>) -> Result<()> {
    let Until { person, field, day } = past;
    tx.execute(DELETE, &[act.bureau(), &person, &field, &day, &value]).map(drop)
}

/// Whether it is noted already.
pub fn is_noted(conn: &Conn<'_>, act: &Act, past: Until<'_>) -> Result<bool> {
    let Until { person, field, day } = past;
    Ok(conn.find::<(i64,)>(IS_NOTED, &[act.bureau(), &person, &field, &day])?.is_some())
}
