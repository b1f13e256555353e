//! Accounts and sessions.

use jiff::Timestamp;

use super::model::Account;
use crate::{
    Result,
    db::{Conn, Tx},
    ids::{AccountId, BureauId},
    record,
};

const FIND: &str =
    "SELECT id, login, name, role, staff_id, password, must_change, failures, locked_until, version
    FROM account WHERE bureau_id = $1 AND login = $2 AND closed_at IS NULL";
const FIND_BY_ID: &str =
    "SELECT id, login, name, role, staff_id, password, must_change, failures, locked_until, version
    FROM account WHERE bureau_id = $1 AND id = $2 AND closed_at IS NULL";
const FIND_BY_STAFF: &str =
    "SELECT id, login, name, role, staff_id, password, must_change, failures, locked_until, version
    FROM account WHERE bureau_id = $1 AND staff_id = $2 AND closed_at IS NULL ORDER BY created_at LIMIT 1";
const LIST: &str =
    "SELECT id, login, name, role, staff_id, password, must_change, failures, locked_until, version
    FROM account WHERE bureau_id = $1 AND closed_at IS NULL ORDER BY bureau_id, login";
const INSERT: &str = "INSERT INTO account (bureau_id, id, login, name, role, staff_id, password, must_change, failures, created_at, version)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, $9, 1)";
const SAVE: &str = "UPDATE account SET password = $3, must_change = $4, failures = $5, locked_until = $6, version = version + 1
    WHERE bureau_id = $1 AND id = $2 AND version = $7";
const IS_TAKEN: &str = "SELECT 1 FROM account WHERE bureau_id = $1 AND login = $2";
const CLOSE: &str = "UPDATE account SET closed_at = $3, login = $5, version = version + 1
    WHERE bureau_id = $1 AND id = $2 AND version = $4 AND closed_at IS NULL";
const REOPEN: &str = "UPDATE account SET closed_at = NULL, login = $3, version = version + 1
    WHERE bureau_id = $1 AND id = $2 AND version = $4 AND closed_at IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM account o WHERE o.bureau_id = $1 AND o.login = $3 AND o.id <> $2)";
const OPEN_SESSION: &str =
    "INSERT INTO session (bureau_id, token_hash, account_id, opened_at, seen_at) VALUES ($1, $2, $3, $4, $4)";
const FIND_SESSION: &str = "SELECT a.id, a.name, a.role, a.staff_id, a.must_change, s.seen_at FROM session s
    JOIN account a ON a.bureau_id = s.bureau_id AND a.id = s.account_id
    WHERE s.bureau_id = $1 AND s.token_hash = $2 AND a.closed_at IS NULL";
const TOUCH_SESSION: &str = "UPDATE session SET seen_at = $3 WHERE bureau_id = $1 AND token_hash = $2";
const COUNT_SESSIONS: &str = "SELECT COUNT(*) FROM session WHERE bureau_id = $1 AND seen_at > $2";
const CLOSE_SESSION: &str = "DELETE FROM session WHERE bureau_id = $1 AND token_hash = $2";
const CLOSE_SESSIONS: &str =
    "DELETE FROM session WHERE bureau_id = $1 AND account_id = $2 AND token_hash <> $3";
const FIND_BUREAU: &str = "SELECT bureau_id, code, name FROM bureau WHERE code = $1";
const LIST_BUREAUS: &str = "SELECT bureau_id, code, name FROM bureau ORDER BY code";
const INSERT_BUREAU: &str = "INSERT INTO bureau (bureau_id, code, name, created_at) VALUES ($1, $2, $3, $4)";

/// For the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&str] = &[
    FIND,
    FIND_BY_ID,
    FIND_BY_STAFF,
    LIST,
    INSERT,
    SAVE,
    IS_TAKEN,
    CLOSE,
    REOPEN,
    OPEN_SESSION,
    FIND_SESSION,
    TOUCH_SESSION,
    COUNT_SESSIONS,
    CLOSE_SESSION,
    CLOSE_SESSIONS,
    FIND_BUREAU,
    LIST_BUREAUS,
    INSERT_BUREAU,
];

record! {
    /// A bureau of this installation.
    pub struct Bureau {
        /// Identity.
        pub id: BureauId,
        /// Short word in commands and at sign-in.
        pub code: String,
        /// Full name.
        pub name: String,
    }
}

record! {
    /// A session with what is needed of its account.
    pub struct Session {
        /// Account.
        pub account: AccountId,
        /// Name.
        pub name: String,
        /// Role.
        pub role: crate::policy::Role,
        /// Whose promises.
        pub staff: Option<crate::ids::StaffId>,
        /// Password change due.
        pub must_change: bool,
        /// Last use, to within a minute.
        pub seen_at: Timestamp,
    }
}

/// An open account by what is typed.
pub fn find(conn: &Conn<'_>, bureau: &BureauId, login: &str) -> Result<Option<Account>> {
    conn.find(FIND, &[bureau, &login])
}

/// An open account by identity.
pub fn find_by_id(conn: &Conn<'_>, bureau: &BureauId, id: AccountId) -> Result<Option<Account>> {
    conn.find(FIND_BY_ID, &[bureau, &id])
}

/// The open account of a staff member.
pub fn find_by_staff(
    conn: &Conn<'_>,
    bureau: &BureauId,
    staff: crate::ids::StaffId,
) -> Result<Option<Account>> {
    conn.find(FIND_BY_STAFF, &[bureau, &staff])
}

/// Every open account.
pub fn list(conn: &Conn<'_>, bureau: &BureauId) -> Result<Vec<Account>> {
    conn.list(LIST, &[bureau])
}

/// A new account.
pub fn insert(tx: &Tx<'_>, bureau: &BureauId, account: &Account, at: Timestamp) -> Result<()> {
    let Account { id, login, name, role, staff, password, must_change, .. } = account;
    tx.execute_one(INSERT, &[bureau, id, login, name, role, staff, password, must_change, &at])
}

/// What a holder can change: password, failures, lock.
pub fn save(tx: &Tx<'_>, bureau: &BureauId, account: &Account) -> Result<()> {
    let Account { id, password, must_change, failures, locked_until, version, .. } = account;
    tx.execute_one(SAVE, &[bureau, id, password, must_change, failures, locked_until, version])
}

/// Whether somebody signs in, or once signed in, with this.
pub fn is_taken(conn: &Conn<'_>, bureau: &BureauId, login: &str) -> Result<bool> {
    Ok(conn.find::<(i64,)>(IS_TAKEN, &[bureau, &login])?.is_some())
}

/// Closes an account as it was read; `login` is what it is called from now on.
pub fn close(tx: &Tx<'_>, bureau: &BureauId, account: &Account, login: &str, at: Timestamp) -> Result<()> {
    tx.execute_one(CLOSE, &[bureau, &account.id, &at, &account.version, &login])
}

/// Opens a closed account again under `login`; false where it was changed since or somebody else has the login.
pub fn reopen(tx: &Tx<'_>, bureau: &BureauId, id: AccountId, version: i64, login: &str) -> Result<bool> {
    Ok(tx.execute(REOPEN, &[bureau, &id, &login, &version])? == 1)
}

/// Opens a session.
pub fn open_session(
    tx: &Tx<'_>,
    bureau: &BureauId,
    hash: &[u8],
    account: AccountId,
    at: Timestamp,
) -> Result<()> {
    tx.execute_one(OPEN_SESSION, &[bureau, &hash, &account, &at])
}

/// The session of a token's hash.
pub fn find_session(conn: &Conn<'_>, bureau: &BureauId, hash: &[u8]) -> Result<Option<Session>> {
    conn.find(FIND_SESSION, &[bureau, &hash])
}

/// How many sessions were used after `since`.
pub fn count_sessions(conn: &Conn<'_>, bureau: &BureauId, since: Timestamp) -> Result<i64> {
    conn.one::<(i64,)>(COUNT_SESSIONS, &[bureau, &since]).map(|(n,)| n)
}

/// Notes that a session was used.
pub fn touch_session(tx: &Tx<'_>, bureau: &BureauId, hash: &[u8], at: Timestamp) -> Result<()> {
    tx.execute(TOUCH_SESSION, &[bureau, &hash, &at]).map(drop)
}

/// Ends a session.
pub fn close_session(tx: &Tx<'_>, bureau: &BureauId, hash: &[u8]) -> Result<()> {
    tx.execute(CLOSE_SESSION, &[bureau, &hash]).map(drop)
}

/// Ends every session of an account but one.
pub fn close_other_sessions(tx: &Tx<'_>, bureau: &BureauId, account: AccountId, keep: &[u8]) -> Result<()> {
    tx.execute(CLOSE_SESSIONS, &[bureau, &account, &keep]).map(drop)
}

/// A bureau by its code.
pub fn find_bureau(conn: &Conn<'_>, code: &str) -> Result<Option<Bureau>> {
    conn.find(FIND_BUREAU, &[&code])
}

/// Every bureau of the installation.
pub fn list_bureaus(conn: &Conn<'_>) -> Result<Vec<Bureau>> {
    conn.list(LIST_BUREAUS, &[])
}

/// A new bureau.
pub fn insert_bureau(tx: &Tx<'_>, bureau: &Bureau, at: Timestamp) -> Result<()> {
    tx.execute_one(INSERT_BUREAU, &[&bureau.id, &bureau.code, &bureau.name, &at])
}
