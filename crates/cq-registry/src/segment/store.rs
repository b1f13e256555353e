//! Saved segments, and what a segment needs to be asked: the places it measures from, the names it speaks of.

mod around;
mod column;
mod condition;
mod known;
mod lunar;
pub mod people;
pub mod profile;

use std::collections::{BTreeSet, HashMap, HashSet};

use cq_platform::{
    Error, Result,
    actor::Act,
    db::{Conn, Tx},
    ids::{AccountId, BureauId},
    messages::Text,
    record,
};
use jiff::{Timestamp, civil::Date};
use uuid::Uuid;

pub use self::condition::{Given, Where, condition, condition_in_order};
use super::{
    bound::{Bound, Ground},
    condition::{Ailment, Condition, PlaceKind},
    model::{Segment, SegmentId, SharedWith},
};
use crate::staff;

macro_rules! saved {
    ($tail:literal) => {
        concat!(
            "SELECT s.id, s.name, s.definition, s.shared_with, s.owner_id, o.name, s.made_at, s.version FROM segment s
            LEFT JOIN account o ON o.bureau_id = s.bureau_id AND o.id = s.owner_id
            WHERE s.bureau_id = $1 AND s.closed_at IS NULL AND (s.shared_with = 'bureau' OR s.owner_id = $2) ",
            $tail
        )
    };
}

const LIST: &str = saved!("ORDER BY s.name, s.id");
const FIND: &str = saved!("AND s.id = $3");
const INSERT: &str =
    "INSERT INTO segment (bureau_id, id, name, definition, shared_with, owner_id, made_at, version)
    VALUES ($1, $2, $3, $4, $5, $6, $7, 1)";
const SAVE: &str = "UPDATE segment SET name = $3, definition = $4, shared_with = $5, version = version + 1
    WHERE bureau_id = $1 AND id = $2 AND version = $6 AND closed_at IS NULL";
const CLOSE: &str = "UPDATE segment SET closed_at = $3, version = version + 1
    WHERE bureau_id = $1 AND id = $2 AND version = $4 AND closed_at IS NULL";
const AREAS: &str = "SELECT id, latitude, longitude FROM area
    WHERE bureau_id = $1 AND latitude IS NOT NULL AND longitude IS NOT NULL ORDER BY bureau_id, id";
const HOSPITALS: &str = "SELECT id, latitude, longitude FROM hospital
    WHERE bureau_id = $1 AND latitude IS NOT NULL AND longitude IS NOT NULL ORDER BY bureau_id, id";
const AREA_NAME: &str = "SELECT name FROM area WHERE bureau_id = $1 AND id = $2";
const HOSPITAL_NAME: &str = "SELECT name FROM hospital WHERE bureau_id = $1 AND id = $2";
const UNIT_NAME: &str = "SELECT name FROM unit WHERE bureau_id = $1 AND id = $2";
const STAFF_NAME: &str = "SELECT name FROM staff WHERE bureau_id = $1 AND id = $2";
const ALL_DOCTORS: &str =
    "SELECT d.id, s.name FROM doctor d JOIN staff s ON s.bureau_id = d.bureau_id AND s.id = d.id
    WHERE d.bureau_id = $1 ORDER BY s.pinyin, s.id";
const ALL_LIAISONS: &str =
    "SELECT s.id, s.name FROM staff s WHERE s.bureau_id = $1 AND EXISTS (SELECT 1 FROM responsibility r
    WHERE r.bureau_id = s.bureau_id AND r.staff_id = s.id AND r.kind = 'liaison' AND r.until IS NULL) ORDER BY s.pinyin, s.id";
const GROUP_NAME: &str = "SELECT name FROM person_group WHERE bureau_id = $1 AND id = $2";
const ALL_AREAS: &str = "SELECT id, name FROM area WHERE bureau_id = $1 ORDER BY bureau_id, name";
const ALL_UNITS: &str = "SELECT id, name FROM unit WHERE bureau_id = $1 ORDER BY bureau_id, name";
const ALL_HOSPITALS: &str = "SELECT id, name FROM hospital WHERE bureau_id = $1 ORDER BY bureau_id, name";
const ALL_GROUPS: &str = "SELECT id, name FROM person_group WHERE bureau_id = $1 AND closed_on IS NULL ORDER BY bureau_id, kind, name";

const ILL_AT_MOST: &str =
    "SELECT COUNT(*) FROM (SELECT 1 FROM person_condition WHERE bureau_id = $1 AND code >= $2 AND code < $3
    LIMIT $4) few";

/// Up to how many people with a code are found by it rather than looked at for it.
const RARE_MAX: i64 = 100_000;

/// For the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&str] = &[
    ILL_AT_MOST,
    ALL_AREAS,
    ALL_UNITS,
    ALL_HOSPITALS,
    ALL_GROUPS,
    ALL_DOCTORS,
    ALL_LIAISONS,
    LIST,
    FIND,
    INSERT,
    SAVE,
    CLOSE,
    AREAS,
    HOSPITALS,
    AREA_NAME,
    HOSPITAL_NAME,
    UNIT_NAME,
    STAFF_NAME,
    GROUP_NAME,
];

record! {
    struct Row {
        id: SegmentId,
        name: String,
        definition: String,
        shared_with: SharedWith,
        owner: Option<AccountId>,
        owner_name: Option<String>,
        made_at: Timestamp,
        version: i64,
    }
}

/// A segment with a name.
#[derive(Debug, Clone)]
pub struct Saved {
    /// Identity.
    pub id: SegmentId,
    /// What it is called; nothing else that is in use is called so.
    pub name: String,
    /// What it asks. One that a later program wrote, or that a withdrawn condition stands in, cannot be asked.
    pub segment: std::result::Result<Segment, super::model::Flaw>,
    /// Who may use it.
    pub shared_with: SharedWith,
    /// Who made it; none: the program.
    pub owner: Option<AccountId>,
    /// The maker's name.
    pub owner_name: Option<String>,
    /// When.
    pub made_at: Timestamp,
    /// Guards the next change.
    pub version: i64,
}

impl From<Row> for Saved {
    fn from(row: Row) -> Self {
        Self {
            segment: Segment::from_kept(&row.definition),
            id: row.id,
            name: row.name,
            shared_with: row.shared_with,
            owner: row.owner,
            owner_name: row.owner_name,
            made_at: row.made_at,
            version: row.version,
        }
    }
}

/// Every segment in use that `act` may use, by name.
pub fn list(conn: &Conn<'_>, act: &Act) -> Result<Vec<Saved>> {
    let rows = conn.list::<Row>(LIST, &[act.bureau(), &act.actor.account])?;
    Ok(rows.into_iter().map(Saved::from).collect())
}

/// The segment, if `act` may use it.
pub fn find(conn: &Conn<'_>, act: &Act, id: SegmentId) -> Result<Saved> {
    conn.find::<Row>(FIND, &[act.bureau(), &act.actor.account, &id])?.map(Saved::from).ok_or(Error::NotFound)
}

/// A segment to be saved.
#[derive(Debug, Clone)]
pub struct Draft {
    /// What it is to be called.
    pub name: String,
    /// Who may use it.
    pub shared_with: SharedWith,
    /// What it asks.
    pub segment: Segment,
}

/// A new one. A name in use is an error at the name.
pub fn insert(tx: &Tx<'_>, act: &Act, id: SegmentId, draft: &Draft) -> Result<()> {
    let Draft { name, shared_with, segment } = draft;
    let cells: &[&dyn cq_platform::db::Param] =
        &[act.bureau(), &id, name, &segment.kept(), shared_with, &act.actor.account, &act.at];
    tx.execute_one(INSERT, cells).map_err(taken)
}

/// Makes the one read at `version` say `draft`.
pub fn save(tx: &Tx<'_>, act: &Act, id: SegmentId, version: i64, draft: &Draft) -> Result<()> {
    let Draft { name, shared_with, segment } = draft;
    tx.execute_one(SAVE, &[act.bureau(), &id, name, &segment.kept(), shared_with, &version]).map_err(taken)
}

/// Takes the one read at `version` out of use; its name is free again.
pub fn close(tx: &Tx<'_>, act: &Act, id: SegmentId, version: i64) -> Result<()> {
    tx.execute_one(CLOSE, &[act.bureau(), &id, &act.at, &version])
}

fn taken(error: Error) -> Error {
    match &error {
        Error::Db(cause) if cause.violated().is_some() => {
            Error::Invalid(vec![("name".into(), Text::new("segment-name-taken"))])
        }
        _ => error,
    }
}

/// Makes `segment` ready to be asked on `today`. A place that is not on record, or not on the map, has nobody near it.
pub fn bind(conn: &Conn<'_>, bureau: &BureauId, segment: Segment, today: Date) -> Result<Bound> {
    let rare = rare(conn, bureau, &segment)?;
    Ok(Bound { rare, ..bind_in_order(conn, bureau, segment, today)? })
}

/// [`bind`] for whoever asks in the order of the people ([`condition_in_order`]) and need not know which illnesses few have.
pub fn bind_in_order(conn: &Conn<'_>, bureau: &BureauId, segment: Segment, today: Date) -> Result<Bound> {
    let wanted: HashSet<(PlaceKind, Option<Uuid>)> = segment
        .of
        .conditions()
        .filter_map(|condition| match condition {
            Condition::Near { of, id, .. } => Some((*of, *id)),
            _ => None,
        })
        .collect();
    let mut grounds = HashMap::new();
    for (of, id) in wanted {
        let sql = match of {
            PlaceKind::Area => AREAS,
            PlaceKind::Hospital => HOSPITALS,
        };
        let places = conn.list::<(Uuid, f64, f64)>(sql, &[bureau])?;
        let meant = places.into_iter().filter(|(place, ..)| id.is_none_or(|id| *place == id));
        let points: Vec<(f64, f64)> = meant.map(|(_, north, east)| (north, east)).collect();
        grounds.insert((of, id), Ground::of(points));
    }
    Ok(Bound { segment, today, grounds, rare: HashSet::new() })
}

/// Single codes of the segment that at most [`RARE_MAX`] people have; whole blocks need no leading.
fn rare(conn: &Conn<'_>, bureau: &BureauId, segment: &Segment) -> Result<HashSet<BTreeSet<Ailment>>> {
    let mut rare = HashSet::new();
    for condition in segment.of.conditions() {
        let Condition::Ill(any) = condition else { continue };
        let (mut left, codes) = (RARE_MAX, any.iter().filter(|ailment| matches!(ailment, Ailment::Code(_))));
        for ailment in codes {
            let (from, to) = ailment.codes();
            let (ill,) = conn.one::<(i64,)>(ILL_AT_MOST, &[bureau, &from, &to, &left.saturating_add(1)])?;
            left = left.saturating_sub(ill);
        }
        if left > 0 {
            rare.insert(any.clone());
        }
    }
    Ok(rare)
}

/// What the ids in segments are called.
#[derive(Debug, Clone, Default)]
pub struct Names(HashMap<Uuid, String>);

impl Names {
    /// The name; none where the thing is gone.
    pub fn of(&self, id: Uuid) -> Option<&str> {
        self.0.get(&id).map(String::as_str)
    }
}

/// The names that the sentence of `segments` needs.
pub fn names<'s>(
    conn: &Conn<'_>,
    bureau: &BureauId,
    segments: impl IntoIterator<Item = &'s Segment>,
) -> Result<Names> {
    let mut names = Names::default();
    for condition in segments.into_iter().flat_map(|segment| segment.of.conditions()) {
        let (sql, ids): (_, Vec<Uuid>) = match condition {
            Condition::Area(any) => (AREA_NAME, any.iter().map(|id| id.0).collect()),
            Condition::Unit(any) | Condition::PayingUnit(any) => {
                (UNIT_NAME, any.iter().map(|id| id.0).collect())
            }
            Condition::Doctor(any) | Condition::Liaison(any) => {
                (STAFF_NAME, any.iter().map(|id| id.0).collect())
            }
            Condition::DoctorAt(any) => (HOSPITAL_NAME, any.iter().copied().collect()),
            Condition::Member(any) => (GROUP_NAME, any.iter().map(|id| id.0).collect()),
            Condition::Near { of: PlaceKind::Area, id: Some(id), .. } => (AREA_NAME, vec![*id]),
            Condition::Near { of: PlaceKind::Hospital, id: Some(id), .. } => (HOSPITAL_NAME, vec![*id]),
            _ => continue,
        };
        for id in ids {
            if let Some((name,)) = conn.find::<(String,)>(sql, &[bureau, &id])? {
                names.0.insert(id, name);
            }
        }
    }
    Ok(names)
}

/// What a form offers to choose from, each by name.
#[derive(Debug, Clone, Default)]
pub struct Choices {
    /// Towns and sub-districts.
    pub areas: Vec<(Uuid, String)>,
    /// Units.
    pub units: Vec<(Uuid, String)>,
    /// Groups that are not closed.
    pub groups: Vec<(Uuid, String)>,
    /// Hospitals.
    pub hospitals: Vec<(Uuid, String)>,
    /// Doctors.
    pub doctors: Vec<(Uuid, String)>,
    /// Whoever is somebody's liaison.
    pub liaisons: Vec<(Uuid, String)>,
}

/// Everything that conditions of the bureau may name.
pub fn choices(conn: &Conn<'_>, bureau: &BureauId) -> Result<Choices> {
    Ok(Choices {
        areas: conn.list(ALL_AREAS, &[bureau])?,
        units: conn.list(ALL_UNITS, &[bureau])?,
        groups: conn.list(ALL_GROUPS, &[bureau])?,
        hospitals: conn.list(ALL_HOSPITALS, &[bureau])?,
        doctors: staff::told_apart(conn, bureau, conn.list(ALL_DOCTORS, &[bureau])?)?,
        liaisons: staff::told_apart(conn, bureau, conn.list(ALL_LIAISONS, &[bureau])?)?,
    })
}
