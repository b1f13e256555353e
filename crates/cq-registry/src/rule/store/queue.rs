//! Who and what is still to be planned after a change, and the row that everybody holds who changes a task or plans.

use std::collections::BTreeSet;

use cq_platform::{
    Result,
    db::{Conn, Param, Tx},
    ids::BureauId,
};
use uuid::Uuid;

use super::member::Stretch;
use crate::{group::GroupId, person::PersonId, rule::RuleId};

/// Stands among people for every rule as a whole.
pub const EVERYTHING: PersonId = PersonId(Uuid::nil());

const HOLD: &str = "UPDATE planning SET version = version + 1 WHERE bureau_id = $1";
const OPEN: &str =
    "INSERT INTO planning (bureau_id, version) VALUES ($1, 0) ON CONFLICT (bureau_id) DO NOTHING";
const IS_OPEN: &str = "SELECT 1 FROM planning WHERE bureau_id = $1";
const ADD: &str = "INSERT INTO replan (bureau_id, person_id, cause_id)";
/// Crossed off first and planned then: what is noted meanwhile by somebody who commits later stays in the queue.
const TAKE: &str =
    "DELETE FROM replan WHERE bureau_id = $1 AND person_id IN (SELECT DISTINCT r.person_id FROM replan r
    WHERE r.bureau_id = $1 ORDER BY r.person_id LIMIT $2) RETURNING person_id";
const AMONG: &str = "SELECT COUNT(*) FROM (SELECT 1 FROM person WHERE bureau_id = $1 AND id > $2 AND id <= $3 LIMIT $4) counted";
const MARK: &str =
    "UPDATE rule SET changes = changes + 1 WHERE bureau_id = $1 AND id = $2 AND state = 'published'";
const MARKED: &str = "SELECT id FROM rule WHERE bureau_id = $1 AND state = 'published'
    AND (changes > planned_changes OR planned_at IS NULL) ORDER BY bureau_id, id";
const IS_ANY: &str = "SELECT 1 FROM replan WHERE bureau_id = $1 UNION ALL SELECT 1 FROM rule
    WHERE bureau_id = $1 AND state = 'published' AND (changes > planned_changes OR planned_at IS NULL) LIMIT 1";
const PEOPLE: &str = "SELECT COALESCE(people, 0) FROM rule WHERE bureau_id = $1 AND id = $2";
const CHANGES: &str = "SELECT changes FROM rule WHERE bureau_id = $1 AND id = $2";
const WAITING: &str = "SELECT COUNT(*) FROM replan WHERE bureau_id = $1";
const JOINED: &str = "UPDATE rule SET people = COALESCE(people, 0) + $3 WHERE bureau_id = $1 AND id = $2";
const BY_PERSON: &str = "INSERT INTO replan (bureau_id, person_id, cause_id) SELECT $1, i.subject_id, $3 FROM intake_row i
    WHERE i.bureau_id = $1 AND i.intake_id = $2 AND i.after_version IS NOT NULL AND i.subject_id IS NOT NULL GROUP BY i.subject_id";
const BY_MEMBERSHIP: &str =
    "INSERT INTO replan (bureau_id, person_id, cause_id) SELECT $1, m.person_id, $3 FROM intake_row i
    JOIN membership m ON m.bureau_id = i.bureau_id AND m.id = i.subject_id
    WHERE i.bureau_id = $1 AND i.intake_id = $2 AND i.after_version IS NOT NULL GROUP BY m.person_id";
const MEMBERS_OF: &str =
    "SELECT m.person_id FROM membership m WHERE m.bureau_id = $1 AND m.group_id = $2 AND m.until IS NULL
    ORDER BY m.bureau_id, m.group_id, m.person_id";
/// Whoever is or was related to somebody, and is served.
const AROUND: &str =
    "SELECT p.id FROM person p WHERE p.bureau_id = $1 AND p.ended_on IS NULL AND p.category <> 'relative'
    AND p.id IN (SELECT r.other_id FROM relation r WHERE r.bureau_id = $1 AND r.person_id = $2
        UNION SELECT s.person_id FROM relation s WHERE s.bureau_id = $1 AND s.other_id = $2) ORDER BY p.id";
/// Groups in which somebody holds or held a post.
const POSTS_OF: &str =
    "SELECT DISTINCT o.group_id FROM post o WHERE o.bureau_id = $1 AND o.person_id = $2 ORDER BY o.group_id";

/// For the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&str] = &[
    HOLD,
    OPEN,
    IS_OPEN,
    TAKE,
    AMONG,
    MARK,
    MARKED,
    IS_ANY,
    PEOPLE,
    CHANGES,
    WAITING,
    JOINED,
    BY_PERSON,
    BY_MEMBERSHIP,
    MEMBERS_OF,
    AROUND,
    POSTS_OF,
];

/// Waits until nobody else plans or changes a task, and keeps others waiting until the transaction ends. False: the bureau has no
/// rules yet.
pub fn hold(tx: &Tx<'_>, bureau: &BureauId) -> Result<bool> {
    Ok(tx.execute(HOLD, &[bureau])? == 1)
}

/// From now on there is something to hold.
pub fn open(tx: &Tx<'_>, bureau: &BureauId) -> Result<()> {
    tx.execute(OPEN, &[bureau]).map(drop)
}

/// Whether there is: the bureau has published a rule.
pub fn is_open(conn: &Conn<'_>, bureau: &BureauId) -> Result<bool> {
    Ok(conn.find::<(i64,)>(IS_OPEN, &[bureau])?.is_some())
}

/// These are to be planned.
pub fn add(tx: &Tx<'_>, bureau: &BureauId, people: &[PersonId]) -> Result<()> {
    const NONE: Uuid = Uuid::nil();
    let cells: Vec<&dyn Param> =
        people.iter().flat_map(|id| -> [&dyn Param; 3] { [bureau, id, &NONE] }).collect();
    tx.insert_missing(ADD, 3, &cells)
}

/// Crosses off the first of those who are to be planned; in the order of their ids.
pub fn take(tx: &Tx<'_>, bureau: &BureauId, most: i64) -> Result<Vec<PersonId>> {
    let taken = tx.list::<(PersonId,)>(TAKE, &[bureau, &most])?;
    let taken: BTreeSet<PersonId> = taken.into_iter().map(|(id,)| id).collect();
    Ok(taken.into_iter().collect())
}

/// How many people lie within; counts no further than `most`.
pub fn among(conn: &Conn<'_>, bureau: &BureauId, at: Stretch, most: i64) -> Result<i64> {
    Ok(conn.one::<(i64,)>(AMONG, &[bureau, &at.after, &at.upto, &most])?.0)
}

/// The rule is to be planned as a whole.
pub fn mark(tx: &Tx<'_>, bureau: &BureauId, rule: RuleId) -> Result<()> {
    tx.execute(MARK, &[bureau, &rule]).map(drop)
}

/// Rules that are to be planned as a whole: something changed that they ask of everybody, or they never were.
pub fn marked(conn: &Conn<'_>, bureau: &BureauId) -> Result<Vec<RuleId>> {
    Ok(conn.list::<(Uuid,)>(MARKED, &[bureau])?.into_iter().map(|(id,)| RuleId(id)).collect())
}

/// Whether anybody or any rule is to be planned.
pub fn is_any(conn: &Conn<'_>, bureau: &BureauId) -> Result<bool> {
    Ok(conn.find::<(i64,)>(IS_ANY, &[bureau])?.is_some())
}

/// At most how many people are under the rule.
pub fn people(conn: &Conn<'_>, bureau: &BureauId, rule: RuleId) -> Result<i64> {
    Ok(conn.one::<(i64,)>(PEOPLE, &[bureau, &rule])?.0)
}

/// How often the rule was marked.
pub fn changes(conn: &Conn<'_>, bureau: &BureauId, rule: RuleId) -> Result<i64> {
    Ok(conn.one::<(i64,)>(CHANGES, &[bureau, &rule])?.0)
}

/// How many people are to be planned.
pub fn waiting(conn: &Conn<'_>, bureau: &BureauId) -> Result<i64> {
    Ok(conn.one::<(i64,)>(WAITING, &[bureau])?.0)
}

/// So many more may be under the rule.
pub fn joined(tx: &Tx<'_>, bureau: &BureauId, rule: RuleId, people: i64) -> Result<()> {
    tx.execute(JOINED, &[bureau, &rule, &people]).map(drop)
}

/// The people of a ledger's rows are to be planned because of `cause`, which is nobody else's: rows of people, or of memberships. Waits
/// for nobody.
pub fn add_of_intake(
    tx: &Tx<'_>,
    bureau: &BureauId,
    intake: Uuid,
    cause: Uuid,
    of_people: bool,
) -> Result<()> {
    let sql = if of_people { BY_PERSON } else { BY_MEMBERSHIP };
    tx.execute(sql, &[bureau, &intake, &cause]).map(drop)
}

/// Every rule is to be planned as a whole because of `cause`, which is nobody else's. Waits for nobody.
pub fn add_everything(tx: &Tx<'_>, bureau: &BureauId, cause: Uuid) -> Result<()> {
    tx.insert_many(ADD, 3, &[bureau, &EVERYTHING, &cause])
}

/// Who belongs to a group now.
pub fn members_of(conn: &Conn<'_>, bureau: &BureauId, group: GroupId) -> Result<Vec<PersonId>> {
    Ok(conn.list::<(PersonId,)>(MEMBERS_OF, &[bureau, &group])?.into_iter().map(|(id,)| id).collect())
}

/// Whoever is served and is or was related to `person`.
pub fn around(conn: &Conn<'_>, bureau: &BureauId, person: PersonId) -> Result<Vec<PersonId>> {
    Ok(conn.list::<(PersonId,)>(AROUND, &[bureau, &person])?.into_iter().map(|(id,)| id).collect())
}

/// Groups in which `person` holds or held a post.
pub fn groups_of(conn: &Conn<'_>, bureau: &BureauId, person: PersonId) -> Result<Vec<GroupId>> {
    Ok(conn.list::<(GroupId,)>(POSTS_OF, &[bureau, &person])?.into_iter().map(|(id,)| id).collect())
}
