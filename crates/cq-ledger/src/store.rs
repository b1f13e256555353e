//! Accounts and postings. Nothing here changes or removes a posting.

use cq_platform::{
    Error, Result,
    actor::Act,
    db::{Conn, Tx},
    ids::{BureauId, StaffId},
    record,
};
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use super::{AccountId, Posting, PostingId, REVERSIBLE_MINUTES, Refused, Signed, Terms};

const OPEN: &str =
    "INSERT INTO ledger_account (bureau_id, id, kind, subject_id, floor_fen, takes_two, balance_fen)
    VALUES ($1, $2, $3, $4, $5, $6, 0) ON CONFLICT (bureau_id, kind, subject_id) DO NOTHING";
const ACCOUNT: &str = "SELECT id, takes_two, balance_fen FROM ledger_account WHERE bureau_id = $1 AND kind = $2 AND subject_id = $3";
const TAKES_TWO: &str = "SELECT takes_two FROM ledger_account WHERE bureau_id = $1 AND id = $2";
/// What an account holds follows from its postings; it is kept so that the floor can hold it, whoever posts at once.
const ADD: &str = "UPDATE ledger_account SET balance_fen = balance_fen + $3 WHERE bureau_id = $1 AND id = $2";
/// A floor is lowered or raised as far as what the account holds allows; the row is held until the transaction ends.
const HOLD: &str =
    "UPDATE ledger_account SET floor_fen = CASE WHEN balance_fen >= $3 THEN $3 ELSE floor_fen END
    WHERE bureau_id = $1 AND id = $2";
const INSERT: &str = "INSERT INTO ledger_posting (bureau_id, id, from_id, to_id, fen, cause, subject_id, made_by, agreed_by, takes_two, at,
    reverses_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
const POSTING: &str = "SELECT id, from_id, to_id, fen, cause, subject_id, made_by, agreed_by, at, reverses_id FROM ledger_posting
    WHERE bureau_id = $1 AND id = $2";
const OF: &str = "SELECT id, from_id, to_id, fen, cause, subject_id, made_by, agreed_by, at, reverses_id FROM ledger_posting
    WHERE bureau_id = $1 AND subject_id = $2 ORDER BY bureau_id, subject_id, at, id";
const SUM: &str =
    "SELECT CAST(COALESCE(SUM(balance_fen), 0) AS BIGINT) FROM ledger_account WHERE bureau_id = $1";
const WRONG: &str = "SELECT a.id, a.balance_fen FROM ledger_account a WHERE a.bureau_id = $1 AND a.balance_fen <>
    COALESCE((SELECT SUM(p.fen) FROM ledger_posting p WHERE p.bureau_id = a.bureau_id AND p.to_id = a.id), 0)
    - COALESCE((SELECT SUM(p.fen) FROM ledger_posting p WHERE p.bureau_id = a.bureau_id AND p.from_id = a.id), 0)
    ORDER BY a.bureau_id, a.id";

/// For the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&str] = &[OPEN, ACCOUNT, TAKES_TWO, ADD, HOLD, INSERT, POSTING, OF, SUM, WRONG];

record! {
    /// An account.
    pub struct Account {
        /// Identity.
        pub id: AccountId,
        /// What leaves it takes two people.
        pub takes_two: bool,
        /// What it holds, in fen.
        pub balance_fen: i64,
    }
}

record! {
    /// A posting as it stands for ever.
    pub struct Posted {
        /// Identity.
        pub id: PostingId,
        /// Which account it left.
        pub from: AccountId,
        /// Which it came to.
        pub to: AccountId,
        /// How much, in fen.
        pub fen: i64,
        /// Why.
        pub cause: String,
        /// What for.
        pub subject: Uuid,
        /// Who made it.
        pub made_by: StaffId,
        /// Who agreed.
        pub agreed_by: Option<StaffId>,
        /// When.
        pub at: Timestamp,
        /// What it takes back.
        pub reverses: Option<PostingId>,
    }
}

/// The account of that kind and subject, opened on `terms` where there is none. Two that ask at once get the same.
pub fn open(tx: &Tx<'_>, act: &Act, kind: &str, subject: Uuid, terms: Terms) -> Result<Account> {
    let id: AccountId = act.new_id();
    tx.execute(OPEN, &[act.bureau(), &id, &kind, &subject, &terms.floor_fen, &terms.takes_two])?;
    find(tx, act.bureau(), kind, subject)?.ok_or(Error::Conflict)
}

/// The account of that kind and subject.
pub fn find(conn: &Conn<'_>, bureau: &BureauId, kind: &str, subject: Uuid) -> Result<Option<Account>> {
    conn.find(ACCOUNT, &[bureau, &kind, &subject])
}

/// Holds an account until the transaction ends, and gives it another floor where it does not hold less already.
pub fn hold(tx: &Tx<'_>, bureau: &BureauId, id: AccountId, floor_fen: i64) -> Result<()> {
    tx.execute_one(HOLD, &[bureau, &id, &floor_fen])
}

/// Posts. What an account may not do is refused, and with it everything of the transaction.
pub fn post(tx: &Tx<'_>, act: &Act, posting: &Posting<'_>, signed: Signed) -> Result<()> {
    insert(tx, act, posting, signed, None)
}

/// Takes `id` back by a posting the other way, within ten minutes of it.
pub fn reverse(tx: &Tx<'_>, act: &Act, id: PostingId, by: PostingId, signed: Signed) -> Result<Posted> {
    let posted: Posted = tx.find(POSTING, &[act.bureau(), &id])?.ok_or(Error::NotFound)?;
    if posted.reverses.is_some() {
        return Err(Refused::IsReversal.into());
    }
    if !is_reversible(posted.at, act.at) {
        return Err(Refused::Late.into());
    }
    let back = Posting {
        id: by,
        from: posted.to,
        to: posted.from,
        amount: super::Amount::of(posted.fen).map_err(|_| Error::internal("a posting of nothing"))?,
        cause: &posted.cause,
        subject: posted.subject,
    };
    insert(tx, act, &back, signed, Some(id))?;
    Ok(posted)
}

/// Whether what was posted then can still be taken back.
pub fn is_reversible(at: Timestamp, now: Timestamp) -> bool {
    now.duration_since(at) <= SignedDuration::from_mins(REVERSIBLE_MINUTES)
}

fn insert(
    tx: &Tx<'_>,
    act: &Act,
    posting: &Posting<'_>,
    signed: Signed,
    reverses: Option<PostingId>,
) -> Result<()> {
    let (bureau, fen) = (act.bureau(), posting.amount.fen());
    let (takes_two,) = tx
        .find::<(bool,)>(TAKES_TWO, &[bureau, &posting.from])?
        .ok_or_else(|| Error::internal("a posting from no account"))?;
    if takes_two && signed.agreed().is_none() {
        return Err(Refused::Alone.into());
    }
    // In the order of their ids, so that two postings between the same accounts do not wait for each other.
    let mut sides = [(posting.from, -fen), (posting.to, fen)];
    sides.sort_by_key(|(account, _)| account.0);
    for (account, fen) in sides {
        tx.execute_one(ADD, &[bureau, &account, &fen]).map_err(said)?;
    }
    let (made, agreed) = (signed.made(), signed.agreed());
    let Posting { id, from, to, cause, subject, .. } = posting;
    tx.execute_one(
        INSERT,
        &[bureau, id, from, to, &fen, cause, subject, &made, &agreed, &takes_two, &act.at, &reverses],
    )
    .map_err(said)
}

fn said(error: Error) -> Error {
    let Error::Db(cause) = &error else { return error };
    match cause.violated() {
        Some(name) if name.contains("ledger_not_overdrawn") => Refused::Overdrawn.into(),
        Some(name) if name.contains("ledger_reversed_once") || name.contains("reverses_id") => {
            Refused::Reversed.into()
        }
        Some(name) if name.contains("ledger_agreed") => Refused::Alone.into(),
        _ => error,
    }
}

/// The postings for `subject`, the first first.
pub fn list(conn: &Conn<'_>, bureau: &BureauId, subject: Uuid) -> Result<Vec<Posted>> {
    conn.list(OF, &[bureau, &subject])
}

/// How the books stand: what all accounts come to, which is nothing, and those that are not the sum of their postings, which are none.
pub fn audit(conn: &Conn<'_>, bureau: &BureauId) -> Result<(i64, Vec<(AccountId, i64)>)> {
    let (sum,) = conn.one::<(i64,)>(SUM, &[bureau])?;
    Ok((sum, conn.list(WRONG, &[bureau])?))
}
