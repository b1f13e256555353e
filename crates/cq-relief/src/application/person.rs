//! A person's applications, for the person's page.

use askama::Template;
use cq_platform::{Error, Result, actor::Act, db::Conn, policy::Scope, web::Ui};
use cq_registry::person::{self, PersonId};

use super::{
    FILE, VIEW,
    store::{
        self, OWN,
        list::{self, Filter, Wanted},
    },
    words::Row,
};

/// What stands on the person's page; the others are a touch away.
const SHOWN: i64 = 6;

#[derive(Template)]
#[template(path = "relief/_of_person.html")]
struct Section {
    ui: Ui,
    person: PersonId,
    rows: Vec<Row>,
    may_file: bool,
}

/// Nothing new is asked for whose service has ended.
fn may_still_be_asked(conn: &Conn<'_>, act: &Act, id: PersonId) -> Result<bool> {
    let person = person::store::find(conn, &Scope::BUREAU, act.bureau(), id)?;
    Ok(person.is_some_and(|person| person.ended().is_none()))
}

/// What was asked for the person.
pub fn of_person(conn: &Conn<'_>, act: &Act, ui: &Ui, person: PersonId) -> Result<Option<String>> {
    let Ok(scope) = act.actor.scope(&VIEW, OWN) else { return Ok(None) };
    let rules = store::rules(conn, act.bureau(), act.today())?.0;
    let filter = Filter { person: Some(person), ..Filter::by(Wanted::Any) };
    let found = list::list(conn, act, &scope, &filter, None, SHOWN)?;
    let section = Section {
        ui: ui.clone(),
        person,
        rows: found.iter().map(|listed| Row::of(ui, &rules, listed, act.today())).collect(),
        may_file: act.actor.may(&FILE).is_ok() && may_still_be_asked(conn, act, person)?,
    };
    section.render().map(Some).map_err(Error::internal)
}
