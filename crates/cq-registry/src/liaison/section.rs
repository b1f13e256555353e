//! 联络员, on the person's page.

use askama::Template;
use cq_platform::{Error, Result, actor::Act, db::Conn, web::Ui};

use super::{ASSIGN, store};
use crate::person::PersonId;

#[derive(Template)]
#[template(path = "liaison/_of_person.html")]
struct Section {
    ui: Ui,
    person: PersonId,
    named: Option<store::Named>,
    may_assign: bool,
}

/// Who keeps in touch with the person.
pub fn of_person(conn: &Conn<'_>, act: &Act, ui: &Ui, person: PersonId) -> Result<Option<String>> {
    let named = store::of_person(conn, act.bureau(), person)?;
    let may_assign = act.actor.may(&ASSIGN).is_ok();
    if named.is_none() && !may_assign {
        return Ok(None);
    }
    Section { ui: ui.clone(), person, named, may_assign }.render().map(Some).map_err(Error::internal)
}
