//! Who may see a person's page, on the person's page.

use askama::Template;
use cq_platform::{Error, Result, actor::Act, db::Conn, web::Ui};
use cq_registry::{liaison, person::PersonId};

use super::{
    LET_IN,
    store::{self, Guest},
};

#[derive(Template)]
#[template(path = "portal/_of_person.html")]
struct Section {
    ui: Ui,
    person: PersonId,
    guests: Vec<Guest>,
    is_served: bool,
}

/// Who is let in, and the way to let somebody in.
pub fn of_person(conn: &Conn<'_>, act: &Act, ui: &Ui, person: PersonId) -> Result<Option<String>> {
    if act.actor.may(&LET_IN).is_err() {
        return Ok(None);
    }
    let guests = store::of_person(conn, act.bureau(), person)?;
    let is_served = liaison::store::is_served(conn, act.bureau(), person)?;
    if guests.is_empty() && !is_served {
        return Ok(None);
    }
    Section { ui: ui.clone(), person, guests, is_served }.render().map(Some).map_err(Error::internal)
}
