//! Groups in the database. Memberships and posts stand in files of their own below.

pub mod member;
pub mod post;

use cq_calendar::PartialDate;
use cq_platform::{
    Error, Result,
    db::{Conn, Tx},
    ids::BureauId,
    messages::Text,
    record, words,
};
use jiff::civil::Date;
use uuid::Uuid;

use super::model::{Facts, Group, GroupId, GroupKind, Life};
use crate::person::{PersonId, model::AreaId};

macro_rules! groups {
    () => {
        "SELECT g.id, g.kind, g.name, g.parent_id, g.area_id, g.founded_on, g.term_months, g.category, g.remark, g.closed_on,
            g.version FROM person_group g "
    };
}

const FIND: &str = concat!(groups!(), "WHERE g.bureau_id = $1 AND g.id = $2");
const FIND_OPEN: &str =
    concat!(groups!(), "WHERE g.bureau_id = $1 AND g.kind = $2 AND g.name = $3 AND g.closed_on IS NULL");
const LIST_OPEN: &str = concat!(
    groups!(),
    "WHERE g.bureau_id = $1 AND g.kind = $2 AND g.closed_on IS NULL ORDER BY g.bureau_id, g.kind, g.name, g.id"
);
const LIST_ALL_OPEN: &str = concat!(
    groups!(),
    "WHERE g.bureau_id = $1 AND g.closed_on IS NULL ORDER BY g.bureau_id, g.kind, g.name, g.id"
);
const INSERT: &str = "INSERT INTO person_group (bureau_id, id, kind, name, parent_id, area_id, founded_on, term_months, category, remark,
    version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 1)";
const SAVE: &str = "UPDATE person_group SET name = $4, parent_id = $5, area_id = $6, founded_on = $7, term_months = $8, category = $9,
    remark = $10, closed_on = $11, version = version + 1 WHERE bureau_id = $1 AND id = $2 AND version = $3";
const DELETE: &str = "DELETE FROM person_group WHERE bureau_id = $1 AND id = $2 AND version = $3";
const NEEDED: &str = "SELECT 1 FROM membership WHERE bureau_id = $1 AND group_id = $2
    UNION ALL SELECT 1 FROM post WHERE bureau_id = $1 AND group_id = $2
    UNION ALL SELECT 1 FROM person_group WHERE bureau_id = $1 AND parent_id = $2 LIMIT 1";
const HOLD: &str = "UPDATE person_group SET version = version WHERE bureau_id = $1 AND id = $2";

macro_rules! listed {
    () => {
        "SELECT g.id, g.kind, g.name, g.parent_id, o.name, a.name, g.category, g.closed_on, h.person_id, p.name,
            (SELECT COUNT(*) FROM membership m WHERE m.bureau_id = g.bureau_id AND m.group_id = g.id AND m.until IS NULL),
            (SELECT MIN(t.term_ends_on) FROM post t WHERE t.bureau_id = g.bureau_id AND t.group_id = g.id AND t.until IS NULL)
        FROM person_group g
        LEFT JOIN person_group o ON o.bureau_id = g.bureau_id AND o.id = g.parent_id
        LEFT JOIN area a ON a.bureau_id = g.bureau_id AND a.id = g.area_id
        LEFT JOIN post h ON h.bureau_id = g.bureau_id AND h.group_id = g.id AND h.kind = 'head' AND h.until IS NULL
        LEFT JOIN person p ON p.bureau_id = h.bureau_id AND p.id = h.person_id "
    };
}

const LIST: &str = concat!(
    listed!(),
    "WHERE g.bureau_id = $1 AND g.kind = $2 AND (g.name, g.id) > ($4, $5)
        AND (($3 = 'open' AND g.closed_on IS NULL) OR ($3 = 'closed' AND g.closed_on IS NOT NULL))
    ORDER BY g.bureau_id, g.kind, g.name, g.id LIMIT $6"
);
const BELOW: &str = concat!(
    listed!(),
    "WHERE g.bureau_id = $1 AND g.parent_id = $2 AND g.closed_on IS NULL ORDER BY g.kind, g.name, g.id"
);
const TERMS: &str = concat!(
    listed!(),
    "WHERE g.bureau_id = $1 AND g.closed_on IS NULL AND EXISTS (SELECT 1 FROM post t WHERE t.bureau_id = g.bureau_id
        AND t.group_id = g.id AND t.until IS NULL AND t.term_ends_on <= $2)
    ORDER BY 12, g.name, g.id"
);
const COUNT: &str =
    "SELECT g.kind, COUNT(*) FROM person_group g WHERE g.bureau_id = $1 AND g.closed_on IS NULL
    GROUP BY g.kind ORDER BY g.kind";
const COUNT_PEOPLE: &str = "SELECT g.kind, COUNT(DISTINCT m.person_id) FROM person_group g
    JOIN membership m ON m.bureau_id = g.bureau_id AND m.group_id = g.id AND m.until IS NULL
    WHERE g.bureau_id = $1 AND g.closed_on IS NULL GROUP BY g.kind ORDER BY g.kind";
const AHEAD: &str =
    "SELECT value FROM setting WHERE bureau_id = $1 AND name = 'group.term-ahead-days' AND since <= $2
    ORDER BY bureau_id, name, since DESC LIMIT 1";

/// For the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&str] = &[
    FIND,
    FIND_OPEN,
    LIST_OPEN,
    LIST_ALL_OPEN,
    INSERT,
    SAVE,
    DELETE,
    NEEDED,
    HOLD,
    LIST,
    BELOW,
    TERMS,
    COUNT,
    COUNT_PEOPLE,
    AHEAD,
];

/// How many days ahead the end of a term is shown, where the bureau has set nothing else.
const TERM_AHEAD_DAYS: i64 = 90;

record! {
    struct Stored {
        id: GroupId,
        kind: GroupKind,
        name: String,
        above: Option<GroupId>,
        area: Option<AreaId>,
        founded_on: Option<PartialDate>,
        term_months: Option<u32>,
        category: Option<String>,
        remark: Option<String>,
        closed_on: Option<Date>,
        version: i64,
    }
}

impl From<Stored> for Group {
    fn from(row: Stored) -> Self {
        let Stored { id, kind, name, above, area, founded_on, term_months, category, remark, .. } = row;
        Group {
            id,
            facts: Facts { kind, name, above, area, founded_on, term_months, category, remark },
            life: row.closed_on.map_or(Life::Open, |on| Life::Closed { on }),
            version: row.version,
        }
    }
}

/// The group.
pub fn find(conn: &Conn<'_>, bureau: &BureauId, id: GroupId) -> Result<Option<Group>> {
    Ok(conn.find::<Stored>(FIND, &[bureau, &id])?.map(Into::into))
}

/// The group, or nothing to be found.
pub fn get(conn: &Conn<'_>, bureau: &BureauId, id: GroupId) -> Result<Group> {
    find(conn, bureau, id)?.ok_or(Error::NotFound)
}

/// The open group of that kind and name.
pub fn find_open(conn: &Conn<'_>, bureau: &BureauId, kind: GroupKind, name: &str) -> Result<Option<Group>> {
    Ok(conn.find::<Stored>(FIND_OPEN, &[bureau, &kind, &name])?.map(Into::into))
}

/// Every open group, or every one of a kind, by name.
pub fn list_open(conn: &Conn<'_>, bureau: &BureauId, kind: Option<GroupKind>) -> Result<Vec<Group>> {
    let rows: Vec<Stored> = match &kind {
        Some(kind) => conn.list(LIST_OPEN, &[bureau, kind])?,
        None => conn.list(LIST_ALL_OPEN, &[bureau])?,
    };
    Ok(rows.into_iter().map(Into::into).collect())
}

/// A new group. One of the same kind and name that is still open is an error at the name.
pub fn insert(tx: &Tx<'_>, bureau: &BureauId, id: GroupId, facts: &Facts) -> Result<()> {
    let Facts { kind, name, above, area, founded_on, term_months, category, remark } = facts;
    let made = tx.execute_one(
        INSERT,
        &[bureau, &id, kind, name, above, area, founded_on, term_months, category, remark],
    );
    made.map_err(name_taken)
}

/// Makes the group say what `group` says; its version is the one that was read.
pub fn save(tx: &Tx<'_>, bureau: &BureauId, group: &Group) -> Result<()> {
    let Facts { name, above, area, founded_on, term_months, category, remark, .. } = &group.facts;
    let closed_on = match group.life {
        Life::Open => None,
        Life::Closed { on } => Some(on),
    };
    let saved = tx.execute_one(
        SAVE,
        &[
            bureau,
            &group.id,
            &group.version,
            name,
            above,
            area,
            founded_on,
            term_months,
            category,
            remark,
            &closed_on,
        ],
    );
    saved.map_err(name_taken)
}

/// Takes back an [`insert`]: only while nobody ever belonged to it and nothing stands below it.
pub fn delete(tx: &Tx<'_>, bureau: &BureauId, id: GroupId, version: i64) -> Result<()> {
    tx.execute_one(DELETE, &[bureau, &id, &version])
}

/// Whether anybody ever belonged to it, or something stands below it.
pub fn is_needed(conn: &Conn<'_>, bureau: &BureauId, id: GroupId) -> Result<bool> {
    Ok(conn.find::<(i64,)>(NEEDED, &[bureau, &id])?.is_some())
}

/// Whoever changes who belongs to the group waits here until the one before is done, so that what was read still holds when it
/// is written.
pub fn hold(tx: &Tx<'_>, bureau: &BureauId, id: GroupId) -> Result<()> {
    match tx.execute(HOLD, &[bureau, &id])? {
        1 => Ok(()),
        _ => Err(Error::NotFound),
    }
}

fn name_taken(error: Error) -> Error {
    match &error {
        Error::Db(cause) if cause.violated().is_some_and(|name| name.contains("name")) => {
            Error::Invalid(vec![("name".into(), Text::new("group-name-taken"))])
        }
        _ => error,
    }
}

words! {
    /// Which groups a list shows.
    pub enum Shown {
        /// Those that still meet.
        Open = "open",
        /// Those that were closed.
        Closed = "closed",
    }
}

record! {
    /// A group as lists show one.
    pub struct Listed {
        /// Which.
        pub id: GroupId,
        /// What it is.
        pub kind: GroupKind,
        /// What it is called.
        pub name: String,
        /// The group above it.
        pub above_id: Option<GroupId>,
        /// Its name.
        pub above: Option<String>,
        /// Where it meets.
        pub area: Option<String>,
        /// What it is about.
        pub category: Option<String>,
        /// Its last day.
        pub closed_on: Option<Date>,
        /// Its head.
        pub head_id: Option<PersonId>,
        /// The head's name.
        pub head: Option<String>,
        /// How many belong to it.
        pub members: i64,
        /// When the first of its terms ends.
        pub term_ends_on: Option<Date>,
    }
}

/// Groups of a kind by name, at most `limit` after `after`.
pub fn list(
    conn: &Conn<'_>,
    bureau: &BureauId,
    kind: GroupKind,
    shown: Shown,
    after: &(String, Uuid),
    limit: i64,
) -> Result<Vec<Listed>> {
    conn.list(LIST, &[bureau, &kind, &shown, &after.0, &after.1, &limit])
}

/// The open groups below one.
pub fn list_below(conn: &Conn<'_>, bureau: &BureauId, id: GroupId) -> Result<Vec<Listed>> {
    conn.list(BELOW, &[bureau, &id])
}

/// Groups in which a term ended or ends until `day`, the earliest first.
pub fn list_terms(conn: &Conn<'_>, bureau: &BureauId, day: Date) -> Result<Vec<Listed>> {
    conn.list(TERMS, &[bureau, &day])
}

/// How many open groups there are of each kind, and how many people belong to them.
pub fn count(conn: &Conn<'_>, bureau: &BureauId) -> Result<Vec<(GroupKind, i64, i64)>> {
    let groups: Vec<(GroupKind, i64)> = conn.list(COUNT, &[bureau])?;
    let people: Vec<(GroupKind, i64)> = conn.list(COUNT_PEOPLE, &[bureau])?;
    let of = |counts: &[(GroupKind, i64)], kind| {
        counts.iter().find(|(of, _)| *of == kind).map_or(0, |(_, count)| *count)
    };
    Ok(GroupKind::ALL.iter().map(|kind| (*kind, of(&groups, *kind), of(&people, *kind))).collect())
}

/// The group above, the one above that, and so on, the highest first.
pub fn above(conn: &Conn<'_>, bureau: &BureauId, group: &Group) -> Result<Vec<Group>> {
    let (mut chain, mut next) = (Vec::new(), group.facts.above);
    // Kinds stand above one another in one order, so that the chain ends.
    while let Some(id) = next {
        let above = get(conn, bureau, id)?;
        next = above.facts.above;
        chain.insert(0, above);
    }
    Ok(chain)
}

/// How many days ahead the end of a term is shown.
pub fn term_ahead_days(conn: &Conn<'_>, bureau: &BureauId, today: Date) -> Result<i64> {
    let set = conn.find::<(String,)>(AHEAD, &[bureau, &today])?;
    Ok(set.and_then(|(days,)| days.parse().ok()).unwrap_or(TERM_AHEAD_DAYS))
}
