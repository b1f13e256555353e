//! Bringing a file, looking again, taking it in, taking it back, putting it away.

use std::collections::BTreeMap;

use cq_platform::{
    Error, Result,
    actor::Act,
    audit::Subject,
    db::{Conn, Tx},
    messages::Text,
    web::App,
};
use jiff::civil::Date;
use serde_json::json;
use sha2::{Digest, Sha256};

pub use super::undo::undo;
use super::{
    APPLY, BRING, DISCARD,
    any_ledger::{AnyLedger, Ledgers},
    ending, failed,
    gone::Endings,
    layout::{Heads, Layout},
    look::{Look, examined},
    memory,
    model::{Counts, Detail, Intake, IntakeId, Row, State, content_place, detail_place},
    naming::Agreed,
    store,
};
use crate::rule::plan;

/// What was chosen for headers: text to column key, or to nothing.
pub type Chosen = BTreeMap<String, Option<String>>;

/// A file as it was brought.
#[derive(Debug, Clone)]
pub struct Brought {
    /// Kind of ledger.
    pub kind: String,
    /// What it was called.
    pub file_name: String,
    /// What is in it.
    pub bytes: Vec<u8>,
    /// The day whose state it tells, where that is not the day on which it is brought.
    pub as_of: Option<Date>,
}

/// What taking in came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TakenIn {
    /// Written.
    Done,
    /// The registry had changed since the check: nothing was written, the file was checked anew and waits for another look.
    Rechecked,
}

/// The ledger of that kind.
pub(super) fn ledger_of(ledgers: Ledgers, kind: &str) -> Option<&'static dyn AnyLedger> {
    ledgers.iter().copied().find(|ledger| ledger.kind() == kind)
}

pub(super) fn known_ledger(ledgers: Ledgers, intake: &Intake) -> Result<&'static dyn AnyLedger> {
    ledger_of(ledgers, &intake.kind)
        .ok_or_else(|| Error::internal(format!("nobody knows ledgers of {}", intake.kind)))
}

/// Checks a file that was brought, and keeps it with what was found.
pub async fn bring(app: &App, act: Act, ledgers: Ledgers, brought: Brought) -> Result<IntakeId> {
    act.actor.may(&BRING)?;
    let Brought { kind, file_name, bytes, as_of } = brought;
    let ledger = ledger_of(ledgers, &kind)
        .ok_or_else(|| Error::Invalid(vec![("kind".into(), Text::new("form-choice"))]))?;
    let id: IntakeId = act.new_id();
    let look = Look {
        ledger,
        bytes: bytes.clone(),
        reserved: failed::reserved(app, ledger),
        chosen: memory::remembered(app, &act, ledger).await?,
        heads: Heads::new(),
        agreed: Agreed::default(),
        as_of: as_of.filter(|day| *day < act.today() && ledger.tells_of_a_day()),
        endings: Endings::new(),
    };
    let found = examined(app, &act, look, id).await?;
    let content = act.secrets.seal_bytes(content_place(id), &bytes)?;
    let intake = Intake {
        mapping: mapping(&found.layout)?,
        ..new_intake(&act, id, ledger, &file_name, &bytes).counting(found.counts)
    };
    app.db
        .write(move |tx| {
            store::insert(tx, act.bureau(), &intake, Some(&content))?;
            record(tx, &act, &BRING, &intake.kind, id, found.counts)?;
            found.keep_rows(tx, &act, id)
        })
        .await?;
    Ok(id)
}

/// An import that nothing is known of yet but its file.
pub(super) fn new_intake(
    act: &Act,
    id: IntakeId,
    ledger: &dyn AnyLedger,
    file_name: &str,
    bytes: &[u8],
) -> Intake {
    Intake {
        id,
        kind: ledger.kind().to_owned(),
        file_name: file_name.chars().filter(|c| !c.is_control()).take(120).collect(),
        file_hash: Sha256::digest(bytes).to_vec(),
        mapping: String::new(),
        state: State::Checked,
        rows_new: 0,
        rows_changed: 0,
        rows_same: 0,
        rows_wrong: 0,
        rows_gone: 0,
        rows_ending: 0,
        rows_tie: 0,
        rows_tying: 0,
        made_by: act.actor.account,
        by: None,
        made_at: act.at,
        done_at: None,
        undone_at: None,
        version: 1,
    }
}

/// A layout as an import keeps it.
pub(super) fn mapping(layout: &Layout) -> Result<String> {
    serde_json::to_string(layout).map_err(Error::internal)
}

pub(super) fn record(
    tx: &Tx<'_>,
    act: &Act,
    action: &'static cq_platform::policy::Action,
    kind: &str,
    id: IntakeId,
    counts: Counts,
) -> Result<()> {
    let Counts { new, changed, same, wrong, gone, ending, tie, tying } = counts;
    let detail = json!({
        "kind": kind, "new": new, "changed": changed, "same": same, "wrong": wrong, "gone": gone, "ending": ending,
        "ties": tie, "tying": tying,
    });
    act.record(tx, action, Subject::one("intake", id.0), &detail)
}

/// What the columns of a checked import mean.
pub fn layout(intake: &Intake) -> Result<Layout> {
    serde_json::from_str(&intake.mapping).map_err(Error::internal)
}

/// The import with its file, while it can still be taken in.
pub(super) async fn open_file(app: &App, act: &Act, id: IntakeId) -> Result<(Intake, Vec<u8>)> {
    let bureau = *act.bureau();
    let read =
        move |conn: &Conn<'_>| Ok((store::get(conn, &bureau, id)?, store::content(conn, &bureau, id)?));
    let (intake, content) = app.db.read(read).await?;
    match content.filter(|_| intake.state == State::Checked) {
        Some(sealed) => Ok((intake, act.secrets.open_bytes(content_place(id), &sealed)?)),
        None => Err(Error::refused("intake-not-open")),
    }
}

/// What a person says of a file after a look at it.
#[derive(Debug, Clone, Default)]
pub struct Mended {
    /// What headers mean.
    pub chosen: Chosen,
    /// Where they are.
    pub heads: Heads,
    /// Which names are new; none where nothing was said of them.
    pub agreed: Option<Agreed>,
}

/// Looks again with what a person says of the file, or because the registry has changed.
pub async fn recheck(app: &App, act: Act, ledgers: Ledgers, id: IntakeId, mended: Mended) -> Result<()> {
    act.actor.may(&BRING)?;
    let (intake, bytes) = open_file(app, &act, id).await?;
    let seen = layout(&intake)?;
    let news = memory::news(&seen, &mended.chosen);
    let ledger = known_ledger(ledgers, &intake)?;
    let look = Look {
        ledger,
        bytes,
        reserved: failed::reserved(app, ledger),
        chosen: seen.chosen.into_iter().chain(mended.chosen).collect(),
        heads: seen.heads.into_iter().chain(mended.heads).collect(),
        agreed: mended.agreed.unwrap_or(seen.agreed),
        as_of: seen.as_of,
        endings: ending::chosen(app, &act, &intake).await?,
    };
    let found = examined(app, &act, look, id).await?;
    let mapping = mapping(&found.layout)?;
    app.db
        .write(move |tx| {
            store::save_check(tx, act.bureau(), &intake, &mapping, found.counts)?;
            store::delete_rows(tx, act.bureau(), id)?;
            memory::keep(tx, &act, &intake.kind, &news)?;
            record(tx, &act, &BRING, &intake.kind, id, found.counts)?;
            found.keep_rows(tx, &act, id)
        })
        .await
}

/// Takes in what was checked, all of it or, with `skip_wrong`, all that is right, as it was seen in `version`.
pub async fn take_in(
    app: &App,
    act: Act,
    ledgers: Ledgers,
    id: IntakeId,
    version: i64,
    skip_wrong: bool,
) -> Result<TakenIn> {
    act.actor.may(&APPLY)?;
    let (intake, bytes) = open_file(app, &act, id).await?;
    if intake.version != version {
        return Err(Error::Conflict);
    }
    let counts = intake.counts();
    if counts.wrong > 0 && !skip_wrong {
        return Err(Error::Refused(Text::new("intake-has-wrong").with("count", counts.wrong)));
    }
    if counts.writes() == 0 {
        return Err(Error::refused("intake-nothing-to-do"));
    }
    let (seen, ledger) = (layout(&intake)?, known_ledger(ledgers, &intake)?);
    let look = Look {
        ledger,
        bytes,
        reserved: failed::reserved(app, ledger),
        chosen: seen.chosen.clone(),
        heads: seen.heads.clone(),
        agreed: seen.agreed.clone(),
        as_of: seen.as_of,
        endings: ending::chosen(app, &act, &intake).await?,
    };
    let hand = act.clone();
    let written = app.db.write(move |tx| {
        // First, so that two who press the button at once wait for each other.
        store::save_done(tx, hand.bureau(), &intake, hand.at)?;
        store::delete_rows(tx, hand.bureau(), id)?;
        let found = look.apply(tx, &hand, id)?;
        if found.layout.findings != seen.findings {
            return Err(Error::Conflict);
        }
        store::save_mapping(tx, hand.bureau(), id, &intake.mapping)?;
        plan::of_intake(tx, &hand, &intake.kind, id.0)?;
        record(tx, &hand, &APPLY, &intake.kind, id, found.counts)
    });
    match written.await {
        Ok(()) => {
            after_load(app, counts).await;
            plan::follow_up(app, &act).await;
            Ok(TakenIn::Done)
        }
        Err(Error::Conflict) => {
            recheck(app, act, ledgers, id, Mended::default()).await.map_err(|_| Error::Conflict)?;
            Ok(TakenIn::Rechecked)
        }
        Err(error) => Err(error),
    }
}

/// After a large load the engine's old statistics would choose wrong indexes.
pub(super) async fn after_load(app: &App, counts: Counts) {
    const LARGE: i64 = 1_000;
    if counts.writes() >= LARGE
        && let Err(error) = app.db.analyze().await
    {
        tracing::warn!(%error, "statistics were not renewed after an import");
    }
}

/// What is kept of a row.
pub fn detail(act: &Act, id: IntakeId, row: &Row) -> Result<Detail> {
    if row.detail.is_empty() {
        return Ok(Detail::default());
    }
    let json = act.secrets.open_bytes(detail_place(id, row.number), &row.detail)?;
    serde_json::from_slice(&json).map_err(Error::internal)
}

/// Puts away what was checked and not taken in: file and rows are gone, the entry stays.
pub async fn discard(app: &App, act: Act, id: IntakeId) -> Result<()> {
    act.actor.may(&DISCARD)?;
    app.db
        .write(move |tx| {
            let intake = store::get(tx, act.bureau(), id)?;
            if intake.state != State::Checked {
                return Err(Error::refused("intake-not-open"));
            }
            store::save_discarded(tx, act.bureau(), &intake)?;
            store::delete_rows(tx, act.bureau(), id)?;
            record(tx, &act, &DISCARD, &intake.kind, id, intake.counts())
        })
        .await
}
