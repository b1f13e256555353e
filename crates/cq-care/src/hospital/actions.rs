//! A new hospital, a changed one, and one that nobody needs any more.

use cq_platform::{Error, Result, actor::Act, audit::Subject, db::Tx, messages::Text};
use serde_json::json;

use super::{DELETE, EDIT, Hospital, HospitalId, store};

/// A new hospital. One of the same name is an error at the name.
pub fn create(tx: &Tx<'_>, act: &Act, hospital: Hospital) -> Result<HospitalId> {
    act.actor.may(&EDIT)?;
    let hospital = Hospital { id: act.new_id(), ..hospital };
    store::insert(tx, act, &hospital)?;
    act.record(tx, &EDIT, Subject::one("hospital", hospital.id.0), &json!({ "made": true }))?;
    Ok(hospital.id)
}

/// Makes the hospital say what `hospital` says; its version is the one that was read.
pub fn change(tx: &Tx<'_>, act: &Act, hospital: &Hospital) -> Result<()> {
    act.actor.may(&EDIT)?;
    store::save(tx, act, hospital)?;
    act.record(tx, &EDIT, Subject::one("hospital", hospital.id.0), &json!({}))
}

/// Removes a hospital as it was read, if no doctor works there.
pub fn delete(tx: &Tx<'_>, act: &Act, id: HospitalId, seen: i64) -> Result<()> {
    act.actor.may(&DELETE)?;
    let hospital = store::find(tx, act.bureau(), id)?.ok_or(Error::NotFound)?;
    if hospital.version != seen {
        return Err(Error::Conflict);
    }
    if store::doctors(tx, act.bureau(), id)? > 0 {
        return Err(Error::Invalid(vec![("delete".into(), Text::new("hospital-used"))]));
    }
    store::delete(tx, act.bureau(), id, seen)?;
    act.record(tx, &DELETE, Subject::one("hospital", id.0), &json!({}))
}
