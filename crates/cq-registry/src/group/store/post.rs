//! Posts. The unique indexes are the last word on "one head" and on nobody holding a post twice.

use cq_calendar::PartialDate;
use cq_platform::{
    Error, Result,
    db::{Conn, Param, Tx},
    ids::BureauId,
    record,
};
use jiff::civil::Date;

use crate::{
    group::model::{GroupId, GroupKind, Held, Office, Post, PostId, PostKind, Resigned, Was},
    person::PersonId,
};

macro_rules! posts {
    () => {
        "SELECT t.id, t.group_id, t.person_id, t.kind, t.since, t.term_ends_on, t.until, t.ended_because, t.version, p.name FROM post t
    JOIN person p ON p.bureau_id = t.bureau_id AND p.id = t.person_id "
    };
}

const FIND: &str = concat!(posts!(), "WHERE t.bureau_id = $1 AND t.id = $2");
const OF_GROUP: &str =
    concat!(posts!(), "WHERE t.bureau_id = $1 AND t.group_id = $2 ORDER BY t.since, p.pinyin, t.id");
const OPEN_OF_PERSON: &str = concat!(
    posts!(),
    "WHERE t.bureau_id = $1 AND t.person_id = $2 AND t.until IS NULL ORDER BY t.bureau_id, t.person_id, t.since"
);
const OPEN_OF_PERSON_IN: &str = concat!(
    posts!(),
    "WHERE t.bureau_id = $1 AND t.person_id = $2 AND t.group_id = $3 AND t.until IS NULL ORDER BY t.since, t.id"
);
const OF_PERSON: &str = "SELECT t.group_id, g.kind, t.kind, t.since, t.until, t.ended_because FROM post t
    JOIN person_group g ON g.bureau_id = t.bureau_id AND g.id = t.group_id
    WHERE t.bureau_id = $1 AND t.person_id = $2 ORDER BY t.bureau_id, t.person_id, t.since";
const INSERT: &str =
    "INSERT INTO post (bureau_id, id, group_id, person_id, kind, since, term_ends_on, version)";
const END: &str = "UPDATE post SET until = $4, ended_because = $5, version = version + 1
    WHERE bureau_id = $1 AND id = $2 AND version = $3 AND until IS NULL";
const INSERT_PAST: &str =
    "INSERT INTO post (bureau_id, id, group_id, person_id, kind, since, until, ended_because, version)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1)";
const SAVE_PAST: &str = "UPDATE post SET since = $4, until = $5, ended_because = $6, version = version + 1
    WHERE bureau_id = $1 AND id = $2 AND version = $3 AND until IS NOT NULL";
const SAVE_SINCE: &str = "UPDATE post SET since = $4, term_ends_on = $5, version = version + 1
    WHERE bureau_id = $1 AND id = $2 AND version = $3 AND until IS NULL";
const REOPEN: &str = "UPDATE post SET until = NULL, ended_because = NULL, version = version + 1
    WHERE bureau_id = $1 AND id = $2 AND version = $3 AND until IS NOT NULL";
const REMOVE: &str = "DELETE FROM post WHERE bureau_id = $1 AND id = $2 AND version = $3";

/// For the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&str] = &[
    FIND,
    OF_GROUP,
    OPEN_OF_PERSON,
    OPEN_OF_PERSON_IN,
    OF_PERSON,
    END,
    INSERT_PAST,
    SAVE_PAST,
    SAVE_SINCE,
    REOPEN,
    REMOVE,
];

record! {
    struct Stored {
        id: PostId,
        group: GroupId,
        person: PersonId,
        kind: PostKind,
        since: PartialDate,
        term_ends_on: Option<Date>,
        until: Option<Date>,
        because: Option<Resigned>,
        version: i64,
        name: String,
    }
}

impl From<Stored> for (Post, String) {
    fn from(row: Stored) -> Self {
        let Stored { id, group, person, kind, since, term_ends_on, version, .. } = row;
        let what = Office { id, group, person, kind, since, term_ends_on };
        let post = match (row.until, row.because) {
            (Some(until), Some(because)) => Post::Past { what, until, because, version },
            _ => Post::Held(Held { what, version }),
        };
        (post, row.name)
    }
}

fn held(conn: &Conn<'_>, sql: &str, params: &[&dyn Param]) -> Result<Vec<Held>> {
    let held = |row: Stored| match row.into() {
        (Post::Held(held), _) => Some(held),
        (Post::Past { .. }, _) => None,
    };
    Ok(conn.list::<Stored>(sql, params)?.into_iter().filter_map(held).collect())
}

/// One post and its holder's name.
pub fn find(conn: &Conn<'_>, bureau: &BureauId, id: PostId) -> Result<Option<(Post, String)>> {
    Ok(conn.find::<Stored>(FIND, &[bureau, &id])?.map(Into::into))
}

/// Every post that was ever held in the group, with its holder's name, the oldest first.
pub fn list_of_group(conn: &Conn<'_>, bureau: &BureauId, group: GroupId) -> Result<Vec<(Post, String)>> {
    Ok(conn.list::<Stored>(OF_GROUP, &[bureau, &group])?.into_iter().map(Into::into).collect())
}

/// Every post that the person holds now.
pub fn list_open_of_person(conn: &Conn<'_>, bureau: &BureauId, person: PersonId) -> Result<Vec<Held>> {
    held(conn, OPEN_OF_PERSON, &[bureau, &person])
}

/// Every post that the person holds now in the group.
pub fn list_open_of_person_in(
    conn: &Conn<'_>,
    bureau: &BureauId,
    person: PersonId,
    group: GroupId,
) -> Result<Vec<Held>> {
    held(conn, OPEN_OF_PERSON_IN, &[bureau, &person, &group])
}

record! {
    /// A post as the person's page shows it.
    pub struct OfPerson {
        /// In which group.
        pub group: GroupId,
        /// What it is.
        pub group_kind: GroupKind,
        /// Which post.
        pub kind: PostKind,
        /// The first day.
        pub since: PartialDate,
        /// The last day.
        pub until: Option<Date>,
        /// Why it ended.
        pub because: Option<Resigned>,
    }
}

/// Every post that the person holds or held, the oldest first.
pub fn list_of_person(conn: &Conn<'_>, bureau: &BureauId, person: PersonId) -> Result<Vec<OfPerson>> {
    conn.list(OF_PERSON, &[bureau, &person])
}

/// New posts. One that somebody holds already is a [`Error::Conflict`].
pub fn insert_many(tx: &Tx<'_>, bureau: &BureauId, new: &[Office]) -> Result<()> {
    let mut cells: Vec<&dyn Param> = Vec::with_capacity(new.len() * 8);
    for Office { id, group, person, kind, since, term_ends_on } in new {
        cells.extend([bureau as &dyn Param, id, group, person, kind, since, term_ends_on, &1_i64]);
    }
    tx.insert_many(INSERT, 8, &cells).map_err(taken)
}

/// Writes an end down, guarded by the version before it.
pub fn save_end(tx: &Tx<'_>, bureau: &BureauId, ended: &Post) -> Result<()> {
    let Post::Past { what, until, because, version } = ended else { return Ok(()) };
    tx.execute_one(END, &[bureau, &what.id, &(version - 1), until, because])
}

/// A post that ended before it was written down.
pub fn insert_past(tx: &Tx<'_>, bureau: &BureauId, post: &Post) -> Result<()> {
    let Post::Past { what, until, because, .. } = post else {
        return Err(Error::internal("a post that is held is not of the past"));
    };
    let Office { id, group, person, kind, since, .. } = what;
    tx.execute_one(INSERT_PAST, &[bureau, id, group, person, kind, since, until, because])
}

/// Makes a post that is held no longer say `was`, guarded by its version.
pub fn save_past(
    tx: &Tx<'_>,
    bureau: &BureauId,
    id: PostId,
    version: i64,
    was: &Was<Resigned>,
) -> Result<()> {
    tx.execute_one(SAVE_PAST, &[bureau, &id, &version, &was.since, &was.until, &was.because])
}

/// Gives a post that is held another first day and another end of its term, guarded by its version.
pub fn save_since(tx: &Tx<'_>, bureau: &BureauId, held: &Held) -> Result<()> {
    let Office { id, since, term_ends_on, .. } = &held.what;
    tx.execute_one(SAVE_SINCE, &[bureau, id, &held.version, since, term_ends_on])
}

/// Takes an end back, guarded by the version since; the version rises. Whoever holds it by then is a [`Error::Conflict`].
pub fn reopen(tx: &Tx<'_>, bureau: &BureauId, id: PostId, version: i64) -> Result<()> {
    tx.execute_one(REOPEN, &[bureau, &id, &version]).map_err(taken)
}

/// Takes one back that an undone ledger brought.
pub fn remove(tx: &Tx<'_>, bureau: &BureauId, id: PostId, version: i64) -> Result<()> {
    tx.execute_one(REMOVE, &[bureau, &id, &version])
}

/// A violated key here means that somebody else was first.
fn taken(error: Error) -> Error {
    match &error {
        Error::Db(db) if db.violated().is_some() => Error::Conflict,
        _ => error,
    }
}
