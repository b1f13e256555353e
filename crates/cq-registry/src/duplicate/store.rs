//! Who looks like whom, pairs known to be two, merges and what they moved.

pub mod past;
pub mod reference;
pub mod task;

use std::collections::HashMap;

use cq_calendar::PartialDate;
use cq_platform::{
    Error, Result,
    actor::Act,
    db::{Conn, Param, Tx},
    ids::{AccountId, BureauId},
    record,
    secrets::Place,
};
use jiff::Timestamp;
use uuid::Uuid;

pub use reference::Listed;

use super::{
    model::{Merge, MergeId, Outcome, change_place, fields_place},
    reference::{Held, Step},
};
use crate::{
    person::{CitizenId, PersonId, Sex},
    unit::UnitId,
};

const EVERYBODY: &str = "SELECT p.id, p.name, p.pinyin, p.born, p.phone, p.unit_id, p.sex, p.address FROM person p
    WHERE p.bureau_id = $1 AND (p.ended_because IS NULL OR p.ended_because <> 'merged') ORDER BY p.bureau_id, p.pinyin, p.id";
const CITIZEN_IDS: &str =
    "SELECT p.id, p.citizen_id FROM person p WHERE p.bureau_id = $1 AND p.citizen_id IS NOT NULL
    AND (p.ended_because IS NULL OR p.ended_because <> 'merged') ORDER BY p.bureau_id, p.id LIMIT $2";
const BY_READING: &str =
    "SELECT p.id, p.name, p.pinyin, p.born, p.phone, p.unit_id, p.sex, p.address FROM person p
    WHERE p.bureau_id = $1 AND p.pinyin = $2 AND (p.ended_because IS NULL OR p.ended_because <> 'merged')
    ORDER BY p.bureau_id, p.pinyin, p.id LIMIT 2000";
const BY_TERM: &str = "SELECT p.id, p.name, p.pinyin, p.born, p.phone, p.unit_id, p.sex, p.address FROM search_term t
    JOIN person p ON p.bureau_id = t.bureau_id AND p.id = t.person_id
    WHERE t.bureau_id = $1 AND t.term = $2 AND (p.ended_because IS NULL OR p.ended_because <> 'merged') LIMIT 20";
const BY_UNIT: &str =
    "SELECT p.id, p.name, p.pinyin, p.born, p.phone, p.unit_id, p.sex, p.address FROM unit u
    JOIN person p ON p.bureau_id = u.bureau_id AND p.unit_id = u.id
    WHERE u.bureau_id = $1 AND u.name = $2 AND p.pinyin >= $3 AND p.pinyin < $4
    AND (p.ended_because IS NULL OR p.ended_because <> 'merged') LIMIT 200";
const DISMISSED: &str = "SELECT one_id, other_id FROM duplicate_dismissal WHERE bureau_id = $1 ORDER BY bureau_id, one_id, other_id";
const LEADING: &str = "SELECT gone_id, kept_id FROM person_merge WHERE bureau_id = $1 AND undone_at IS NULL ORDER BY bureau_id, gone_id";
const MERGED_INTO: &str =
    "SELECT id, gone_id FROM person_merge WHERE bureau_id = $1 AND kept_id = $2 AND undone_at IS NULL
    ORDER BY bureau_id, kept_id, made_at, id";
const IS_DISMISSED: &str =
    "SELECT 1 FROM duplicate_dismissal WHERE bureau_id = $1 AND one_id = $2 AND other_id = $3";
const DISMISS: &str =
    "INSERT INTO duplicate_dismissal (bureau_id, one_id, other_id, noted_at, noted_by) VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (bureau_id, one_id, other_id) DO NOTHING";
const FIND: &str =
    "SELECT id, kept_id, gone_id, fields, made_at, made_by, undone_at, version FROM person_merge
    WHERE bureau_id = $1 AND id = $2";
const LEADS_TO: &str =
    "SELECT id, kept_id FROM person_merge WHERE bureau_id = $1 AND gone_id = $2 AND undone_at IS NULL";
const LIST_KEPT: &str = "SELECT m.id, m.gone_id, g.name, m.made_at, a.name, m.undone_at FROM person_merge m
    JOIN person g ON g.bureau_id = m.bureau_id AND g.id = m.gone_id
    LEFT JOIN account a ON a.bureau_id = m.bureau_id AND a.id = m.made_by
    WHERE m.bureau_id = $1 AND m.kept_id = $2 ORDER BY m.bureau_id, m.kept_id, m.made_at, m.id";
const INSERT: &str =
    "INSERT INTO person_merge (bureau_id, id, kept_id, gone_id, fields, made_at, made_by, version)
    VALUES ($1, $2, $3, $4, $5, $6, $7, 1)";
const SAVE_UNDONE: &str = "UPDATE person_merge SET undone_at = $4, undone_by = $5, version = version + 1
    WHERE bureau_id = $1 AND id = $2 AND version = $3 AND undone_at IS NULL";
const STEPS: &str =
    "SELECT number, reference, subject_id, change, after_version, outcome FROM person_merge_step
    WHERE bureau_id = $1 AND merge_id = $2 ORDER BY bureau_id, merge_id, number";
const INSERT_STEPS: &str = "INSERT INTO person_merge_step (bureau_id, merge_id, number, reference, subject_id, change, after_version)";
const SAVE_OUTCOME: &str =
    "UPDATE person_merge_step SET outcome = $4 WHERE bureau_id = $1 AND merge_id = $2 AND number = $3";

/// For the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&str] = &[
    EVERYBODY,
    CITIZEN_IDS,
    BY_READING,
    BY_TERM,
    BY_UNIT,
    DISMISSED,
    LEADING,
    MERGED_INTO,
    IS_DISMISSED,
    DISMISS,
    FIND,
    LEADS_TO,
    LIST_KEPT,
    INSERT,
    SAVE_UNDONE,
    STEPS,
    SAVE_OUTCOME,
];

/// More merges in a row than anybody makes; a circle cannot be, since who gave way is merged no further.
const CHAIN_MAX: usize = 64;
/// Citizen ids that are opened to compare each with each; a county has a tenth of them.
const CITIZEN_IDS_MAX: i64 = 100_000;

record! {
    /// As much of a person as lies open.
    pub struct Open {
        /// Who.
        pub id: PersonId,
        /// Full name.
        pub name: String,
        /// Its reading.
        pub pinyin: String,
        /// Birth.
        pub born: Option<PartialDate>,
        /// Digits.
        pub phone: Option<String>,
        /// 原工作单位.
        pub unit: Option<UnitId>,
        /// Sex.
        pub sex: Sex,
        /// Home.
        pub address: Option<String>,
    }
}

/// Hands everybody whose record stands to `take`, in the order of their readings.
pub fn each(conn: &Conn<'_>, bureau: &BureauId, mut take: impl FnMut(Open)) -> Result<()> {
    conn.each(EVERYBODY, &[bureau], |row| {
        take(cq_platform::db::Record::read(row)?);
        Ok(())
    })
}

/// Hands citizen ids, opened, to `take`, up to a number of them; whether there may be more.
pub fn each_citizen_id(
    conn: &Conn<'_>,
    act: &Act,
    mut take: impl FnMut(PersonId, CitizenId),
) -> Result<bool> {
    let mut left = CITIZEN_IDS_MAX;
    conn.each(CITIZEN_IDS, &[act.bureau(), &CITIZEN_IDS_MAX], |row| {
        left -= 1;
        let (id, sealed): (PersonId, Vec<u8>) = cq_platform::db::Record::read(row)?;
        let text = act.secrets.open(Place { table: "person", column: "citizen_id", row: id.0 }, &sealed)?;
        if let Ok(citizen_id) = CitizenId::parse(&text) {
            take(id, citizen_id);
        }
        Ok(())
    })?;
    Ok(left == 0)
}

/// People whose name reads so.
pub fn by_reading(conn: &Conn<'_>, bureau: &BureauId, reading: &str) -> Result<Vec<Open>> {
    conn.list(BY_READING, &[bureau, &reading])
}

/// People whom the search finds by exactly this, e.g. a whole telephone number.
pub fn by_term(conn: &Conn<'_>, bureau: &BureauId, term: &str) -> Result<Vec<Open>> {
    conn.list(BY_TERM, &[bureau, &term])
}

/// People of a unit whose reading begins with that syllable.
pub fn by_unit(conn: &Conn<'_>, bureau: &BureauId, unit: &str, syllable: &str) -> Result<Vec<Open>> {
    // A syllable is followed by a space or by nothing; `!` comes next in the order of characters.
    conn.list(BY_UNIT, &[bureau, &unit, &syllable, &format!("{syllable}!")])
}

fn in_order(one: PersonId, other: PersonId) -> (PersonId, PersonId) {
    if one <= other { (one, other) } else { (other, one) }
}

/// Every pair known to be two people, the lesser id first. What was known of a record that gave way is known of the one it was
/// merged into, for as long as the merge holds.
pub fn dismissed(conn: &Conn<'_>, bureau: &BureauId) -> Result<Vec<(PersonId, PersonId)>> {
    let leading: HashMap<PersonId, PersonId> =
        conn.list::<(PersonId, PersonId)>(LEADING, &[bureau])?.into_iter().collect();
    let stands = |person: PersonId| {
        std::iter::successors(Some(person), |at| leading.get(at).copied()).take(CHAIN_MAX).last()
    };
    let pairs = conn.list::<(PersonId, PersonId)>(DISMISSED, &[bureau])?;
    Ok(pairs.into_iter().filter_map(|(one, other)| Some(in_order(stands(one)?, stands(other)?))).collect())
}

/// Whether the two are known to be two people, or a record merged into one of them and one merged into the other are.
pub fn is_dismissed(conn: &Conn<'_>, bureau: &BureauId, one: PersonId, other: PersonId) -> Result<bool> {
    let (ones, others) = (with_merged(conn, bureau, one)?, with_merged(conn, bureau, other)?);
    for (one, other) in ones.iter().flat_map(|one| others.iter().map(move |other| in_order(*one, *other))) {
        if conn.find::<(i64,)>(IS_DISMISSED, &[bureau, &one, &other])?.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The person, and every record that was merged into theirs.
fn with_merged(conn: &Conn<'_>, bureau: &BureauId, person: PersonId) -> Result<Vec<PersonId>> {
    let (mut all, mut at) = (vec![person], 0);
    while let Some(next) = all.get(at).copied().filter(|_| at < CHAIN_MAX) {
        let merged = conn.list::<(MergeId, PersonId)>(MERGED_INTO, &[bureau, &next])?;
        all.extend(merged.into_iter().map(|(_, gone)| gone));
        at += 1;
    }
    Ok(all)
}

/// Notes that the two are two people; noting it twice is the same.
pub fn dismiss(tx: &Tx<'_>, act: &Act, one: PersonId, other: PersonId) -> Result<()> {
    let (one, other) = in_order(one, other);
    tx.execute(DISMISS, &[act.bureau(), &one, &other, &act.at, &act.actor.account]).map(drop)
}

record! {
    struct Stored {
        id: MergeId,
        kept: PersonId,
        gone: PersonId,
        fields: Vec<u8>,
        at: Timestamp,
        by: Option<AccountId>,
        undone_at: Option<Timestamp>,
        version: i64,
    }
}

/// A merge of this bureau.
pub fn find(conn: &Conn<'_>, act: &Act, id: MergeId) -> Result<Option<Merge>> {
    let Some(row) = conn.find::<Stored>(FIND, &[act.bureau(), &id])? else { return Ok(None) };
    let fields = act.secrets.open_bytes(fields_place(id), &row.fields)?;
    Ok(Some(Merge {
        id,
        kept: row.kept,
        gone: row.gone,
        fields: serde_json::from_slice(&fields).map_err(Error::internal)?,
        at: row.at,
        by: row.by,
        undone_at: row.undone_at,
        version: row.version,
    }))
}

/// Into whom `person` was merged, through all merges that followed; none where the record stands by itself.
pub fn leads_to(conn: &Conn<'_>, bureau: &BureauId, person: PersonId) -> Result<Option<PersonId>> {
    let (mut at, mut end) = (person, None);
    for _ in 0..CHAIN_MAX {
        let Some((_, kept)) = conn.find::<(MergeId, PersonId)>(LEADS_TO, &[bureau, &at])? else { break };
        (at, end) = (kept, Some(kept));
    }
    Ok(end)
}

/// The merge by which `person` gave way, while it holds.
pub fn merge_of(conn: &Conn<'_>, bureau: &BureauId, person: PersonId) -> Result<Option<MergeId>> {
    Ok(conn.find::<(MergeId, PersonId)>(LEADS_TO, &[bureau, &person])?.map(|(id, _)| id))
}

record! {
    /// A merge as the kept person's page lists it.
    pub struct Kept {
        /// Which.
        pub id: MergeId,
        /// Who gave way.
        pub gone: PersonId,
        /// Under which name.
        pub name: String,
        /// When.
        pub at: Timestamp,
        /// By whom.
        pub by: Option<String>,
        /// When it was taken apart.
        pub undone_at: Option<Timestamp>,
    }
}

/// What was merged into `person`, the oldest first.
pub fn list_kept(conn: &Conn<'_>, bureau: &BureauId, person: PersonId) -> Result<Vec<Kept>> {
    conn.list(LIST_KEPT, &[bureau, &person])
}

/// A new merge. Somebody who gave way already is a [`Error::Conflict`].
pub fn insert(tx: &Tx<'_>, act: &Act, merge: &Merge) -> Result<()> {
    let fields = serde_json::to_vec(&merge.fields).map_err(Error::internal)?;
    let fields = act.secrets.seal_bytes(fields_place(merge.id), &fields)?;
    tx.execute_one(
        INSERT,
        &[act.bureau(), &merge.id, &merge.kept, &merge.gone, &fields, &merge.at, &merge.by],
    )
    .map_err(|error| match &error {
        Error::Db(cause) if cause.violated().is_some() => Error::Conflict,
        _ => error,
    })
}

/// Writes down that a merge was taken apart.
pub fn save_undone(tx: &Tx<'_>, act: &Act, merge: &Merge) -> Result<()> {
    tx.execute_one(SAVE_UNDONE, &[act.bureau(), &merge.id, &merge.version, &act.at, &act.actor.account])
}

/// A step as it is kept.
#[derive(Debug, Clone, PartialEq)]
pub struct KeptStep {
    /// Position, from 1.
    pub number: i64,
    /// The reference that made it.
    pub reference: String,
    /// What it was about, as it was listed.
    pub held: Option<Held>,
    /// What was done.
    pub step: Step,
    /// What became of it when the merge was undone.
    pub outcome: Option<Outcome>,
}

#[derive(serde::Serialize, serde::Deserialize)]
struct Sealed {
    held: Option<Held>,
    change: String,
}

record! {
    struct StoredStep {
        number: i64,
        reference: String,
        subject: Uuid,
        change: Vec<u8>,
        after_version: i64,
        outcome: Option<Outcome>,
    }
}

/// Everything a merge did, in its order.
pub fn steps(conn: &Conn<'_>, act: &Act, merge: MergeId) -> Result<Vec<KeptStep>> {
    let opened = |row: StoredStep| {
        let json = act.secrets.open_bytes(change_place(merge, row.number), &row.change)?;
        let Sealed { held, change } = serde_json::from_slice(&json).map_err(Error::internal)?;
        let step = Step { subject: row.subject, change, after_version: row.after_version };
        Ok(KeptStep { number: row.number, reference: row.reference, held, step, outcome: row.outcome })
    };
    conn.list::<StoredStep>(STEPS, &[act.bureau(), &merge])?.into_iter().map(opened).collect()
}

/// Keeps what a merge did.
pub fn insert_steps(tx: &Tx<'_>, act: &Act, merge: MergeId, steps: &[KeptStep]) -> Result<()> {
    let sealed = |kept: &KeptStep| {
        let sealed = Sealed { held: kept.held.clone(), change: kept.step.change.clone() };
        let json = serde_json::to_vec(&sealed).map_err(Error::internal)?;
        act.secrets.seal_bytes(change_place(merge, kept.number), &json)
    };
    let changes = steps.iter().map(sealed).collect::<Result<Vec<_>>>()?;
    let cells = steps.iter().zip(&changes).flat_map(|(kept, change)| -> [&dyn Param; 7] {
        let Step { subject, after_version, .. } = &kept.step;
        [act.bureau(), &merge, &kept.number, &kept.reference, subject, change, after_version]
    });
    let cells: Vec<&dyn Param> = cells.collect();
    tx.insert_many(INSERT_STEPS, 7, &cells)
}

/// Notes what became of a step.
pub fn save_outcome(tx: &Tx<'_>, act: &Act, merge: MergeId, number: i64, outcome: Outcome) -> Result<()> {
    tx.execute_one(SAVE_OUTCOME, &[act.bureau(), &merge, &number, &outcome])
}
