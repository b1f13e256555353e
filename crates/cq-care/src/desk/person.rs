//! On a person's page: the desk that they would go to, and its phone.

use askama::Template;
use cq_platform::{
    Error, Result,
    actor::Act,
    db::Conn,
    policy::{Action, Reach, Role},
    web::Ui,
};
use cq_registry::person::PersonId;

use super::{Desk, actions, pages::words, store};

/// Whoever looks after people sees where their desk is.
const SEE: Action = Action {
    name: "desk.see",
    grants: &[(Role::Clerk, Reach::Bureau), (Role::Leader, Reach::Bureau), (Role::Doctor, Reach::Bureau)],
};

#[derive(Template)]
#[template(path = "desk/_of_person.html")]
struct Section {
    ui: Ui,
    desk: Desk,
    /// Today's hours in words.
    today: String,
}

/// The desk of the hospital named as theirs, else of their doctor's, else the nearest.
pub fn of_person(conn: &Conn<'_>, act: &Act, ui: &Ui, person: PersonId) -> Result<Option<String>> {
    if act.actor.may(&SEE).is_err() {
        return Ok(None);
    }
    let Some(desk) = store::of_person(conn, act.bureau(), person)? else { return Ok(None) };
    let calendar = actions::calendar_ahead(conn, act)?;
    let today = words::open_today(ui, desk.hours.on(act.today(), &calendar));
    Section { ui: ui.clone(), desk, today }.render().map(Some).map_err(Error::internal)
}
