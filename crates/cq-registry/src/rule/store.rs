//! Rules and their versions in the database. What the planner reads and writes is in [`plan`].

pub mod account;
pub mod member;
pub mod plan;
pub mod queue;

use std::collections::HashMap;

use cq_platform::{
    Error, Result,
    actor::Act,
    db::{Conn, Tx},
    ids::{AccountId, BureauId, StaffId},
    messages::Text,
    record, words,
};
use jiff::{Timestamp, civil::Date};

use super::{
    content::{Content, Owner},
    model::{Planned, Rule, RuleId, State, Version},
};

macro_rules! rules {
    ($tail:literal) => {
        concat!(
            "SELECT id, name, state, draft, number, ended_on, shipped, planned_at, planned_until, people, version FROM rule
            WHERE bureau_id = $1 ",
            $tail
        )
    };
}

const LIST: &str = rules!("ORDER BY bureau_id, state DESC, id");
const LIST_PUBLISHED: &str = rules!("AND state = 'published' ORDER BY bureau_id, state, id");
const FIND: &str = rules!("AND id = $2");
const INSERT: &str =
    "INSERT INTO rule (bureau_id, id, name, state, draft, number, shipped, fallback_id, substitute_id, by_pairing, made_at, version)
    VALUES ($1, $2, $3, 'draft', $4, 0, $5, $6, $7, $8, $9, 1)";
const SAVE: &str =
    "UPDATE rule SET name = $4, state = $5, draft = $6, number = $7, ended_on = $8, version = version + 1
    WHERE bureau_id = $1 AND id = $2 AND version = $3";
const SAY: &str = "UPDATE rule SET fallback_id = $3, substitute_id = $4, by_pairing = $5, ends_hard = $6 WHERE bureau_id = $1 AND id = $2";
const SHIPPED: &str = "SELECT shipped FROM rule WHERE bureau_id = $1 AND shipped IS NOT NULL";
const INSERT_VERSION: &str =
    "INSERT INTO rule_version (bureau_id, rule_id, number, definition, from_on, published_at, published_by)
    VALUES ($1, $2, $3, $4, $5, $6, $7)";
const VERSIONS: &str =
    "SELECT v.number, v.definition, v.from_on, v.published_at, v.published_by, a.name FROM rule_version v
    LEFT JOIN account a ON a.bureau_id = v.bureau_id AND a.id = v.published_by
    WHERE v.bureau_id = $1 AND v.rule_id = $2 ORDER BY v.bureau_id, v.rule_id, v.number";
const VERSIONS_IN_FORCE: &str =
    "SELECT v.rule_id, v.number, v.definition, v.from_on, v.published_at, v.published_by FROM rule_version v
    JOIN rule u ON u.bureau_id = v.bureau_id AND u.id = v.rule_id
    WHERE v.bureau_id = $1 AND u.state = 'published' ORDER BY v.bureau_id, v.rule_id, v.number";
/// Whoever holds a post is on the staff as soon as they owe something.
const STAFF_NAME: &str = "SELECT name FROM staff WHERE bureau_id = $1 AND id = $2
    UNION ALL SELECT name FROM person WHERE bureau_id = $1 AND id = $2 LIMIT 1";

/// For the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&str] = &[
    LIST,
    LIST_PUBLISHED,
    FIND,
    INSERT,
    SAVE,
    SAY,
    SHIPPED,
    INSERT_VERSION,
    VERSIONS,
    VERSIONS_IN_FORCE,
    STAFF_NAME,
];

words! {
    enum Word {
        Draft = "draft",
        Published = "published",
        Ended = "ended",
    }
}

record! {
    struct Stored {
        id: RuleId,
        name: String,
        state: Word,
        draft: Option<String>,
        number: i64,
        ended_on: Option<Date>,
        shipped: Option<String>,
        planned_at: Option<Timestamp>,
        planned_until: Option<Date>,
        people: Option<i64>,
        version: i64,
    }
}

impl TryFrom<Stored> for Rule {
    type Error = Error;

    fn try_from(row: Stored) -> Result<Self> {
        let draft = row.draft.as_deref().map(|text| read(text, row.id)).transpose()?.map(Box::new);
        let state = match (row.state, draft, row.ended_on) {
            (Word::Draft, Some(content), None) => State::Draft { content },
            (Word::Published, next, None) => State::Published { number: row.number, next },
            (Word::Ended, _, Some(on)) => State::Ended { number: row.number, on },
            _ => return Err(Error::internal(format!("rule {} is in no state", row.id))),
        };
        let planned = match (row.planned_at, row.planned_until, row.people) {
            (Some(at), Some(until), Some(people)) => Some(Planned { at, until, people }),
            _ => None,
        };
        Ok(Self { id: row.id, name: row.name, state, shipped: row.shipped, planned, version: row.version })
    }
}

fn read(text: &str, id: RuleId) -> Result<Content> {
    Content::from_kept(text).map_err(|_| Error::internal(format!("rule {id} says what nobody can read")))
}

/// Every rule of the bureau: those in force first, then the ended and the drafts.
pub fn list(conn: &Conn<'_>, bureau: &BureauId) -> Result<Vec<Rule>> {
    conn.list::<Stored>(LIST, &[bureau])?.into_iter().map(Rule::try_from).collect()
}

/// The rules in force.
pub fn list_published(conn: &Conn<'_>, bureau: &BureauId) -> Result<Vec<Rule>> {
    conn.list::<Stored>(LIST_PUBLISHED, &[bureau])?.into_iter().map(Rule::try_from).collect()
}

/// The rule.
pub fn find(conn: &Conn<'_>, bureau: &BureauId, id: RuleId) -> Result<Rule> {
    conn.find::<Stored>(FIND, &[bureau, &id])?.ok_or(Error::NotFound)?.try_into()
}

/// A new rule, as a draft. A name in use is an error at the name.
pub fn insert(tx: &Tx<'_>, act: &Act, rule: &Rule) -> Result<()> {
    let content = rule.draft().ok_or_else(|| Error::internal("a new rule is a draft"))?;
    let (kept, by_pairing) = (content.kept(), content.owner == Owner::PairedDoctor);
    tx.execute_one(
        INSERT,
        &[
            act.bureau(),
            &rule.id,
            &rule.name,
            &kept,
            &rule.shipped,
            &content.fallback,
            &content.substitute,
            &by_pairing,
            &act.at,
        ],
    )
    .map_err(taken)
}

/// Writes down what a transition made; `rule` still has the version it was read with.
pub fn save(tx: &Tx<'_>, bureau: &BureauId, rule: &Rule) -> Result<()> {
    let (word, ended_on) = match &rule.state {
        State::Draft { .. } => (Word::Draft, None),
        State::Published { .. } => (Word::Published, None),
        State::Ended { on, .. } => (Word::Ended, Some(*on)),
    };
    let draft = rule.draft().map(Content::kept);
    tx.execute_one(
        SAVE,
        &[bureau, &rule.id, &rule.version, &rule.name, &word, &draft, &rule.number(), &ended_on],
    )
    .map_err(taken)
}

/// A version in force from its day on; whom its tasks fall back on stands with the rule.
pub fn insert_version(tx: &Tx<'_>, bureau: &BureauId, id: RuleId, version: &Version) -> Result<()> {
    let Version { number, content, from_on, published_at, published_by } = version;
    tx.execute_one(
        INSERT_VERSION,
        &[bureau, &id, number, &content.kept(), from_on, published_at, published_by],
    )?;
    queue::open(tx, bureau)?;
    let by_pairing = content.owner == Owner::PairedDoctor;
    tx.execute_one(
        SAY,
        &[bureau, &id, &content.fallback, &content.substitute, &by_pairing, &content.ends_hard],
    )
}

/// Which of the rules that come with the program the bureau has or had.
pub fn shipped(conn: &Conn<'_>, bureau: &BureauId) -> Result<Vec<String>> {
    Ok(conn.list::<(String,)>(SHIPPED, &[bureau])?.into_iter().map(|(key,)| key).collect())
}

record! {
    struct StoredVersion {
        number: i64,
        definition: String,
        from_on: Date,
        published_at: Timestamp,
        published_by: Option<AccountId>,
        name: Option<String>,
    }
}

/// Every version of a rule, the first first, with the name of whoever published it.
pub fn versions(conn: &Conn<'_>, bureau: &BureauId, id: RuleId) -> Result<Vec<(Version, Option<String>)>> {
    let rows = conn.list::<StoredVersion>(VERSIONS, &[bureau, &id])?;
    let version = |row: StoredVersion| {
        let StoredVersion { number, definition, from_on, published_at, published_by, name } = row;
        let content = read(&definition, id)?;
        Ok((Version { number, content, from_on, published_at, published_by }, name))
    };
    rows.into_iter().map(version).collect()
}

type InForce = (RuleId, i64, String, Date, Timestamp, Option<AccountId>);

/// The rules in force, each with every version, the first first.
pub fn in_force(conn: &Conn<'_>, bureau: &BureauId) -> Result<Vec<(Rule, Vec<Version>)>> {
    let mut versions: HashMap<RuleId, Vec<Version>> = HashMap::new();
    for (id, number, definition, from_on, published_at, published_by) in
        conn.list::<InForce>(VERSIONS_IN_FORCE, &[bureau])?
    {
        let content = read(&definition, id)?;
        let version = Version { number, content, from_on, published_at, published_by };
        versions.entry(id).or_default().push(version);
    }
    let rules = list_published(conn, bureau)?.into_iter();
    let with_versions = |rule: Rule| {
        let versions = versions.remove(&rule.id).unwrap_or_default();
        (rule, versions)
    };
    Ok(rules.map(with_versions).collect())
}

/// What somebody on the staff is called.
pub fn staff_name(conn: &Conn<'_>, bureau: &BureauId, id: StaffId) -> Result<Option<String>> {
    Ok(conn.find::<(String,)>(STAFF_NAME, &[bureau, &id])?.map(|(name,)| name))
}

fn taken(error: Error) -> Error {
    match &error {
        Error::Db(cause) if cause.violated().is_some_and(|what| what.contains("name")) => {
            Error::Invalid(vec![("name".into(), Text::new("rule-name-taken"))])
        }
        _ => error,
    }
}
