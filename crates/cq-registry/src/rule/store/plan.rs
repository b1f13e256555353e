//! The tasks of rules: what the planner reads, makes, moves and takes back, a stretch of subjects at a time.

use cq_platform::{
    Result,
    actor::Act,
    db::{Conn, Param, Tx},
    ids::BureauId,
};
use jiff::civil::Date;

use super::member::Stretch;
use crate::{
    life_event::Kind,
    person::PersonId,
    rule::{
        RuleId,
        plan::reconcile::{Entitled, Existing, Shift, Wanted},
    },
    task::{Subject, SubjectKind, TaskId, model::Because},
};

macro_rules! rows {
    () => {
        "SELECT t.rule_id, t.id, t.person_id, t.group_id, t.slot, t.state, t.cancelled_because, t.opens_on, t.due_on,
            t.owner_id, t.is_fallback, t.form, t.rule_number, t.nth, t.since_on, COALESCE(t.done_on, t.ended_on), t.priority, t.need, t.version FROM task t WHERE t.bureau_id = $1 AND "
    };
}
macro_rules! existing {
    ($of:literal, $order:literal) => {
        concat!(rows!(), "t.rule_id = $2 AND ", $of, " ORDER BY t.bureau_id, t.rule_id, ", $order, "t.slot")
    };
}
const EXISTING_OF_PERSON: &str =
    concat!(rows!(), "t.person_id = $2 AND t.rule_id IS NOT NULL ORDER BY t.rule_id, t.slot");
const EXISTING_OF_GROUP: &str =
    concat!(rows!(), "t.group_id = $2 AND t.rule_id IS NOT NULL ORDER BY t.rule_id, t.slot");
const EXISTING_OF_ITSELF: &str = concat!(
    rows!(),
    "t.person_id IS NULL AND t.group_id IS NULL AND t.rule_id IS NOT NULL ORDER BY t.rule_id, t.slot"
);
const EVENTS_OF: &str =
    "SELECT e.kind, e.happened_on FROM life_event e WHERE e.bureau_id = $1 AND e.person_id = $2
    AND e.happened_on >= $3 AND e.undone_at IS NULL ORDER BY e.kind, e.happened_on";
const EXISTING: &str = existing!("t.person_id > $3 AND t.person_id <= $4", "t.person_id, ");
const EXISTING_OF_GROUPS: &str = existing!("t.group_id > $3 AND t.group_id <= $4", "t.group_id, ");
const EXISTING_OF_BUREAU: &str = existing!("t.person_id IS NULL AND t.group_id IS NULL", "");
const SEEN: &str = "SELECT t.person_id, MAX(t.done_on) FROM task t WHERE t.bureau_id = $1 AND t.person_id > $2 AND t.person_id <= $3
    AND t.done_on IS NOT NULL GROUP BY t.person_id";
const EVENTS: &str =
    "SELECT e.person_id, e.happened_on FROM life_event e WHERE e.bureau_id = $1 AND e.person_id > $2
    AND e.person_id <= $3 AND e.kind = $4 AND e.happened_on >= $5 AND e.undone_at IS NULL
    ORDER BY e.bureau_id, e.person_id, e.happened_on";
/// Whoever plans a rule holds its row: a second planner waits, and then finds the work done.
const HOLD: &str =
    "UPDATE rule SET planned_until = CASE WHEN planned_until > $4 THEN planned_until ELSE $4 END
    WHERE bureau_id = $1 AND id = $2 AND version = $3 AND state = 'published'";
const PLANNED: &str = "UPDATE rule SET planned_at = $4, planned_until = CASE WHEN planned_until > $5 THEN planned_until ELSE $5 END,
    people = $6, planned_changes = $7 WHERE bureau_id = $1 AND id = $2 AND version = $3";
const INSERT: &str =
    "INSERT INTO task (bureau_id, id, person_id, group_id, owner_id, form, opens_on, due_on, next_on, state, tries, version,
    rule_id, slot, rule_number, nth, since_on, is_fallback, priority, need)";
const SHIFT: &str = "UPDATE task SET state = 'open', cancelled_because = NULL, closed_at = NULL, closed_by = NULL, owner_id = $4, form = $5,
    opens_on = $6, due_on = $7, next_on = COALESCE(again_on, $7), rule_number = $8, nth = $9, since_on = $10, is_fallback = $11,
    priority = $12, need = $13, version = version + 1 WHERE bureau_id = $1 AND id = $2 AND version = $3 AND state <> 'done'";
const CANCEL: &str =
    "UPDATE task SET state = 'cancelled', cancelled_because = $4, closed_at = $5, closed_by = $6, version = version + 1
    WHERE bureau_id = $1 AND id = $2 AND version = $3 AND state = 'open'";
const CANCEL_ALL: &str =
    "UPDATE task SET state = 'cancelled', cancelled_because = 'rule-ended', closed_at = $3, closed_by = $4,
    version = version + 1 WHERE bureau_id = $1 AND rule_id = $2 AND state = 'open'";
/// Who owes what by a pairing: the doctor who answers now, or the rule's substitute, or its fallback.
const FOLLOW: &str = "UPDATE task SET version = version + 1,
    is_fallback = CASE WHEN EXISTS (SELECT 1 FROM responsibility r WHERE r.bureau_id = $1 AND r.person_id = task.person_id
    AND r.kind = 'doctor' AND r.until IS NULL)
    OR (SELECT u.substitute_id FROM rule u WHERE u.bureau_id = $1 AND u.id = task.rule_id) IS NOT NULL THEN 0 ELSE 1 END,
    owner_id = COALESCE((SELECT r.staff_id FROM responsibility r WHERE r.bureau_id = $1 AND r.person_id = task.person_id
    AND r.kind = 'doctor' AND r.until IS NULL),
    (SELECT COALESCE(u.substitute_id, u.fallback_id) FROM rule u WHERE u.bureau_id = $1 AND u.id = task.rule_id))
    WHERE bureau_id = $1 AND state = 'open'
    AND rule_id IN (SELECT u.id FROM rule u WHERE u.bureau_id = $1 AND u.state = 'published' AND u.by_pairing = 1)
    AND (owner_id <> COALESCE((SELECT r.staff_id FROM responsibility r WHERE r.bureau_id = $1 AND r.person_id = task.person_id
    AND r.kind = 'doctor' AND r.until IS NULL),
    (SELECT COALESCE(u.substitute_id, u.fallback_id) FROM rule u WHERE u.bureau_id = $1 AND u.id = task.rule_id))
    OR (is_fallback = 1 AND EXISTS (SELECT 1 FROM responsibility r WHERE r.bureau_id = $1 AND r.person_id = task.person_id
    AND r.kind = 'doctor' AND r.until IS NULL))
    OR (is_fallback = 0 AND NOT EXISTS (SELECT 1 FROM responsibility r WHERE r.bureau_id = $1 AND r.person_id = task.person_id
    AND r.kind = 'doctor' AND r.until IS NULL)
    AND (SELECT u.substitute_id FROM rule u WHERE u.bureau_id = $1 AND u.id = task.rule_id) IS NULL))";

/// For the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&str] = &[
    EXISTING_OF_PERSON,
    EXISTING_OF_GROUP,
    EXISTING_OF_ITSELF,
    EVENTS_OF,
    EXISTING,
    EXISTING_OF_GROUPS,
    EXISTING_OF_BUREAU,
    SEEN,
    EVENTS,
    HOLD,
    PLANNED,
    SHIFT,
    CANCEL,
    CANCEL_ALL,
    FOLLOW,
];

/// Their tasks of the rule, in whatever state, one subject after the other.
pub fn existing(
    conn: &Conn<'_>,
    bureau: &BureauId,
    rule: RuleId,
    of: SubjectKind,
    at: Stretch,
) -> Result<Vec<Existing>> {
    match of {
        SubjectKind::Person => conn.list(EXISTING, &[bureau, &rule, &at.after, &at.upto]),
        SubjectKind::Group => conn.list(EXISTING_OF_GROUPS, &[bureau, &rule, &at.after, &at.upto]),
        SubjectKind::Bureau => conn.list(EXISTING_OF_BUREAU, &[bureau, &rule]),
    }
}

/// Every rule's tasks of one subject, in whatever state.
pub fn existing_of(conn: &Conn<'_>, bureau: &BureauId, subject: Subject) -> Result<Vec<Existing>> {
    match subject {
        Subject::Person(id) => conn.list(EXISTING_OF_PERSON, &[bureau, &id]),
        Subject::Group(id) => conn.list(EXISTING_OF_GROUP, &[bureau, &id]),
        Subject::Bureau => conn.list(EXISTING_OF_ITSELF, &[bureau]),
    }
}

/// What happened to somebody since, of any kind, and was not undone.
pub fn events_of(
    conn: &Conn<'_>,
    bureau: &BureauId,
    person: PersonId,
    since: Date,
) -> Result<Vec<(Kind, Date)>> {
    conn.list(EVENTS_OF, &[bureau, &person, &since])
}

/// When each was last seen by anybody.
pub fn seen(conn: &Conn<'_>, bureau: &BureauId, at: Stretch) -> Result<Vec<(PersonId, Date)>> {
    conn.list(SEEN, &[bureau, &at.after, &at.upto])
}

/// What happened to them since, of one kind, and was not undone.
pub fn events(
    conn: &Conn<'_>,
    bureau: &BureauId,
    at: Stretch,
    kind: Kind,
    since: Date,
) -> Result<Vec<(PersonId, Date)>> {
    conn.list(EVENTS, &[bureau, &at.after, &at.upto, &kind, &since])
}

/// Holds the rule, as it was read at `version`, until the transaction ends. False: it is not so any more.
pub fn hold(tx: &Tx<'_>, bureau: &BureauId, rule: RuleId, version: i64, until: Date) -> Result<bool> {
    Ok(tx.execute(HOLD, &[bureau, &rule, &version, &until])? == 1)
}

/// Notes that the rule was planned as a whole, with what had changed by then.
pub fn planned(
    tx: &Tx<'_>,
    act: &Act,
    (rule, version): (RuleId, i64),
    until: Date,
    people: i64,
    changes: i64,
) -> Result<()> {
    tx.execute(PLANNED, &[act.bureau(), &rule, &version, &act.at, &until, &people, &changes])?;
    Ok(())
}

/// New tasks of a rule, many at once; one that somebody else has just made stays as it is.
pub fn insert_all(tx: &Tx<'_>, act: &Act, rule: RuleId, made: &[(&Entitled, &Wanted)]) -> Result<()> {
    let keys: Vec<_> = made
        .iter()
        .map(|(to, _)| (act.new_id::<TaskId>(), to.subject.person(), to.subject.group()))
        .collect();
    let cells: Vec<&dyn Param> = made
        .iter()
        .zip(&keys)
        .flat_map(|((to, want), (id, person, group))| -> [&dyn Param; 20] {
            let when = &want.occurrence;
            [
                act.bureau(),
                id,
                person,
                group,
                &want.owner,
                &want.form,
                &when.opens_on,
                &when.due_on,
                &when.due_on,
                &"open",
                &0i64,
                &1i64,
                &rule,
                &when.slot,
                &want.number,
                &when.nth,
                &to.since,
                &want.is_fallback,
                &to.priority,
                &to.need,
            ]
        })
        .collect();
    tx.insert_missing(INSERT, 20, &cells)
}

/// Rows that stand otherwise than before; one that somebody changed meanwhile stays as it is until the next planning. Returns how many
/// were touched.
pub fn shift_all(tx: &Tx<'_>, act: &Act, shifts: &[(&Entitled, &Shift)]) -> Result<u64> {
    let cells: Vec<&dyn Param> = shifts
        .iter()
        .flat_map(|(to, shift)| -> [&dyn Param; 13] {
            let (want, when) = (&shift.to, &shift.to.occurrence);
            [
                act.bureau(),
                &shift.id,
                &shift.version,
                &want.owner,
                &want.form,
                &when.opens_on,
                &when.due_on,
                &want.number,
                &when.nth,
                &to.since,
                &want.is_fallback,
                &to.priority,
                &to.need,
            ]
        })
        .collect();
    tx.execute_each(SHIFT, 13, &cells)
}

/// Rows that are taken back, with the same exception.
pub fn cancel_each(tx: &Tx<'_>, act: &Act, cancels: &[(TaskId, i64, Because)]) -> Result<u64> {
    let account = &act.actor.account;
    let cells: Vec<&dyn Param> = cancels
        .iter()
        .flat_map(|(id, version, because)| -> [&dyn Param; 6] {
            [act.bureau(), id, version, because, &act.at, account]
        })
        .collect();
    tx.execute_each(CANCEL, 6, &cells)
}

/// Takes back everything open that the rule asked for; returns how much that was.
pub fn cancel_all(tx: &Tx<'_>, act: &Act, rule: RuleId) -> Result<u64> {
    tx.execute(CANCEL_ALL, &[act.bureau(), &rule, &act.at, &act.actor.account])
}

/// Makes every open task that is owed by pairing belong to whoever answers now; returns how many changed hands.
pub fn follow_pairings(tx: &Tx<'_>, bureau: &BureauId) -> Result<u64> {
    tx.execute(FOLLOW, &[bureau])
}
