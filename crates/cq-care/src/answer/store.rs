//! Answers in the database, and the figures and names behind coverage, which have one condition.

use cq_calendar::PartialDate;
use cq_platform::{
    Result,
    actor::Act,
    db::{Conn, Tx},
    policy::Scope,
    record,
    secrets::Place,
};
use cq_registry::{person::PersonId, responsibility::ResponsibilityId, task::store::list::Pick};
use jiff::civil::Date;
use uuid::Uuid;

use super::model::{Answer, Said, What};

const MINE: &str =
    "SELECT r.id, p.id, p.name, p.born, a.name, r.since, n.answer, n.reason, n.version FROM responsibility r
    JOIN person p ON p.bureau_id = r.bureau_id AND p.id = r.person_id
    LEFT JOIN area a ON a.bureau_id = p.bureau_id AND a.id = p.area_id
    LEFT JOIN pairing_answer n ON n.bureau_id = r.bureau_id AND n.responsibility_id = r.id
    WHERE r.bureau_id = $1 AND r.staff_id = $2 AND r.kind = 'doctor' AND r.until IS NULL AND {reach}
    ORDER BY p.pinyin, p.id LIMIT 500";
/// Holds the pair, so that it does not end while it is answered for.
const HOLD: &str = "UPDATE responsibility SET reason = reason WHERE bureau_id = $1 AND id = $2 AND kind = 'doctor' AND until IS NULL";
const FIND: &str = "SELECT r.person_id, n.version FROM responsibility r
    LEFT JOIN pairing_answer n ON n.bureau_id = r.bureau_id AND n.responsibility_id = r.id
    WHERE r.bureau_id = $1 AND r.id = $2 AND r.kind = 'doctor' AND r.until IS NULL AND {reach}";
const INSERT: &str = "INSERT INTO pairing_answer (bureau_id, responsibility_id, answer, reason, answered_at, answered_by, version)
    VALUES ($1, $2, $3, $4, $5, $6, 1) ON CONFLICT DO NOTHING";
const SAVE: &str = "UPDATE pairing_answer SET answer = $4, reason = $5, answered_at = $6, answered_by = $7, version = version + 1
    WHERE bureau_id = $1 AND responsibility_id = $2 AND version = $3";

/// Visited by a doctor from `$2` to `$3`.
macro_rules! served {
    () => {
        "EXISTS (SELECT 1 FROM task t JOIN doctor d ON d.bureau_id = t.bureau_id AND d.id = t.owner_id WHERE t.bureau_id = $1
    AND t.person_id = p.id AND t.state = 'done' AND t.done_on >= $2 AND t.done_on <= $3
    AND t.form IN ('home-visit', 'return-visit', 'care-visit', 'hospital-visit'))"
    };
}

/// Everybody served, with their doctor and what he said.
macro_rules! served_people {
    () => {
        " FROM person p LEFT JOIN area a ON a.bureau_id = p.bureau_id AND a.id = p.area_id
    LEFT JOIN responsibility r ON r.bureau_id = p.bureau_id AND r.person_id = p.id AND r.kind = 'doctor' AND r.until IS NULL
    LEFT JOIN pairing_answer n ON n.bureau_id = r.bureau_id AND n.responsibility_id = r.id
    LEFT JOIN staff s ON s.bureau_id = r.bureau_id AND s.id = r.staff_id
    WHERE p.bureau_id = $1 AND p.ended_on IS NULL AND p.category <> 'relative' "
    };
}

const BY_AREA: &str = concat!(
    "SELECT a.id, a.name, COUNT(*), COUNT(r.id), COUNT(CASE WHEN n.answer = 'accepted' THEN 1 END),
    COUNT(CASE WHEN r.id IS NOT NULL AND n.answer IS NULL THEN 1 END), COUNT(CASE WHEN n.answer = 'declined' THEN 1 END),
    COUNT(CASE WHEN ",
    served!(),
    " THEN 1 END), COUNT(CASE WHEN n.answer = 'accepted' AND NOT ",
    served!(),
    " THEN 1 END)",
    served_people!(),
    "GROUP BY a.id, a.name ORDER BY a.name"
);
const NAMES: &str = concat!(
    "SELECT p.id, p.name, p.pinyin, p.born, a.name, s.name, n.answer, n.reason, r.id, (SELECT MAX(v.done_on) FROM task v
    JOIN doctor k ON k.bureau_id = v.bureau_id AND k.id = v.owner_id WHERE v.bureau_id = $1 AND v.person_id = p.id AND v.state = 'done'
    AND v.done_on <= $3 AND v.form IN ('home-visit', 'return-visit', 'care-visit', 'hospital-visit'))",
    served_people!(),
    "AND ($4 = 'all' OR ($4 = 'paired' AND r.id IS NOT NULL) OR ($4 = 'signed' AND n.answer = 'accepted')
    OR ($4 = 'waiting' AND r.id IS NOT NULL AND n.answer IS NULL) OR ($4 = 'declined' AND n.answer = 'declined')
    OR ($4 = 'served' AND ",
    served!(),
    ") OR ($4 = 'only-signed' AND n.answer = 'accepted' AND NOT ",
    served!(),
    ")) AND ($5 = 'any' OR ($5 = 'none' AND p.area_id IS NULL) OR p.area_id = $6) AND (p.pinyin, p.id) > ($7, $8)
    ORDER BY p.bureau_id, p.pinyin, p.id LIMIT $9"
);

/// For the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&str] = &[MINE, HOLD, FIND, INSERT, SAVE, BY_AREA, NAMES];

record! {
    struct StoredPair {
        id: ResponsibilityId,
        person: PersonId,
        name: String,
        born: Option<PartialDate>,
        area: Option<String>,
        since: Date,
        answer: Option<Said>,
        reason: Option<Vec<u8>>,
        version: Option<i64>,
    }
}

/// A pair and what its doctor said.
pub struct Pair {
    /// The responsibility.
    pub id: ResponsibilityId,
    /// With whom.
    pub person: PersonId,
    /// The name.
    pub name: String,
    /// Birth.
    pub born: Option<PartialDate>,
    /// 所在镇街.
    pub area: Option<String>,
    /// Since when.
    pub since: Date,
    /// What the doctor said; none so far.
    pub answer: Option<Answer>,
    /// The guard of the answer; 0 where there is none.
    pub version: i64,
}

fn place(id: ResponsibilityId) -> Place {
    Place { table: "pairing_answer", column: "reason", row: id.0 }
}

fn answer(
    act: &Act,
    id: ResponsibilityId,
    said: Option<Said>,
    reason: Option<&[u8]>,
) -> Result<Option<Answer>> {
    Ok(match (said, reason) {
        (Some(Said::Declined), Some(reason)) => {
            Some(Answer::Declined { reason: act.secrets.open(place(id), reason)? })
        }
        (Some(_), _) => Some(Answer::Accepted),
        (None, _) => None,
    })
}

/// The pairs of a doctor within reach, by the reading of names.
pub fn mine(conn: &Conn<'_>, act: &Act, scope: &Scope) -> Result<Vec<Pair>> {
    let pair = |row: StoredPair| {
        let answer = answer(act, row.id, row.answer, row.reason.as_deref())?;
        let version = row.version.unwrap_or(0);
        let StoredPair { id, person, name, born, area, since, .. } = row;
        Ok(Pair { id, person, name, born, area, since, answer, version })
    };
    conn.list_in::<StoredPair>(scope, MINE, &[act.bureau(), &act.actor.staff])?
        .into_iter()
        .map(pair)
        .collect()
}

/// Holds a pair until the transaction ends; whether it holds.
pub fn hold(tx: &Tx<'_>, act: &Act, id: ResponsibilityId) -> Result<bool> {
    Ok(tx.execute(HOLD, &[act.bureau(), &id])? == 1)
}

/// Whose pair it is, within reach and as long as it holds, and the guard of its answer; 0 where there is none.
pub fn find(
    conn: &Conn<'_>,
    act: &Act,
    scope: &Scope,
    id: ResponsibilityId,
) -> Result<Option<(PersonId, i64)>> {
    let found = conn.find_in::<(PersonId, Option<i64>)>(scope, FIND, &[act.bureau(), &id])?;
    Ok(found.map(|(person, version)| (person, version.unwrap_or(0))))
}

/// Writes an answer down over the one of version `seen`, 0 where there was none. Somebody faster is a conflict.
pub fn save(tx: &Tx<'_>, act: &Act, id: ResponsibilityId, seen: i64, answer: &Answer) -> Result<()> {
    let reason = match answer {
        Answer::Accepted => None,
        Answer::Declined { reason } => Some(act.secrets.seal(place(id), reason)?),
    };
    let (bureau, said, by) = (act.bureau(), answer.said(), &act.actor.account);
    if seen == 0 {
        tx.execute_one(INSERT, &[bureau, &id, &said, &reason, &act.at, by])
    } else {
        tx.execute_one(SAVE, &[bureau, &id, &seen, &said, &reason, &act.at, by])
    }
}

record! {
    /// The figures of an area.
    pub struct Figures {
        /// Which; none for people without one.
        pub area: Option<Uuid>,
        /// Its name.
        pub name: Option<String>,
        /// Everybody.
        pub all: i64,
        /// Have a doctor.
        pub paired: i64,
        /// Whose doctor accepted.
        pub signed: i64,
        /// Whose doctor has not answered.
        pub waiting: i64,
        /// Whose doctor declined.
        pub declined: i64,
        /// Visited in the window.
        pub served: i64,
        /// Signed and not visited.
        pub only_signed: i64,
    }
}

impl Figures {
    /// One of them.
    pub fn of(&self, what: &What) -> i64 {
        match what {
            What::All => self.all,
            What::Paired => self.paired,
            What::Signed => self.signed,
            What::Waiting => self.waiting,
            What::Declined => self.declined,
            What::Served => self.served,
            What::OnlySigned => self.only_signed,
        }
    }
}

/// How far pairs are signed and served, by area; served from the first day to the last.
pub fn figures(conn: &Conn<'_>, act: &Act, first: Date, last: Date) -> Result<Vec<Figures>> {
    conn.list(BY_AREA, &[act.bureau(), &first, &last])
}

record! {
    struct StoredName {
        person: PersonId,
        name: String,
        pinyin: String,
        born: Option<PartialDate>,
        area: Option<String>,
        doctor: Option<String>,
        answer: Option<Said>,
        reason: Option<Vec<u8>>,
        pair: Option<ResponsibilityId>,
        seen_on: Option<Date>,
    }
}

/// Somebody behind a figure.
pub struct Name {
    /// Who.
    pub person: PersonId,
    /// The name.
    pub name: String,
    /// Its reading.
    pub pinyin: String,
    /// Birth.
    pub born: Option<PartialDate>,
    /// 所在镇街.
    pub area: Option<String>,
    /// The doctor.
    pub doctor: Option<String>,
    /// What he said.
    pub answer: Option<Answer>,
    /// The last visit by a doctor.
    pub seen_on: Option<Date>,
}

/// Which names are asked for.
pub struct Wanted {
    /// Behind which figure.
    pub what: What,
    /// Of which area.
    pub area: Pick,
    /// The window.
    pub first: Date,
    /// Its last day.
    pub last: Date,
    /// Behind which reading and id.
    pub after: (String, Uuid),
}

/// The names behind a figure, by reading, at most `limit`.
pub fn names(conn: &Conn<'_>, act: &Act, wanted: &Wanted, limit: i64) -> Result<Vec<Name>> {
    let (word, id) = match wanted.area {
        Pick::Any => ("any", Uuid::nil()),
        Pick::Without => ("none", Uuid::nil()),
        Pick::One(id) => ("one", id),
    };
    let Wanted { what, first, last, after: (pinyin, person), .. } = wanted;
    let name = |row: StoredName| {
        let answer = match row.pair {
            Some(pair) => answer(act, pair, row.answer, row.reason.as_deref())?,
            None => None,
        };
        let StoredName { person, name, pinyin, born, area, doctor, seen_on, .. } = row;
        Ok(Name { person, name, pinyin, born, area, doctor, answer, seen_on })
    };
    conn.list::<StoredName>(NAMES, &[act.bureau(), first, last, what, &word, &id, pinyin, person, &limit])?
        .into_iter()
        .map(name)
        .collect()
}
