//! Memberships and posts that an event ends, and that undoing it takes up again.

use cq_calendar::PartialDate;
use cq_platform::{
    Result,
    actor::Act,
    db::{Conn, Tx},
    record,
};
use jiff::civil::Date;
use uuid::Uuid;

use crate::{life_event::model::Ended, person::PersonId};

const MEMBERSHIPS: &str = "SELECT m.id, g.id, g.name, '', m.since, m.version FROM membership m
    JOIN person_group g ON g.bureau_id = m.bureau_id AND g.id = m.group_id
    WHERE m.bureau_id = $1 AND m.person_id = $2 AND m.until IS NULL ORDER BY g.name, m.id";
const POSTS: &str = "SELECT o.id, g.id, g.name, g.kind || '-' || o.kind, o.since, o.version FROM post o
    JOIN person_group g ON g.bureau_id = o.bureau_id AND g.id = o.group_id
    WHERE o.bureau_id = $1 AND o.person_id = $2 AND o.until IS NULL ORDER BY g.name, o.id";
const END_MEMBERSHIP: &str = "UPDATE membership SET until = $4, ended_because = $5, version = version + 1
    WHERE bureau_id = $1 AND id = $2 AND version = $3 AND until IS NULL";
const END_POST: &str = "UPDATE post SET until = $4, ended_because = $5, version = version + 1
    WHERE bureau_id = $1 AND id = $2 AND version = $3 AND until IS NULL";
const ENDED_MEMBERSHIP: &str = "SELECT m.until, m.ended_because,
    (SELECT COUNT(*) FROM membership x WHERE x.bureau_id = m.bureau_id AND x.group_id = m.group_id AND x.person_id = m.person_id
        AND x.until IS NULL)
    + (SELECT COUNT(*) FROM person_group g WHERE g.bureau_id = m.bureau_id AND g.id = m.group_id AND g.closed_on IS NOT NULL)
    FROM membership m WHERE m.bureau_id = $1 AND m.id = $2";
const ENDED_POST: &str = "SELECT o.until, o.ended_because,
    (SELECT COUNT(*) FROM post x WHERE x.bureau_id = o.bureau_id AND x.group_id = o.group_id AND x.kind = o.kind
        AND x.until IS NULL AND (x.person_id = o.person_id OR x.kind = 'head'))
    + (SELECT COUNT(*) FROM person_group g WHERE g.bureau_id = o.bureau_id AND g.id = o.group_id AND g.closed_on IS NOT NULL)
    FROM post o WHERE o.bureau_id = $1 AND o.id = $2";
const REOPEN_MEMBERSHIP: &str =
    "UPDATE membership SET until = NULL, ended_because = NULL, version = version + 1
    WHERE bureau_id = $1 AND id = $2 AND until = $3";
const REOPEN_POST: &str = "UPDATE post SET until = NULL, ended_because = NULL, version = version + 1
    WHERE bureau_id = $1 AND id = $2 AND until = $3";

/// For the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&str] = &[
    MEMBERSHIPS,
    POSTS,
    END_MEMBERSHIP,
    END_POST,
    ENDED_MEMBERSHIP,
    ENDED_POST,
    REOPEN_MEMBERSHIP,
    REOPEN_POST,
];

/// What somebody belongs to by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum By {
    /// Membership.
    Membership,
    /// A post.
    Post,
}

record! {
    /// A membership or post that holds.
    pub struct Belongs {
        /// Identity.
        pub id: Uuid,
        /// The group.
        pub group: Uuid,
        /// Its name.
        pub name: String,
        /// The kinds of the group and of the post, a dash between; empty for a membership.
        pub post: String,
        /// From when.
        pub since: PartialDate,
        /// Guard.
        pub version: i64,
    }
}

/// All that `person` belongs to.
pub fn list(conn: &Conn<'_>, act: &Act, by: By, person: PersonId) -> Result<Vec<Belongs>> {
    let sql = match by {
        By::Membership => MEMBERSHIPS,
        By::Post => POSTS,
    };
    conn.list(sql, &[act.bureau(), &person])
}

/// Ends one with `until` as its last day.
pub fn end(
    tx: &Tx<'_>,
    act: &Act,
    by: By,
    id: Uuid,
    version: i64,
    until: Date,
    because: Ended,
) -> Result<()> {
    let sql = match by {
        By::Membership => END_MEMBERSHIP,
        By::Post => END_POST,
    };
    tx.execute_one(sql, &[act.bureau(), &id, &version, &until, &because])
}

/// Last day, why, and how much stands in the way.
pub type Found = (Option<PartialDate>, Option<String>, i64);

/// How one stands that was ended: its last day, why, and how much stands in the way of taking it up again: the same held anew,
/// a head in office, a group closed.
pub fn find_ended(conn: &Conn<'_>, act: &Act, by: By, id: Uuid) -> Result<Option<Found>> {
    let sql = match by {
        By::Membership => ENDED_MEMBERSHIP,
        By::Post => ENDED_POST,
    };
    conn.find(sql, &[act.bureau(), &id])
}

/// Takes an [`end`] back.
pub fn reopen(tx: &Tx<'_>, act: &Act, by: By, id: Uuid, until: Date) -> Result<()> {
    let sql = match by {
        By::Membership => REOPEN_MEMBERSHIP,
        By::Post => REOPEN_POST,
    };
    tx.execute_one(sql, &[act.bureau(), &id, &until])
}
