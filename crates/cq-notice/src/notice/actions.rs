//! Carrying notices out by hand, and deciding on those that went wrong: each in one transaction that holds the notice's row.

use cq_platform::{
    Error, Result,
    actor::Act,
    audit::Subject,
    db::{Conn, Tx},
    ids::StaffId,
    policy::Action,
};
use cq_registry::rule;
use jiff::SignedDuration;
use serde_json::json;

use super::{
    HANDLE, SET, VIEW,
    content::Content,
    model::{Channel, Handed, Notice, NoticeId, Refused, State, Why},
    rules::Rules,
    store::{
        self, call,
        list::{self, Listed},
    },
    writing,
};
use crate::preference;

/// What a clerk may decide on a notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// Sent once more.
    Again,
    /// It has arrived.
    Arrived,
    /// Not to be said any more.
    Withdraw,
    /// Pasted to where it is read.
    Pasted,
}

impl Turn {
    const fn as_str(self) -> &'static str {
        match self {
            Turn::Again => "again",
            Turn::Arrived => "arrived",
            Turn::Withdraw => "withdrawn",
            Turn::Pasted => "pasted",
        }
    }
}

/// Makes a turn.
pub fn turn(tx: &Tx<'_>, act: &Act, id: NoticeId, seen: i64, turn: Turn) -> Result<()> {
    let (notice, _, by, rules) = held(tx, act, &HANDLE, id, Some(seen))?;
    if turn == Turn::Again && writing::is_gone(tx, act, notice.to)? {
        return Err(Refused::Ended.into());
    }
    let notice = match turn {
        Turn::Again => notice.again(act.at, &rules),
        Turn::Arrived => notice.arrived(by),
        Turn::Withdraw => notice.withdrawn(act.at, Some(by.by), Why::Clerk),
        Turn::Pasted => notice.pasted(by),
    }?;
    act.record(tx, &HANDLE, subject(id), &json!({ "happened": turn.as_str() }))?;
    store::save(tx, act, &notice)
}

/// Somebody was called about a notice: reached and told, or to be called again, in so many hours where the caller says so.
pub fn called(
    tx: &Tx<'_>,
    act: &Act,
    id: NoticeId,
    seen: i64,
    (reached, again_hours): (bool, Option<u32>),
    words: &str,
) -> Result<()> {
    let (notice, _, by, rules) = held(tx, act, &HANDLE, id, Some(seen))?;
    let again = SignedDuration::from_hours(again_hours.unwrap_or(rules.again_hours).into());
    let notice = notice.called(reached, by, again, &rules)?;
    call::note(tx, act, id, (by.by, reached), words)?;
    act.record(
        tx,
        &HANDLE,
        subject(id),
        &json!({ "happened": if reached { "told" } else { "not-reached" } }),
    )?;
    store::save(tx, act, &notice)
}

/// Says the same by another way: the old one is withdrawn, and a new one written in the same transaction.
pub fn instead(tx: &Tx<'_>, act: &Act, id: NoticeId, seen: i64, channel: Channel) -> Result<NoticeId> {
    let (notice, sealed, by, rules) = held(tx, act, &HANDLE, id, Some(seen))?;
    if notice.channel == channel && !matches!(notice.state, State::GivenUp { .. }) {
        return Err(Refused::Same.into());
    }
    if writing::is_gone(tx, act, notice.to)? {
        return Err(Refused::Ended.into());
    }
    let content = Content::open(&act.secrets, id.0, &sealed)?;
    let contact = preference::store::contact(tx, act, notice.to)?.ok_or(Error::NotFound)?;
    let new = writing::another(tx, act, (&notice, &content), &contact, channel, &rules)?;
    let new = new.ok_or(Refused::NoAddress)?;
    let new_id = new.0.id;
    let old = notice.withdrawn(act.at, Some(by.by), Why::Instead)?;
    act.record(tx, &HANDLE, subject(id), &json!({ "happened": "instead", "kind": channel }))?;
    store::save(tx, act, &old)?;
    store::insert(tx, act, Some(by.by), &[new])?;
    Ok(new_id)
}

/// A letter was put on paper: marked as printed, if it was not already; printed once more it stays as it is.
pub fn print(tx: &Tx<'_>, act: &Act, id: NoticeId, seen: i64) -> Result<()> {
    let (notice, _, by, _) = held(tx, act, &HANDLE, id, Some(seen))?;
    if matches!(notice.state, State::Printed(_)) {
        return act.record(tx, &HANDLE, subject(id), &json!({ "happened": "printed-again" }));
    }
    let notice = notice.printed(by)?;
    act.record(tx, &HANDLE, subject(id), &json!({ "happened": "printed" }))?;
    store::save(tx, act, &notice)
}

/// Opens a notice's page; the log has it.
pub fn view(tx: &Tx<'_>, act: &Act, id: NoticeId) -> Result<(Listed, Vec<call::Call>)> {
    act.actor.may(&VIEW)?;
    let listed = list::find(tx, act, id)?.ok_or(Error::NotFound)?;
    act.record(tx, &VIEW, subject(id), &json!({}))?;
    Ok((listed, call::list(tx, act, id)?))
}

/// Sets the rules from today on.
pub fn set(tx: &Tx<'_>, act: &Act, rules: &Rules) -> Result<()> {
    act.actor.may(&SET)?;
    store::save_rules(tx, act.bureau(), act.today(), rules)?;
    act.record(tx, &SET, Subject::list("setting"), &json!({ "rules": rules }))
}

/// What the house was refused for is mended: everything on that way goes on at once.
pub fn end_hold(tx: &Tx<'_>, act: &Act, channel: Channel) -> Result<()> {
    act.actor.may(&SET)?;
    store::hold::end(tx, act.bureau(), channel)?;
    act.record(tx, &SET, Subject::list("setting"), &json!({ "goes_on": channel.as_str() }))
}

/// Who acts, as somebody on the staff.
pub fn me(tx: &Tx<'_>, act: &Act) -> Result<StaffId> {
    match act.actor.staff {
        Some(staff) => Ok(staff),
        None => rule::actions::myself(tx, act),
    }
}

/// Whether the notice is there at all, before a form about it is read.
pub fn is_there(conn: &Conn<'_>, act: &Act, id: NoticeId) -> Result<()> {
    store::find(conn, act.bureau(), id)?.map(drop).ok_or(Error::NotFound)
}

type Held = (Notice, Vec<u8>, Handed, Rules);

/// Holds the notice as the page showed it.
fn held(tx: &Tx<'_>, act: &Act, action: &Action, id: NoticeId, seen: Option<i64>) -> Result<Held> {
    act.actor.may(action)?;
    store::hold(tx, act.bureau(), id)?;
    let (notice, content) = store::find(tx, act.bureau(), id)?.ok_or(Error::NotFound)?;
    if seen.is_some_and(|seen| seen != notice.version) {
        return Err(Refused::Stage.into());
    }
    let rules = store::rules(tx, act.bureau(), act.today())?.0;
    let by = Handed { at: act.at, by: me(tx, act)? };
    Ok((notice, content, by, rules))
}

fn subject(id: NoticeId) -> Subject {
    Subject::one("notice", id.0)
}
