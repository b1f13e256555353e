//! Memberships. The unique index on open ones is the last word on "once"; on closed stretches it is [`super::hold`].

use cq_calendar::PartialDate;
use cq_platform::{
    Error, Result,
    db::{Conn, Param, Tx},
    ids::BureauId,
    policy::Scope,
    record,
};
use jiff::civil::Date;

use crate::{
    group::model::{Belonging, GroupId, GroupKind, Left, Member, Membership, MembershipId, Newcomer, Was},
    person::{PersonId, Sex},
};

macro_rules! memberships {
    () => {
        "SELECT m.id, m.group_id, m.person_id, m.since, m.until, m.ended_because, m.version FROM membership m "
    };
}

const FIND: &str = concat!(memberships!(), "WHERE m.bureau_id = $1 AND m.id = $2");
const OF_PERSON_IN: &str = concat!(
    memberships!(),
    "WHERE m.bureau_id = $1 AND m.person_id = $2 AND m.group_id = $3 ORDER BY m.bureau_id, m.person_id, m.since"
);
const OPEN_OF_PERSON: &str = concat!(
    memberships!(),
    "WHERE m.bureau_id = $1 AND m.person_id = $2 AND m.until IS NULL ORDER BY m.bureau_id, m.person_id, m.since"
);
const OPEN_OF_GROUP: &str = concat!(
    memberships!(),
    "WHERE m.bureau_id = $1 AND m.group_id = $2 AND m.until IS NULL ORDER BY m.person_id"
);
const OF_GROUP: &str =
    concat!(memberships!(), "WHERE m.bureau_id = $1 AND m.group_id = $2 ORDER BY m.since, m.id");
const INSERT: &str = "INSERT INTO membership (bureau_id, id, group_id, person_id, since, version)";
const END: &str = "UPDATE membership SET until = $4, ended_because = $5, version = version + 1
    WHERE bureau_id = $1 AND id = $2 AND version = $3 AND until IS NULL";
const INSERT_PAST: &str =
    "INSERT INTO membership (bureau_id, id, group_id, person_id, since, until, ended_because, version)
    VALUES ($1, $2, $3, $4, $5, $6, $7, 1)";
const SAVE_PAST: &str =
    "UPDATE membership SET since = $4, until = $5, ended_because = $6, version = version + 1
    WHERE bureau_id = $1 AND id = $2 AND version = $3 AND until IS NOT NULL";
const REOPEN: &str = "UPDATE membership SET until = NULL, ended_because = NULL, version = version + 1
    WHERE bureau_id = $1 AND id = $2 AND version = $3 AND until IS NOT NULL";
const SAVE_SINCE: &str = "UPDATE membership SET since = $4, version = version + 1
    WHERE bureau_id = $1 AND id = $2 AND version = $3";
const REMOVE: &str = "DELETE FROM membership WHERE bureau_id = $1 AND id = $2 AND version = $3";
const NEWCOMER: &str =
    "SELECT id, name, born, ended_on, category FROM person WHERE bureau_id = $1 AND id = $2";

macro_rules! listed {
    ($where:literal) => {
        concat!(
            "SELECT m.id, m.person_id, m.since, m.until, m.ended_because, m.version, p.name, p.pinyin, p.sex, p.born, p.phone, u.name
            FROM membership m JOIN person p ON p.bureau_id = m.bureau_id AND p.id = m.person_id
            LEFT JOIN unit u ON u.bureau_id = p.bureau_id AND u.id = p.unit_id
            WHERE m.bureau_id = $1 AND m.group_id = $2 AND {reach} ",
            $where
        )
    };
}

const PRESENT: &str =
    listed!("AND m.until IS NULL AND (p.pinyin, p.id) > ($3, $4) ORDER BY p.pinyin, p.id LIMIT $5");
const ON_DAY: &str = listed!(
    "AND m.since <= $3 AND (m.until IS NULL OR (m.until >= $3 AND m.ended_because <> 'mistake')) ORDER BY p.pinyin, p.id"
);
const FORMER: &str = listed!("AND m.until IS NOT NULL ORDER BY m.until DESC, p.pinyin, p.id LIMIT $3");
const COUNT: &str =
    "SELECT COUNT(*) FROM membership m WHERE m.bureau_id = $1 AND m.group_id = $2 AND m.until IS NULL";
const OF_PERSON: &str =
    "SELECT m.id, m.group_id, g.kind, g.name, m.since, m.until, m.ended_because FROM membership m
    JOIN person_group g ON g.bureau_id = m.bureau_id AND g.id = m.group_id
    WHERE m.bureau_id = $1 AND m.person_id = $2 ORDER BY m.bureau_id, m.person_id, m.since";
const STANDING: &str = "SELECT m.person_id, p.name, g.name FROM membership m
    JOIN person p ON p.bureau_id = m.bureau_id AND p.id = m.person_id
    JOIN person_group g ON g.bureau_id = m.bureau_id AND g.id = m.group_id
    WHERE m.bureau_id = $1 AND m.id = $2 AND m.until IS NULL AND p.ended_on IS NULL";
const CANDIDATE: &str =
    "SELECT p.id, p.name, p.sex, p.born, u.name, p.ended_on, (SELECT COUNT(*) FROM membership m
        WHERE m.bureau_id = p.bureau_id AND m.group_id = $2 AND m.person_id = p.id AND m.until IS NULL)
    FROM person p LEFT JOIN unit u ON u.bureau_id = p.bureau_id AND u.id = p.unit_id
    WHERE p.bureau_id = $1 AND p.id = $3 AND {reach}";

/// For the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&str] = &[
    FIND,
    OF_PERSON_IN,
    OPEN_OF_PERSON,
    OPEN_OF_GROUP,
    OF_GROUP,
    END,
    INSERT_PAST,
    SAVE_PAST,
    REOPEN,
    SAVE_SINCE,
    REMOVE,
    NEWCOMER,
    PRESENT,
    ON_DAY,
    FORMER,
    COUNT,
    OF_PERSON,
    STANDING,
    CANDIDATE,
];

record! {
    struct Stored {
        id: MembershipId,
        group: GroupId,
        person: PersonId,
        since: PartialDate,
        until: Option<Date>,
        because: Option<Left>,
        version: i64,
    }
}

impl From<Stored> for Membership {
    fn from(row: Stored) -> Self {
        let Stored { id, group, person, since, version, .. } = row;
        let what = Belonging { id, group, person, since };
        match (row.until, row.because) {
            (Some(until), Some(because)) => Membership::Ended { what, until, because, version },
            _ => Membership::Open(Member { what, version }),
        }
    }
}

fn open(membership: Membership) -> Option<Member> {
    match membership {
        Membership::Open(member) => Some(member),
        Membership::Ended { .. } => None,
    }
}

fn opens(conn: &Conn<'_>, sql: &str, params: &[&dyn Param]) -> Result<Vec<Member>> {
    Ok(conn.list::<Stored>(sql, params)?.into_iter().filter_map(|row| open(row.into())).collect())
}

/// One membership.
pub fn find(conn: &Conn<'_>, bureau: &BureauId, id: MembershipId) -> Result<Option<Membership>> {
    Ok(conn.find::<Stored>(FIND, &[bureau, &id])?.map(Into::into))
}

/// Every membership of a person in a group, the oldest first.
pub fn history(
    conn: &Conn<'_>,
    bureau: &BureauId,
    person: PersonId,
    group: GroupId,
) -> Result<Vec<Membership>> {
    Ok(conn.list::<Stored>(OF_PERSON_IN, &[bureau, &person, &group])?.into_iter().map(Into::into).collect())
}

/// Everything the person belongs to now.
pub fn list_open_of_person(conn: &Conn<'_>, bureau: &BureauId, person: PersonId) -> Result<Vec<Member>> {
    opens(conn, OPEN_OF_PERSON, &[bureau, &person])
}

/// Everybody who belongs to the group now.
pub fn list_open_of_group(conn: &Conn<'_>, bureau: &BureauId, group: GroupId) -> Result<Vec<Member>> {
    opens(conn, OPEN_OF_GROUP, &[bureau, &group])
}

/// Everybody who ever belonged to the group.
pub fn list_of_group(conn: &Conn<'_>, bureau: &BureauId, group: GroupId) -> Result<Vec<Membership>> {
    Ok(conn.list::<Stored>(OF_GROUP, &[bureau, &group])?.into_iter().map(Into::into).collect())
}

/// New members. Somebody who belongs already is a [`Error::Conflict`].
pub fn insert_many(tx: &Tx<'_>, bureau: &BureauId, new: &[Belonging]) -> Result<()> {
    let mut cells: Vec<&dyn Param> = Vec::with_capacity(new.len() * 6);
    for Belonging { id, group, person, since } in new {
        cells.extend([bureau as &dyn Param, id, group, person, since, &1_i64]);
    }
    tx.insert_many(INSERT, 6, &cells).map_err(taken)
}

/// Writes an end down, guarded by the version before it.
pub fn save_end(tx: &Tx<'_>, bureau: &BureauId, ended: &Membership) -> Result<()> {
    let Membership::Ended { what, until, because, version } = ended else { return Ok(()) };
    tx.execute_one(END, &[bureau, &what.id, &(version - 1), until, because])
}

/// A membership that ended before it was written down.
pub fn insert_past(tx: &Tx<'_>, bureau: &BureauId, membership: &Membership) -> Result<()> {
    let Membership::Ended { what, until, because, .. } = membership else {
        return Err(Error::internal("a membership that is open is not of the past"));
    };
    let Belonging { id, group, person, since } = what;
    tx.execute_one(INSERT_PAST, &[bureau, id, group, person, since, until, because])
}

/// Makes a membership that has ended say `was`, guarded by its version.
pub fn save_past(
    tx: &Tx<'_>,
    bureau: &BureauId,
    id: MembershipId,
    version: i64,
    was: &Was<Left>,
) -> Result<()> {
    tx.execute_one(SAVE_PAST, &[bureau, &id, &version, &was.since, &was.until, &was.because])
}

/// Takes an end back, guarded by the version since; the version rises. Whoever belongs again by then is a [`Error::Conflict`].
pub fn reopen(tx: &Tx<'_>, bureau: &BureauId, id: MembershipId, version: i64) -> Result<()> {
    tx.execute_one(REOPEN, &[bureau, &id, &version]).map_err(taken)
}

/// Gives a membership another first day.
pub fn save_since(
    tx: &Tx<'_>,
    bureau: &BureauId,
    id: MembershipId,
    version: i64,
    since: PartialDate,
) -> Result<()> {
    tx.execute_one(SAVE_SINCE, &[bureau, &id, &version, &since])
}

/// Takes one back that an undone ledger brought.
pub fn remove(tx: &Tx<'_>, bureau: &BureauId, id: MembershipId, version: i64) -> Result<()> {
    tx.execute_one(REMOVE, &[bureau, &id, &version])
}

/// Somebody who may join.
pub fn newcomer(conn: &Conn<'_>, bureau: &BureauId, person: PersonId) -> Result<Option<Newcomer>> {
    conn.find(NEWCOMER, &[bureau, &person])
}

/// A violated key here means that somebody else was first.
fn taken(error: Error) -> Error {
    match &error {
        Error::Db(db) if db.violated().is_some() => Error::Conflict,
        _ => error,
    }
}

record! {
    /// A member as a group's page shows one.
    pub struct Listed {
        /// The membership.
        pub id: MembershipId,
        /// Who.
        pub person: PersonId,
        /// The first day.
        pub since: PartialDate,
        /// The last day.
        pub until: Option<Date>,
        /// Why it ended.
        pub because: Option<Left>,
        /// Guard.
        pub version: i64,
        /// The name.
        pub name: String,
        /// Its reading.
        pub pinyin: String,
        /// Sex.
        pub sex: Sex,
        /// Birth.
        pub born: Option<PartialDate>,
        /// Digits.
        pub phone: Option<String>,
        /// 原工作单位.
        pub unit: Option<String>,
    }
}

/// Who belongs now, by reading, at most `limit` after `after`.
pub fn list(
    conn: &Conn<'_>,
    scope: &Scope,
    bureau: &BureauId,
    group: GroupId,
    after: &(String, PersonId),
    limit: i64,
) -> Result<Vec<Listed>> {
    conn.list_in(scope, PRESENT, &[bureau, &group, &after.0, &after.1, &limit])
}

/// Who belonged on a day, by reading.
pub fn list_on(
    conn: &Conn<'_>,
    scope: &Scope,
    bureau: &BureauId,
    group: GroupId,
    day: Date,
) -> Result<Vec<Listed>> {
    conn.list_in(scope, ON_DAY, &[bureau, &group, &day])
}

/// Who belonged once, the last to leave first.
pub fn list_former(
    conn: &Conn<'_>,
    scope: &Scope,
    bureau: &BureauId,
    group: GroupId,
    limit: i64,
) -> Result<Vec<Listed>> {
    conn.list_in(scope, FORMER, &[bureau, &group, &limit])
}

/// How many belong now.
pub fn count(conn: &Conn<'_>, bureau: &BureauId, group: GroupId) -> Result<i64> {
    Ok(conn.one::<(i64,)>(COUNT, &[bureau, &group])?.0)
}

record! {
    /// A membership as the person's page shows it.
    pub struct OfPerson {
        /// The membership.
        pub id: MembershipId,
        /// Of which group.
        pub group: GroupId,
        /// What it is.
        pub kind: GroupKind,
        /// What it is called.
        pub name: String,
        /// The first day.
        pub since: PartialDate,
        /// The last day.
        pub until: Option<Date>,
        /// Why it ended.
        pub because: Option<Left>,
    }
}

/// Everything the person belongs or belonged to, the oldest first.
pub fn list_of_person(conn: &Conn<'_>, bureau: &BureauId, person: PersonId) -> Result<Vec<OfPerson>> {
    conn.list(OF_PERSON, &[bureau, &person])
}

record! {
    /// A membership that holds, by its names.
    pub struct Standing {
        /// Who.
        pub person: PersonId,
        /// What they are called.
        pub name: String,
        /// What the group is called.
        pub group_name: String,
    }
}

/// A membership, if it holds.
pub fn open_of(conn: &Conn<'_>, bureau: &BureauId, id: MembershipId) -> Result<Option<Standing>> {
    conn.find(STANDING, &[bureau, &id])
}

record! {
    /// Somebody who may be added, as the form shows one.
    pub struct Candidate {
        /// Who.
        pub id: PersonId,
        /// The name.
        pub name: String,
        /// Sex.
        pub sex: Sex,
        /// Birth.
        pub born: Option<PartialDate>,
        /// 原工作单位.
        pub unit: Option<String>,
        /// Since when no longer served.
        pub ended_on: Option<PartialDate>,
        /// How many open memberships in the group: one or none.
        pub belongs: i64,
    }
}

/// Somebody as a newcomer to the group.
pub fn candidate(
    conn: &Conn<'_>,
    scope: &Scope,
    bureau: &BureauId,
    group: GroupId,
    person: PersonId,
) -> Result<Option<Candidate>> {
    conn.find_in(scope, CANDIDATE, &[bureau, &group, &person])
}
