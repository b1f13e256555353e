//! Notices and desk hours in the database.

use cq_calendar::{DeskHours, WorkCalendar};
use cq_platform::{
    Error, Result,
    db::{Conn, Tx},
    ids::BureauId,
};
use jiff::civil::Date;

use super::model::NoticeDay;

const LIST: &str =
    "SELECT id, day, kind, name, version FROM calendar_day WHERE bureau_id = $1 AND day >= $2 AND day <= $3
    ORDER BY bureau_id, day";
const FIND: &str = "SELECT id, day, kind, name, version FROM calendar_day WHERE bureau_id = $1 AND day = $2";
const INSERT: &str =
    "INSERT INTO calendar_day (bureau_id, id, day, kind, name, version) VALUES ($1, $2, $3, $4, $5, 1)
    ON CONFLICT (bureau_id, day) DO NOTHING";
const SAVE: &str = "UPDATE calendar_day SET kind = $3, name = $4, version = version + 1
    WHERE bureau_id = $1 AND id = $2 AND version = $5";
const DELETE: &str = "DELETE FROM calendar_day WHERE bureau_id = $1 AND id = $2 AND version = $3";
const HOURS: &str =
    "SELECT value, since FROM setting WHERE bureau_id = $1 AND name = 'desk-hours' AND since <= $2
    ORDER BY bureau_id, name, since DESC LIMIT 1";
const SAVE_HOURS: &str =
    "INSERT INTO setting (bureau_id, name, since, value) VALUES ($1, 'desk-hours', $2, $3)
    ON CONFLICT (bureau_id, name, since) DO UPDATE SET value = excluded.value";

/// For the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&str] = &[LIST, FIND, INSERT, SAVE, DELETE, HOURS, SAVE_HOURS];

/// What the notices say of the days from `first` to `last`, in order.
pub fn list(conn: &Conn<'_>, bureau: &BureauId, first: Date, last: Date) -> Result<Vec<NoticeDay>> {
    conn.list(LIST, &[bureau, &first, &last])
}

/// What every notice says, in the order of the days.
pub(super) fn list_all(conn: &Conn<'_>, bureau: &BureauId) -> Result<Vec<NoticeDay>> {
    list(conn, bureau, Date::constant(1, 1, 1), Date::MAX)
}

/// What the notice says of one day.
pub fn find(conn: &Conn<'_>, bureau: &BureauId, day: Date) -> Result<Option<NoticeDay>> {
    conn.find(FIND, &[bureau, &day])
}

/// The working days from `first` to `last`; before and after, only weekends are known.
pub fn work_calendar(conn: &Conn<'_>, bureau: &BureauId, first: Date, last: Date) -> Result<WorkCalendar> {
    let days = list(conn, bureau, first, last)?;
    Ok(days.into_iter().map(|noted| (noted.day, noted.kind.into())).collect())
}

/// A day that no notice mentioned yet. Somebody faster is [`Error::Conflict`].
pub fn insert(tx: &Tx<'_>, bureau: &BureauId, noted: &NoticeDay) -> Result<()> {
    let NoticeDay { id, day, kind, name, .. } = noted;
    tx.execute_one(INSERT, &[bureau, id, day, kind, name])
}

/// Saves kind and name as they were read at `version`.
pub fn save(tx: &Tx<'_>, bureau: &BureauId, noted: &NoticeDay) -> Result<()> {
    let NoticeDay { id, kind, name, version, .. } = noted;
    tx.execute_one(SAVE, &[bureau, id, kind, name, version])
}

/// The day is again what its weekday says.
pub fn delete(tx: &Tx<'_>, bureau: &BureauId, noted: &NoticeDay) -> Result<()> {
    tx.execute_one(DELETE, &[bureau, &noted.id, &noted.version])
}

/// The desk hours that hold on `day`, and since when; those of [`DeskHours::default`] where none were set.
pub fn desk_hours(conn: &Conn<'_>, bureau: &BureauId, day: Date) -> Result<(DeskHours, Option<Date>)> {
    match conn.find::<(String, Date)>(HOURS, &[bureau, &day])? {
        Some((text, since)) => Ok((text.parse().map_err(Error::internal)?, Some(since))),
        None => Ok((DeskHours::default(), None)),
    }
}

/// Sets the desk hours from a day on.
pub(super) fn save_hours(tx: &Tx<'_>, bureau: &BureauId, since: Date, hours: &DeskHours) -> Result<()> {
    tx.execute_one(SAVE_HOURS, &[bureau, &since, &hours.to_string()])
}
