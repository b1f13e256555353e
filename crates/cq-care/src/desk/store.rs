//! Guide desks and who stands at them, in the database.

use cq_platform::{
    Error, Result,
    actor::Act,
    db::{Conn, Tx},
    ids::{BureauId, StaffId},
    messages::Text,
    record,
};
use cq_registry::staff;
use jiff::civil::Date;

use super::{
    hours::Weekdays,
    model::{Desk, DeskId, Duty, DutyId},
    roster::Away,
};
use crate::hospital::HospitalId;

/// The columns of a desk.
macro_rules! desk {
    ($rest:literal) => {
        concat!(
            "SELECT d.id, d.hospital_id, h.name, d.place, d.phone, d.hours, d.version FROM guide_desk d
            JOIN hospital h ON h.bureau_id = d.bureau_id AND h.id = d.hospital_id WHERE d.bureau_id = $1",
            $rest
        )
    };
}

/// The columns of a duty.
macro_rules! duty {
    ($rest:literal) => {
        concat!(
            "SELECT g.id, g.desk_id, g.staff_id, s.name, s.phone, CAST(CASE WHEN EXISTS (SELECT 1 FROM account a WHERE a.bureau_id = g.bureau_id
            AND a.staff_id = g.staff_id AND a.closed_at IS NULL) THEN 1 ELSE 0 END AS BIGINT), g.days, g.hours, g.from_on, g.until_on, g.version
            FROM guide_duty g JOIN staff s ON s.bureau_id = g.bureau_id AND s.id = g.staff_id WHERE g.bureau_id = $1",
            $rest
        )
    };
}

const LIST: &str = desk!(" ORDER BY h.name, d.place, d.id");
const FIND: &str = desk!(" AND d.id = $2");
const OF_HOSPITAL: &str = desk!(" AND d.hospital_id = $2 ORDER BY d.place, d.id");
/// Of whom one answers: the hospital named as theirs, that of their doctor, and the nearest of their area, in this order.
const OF_PERSON: &str = "SELECT d.id, d.hospital_id, h.name, d.place, d.phone, d.hours, d.version FROM person p
    JOIN hospital h ON h.bureau_id = p.bureau_id JOIN guide_desk d ON d.bureau_id = h.bureau_id AND d.hospital_id = h.id
    LEFT JOIN area a ON a.bureau_id = p.bureau_id AND a.id = p.area_id
    WHERE p.bureau_id = $1 AND p.id = $2 ORDER BY CASE WHEN h.name = p.nearby_hospital THEN 0
        WHEN h.id IN (SELECT k.hospital_id FROM responsibility r JOIN doctor k ON k.bureau_id = r.bureau_id AND k.id = r.staff_id
            WHERE r.bureau_id = p.bureau_id AND r.person_id = p.id AND r.kind = 'doctor' AND r.until IS NULL) THEN 1
        WHEN h.area_id = p.area_id THEN 2 ELSE 3 END,
    ABS(COALESCE(h.latitude, 90) - COALESCE(a.latitude, 0)) + ABS(COALESCE(h.longitude, 180) - COALESCE(a.longitude, 0)), h.name, d.place LIMIT 1";
const WITHOUT: &str =
    "SELECT h.id, h.name FROM hospital h WHERE h.bureau_id = $1 AND NOT EXISTS (SELECT 1 FROM guide_desk d
    WHERE d.bureau_id = h.bureau_id AND d.hospital_id = h.id) ORDER BY h.bureau_id, h.name";
const INSERT: &str = "INSERT INTO guide_desk (bureau_id, id, hospital_id, place, phone, hours, version) VALUES ($1, $2, $3, $4, $5, $6, 1)";
const SAVE: &str = "UPDATE guide_desk SET place = $3, phone = $4, hours = $5, version = version + 1
    WHERE bureau_id = $1 AND id = $2 AND version = $6";
const DELETE: &str = "DELETE FROM guide_desk WHERE bureau_id = $1 AND id = $2 AND version = $3";
/// Whoever gives out a number waits here, so that nobody else gives out the same.
const HOLD: &str = "UPDATE guide_desk SET version = version WHERE bureau_id = $1 AND id = $2";
const USED: &str = "SELECT 1 FROM attendance WHERE bureau_id = $1 AND desk_id = $2 LIMIT 1";

const DUTIES: &str = duty!(" ORDER BY g.desk_id, s.pinyin, g.from_on, g.id");
const DUTIES_OF: &str = duty!(" AND g.desk_id = $2 ORDER BY s.pinyin, g.from_on, g.id");
const FIND_DUTY: &str = duty!(" AND g.id = $2 AND g.desk_id = $3");
const INSERT_DUTY: &str =
    "INSERT INTO guide_duty (bureau_id, id, desk_id, staff_id, days, hours, from_on, until_on, version)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1)";
const END_DUTY: &str = "UPDATE guide_duty SET until_on = $3, version = version + 1 WHERE bureau_id = $1 AND id = $2 AND version = $4";
const DELETE_DUTY: &str = "DELETE FROM guide_duty WHERE bureau_id = $1 AND id = $2 AND version = $3";
const DELETE_DUTIES: &str = "DELETE FROM guide_duty WHERE bureau_id = $1 AND desk_id = $2";
/// Whoever can stand at a desk: guides, and whoever stands at one already.
const GUIDES: &str = "SELECT s.id, s.name FROM staff s WHERE s.bureau_id = $1 AND (EXISTS (SELECT 1 FROM guide_duty g
    WHERE g.bureau_id = s.bureau_id AND g.staff_id = s.id) OR EXISTS (SELECT 1 FROM account a WHERE a.bureau_id = s.bureau_id
    AND a.staff_id = s.id AND a.role = 'guide' AND a.closed_at IS NULL)) ORDER BY s.bureau_id, s.pinyin, s.id";
const IS_GUIDE: &str =
    "SELECT s.name FROM staff s JOIN guide_duty g ON g.bureau_id = s.bureau_id AND g.staff_id = s.id
    WHERE s.bureau_id = $1 AND s.id = $2 LIMIT 1";
const AWAY: &str =
    "SELECT DISTINCT v.staff_id, v.from_on, v.until_on, v.substitute_id, s.name FROM absence v
    JOIN staff s ON s.bureau_id = v.bureau_id AND s.id = v.substitute_id WHERE v.bureau_id = $1 AND v.state = 'holds' AND v.from_on <= $3 AND (v.until_on IS NULL OR v.until_on >= $2)";

/// For the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&str] = &[
    LIST,
    FIND,
    OF_HOSPITAL,
    OF_PERSON,
    WITHOUT,
    INSERT,
    SAVE,
    DELETE,
    HOLD,
    USED,
    DUTIES,
    DUTIES_OF,
    FIND_DUTY,
    INSERT_DUTY,
    END_DUTY,
    DELETE_DUTY,
    DELETE_DUTIES,
    GUIDES,
    IS_GUIDE,
    AWAY,
];

record! {
    struct Stored {
        id: DeskId,
        hospital: HospitalId,
        hospital_name: String,
        place: String,
        phone: Option<String>,
        hours: String,
        version: i64,
    }
}

impl Stored {
    fn into_desk(self) -> Result<Desk> {
        let Self { id, hospital, hospital_name, place, phone, hours, version } = self;
        let hours = hours.parse().map_err(Error::internal)?;
        Ok(Desk { id, hospital, hospital_name, place, phone, hours, version })
    }
}

record! {
    struct StoredDuty {
        id: DutyId,
        desk: DeskId,
        staff: StaffId,
        name: String,
        phone: Option<String>,
        signs_in: bool,
        days: String,
        hours: Option<String>,
        from: Date,
        until: Option<Date>,
        version: i64,
    }
}

impl StoredDuty {
    fn into_duty(self) -> Result<Duty> {
        let Self { id, desk, staff, name, phone, signs_in, from, until, version, .. } = self;
        let days =
            Weekdays::parse(&self.days).ok_or_else(|| Error::internal("a duty on no day of the week"))?;
        let hours = self.hours.map(|hours| hours.parse()).transpose().map_err(Error::internal)?;
        Ok(Duty { id, desk, staff, name, phone, signs_in, days, hours, from, until, version })
    }
}

fn desks(rows: Vec<Stored>) -> Result<Vec<Desk>> {
    rows.into_iter().map(Stored::into_desk).collect()
}

/// Every desk, by hospital.
pub fn list(conn: &Conn<'_>, bureau: &BureauId) -> Result<Vec<Desk>> {
    desks(conn.list(LIST, &[bureau])?)
}

/// A desk.
pub fn find(conn: &Conn<'_>, bureau: &BureauId, id: DeskId) -> Result<Option<Desk>> {
    conn.find::<Stored>(FIND, &[bureau, &id])?.map(Stored::into_desk).transpose()
}

/// The desks of a hospital.
pub fn of_hospital(conn: &Conn<'_>, bureau: &BureauId, id: HospitalId) -> Result<Vec<Desk>> {
    desks(conn.list(OF_HOSPITAL, &[bureau, &id])?)
}

/// The desk that somebody would go to.
pub fn of_person(
    conn: &Conn<'_>,
    bureau: &BureauId,
    id: cq_registry::person::PersonId,
) -> Result<Option<Desk>> {
    conn.find::<Stored>(OF_PERSON, &[bureau, &id])?.map(Stored::into_desk).transpose()
}

/// Hospitals that have no desk.
pub fn hospitals_without(conn: &Conn<'_>, bureau: &BureauId) -> Result<Vec<(HospitalId, String)>> {
    conn.list(WITHOUT, &[bureau])
}

fn violated(error: Error, at: &str, text: &'static str) -> Error {
    match &error {
        Error::Db(cause) if cause.violated().is_some() => {
            Error::Invalid(vec![(at.to_owned(), Text::new(text))])
        }
        _ => error,
    }
}

/// A new desk. Another at that place of the hospital is an error at the place.
pub fn insert(tx: &Tx<'_>, act: &Act, desk: &Desk) -> Result<()> {
    let Desk { id, hospital, place, phone, hours, .. } = desk;
    tx.execute_one(INSERT, &[act.bureau(), id, hospital, place, phone, &hours.to_string()])
        .map_err(|error| violated(error, "place", "desk-place-taken"))
}

/// Saves a desk as it was read. Somebody faster is a conflict.
pub fn save(tx: &Tx<'_>, act: &Act, desk: &Desk) -> Result<()> {
    let Desk { id, place, phone, hours, version, .. } = desk;
    tx.execute_one(SAVE, &[act.bureau(), id, place, phone, &hours.to_string(), version])
        .map_err(|error| violated(error, "place", "desk-place-taken"))
}

/// Removes a desk to which nobody ever came, with who stands at it.
pub fn delete(tx: &Tx<'_>, bureau: &BureauId, id: DeskId, version: i64) -> Result<()> {
    tx.execute(DELETE_DUTIES, &[bureau, &id])?;
    tx.execute_one(DELETE, &[bureau, &id, &version]).map_err(|error| violated(error, "delete", "desk-used"))
}

/// Holds a desk until the transaction ends, so that no number is given out twice.
pub fn hold(tx: &Tx<'_>, bureau: &BureauId, id: DeskId) -> Result<()> {
    if tx.execute(HOLD, &[bureau, &id])? == 1 { Ok(()) } else { Err(Error::NotFound) }
}

/// Whether anybody ever came to it.
pub fn is_used(conn: &Conn<'_>, bureau: &BureauId, id: DeskId) -> Result<bool> {
    Ok(conn.find::<(i64,)>(USED, &[bureau, &id])?.is_some())
}

/// Who stands at desks, or at one.
pub fn duties(conn: &Conn<'_>, bureau: &BureauId, desk: Option<DeskId>) -> Result<Vec<Duty>> {
    let rows: Vec<StoredDuty> = match desk {
        Some(desk) => conn.list(DUTIES_OF, &[bureau, &desk])?,
        None => conn.list(DUTIES, &[bureau])?,
    };
    rows.into_iter().map(StoredDuty::into_duty).collect()
}

/// That somebody stands at a desk.
pub fn find_duty(conn: &Conn<'_>, bureau: &BureauId, desk: DeskId, id: DutyId) -> Result<Option<Duty>> {
    conn.find::<StoredDuty>(FIND_DUTY, &[bureau, &id, &desk])?.map(StoredDuty::into_duty).transpose()
}

/// Somebody stands at a desk from now on.
pub fn insert_duty(tx: &Tx<'_>, bureau: &BureauId, duty: &Duty) -> Result<()> {
    let Duty { id, desk, staff, days, hours, from, until, .. } = duty;
    let hours = hours.as_ref().map(ToString::to_string);
    tx.execute_one(INSERT_DUTY, &[bureau, id, desk, staff, &days.digits(), &hours, from, until])
}

/// Somebody stands there until `until`, as the duty was read.
pub fn end_duty(tx: &Tx<'_>, bureau: &BureauId, duty: &Duty, until: Date) -> Result<()> {
    tx.execute_one(END_DUTY, &[bureau, &duty.id, &until, &duty.version])
}

/// Somebody never stood there, as the duty was read.
pub fn delete_duty(tx: &Tx<'_>, bureau: &BureauId, duty: &Duty) -> Result<()> {
    tx.execute_one(DELETE_DUTY, &[bureau, &duty.id, &duty.version])
}

/// Whoever can stand at a desk.
pub fn guides(conn: &Conn<'_>, bureau: &BureauId) -> Result<Vec<(StaffId, String)>> {
    staff::told_apart(conn, bureau, conn.list(GUIDES, &[bureau])?)
}

/// What somebody is called who stands or stood at a desk.
pub fn guide(conn: &Conn<'_>, bureau: &BureauId, id: StaffId) -> Result<Option<String>> {
    Ok(conn.find::<(String,)>(IS_GUIDE, &[bureau, &id])?.map(|(name,)| name))
}

record! {
    struct StoredAway {
        staff: StaffId,
        from: Date,
        until: Option<Date>,
        substitute: StaffId,
        substitute_name: String,
    }
}

/// Who of those who stand at desks, or stand in for one who does, is away between two days.
pub fn away(conn: &Conn<'_>, bureau: &BureauId, from: Date, until: Date) -> Result<Vec<Away>> {
    let rows: Vec<StoredAway> = conn.list(AWAY, &[bureau, &from, &until])?;
    let away = |row: StoredAway| {
        let StoredAway { staff, from, until, substitute, substitute_name } = row;
        Away { staff, from, until, substitute, substitute_name }
    };
    Ok(rows.into_iter().map(away).collect())
}
