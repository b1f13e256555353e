//! On a person's page: where they were seen, and announcing the next time.

use askama::Template;
use cq_platform::{Error, Result, actor::Act, db::Conn, web::Ui};
use cq_registry::{liaison::store::is_served, person::PersonId};

use super::{
    ANNOUNCE, VIEW,
    actions::may,
    card::Card,
    store::{
        self, OWN_ELDER,
        list::{self},
    },
};

/// What stands on the person's page.
const SHOWN: i64 = 5;

#[derive(Template)]
#[template(path = "attendance/_of_person.html")]
struct Section {
    ui: Ui,
    person: PersonId,
    cards: Vec<Card>,
    may_announce: bool,
}

/// Where the person was seen lately, and is or will be; nothing where nothing is to be said or done.
pub fn of_person(conn: &Conn<'_>, act: &Act, ui: &Ui, person: PersonId) -> Result<Option<String>> {
    let Ok(scope) = act.actor.scope(&VIEW, OWN_ELDER) else { return Ok(None) };
    let listed = list::of_person(conn, act, &scope, person, SHOWN)?;
    let rules = store::rules(conn, act.bureau(), act.today())?.0;
    let cards = listed.iter().map(|listed| Card::of(ui, listed, &rules, act.at, false)).collect();
    let may_announce = may(act, &ANNOUNCE) && is_served(conn, act.bureau(), person)?;
    let section = Section { ui: ui.clone(), person, cards, may_announce };
    section.render().map(Some).map_err(Error::internal)
}
