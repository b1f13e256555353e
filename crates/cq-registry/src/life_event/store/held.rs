//! A person's row, as far as events change it.

use cq_calendar::PartialDate;
use cq_platform::{
    Result,
    actor::Act,
    db::{Conn, Tx},
    policy::Scope,
    record,
    secrets::{Place, Secrets},
};

use crate::{
    area,
    life_event::model::Ended,
    person::{self, Category, PersonId, Rank},
    unit,
};

const FIND: &str = "SELECT p.id, p.name, p.born, p.category, p.rank, p.retired, u.name, a.name, p.address, p.latitude, p.longitude,
    p.living, p.marital, p.settled_at, p.ended_on, p.ended_because, p.died_on, p.death_cause, p.farewell, p.version FROM person p
    LEFT JOIN unit u ON u.bureau_id = p.bureau_id AND u.id = p.unit_id
    LEFT JOIN area a ON a.bureau_id = p.bureau_id AND a.id = p.area_id
    WHERE p.bureau_id = $1 AND p.id = $2 AND {reach}";
const SAVE: &str =
    "UPDATE person SET category = $4, rank = $5, retired = $6, unit_id = $7, area_id = $8, address = $9,
    latitude = $10, longitude = $11, living = $12, marital = $13, settled_at = $14, ended_on = $15, ended_because = $16,
    death_cause = $17, farewell = $18, updated_at = $19, died_on = $20, version = version + 1
    WHERE bureau_id = $1 AND id = $2 AND version = $3";
const HOLD: &str =
    "UPDATE person SET updated_at = updated_at WHERE bureau_id = $1 AND id = $2 AND version = $3";

/// For the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&str] = &[FIND, SAVE, HOLD];

record! {
    struct Row {
        id: PersonId,
        name: String,
        born: Option<PartialDate>,
        category: Category,
        rank: Option<Rank>,
        retired: Option<PartialDate>,
        unit: Option<String>,
        area: Option<String>,
        address: Option<String>,
        latitude: Option<f64>,
        longitude: Option<f64>,
        living: String,
        marital: Option<String>,
        settled_at: Option<String>,
        ended_on: Option<PartialDate>,
        ended_because: Option<Ended>,
        died_on: Option<PartialDate>,
        death_cause: Option<Vec<u8>>,
        farewell: Option<String>,
        version: i64,
    }
}

/// What an event may change of a person, and what it says them by.
#[derive(Debug, Clone, PartialEq)]
pub struct Held {
    /// Identity.
    pub id: PersonId,
    /// Full name.
    pub name: String,
    /// Birth.
    pub born: Option<PartialDate>,
    /// Why served.
    pub category: Category,
    /// 职级.
    pub rank: Option<Rank>,
    /// 离退休时间.
    pub retired: Option<PartialDate>,
    /// 原工作单位, by name.
    pub unit: Option<String>,
    /// 所在镇街, by name.
    pub area: Option<String>,
    /// Home.
    pub address: Option<String>,
    /// Degrees north and east.
    pub place: Option<(f64, f64)>,
    /// With whom: words a space apart.
    pub living: String,
    /// GB/T 2261.2.
    pub marital: Option<String>,
    /// 异地居住地.
    pub settled_at: Option<String>,
    /// Served until then.
    pub ended: Option<(PartialDate, Ended)>,
    /// When they died, where their service had ended otherwise before.
    pub died_on: Option<PartialDate>,
    /// Of what they died.
    pub death_cause: Option<String>,
    /// 送别方式.
    pub farewell: Option<String>,
    /// Guard.
    pub version: i64,
}

impl Held {
    fn of(row: Row, secrets: &Secrets) -> Result<Self> {
        let opened = |sealed: Vec<u8>| secrets.open(cause_place(row.id), &sealed);
        Ok(Self {
            death_cause: row.death_cause.map(opened).transpose()?,
            id: row.id,
            name: row.name,
            born: row.born,
            category: row.category,
            rank: row.rank,
            retired: row.retired,
            unit: row.unit,
            area: row.area,
            address: row.address,
            place: row.latitude.zip(row.longitude),
            living: row.living,
            marital: row.marital,
            settled_at: row.settled_at,
            ended: row.ended_on.zip(row.ended_because),
            died_on: row.died_on,
            farewell: row.farewell,
            version: row.version,
        })
    }

    /// When they died, served until then or moved away before.
    pub fn died(&self) -> Option<PartialDate> {
        match self.ended {
            Some((day, Ended::Died)) => Some(day),
            _ => self.died_on,
        }
    }

    /// Whether the bureau serves them: neither a relative whom it only knows nor somebody whose service has ended.
    pub fn is_served(&self) -> bool {
        self.category != Category::Relative && self.ended.is_none()
    }
}

fn cause_place(id: PersonId) -> Place {
    Place { table: "person", column: "death_cause", row: id.0 }
}

/// Somebody within reach.
pub fn find(conn: &Conn<'_>, act: &Act, scope: &Scope, id: PersonId) -> Result<Option<Held>> {
    let row = conn.find_in::<Row>(scope, FIND, &[act.bureau(), &id])?;
    row.map(|row| Held::of(row, &act.secrets)).transpose()
}

/// Waits until nobody else is changing them; somebody faster is a conflict.
pub fn hold(tx: &Tx<'_>, act: &Act, held: &Held) -> Result<()> {
    tx.execute_one(HOLD, &[act.bureau(), &held.id, &held.version])
}

/// Makes `before`, as it was read, say `after`. Somebody faster is a conflict.
pub fn save(tx: &Tx<'_>, act: &Act, before: &Held, after: &Held) -> Result<()> {
    let unit = after
        .unit
        .as_ref()
        .map(|name| unit::find_or_insert(tx, act, name).map(|unit| unit.id))
        .transpose()?;
    let area = after.area.as_ref().map(|name| area::find_or_insert(tx, act, name)).transpose()?;
    let cause = after.death_cause.as_ref();
    let cause = cause.map(|cause| act.secrets.seal(cause_place(after.id), cause)).transpose()?;
    tx.execute_one(
        SAVE,
        &[
            act.bureau(),
            &before.id,
            &before.version,
            &after.category,
            &after.rank,
            &after.retired,
            &unit,
            &area,
            &after.address,
            &after.place.map(|(north, _)| north),
            &after.place.map(|(_, east)| east),
            &after.living,
            &after.marital,
            &after.settled_at,
            &after.ended.map(|(day, _)| day),
            &after.ended.map(|(_, because)| because),
            &cause,
            &after.farewell,
            &act.at,
            &after.died_on,
        ],
    )?;
    let counted = |held: &Held| held.is_served().then_some(held.category);
    if counted(before) != counted(after) {
        counted(before).map_or(Ok(()), |category| person::store::tally(tx, act, category, -1))?;
        counted(after).map_or(Ok(()), |category| person::store::tally(tx, act, category, 1))?;
    }
    Ok(())
}
