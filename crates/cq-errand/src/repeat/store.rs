//! Repeats in the database.

use cq_case::case::model::Channel;
use cq_platform::{
    Error, Result,
    actor::Act,
    db::{Conn, Tx},
    ids::{BureauId, StaffId},
    record,
    secrets::Place,
};
use cq_registry::{duplicate::reference::Rows, person::PersonId};
use jiff::civil::Date;
use uuid::Uuid;

use super::model::{Plan, Repeat, RepeatId, State};
use crate::errand::{ErrandId, said::Said, words};

/// The columns of a repeat.
macro_rules! repeat {
    ($rest:literal) => {
        concat!(
            "SELECT r.id, r.person_id, r.kind, r.rhythm, r.from_on, r.until_on, r.lead_days, r.last_on, r.next_on, r.stage, r.version,
            r.channel, r.said, r.made_by, p.name, s.name FROM errand_repeat r
            JOIN person p ON p.bureau_id = r.bureau_id AND p.id = r.person_id
            JOIN staff s ON s.bureau_id = r.bureau_id AND s.id = r.made_by WHERE r.bureau_id = $1",
            $rest
        )
    };
}

const FIND: &str = repeat!(" AND r.id = $2");
const LIST: &str = repeat!(" AND r.stage = $2 ORDER BY r.next_on, p.pinyin, r.id LIMIT 500");
const OF_PERSON: &str = repeat!(" AND r.person_id = $2 ORDER BY r.made_at DESC, r.id LIMIT 50");
/// Whatever may fall due; how far ahead each is made is its own.
const DUE: &str = "SELECT r.id FROM errand_repeat r JOIN person p ON p.bureau_id = r.bureau_id AND p.id = r.person_id AND p.ended_on IS NULL
    WHERE r.bureau_id = $1 AND r.stage = 'runs' AND r.next_on <= $2 ORDER BY r.next_on, r.id";
const RUNNING: &str = "SELECT r.id, r.kind, r.version FROM errand_repeat r WHERE r.bureau_id = $1 AND r.person_id = $2 AND r.stage = 'runs'
    ORDER BY r.bureau_id, r.person_id, r.made_at, r.id";
/// Whoever makes an errand of it holds its row, so that a second one finds that day made.
const HOLD: &str = "UPDATE errand_repeat SET version = version WHERE bureau_id = $1 AND id = $2";
const INSERT: &str =
    "INSERT INTO errand_repeat (bureau_id, id, person_id, kind, channel, said, rhythm, from_on, until_on, lead_days,
    stage, next_on, made_by, made_at, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, 1)";
const SAVE: &str = "UPDATE errand_repeat SET rhythm = $4, from_on = $5, until_on = $6, lead_days = $7, last_on = $8, next_on = $9, stage = $10,
    stopped_by = $11, stopped_at = $12, version = version + 1 WHERE bureau_id = $1 AND id = $2 AND version = $3";
const MADE: &str = "SELECT c.id, c.repeat_on, c.stage FROM errand c WHERE c.bureau_id = $1 AND c.repeat_id = $2 ORDER BY c.repeat_on DESC LIMIT 100";
const HELD: &str = "SELECT r.id, r.version, '', r.kind, NULL, NULL, NULL, NULL, NULL FROM errand_repeat r
    WHERE r.bureau_id = $1 AND r.person_id = $2 AND r.person_id <> $3 ORDER BY r.bureau_id, r.person_id, r.made_at";
const TAKE: &str = "UPDATE errand_repeat SET person_id = $3, version = version + 1 WHERE bureau_id = $1 AND id = $2 AND version = $4";

/// For the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&str] = &[FIND, LIST, OF_PERSON, DUE, RUNNING, HOLD, INSERT, SAVE, MADE, HELD, TAKE];

/// Two records made one: what is done for either is done for the one that is kept.
pub static REPEATS: Rows = Rows {
    name: "errand-repeat",
    list: HELD,
    take: Some(TAKE),
    close: None,
    reopen: None,
    reopens_for: false,
    lapse: None,
    lapses: |_, _| false,
    say: |ui, held| ui.a1("duplicate-held-repeat", "kind", words::shipped(ui, &held.word)).into_owned(),
};

record! {
    struct Stored {
        id: RepeatId,
        person: PersonId,
        kind: String,
        rhythm: String,
        from: Date,
        until: Date,
        lead_days: u32,
        last_on: Option<Date>,
        next_on: Option<Date>,
        stage: String,
        version: i64,
        channel: Channel,
        said: Vec<u8>,
        made_by: StaffId,
        name: String,
        maker: String,
    }
}

/// A repeat with what stands around it.
#[derive(Debug, Clone)]
pub struct Kept {
    /// The repeat.
    pub repeat: Repeat,
    /// How it came in.
    pub channel: Channel,
    /// What is wanted, and whom to call.
    pub said: Said,
    /// Who took it down.
    pub made_by: StaffId,
    /// Their name.
    pub maker: String,
    /// For whom, by name.
    pub name: String,
}

impl Stored {
    fn open(self, act: &Act) -> Result<Kept> {
        let state = match (self.stage.as_str(), self.next_on) {
            ("runs", Some(next)) => State::Runs { next },
            ("over", None) => State::Over,
            ("stopped", None) => State::Stopped,
            _ => return Err(Error::internal("a repeat in no state")),
        };
        let rhythm = self.rhythm.parse().map_err(|()| Error::internal("a repeat without a rhythm"))?;
        let plan = Plan { rhythm, from: self.from, until: self.until, lead_days: self.lead_days };
        let said = said(act, self.id, &self.said)?;
        let Self { id, person, kind, last_on, version, channel, made_by, maker, name, .. } = self;
        let repeat = Repeat { id, person, kind, plan, last_on, state, version };
        Ok(Kept { repeat, channel, said, made_by, maker, name })
    }
}

fn place(id: RepeatId) -> Place {
    Place { table: "errand_repeat", column: "said", row: id.0 }
}

fn said(act: &Act, id: RepeatId, sealed: &[u8]) -> Result<Said> {
    serde_json::from_str(&act.secrets.open(place(id), sealed)?).map_err(Error::internal)
}

/// One of them.
pub fn find(conn: &Conn<'_>, act: &Act, id: RepeatId) -> Result<Option<Kept>> {
    conn.find::<Stored>(FIND, &[act.bureau(), &id])?.map(|row| row.open(act)).transpose()
}

/// Those that stand as `stage` says, the next first.
pub fn list(conn: &Conn<'_>, act: &Act, stage: &str) -> Result<Vec<Kept>> {
    let rows = conn.list::<Stored>(LIST, &[act.bureau(), &stage])?;
    rows.into_iter().map(|row| row.open(act)).collect()
}

/// A person's, the latest first.
pub fn of_person(conn: &Conn<'_>, act: &Act, person: PersonId) -> Result<Vec<Kept>> {
    let rows = conn.list::<Stored>(OF_PERSON, &[act.bureau(), &person])?;
    rows.into_iter().map(|row| row.open(act)).collect()
}

/// Those whose next day is not after `last`, of people who are served.
pub fn due(conn: &Conn<'_>, bureau: &BureauId, last: Date) -> Result<Vec<RepeatId>> {
    Ok(conn.list::<(RepeatId,)>(DUE, &[bureau, &last])?.into_iter().map(|(id,)| id).collect())
}

/// Those of a person that go on: identity, kind and version.
pub fn running(conn: &Conn<'_>, bureau: &BureauId, person: PersonId) -> Result<Vec<(RepeatId, String, i64)>> {
    conn.list(RUNNING, &[bureau, &person])
}

/// Holds a repeat until the transaction ends.
pub fn hold(tx: &Tx<'_>, bureau: &BureauId, id: RepeatId) -> Result<()> {
    if tx.execute(HOLD, &[bureau, &id])? == 1 { Ok(()) } else { Err(Error::NotFound) }
}

/// One just taken down.
pub fn insert(
    tx: &Tx<'_>,
    act: &Act,
    repeat: &Repeat,
    (channel, said): (Channel, &Said),
    by: StaffId,
) -> Result<()> {
    let Repeat { id, person, kind, plan, state, .. } = repeat;
    let sealed = act.secrets.seal(place(*id), &serde_json::to_string(said).map_err(Error::internal)?)?;
    let (rhythm, stage, next) = (plan.rhythm.to_string(), state.word(), next(*state));
    let Plan { from, until, lead_days, .. } = plan;
    tx.execute_one(
        INSERT,
        &[
            act.bureau(),
            id,
            person,
            kind,
            &channel,
            &sealed,
            &rhythm,
            from,
            until,
            lead_days,
            &stage,
            &next,
            &by,
            &act.at,
        ],
    )
}

/// Writes down what a transition made; `repeat` still has the version it was read with. `by` stopped it, where it is.
pub fn save(tx: &Tx<'_>, act: &Act, repeat: &Repeat, by: StaffId) -> Result<()> {
    let Repeat { id, plan, last_on, state, version, .. } = repeat;
    let (rhythm, stage, next) = (plan.rhythm.to_string(), state.word(), next(*state));
    let is_stopped = *state == State::Stopped;
    let (stopped_by, stopped_at) = (is_stopped.then_some(by), is_stopped.then_some(act.at));
    let Plan { from, until, lead_days, .. } = plan;
    tx.execute_one(
        SAVE,
        &[
            act.bureau(),
            id,
            version,
            &rhythm,
            from,
            until,
            lead_days,
            last_on,
            &next,
            &stage,
            &stopped_by,
            &stopped_at,
        ],
    )
}

fn next(state: State) -> Option<Date> {
    match state {
        State::Runs { next } => Some(next),
        State::Over | State::Stopped => None,
    }
}

/// The errands it has made, the latest first: which, for which day, and how each stands.
pub fn made(
    conn: &Conn<'_>,
    bureau: &BureauId,
    id: RepeatId,
) -> Result<Vec<(ErrandId, Option<Date>, String)>> {
    let id: Uuid = id.0;
    conn.list(MADE, &[bureau, &id])
}
