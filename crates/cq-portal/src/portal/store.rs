//! Who is let in to whose page, and what such a page shows of tasks.

use cq_platform::{
    Error, Result,
    actor::Act,
    db::{Conn, Param, Tx},
    ids::{AccountId, BureauId},
    messages::Text,
    record,
};
use cq_registry::{person::PersonId, task::model::Form};
use jiff::civil::Date;

use uuid::Uuid;

use super::model::{AsWho, Seen};

const SEEN: &str = "SELECT p.id, p.name, x.as_who FROM portal_access x
    JOIN person p ON p.bureau_id = x.bureau_id AND p.id = x.person_id
    WHERE x.bureau_id = $1 AND x.account_id = $2 AND x.until IS NULL AND p.ended_on IS NULL ORDER BY x.since, p.id";
const LET_IN: &str =
    "INSERT INTO portal_access (bureau_id, id, account_id, person_id, as_who, since, given_by, version)
    VALUES ($1, $2, $3, $4, $5, $6, $7, 1)";
const END: &str = "UPDATE portal_access SET until = $4, version = version + 1
    WHERE bureau_id = $1 AND account_id = $2 AND person_id = $3 AND until IS NULL";
const OF_PERSON: &str = "SELECT a.id, a.name, a.login, x.as_who, a.must_change, x.since FROM portal_access x
    JOIN account a ON a.bureau_id = x.bureau_id AND a.id = x.account_id
    WHERE x.bureau_id = $1 AND x.person_id = $2 AND x.until IS NULL AND a.closed_at IS NULL ORDER BY x.since, a.id";
const HAS_ANY: &str = "SELECT 1 FROM portal_access WHERE bureau_id = $1 AND account_id = $2 AND until IS NULL LIMIT 1";
/// What comes to the elder; a task's day and time where a round of its owner's is published.
const COMING: &str = "SELECT t.form, t.opens_on, t.next_on, s.name, s.phone, v.on_day, v.starts FROM task t
    JOIN staff s ON s.bureau_id = t.bureau_id AND s.id = t.owner_id
    LEFT JOIN round_visit v ON v.bureau_id = t.bureau_id AND v.task_id = t.id
    WHERE t.bureau_id = $1 AND t.person_id = $2 AND t.state = 'open' ORDER BY t.next_on, t.id LIMIT 40";
const DONE: &str = "SELECT t.form, t.done_on, s.name FROM task t
    JOIN staff s ON s.bureau_id = t.bureau_id AND s.id = t.owner_id
    WHERE t.bureau_id = $1 AND t.person_id = $2 AND t.state = 'done' AND t.done_on IS NOT NULL
    ORDER BY t.done_on DESC, t.id LIMIT 20";
pub(super) const HELD: &str = "SELECT x.id, x.version, a.name, x.as_who, x.since, x.until, k.id, k.version, '' FROM portal_access x
    JOIN account a ON a.bureau_id = x.bureau_id AND a.id = x.account_id
    LEFT JOIN portal_access k ON k.bureau_id = x.bureau_id AND k.person_id = $3 AND k.account_id = x.account_id AND k.until IS NULL
        AND x.until IS NULL
    WHERE x.bureau_id = $1 AND x.person_id = $2 ORDER BY x.bureau_id, x.person_id, x.since, x.id";
pub(super) const TAKE: &str = "UPDATE portal_access SET person_id = $3, version = version + 1
    WHERE bureau_id = $1 AND id = $2 AND version = $4";
pub(super) const CLOSE: &str = "UPDATE portal_access SET until = $4, version = version + 1
    WHERE bureau_id = $1 AND id = $2 AND version = $3 AND until IS NULL";
pub(super) const REOPEN: &str = "UPDATE portal_access SET until = NULL, version = version - 1
    WHERE bureau_id = $1 AND id = $2 AND version = $3 AND NOT EXISTS (SELECT 1 FROM portal_access x WHERE x.bureau_id = $1
        AND x.person_id = portal_access.person_id AND x.account_id = portal_access.account_id AND x.until IS NULL)";

/// For the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&str] = &[SEEN, LET_IN, END, OF_PERSON, HAS_ANY, COMING, DONE, HELD, TAKE, CLOSE, REOPEN];

record! {
    /// Somebody let in to a person's page.
    pub struct Guest {
        /// Their account.
        pub account: AccountId,
        /// The name.
        pub name: String,
        /// What they type to sign in.
        pub login: String,
        /// As whom.
        pub as_who: AsWho,
        /// They have not signed in yet.
        pub must_change: bool,
        /// Since when.
        pub since: Date,
    }
}

record! {
    /// Something promised to a person.
    pub struct Coming {
        /// What.
        pub form: Form,
        /// Not before.
        pub opens_on: Date,
        /// By when.
        pub next_on: Date,
        /// Who comes.
        pub owner: String,
        /// Their number.
        pub phone: Option<String>,
        /// The day of it, where rounds are planned.
        pub on_day: Option<Date>,
        /// The minute of that day.
        pub starts: Option<i64>,
    }
}

record! {
    /// Something that was done for a person.
    pub struct WasDone {
        /// What.
        pub form: Form,
        /// When.
        pub on: Date,
        /// Who did it.
        pub owner: String,
    }
}

/// Whose pages an account may see: those served.
pub fn seen(conn: &Conn<'_>, bureau: &BureauId, account: AccountId) -> Result<Vec<Seen>> {
    conn.list(SEEN, &[bureau, &account])
}

/// Lets an account in. One that is let in already is an error at `login`.
pub fn let_in(tx: &Tx<'_>, act: &Act, account: AccountId, person: PersonId, who: AsWho) -> Result<()> {
    let id: Uuid = act.new_id();
    let cells: [&dyn Param; 7] =
        [act.bureau(), &id, &account, &person, &who, &act.today(), &act.actor.account];
    tx.execute_one(LET_IN, &cells).map_err(|error| match &error {
        Error::Db(cause) if cause.violated().is_some() => {
            Error::Invalid(vec![("login".into(), Text::new("portal-let-in-already"))])
        }
        _ => error,
    })
}

/// Ends it. Where it is over already that is [`cq_platform::Error::Conflict`].
pub fn end(tx: &Tx<'_>, act: &Act, account: AccountId, person: PersonId) -> Result<()> {
    tx.execute_one(END, &[act.bureau(), &account, &person, &act.today()])
}

/// Whether the account is let in to anybody's page.
pub fn has_any(conn: &Conn<'_>, bureau: &BureauId, account: AccountId) -> Result<bool> {
    Ok(conn.find::<(i64,)>(HAS_ANY, &[bureau, &account])?.is_some())
}

/// Who is let in to a person's page.
pub fn of_person(conn: &Conn<'_>, bureau: &BureauId, person: PersonId) -> Result<Vec<Guest>> {
    conn.list(OF_PERSON, &[bureau, &person])
}

/// What is promised to somebody, by day.
pub fn coming(conn: &Conn<'_>, bureau: &BureauId, person: PersonId) -> Result<Vec<Coming>> {
    conn.list(COMING, &[bureau, &person])
}

/// What was done for somebody, the latest first.
pub fn done(conn: &Conn<'_>, bureau: &BureauId, person: PersonId) -> Result<Vec<WasDone>> {
    conn.list(DONE, &[bureau, &person])
}
