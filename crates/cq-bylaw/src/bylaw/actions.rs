//! Writing, publishing, withdrawing and reading documents.

use std::collections::HashMap;

use cq_platform::{
    Error, Result,
    actor::Act,
    audit::Subject,
    db::{Conn, Tx},
    ids::AccountId,
    messages::Text,
};
use jiff::{Timestamp, civil::Date};
use serde_json::json;

use super::{
    COVERAGE, PUBLISH, READ, VIEW, WITHDRAW, WRITE,
    model::{BylawId, State, Version, VersionId, Wording, in_force},
    store::{self, Document, Found, Listed, Reader},
};

/// Writes the first draft of a new document.
pub fn create(tx: &Tx<'_>, act: &Act, wording: &Wording) -> Result<(BylawId, VersionId)> {
    act.actor.may(&WRITE)?;
    let by = account(act)?;
    let (bylaw, id): (BylawId, VersionId) = (act.new_id(), act.new_id());
    store::insert(tx, act, bylaw)?;
    store::insert_version(tx, act, (id, bylaw), wording, by)?;
    record(tx, act, bylaw, "draft", None).map(|()| (bylaw, id))
}

/// Writes a draft of a document's next version.
pub fn draft(tx: &Tx<'_>, act: &Act, bylaw: BylawId, wording: &Wording) -> Result<VersionId> {
    act.actor.may(&WRITE)?;
    let by = account(act)?;
    store::hold(tx, act.bureau(), bylaw)?;
    let document = document(tx, act, bylaw)?;
    if let Some(other) = document.draft() {
        let name = other.written.0.clone();
        return Err(Error::Overtaken(Text::new("bylaw-overtaken-draft").with("name", name)));
    }
    let id: VersionId = act.new_id();
    store::insert_version(tx, act, (id, bylaw), wording, by)?;
    record(tx, act, bylaw, "draft", None).map(|()| id)
}

/// Changes a draft.
pub fn change(tx: &Tx<'_>, act: &Act, id: VersionId, seen: i64, wording: &Wording) -> Result<()> {
    act.actor.may(&WRITE)?;
    let by = account(act)?;
    let version = held(tx, act, id, seen)?;
    let bylaw = version.bylaw;
    store::change(tx, act, &version.change(by, wording.from_on)?, wording)?;
    record(tx, act, bylaw, "change", None)
}

/// Publishes what another one wrote.
pub fn publish(tx: &Tx<'_>, act: &Act, id: VersionId, seen: i64) -> Result<()> {
    act.actor.may(&PUBLISH)?;
    let by = account(act)?;
    let version = held(tx, act, id, seen)?;
    let spans = document(tx, act, version.bylaw)?.spans();
    let version = version.publish(by, &spans, act.today())?;
    store::save(tx, act, &version, by, "")?;
    recorded(tx, act, &PUBLISH, &version)
}

/// Withdraws what is published, from tomorrow on.
pub fn withdraw(tx: &Tx<'_>, act: &Act, id: VersionId, seen: i64, reason: &str) -> Result<()> {
    act.actor.may(&WITHDRAW)?;
    let by = account(act)?;
    let version = held(tx, act, id, seen)?;
    let spans = document(tx, act, version.bylaw)?.spans();
    let version = version.withdraw(&spans, act.today())?;
    store::save(tx, act, &version, by, reason)?;
    recorded(tx, act, &WITHDRAW, &version)
}

/// Throws a draft away.
pub fn discard(tx: &Tx<'_>, act: &Act, id: VersionId, seen: i64) -> Result<()> {
    act.actor.may(&WRITE)?;
    let by = account(act)?;
    let version = held(tx, act, id, seen)?.discard()?;
    store::save(tx, act, &version, by, "")?;
    record(tx, act, version.bylaw, "discard", None)
}

/// Says that one has read a version that is published; said again, nothing changes.
pub fn read(tx: &Tx<'_>, act: &Act, id: VersionId) -> Result<()> {
    act.actor.may(&READ)?;
    let by = account(act)?;
    let found = store::find(tx, act.bureau(), id)?.filter(|found| is_open(act, found));
    let version = found.ok_or(Error::NotFound)?.version;
    if version.state == State::Draft {
        return Err(Error::Conflict);
    }
    match store::receive(tx, act, id, by)? {
        true => recorded(tx, act, &READ, &version),
        false => Ok(()),
    }
}

/// The account that acts: what is written, published and read is somebody's.
fn account(act: &Act) -> Result<AccountId> {
    act.actor.account.ok_or(Error::Forbidden)
}

/// A version with its document held. Whoever comes second is told who was first.
fn held(tx: &Tx<'_>, act: &Act, id: VersionId, seen: i64) -> Result<Version> {
    let found = |conn: &Conn<'_>| store::find(conn, act.bureau(), id)?.ok_or(Error::NotFound);
    store::hold(tx, act.bureau(), found(tx)?.version.bylaw)?;
    let found = found(tx)?;
    if found.version.version == seen {
        return Ok(found.version);
    }
    let (key, by) = match found.version.state {
        State::Draft => ("bylaw-overtaken-changed", Some(found.written)),
        State::Published { .. } => ("bylaw-overtaken-published", found.published),
        State::Withdrawn { .. } => ("bylaw-overtaken-withdrawn", found.ended),
        State::Dropped => ("bylaw-overtaken-dropped", found.ended),
    };
    Err(Error::Overtaken(Text::new(key).with("name", by.map(|(name, _)| name).unwrap_or_default())))
}

fn document(conn: &Conn<'_>, act: &Act, id: BylawId) -> Result<Document> {
    store::list(conn, act.bureau())?.into_iter().find(|document| document.id == id).ok_or(Error::NotFound)
}

fn recorded(
    tx: &Tx<'_>,
    act: &Act,
    action: &'static cq_platform::policy::Action,
    of: &Version,
) -> Result<()> {
    let (State::Published { edition, .. } | State::Withdrawn { edition, .. }) = of.state else {
        return Err(Error::Conflict);
    };
    act.record(tx, action, Subject::one("bylaw", of.bylaw.0), &json!({ "edition": edition }))
}

fn record(tx: &Tx<'_>, act: &Act, bylaw: BylawId, step: &str, edition: Option<i64>) -> Result<()> {
    act.record(tx, &WRITE, Subject::one("bylaw", bylaw.0), &json!({ "step": step, "edition": edition }))
}

/// Drafts are seen by whoever writes or publishes; what was thrown away by them too.
fn is_open(act: &Act, found: &Found) -> bool {
    let is_published = matches!(found.version.state, State::Published { .. } | State::Withdrawn { .. });
    is_published || sees_drafts(act)
}

/// Whether drafts are among what somebody sees.
pub fn sees_drafts(act: &Act) -> bool {
    act.actor.may(&WRITE).is_ok() || act.actor.may(&PUBLISH).is_ok()
}

/// Every document as the reader may see it, and what they have read of it.
pub struct Library {
    /// The documents.
    pub documents: Vec<Document>,
    /// What the reader has read, and when.
    pub read: HashMap<VersionId, Timestamp>,
    /// Who has to read each version in force or to come, for whoever may see that.
    pub readers: HashMap<VersionId, Vec<Reader>>,
}

/// Opens the library.
pub fn library(conn: &Conn<'_>, act: &Act) -> Result<Library> {
    act.actor.may(&VIEW)?;
    let documents = documents(conn, act)?;
    let mut readers = HashMap::new();
    if act.actor.may(&COVERAGE).is_ok() {
        for listed in documents.iter().flat_map(|document| to_be_read(document, act.today())) {
            readers.insert(listed.id, store::readers(conn, act.bureau(), listed.id, &listed.readers)?);
        }
    }
    Ok(Library { documents, read: read_by(conn, act)?, readers })
}

/// The documents, for whoever writes and publishes with their drafts.
fn documents(conn: &Conn<'_>, act: &Act) -> Result<Vec<Document>> {
    let mut documents = store::list(conn, act.bureau())?;
    if !sees_drafts(act) {
        for document in &mut documents {
            document.versions.retain(|listed| listed.span.is_some());
        }
        documents.retain(|document| !document.versions.is_empty());
    }
    Ok(documents)
}

fn read_by(conn: &Conn<'_>, act: &Act) -> Result<HashMap<VersionId, Timestamp>> {
    match act.actor.account {
        Some(account) => Ok(store::read_by(conn, act.bureau(), account)?.into_iter().collect()),
        None => Ok(HashMap::new()),
    }
}

/// What of a document is to be read: what is in force, and what will be.
pub fn to_be_read(document: &Document, today: Date) -> impl Iterator<Item = &Listed> {
    let spans = document.spans();
    let now = in_force(&spans, today).map(|span| span.id);
    document.versions.iter().filter(move |listed| {
        let is_coming = listed.span.is_some_and(|span| span.from_on > today && span.ever_began());
        is_coming || Some(listed.id) == now
    })
}

/// What whoever acts has to read and has not: document and version.
pub fn unread(conn: &Conn<'_>, act: &Act) -> Result<Vec<(BylawId, Listed)>> {
    if act.actor.account.is_none() || act.actor.may(&READ).is_err() {
        return Ok(Vec::new());
    }
    let (documents, read) = (documents(conn, act)?, read_by(conn, act)?);
    let all = documents.iter().flat_map(|document| {
        to_be_read(document, act.today()).map(move |listed| (document.id, listed.clone()))
    });
    let is_mine = |listed: &Listed| listed.readers.contains(&act.actor.role);
    Ok(all.filter(|(_, listed)| is_mine(listed) && !read.contains_key(&listed.id)).collect())
}

/// One version as its page shows it.
pub struct Shown {
    /// The version.
    pub found: Found,
    /// Its document.
    pub document: Document,
    /// When the reader said that they have read it.
    pub read_at: Option<Timestamp>,
    /// Who has to read it, for whoever may see that.
    pub readers: Vec<Reader>,
}

/// Opens a version of a document.
pub fn view(conn: &Conn<'_>, act: &Act, bylaw: BylawId, id: VersionId) -> Result<Shown> {
    act.actor.may(&VIEW)?;
    let found = store::find(conn, act.bureau(), id)?.filter(|found| is_open(act, found));
    let found = found.filter(|found| found.version.bylaw == bylaw).ok_or(Error::NotFound)?;
    let document = documents(conn, act)?.into_iter().find(|document| document.id == bylaw);
    let is_published = matches!(found.version.state, State::Published { .. } | State::Withdrawn { .. });
    let readers = match act.actor.may(&COVERAGE).is_ok() && is_published {
        true => store::readers(conn, act.bureau(), id, &found.wording.readers)?,
        false => Vec::new(),
    };
    Ok(Shown {
        read_at: read_by(conn, act)?.get(&id).copied(),
        document: document.unwrap_or(Document { id: bylaw, versions: Vec::new() }),
        readers,
        found,
    })
}

/// Who has read a version and who has not.
pub fn coverage(conn: &Conn<'_>, act: &Act, bylaw: BylawId, id: VersionId) -> Result<Shown> {
    act.actor.may(&COVERAGE)?;
    view(conn, act, bylaw, id)
}
