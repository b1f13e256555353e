//! Errands in the database: guarded saves, what happened, the bureau's rules. Lists are in [`list`], workers in [`worker`].

pub mod entry;
pub mod list;
pub mod month;
pub mod worker;

use cq_case::case::{
    CaseId,
    model::{Channel, Verdict},
};
use cq_platform::{
    Error, Result,
    actor::Act,
    db::{Conn, Param, Tx},
    ids::{BureauId, StaffId},
    policy::Scope,
    record,
};
use cq_registry::person::PersonId;
use jiff::{Timestamp, civil::Date};

use super::{
    model::{Call, Crew, Errand, ErrandId, Hands, Outcome, Purse, State},
    rules::Rules,
};

/// "Is on it; or took it down, or could take it up, and answers for the person", for [`cq_platform::policy::Scope`]; the table goes by `c`.
pub const OWN: &str = "(c.worker_id = {staff} OR c.second_id = {staff} OR ((c.taken_by = {staff} OR c.stage = 'waiting')
    AND c.person_id IN (SELECT r.person_id FROM responsibility r WHERE r.bureau_id = $1 AND r.staff_id = {staff} AND r.until IS NULL)))";

const FIND: &str = "SELECT c.id, c.person_id, c.kind, c.hands, c.needed_on, c.promised_on, c.stage, c.worker_id, c.second_id, c.outcome,
    c.answered_on, c.tries, c.called_by, c.called_at, c.verdict, c.held_fen, c.advanced_fen, c.pending, c.moved_at, c.signed_at,
    c.halted_on, c.version FROM errand c WHERE c.bureau_id = $1 AND c.id = $2 AND {reach}";
/// What of a person's has not ended, for when the person is served no more.
const UNDER_WAY: &str = "SELECT c.id, c.person_id, c.kind, c.hands, c.needed_on, c.promised_on, c.stage, c.worker_id, c.second_id, c.outcome,
    c.answered_on, c.tries, c.called_by, c.called_at, c.verdict, c.held_fen, c.advanced_fen, c.pending, c.moved_at, c.signed_at,
    c.halted_on, c.version FROM errand c WHERE c.bureau_id = $1 AND c.person_id = $2
    AND c.stage IN ('waiting', 'working', 'answered') AND c.halted_on IS NULL ORDER BY c.bureau_id, c.person_id, c.taken_at, c.id";
/// Which errand of a repeat it is.
const OF_REPEAT: &str = "UPDATE errand SET repeat_id = $3, repeat_on = $4 WHERE bureau_id = $1 AND id = $2";
/// Whoever moves an errand holds its row, so that a second one sees what the first did.
const HOLD: &str = "UPDATE errand SET version = version WHERE bureau_id = $1 AND id = $2";
const INSERT: &str = "INSERT INTO errand (bureau_id, id, person_id, case_id, kind, hands, channel, said, taken_by, taken_at, taken_on,
    needed_on, promised_on, stage, tries, held_fen, advanced_fen, pending, is_open, version)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 'waiting', 0, 0, 0, 0, 1, 1)";
const SAVE: &str = "UPDATE errand SET promised_on = $4, stage = $5, worker_id = $6, second_id = $7, outcome = $8, answered_on = $9,
    tries = $10, called_by = $11, called_at = $12, verdict = $13, held_fen = $14, advanced_fen = $15, pending = $16, moved_at = $17,
    signed_at = $18, is_open = $19, halted_on = $20, version = version + 1 WHERE bureau_id = $1 AND id = $2 AND version = $3";
const RULES: &str =
    "SELECT value, since FROM setting WHERE bureau_id = $1 AND name = 'errand' AND since <= $2
    ORDER BY bureau_id, name, since DESC LIMIT 1";
const SAVE_RULES: &str = "INSERT INTO setting (bureau_id, name, since, value) VALUES ($1, 'errand', $2, $3)
    ON CONFLICT (bureau_id, name, since) DO UPDATE SET value = excluded.value";

/// For a merge of two people: what of errands belongs to the one that gives way, and how it comes to the other.
pub(super) const HELD: &str = "SELECT c.id, c.version, '', c.kind, NULL, NULL, NULL, NULL, NULL FROM errand c
    WHERE c.bureau_id = $1 AND c.person_id = $2 AND c.person_id <> $3 ORDER BY c.bureau_id, c.person_id, c.taken_at";
pub(super) const TAKE: &str = "UPDATE errand SET person_id = $3, version = version + 1 WHERE bureau_id = $1 AND id = $2 AND version = $4";

/// For the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&str] =
    &[FIND, UNDER_WAY, OF_REPEAT, HOLD, INSERT, SAVE, RULES, SAVE_RULES, HELD, TAKE];

record! {
    struct Stored {
        id: ErrandId,
        person: PersonId,
        kind: String,
        hands: i64,
        needed_on: Date,
        promised_on: Option<Date>,
        stage: String,
        worker: Option<StaffId>,
        second: Option<StaffId>,
        outcome: Option<Outcome>,
        answered_on: Option<Date>,
        tries: u32,
        called_by: Option<StaffId>,
        called_at: Option<Timestamp>,
        verdict: Option<Verdict>,
        held: i64,
        advanced: i64,
        pending: u32,
        moved_at: Option<Timestamp>,
        signed_at: Option<Timestamp>,
        halted_on: Option<Date>,
        version: i64,
    }
}

impl Stored {
    fn state(&self) -> Option<State> {
        let crew = self.worker.map(|first| Crew::of(first, self.second));
        Some(match self.stage.as_str() {
            "waiting" => State::Waiting,
            "working" => State::Working { crew: crew?? },
            "answered" => State::Answered {
                crew: crew??,
                outcome: self.outcome?,
                on: self.answered_on?,
                tries: self.tries,
            },
            "closed" => {
                let call = Call {
                    by: self.called_by?,
                    at: self.called_at?,
                    verdict: self.verdict?,
                    tries: self.tries,
                };
                State::Closed { crew: crew??, outcome: self.outcome?, on: self.answered_on?, call }
            }
            _ => State::Cancelled { crew: crew.flatten() },
        })
    }

    fn into_errand(self) -> Result<Errand> {
        let state = self.state().ok_or_else(|| Error::internal("an errand in no state"))?;
        let Self { held, advanced, pending, moved_at, signed_at, .. } = self;
        Ok(Errand {
            id: self.id,
            person: self.person,
            hands: Hands::of(self.hands),
            needed_on: self.needed_on,
            promised_on: self.promised_on,
            purse: Purse { held, advanced, pending, moved_at, signed_at },
            halted_on: self.halted_on,
            state,
            version: self.version,
            kind: self.kind,
        })
    }
}

/// An errand within reach.
pub fn find(conn: &Conn<'_>, scope: &Scope, bureau: &BureauId, id: ErrandId) -> Result<Option<Errand>> {
    conn.find_in::<Stored>(scope, FIND, &[bureau, &id])?.map(Stored::into_errand).transpose()
}

/// What of a person's waits, is worked on, or waits for the call, the first first.
pub fn under_way(conn: &Conn<'_>, bureau: &BureauId, person: PersonId) -> Result<Vec<Errand>> {
    let rows = conn.list::<Stored>(UNDER_WAY, &[bureau, &person])?;
    rows.into_iter().map(Stored::into_errand).collect()
}

/// Says of which repeat an errand is, and for which of its days. Another for the same day is a conflict.
pub fn put_repeat(tx: &Tx<'_>, bureau: &BureauId, id: ErrandId, repeat: uuid::Uuid, on: Date) -> Result<()> {
    tx.execute_one(OF_REPEAT, &[bureau, &id, &repeat, &on]).map_err(|error| match &error {
        Error::Db(cause) if cause.violated().is_some() => Error::Conflict,
        _ => error,
    })
}

/// Holds the errand's row until the transaction ends; whether there is one is for [`find`] to say.
pub fn hold(tx: &Tx<'_>, bureau: &BureauId, id: ErrandId) -> Result<()> {
    tx.execute(HOLD, &[bureau, &id]).map(drop)
}

/// What an errand is, beside its course.
pub struct Facts<'f> {
    /// How it came in.
    pub channel: Channel,
    /// The case it came from.
    pub case: Option<CaseId>,
    /// What is wanted; sealed.
    pub said: &'f [u8],
    /// Who took it down.
    pub taken_by: StaffId,
}

/// An errand just taken down.
pub fn insert(tx: &Tx<'_>, act: &Act, errand: &Errand, facts: &Facts<'_>) -> Result<()> {
    let (hands, today) = (errand.hands.count(), act.today());
    let Facts { channel, case, said, taken_by } = facts;
    let cells: [&dyn Param; 13] = [
        act.bureau(),
        &errand.id,
        &errand.person,
        case,
        &errand.kind,
        &hands,
        channel,
        said,
        taken_by,
        &act.at,
        &today,
        &errand.needed_on,
        &errand.promised_on,
    ];
    tx.execute_one(INSERT, &cells)
}

/// Writes down what a transition made; `errand` still has the version it was read with.
pub fn save(tx: &Tx<'_>, bureau: &BureauId, errand: &Errand) -> Result<()> {
    let (word, crew, is_open) = (errand.state.word(), errand.crew(), errand.is_open());
    let (worker, second) = (crew.map(Crew::first), crew.and_then(Crew::second));
    let (outcome, on, tries, call) = match errand.state {
        State::Answered { outcome, on, tries, .. } => (Some(outcome), Some(on), tries, None),
        State::Closed { outcome, on, call, .. } => (Some(outcome), Some(on), call.tries, Some(call)),
        _ => (None, None, 0, None),
    };
    let (by, at, verdict) =
        (call.map(|call| call.by), call.map(|call| call.at), call.map(|call| call.verdict));
    let Purse { held, advanced, pending, moved_at, signed_at } = errand.purse;
    let cells: [&dyn Param; 20] = [
        bureau,
        &errand.id,
        &errand.version,
        &errand.promised_on,
        &word,
        &worker,
        &second,
        &outcome,
        &on,
        &tries,
        &by,
        &at,
        &verdict,
        &held,
        &advanced,
        &pending,
        &moved_at,
        &signed_at,
        &is_open,
        &errand.halted_on,
    ];
    tx.execute_one(SAVE, &cells)
}

/// The rules that hold on `day`, and since when; the shipped ones where none were set.
pub fn rules(conn: &Conn<'_>, bureau: &BureauId, day: Date) -> Result<(Rules, Option<Date>)> {
    match conn.find::<(String, Date)>(RULES, &[bureau, &day])? {
        Some((text, since)) => Ok((serde_json::from_str(&text).map_err(Error::internal)?, Some(since))),
        None => Ok((Rules::default(), None)),
    }
}

/// Sets the rules from a day on.
pub fn save_rules(tx: &Tx<'_>, bureau: &BureauId, since: Date, rules: &Rules) -> Result<()> {
    let text = serde_json::to_string(rules).map_err(Error::internal)?;
    tx.execute_one(SAVE_RULES, &[bureau, &since, &text])
}
