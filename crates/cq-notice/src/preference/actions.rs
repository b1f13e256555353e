//! Writing down how somebody wishes to be told.

use cq_platform::{
    Error, Result,
    actor::Act,
    audit::Subject,
    db::{Conn, Tx},
};
use cq_registry::{
    person::{self, PersonId},
    rule,
};
use serde_json::json;

use super::{
    MINE, PREFER,
    model::{Contact, Preference},
    store,
};
use crate::notice::model::Addressee;

/// How somebody within reach can be told, and who of their family could be in their place.
pub(super) fn view(conn: &Conn<'_>, act: &Act, id: PersonId) -> Result<(Contact, Option<Contact>)> {
    let scope = act.actor.scope(&PREFER, person::OWN)?;
    person::store::find(conn, &scope, act.bureau(), id)?.ok_or(Error::NotFound)?;
    let contact = store::contact(conn, act, Addressee::Person(id))?.ok_or(Error::NotFound)?;
    let proxy = match store::proxy(conn, act, id)? {
        Some(proxy) => store::contact(conn, act, Addressee::Person(proxy))?,
        None => None,
    };
    Ok((contact, proxy))
}

/// Writes down how somebody within reach wishes to be told.
pub fn put(tx: &Tx<'_>, act: &Act, id: PersonId, seen: Option<i64>, wish: &Preference) -> Result<()> {
    view(tx, act, id)?;
    store::put(tx, act, Addressee::Person(id), seen, wish)?;
    let detail = json!({ "kind": wish.channel.map_or("usual", |channel| channel.as_str()) });
    act.record(tx, &PREFER, Subject::one("person", id.0), &detail)
}

/// How whoever asks can be told themselves.
pub(super) fn mine(tx: &Tx<'_>, act: &Act) -> Result<(Addressee, Contact)> {
    act.actor.may(&MINE)?;
    let me = Addressee::Staff(match act.actor.staff {
        Some(staff) => staff,
        None => rule::actions::myself(tx, act)?,
    });
    Ok((me, store::contact(tx, act, me)?.ok_or(Error::NotFound)?))
}

/// Writes down how whoever asks wishes to be told.
pub(super) fn put_mine(tx: &Tx<'_>, act: &Act, seen: Option<i64>, wish: &Preference) -> Result<()> {
    let (me, _) = mine(tx, act)?;
    store::put(tx, act, me, seen, wish)?;
    let detail = json!({ "kind": wish.channel.map_or("usual", |channel| channel.as_str()) });
    act.record(tx, &MINE, Subject::one("staff", me.id()), &detail)
}
