//! A person's cases, for the person's page.

use askama::Template;
use cq_platform::{Error, Result, actor::Act, db::Conn, web::Ui};
use cq_registry::person::PersonId;

use super::{
    RECEIVE, VIEW,
    store::{
        self, OWN,
        list::{self, Asking, Filter, Wanted, Whose},
        people,
    },
    words::Row,
};

/// Closed cases that stand on the person's page; the others are a touch away.
const CLOSED: i64 = 5;
const OPEN: i64 = 20;

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
    let rules = store::rules(conn, act.bureau(), act.today())?.0;
    let asking = Asking { act, scope: &scope, me: people::known(conn, act)?, rules: &rules };
    let of = |wanted, limit| {
        let filter = Filter { wanted, whose: Whose::All, kind: None, person: Some(person) };
        let found = list::list(conn, asking, &filter, None, limit)?;
        Ok::<_, Error>(found.iter().map(|listed| Row::of(ui, listed, act.at)).collect())
    };
    let section = Section {
        ui: ui.clone(),
        person,
        open: of(Wanted::Open, OPEN)?,
        closed: of(Wanted::Closed, CLOSED)?,
        may_receive: act.actor.may(&RECEIVE).is_ok(),
    };
    section.render().map(Some).map_err(Error::internal)
}
