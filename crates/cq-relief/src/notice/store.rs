//! Objections: what somebody says against a decision on notice, and the answer.

use cq_platform::{
    Result,
    actor::Act,
    db::{Conn, Tx},
    ids::StaffId,
    record, words,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::ObjectionId;
use crate::application::{
    model::ReliefId,
    said::{open_words, place, seal},
};

const INSERT: &str = "INSERT INTO relief_objection (bureau_id, id, application_id, said, noted_by, noted_at)
    VALUES ($1, $2, $3, $4, $5, $6)";
const ANSWER: &str =
    "UPDATE relief_objection SET answer = $4, outcome = $5, answered_by = $6, answered_at = $7
    WHERE bureau_id = $1 AND id = $2 AND application_id = $3 AND outcome IS NULL";
const LIST: &str = "SELECT o.id, o.said, n.name, o.noted_at, o.answer, o.outcome, a.name, o.answered_at FROM relief_objection o
    JOIN staff n ON n.bureau_id = o.bureau_id AND n.id = o.noted_by
    LEFT JOIN staff a ON a.bureau_id = o.bureau_id AND a.id = o.answered_by
    WHERE o.bureau_id = $1 AND o.application_id = $2 ORDER BY o.bureau_id, o.application_id, o.noted_at, o.id";

/// For the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&str] = &[INSERT, ANSWER, LIST];

words! {
    /// What came of an objection.
    pub enum Outcome {
        /// The decision stands.
        Kept = "kept",
        /// A meeting decides anew.
        Upheld = "upheld",
    }
}

record! {
    struct Stored {
        id: ObjectionId,
        said: Vec<u8>,
        noted_by: String,
        noted_at: Timestamp,
        answer: Option<Vec<u8>>,
        outcome: Option<Outcome>,
        answered_by: Option<String>,
        answered_at: Option<Timestamp>,
    }
}

/// What somebody said against a decision, and who: both sealed.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Words {
    /// Who; empty where they would not say.
    pub name: String,
    /// Where to reach them.
    pub phone: String,
    /// What.
    pub text: String,
    /// Who said it stands in the text: it was written down before the two were kept apart.
    #[serde(skip)]
    pub is_mixed: bool,
}

impl Words {
    fn open(act: &Act, id: ObjectionId, sealed: &[u8]) -> Result<Self> {
        let text = act.secrets.open(place("relief_objection", "said", id.0), sealed)?;
        Ok(serde_json::from_str(&text).unwrap_or(Words { text, is_mixed: true, ..Words::default() }))
    }
}

/// An objection.
pub struct Objection {
    /// Identity.
    pub id: ObjectionId,
    /// What was said, and by whom.
    pub said: Words,
    /// Who wrote it down.
    pub noted_by: String,
    /// When.
    pub noted_at: Timestamp,
    /// The answer.
    pub answer: String,
    /// What came of it.
    pub outcome: Option<Outcome>,
    /// Who answered.
    pub answered_by: Option<String>,
    /// When.
    pub answered_at: Option<Timestamp>,
}

/// Writes an objection down.
pub fn insert(tx: &Tx<'_>, act: &Act, application: ReliefId, said: &Words, by: StaffId) -> Result<()> {
    let id: ObjectionId = act.new_id();
    let said = seal(&act.secrets, place("relief_objection", "said", id.0), said)?;
    tx.execute_one(INSERT, &[act.bureau(), &id, &application, &said, &by, &act.at])
}

/// Answers one that nobody has answered; another is a conflict.
pub fn answer(
    tx: &Tx<'_>,
    act: &Act,
    (application, id): (ReliefId, ObjectionId),
    (outcome, words): (Outcome, &str),
    by: StaffId,
) -> Result<()> {
    let words = act.secrets.seal(place("relief_objection", "answer", id.0), words)?;
    tx.execute_one(ANSWER, &[act.bureau(), &id, &application, &words, &outcome, &by, &act.at])
}

/// What else was objected and not answered: the decision it was about is none any more. The words are those of `answered`.
pub fn close(tx: &Tx<'_>, act: &Act, application: ReliefId, words: &str, by: StaffId) -> Result<()> {
    for open in list(tx, act, application)?.into_iter().filter(|one| one.outcome.is_none()) {
        answer(tx, act, (application, open.id), (Outcome::Upheld, words), by)?;
    }
    Ok(())
}

/// What was said against an application's decision, the first first.
pub fn list(conn: &Conn<'_>, act: &Act, application: ReliefId) -> Result<Vec<Objection>> {
    let rows = conn.list::<Stored>(LIST, &[act.bureau(), &application])?.into_iter();
    let open = |row: Stored| {
        let said = Words::open(act, row.id, &row.said)?;
        let answer = open_words(&act.secrets, place("relief_objection", "answer", row.id.0), row.answer)?;
        let Stored { id, noted_by, noted_at, outcome, answered_by, answered_at, .. } = row;
        Ok(Objection { id, said, noted_by, noted_at, answer, outcome, answered_by, answered_at })
    };
    rows.map(open).collect()
}
