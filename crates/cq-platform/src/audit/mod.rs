//! The log of who saw and changed what: append-only, chained by keyed hashes, written in the change's transaction.
//!
//! Each entry's hash covers the entry and the hash before it, under a key that is not in the database: whoever alters,
//! removes or inserts an entry cannot mend the chain. A cut-off tail shows against the head row, and, if that was set
//! back too, against a checkpoint kept elsewhere.

pub mod store;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use store::Entry;

use crate::{
    Result,
    actor::Act,
    db::{Conn, Tx},
    ids::BureauId,
    secrets::Secrets,
};

const START: [u8; 32] = [0; 32];

/// What an entry is about.
#[derive(Debug, Clone, Copy)]
pub struct Subject {
    /// Singular noun: `person`, `task`.
    pub kind: &'static str,
    /// Which one; none for lists.
    pub id: Option<Uuid>,
}

impl Subject {
    /// One thing.
    pub fn one(kind: &'static str, id: Uuid) -> Self {
        Self { kind, id: Some(id) }
    }

    /// A list of things.
    pub fn list(kind: &'static str) -> Self {
        Self { kind, id: None }
    }
}

pub(crate) fn record(
    tx: &Tx<'_>,
    act: &Act,
    action: &str,
    subject: Subject,
    detail: &serde_json::Value,
) -> Result<()> {
    let (seq, before) = store::next(tx, act.bureau(), &START)?;
    let mut entry = Entry {
        seq,
        at: act.at,
        account: act.actor.account,
        name: act.actor.name.clone(),
        action: action.to_owned(),
        kind: subject.kind.to_owned(),
        subject: subject.id,
        detail: detail.to_string(),
        hash: Vec::new(),
    };
    entry.hash = link(&act.secrets, act.bureau(), &entry, &before).to_vec();
    store::append(tx, act.bureau(), &entry)
}

fn link(secrets: &Secrets, bureau: &BureauId, entry: &Entry, before: &[u8]) -> [u8; 32] {
    let none = Uuid::nil();
    secrets.chain(&[
        before,
        bureau.0.as_bytes(),
        &entry.seq.to_be_bytes(),
        &entry.at.as_millisecond().to_be_bytes(),
        entry.account.map_or(none, |account| account.0).as_bytes(),
        entry.name.as_bytes(),
        entry.action.as_bytes(),
        entry.kind.as_bytes(),
        entry.subject.unwrap_or(none).as_bytes(),
        entry.detail.as_bytes(),
    ])
}

/// How far the chain had come at a time; kept outside the database.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checkpoint {
    /// Whose chain.
    pub bureau: BureauId,
    /// The last position.
    pub seq: i64,
    /// The hash there, in hexadecimal.
    pub hash: String,
}

/// What verification found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "verdict", rename_all = "kebab-case")]
pub enum Verdict {
    /// Every link holds.
    Whole {
        /// Entries checked.
        entries: i64,
        /// The end of the chain, worth keeping elsewhere.
        checkpoint: Option<Checkpoint>,
    },
    /// This entry is missing, or it or the one before was altered.
    Broken {
        /// The first position that does not hold.
        seq: i64,
    },
}

/// Walks a bureau's chain from its start, and holds it against `kept` if given.
pub fn verify(
    conn: &Conn<'_>,
    secrets: &Secrets,
    bureau: &BureauId,
    kept: Option<&Checkpoint>,
) -> Result<Verdict> {
    let (mut seq, mut before) = (0, START.to_vec());
    loop {
        let entries = store::list_after(conn, bureau, seq, 1_000)?;
        if entries.is_empty() {
            break;
        }
        for entry in entries {
            if entry.seq != seq + 1 || link(secrets, bureau, &entry, &before)[..] != entry.hash[..] {
                return Ok(Verdict::Broken { seq: seq + 1 });
            }
            if kept.is_some_and(|kept| kept.seq == entry.seq && kept.hash != hex(&entry.hash)) {
                return Ok(Verdict::Broken { seq: entry.seq });
            }
            (seq, before) = (entry.seq, entry.hash);
        }
    }
    let head = store::head(conn, bureau)?.unwrap_or((0, START.to_vec()));
    if head != (seq, before.clone()) || kept.is_some_and(|kept| kept.seq > seq) {
        return Ok(Verdict::Broken { seq: seq + 1 });
    }
    let checkpoint = (seq > 0).then(|| Checkpoint { bureau: *bureau, seq, hash: hex(&before) });
    Ok(Verdict::Whole { entries: seq, checkpoint })
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
