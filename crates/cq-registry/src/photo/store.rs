//! Photographs in the database, one a person at most.

use cq_platform::{
    Error, Result,
    actor::Act,
    db::{Conn, Tx},
    ids::BureauId,
};

use super::Picture;
use crate::person::PersonId;

const VERSION: &str = "SELECT version FROM person_photo WHERE bureau_id = $1 AND person_id = $2";
const FIND: &str = "SELECT kind, content, version FROM person_photo WHERE bureau_id = $1 AND person_id = $2";
const INSERT: &str =
    "INSERT INTO person_photo (bureau_id, person_id, kind, content, version) VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (bureau_id, person_id) DO NOTHING";
const SAVE: &str = "UPDATE person_photo SET kind = $4, content = $5, version = version + 1
    WHERE bureau_id = $1 AND person_id = $2 AND version = $3";
const DELETE: &str = "DELETE FROM person_photo WHERE bureau_id = $1 AND person_id = $2 AND version = $3";
const MOVE: &str = "UPDATE person_photo SET person_id = $3, version = version + $5
    WHERE bureau_id = $1 AND person_id = $2 AND version = $4";

const EXCHANGE: &str = "UPDATE person_photo SET kind = $4, content = $5, version = version + $6
    WHERE bureau_id = $1 AND person_id = $2 AND version = $3";

/// For the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&str] = &[VERSION, FIND, INSERT, SAVE, DELETE, MOVE, EXCHANGE];

/// What every picture is since it was drawn anew.
const JPEG: &str = "image/jpeg";

/// A picture as the row has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Media type.
    pub kind: String,
    /// The file.
    pub content: Vec<u8>,
    /// Guard.
    pub version: i64,
}

/// The guard of somebody's picture; none where there is none.
pub fn version(conn: &Conn<'_>, bureau: &BureauId, person: PersonId) -> Result<Option<i64>> {
    Ok(conn.find::<(i64,)>(VERSION, &[bureau, &person])?.map(|(version,)| version))
}

/// Somebody's picture.
pub fn find(conn: &Conn<'_>, bureau: &BureauId, person: PersonId) -> Result<Option<Kept>> {
    let row = conn.find::<(String, Vec<u8>, i64)>(FIND, &[bureau, &person])?;
    Ok(row.map(|(kind, content, version)| Kept { kind, content, version }))
}

/// Puts a picture where `seen` was (none: where there was none). Somebody faster is a conflict.
pub(super) fn put(
    tx: &Tx<'_>,
    act: &Act,
    person: PersonId,
    seen: Option<i64>,
    picture: &Picture,
) -> Result<()> {
    let content = picture.jpeg();
    match seen {
        Some(version) => tx.execute_one(SAVE, &[act.bureau(), &person, &version, &JPEG, &content]),
        // Counted from the instant on, so that a page which shows one taken away since never guards its successor.
        None => tx.execute_one(INSERT, &[act.bureau(), &person, &JPEG, &content, &act.at.as_millisecond()]),
    }
}

/// Takes it away.
pub(super) fn delete(tx: &Tx<'_>, act: &Act, person: PersonId, version: i64) -> Result<()> {
    tx.execute_one(DELETE, &[act.bureau(), &person, &version])
}

/// Gives the picture of `from` to `to`, who has none; `by` is what its version changes by. `false` where it is no longer as it
/// was, or `to` has one.
pub(super) fn hand_over(
    tx: &Tx<'_>,
    act: &Act,
    (from, to): (PersonId, PersonId),
    version: i64,
    by: i64,
) -> Result<bool> {
    if self::version(tx, act.bureau(), to)?.is_some() {
        return Ok(false);
    }
    Ok(tx.execute(MOVE, &[act.bureau(), &from, &to, &version, &by])? == 1)
}

/// Exchanges the pictures of two people, whose versions are these and change by `by`. `false` where one is no longer as it was.
pub(super) fn exchange(
    tx: &Tx<'_>,
    act: &Act,
    (one, other): (PersonId, PersonId),
    versions: (i64, i64),
    by: i64,
) -> Result<bool> {
    let (Some(of_one), Some(of_other)) = (find(tx, act.bureau(), one)?, find(tx, act.bureau(), other)?)
    else {
        return Ok(false);
    };
    if (of_one.version, of_other.version) != versions {
        return Ok(false);
    }
    let put = |person: PersonId, version: i64, kept: Kept| {
        let saved =
            tx.execute(EXCHANGE, &[act.bureau(), &person, &version, &kept.kind, &kept.content, &by])?;
        if saved == 1 { Ok(()) } else { Err(Error::Conflict) }
    };
    put(one, versions.0, of_other)?;
    put(other, versions.1, of_one)?;
    Ok(true)
}
