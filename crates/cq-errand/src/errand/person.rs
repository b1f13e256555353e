//! A person's errands, for the person's page.

use askama::Template;
use cq_case::case::store::people;
use cq_platform::{Error, Result, actor::Act, db::Conn, web::Ui};
use cq_registry::person::PersonId;

use super::{
    TAKE, VIEW,
    store::{
        self, OWN,
        list::{self, Asking, Came, Filter, Wanted, Whose},
    },
    words::Row,
};

/// What stands on the person's page; the others are a touch away.
const SHOWN: i64 = 6;

#[derive(Template)]
#[template(path = "errand/_of_person.html")]
struct Section {
    ui: Ui,
    person: PersonId,
    rows: Vec<Row>,
    may_take: bool,
}

/// What is being done for the person, and what was lately.
pub fn of_person(conn: &Conn<'_>, act: &Act, ui: &Ui, person: PersonId) -> Result<Option<String>> {
    let Ok(scope) = act.actor.scope(&VIEW, OWN) else { return Ok(None) };
    let rules = store::rules(conn, act.bureau(), act.today())?.0;
    let asking = Asking { act, scope: &scope, me: people::known(conn, act)? };
    let filter = Filter {
        wanted: Wanted::Any,
        whose: Whose::All,
        kind: None,
        person: Some(person),
        month: None,
        worker: None,
        area: None,
        came: Came::Any,
    };
    let found = list::list(conn, asking, &filter, None, SHOWN)?;
    let section = Section {
        ui: ui.clone(),
        person,
        rows: found.iter().map(|listed| Row::of(ui, &rules, listed, act.today())).collect(),
        may_take: act.actor.may(&TAKE).is_ok(),
    };
    section.render().map(Some).map_err(Error::internal)
}
