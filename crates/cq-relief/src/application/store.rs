//! Applications in the database: guarded saves, and what the bureau settled. Lists are in [`list`], what happened in [`entry`].

pub mod entry;
pub mod list;
pub mod paper;
mod row;

use cq_platform::{
    Error, Result,
    actor::Act,
    db::{Conn, Param, Tx},
    ids::{BureauId, StaffId},
    policy::Scope,
};
use jiff::civil::Date;

use super::{
    model::{Application, Course, ReliefId, Source},
    rules::Rules,
    said::{Payee, Said, open, place, seal},
};

/// Nobody sees applications by answering for somebody: those who may see them see the bureau's.
pub const OWN: &str = "(1 = 0 AND c.taken_by = {staff})";

const FIND: &str = concat!(
    "SELECT ",
    row::columns!(),
    " FROM relief_application c WHERE c.bureau_id = $1 AND c.id = $2 AND {reach}"
);
/// Whoever moves an application holds its row, so that a second one sees what the first did.
const HOLD: &str = "UPDATE relief_application SET version = version WHERE bureau_id = $1 AND id = $2";
const INSERT: &str = "INSERT INTO relief_application (bureau_id, id, year, serial, person_id, kind, source, said, payee, asked_fen, taken_by,
    taken_at, taken_on, stage, course, objections, version)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 'drafted', 'open', 0, 1)";
const SAVE: &str = "UPDATE relief_application SET stage = $4, course = $5, filed_on = $6, verified_by = $7, verified_on = $8, reviewed_by = $9,
    reviewed_on = $10, meeting_id = $11, fen = $12, noticed_from = $13, noticed_until = $14, objections = $15, proposed_by = $16,
    approved_by = $17, approved_on = $18, budget_id = $19, batch_id = $20, paid_on = $21, receipted_on = $22, archived_on = $23,
    refused_by = $24, refused_second = $25, version = version + 1 WHERE bureau_id = $1 AND id = $2 AND version = $3";
const SAVE_WORDS: &str =
    "UPDATE relief_application SET said = $3, asked_fen = $4 WHERE bureau_id = $1 AND id = $2";
const SAVE_PAYEE: &str = "UPDATE relief_application SET payee = $3 WHERE bureau_id = $1 AND id = $2";
const NEXT: &str = "INSERT INTO relief_serial (bureau_id, year, kind, last) VALUES ($1, $2, $3, 1)
    ON CONFLICT (bureau_id, year, kind) DO UPDATE SET last = relief_serial.last + 1";
const LAST: &str = "SELECT last FROM relief_serial WHERE bureau_id = $1 AND year = $2 AND kind = $3";
const OPEN_OF: &str = concat!(
    "SELECT ",
    row::columns!(),
    " FROM relief_application c WHERE c.bureau_id = $1 AND c.person_id = $2 AND c.course IN ('open', 'refusing')
    AND c.stage NOT IN ('sent', 'paid', 'receipted') ORDER BY c.bureau_id, c.person_id, c.taken_at"
);
const TAKEN_ON: &str = "SELECT taken_on FROM relief_application WHERE bureau_id = $1 AND id = $2";
const RULES: &str =
    "SELECT value, since FROM setting WHERE bureau_id = $1 AND name = 'relief' AND since <= $2
    ORDER BY bureau_id, name, since DESC LIMIT 1";
const VERSIONS: &str = "SELECT value, since FROM setting WHERE bureau_id = $1 AND name = 'relief' ORDER BY bureau_id, name, since";
const SAVE_RULES: &str = "INSERT INTO setting (bureau_id, name, since, value) VALUES ($1, 'relief', $2, $3)
    ON CONFLICT (bureau_id, name, since) DO UPDATE SET value = excluded.value";

const TIMES_SET: &str =
    "SELECT CAST(COALESCE(MAX(number), 0) AS BIGINT) FROM relief_rules_set WHERE bureau_id = $1";
const NOTE_SET: &str =
    "INSERT INTO relief_rules_set (bureau_id, number, since, by_id, at) VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (bureau_id, number) DO NOTHING";
const SET_BY: &str =
    "SELECT s.name FROM relief_rules_set r JOIN staff s ON s.bureau_id = r.bureau_id AND s.id = r.by_id
    WHERE r.bureau_id = $1 ORDER BY r.bureau_id DESC, r.number DESC LIMIT 1";

/// For a merge of two people: what of relief belongs to the one that gives way, and how it comes to the other.
pub(super) const HELD: &str = "SELECT c.id, c.version, '', c.kind, NULL, NULL, NULL, NULL, NULL FROM relief_application c
    WHERE c.bureau_id = $1 AND c.person_id = $2 AND c.person_id <> $3 ORDER BY c.bureau_id, c.person_id, c.taken_at";
pub(super) const TAKE: &str = "UPDATE relief_application SET person_id = $3, version = version + 1 WHERE bureau_id = $1 AND id = $2 AND version = $4";

/// For the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&str] = &[
    FIND, HOLD, INSERT, SAVE, SAVE_WORDS, SAVE_PAYEE, NEXT, LAST, OPEN_OF, TAKEN_ON, RULES, VERSIONS,
    SAVE_RULES, TIMES_SET, NOTE_SET, SET_BY, HELD, TAKE,
];

/// An application within reach.
pub fn find(conn: &Conn<'_>, scope: &Scope, bureau: &BureauId, id: ReliefId) -> Result<Option<Application>> {
    conn.find_in::<row::Stored>(scope, FIND, &[bureau, &id])?.map(row::Stored::into_application).transpose()
}

/// What of a person's can still be stopped: all under way, save what the bank has been asked to pay.
pub fn open_of(
    conn: &Conn<'_>,
    bureau: &BureauId,
    person: cq_registry::person::PersonId,
) -> Result<Vec<Application>> {
    let rows = conn.list::<row::Stored>(OPEN_OF, &[bureau, &person])?;
    rows.into_iter().map(row::Stored::into_application).collect()
}

/// Holds the application's row until the transaction ends; whether there is one is for [`find`] to say.
pub fn hold(tx: &Tx<'_>, bureau: &BureauId, id: ReliefId) -> Result<()> {
    tx.execute(HOLD, &[bureau, &id]).map(drop)
}

/// What an application is, beside its course.
pub struct Facts<'f> {
    /// Who asks.
    pub source: Source,
    /// Why.
    pub said: &'f Said,
    /// To whom it is paid.
    pub payee: &'f Payee,
    /// How much is asked for, in fen.
    pub asked_fen: i64,
    /// Who wrote it down.
    pub taken_by: StaffId,
}

/// An application just written down, under the next number of its year.
pub fn insert(tx: &Tx<'_>, act: &Act, application: &Application, facts: &Facts<'_>) -> Result<()> {
    let today = act.today();
    let year = i64::from(today.year());
    let serial = next(tx, act.bureau(), year, "application")?;
    let said = seal(&act.secrets, place("relief_application", "said", application.id.0), facts.said)?;
    let payee = seal(&act.secrets, place("relief_application", "payee", application.id.0), facts.payee)?;
    let cells: [&dyn Param; 13] = [
        act.bureau(),
        &application.id,
        &year,
        &serial,
        &application.person,
        &application.kind,
        &facts.source,
        &said,
        &payee,
        &facts.asked_fen,
        &facts.taken_by,
        &act.at,
        &today,
    ];
    tx.execute_one(INSERT, &cells)
}

/// The next number of a year; whoever asks at once waits.
pub(crate) fn next(tx: &Tx<'_>, bureau: &BureauId, year: i64, kind: &str) -> Result<i64> {
    tx.execute_one(NEXT, &[bureau, &year, &kind])?;
    Ok(tx.one::<(i64,)>(LAST, &[bureau, &year, &kind])?.0)
}

/// Writes down what a transition made; `application` still has the version it was read with.
pub fn save(tx: &Tx<'_>, bureau: &BureauId, application: &Application) -> Result<()> {
    let stage = application.stage;
    let (word, course) = (stage.word(), application.course.word());
    let (verified, reviewed, met) = (stage.verified(), stage.reviewed(), stage.met());
    let (noticed, proposed, approved) = (stage.noticed(), stage.proposed(), stage.approved());
    let (filed_on, batch) = (stage.filed_on(), stage.batch());
    let objections = noticed.map_or(0, |noticed| i64::from(noticed.objections));
    let (paid_on, receipted_on, archived_on) = row::ended(stage);
    let (refused_by, second) = match application.course {
        Course::Refusing { by } => (Some(by), None),
        Course::Refused { by, second } => (Some(by), Some(second)),
        _ => (None, None),
    };
    let cells: [&dyn Param; 25] = [
        bureau,
        &application.id,
        &application.version,
        &word,
        &course,
        &filed_on,
        &verified.map(|step| step.by),
        &verified.map(|step| step.on),
        &reviewed.map(|step| step.by),
        &reviewed.map(|step| step.on),
        &met.map(|step| step.meeting),
        &met.map(|step| step.fen),
        &noticed.map(|step| step.from),
        &noticed.map(|step| step.until),
        &objections,
        &proposed.map(|step| step.by),
        &approved.map(|step| step.by),
        &approved.map(|step| step.on),
        &approved.map(|step| step.budget),
        &batch,
        &paid_on,
        &receipted_on,
        &archived_on,
        &refused_by,
        &second,
    ];
    tx.execute_one(SAVE, &cells)
}

/// Other words, and another amount.
pub fn save_words(tx: &Tx<'_>, act: &Act, id: ReliefId, said: &Said, asked_fen: i64) -> Result<()> {
    let said = seal(&act.secrets, place("relief_application", "said", id.0), said)?;
    tx.execute_one(SAVE_WORDS, &[act.bureau(), &id, &said, &asked_fen])
}

/// Another payee.
pub fn save_payee(tx: &Tx<'_>, act: &Act, id: ReliefId, payee: &Payee) -> Result<()> {
    let payee = seal(&act.secrets, place("relief_application", "payee", id.0), payee)?;
    tx.execute_one(SAVE_PAYEE, &[act.bureau(), &id, &payee])
}

/// Why, and to whom, as they lie sealed.
pub(super) fn opened(act: &Act, id: ReliefId, said: &[u8], payee: &[u8]) -> Result<(Said, Payee)> {
    let said = open(&act.secrets, place("relief_application", "said", id.0), said)?;
    let payee = open(&act.secrets, place("relief_application", "payee", id.0), payee)?;
    Ok((said, payee))
}

/// The rules that hold on `day`, and since when; the shipped ones where none were set.
pub fn rules(conn: &Conn<'_>, bureau: &BureauId, day: Date) -> Result<(Rules, Option<Date>)> {
    match conn.find::<(String, Date)>(RULES, &[bureau, &day])? {
        Some((text, since)) => Ok((serde_json::from_str(&text).map_err(Error::internal)?, Some(since))),
        None => Ok((Rules::default(), None)),
    }
}

/// The rules that hold for an application: those of the day on which it was taken, however long it takes from there.
pub fn rules_for(conn: &Conn<'_>, bureau: &BureauId, id: ReliefId) -> Result<Rules> {
    let (day,) = conn.one::<(Date,)>(TAKEN_ON, &[bureau, &id])?;
    Ok(rules(conn, bureau, day)?.0)
}

/// All rules that were ever set, each with the day from which it holds, the latest last.
pub fn versions(conn: &Conn<'_>, bureau: &BureauId) -> Result<Vec<(Rules, Date)>> {
    let rows = conn.list::<(String, Date)>(VERSIONS, &[bureau])?.into_iter();
    rows.map(|(text, since)| Ok((serde_json::from_str(&text).map_err(Error::internal)?, since))).collect()
}

/// How often the rules were set: whoever sets them next has seen that many.
pub fn times_set(conn: &Conn<'_>, bureau: &BureauId) -> Result<i64> {
    Ok(conn.one::<(i64,)>(TIMES_SET, &[bureau])?.0)
}

/// Who set the rules last.
pub fn last_set_by(conn: &Conn<'_>, bureau: &BureauId) -> Result<String> {
    Ok(conn.find::<(String,)>(SET_BY, &[bureau])?.map(|(name,)| name).unwrap_or_default())
}

/// Sets the rules from a day on, as somebody who has seen them set `seen` times; false where somebody else was first.
pub fn save_rules(
    tx: &Tx<'_>,
    act: &Act,
    (seen, by): (i64, StaffId),
    since: Date,
    rules: &Rules,
) -> Result<bool> {
    let bureau = act.bureau();
    if times_set(tx, bureau)? != seen
        || tx.execute(NOTE_SET, &[bureau, &(seen + 1), &since, &by, &act.at])? == 0
    {
        return Ok(false);
    }
    let text = serde_json::to_string(rules).map_err(Error::internal)?;
    tx.execute_one(SAVE_RULES, &[bureau, &since, &text])?;
    Ok(true)
}
