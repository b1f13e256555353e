//! A new town or sub-district, a changed one, and one that nothing needs any more.

use cq_platform::{Error, Result, actor::Act, audit::Subject, db::Tx, messages::Text};
use serde_json::json;

use super::{Area, AreaId, DELETE, EDIT, store};

/// A new area. One of the same name is an error at the name.
pub fn create(tx: &Tx<'_>, act: &Act, area: Area) -> Result<AreaId> {
    act.actor.may(&EDIT)?;
    let area = Area { id: act.new_id(), version: 1, ..area };
    store::insert(tx, act.bureau(), &area)?;
    act.record(tx, &EDIT, Subject::one("area", area.id.0), &json!({ "made": true }))?;
    Ok(area.id)
}

/// Makes the area say what `area` says; its version is the one that was read.
pub fn change(tx: &Tx<'_>, act: &Act, area: &Area) -> Result<()> {
    act.actor.may(&EDIT)?;
    store::save(tx, act, area)?;
    act.record(tx, &EDIT, Subject::one("area", area.id.0), &json!({}))
}

/// Removes an area as it was read, if nothing refers to it.
pub fn delete(tx: &Tx<'_>, act: &Act, id: AreaId, seen: i64) -> Result<()> {
    act.actor.may(&DELETE)?;
    let area = store::find_by_id(tx, act.bureau(), id)?.ok_or(Error::NotFound)?;
    if area.version != seen {
        return Err(Error::Conflict);
    }
    if !store::uses(tx, act.bureau(), id)?.is_empty() {
        return Err(Error::Invalid(vec![("delete".into(), Text::new("area-used"))]));
    }
    store::delete(tx, act.bureau(), &area)?;
    act.record(tx, &DELETE, Subject::one("area", id.0), &json!({}))
}
