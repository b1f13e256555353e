//! Cases in the database: guarded saves. The ladder is in [`ladder`], lists are in [`list`].

pub mod ladder;
pub mod list;
pub mod part;
pub mod people;

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
    clock::{Clock, Hand},
    model::{
        Asker, Call, Case, CaseId, Channel, FirstReceiver, Kind, Outcome, Refusal, Stage, State, Urgency,
        Verdict,
    },
    rules::Rules,
};

/// "Is on it, or stands in for who is, and answers for the person", for [`cq_platform::policy::Scope`]; the case's table goes by `c`.
pub const OWN: &str = "(c.first_id = {staff} OR c.handler_id = {staff} OR c.id IN (SELECT own.case_id FROM case_step own
    WHERE own.bureau_id = $1 AND own.handler_id = {staff})
    OR EXISTS (SELECT 1 FROM absence v LEFT JOIN absence_share h ON h.bureau_id = v.bureau_id AND h.absence_id = v.id
    AND h.person_id = c.person_id WHERE v.bureau_id = $1 AND v.staff_id IN (c.handler_id, c.first_id) AND v.state = 'holds'
    AND v.from_on <= {today} AND (v.until_on IS NULL OR v.until_on >= {today}) AND COALESCE(h.substitute_id, v.substitute_id) = {staff}))
    AND (c.person_id IN (SELECT r.person_id FROM responsibility r WHERE r.bureau_id = $1 AND r.staff_id = {staff} AND r.until IS NULL)
    OR c.person_id IN (SELECT r.person_id FROM absence v CROSS JOIN responsibility r
    LEFT JOIN absence_share h ON h.bureau_id = v.bureau_id AND h.absence_id = v.id AND h.person_id = r.person_id
    WHERE r.bureau_id = v.bureau_id AND r.staff_id = v.staff_id AND r.until IS NULL AND v.bureau_id = $1 AND v.state = 'holds' AND v.from_on <= {today} AND (v.until_on IS NULL OR v.until_on >= {today})
    AND COALESCE(h.substitute_id, v.substitute_id) = {staff}))";

const FIND: &str = "SELECT c.id, c.person_id, c.urgency, c.first_id, c.stage, c.handler_id, c.raised_by, c.refused_by, c.agreed_by,
    c.outcome, c.promised_on, c.tries, c.called_by, c.called_at, c.verdict, c.round, c.allowed_minutes, c.used_minutes, c.running_since,
    c.near_at, c.due_at, c.head_at, c.leader_at, c.paused_at, c.level, c.open_steps, c.version
    FROM case_file c WHERE c.bureau_id = $1 AND c.id = $2 AND {reach}";
/// Whoever moves a case holds its row, so that a second one sees what the first did, and the ladder waits for both.
const HOLD: &str = "UPDATE case_file SET version = version WHERE bureau_id = $1 AND id = $2";
const ASKED_SINCE: &str =
    "SELECT COUNT(*) FROM case_file WHERE bureau_id = $1 AND person_id = $2 AND received_at >= $3
    AND channel = 'screen'";
const INSERT: &str = "INSERT INTO case_file (bureau_id, id, person_id, kind, urgency, channel, asker, said, first_id, received_at, stage,
    handler_id, tries, round, allowed_minutes, used_minutes, running_since, near_at, due_at, head_at, leader_at, level, escalate_at,
    is_open, sort_at, open_steps, version)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 0, $13, $14, 0, $15, $16, $17, $18, $19, 0, $17, 1, $17, 0, 1)";
/// All that may change of a case; who received it first is not among it.
const SAVE: &str = "UPDATE case_file SET stage = $4, handler_id = $5, raised_by = $6, refused_by = $7, agreed_by = $8, outcome = $9,
    promised_on = $10, tries = $11, called_by = $12, called_at = $13, verdict = $14, called_apart = $15, round = $16,
    allowed_minutes = $17, used_minutes = $18, running_since = $19, near_at = $20, due_at = $21, head_at = $22, leader_at = $23,
    paused_at = $24, level = $25, escalate_at = $26, is_open = $27, sort_at = $28, open_steps = $29, version = version + 1
    WHERE bureau_id = $1 AND id = $2 AND version = $3";
const RULES: &str = "SELECT value, since FROM setting WHERE bureau_id = $1 AND name = 'case' AND since <= $2
    ORDER BY bureau_id, name, since DESC LIMIT 1";
const SAVE_RULES: &str = "INSERT INTO setting (bureau_id, name, since, value) VALUES ($1, 'case', $2, $3)
    ON CONFLICT (bureau_id, name, since) DO UPDATE SET value = excluded.value";

const OPEN_OF: &str = "SELECT c.id, c.version, c.kind, s.name FROM case_file c
    JOIN staff s ON s.bureau_id = c.bureau_id AND s.id = COALESCE(c.handler_id, c.first_id)
    WHERE c.bureau_id = $1 AND c.person_id = $2 AND c.is_open = 1 ORDER BY c.bureau_id, c.person_id, c.received_at, c.id";

/// For a merge of two people: what of case files belongs to the one that gives way, and how it comes to the other.
pub(super) const HELD: &str = "SELECT c.id, c.version, '', c.kind, NULL, NULL, NULL, NULL, NULL FROM case_file c
    WHERE c.bureau_id = $1 AND c.person_id = $2 AND c.person_id <> $3 ORDER BY c.bureau_id, c.person_id, c.received_at";
pub(super) const TAKE: &str = "UPDATE case_file SET person_id = $3, version = version + 1 WHERE bureau_id = $1 AND id = $2 AND version = $4";

/// For the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&str] =
    &[HELD, TAKE, OPEN_OF, FIND, HOLD, ASKED_SINCE, INSERT, SAVE, RULES, SAVE_RULES];

record! {
    struct Stored {
        id: CaseId,
        person: PersonId,
        urgency: Urgency,
        first: StaffId,
        stage: String,
        handler: Option<StaffId>,
        raised_by: Option<StaffId>,
        refused_by: Option<StaffId>,
        agreed_by: Option<StaffId>,
        outcome: Option<String>,
        promised_on: Option<Date>,
        tries: u32,
        called_by: Option<StaffId>,
        called_at: Option<Timestamp>,
        verdict: Option<Verdict>,
        round: u32,
        allowed: u32,
        used: u32,
        since: Option<Timestamp>,
        near: Option<Timestamp>,
        due: Option<Timestamp>,
        head: Option<Timestamp>,
        leader: Option<Timestamp>,
        paused: Option<Timestamp>,
        level: u32,
        open_steps: u32,
        version: i64,
    }
}

impl Stored {
    fn clock(&self) -> Option<Clock> {
        let hand = match (self.since, self.near, self.due, self.head, self.leader, self.paused) {
            (Some(since), Some(near), Some(due), Some(head), Some(leader), None) => {
                Hand::Running { since, near, rungs: [due, head, leader] }
            }
            (.., Some(at)) => Hand::Paused { at },
            _ => return None,
        };
        Some(Clock { round: self.round, allowed: self.allowed, used: self.used, level: self.level, hand })
    }

    fn outcome(&self) -> Option<Outcome> {
        match self.outcome.as_deref()? {
            "refused" => Refusal::of(self.refused_by?, self.agreed_by?).map(Outcome::Refused),
            _ => Some(Outcome::Done),
        }
    }

    fn state(&self) -> Option<State> {
        let (clock, handler) = (self.clock()?, self.handler);
        let stage = match self.stage.as_str() {
            "waiting" => Stage::Waiting,
            "working" => Stage::Working { handler: handler? },
            "raised" => Stage::Raised { handler, by: self.raised_by? },
            "refusing" => Stage::Refusing { handler: handler?, by: self.refused_by? },
            "answered" => Stage::Answered { handler: handler?, outcome: self.outcome()?, tries: self.tries },
            _ => {
                let (by, at, verdict) = (self.called_by?, self.called_at?, self.verdict?);
                let call = Call { by, at, verdict, tries: self.tries };
                return Some(State::Closed { handler: handler?, outcome: self.outcome()?, call, clock });
            }
        };
        Some(State::Open { stage, clock })
    }

    fn into_case(self) -> Result<Case> {
        let state = self.state().ok_or_else(|| cq_platform::Error::internal("a case in no state"))?;
        Ok(Case {
            id: self.id,
            person: self.person,
            first: FirstReceiver::new(self.first),
            urgency: self.urgency,
            promised_on: self.promised_on,
            open_steps: self.open_steps,
            state,
            version: self.version,
        })
    }
}

/// A state as its columns hold it.
struct Columns {
    word: &'static str,
    raised_by: Option<StaffId>,
    refused_by: Option<StaffId>,
    agreed_by: Option<StaffId>,
    outcome: Option<&'static str>,
    tries: u32,
    called_by: Option<StaffId>,
    called_at: Option<Timestamp>,
    verdict: Option<Verdict>,
}

impl Columns {
    fn of(state: &State) -> Self {
        let mut columns = Self {
            word: "closed",
            raised_by: None,
            refused_by: None,
            agreed_by: None,
            outcome: None,
            tries: 0,
            called_by: None,
            called_at: None,
            verdict: None,
        };
        match state {
            State::Open { stage, .. } => {
                columns.word = stage.word();
                match stage {
                    Stage::Waiting | Stage::Working { .. } => {}
                    Stage::Raised { by, .. } => columns.raised_by = Some(*by),
                    Stage::Refusing { by, .. } => columns.refused_by = Some(*by),
                    Stage::Answered { outcome, tries, .. } => {
                        columns.tries = *tries;
                        columns.came_to(outcome);
                    }
                }
            }
            State::Closed { outcome, call, .. } => {
                columns.came_to(outcome);
                columns.tries = call.tries;
                columns.called_by = Some(call.by);
                columns.called_at = Some(call.at);
                columns.verdict = Some(call.verdict);
            }
        }
        columns
    }

    fn came_to(&mut self, outcome: &Outcome) {
        match outcome {
            Outcome::Done => self.outcome = Some("done"),
            Outcome::Refused(refusal) => {
                self.outcome = Some("refused");
                (self.refused_by, self.agreed_by) = (Some(refusal.by()), Some(refusal.agreed()));
            }
        }
    }
}

/// A clock's hand as its columns hold it: since, near, due, head, leader, paused.
fn hands(clock: &Clock) -> [Option<Timestamp>; 6] {
    match clock.hand {
        Hand::Running { since, near, rungs: [due, head, leader] } => {
            [Some(since), Some(near), Some(due), Some(head), Some(leader), None]
        }
        Hand::Paused { at } => [None, None, None, None, None, Some(at)],
    }
}

/// A case within reach.
pub fn find(conn: &Conn<'_>, scope: &Scope, bureau: &BureauId, id: CaseId) -> Result<Option<Case>> {
    conn.find_in::<Stored>(scope, FIND, &[bureau, &id])?.map(Stored::into_case).transpose()
}

/// Holds the case's row until the transaction ends; whether there is one is for [`find`] to say.
pub fn hold(tx: &Tx<'_>, bureau: &BureauId, id: CaseId) -> Result<()> {
    tx.execute(HOLD, &[bureau, &id]).map(drop)
}

/// What is open of somebody: version, kind, and who is at it, else who received it first.
pub fn open_of(
    conn: &Conn<'_>,
    bureau: &BureauId,
    person: PersonId,
) -> Result<Vec<(CaseId, i64, Kind, String)>> {
    conn.list(OPEN_OF, &[bureau, &person])
}

/// What a case is, beside its course.
pub struct Facts<'f> {
    /// What it is about.
    pub kind: Kind,
    /// How it came in.
    pub channel: Channel,
    /// Who asked.
    pub asker: Asker,
    /// Who, how to reach them, and what; sealed.
    pub said: &'f [u8],
}

/// How much was asked for somebody on a page since `day` began.
pub fn asked_on(conn: &Conn<'_>, bureau: &BureauId, person: PersonId, day: Date) -> Result<i64> {
    let since = cq_platform::clock::CHINA.to_timestamp(day.at(0, 0, 0, 0)).map_err(Error::internal)?;
    Ok(conn.one::<(i64,)>(ASKED_SINCE, &[bureau, &person, &since])?.0)
}

/// A case just received.
pub fn insert(tx: &Tx<'_>, act: &Act, case: &Case, facts: &Facts<'_>) -> Result<()> {
    let (clock, columns, Facts { kind, channel, asker, said }) =
        (case.clock(), Columns::of(&case.state), facts);
    let [since, near, due, head, leader, _] = hands(&clock);
    let (first, handler) = (case.first.staff(), case.handler());
    let cells: [&dyn Param; 19] = [
        act.bureau(),
        &case.id,
        &case.person,
        kind,
        &case.urgency,
        channel,
        asker,
        said,
        &first,
        &act.at,
        &columns.word,
        &handler,
        &clock.round,
        &clock.allowed,
        &since,
        &near,
        &due,
        &head,
        &leader,
    ];
    tx.execute_one(INSERT, &cells)
}

/// Writes down what a transition made; `case` still has the version it was read with. `apart`: whoever handled it may not call back.
pub fn save(tx: &Tx<'_>, bureau: &BureauId, case: &Case, apart: bool) -> Result<()> {
    let (clock, c, handler) = (case.clock(), Columns::of(&case.state), case.handler());
    let [since, near, due, head, leader, paused] = hands(&clock);
    let is_open = matches!(case.state, State::Open { .. });
    let (apart, escalates) = (c.called_at.map(|_| apart), clock.escalates());
    // What stands still comes behind all that is due.
    let sort = due.or(if is_open { Some(Timestamp::MAX) } else { paused });
    let cells: [&dyn Param; 29] = [
        bureau,
        &case.id,
        &case.version,
        &c.word,
        &handler,
        &c.raised_by,
        &c.refused_by,
        &c.agreed_by,
        &c.outcome,
        &case.promised_on,
        &c.tries,
        &c.called_by,
        &c.called_at,
        &c.verdict,
        &apart,
        &clock.round,
        &clock.allowed,
        &clock.used,
        &since,
        &near,
        &due,
        &head,
        &leader,
        &paused,
        &clock.level,
        &escalates,
        &is_open,
        &sort,
        &case.open_steps,
    ];
    tx.execute_one(SAVE, &cells)
}

/// The rules that hold on `day`, and since when; the shipped ones where none were set.
pub fn rules(conn: &Conn<'_>, bureau: &BureauId, day: Date) -> Result<(Rules, Option<Date>)> {
    match conn.find::<(String, Date)>(RULES, &[bureau, &day])? {
        Some((text, since)) => {
            Ok((serde_json::from_str(&text).map_err(cq_platform::Error::internal)?, Some(since)))
        }
        None => Ok((Rules::default(), None)),
    }
}

/// Sets the rules from a day on.
pub fn save_rules(tx: &Tx<'_>, bureau: &BureauId, since: Date, rules: &Rules) -> Result<()> {
    let text = serde_json::to_string(rules).map_err(cq_platform::Error::internal)?;
    tx.execute_one(SAVE_RULES, &[bureau, &since, &text])
}
