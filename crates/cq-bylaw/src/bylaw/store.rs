//! Documents, their versions, and who has read which.

use std::{collections::BTreeSet, fmt::Display, str::FromStr};

use cq_platform::{
    Error, Result,
    actor::Act,
    db::{Conn, Tx},
    ids::{AccountId, BureauId},
    policy::Role,
    record,
};
use jiff::{Timestamp, civil::Date};

use super::model::{BylawId, Kind, Span, Stage, State, Version, VersionId, Wording, Workflow};

const INSERT: &str = "INSERT INTO bylaw (bureau_id, id, made_at) VALUES ($1, $2, $3)";
const HOLD: &str = "UPDATE bylaw SET made_at = made_at WHERE bureau_id = $1 AND id = $2";
const INSERT_VERSION: &str = "INSERT INTO bylaw_version (bureau_id, id, bylaw_id, state, title, number, kind, issuer, body, governs, readers,
    from_on, written_by, written_at, version) VALUES ($1, $2, $3, 'draft', $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 1)";
const CHANGE: &str = "UPDATE bylaw_version SET title = $4, number = $5, kind = $6, issuer = $7, body = $8, governs = $9, readers = $10,
    from_on = $11, written_by = $12, written_at = $13, version = version + 1
    WHERE bureau_id = $1 AND id = $2 AND version = $3 AND state = 'draft'";
const PUBLISH: &str =
    "UPDATE bylaw_version SET state = 'published', edition = $4, published_by = $5, published_at = $6, version = version + 1
    WHERE bureau_id = $1 AND id = $2 AND version = $3 AND state = 'draft'";
const WITHDRAW: &str = "UPDATE bylaw_version SET state = 'withdrawn', withdrawn_on = $4, reason = $5, ended_by = $6, ended_at = $7,
    version = version + 1 WHERE bureau_id = $1 AND id = $2 AND version = $3 AND state = 'published'";
const DROP: &str =
    "UPDATE bylaw_version SET state = 'dropped', ended_by = $4, ended_at = $5, version = version + 1
    WHERE bureau_id = $1 AND id = $2 AND version = $3 AND state = 'draft'";
const FIND: &str = "SELECT v.id, v.bylaw_id, v.state, v.edition, v.title, v.number, v.kind, v.issuer, v.body, v.governs, v.readers, v.from_on,
    v.written_by, w.name, v.written_at, v.published_by, p.name, v.published_at, e.name, v.ended_at, v.withdrawn_on, v.reason, v.version
    FROM bylaw_version v JOIN account w ON w.bureau_id = v.bureau_id AND w.id = v.written_by
    LEFT JOIN account p ON p.bureau_id = v.bureau_id AND p.id = v.published_by
    LEFT JOIN account e ON e.bureau_id = v.bureau_id AND e.id = v.ended_by WHERE v.bureau_id = $1 AND v.id = $2";
const LIST: &str = "SELECT v.id, v.bylaw_id, v.state, v.edition, v.title, v.number, v.governs, v.readers, v.from_on, v.withdrawn_on, w.name,
    v.written_at FROM bylaw_version v JOIN account w ON w.bureau_id = v.bureau_id AND w.id = v.written_by
    WHERE v.bureau_id = $1 AND v.state <> 'dropped' ORDER BY v.bureau_id, v.bylaw_id, v.from_on, v.id";
const RECEIVE: &str =
    "INSERT INTO bylaw_receipt (bureau_id, version_id, account_id, read_at) VALUES ($1, $2, $3, $4)
    ON CONFLICT (bureau_id, version_id, account_id) DO NOTHING";
const READ_BY: &str =
    "SELECT version_id, read_at FROM bylaw_receipt WHERE bureau_id = $1 AND account_id = $2";
const READERS: &str = "SELECT a.id, a.name, a.role, r.read_at FROM account a LEFT JOIN bylaw_receipt r ON r.bureau_id = a.bureau_id
    AND r.account_id = a.id AND r.version_id = $2 WHERE a.bureau_id = $1 AND a.role <> 'elder'
    AND (a.closed_at IS NULL OR r.read_at IS NOT NULL) ORDER BY a.name, a.id";

/// For the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&str] =
    &[INSERT, HOLD, INSERT_VERSION, CHANGE, PUBLISH, WITHDRAW, DROP, FIND, LIST, RECEIVE, READ_BY, READERS];

/// A list of words as its column holds it.
fn joined<T: Display>(words: &[T]) -> String {
    words.iter().map(T::to_string).collect::<Vec<_>>().join(" ")
}

/// The words of a column; what is none any more is left out.
fn parted<T: FromStr + Ord>(words: &str) -> Vec<T> {
    let words: BTreeSet<T> = words.split(' ').filter_map(|word| word.parse().ok()).collect();
    words.into_iter().collect()
}

/// A new document.
pub fn insert(tx: &Tx<'_>, act: &Act, id: BylawId) -> Result<()> {
    tx.execute_one(INSERT, &[act.bureau(), &id, &act.at])
}

/// Keeps everybody else from a document's versions until the transaction ends; without it there is no such document.
pub fn hold(tx: &Tx<'_>, bureau: &BureauId, id: BylawId) -> Result<()> {
    match tx.execute(HOLD, &[bureau, &id])? {
        0 => Err(Error::NotFound),
        _ => Ok(()),
    }
}

/// A draft of the next version of `bylaw`; where there is one already, a conflict.
pub fn insert_version(
    tx: &Tx<'_>,
    act: &Act,
    (id, bylaw): (VersionId, BylawId),
    wording: &Wording,
    by: AccountId,
) -> Result<()> {
    let Wording { title, number, kind, issuer, body, from_on, .. } = wording;
    let (governs, readers) = (joined(&wording.governs), joined(&wording.readers));
    let bureau = act.bureau();
    tx.execute_one(
        INSERT_VERSION,
        &[bureau, &id, &bylaw, title, number, kind, issuer, body, &governs, &readers, from_on, &by, &act.at],
    )
}

/// Saves a draft's wording.
pub fn change(tx: &Tx<'_>, act: &Act, version: &Version, wording: &Wording) -> Result<()> {
    let Wording { title, number, kind, issuer, body, from_on, .. } = wording;
    let (governs, readers) = (joined(&wording.governs), joined(&wording.readers));
    let (bureau, id, seen, by) = (act.bureau(), &version.id, &version.version, &version.writer);
    tx.execute_one(
        CHANGE,
        &[bureau, id, seen, title, number, kind, issuer, body, &governs, &readers, from_on, by, &act.at],
    )
}

/// Saves what has become of a version.
pub fn save(tx: &Tx<'_>, act: &Act, version: &Version, by: AccountId, reason: &str) -> Result<()> {
    let (bureau, id, seen) = (act.bureau(), &version.id, &version.version);
    match version.state {
        State::Draft => Err(Error::Conflict),
        State::Published { edition, by } => {
            tx.execute_one(PUBLISH, &[bureau, id, seen, &edition, &by, &act.at])
        }
        State::Withdrawn { on, .. } => {
            tx.execute_one(WITHDRAW, &[bureau, id, seen, &on, &reason, &by, &act.at])
        }
        State::Dropped => tx.execute_one(DROP, &[bureau, id, seen, &by, &act.at]),
    }
}

record! {
    struct Row {
        id: VersionId,
        bylaw: BylawId,
        stage: Stage,
        edition: Option<i64>,
        title: String,
        number: String,
        kind: Kind,
        issuer: String,
        body: String,
        governs: String,
        readers: String,
        from_on: Date,
        writer: AccountId,
        writer_name: String,
        written_at: Timestamp,
        publisher: Option<AccountId>,
        publisher_name: Option<String>,
        published_at: Option<Timestamp>,
        ended_name: Option<String>,
        ended_at: Option<Timestamp>,
        withdrawn_on: Option<Date>,
        reason: Option<String>,
        version: i64,
    }
}

/// A version with what it says and who did what with it.
#[derive(Debug, Clone)]
pub struct Found {
    /// How far it has come.
    pub version: Version,
    /// What it says.
    pub wording: Wording,
    /// Who wrote it, and when.
    pub written: (String, Timestamp),
    /// Who published it, and when.
    pub published: Option<(String, Timestamp)>,
    /// Who withdrew it or threw it away, and when.
    pub ended: Option<(String, Timestamp)>,
    /// Why it was withdrawn.
    pub reason: String,
}

impl TryFrom<Row> for Found {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self> {
        let state = match (row.stage, row.edition, row.publisher, row.withdrawn_on) {
            (Stage::Draft, None, None, None) => State::Draft,
            (Stage::Published, Some(edition), Some(by), None) => State::Published { edition, by },
            (Stage::Withdrawn, Some(edition), Some(_), Some(on)) => State::Withdrawn { edition, on },
            (Stage::Dropped, None, None, None) => State::Dropped,
            _ => return Err(Error::internal("a version of a bylaw in no state")),
        };
        Ok(Self {
            version: Version {
                id: row.id,
                bylaw: row.bylaw,
                writer: row.writer,
                from_on: row.from_on,
                state,
                version: row.version,
            },
            wording: Wording {
                title: row.title,
                number: row.number,
                kind: row.kind,
                issuer: row.issuer,
                body: row.body,
                governs: parted(&row.governs),
                readers: parted(&row.readers),
                from_on: row.from_on,
            },
            written: (row.writer_name, row.written_at),
            published: row.publisher_name.zip(row.published_at),
            ended: row.ended_name.zip(row.ended_at),
            reason: row.reason.unwrap_or_default(),
        })
    }
}

/// One version.
pub fn find(conn: &Conn<'_>, bureau: &BureauId, id: VersionId) -> Result<Option<Found>> {
    conn.find::<Row>(FIND, &[bureau, &id])?.map(Found::try_from).transpose()
}

record! {
    struct ListedRow {
        id: VersionId,
        bylaw: BylawId,
        stage: Stage,
        edition: Option<i64>,
        title: String,
        number: String,
        governs: String,
        readers: String,
        from_on: Date,
        withdrawn_on: Option<Date>,
        writer_name: String,
        written_at: Timestamp,
    }
}

/// A version without its text.
#[derive(Debug, Clone)]
pub struct Listed {
    /// Which.
    pub id: VersionId,
    /// When it is in force, once published.
    pub span: Option<Span>,
    /// Without the marks around it.
    pub title: String,
    /// 文号
    pub number: String,
    /// What it governs.
    pub governs: Vec<Workflow>,
    /// Who has to read it.
    pub readers: Vec<Role>,
    /// Its first day.
    pub from_on: Date,
    /// Who wrote it, and when.
    pub written: (String, Timestamp),
}

/// A document with its versions, the first first; a draft last or first, as its day says.
#[derive(Debug, Clone)]
pub struct Document {
    /// Which.
    pub id: BylawId,
    /// Its versions and its draft.
    pub versions: Vec<Listed>,
}

impl Document {
    /// The days of what was published.
    pub fn spans(&self) -> Vec<Span> {
        self.versions.iter().filter_map(|listed| listed.span).collect()
    }

    /// Its draft.
    pub fn draft(&self) -> Option<&Listed> {
        self.versions.iter().find(|listed| listed.span.is_none())
    }

    /// One of its versions.
    pub fn version(&self, id: VersionId) -> Option<&Listed> {
        self.versions.iter().find(|listed| listed.id == id)
    }
}

/// Every document of the bureau.
pub fn list(conn: &Conn<'_>, bureau: &BureauId) -> Result<Vec<Document>> {
    let mut documents: Vec<Document> = Vec::new();
    for row in conn.list::<ListedRow>(LIST, &[bureau])? {
        let listed = Listed {
            id: row.id,
            span: row.edition.filter(|_| row.stage != Stage::Draft).map(|edition| Span {
                id: row.id,
                edition,
                from_on: row.from_on,
                withdrawn_on: row.withdrawn_on,
            }),
            title: row.title,
            number: row.number,
            governs: parted(&row.governs),
            readers: parted(&row.readers),
            from_on: row.from_on,
            written: (row.writer_name, row.written_at),
        };
        match documents.last_mut().filter(|document| document.id == row.bylaw) {
            Some(document) => document.versions.push(listed),
            None => documents.push(Document { id: row.bylaw, versions: vec![listed] }),
        }
    }
    Ok(documents)
}

/// Somebody has read a version; said again, the first time stands.
pub fn receive(tx: &Tx<'_>, act: &Act, id: VersionId, account: AccountId) -> Result<bool> {
    Ok(tx.execute(RECEIVE, &[act.bureau(), &id, &account, &act.at])? > 0)
}

/// What an account has read, and when.
pub fn read_by(
    conn: &Conn<'_>,
    bureau: &BureauId,
    account: AccountId,
) -> Result<Vec<(VersionId, Timestamp)>> {
    conn.list(READ_BY, &[bureau, &account])
}

record! {
    /// Somebody who works here, and whether they have read a version.
    pub struct Reader {
        /// The account.
        pub account: AccountId,
        /// Their name.
        pub name: String,
        /// What the account is for.
        pub role: Role,
        /// When they said that they have read it.
        pub read_at: Option<Timestamp>,
    }
}

/// Who has to read a version, by name, and whoever has read it without having to.
pub fn readers(conn: &Conn<'_>, bureau: &BureauId, id: VersionId, roles: &[Role]) -> Result<Vec<Reader>> {
    let mut found = conn.list::<Reader>(READERS, &[bureau, &id])?;
    found.retain(|reader| roles.contains(&reader.role) || reader.read_at.is_some());
    Ok(found)
}
