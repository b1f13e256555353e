//! On an elder's page: what they need.

use askama::Template;
use cq_platform::{Error, Result, actor::Act, db::Conn, web::Ui};
use cq_registry::person::PersonId;

use super::{
    VIEW,
    model::State,
    store::{self, Named, OWN},
};

/// What stands on the person's page.
const SHOWN: i64 = 6;

#[derive(Template)]
#[template(path = "need/_of_person.html")]
struct Section {
    ui: Ui,
    needs: Vec<Named>,
}

/// What the person turned out to need, what is open first; nothing where nothing was.
pub fn of_person(conn: &Conn<'_>, act: &Act, ui: &Ui, person: PersonId) -> Result<Option<String>> {
    let Ok(scope) = act.actor.scope(&VIEW, OWN) else { return Ok(None) };
    let needs = store::of_person(conn, act, &scope, person, SHOWN)?;
    if needs.is_empty() {
        return Ok(None);
    }
    Section { ui: ui.clone(), needs }.render().map(Some).map_err(Error::internal)
}
