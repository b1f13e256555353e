//! A new doctor, a changed one, one that nobody needs any more, and a doctor's account.

use cq_platform::{
    Error, Result,
    actor::Act,
    audit::Subject,
    db::Tx,
    identity::{self, NewAccount},
    ids::StaffId,
    messages::Text,
    policy::Role,
    web::App,
};
use cq_registry::rule::plan;
use serde_json::json;

use super::{DELETE, Doctor, EDIT, store};
use crate::hospital;

/// A new doctor. One of the same name in the same hospital is an error at the name, whoever enters him at the same time.
pub fn create(tx: &Tx<'_>, act: &Act, doctor: Doctor) -> Result<StaffId> {
    act.actor.may(&EDIT)?;
    let doctor = Doctor { id: act.new_id(), ..doctor };
    is_only(tx, act, &doctor)?;
    store::insert(tx, act.bureau(), &doctor)?;
    act.record(tx, &EDIT, Subject::one("staff", doctor.id.0), &json!({ "made": true }))?;
    Ok(doctor.id)
}

/// Makes the doctor say what `doctor` says; the version is the one that was read.
pub fn change(tx: &Tx<'_>, act: &Act, doctor: &Doctor) -> Result<()> {
    act.actor.may(&EDIT)?;
    plan::hold(tx, act)?;
    is_only(tx, act, doctor)?;
    let moves =
        store::find(tx, act.bureau(), doctor.id)?.is_some_and(|before| before.hospital != doctor.hospital);
    store::save(tx, act.bureau(), doctor)?;
    if moves {
        plan::of_doctors(tx, act)?;
    }
    act.record(tx, &EDIT, Subject::one("staff", doctor.id.0), &json!({}))
}

/// Nobody else in the hospital is called so. The hospital is held until the transaction ends.
fn is_only(tx: &Tx<'_>, act: &Act, doctor: &Doctor) -> Result<()> {
    hospital::store::hold(tx, act.bureau(), doctor.hospital)?;
    if store::has_namesake(tx, act.bureau(), doctor)? {
        return Err(Error::Invalid(vec![("name".into(), Text::new("doctor-name-taken"))]));
    }
    Ok(())
}

/// Removes a doctor as he was read, if he never answered for anybody and nothing else refers to him.
pub fn delete(tx: &Tx<'_>, act: &Act, id: StaffId, seen: i64) -> Result<()> {
    act.actor.may(&DELETE)?;
    let doctor = store::find(tx, act.bureau(), id)?.ok_or(Error::NotFound)?;
    if doctor.version != seen {
        return Err(Error::Conflict);
    }
    let used = || Error::Invalid(vec![("delete".into(), Text::new("doctor-used"))]);
    if !store::uses(tx, act.bureau(), id)?.is_empty() {
        return Err(used());
    }
    store::delete(tx, act.bureau(), id, seen).map_err(|error| match &error {
        Error::Db(cause) if cause.violated().is_some() => used(),
        _ => error,
    })?;
    act.record(tx, &DELETE, Subject::one("staff", id.0), &json!({}))
}

/// Makes the account that the doctor signs in with; returns its first password, to be told once and changed at once.
pub(super) async fn make_account(app: &App, act: Act, id: StaffId, login: String) -> Result<String> {
    let bureau = *act.bureau();
    let doctor = app.db.read(move |conn| store::find(conn, &bureau, id)).await?.ok_or(Error::NotFound)?;
    let password = identity::first_password(&app.ids);
    let new = NewAccount {
        login,
        name: doctor.name,
        role: Role::Doctor,
        staff: Some(id),
        password: password.clone(),
        must_change: true,
    };
    identity::create_account(app, act, new).await?;
    Ok(password)
}
