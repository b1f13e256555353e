//! The way from a person's page to the health file, for who may read it.

use askama::Template;
use cq_platform::{Error, Result, actor::Act, db::Conn, web::Ui};
use cq_registry::person::PersonId;

use super::{READ, READ_OWN, store};

#[derive(Template)]
#[template(path = "health/_of_person.html")]
struct Section {
    ui: Ui,
    person: PersonId,
}

/// A line that leads to the file; nothing for who may not read it.
pub fn of_person(conn: &Conn<'_>, act: &Act, ui: &Ui, person: PersonId) -> Result<Option<String>> {
    let Ok(scope) = act.actor.scope(&READ, READ_OWN) else { return Ok(None) };
    if !store::reaches(conn, act.bureau(), &scope, person)? {
        return Ok(None);
    }
    Section { ui: ui.clone(), person }.render().map(Some).map_err(Error::internal)
}
