//! A person's cases, for the person's page.

use askama::Template;
use cq_platform::{Error, Result, actor::Act, db::Conn, web::Ui};
use cq_registry::person::PersonId;

use super::{
    RECEIVE, VIEW,
    store::{OWN, list},
    words::Row,
};

/// Closed cases that stand on the person's page; the others are a touch away.
const CLOSED: usize = 5;
const OPEN: usize = 20;
const LOOKED_AT: i64 = 100;

#[derive(Template)]
#[template(path = "case/_of_person.html")]
struct Section {
    ui: Ui,
    person: PersonId,
    open: Vec<Row>,
    closed: Vec<Row>,
    may_receive: bool,
}

/// What is asked for the person, and what was lately.
pub fn of_person(conn: &Conn<'_>, act: &Act, ui: &Ui, person: PersonId) -> Result<Option<String>> {
    let Ok(scope) = act.actor.scope(&VIEW, OWN) else { return Ok(None) };
    let found = list::of_person(conn, act, &scope, person, LOOKED_AT)?;
    let (closed, open): (Vec<_>, Vec<_>) = found.iter().partition(|listed| listed.is_closed());
    let rows = |some: Vec<&list::Listed>, most| {
        some.into_iter().take(most).map(|listed| Row::of(ui, listed, act.at)).collect()
    };
    let section = Section {
        ui: ui.clone(),
        person,
        open: rows(open, OPEN),
        closed: rows(closed, CLOSED),
        may_receive: act.actor.may(&RECEIVE).is_ok(),
    };
    section.render().map(Some).map_err(Error::internal)
}
