//! What the planner reads and writes: people of a segment in the order of their ids, a stretch of them at a time, with their tasks
//! of the rule and whatever else it asks for.

use cq_calendar::PartialDate;
use cq_platform::{
    Result,
    actor::Act,
    db::{Conn, Param, Tx},
    ids::{BureauId, StaffId},
    record,
};
use jiff::civil::Date;
use uuid::Uuid;

use crate::{
    life_event::Kind,
    person::{BirthdayBy, PersonId, SelfCare, model::Household},
    rule::{
        RuleId,
        plan::reconcile::{Change, Existing, Subject, Wanted},
    },
    segment::{
        Bound,
        store::{Where, condition_in_order},
    },
    task::{TaskId, model::Because},
};

/// The segment's condition takes the place of the comment.
const MEMBERS: &str = "SELECT p.id, p.born, p.birthday_by, p.living, p.self_care, r.staff_id FROM person p
    LEFT JOIN responsibility r ON r.bureau_id = p.bureau_id AND r.person_id = p.id AND r.kind = 'doctor' AND r.until IS NULL
    WHERE p.bureau_id = $1 AND p.id > $2 AND p.id <= $3 /* segment */ ORDER BY p.bureau_id, p.id LIMIT $4";
const COUNT: &str = "SELECT COUNT(*) FROM person p WHERE p.bureau_id = $1 /* segment */";
const PERSON_NAME: &str = "SELECT name FROM person WHERE bureau_id = $1 AND id = $2";
const EXISTING: &str = "SELECT t.id, t.person_id, t.slot, t.state, t.cancelled_because, t.opens_on, t.due_on, t.again_on, t.owner_id,
    t.is_fallback, t.form, t.rule_number, t.nth, t.since_on, COALESCE(t.done_on, t.ended_on), t.priority, t.need, t.version FROM task t
    WHERE t.bureau_id = $1 AND t.rule_id = $2 AND t.person_id > $3 AND t.person_id <= $4
    ORDER BY t.bureau_id, t.rule_id, t.person_id, t.slot";
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
    people = $6 WHERE bureau_id = $1 AND id = $2 AND version = $3";
const INSERT: &str =
    "INSERT INTO task (bureau_id, id, person_id, owner_id, form, opens_on, due_on, next_on, state, tries, version,
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
/// Who owes what by a pairing: the doctor who answers now, or the rule's fallback.
const FOLLOW: &str = "UPDATE task SET version = version + 1,
    is_fallback = CASE WHEN EXISTS (SELECT 1 FROM responsibility r WHERE r.bureau_id = $1 AND r.person_id = task.person_id
    AND r.kind = 'doctor' AND r.until IS NULL) THEN 0 ELSE 1 END,
    owner_id = COALESCE((SELECT r.staff_id FROM responsibility r WHERE r.bureau_id = $1 AND r.person_id = task.person_id
    AND r.kind = 'doctor' AND r.until IS NULL), (SELECT u.fallback_id FROM rule u WHERE u.bureau_id = $1 AND u.id = task.rule_id))
    WHERE bureau_id = $1 AND state = 'open'
    AND rule_id IN (SELECT u.id FROM rule u WHERE u.bureau_id = $1 AND u.state = 'published' AND u.by_pairing = 1)
    AND owner_id <> COALESCE((SELECT r.staff_id FROM responsibility r WHERE r.bureau_id = $1 AND r.person_id = task.person_id
    AND r.kind = 'doctor' AND r.until IS NULL), (SELECT u.fallback_id FROM rule u WHERE u.bureau_id = $1 AND u.id = task.rule_id))";

/// For the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&str] =
    &[MEMBERS, COUNT, PERSON_NAME, EXISTING, SEEN, EVENTS, HOLD, PLANNED, SHIFT, CANCEL, CANCEL_ALL, FOLLOW];

record! {
    /// Somebody under a rule, and what it may ask of them.
    pub struct Member {
        /// Who.
        pub id: PersonId,
        /// Birth.
        pub born: Option<PartialDate>,
        /// By which calendar the birthday is kept.
        pub birthday_by: Option<BirthdayBy>,
        /// With whom they live.
        pub living: Household,
        /// How far they look after themselves.
        pub self_care: Option<SelfCare>,
        /// 责任医生.
        pub doctor: Option<StaffId>,
    }
}

/// People whose ids lie after the first and not after the second.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stretch {
    /// Not this one.
    pub after: Uuid,
    /// This one too.
    pub upto: Uuid,
}

impl Stretch {
    /// Everybody.
    pub const ALL: Stretch = Stretch { after: Uuid::nil(), upto: Uuid::max() };

    /// One person.
    pub fn one(PersonId(id): PersonId) -> Self {
        Self { after: Uuid::from_u128(id.as_u128().saturating_sub(1)), upto: id }
    }
}

/// People of the segment, in the order of their ids, at most `limit`.
pub fn members(
    conn: &Conn<'_>,
    bureau: &BureauId,
    whom: &Bound,
    at: Stretch,
    limit: i64,
) -> Result<Vec<Member>> {
    let held: Where = condition_in_order(whom, 4);
    conn.list(&held.within(MEMBERS), &held.behind(&[bureau, &at.after, &at.upto, &limit]))
}

/// How many people are in the segment.
pub fn count(conn: &Conn<'_>, bureau: &BureauId, whom: &Bound) -> Result<i64> {
    let held = condition_in_order(whom, 1);
    Ok(conn.one::<(i64,)>(&held.within(COUNT), &held.behind(&[bureau]))?.0)
}

/// What somebody is called.
pub fn person_name(conn: &Conn<'_>, bureau: &BureauId, id: PersonId) -> Result<String> {
    Ok(conn.find::<(String,)>(PERSON_NAME, &[bureau, &id])?.map(|(name,)| name).unwrap_or_default())
}

/// Their tasks of the rule, in whatever state, person by person.
pub fn existing(conn: &Conn<'_>, bureau: &BureauId, rule: RuleId, at: Stretch) -> Result<Vec<Existing>> {
    conn.list(EXISTING, &[bureau, &rule, &at.after, &at.upto])
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

/// Notes that the rule was planned as a whole.
pub fn planned(tx: &Tx<'_>, act: &Act, rule: RuleId, version: i64, until: Date, people: i64) -> Result<()> {
    tx.execute(PLANNED, &[act.bureau(), &rule, &version, &act.at, &until, &people])?;
    Ok(())
}

/// New tasks of a rule, many at once; one that somebody else has just made stays as it is.
pub fn insert_all(tx: &Tx<'_>, act: &Act, rule: RuleId, made: &[(Subject, Wanted)]) -> Result<()> {
    let ids: Vec<TaskId> = made.iter().map(|_| act.new_id()).collect();
    let cells: Vec<&dyn Param> = made
        .iter()
        .zip(&ids)
        .flat_map(|((subject, want), id)| -> [&dyn Param; 19] {
            let when = &want.occurrence;
            [
                act.bureau(),
                id,
                &subject.person,
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
                &subject.since,
                &want.is_fallback,
                &subject.priority,
                &subject.need,
            ]
        })
        .collect();
    tx.insert_missing(INSERT, 19, &cells)
}

/// Carries one change of a row out; one that somebody changed meanwhile stays as it is until the next planning.
pub fn apply(tx: &Tx<'_>, act: &Act, subject: Option<&Subject>, change: &Change) -> Result<bool> {
    let bureau = act.bureau();
    let touched = match (change, subject) {
        (Change::Shift { id, version, to, .. }, Some(subject)) => {
            let when = &to.occurrence;
            tx.execute(
                SHIFT,
                &[
                    bureau,
                    id,
                    version,
                    &to.owner,
                    &to.form,
                    &when.opens_on,
                    &when.due_on,
                    &to.number,
                    &when.nth,
                    &subject.since,
                    &to.is_fallback,
                    &subject.priority,
                    &subject.need,
                ],
            )?
        }
        (Change::Cancel { id, version, because }, _) => cancel(tx, act, *id, *version, *because)?,
        (Change::Make(_) | Change::Shift { .. }, _) => 0,
    };
    Ok(touched == 1)
}

fn cancel(tx: &Tx<'_>, act: &Act, id: TaskId, version: i64, because: Because) -> Result<u64> {
    tx.execute(CANCEL, &[act.bureau(), &id, &version, &because, &act.at, &act.actor.account])
}

/// Takes back everything open that the rule asked for; returns how much that was.
pub fn cancel_all(tx: &Tx<'_>, act: &Act, rule: RuleId) -> Result<u64> {
    tx.execute(CANCEL_ALL, &[act.bureau(), &rule, &act.at, &act.actor.account])
}

/// Makes every open task that is owed by pairing belong to whoever answers now; returns how many changed hands.
pub fn follow_pairings(tx: &Tx<'_>, bureau: &BureauId) -> Result<u64> {
    tx.execute(FOLLOW, &[bureau])
}
