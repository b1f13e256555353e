//! Entering a day of a notice, and setting desk hours.

use cq_calendar::DeskHours;
use cq_platform::{Error, Result, actor::Act, audit::Subject, db::Tx, messages::Text};
use jiff::civil::Date;
use serde_json::json;

use super::{
    NOTE, SET_HOURS,
    model::{Kind, NoticeDay},
    store,
};
use crate::rule::plan;

/// Notes what a notice says of `day`, with the holiday's name; none: that it says nothing, so that the weekday counts.
///
/// `version` is that of the entry which was looked at, 0 where there was none. An entry that is otherwise by now is
/// [`Error::Conflict`]; a working day that is to be worked in is an error at `kind`.
pub fn note(tx: &Tx<'_>, act: &Act, day: Date, wanted: Option<(Kind, String)>, version: i64) -> Result<()> {
    act.actor.may(&NOTE)?;
    let before = store::find(tx, act.bureau(), day)?;
    if before.as_ref().map_or(0, |noted| noted.version) != version {
        return Err(Error::Conflict);
    }
    let kind = wanted.as_ref().map(|(kind, _)| *kind);
    match (before, wanted) {
        (_, Some((kind, _))) if !kind.fits(day) => {
            return Err(Error::Invalid(vec![("kind".into(), Text::new("calendar-worked-anyway"))]));
        }
        (None, Some((kind, name))) => {
            let noted = NoticeDay { id: act.new_id(), day, kind, name, version: 1 };
            store::insert(tx, act.bureau(), &noted)?;
        }
        (Some(noted), Some((kind, name))) => {
            store::save(tx, act.bureau(), &NoticeDay { kind, name, ..noted })?;
        }
        (Some(noted), None) => store::delete(tx, act.bureau(), &noted)?,
        (None, None) => return Ok(()),
    }
    plan::of_calendar(tx, act)?;
    act.record(tx, &NOTE, Subject::list("calendar"), &json!({ "day": day, "kind": kind }))
}

/// Sets the desk hours from a day on.
pub fn set_hours(tx: &Tx<'_>, act: &Act, since: Date, hours: &DeskHours) -> Result<()> {
    act.actor.may(&SET_HOURS)?;
    store::save_hours(tx, act.bureau(), since, hours)?;
    act.record(
        tx,
        &SET_HOURS,
        Subject::list("calendar"),
        &json!({ "since": since, "hours": hours.to_string() }),
    )
}
