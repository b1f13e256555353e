//! A person's errands, for the person's page; a case's, for the case's.

use askama::Template;
use cq_case::case::{CaseId, Pillar};
use cq_platform::{Error, Result, actor::Act, db::Conn, web::Ui};
use cq_registry::{liaison::store::is_served, person::PersonId};

use super::{
    TAKE, VIEW,
    store::{self, OWN, list},
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
    let found = list::of_person(conn, act, &scope, person, SHOWN)?;
    let section = Section {
        ui: ui.clone(),
        person,
        rows: found.iter().map(|listed| Row::of(ui, &rules, listed, act.today())).collect(),
        may_take: act.actor.may(&TAKE).is_ok() && is_served(conn, act.bureau(), person)?,
    };
    section.render().map(Some).map_err(Error::internal)
}

#[derive(Template)]
#[template(path = "errand/_of_case.html")]
struct OfCase {
    ui: Ui,
    rows: Vec<Row>,
    /// How many are not done: the case waits for them.
    open: u32,
}

/// Errands made of cases: a case is not answered while one is open.
pub const OF_CASE: Pillar = Pillar { section: of_case, open: list::open_of_case };

/// The errands that a case became, with how far each has come; nothing where it became none.
fn of_case(conn: &Conn<'_>, act: &Act, ui: &Ui, case: CaseId) -> Result<Option<String>> {
    let Ok(scope) = act.actor.scope(&VIEW, OWN) else { return Ok(None) };
    let found = list::of_case(conn, act, &scope, case)?;
    let open = list::open_of_case(conn, act, case)?;
    if found.is_empty() && open == 0 {
        return Ok(None);
    }
    let rules = store::rules(conn, act.bureau(), act.today())?.0;
    let rows = found.iter().map(|listed| Row::of(ui, &rules, listed, act.today())).collect();
    OfCase { ui: ui.clone(), rows, open }.render().map(Some).map_err(Error::internal)
}
