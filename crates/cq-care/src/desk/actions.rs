//! A new desk, a changed one, one that nobody needs, who stands at it, and what is missing everywhere.

use cq_calendar::WorkCalendar;
use cq_platform::{
    Error, Result,
    actor::Act,
    audit::Subject,
    db::{Conn, Tx},
    identity::{self, NewAccount},
    ids::StaffId,
    messages::Text,
    policy::Role,
    web::App,
};
use cq_registry::{
    calendar,
    staff::{self, Staff},
};
use jiff::{ToSpan, civil::Date};
use serde_json::json;

pub use super::draft::{Shift, Who};
use super::{
    Desk, DeskId, Duty, DutyId, EDIT,
    gap::{self, DAYS_AHEAD, Gap},
    roster::Roster,
    store,
};

/// A new desk.
pub fn create(tx: &Tx<'_>, act: &Act, desk: Desk) -> Result<DeskId> {
    act.actor.may(&EDIT)?;
    let desk = Desk { id: act.new_id(), ..desk };
    store::insert(tx, act, &desk)?;
    act.record(tx, &EDIT, subject(desk.id), &json!({ "made": true }))?;
    Ok(desk.id)
}

/// Makes the desk say what `desk` says; its version is the one that was read.
pub fn change(tx: &Tx<'_>, act: &Act, desk: &Desk) -> Result<()> {
    act.actor.may(&EDIT)?;
    store::save(tx, act, desk)?;
    act.record(tx, &EDIT, subject(desk.id), &json!({}))
}

/// Removes a desk as it was read, if nobody ever came to it.
pub fn delete(tx: &Tx<'_>, act: &Act, id: DeskId, seen: i64) -> Result<()> {
    act.actor.may(&EDIT)?;
    store::hold(tx, act.bureau(), id)?;
    if store::is_used(tx, act.bureau(), id)? {
        return Err(Error::Invalid(vec![("delete".into(), Text::new("desk-used"))]));
    }
    store::delete(tx, act.bureau(), id, seen)?;
    act.record(tx, &EDIT, subject(id), &json!({ "removed": true }))
}

/// Puts somebody at a desk; who is new is put on the staff.
pub fn post(tx: &Tx<'_>, act: &Act, id: DeskId, who: Who, shift: Shift) -> Result<StaffId> {
    act.actor.may(&EDIT)?;
    store::hold(tx, act.bureau(), id)?;
    let staff = match who {
        Who::Known(staff) => {
            let known = store::guides(tx, act.bureau())?.iter().any(|(id, _)| *id == staff);
            if !known {
                return Err(Error::Invalid(vec![("who".into(), Text::new("form-choice"))]));
            }
            staff
        }
        Who::New(name, phone) => {
            let staff = Staff::new(act.new_id(), name, phone);
            staff::store::insert(tx, act.bureau(), &staff)?;
            staff.id
        }
    };
    let Shift { days, hours, from, until } = shift;
    let (name, phone) = (String::new(), None);
    let duty = Duty {
        id: act.new_id(),
        desk: id,
        staff,
        name,
        phone,
        signs_in: false,
        days,
        hours,
        from,
        until,
        version: 1,
    };
    store::insert_duty(tx, act.bureau(), &duty)?;
    act.record(tx, &EDIT, subject(id), &json!({ "posted": staff }))?;
    Ok(staff)
}

/// Somebody stands there no more after `last`; before the first day it was never so.
pub fn end(tx: &Tx<'_>, act: &Act, (desk, id): (DeskId, DutyId), seen: i64, last: Date) -> Result<()> {
    act.actor.may(&EDIT)?;
    let duty = store::find_duty(tx, act.bureau(), desk, id)?.ok_or(Error::NotFound)?;
    if duty.version != seen {
        return Err(Error::Conflict);
    }
    if last < duty.from {
        store::delete_duty(tx, act.bureau(), &duty)?;
    } else {
        store::end_duty(tx, act.bureau(), &duty, last)?;
    }
    act.record(tx, &EDIT, subject(desk), &json!({ "ended": duty.staff }))
}

/// Makes the account that a guide signs in with; returns its first password, to be told once and changed at once.
pub(super) async fn make_account(app: &App, act: Act, id: StaffId, login: String) -> Result<String> {
    let bureau = *act.bureau();
    let name = app.db.read(move |conn| store::guide(conn, &bureau, id)).await?.ok_or(Error::NotFound)?;
    let password = identity::first_password(&app.ids);
    let new = NewAccount {
        login,
        name,
        role: Role::Guide,
        staff: Some(id),
        password: password.clone(),
        must_change: true,
    };
    identity::create_account(app, act, new).await?;
    Ok(password)
}

/// A desk with who stands at it and what is missing.
pub struct Manned {
    /// The desk.
    pub desk: Desk,
    /// Who stands there now or later.
    pub duties: Vec<Duty>,
    /// What is missing.
    pub gaps: Vec<Gap>,
}

/// The working days of the days that gaps are looked for in.
pub fn calendar_ahead(conn: &Conn<'_>, act: &Act) -> Result<WorkCalendar> {
    let today = act.today();
    let last = today.saturating_add(i64::from(DAYS_AHEAD).days());
    calendar::store::work_calendar(conn, act.bureau(), today, last)
}

/// Every desk, with what is missing.
pub fn manned(conn: &Conn<'_>, act: &Act) -> Result<Vec<Manned>> {
    let today = act.today();
    let last = today.saturating_add(i64::from(DAYS_AHEAD).days());
    let roster = Roster::read(conn, act.bureau(), today, last)?;
    let whole = |desk: &Desk| {
        let there = |duty: &&Duty| duty.desk == desk.id && duty.until.is_none_or(|until| until >= today);
        let duties = roster.duties().iter().filter(there).cloned().collect();
        Manned { desk: desk.clone(), duties, gaps: gap::gaps(desk, &roster, today) }
    };
    Ok(roster.desks().iter().map(whole).collect())
}

pub(super) fn subject(id: DeskId) -> Subject {
    Subject::one("desk", id.0)
}
