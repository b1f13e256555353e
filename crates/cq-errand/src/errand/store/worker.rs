//! Workers: rows, where they go, and who of them has how much to do on a day.

use std::collections::HashMap;

use cq_platform::{
    Result,
    actor::Act,
    db::{Conn, Param, Tx},
    ids::{BureauId, StaffId},
    record,
};
use cq_registry::area::AreaId;
use jiff::civil::Date;

use crate::errand::{
    model::ErrandId,
    worker::{Days, Terms, Worker},
};

/// Errands of `$2`, a day, that somebody works on.
macro_rules! busy {
    ($column:literal) => {
        concat!(
            "(SELECT COUNT(*) FROM errand c WHERE c.bureau_id = w.bureau_id AND c.",
            $column,
            " = w.staff_id AND c.is_open = 1 AND c.stage = 'working' AND c.halted_on IS NULL AND COALESCE(c.promised_on, c.needed_on) = $2)"
        )
    };
}

const LIST: &str = concat!(
    "SELECT w.staff_id, s.name, s.phone, w.base_id, b.name, b.latitude, b.longitude, w.days, w.kinds, w.daily_max, w.is_active,
    CAST(CASE WHEN EXISTS (SELECT 1 FROM absence v WHERE v.bureau_id = w.bureau_id AND v.staff_id = w.staff_id AND v.state = 'holds'
    AND v.from_on <= $2 AND (v.until_on IS NULL OR v.until_on >= $2)) THEN 1 ELSE 0 END AS BIGINT), ",
    busy!("worker_id"),
    " + ",
    busy!("second_id"),
    ", w.version FROM errand_worker w JOIN staff s ON s.bureau_id = w.bureau_id AND s.id = w.staff_id
    JOIN area b ON b.bureau_id = w.bureau_id AND b.id = w.base_id WHERE w.bureau_id = $1 ORDER BY w.bureau_id, s.pinyin, w.staff_id"
);
const AREAS: &str = "SELECT staff_id, area_id FROM errand_worker_area WHERE bureau_id = $1 ORDER BY bureau_id, staff_id, area_id";
const ACTIVE: &str = "SELECT is_active FROM errand_worker WHERE bureau_id = $1 AND staff_id = $2";
const INSERT: &str =
    "INSERT INTO errand_worker (bureau_id, staff_id, base_id, days, kinds, daily_max, is_active, version)
    VALUES ($1, $2, $3, $4, $5, $6, $7, 1)";
const SAVE: &str = "UPDATE errand_worker SET base_id = $3, days = $4, kinds = $5, daily_max = $6, is_active = $7, version = version + 1
    WHERE bureau_id = $1 AND staff_id = $2 AND version = $8";
const CLEAR_AREAS: &str = "DELETE FROM errand_worker_area WHERE bureau_id = $1 AND staff_id = $2";
const INSERT_AREAS: &str = "INSERT INTO errand_worker_area (bureau_id, staff_id, area_id)";
/// Doctors who sign in: those among the staff who can be given errands beside the bureau's own people.
const DOCTORS: &str =
    "SELECT s.id, s.name FROM account a JOIN staff s ON s.bureau_id = a.bureau_id AND s.id = a.staff_id
    WHERE a.bureau_id = $1 AND a.role = 'doctor' AND a.closed_at IS NULL ORDER BY s.pinyin, s.id LIMIT 1000";

/// Accounts with which somebody can say what becomes of an errand.
const SIGNS_IN: &str =
    "SELECT COUNT(*) FROM account WHERE bureau_id = $1 AND staff_id = $2 AND closed_at IS NULL
    AND role IN ('clerk', 'leader', 'doctor')";
/// Errands that somebody works on, the first owed first.
const IN_HAND: &str =
    "SELECT c.id FROM errand c WHERE c.bureau_id = $1 AND (c.worker_id = $2 OR c.second_id = $2)
    AND c.is_open = 1 AND c.stage = 'working' ORDER BY COALESCE(c.promised_on, c.needed_on), c.id";

/// For the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&str] = &[LIST, AREAS, ACTIVE, INSERT, SAVE, CLEAR_AREAS, DOCTORS, SIGNS_IN, IN_HAND];

record! {
    struct Stored {
        staff: StaffId,
        name: String,
        phone: Option<String>,
        base: AreaId,
        base_name: String,
        north: Option<f64>,
        east: Option<f64>,
        days: String,
        kinds: String,
        daily_max: u32,
        is_active: bool,
        is_away: bool,
        busy: u32,
        version: i64,
    }
}

/// Everybody who does errands, as they stand on `day`.
pub fn list(conn: &Conn<'_>, bureau: &BureauId, day: Date) -> Result<Vec<Worker>> {
    let mut areas: HashMap<StaffId, Vec<AreaId>> = HashMap::new();
    for (staff, area) in conn.list::<(StaffId, AreaId)>(AREAS, &[bureau])? {
        areas.entry(staff).or_default().push(area);
    }
    let rows = conn.list::<Stored>(LIST, &[bureau, &day])?.into_iter();
    Ok(rows
        .map(|row| Worker {
            areas: areas.remove(&row.staff).unwrap_or_default(),
            staff: row.staff,
            name: row.name,
            phone: row.phone,
            base: row.base,
            base_name: row.base_name,
            at: row.north.zip(row.east),
            days: Days::parse(&row.days).unwrap_or(Days::WORKING),
            kinds: row.kinds.split_whitespace().map(str::to_owned).collect(),
            daily_max: row.daily_max,
            is_active: row.is_active,
            is_away: row.is_away,
            busy: row.busy,
            version: row.version,
        })
        .collect())
}

/// Whether somebody does errands at present.
pub fn is_active(conn: &Conn<'_>, bureau: &BureauId, staff: StaffId) -> Result<bool> {
    Ok(conn.find::<(bool,)>(ACTIVE, &[bureau, &staff])?.is_some_and(|(is_active,)| is_active))
}

/// Whether somebody can sign in and say what becomes of an errand.
pub fn signs_in(conn: &Conn<'_>, bureau: &BureauId, staff: StaffId) -> Result<bool> {
    Ok(conn.one::<(i64,)>(SIGNS_IN, &[bureau, &staff])?.0 > 0)
}

/// What somebody works on, the first owed first.
pub fn in_hand(conn: &Conn<'_>, bureau: &BureauId, staff: StaffId) -> Result<Vec<ErrandId>> {
    Ok(conn.list::<(ErrandId,)>(IN_HAND, &[bureau, &staff])?.into_iter().map(|(id,)| id).collect())
}

/// Writes a worker down anew (`seen` none), or as it was read. Somebody faster is a conflict.
pub fn put(tx: &Tx<'_>, act: &Act, staff: StaffId, seen: Option<i64>, terms: &Terms) -> Result<()> {
    let bureau = act.bureau();
    let Terms { base, areas, days, kinds, daily_max, is_active } = terms;
    let (days, kinds) = (days.digits(), kinds.join(" "));
    let common: [&dyn Param; 7] = [bureau, &staff, base, &days, &kinds, daily_max, is_active];
    match seen {
        None => tx.execute_one(INSERT, &common)?,
        Some(seen) => {
            let mut cells = common.to_vec();
            cells.push(&seen);
            tx.execute_one(SAVE, &cells)?;
        }
    }
    tx.execute(CLEAR_AREAS, &[bureau, &staff])?;
    let cells: Vec<&dyn Param> =
        areas.iter().flat_map(|area| -> [&dyn Param; 3] { [bureau, &staff, area] }).collect();
    tx.insert_many(INSERT_AREAS, 3, &cells)
}

/// Doctors who sign in.
pub fn doctors(conn: &Conn<'_>, bureau: &BureauId) -> Result<Vec<(StaffId, String)>> {
    conn.list(DOCTORS, &[bureau])
}
