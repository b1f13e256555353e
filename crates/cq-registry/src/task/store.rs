//! Tasks: rows, guarded saves, and the few bulk moves that follow the pairings. Lists are in [`list`].

mod filter;
pub mod list;
pub mod photo;
pub mod visit;

use cq_platform::{
    Result,
    actor::Act,
    db::{Conn, Param, Tx},
    ids::{AccountId, BureauId, StaffId},
    policy::Scope,
    record,
};
use jiff::{Timestamp, civil::Date};

use super::{
    Subject,
    brief::SealedBrief,
    model::{
        Because, CampaignId, Closed, Decliner, Entry, Form, Open, SealedReport, Source, State, Task, TaskId,
    },
};
use crate::{absence, group::GroupId, person::PersonId};

/// "Owes it", for [`cq_platform::policy::Scope`]; the task's table goes by `t`.
///
/// Who stands in for somebody today owes what is theirs, unless it was given to another who stands in. The first half picks the owners,
/// so that an index on them serves; the second says of which tasks.
pub const OWN: &str = concat!(
    "t.owner_id IN (SELECT own.id FROM staff own WHERE own.bureau_id = $1 AND own.id = {staff}
    UNION ALL SELECT v.staff_id FROM absence v WHERE ",
    absence::lasting!(),
    " AND (v.substitute_id = {staff} OR v.id IN (SELECT h.absence_id FROM absence_share h WHERE h.bureau_id = $1 AND h.substitute_id = {staff})))
    AND (t.owner_id = {staff} OR EXISTS (SELECT 1 FROM absence v LEFT JOIN absence_share h ON h.bureau_id = v.bureau_id
    AND h.absence_id = v.id AND h.person_id = t.person_id WHERE ",
    absence::lasting!(),
    " AND v.staff_id = t.owner_id AND COALESCE(h.substitute_id, v.substitute_id) = {staff}))"
);

const FIND: &str = "SELECT t.id, t.person_id, t.group_id, t.owner_id, t.campaign_id, t.form, t.opens_on, t.due_on, t.state, t.again_on,
    t.tries, t.done_on, t.report, t.entered_from, t.ended_on, t.declined_by, t.cancelled_because, t.closed_at, t.closed_by, t.brief,
    t.version FROM task t WHERE t.bureau_id = $1 AND t.id = $2 AND {reach}";
const INSERT: &str = "INSERT INTO task (bureau_id, id, person_id, group_id, owner_id, campaign_id, form, opens_on, due_on, next_on, state,
    again_on, tries, done_on, report, entered_from, ended_on, declined_by, cancelled_because, closed_at, closed_by, brief, version)";
const SAVE: &str =
    "UPDATE task SET state = $4, next_on = $5, again_on = $6, tries = $7, done_on = $8, report = $9,
    entered_from = $10, ended_on = $11, declined_by = $12, cancelled_because = $13, closed_at = $14, closed_by = $15,
    version = version + 1 WHERE bureau_id = $1 AND id = $2 AND version = $3";
const DELETE: &str =
    "DELETE FROM task WHERE bureau_id = $1 AND id = $2 AND version = $3 AND state = 'open' AND tries = 0";
const OWES_A_DOCTOR: &str =
    "SELECT 1 FROM task t JOIN doctor d ON d.bureau_id = t.bureau_id AND d.id = t.owner_id
    WHERE t.bureau_id = $1 AND t.id = $2";
const INSERT_TRY: &str =
    "INSERT INTO task_try (bureau_id, task_id, number, tried_on, again_on, noted_at, noted_by)
    VALUES ($1, $2, $3, $4, $5, $6, $7)";
const LIST_TRIES: &str =
    "SELECT number, tried_on, again_on FROM task_try WHERE bureau_id = $1 AND task_id = $2
    ORDER BY bureau_id, task_id, number";

const MOVE: &str = "UPDATE task SET version = version + 1, owner_id = (SELECT r.staff_id FROM responsibility r
    WHERE r.bureau_id = $1 AND r.person_id = task.person_id AND r.kind = 'doctor' AND r.until IS NULL)
    WHERE bureau_id = $1 AND state = 'open' AND campaign_id IS NOT NULL AND owner_id <> (SELECT r.staff_id FROM responsibility r
    WHERE r.bureau_id = $1 AND r.person_id = task.person_id AND r.kind = 'doctor' AND r.until IS NULL)";
const RELEASE: &str = "UPDATE task SET version = version + 1, state = 'cancelled', cancelled_because = 'uncovered', closed_at = $2,
    closed_by = $3 WHERE bureau_id = $1 AND state = 'open' AND campaign_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM responsibility r
    WHERE r.bureau_id = $1 AND r.person_id = task.person_id AND r.kind = 'doctor' AND r.until IS NULL)";
const REVIVE: &str = "UPDATE task SET version = version + 1, state = 'open', cancelled_because = NULL, closed_at = NULL, closed_by = NULL,
    owner_id = (SELECT r.staff_id FROM responsibility r
    WHERE r.bureau_id = $1 AND r.person_id = task.person_id AND r.kind = 'doctor' AND r.until IS NULL)
    WHERE bureau_id = $1 AND state = 'cancelled' AND cancelled_because = 'uncovered'
    AND campaign_id IN (SELECT c.id FROM campaign c WHERE c.bureau_id = $1 AND c.closes_on >= $2) AND EXISTS (SELECT 1 FROM responsibility r
    WHERE r.bureau_id = $1 AND r.person_id = task.person_id AND r.kind = 'doctor' AND r.until IS NULL)";

/// What was to be done in a time that is over: see [`Task::lapse`].
const LAPSE: &str =
    "UPDATE task SET version = version + 1, state = 'lapsed', ended_on = CASE
    WHEN next_on > COALESCE((SELECT c.closes_on FROM campaign c WHERE c.bureau_id = $1 AND c.id = task.campaign_id), due_on) THEN next_on
    ELSE COALESCE((SELECT c.closes_on FROM campaign c WHERE c.bureau_id = $1 AND c.id = task.campaign_id), due_on) END,
    closed_at = $3 WHERE bureau_id = $1 AND state = 'open' AND next_on < $2
    AND (rule_id IN (SELECT u.id FROM rule u WHERE u.bureau_id = $1 AND u.ends_hard = 1)
    OR campaign_id IN (SELECT c.id FROM campaign c WHERE c.bureau_id = $1 AND c.ends_hard = 1 AND c.closes_on < $2))";

/// For the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&str] =
    &[FIND, SAVE, DELETE, OWES_A_DOCTOR, INSERT_TRY, LIST_TRIES, MOVE, RELEASE, REVIVE, LAPSE];

record! {
    struct Stored {
        id: TaskId,
        person: Option<PersonId>,
        group: Option<GroupId>,
        owner: StaffId,
        campaign: Option<CampaignId>,
        form: Form,
        opens_on: Date,
        due_on: Date,
        state: String,
        again_on: Option<Date>,
        tries: u32,
        done_on: Option<Date>,
        report: Option<Vec<u8>>,
        entered_from: Option<Source>,
        ended_on: Option<Date>,
        declined_by: Option<Decliner>,
        because: Option<Because>,
        closed_at: Option<Timestamp>,
        closed_by: Option<AccountId>,
        brief: Option<Vec<u8>>,
        version: i64,
    }
}

impl From<Stored> for Task {
    fn from(row: Stored) -> Self {
        let before = Open { again_on: row.again_on, tries: row.tries };
        let closed = row.closed_at.map(|at| Closed { at, by: row.closed_by });
        let entry = row.entered_from.map_or(Entry::Prompt, |from| Entry::BackFilled { from });
        let report = row.report.map(SealedReport);
        let state = match (row.state.as_str(), row.done_on.or(row.ended_on), report, closed) {
            ("done", Some(on), Some(report), Some(closed)) => {
                State::Done { on, report, entry, closed, before }
            }
            ("declined", Some(on), Some(reason), Some(closed)) => {
                let by = row.declined_by.unwrap_or(Decliner::Other);
                State::Declined { on, by, reason, closed, before }
            }
            ("lapsed", Some(on), _, Some(Closed { at, .. })) => State::Lapsed { on, at, before },
            ("cancelled", _, _, Some(closed)) => {
                let because = row.because.unwrap_or(Because::Withdrawn);
                State::Cancelled { because, closed, before }
            }
            _ => State::Open(before),
        };
        Self {
            id: row.id,
            subject: Subject::of(row.person, row.group),
            owner: row.owner,
            campaign: row.campaign,
            form: row.form,
            brief: row.brief.map(SealedBrief),
            opens_on: row.opens_on,
            due_on: row.due_on,
            state,
            version: row.version,
        }
    }
}

/// A state as its columns hold it.
struct Columns<'t> {
    word: &'static str,
    open: Open,
    tries: i64,
    done_on: Option<Date>,
    report: Option<&'t [u8]>,
    entered_from: Option<Source>,
    ended_on: Option<Date>,
    declined_by: Option<Decliner>,
    because: Option<Because>,
    closed_at: Option<Timestamp>,
    closed_by: Option<AccountId>,
}

impl<'t> Columns<'t> {
    fn of(state: &'t State) -> Self {
        let open = state.open();
        let base = Self {
            word: "open",
            open,
            tries: i64::from(open.tries),
            done_on: None,
            report: None,
            entered_from: None,
            ended_on: None,
            declined_by: None,
            because: None,
            closed_at: None,
            closed_by: None,
        };
        match state {
            State::Open(_) => base,
            State::Done { on, report, entry, closed, .. } => {
                let entered_from = match entry {
                    Entry::Prompt => None,
                    Entry::BackFilled { from } => Some(*from),
                };
                let base = base.closed("done", *closed);
                Self { done_on: Some(*on), report: Some(&report.0), entered_from, ..base }
            }
            State::Declined { on, by, reason, closed, .. } => {
                let base = base.closed("declined", *closed);
                Self { ended_on: Some(*on), declined_by: Some(*by), report: Some(&reason.0), ..base }
            }
            State::Lapsed { on, at, .. } => {
                Self { ended_on: Some(*on), ..base.closed("lapsed", Closed { at: *at, by: None }) }
            }
            State::Cancelled { because, closed, .. } => {
                Self { because: Some(*because), ..base.closed("cancelled", *closed) }
            }
        }
    }

    fn closed(self, word: &'static str, Closed { at, by }: Closed) -> Self {
        Self { word, closed_at: Some(at), closed_by: by, ..self }
    }
}

/// A task within reach.
pub fn find(conn: &Conn<'_>, scope: &Scope, bureau: &BureauId, id: TaskId) -> Result<Option<Task>> {
    Ok(conn.find_in::<Stored>(scope, FIND, &[bureau, &id])?.map(Into::into))
}

/// New tasks, many at once.
pub fn insert_all(tx: &Tx<'_>, bureau: &BureauId, tasks: &[Task]) -> Result<()> {
    let next: Vec<Date> = tasks.iter().map(Task::next_on).collect();
    let columns: Vec<Columns<'_>> = tasks.iter().map(|task| Columns::of(&task.state)).collect();
    let briefs: Vec<Option<&[u8]>> =
        tasks.iter().map(|task| task.brief.as_ref().map(|brief| brief.0.as_slice())).collect();
    let subjects: Vec<_> = tasks.iter().map(|task| (task.subject.person(), task.subject.group())).collect();
    let cells: Vec<&dyn Param> = tasks
        .iter()
        .zip(&next)
        .zip(&columns)
        .zip(&briefs)
        .zip(&subjects)
        .flat_map(|((((task, next), c), brief), (person, group))| -> [&dyn Param; 23] {
            [
                bureau,
                &task.id,
                person,
                group,
                &task.owner,
                &task.campaign,
                &task.form,
                &task.opens_on,
                &task.due_on,
                next,
                &c.word,
                &c.open.again_on,
                &c.tries,
                &c.done_on,
                &c.report,
                &c.entered_from,
                &c.ended_on,
                &c.declined_by,
                &c.because,
                &c.closed_at,
                &c.closed_by,
                brief,
                &1i64,
            ]
        })
        .collect();
    tx.insert_many(INSERT, 23, &cells)
}

/// Writes down what a transition made; `task` still has the version it was read with.
pub fn save(tx: &Tx<'_>, bureau: &BureauId, task: &Task) -> Result<()> {
    let c = Columns::of(&task.state);
    let next_on = task.next_on();
    let cells: [&dyn Param; 15] = [
        bureau,
        &task.id,
        &task.version,
        &c.word,
        &next_on,
        &c.open.again_on,
        &c.tries,
        &c.done_on,
        &c.report,
        &c.entered_from,
        &c.ended_on,
        &c.declined_by,
        &c.because,
        &c.closed_at,
        &c.closed_by,
    ];
    tx.execute_one(SAVE, &cells)
}

/// Takes an [`insert_all`] back, while nothing became of the task.
pub fn delete(tx: &Tx<'_>, bureau: &BureauId, id: TaskId, version: i64) -> Result<()> {
    tx.execute_one(DELETE, &[bureau, &id, &version])
}

/// Whether a doctor owes it.
pub fn is_a_doctors(conn: &Conn<'_>, bureau: &BureauId, id: TaskId) -> Result<bool> {
    Ok(conn.find::<(i64,)>(OWES_A_DOCTOR, &[bureau, &id])?.is_some())
}

record! {
    /// A try that met nobody.
    pub struct Try {
        /// Counted from 1.
        pub number: i64,
        /// The day it was.
        pub tried_on: Date,
        /// The day agreed for the next.
        pub again_on: Date,
    }
}

/// Writes down the last try of `task`.
pub fn insert_try(tx: &Tx<'_>, act: &Act, task: &Task, tried_on: Date) -> Result<()> {
    let State::Open(Open { again_on: Some(again_on), tries }) = task.state else { return Ok(()) };
    let account = act.actor.account;
    tx.execute(
        INSERT_TRY,
        &[act.bureau(), &task.id, &i64::from(tries), &tried_on, &again_on, &act.at, &account],
    )?;
    Ok(())
}

/// Every try at a task, the first first.
pub fn list_tries(conn: &Conn<'_>, bureau: &BureauId, id: TaskId) -> Result<Vec<Try>> {
    conn.list(LIST_TRIES, &[bureau, &id])
}

/// What [`follow_pairings`] did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Followed {
    /// Open tasks handed to the doctor who answers now.
    pub moved: u64,
    /// Open tasks taken back because nobody answers any more.
    pub released: u64,
    /// Tasks taken back earlier that somebody answers for again, in campaigns still running.
    pub revived: u64,
}

/// Notes what is past its time where a rule or a campaign says that its window ends hard, all at once; returns how much that was.
pub fn lapse(tx: &Tx<'_>, act: &Act) -> Result<u64> {
    tx.execute(LAPSE, &[act.bureau(), &act.today(), &act.at])
}

/// Makes every open task of a campaign belong to whoever answers for its person now. In bulk: the same three
/// transitions as a task's own, for thousands at once, in one statement each.
pub fn follow_pairings(tx: &Tx<'_>, act: &Act) -> Result<Followed> {
    let bureau = act.bureau();
    Ok(Followed {
        moved: tx.execute(MOVE, &[bureau])?,
        released: tx.execute(RELEASE, &[bureau, &act.at, &act.actor.account])?,
        revived: tx.execute(REVIVE, &[bureau, &act.today()])?,
    })
}
