//! Needs in the database. What was said of them lies in the sealed report of their visit, how they were seen to is sealed beside them.

use cq_platform::{
    Result,
    actor::Act,
    db::{Conn, Tx},
    ids::AccountId,
    policy::Scope,
    record,
    secrets::Place,
};
use cq_registry::{
    person::PersonId,
    task::{
        NeedId, TaskId,
        model::{Need, Report, SealedReport},
    },
};
use jiff::{Timestamp, civil::Date};

use super::model::{Outcome, Said, Settled, State};

/// "Made the visit", or answers for the elder now.
pub const OWN: &str =
    "(t.owner_id = {staff} OR EXISTS (SELECT 1 FROM responsibility r WHERE r.bureau_id = t.bureau_id
    AND r.person_id = t.person_id AND r.kind = 'doctor' AND r.until IS NULL AND r.staff_id = {staff}))";

macro_rules! needs {
    () => {
        "SELECT n.id, n.task_id, n.need, n.said_on, n.state, n.outcome, n.words, n.settled_on, n.settled_at, n.settled_by, n.version,
    p.id, p.name, p.phone, s.name, k.name, t.report FROM visit_need n
    JOIN task t ON t.bureau_id = n.bureau_id AND t.id = n.task_id
    JOIN person p ON p.bureau_id = t.bureau_id AND p.id = t.person_id
    JOIN staff s ON s.bureau_id = t.bureau_id AND s.id = t.owner_id
    LEFT JOIN account k ON k.bureau_id = n.bureau_id AND k.id = n.settled_by WHERE n.bureau_id = $1 "
    };
}

const FIND: &str = concat!(needs!(), "AND n.id = $2 AND {reach}");
/// What has waited longest first; where `$3` is not `any`, of one kind.
const OPEN: &str = concat!(
    needs!(),
    "AND n.state = 'open' AND p.ended_on IS NULL AND ($2 = 'any' OR n.need = $2) AND {reach} ORDER BY n.said_on, n.id LIMIT $3"
);
/// What was seen to last first.
const SETTLED: &str = concat!(
    needs!(),
    "AND n.state = 'settled' AND ($2 = 'any' OR n.need = $2) AND {reach} ORDER BY n.settled_at DESC, n.id DESC LIMIT $3"
);
const OF_PERSON: &str = concat!(
    needs!(),
    "AND t.person_id = $2 AND {reach} ORDER BY CASE n.state WHEN 'open' THEN 0 ELSE 1 END, n.said_on DESC, n.id LIMIT $3"
);
const OF_VISIT: &str = concat!(needs!(), "AND n.task_id = $2 AND {reach} ORDER BY n.id LIMIT 20");
const COUNT: &str =
    "SELECT COUNT(*) FROM visit_need n JOIN task t ON t.bureau_id = n.bureau_id AND t.id = n.task_id
    JOIN person p ON p.bureau_id = t.bureau_id AND p.id = t.person_id
    WHERE n.bureau_id = $1 AND n.state = 'open' AND p.ended_on IS NULL AND {reach}";
const SAVE: &str = "UPDATE visit_need SET state = $4, outcome = $5, words = $6, settled_on = $7, settled_at = $8, settled_by = $9,
    version = version + 1 WHERE bureau_id = $1 AND id = $2 AND version = $3";

/// For the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&str] = &[FIND, OPEN, SETTLED, OF_PERSON, OF_VISIT, COUNT, SAVE];

record! {
    struct Stored {
        id: NeedId,
        task: TaskId,
        need: Need,
        said_on: Date,
        state: String,
        outcome: Option<Outcome>,
        words: Option<Vec<u8>>,
        settled_on: Option<Date>,
        settled_at: Option<Timestamp>,
        settled_by: Option<AccountId>,
        version: i64,
        person: PersonId,
        name: String,
        phone: Option<String>,
        doctor: String,
        settler: Option<String>,
        report: Option<Vec<u8>>,
    }
}

/// A need with the names in it.
#[derive(Debug, Clone)]
pub struct Named {
    /// The need.
    pub said: Said,
    /// Whose.
    pub person: PersonId,
    /// The name.
    pub name: String,
    /// Digits.
    pub phone: Option<String>,
    /// Who was told.
    pub doctor: String,
    /// Who saw to it.
    pub settler: Option<String>,
    /// What the doctor wrote of what is needed; may be empty.
    pub note: String,
}

/// Which list is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// Nobody has seen to it.
    Open,
    /// Somebody has.
    Settled,
}

/// Needs within reach, of one kind or of all; at most `limit`.
pub fn list(
    conn: &Conn<'_>,
    act: &Act,
    scope: &Scope,
    wanted: Wanted,
    need: Option<Need>,
    limit: i64,
) -> Result<Vec<Named>> {
    let sql = match wanted {
        Wanted::Open => OPEN,
        Wanted::Settled => SETTLED,
    };
    let need = need.map_or("any", Need::as_str);
    named(act, conn.list_in(scope, sql, &[act.bureau(), &need, &limit])?)
}

/// Of one elder, what is open first.
pub fn of_person(
    conn: &Conn<'_>,
    act: &Act,
    scope: &Scope,
    person: PersonId,
    limit: i64,
) -> Result<Vec<Named>> {
    named(act, conn.list_in(scope, OF_PERSON, &[act.bureau(), &person, &limit])?)
}

/// Of one visit.
pub fn of_visit(conn: &Conn<'_>, act: &Act, scope: &Scope, task: TaskId) -> Result<Vec<Named>> {
    named(act, conn.list_in(scope, OF_VISIT, &[act.bureau(), &task])?)
}

/// One within reach.
pub fn find(conn: &Conn<'_>, act: &Act, scope: &Scope, id: NeedId) -> Result<Option<Named>> {
    Ok(named(act, conn.list_in(scope, FIND, &[act.bureau(), &id])?)?.pop())
}

/// How many within reach nobody has seen to.
pub fn count(conn: &Conn<'_>, act: &Act, scope: &Scope) -> Result<i64> {
    Ok(conn.find_in::<(i64,)>(scope, COUNT, &[act.bureau()])?.map_or(0, |(n,)| n))
}

/// Saves what became of it, as it was read. Somebody faster is a conflict.
pub fn save(tx: &Tx<'_>, act: &Act, said: &Said) -> Result<()> {
    let (word, settled) = match &said.state {
        State::Open => ("open", None),
        State::Settled(settled) => ("settled", Some(settled)),
    };
    let words = settled.map(|settled| act.secrets.seal(place(said.id), &settled.words)).transpose()?;
    let (outcome, on) = (settled.map(|settled| settled.outcome), settled.map(|settled| settled.on));
    let (at, by) = (settled.map(|settled| settled.at), settled.and_then(|settled| settled.by));
    tx.execute_one(SAVE, &[act.bureau(), &said.id, &said.version, &word, &outcome, &words, &on, &at, &by])
}

fn place(id: NeedId) -> Place {
    Place { table: "visit_need", column: "words", row: id.0 }
}

fn named(act: &Act, rows: Vec<Stored>) -> Result<Vec<Named>> {
    rows.into_iter().map(|row| row.named(act)).collect()
}

impl Stored {
    fn named(self, act: &Act) -> Result<Named> {
        let state = match (self.outcome, self.words, self.settled_on, self.settled_at) {
            (Some(outcome), Some(words), Some(on), Some(at)) if self.state == "settled" => {
                let words = act.secrets.open(place(self.id), &words)?;
                State::Settled(Settled { outcome, words, on, at, by: self.settled_by })
            }
            _ => State::Open,
        };
        let report = self
            .report
            .map(|report| SealedReport::of_row(report).open(&act.secrets, self.task))
            .transpose()?;
        let note = match report {
            Some(Report::Visit(visit)) => visit.need_note,
            _ => String::new(),
        };
        let Self { id, task, need, said_on, version, person, name, phone, doctor, settler, .. } = self;
        let said = Said { id, task, need, said_on, state, version };
        Ok(Named { said, person, name, phone, doctor, settler, note })
    }
}
