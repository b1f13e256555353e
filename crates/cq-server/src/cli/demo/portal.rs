//! An elder of the demo who looks for herself: somebody for whom an errand is under way.

use cq_errand::errand::store::list::{self, Asking, Came, Filter, Wanted, Whose};
use cq_platform::{
    Result,
    actor::Act,
    db::{Conn, Tx},
    identity::{self, NewAccount, store::Bureau},
    policy::{Role, Scope},
    web::App,
};
use cq_portal::portal::{self, AsWho};

use super::SignIn;
use crate::cli::user;

/// Lets her in; none where the demo is so small that nobody has an errand.
pub(super) async fn let_in(app: &App, bureau: &Bureau) -> Result<Option<SignIn>> {
    let act = app.act(user::program_as(bureau, Role::Clerk));
    let found =
        app.db.read(move |conn: &Conn<'_>| list::list(conn, asking(&act), &under_way(), None, 1)).await?;
    let Some(errand) = found.into_iter().next() else { return Ok(None) };
    let act = app.act(user::program_as(bureau, Role::Clerk));
    let password = identity::first_password(&app.ids);
    let login = "elder";
    let new = NewAccount {
        login: login.into(),
        name: errand.name,
        role: Role::Elder,
        staff: None,
        password: password.clone(),
        must_change: false,
    };
    let account = new.hashed(&act).await?;
    let person = errand.person;
    let work = move |tx: &Tx<'_>| portal::actions::let_in(tx, &act, person, &account, AsWho::Oneself);
    app.db.write(work).await?;
    Ok(Some(SignIn { role: Role::Elder, user: login.into(), password }))
}

fn asking(act: &Act) -> Asking<'_> {
    Asking { act, scope: &Scope::BUREAU, me: None }
}

fn under_way() -> Filter {
    Filter {
        wanted: Wanted::Working,
        whose: Whose::All,
        kind: None,
        person: None,
        month: None,
        worker: None,
        area: None,
        came: Came::Any,
    }
}
