//! A new unit, a changed one, and one that nothing needs any more.

use cq_platform::{Error, Result, actor::Act, audit::Subject, db::Tx, messages::Text};
use serde_json::json;

use super::{DELETE, EDIT, Unit, UnitId, store};

/// A new unit. One of the same name is an error at the name.
pub fn create(tx: &Tx<'_>, act: &Act, unit: Unit) -> Result<UnitId> {
    act.actor.may(&EDIT)?;
    let unit = Unit { id: act.new_id(), ..unit };
    store::insert(tx, act.bureau(), &unit)?;
    act.record(tx, &EDIT, Subject::one("unit", unit.id.0), &json!({ "made": true, "kind": unit.kind }))?;
    Ok(unit.id)
}

/// Makes the unit say what `unit` says; its version is the one that was read.
pub fn save(tx: &Tx<'_>, act: &Act, unit: &Unit) -> Result<()> {
    act.actor.may(&EDIT)?;
    store::save(tx, act.bureau(), unit)?;
    act.record(tx, &EDIT, Subject::one("unit", unit.id.0), &json!({ "kind": unit.kind }))
}

/// Removes a unit as it was read, if nothing refers to it.
pub fn delete(tx: &Tx<'_>, act: &Act, id: UnitId, seen: i64) -> Result<()> {
    act.actor.may(&DELETE)?;
    let unit = store::find_by_id(tx, act.bureau(), id)?.ok_or(Error::NotFound)?;
    if unit.version != seen {
        return Err(Error::Conflict);
    }
    if !store::uses(tx, act.bureau(), id)?.is_empty() {
        return Err(Error::Invalid(vec![("delete".into(), Text::new("unit-used"))]));
    }
    store::delete(tx, act.bureau(), &unit)?;
    act.record(tx, &DELETE, Subject::one("unit", id.0), &json!({}))
}
