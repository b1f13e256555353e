//! A doctor's account.

use cq_platform::{
    Error, Result,
    actor::Act,
    identity::{self, NewAccount},
    ids::StaffId,
    policy::Role,
    web::App,
};

use super::store;

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
