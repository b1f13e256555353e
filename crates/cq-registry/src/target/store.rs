//! Targets in the database. What they count is read in [`figure`].

pub mod figure;
pub mod sealed;

use cq_platform::{
    Error, Result,
    actor::Act,
    db::{Conn, Tx},
    ids::{BureauId, StaffId},
    messages::Text,
    record,
};
use jiff::civil::Date;
use uuid::Uuid;

use super::model::{Content, Number, State, Target, TargetId};

macro_rules! targets {
    ($tail:literal) => {
        concat!(
            "SELECT g.id, g.parent_id, g.year, g.name, g.owner_id, g.definition, g.withdrawn_on, g.version, s.name FROM target g
            JOIN staff s ON s.bureau_id = g.bureau_id AND s.id = g.owner_id WHERE g.bureau_id = $1 ",
            $tail
        )
    };
}

const LIST: &str = targets!("AND g.year = $2 AND g.withdrawn_on IS NULL ORDER BY g.bureau_id, g.year, g.id");
const FIND: &str = targets!("AND g.id = $2");
const INSERT: &str =
    "INSERT INTO target (bureau_id, id, parent_id, year, name, owner_id, definition, made_at, version)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1)";
const SAVE: &str =
    "UPDATE target SET parent_id = $4, name = $5, owner_id = $6, definition = $7, withdrawn_on = $8, version = version + 1
    WHERE bureau_id = $1 AND id = $2 AND version = $3";
/// Whoever moves something in a year's tree holds the tree.
const HOLD: &str = "UPDATE target SET year = year WHERE bureau_id = $1 AND year = $2";
const TREE: &str =
    "SELECT id, parent_id FROM target WHERE bureau_id = $1 AND year = $2 AND withdrawn_on IS NULL
    ORDER BY bureau_id, year, id";
const HOLDS_OTHERS: &str =
    "SELECT 1 FROM target WHERE bureau_id = $1 AND parent_id = $2 AND withdrawn_on IS NULL LIMIT 1";
const YEARS: &str = "SELECT DISTINCT year FROM target WHERE bureau_id = $1 ORDER BY year";
const RULES: &str = "SELECT id, name FROM rule WHERE bureau_id = $1 AND state <> 'draft' ORDER BY bureau_id, state DESC, name";
const RULE_NAME: &str = "SELECT name FROM rule WHERE bureau_id = $1 AND id = $2";
const AREA_NAME: &str = "SELECT name FROM area WHERE bureau_id = $1 AND id = $2";
const HOSPITAL_NAME: &str = "SELECT name FROM hospital WHERE bureau_id = $1 AND id = $2";
const STAFF_NAME: &str = "SELECT name FROM staff WHERE bureau_id = $1 AND id = $2";

/// For the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&str] = &[
    LIST,
    FIND,
    INSERT,
    SAVE,
    HOLD,
    TREE,
    HOLDS_OTHERS,
    YEARS,
    RULES,
    RULE_NAME,
    AREA_NAME,
    HOSPITAL_NAME,
    STAFF_NAME,
];

record! {
    struct Stored {
        id: TargetId,
        parent: Option<TargetId>,
        year: i64,
        name: String,
        owner: StaffId,
        definition: Option<String>,
        withdrawn_on: Option<Date>,
        version: i64,
        owner_name: String,
    }
}

/// A target with the name of whoever answers for it.
#[derive(Debug, Clone, PartialEq)]
pub struct Named {
    /// The target.
    pub target: Target,
    /// Who answers for it.
    pub owner: String,
}

impl TryFrom<Stored> for Named {
    type Error = Error;

    fn try_from(row: Stored) -> Result<Self> {
        let unreadable = || Error::internal(format!("target {} says what nobody can read", row.id));
        let content = match row.definition.as_deref() {
            None => Content::Heading,
            Some(text) => Content::Number(Box::new(Number::from_kept(text).ok_or_else(unreadable)?)),
        };
        let target = Target {
            id: row.id,
            year: i16::try_from(row.year).map_err(Error::internal)?,
            parent: row.parent,
            name: row.name,
            owner: row.owner,
            content,
            state: row.withdrawn_on.map_or(State::Standing, |on| State::Withdrawn { on }),
            version: row.version,
        };
        Ok(Self { target, owner: row.owner_name })
    }
}

/// The targets of a year that stand, as they were made.
pub fn list(conn: &Conn<'_>, bureau: &BureauId, year: i16) -> Result<Vec<Named>> {
    conn.list::<Stored>(LIST, &[bureau, &i64::from(year)])?.into_iter().map(Named::try_from).collect()
}

/// The target, whether it stands or not.
pub fn find(conn: &Conn<'_>, bureau: &BureauId, id: TargetId) -> Result<Named> {
    conn.find::<Stored>(FIND, &[bureau, &id])?.ok_or(Error::NotFound)?.try_into()
}

/// A new one. A name in use is an error at the name.
pub fn insert(tx: &Tx<'_>, act: &Act, target: &Target) -> Result<()> {
    let Target { id, parent, name, owner, .. } = target;
    let definition = target.number().map(Number::kept);
    let year = i64::from(target.year);
    tx.execute_one(INSERT, &[act.bureau(), id, parent, &year, name, owner, &definition, &act.at])
        .map_err(taken)
}

/// Writes down what a transition made; `target` still has the version it was read with.
pub fn save(tx: &Tx<'_>, bureau: &BureauId, target: &Target) -> Result<()> {
    let Target { id, parent, name, owner, version, .. } = target;
    let definition = target.number().map(Number::kept);
    let withdrawn_on = match target.state {
        State::Standing => None,
        State::Withdrawn { on } => Some(on),
    };
    tx.execute_one(SAVE, &[bureau, id, version, parent, name, owner, &definition, &withdrawn_on])
        .map_err(taken)
}

/// Holds the year's tree until the transaction ends: nobody else moves anything in it.
pub fn hold(tx: &Tx<'_>, bureau: &BureauId, year: i16) -> Result<()> {
    tx.execute(HOLD, &[bureau, &i64::from(year)]).map(drop)
}

/// What stands in a year, each with what it stands under.
pub fn tree(conn: &Conn<'_>, bureau: &BureauId, year: i16) -> Result<Vec<(TargetId, Option<TargetId>)>> {
    conn.list(TREE, &[bureau, &i64::from(year)])
}

/// Whether something that stands is under it.
pub fn holds_others(conn: &Conn<'_>, bureau: &BureauId, id: TargetId) -> Result<bool> {
    Ok(conn.find::<(i64,)>(HOLDS_OTHERS, &[bureau, &id])?.is_some())
}

/// The years that have targets.
pub fn years(conn: &Conn<'_>, bureau: &BureauId) -> Result<Vec<i16>> {
    let years = conn.list::<(i64,)>(YEARS, &[bureau])?;
    Ok(years.into_iter().filter_map(|(year,)| i16::try_from(year).ok()).collect())
}

/// The rules that are or were in force, by name.
pub fn rules(conn: &Conn<'_>, bureau: &BureauId) -> Result<Vec<(Uuid, String)>> {
    conn.list(RULES, &[bureau])
}

/// Something that a target names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Thing {
    /// A rule.
    Rule,
    /// An area.
    Area,
    /// A hospital.
    Hospital,
    /// Somebody on the staff.
    Staff,
}

/// What it is called; none where it is not there.
pub fn name(conn: &Conn<'_>, bureau: &BureauId, thing: Thing, id: Uuid) -> Result<Option<String>> {
    let sql = match thing {
        Thing::Rule => RULE_NAME,
        Thing::Area => AREA_NAME,
        Thing::Hospital => HOSPITAL_NAME,
        Thing::Staff => STAFF_NAME,
    };
    Ok(conn.find::<(String,)>(sql, &[bureau, &id])?.map(|(name,)| name))
}

fn taken(error: Error) -> Error {
    match &error {
        Error::Db(cause) if cause.violated().is_some_and(|what| what.contains("name")) => {
            Error::Invalid(vec![("name".into(), Text::new("target-name-taken"))])
        }
        _ => error,
    }
}
